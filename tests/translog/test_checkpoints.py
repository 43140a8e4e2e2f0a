"""C2SP tlog-checkpoint, tlog-proof and tlog-witness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.translog import (
    EMPTY_ROOT,
    Checkpoint,
    Note,
    ProofText,
    Seen,
    Signer,
    Status,
    VerifierKey,
    WitnessRefusal,
    WitnessRequest,
    admit_checkpoint,
    check_consistency,
    hash_leaf,
    open_checkpoint,
    prove_consistency,
    prove_inclusion,
)
from tempory.translog.notes import SignatureType
from tempory.values import IntegrityError, Secret
from tests.translog.conftest import grow

TREE = grow(20)
SIGNER = Signer("log.example/tempory", Secret(b"l" * 32))
EXAMPLE = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

# A log that its authors signed for tests of their own witness: five entries, and a continuation from one to five.
SIGSUM = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
SIGSUM_KEY = bytes.fromhex("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f")
FIRST = f"""old 0

{SIGSUM}
1
KgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

— {SIGSUM} UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=
""".encode()
FIFTH = f"""old 1
KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=
KgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

{SIGSUM}
5
QrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=

— {SIGSUM} UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=
""".encode()


def signed(size: int, root: bytes | None = None, signer: Signer = SIGNER, origin: str = "log.example/tempory") -> bytes:
    text = Checkpoint(origin=origin, size=size, root=TREE.roots[size] if root is None else root).encode()
    return Note(text=text, signatures=(signer.sign(text),)).encode()


def request(old: int, new: int, checkpoint: bytes | None = None) -> WitnessRequest:
    proof = prove_consistency(old, new, TREE) if old <= new else ()
    return WitnessRequest(old_size=old, proof=proof, checkpoint=checkpoint or signed(new))


def refused(asked: WitnessRequest, seen: Seen) -> WitnessRefusal:
    logs = {"log.example/tempory": [SIGNER.key]}
    with pytest.raises(WitnessRefusal) as caught:
        admit_checkpoint(asked, logs, {"log.example/tempory": seen})
    return caught.value


def test_a_checkpoint_is_three_lines() -> None:
    checkpoint = Checkpoint.parse(EXAMPLE)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.encode() == EXAMPLE
    extended = Checkpoint.parse(f"{EXAMPLE}extension 1\n")
    assert extended.extensions == ("extension 1",)
    assert extended.encode() == f"{EXAMPLE}extension 1\n"
    assert open_checkpoint(signed(7), [SIGNER.key])[0].size == 7


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        EXAMPLE[:-1],
        EXAMPLE.replace("20852163", "020852163"),
        EXAMPLE.replace("20852163", "-1"),
        EXAMPLE.replace("20852163", "9" * 19),
        EXAMPLE.replace("20852163", "\u0663"),
        EXAMPLE.replace("20852163", "0"),
        EXAMPLE.replace("q2I=", "q2I"),
        EXAMPLE.replace("q2I=", "q2J="),
        EXAMPLE.replace("CsUY", ""),
        EXAMPLE.replace("\n2", "\n\n2"),
        f"{EXAMPLE}\n",
        EXAMPLE + "x\n" * 17,
    ],
)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(IntegrityError):
        Checkpoint.parse(text)


def test_a_proof_is_kept_as_text_and_checked_alone() -> None:
    kept = ProofText(index=0, proof=(), checkpoint=b"")
    for extra in (None, b"", b"opaque"):
        kept = ProofText(index=3, proof=prove_inclusion(3, 20, TREE), checkpoint=signed(20), extra=extra)
        again = ProofText.parse(kept.encode())
        assert again == kept
        assert again.check(b"entry 3", [SIGNER.key]).size == 20
        with pytest.raises(IntegrityError):
            again.check(b"entry 4", [SIGNER.key])
        with pytest.raises(IntegrityError):
            again.check(b"entry 3", [Signer("log.example/tempory", Secret(b"x" * 32)).key])
    lines = kept.encode().decode().split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra b3BhcXVl", "index 3"]
    assert len(kept.proof) == 5
    assert lines[8:10] == ["", "log.example/tempory"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tlog-proof@v1", "tlog-proof@v2"),
        ("index 3", "index 03"),
        ("index 3\n", ""),
        ("index 3", "place 3"),
        ("index 3", "extra AA==\nindex 3\nAA=="),
        ("index 3", "extra A\nindex 3"),
        ("index 3", "extra AA=="),
        ("\n\nlog", "\nlog"),
        ("index 3\n", "index 3\n" + "A" * 43 + "=\n" + ("A" * 43 + "=\n") * 63),
    ],
)
def test_a_broken_proof_is_refused(old: str, new: str) -> None:
    text = ProofText(index=3, proof=prove_inclusion(3, 20, TREE), checkpoint=signed(20)).encode().decode()
    with pytest.raises(IntegrityError):
        ProofText.parse(text.replace(old, new).encode()).check(b"entry 3", [SIGNER.key])
    with pytest.raises(IntegrityError):
        ProofText.parse(b"c2sp.org/tlog-proof@v1\n\n")


def test_what_another_implementation_signed_is_admitted() -> None:
    key = VerifierKey(name=SIGSUM, type=SignatureType.ED25519, public=SIGSUM_KEY)
    seen: dict[str, Seen] = {}
    for octets, size in ((FIRST, 1), (FIFTH, 5)):
        asked = WitnessRequest.parse(octets)
        assert asked.encode() == octets
        checkpoint, _ = admit_checkpoint(asked, {SIGSUM: [key]}, seen)
        assert checkpoint.size == size
        seen[SIGSUM] = Seen(size=size, root=checkpoint.root)
    with pytest.raises(WitnessRefusal) as caught:
        admit_checkpoint(WitnessRequest.parse(FIRST), {SIGSUM: [key]}, seen)
    assert (caught.value.status, caught.value.size) == (Status.CONFLICT, 5)


def test_a_witness_admits_what_continues() -> None:
    logs = {"log.example/tempory": [SIGNER.key]}
    for old, new in ((0, 7), (7, 20), (20, 20), (0, 0)):
        seen = {"log.example/tempory": Seen(size=old, root=TREE.roots[old])}
        assert admit_checkpoint(request(old, new), logs, seen)[0].size == new


def test_a_witness_refuses_what_does_not() -> None:
    seven = Seen(size=7, root=TREE.roots[7])
    assert refused(request(7, 20, b"no note"), seven).status is Status.MALFORMED
    assert refused(request(7, 20, signed(20, origin="other")), seven).status is Status.UNKNOWN_LOG
    stranger = Signer("log.example/tempory", Secret(b"x" * 32))
    assert refused(request(7, 20, signed(20, signer=stranger)), seven).status is Status.NOT_SIGNED
    assert refused(request(8, 7), seven).status is Status.MALFORMED
    conflict = refused(request(3, 20), seven)
    assert (conflict.status, conflict.size) == (Status.CONFLICT, 7)
    assert refused(request(7, 7, signed(7, hash_leaf(b"another"))), seven).status is Status.CONFLICT
    assert refused(request(7, 20, signed(20, hash_leaf(b"another"))), seven).status is Status.INCONSISTENT
    with pytest.raises(IntegrityError):
        check_consistency(0, 0, (), EMPTY_ROOT, hash_leaf(b"another"))


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"old 1\n",
        b"new 1\n\nx",
        b"old  1\n\nx",
        b"old 1\nAA==\n\nx",
        b"old 1\n" + b"A" * 43 + b"=\n" * 64 + b"\nx",
    ],
)
def test_a_broken_request_is_refused(octets: bytes) -> None:
    with pytest.raises(IntegrityError):
        WitnessRequest.parse(octets)


def test_a_request_of_too_many_hashes_is_refused() -> None:
    with pytest.raises(IntegrityError):
        WitnessRequest.parse(
            FIFTH.replace(b"old 1\n", b"old 1\n" + b"KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 61)
        )


@given(st.binary(max_size=200))
def test_any_octets_are_understood_or_refused(octets: bytes) -> None:
    for parse in (WitnessRequest.parse, ProofText.parse):
        try:
            read = parse(octets)
        except IntegrityError:
            continue
        assert read.encode() == octets
