import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.sealing import (
    MAX_SUMMARY_OCTETS,
    Envelope,
    KeyPair,
    Party,
    Summary,
    decode_summary,
    encode_summary,
    open_profile,
    open_summary,
    seal_profile,
    seal_summary,
)
from tempory.values import Address, IntegrityError, InvalidValueError, MailboxId, MessageId, Secret

KEYS, STRANGER = KeyPair(Secret(b"a" * 32)), KeyPair(Secret(b"b" * 32))
MAILBOX, OTHER_MAILBOX = MailboxId(b"m" * 16), MailboxId(b"n" * 16)
MESSAGE, OTHER_MESSAGE = MessageId(b"m" * 16), MessageId(b"n" * 16)
SEALED = seal_summary(KEYS.public_key, b"{}", mailbox=MAILBOX, message=MESSAGE)
PROFILE = seal_profile(KEYS.public_key, Address.parse("a@b.example"), mailbox=MAILBOX)


@given(text=st.sampled_from(["a@b.example", '"a b"@b.example', "Éric@bücher.example", "A.B+c@x-y.example"]))
def test_a_profile_keeps_the_address_as_it_is(text: str) -> None:
    address = Address.parse(text)
    assert open_profile(KEYS, seal_profile(KEYS.public_key, address, mailbox=MAILBOX), mailbox=MAILBOX) == address


@given(summary=st.binary(max_size=3000))
def test_a_summary_is_any_octets(summary: bytes) -> None:
    sealed = seal_summary(KEYS.public_key, summary, mailbox=MAILBOX, message=MESSAGE)
    assert open_summary(KEYS, sealed, mailbox=MAILBOX, message=MESSAGE) == summary


@given(bit=st.integers(min_value=0, max_value=len(SEALED) * 8 - 1))
def test_any_flipped_bit_is_found(bit: int) -> None:
    altered = bytearray(SEALED)
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(IntegrityError):
        open_summary(KEYS, bytes(altered), mailbox=MAILBOX, message=MESSAGE)


@given(size=st.integers(min_value=0, max_value=len(SEALED) - 1))
def test_anything_cut_short_is_found(size: int) -> None:
    with pytest.raises(IntegrityError):
        open_summary(KEYS, SEALED[:size], mailbox=MAILBOX, message=MESSAGE)


@given(octets=st.binary(max_size=2500).map(lambda octets: b"\x01" + octets))
def test_arbitrary_octets_give_an_integrity_error_and_no_other(octets: bytes) -> None:
    with pytest.raises(IntegrityError):
        open_summary(KEYS, octets, mailbox=MAILBOX, message=MESSAGE)
    with pytest.raises(IntegrityError):
        open_profile(KEYS, octets, mailbox=MAILBOX)


@pytest.mark.parametrize(
    ("keys", "mailbox", "message"),
    [(STRANGER, MAILBOX, MESSAGE), (KEYS, OTHER_MAILBOX, MESSAGE), (KEYS, MAILBOX, OTHER_MESSAGE)],
    ids=["key", "mailbox", "message"],
)
def test_moved_elsewhere_a_summary_does_not_open(keys: KeyPair, mailbox: MailboxId, message: MessageId) -> None:
    with pytest.raises(IntegrityError):
        open_summary(keys, SEALED, mailbox=mailbox, message=message)


def test_moved_elsewhere_a_profile_does_not_open() -> None:
    with pytest.raises(IntegrityError):
        open_profile(STRANGER, PROFILE, mailbox=MAILBOX)
    with pytest.raises(IntegrityError):
        open_profile(KEYS, PROFILE, mailbox=OTHER_MAILBOX)
    with pytest.raises(IntegrityError):
        open_profile(KEYS, SEALED, mailbox=MAILBOX)


def test_a_summary_of_more_than_a_mebibyte_is_refused_on_both_sides() -> None:
    with pytest.raises(InvalidValueError):
        seal_summary(KEYS.public_key, bytes(MAX_SUMMARY_OCTETS + 1), mailbox=MAILBOX, message=MESSAGE)
    longest = seal_summary(KEYS.public_key, bytes(MAX_SUMMARY_OCTETS), mailbox=MAILBOX, message=MESSAGE)
    assert len(open_summary(KEYS, longest, mailbox=MAILBOX, message=MESSAGE)) == MAX_SUMMARY_OCTETS
    with pytest.raises(IntegrityError):
        open_summary(KEYS, longest + b"\x00", mailbox=MAILBOX, message=MESSAGE)


def summary(**changes: object) -> Summary:
    fields: dict[str, object] = {
        "content_key": Secret(b"c" * 32),
        "envelope": Envelope(from_=(Party(name="A", address="a@b.example"),), subject="Hello"),
        "recipient": "x@y.example",
        "return_path": "",
        "size": 10,
    }
    return Summary(**(fields | changes))  # type: ignore[arg-type]


@given(
    subject=st.text(),
    codes=st.lists(st.text(max_size=8), max_size=3).map(tuple),
    structure=st.none() | st.recursive(st.text(), lambda inner: st.dictionaries(st.text(), inner), max_leaves=5),
)
def test_encode_and_decode_are_opposites(subject: str, codes: tuple[str, ...], structure: object) -> None:
    written = summary(envelope=Envelope(subject=subject), codes=codes, structure=structure)
    assert decode_summary(encode_summary(written)) == written


def test_a_summary_is_written_as_documented() -> None:
    assert encode_summary(summary()).startswith(
        b'{"v":1,"content_key":"Y2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2M=",'
        b'"envelope":{"from":[{"name":"A","address":"a@b.example"}],'
    )


def test_what_is_not_json_is_not_written() -> None:
    with pytest.raises(NotImplementedError):
        encode_summary(summary(structure=object()))


def test_a_deep_structure_is_refused_rather_than_followed() -> None:
    octets = encode_summary(summary()).replace(b'"structure":null', b'"structure":' + b"[" * 9999 + b"]" * 9999)
    with pytest.raises(IntegrityError):
        decode_summary(octets)


def test_a_summary_hides_its_content_key() -> None:
    assert "Secret(…)" in repr(summary())
