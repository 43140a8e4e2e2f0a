"""C2SP signed-note and tlog-cosignature, with the vectors of Go's implementation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.translog import Note, Signature, SignatureType, Signer, VerifierKey, parse_note, verify_note
from tempory.translog.notes import MAX_NOTE_OCTETS
from tempory.values import IntegrityError, InvalidValueError, Secret

PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NOTE = f"{TEXT}\n{SIGNATURE}".encode()
WITNESS = Signer("witness.example/w1", Secret(b"w" * 32), type=SignatureType.COSIGNATURE)


def test_the_note_of_go_is_verified_and_written_octet_by_octet() -> None:
    note, key = parse_note(NOTE), VerifierKey.parse(PUBLIC)
    assert note.text == TEXT
    assert [each.key for each in verify_note(note, [key])] == [key]
    signer = Signer.parse(PRIVATE)
    assert signer.key == key
    assert Note(text=TEXT, signatures=(signer.sign(TEXT),)).encode() == NOTE
    assert signer.encode().reveal().decode() == PRIVATE
    assert str(key) == PUBLIC


def test_any_other_spelling_of_a_key_is_refused() -> None:
    for start in range(len(PUBLIC)):
        for end in range(start + 1, len(PUBLIC) + 1, 3):
            if (start, end) != (0, len(PUBLIC)):
                with pytest.raises(InvalidValueError):
                    VerifierKey.parse(PUBLIC[start:end])
    for place in range(len(PUBLIC)):
        with pytest.raises(InvalidValueError):
            VerifierKey.parse(PUBLIC[:place] + chr(ord(PUBLIC[place]) + 1) + PUBLIC[place + 1 :])
    wrong = (
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ÀRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann",
        "",
    )
    for text in wrong:
        with pytest.raises(InvalidValueError):
            VerifierKey.parse(text)
    for text in (PUBLIC, PRIVATE.replace("c74f", "c74e"), PRIVATE[:-4], PRIVATE.replace("Peter", "P ter")):
        with pytest.raises(InvalidValueError):
            Signer.parse(text)


def test_a_name_has_no_spaces_and_no_plus() -> None:
    for name in ("", "a b", "a\u00a0b", "a+b", "a\nb", "a\u2028b", "x" * 256):
        with pytest.raises(InvalidValueError):
            Signer(name, Secret(b"k" * 32))
    with pytest.raises(InvalidValueError):
        Signer("name", Secret(b"short"))


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"text\n",
        TEXT.encode() + b"\n",
        NOTE[:-1],
        NOTE + b"x",
        NOTE + b"\n",
        NOTE.replace("— Peter".encode(), b"- Peter"),
        NOTE.replace(b"Neumann x08", b"Neumannx08"),
        NOTE.replace(b"x08go", b"x08g"),
        NOTE.replace(b"nAM=", b"nAN="),
        NOTE.replace(b"nAM=", b"nAM"),
        NOTE.replace("— PeterNeumann".encode(), "— Peter+Neumann".encode()),
        NOTE.replace(b"If", b"I\x07"),
        NOTE.replace(b"If", b"I\xff"),
        NOTE.replace(b"If you", b"If\r\n"),
        f"{TEXT}\n— PeterNeumann AAAAAA==\n".encode(),
        TEXT.encode() + b"\n" + SIGNATURE.encode() * 33,
        b"x" * MAX_NOTE_OCTETS + NOTE,
    ],
)
def test_what_is_no_note_is_refused(octets: bytes) -> None:
    with pytest.raises(IntegrityError):
        parse_note(octets)


def test_unknown_keys_are_passed_over_and_a_known_key_must_hold() -> None:
    note, key = parse_note(NOTE), VerifierKey.parse(PUBLIC)
    stranger = Signer("PeterNeumann", Secret(b"s" * 32))
    both = Note(text=TEXT, signatures=(stranger.sign(TEXT), *note.signatures, *note.signatures))
    assert [each.key for each in verify_note(both, [key])] == [key]
    with pytest.raises(IntegrityError):
        verify_note(note, [stranger.key])
    with pytest.raises(IntegrityError):
        verify_note(note, [])
    altered = Note(text=TEXT.replace("cryptography", "cryptographY"), signatures=note.signatures)
    with pytest.raises(IntegrityError):
        verify_note(altered, [key])
    short = Signature(name=key.name, key_id=key.key_id, octets=b"short")
    with pytest.raises(IntegrityError):
        verify_note(Note(text=TEXT, signatures=(short,)), [key])


def test_a_text_may_have_empty_lines() -> None:
    signer = Signer("quasimodo.example/salvatore", Secret(b"q" * 32))
    text = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n"
    note = parse_note(Note(text=text, signatures=(signer.sign(text),)).encode())
    assert note.text == text
    assert verify_note(note, [signer.key])


def test_a_cosignature_says_when_and_stands_for_nothing_else() -> None:
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    signature = WITNESS.sign(text, time=1_679_315_147)
    assert len(signature.octets) == 72
    note = Note(text=text, signatures=(signature,))
    assert [each.time for each in verify_note(parse_note(note.encode()), [WITNESS.key])] == [1_679_315_147]
    later = Signature(name=signature.name, key_id=signature.key_id, octets=b"\0" * 8 + signature.octets[8:])
    with pytest.raises(IntegrityError):
        WITNESS.key.verify(text, later)
    plain = Signer("witness.example/w1", Secret(b"w" * 32))
    assert plain.key.key_id != WITNESS.key.key_id
    assert plain.key.public == WITNESS.key.public
    assert VerifierKey.parse(str(WITNESS.key)) == WITNESS.key


@given(st.binary(max_size=300))
def test_any_octets_are_a_note_or_refused(octets: bytes) -> None:
    try:
        note = parse_note(octets)
    except IntegrityError:
        return
    assert note.encode() == octets
