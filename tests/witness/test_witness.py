"""A witness and who asks it, over the real application without its socket."""

from pathlib import Path

import httpx
import pytest

from tempory.translog import (
    Checkpoint,
    Note,
    Proof,
    SignatureType,
    Signer,
    VerifierKey,
    hash_leaf,
    prove_consistency,
    verify_note,
)
from tempory.values import ConfigurationError, Secret
from tempory.witness import WitnessClient, WitnessState, ask_all, make_witness_app, parse_witness
from tests.translog.conftest import grow

pytestmark = pytest.mark.anyio

TREE = grow(40)
LOG = Signer("log.test/accesses", Secret(b"l" * 32))
WITNESS = Signer("witness.test/w", Secret(b"w" * 32), type=SignatureType.COSIGNATURE)


async def prove(old: int, new: int) -> Proof:
    return prove_consistency(old, new, TREE)


def make_state(path: Path, *logs: VerifierKey) -> WitnessState:
    return WitnessState(path / "seen.json", signer=WITNESS, logs=logs or (LOG.key,), time=lambda: 1_700_000_000.9)


def client_of(state: WitnessState | None, *, transport: httpx.AsyncBaseTransport | None = None) -> WitnessClient:
    used = transport or httpx.ASGITransport(make_witness_app(state))  # type: ignore[arg-type]
    return WitnessClient(parse_witness(f"http://witness.test/ {WITNESS.key}"), prove=prove, transport=used)


def sign(size: int, root: bytes | None = None, signer: Signer = LOG) -> tuple[Checkpoint, Note]:
    checkpoint = Checkpoint(origin=signer.key.name, size=size, root=TREE.roots[size] if root is None else root)
    return checkpoint, Note(text=checkpoint.encode(), signatures=(signer.sign(checkpoint.encode()),))


async def test_what_continues_is_cosigned_and_remembered(tmp_path: Path) -> None:
    state = make_state(tmp_path)
    client = client_of(state)
    for size in (3, 17, 17, 40):
        checkpoint, note = sign(size)
        cosignatures = await ask_all([client], checkpoint, note)
        (verified,) = verify_note(Note(text=note.text, signatures=tuple(cosignatures)), [WITNESS.key])
        assert verified.time == 1_700_000_000
        assert state.seen[LOG.key.name].size == size
    state.close()
    again = make_state(tmp_path)
    assert again.seen == state.seen
    checkpoint, note = sign(40)
    assert await client_of(again).cosign(checkpoint, note)  # it is told the size, and asks from there
    again.close()


async def test_a_log_that_was_rewritten_is_refused(tmp_path: Path) -> None:
    state = make_state(tmp_path)
    client = client_of(state)
    assert await client.cosign(*sign(17))
    for rewritten, told in (
        (sign(40, hash_leaf(b"another")), "the witness answers 422"),
        (sign(17, hash_leaf(b"another")), "does not take our log for the one it knows"),
        (sign(3), "has seen a log of '17' entries, ours has 3"),
    ):
        fresh = client_of(state)
        assert await fresh.cosign(*rewritten) == ()
        assert told in fresh.trouble
    assert state.seen[LOG.key.name].size == 17
    state.close()


async def test_strangers_and_unknown_logs_are_refused(tmp_path: Path) -> None:
    state = make_state(tmp_path)
    for signer, status in (
        (Signer("log.test/accesses", Secret(b"x" * 32)), 403),
        (Signer("other", Secret(b"x" * 32)), 404),
    ):
        client = client_of(state)
        assert await client.cosign(*sign(3, signer=signer)) == ()
        assert str(status) in client.trouble
    async with httpx.AsyncClient(transport=httpx.ASGITransport(make_witness_app(state)), base_url="http://w") as web:
        assert (await web.post("/add-checkpoint", content=b"nonsense")).status_code == 400
        assert (await web.post("/add-checkpoint", content=b"x" * 300_000)).status_code == 413
        assert (await web.get("/add-checkpoint")).status_code == 405
        assert (await web.get("/key")).text == f"{WITNESS.key}\n"
    state.close()


async def test_who_names_another_size_is_told_the_right_one_as_the_specification_has_it(tmp_path: Path) -> None:
    """Other logs' clients compare the media type as it is: no parameter, and the size on a line of its own."""
    state = make_state(tmp_path)
    checkpoint, note = sign(3)
    await client_of(state).cosign(checkpoint, note)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(make_witness_app(state)), base_url="http://w") as web:
        answer = await web.post("/add-checkpoint", content=b"old 0\n\n" + note.encode())
    assert (answer.status_code, answer.headers["content-type"], answer.text) == (409, "text/x.tlog.size", "3\n")
    state.close()


async def test_nothing_is_cosigned_that_cannot_be_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = make_state(tmp_path)

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("tempory.witness.state._write", refuse)
    client = client_of(state)
    assert await client.cosign(*sign(3)) == ()
    assert "503" in client.trouble
    assert state.seen == {}
    state.close()


def test_two_witnesses_do_not_share_a_memory(tmp_path: Path) -> None:
    state = make_state(tmp_path)
    with pytest.raises(ConfigurationError):
        make_state(tmp_path)
    state.close()
    make_state(tmp_path).close()


@pytest.mark.parametrize("content", [b"", b"[]", b'{"a":{"size":1}}', b'{"a":{"size":-1,"root":""}}', b"\xff"])
def test_a_memory_that_cannot_be_read_is_not_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "seen.json").write_bytes(content)
    with pytest.raises(ConfigurationError):
        make_state(tmp_path)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="nonsense"),
        httpx.Response(200, content=b"\xff"),
        httpx.Response(200, content=b"x" * 300_000),
        httpx.Response(409, text="none", headers={"content-type": "text/x.tlog.size"}),
        httpx.Response(409, text="7\n"),
        httpx.Response(500),
    ],
)
async def test_a_witness_that_talks_nonsense_holds_nothing_up(answer: httpx.Response) -> None:
    client = client_of(None, transport=httpx.MockTransport(lambda _request: answer))
    assert await client.cosign(*sign(3)) == ()
    assert client.trouble


async def test_a_witness_that_never_agrees_is_asked_twice_only() -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(409, text="2\n", headers={"content-type": "text/x.tlog.size"})

    client = client_of(None, transport=httpx.MockTransport(answer))
    assert await client.cosign(*sign(3)) == ()
    assert len(asked) == 2


def test_what_is_no_witness_is_refused() -> None:
    for text in ("", "http://w", f"http://w {LOG.key}", "http://w nonsense"):
        with pytest.raises(ConfigurationError):
            parse_witness(text)
