"""`tempory log` over a real data folder, whole and tampered with."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
import pytest
from click.testing import Result

from tempory.accesslog import encode_receipt
from tempory.storage.sqlite import open_storage
from tempory.translog import MAX_NOTE_OCTETS, Signer, Tile, parse_bundle
from tempory.values import Secret
from tests.accesslog.conftest import ORIGIN, Hall, make_hall
from tests.making import HandClock

Run = Callable[..., Result]
SIZE = 300


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A data folder with 300 records, a receipt, and the checkpoint of half of them."""
    folder = tmp_path_factory.mktemp("log") / "data"

    async def fill() -> dict[str, Any]:
        storage = open_storage(folder)
        hall: Hall = make_hall(folder, storage, HandClock())
        holder = await hall.settle()
        await hall.checkpointer.open()
        await asyncio.gather(*(hall.read(holder) for _ in range(149)))
        await hall.checkpointer.checkpoint()
        older = hall.checkpointer.latest
        assert older is not None
        await asyncio.gather(*(hall.read(holder) for _ in range(SIZE - 150)))
        identity = await hall.log.identify(holder)
        receipt = await hall.checkpointer.receipt(200, holder, identity.opening)
        storage.close()
        return {"receipt": encode_receipt(receipt), "older": older.note, "key": str(hall.signer.key)}

    made = asyncio.run(fill())
    (folder / "log.pub").write_text(made["key"] + "\n")
    (folder / "older").write_bytes(made["older"])
    (folder / "receipt.json").write_bytes(made["receipt"])
    return {"folder": folder, **made}


@pytest.fixture
def data(kept: dict[str, Any], tmp_path: Path) -> Path:
    """A copy of its own."""
    copy = tmp_path / "data"
    copy.mkdir()
    for path in kept["folder"].iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    return copy


def tamper(data: Path, statement: str) -> None:
    connection = apsw.Connection(str(data / "mail.db"))
    connection.execute(statement)
    connection.close()


def test_a_log_that_nobody_touched_is_intact(run: Run, data: Path, kept: dict[str, Any]) -> None:
    result = run("log", "verify", "--data", str(data))
    assert result.exit_code == 0, result.output
    assert "intact   300 records, 2 checkpoints" in result.stdout
    assert "--key" in result.stdout
    assert "--against" in result.stdout
    result = run("log", "verify", "--json", "--data", str(data), "--key", kept["key"], "--against", str(data / "older"))
    told = json.loads(result.stdout)
    assert (told["intact"], told["findings"], told["size"], told["signed"]) == (True, [], SIZE, SIZE)


def test_what_was_changed_is_named(run: Run, data: Path) -> None:
    tamper(data, "UPDATE log_leaves SET entry = CAST(replace(entry, 'mail.read', 'mail.list') AS BLOB) WHERE leaf = 77")
    result = run("log", "verify", "--data", str(data))
    assert result.exit_code == 1
    assert "entry 77 was changed" in result.stdout


def test_a_log_cut_off_is_found_by_a_checkpoint_from_elsewhere(run: Run, data: Path) -> None:
    connection = apsw.Connection(str(data / "mail.db"))
    ((note,),) = connection.execute("SELECT note FROM log_checkpoints WHERE size = 300").fetchall()
    connection.close()
    assert isinstance(note, bytes)
    (data / "newest").write_bytes(note)
    tamper(data, "DELETE FROM log_checkpoints WHERE size = 300")
    tamper(data, "DELETE FROM log_leaves WHERE leaf >= 150")
    assert run("log", "verify", "--data", str(data)).exit_code == 0
    result = run("log", "verify", "--data", str(data), "--against", str(data / "newest"))
    assert result.exit_code == 1
    assert "below the checkpoint of size 300" in result.stdout
    result = run("log", "consistency", "--data", str(data), "--against", str(data / "newest"))
    assert result.exit_code == 1
    assert "cut off" in result.stderr


def test_an_exchanged_key_is_found(run: Run, data: Path, kept: dict[str, Any]) -> None:
    stranger = Signer(ORIGIN, Secret(b"x" * 32)).key
    (data / "log.pub").write_text(f"{stranger}\n")
    assert run("log", "verify", "--data", str(data)).exit_code == 1
    result = run("log", "verify", "--data", str(data), "--key", kept["key"])
    assert result.exit_code == 1
    assert "it was exchanged" in result.stdout
    (data / "log.pub").unlink()
    assert run("log", "verify", "--data", str(data)).exit_code == 1
    assert "cannot" not in run("log", "verify", "--data", str(data), "--key", kept["key"]).stderr


def test_a_log_continues_its_older_checkpoint(run: Run, data: Path) -> None:
    result = run("log", "consistency", "--data", str(data), "--against", str(data / "older"))
    assert result.exit_code == 0
    assert "The log of 300 records continues that of 150" in result.stdout
    told = json.loads(run("log", "consistency", "--json", "--data", str(data), "--against", str(data / "older")).stdout)
    assert (told["old"], told["new"]) == (150, 300)
    tile = apsw.Connection(str(data / "mail.db"))
    tile.execute("UPDATE log_tiles SET hashes = zeroblob(8192) WHERE level = 0 AND tile = 0")
    tile.close()
    assert run("log", "consistency", "--data", str(data), "--against", str(data / "older")).exit_code == 1


def test_a_receipt_is_checked_alone(run: Run, data: Path, kept: dict[str, Any], tmp_path: Path) -> None:
    receipt = data / "receipt.json"
    result = run("log", "check", str(receipt))
    assert result.exit_code == 0
    assert "mail.read by its holder" in result.stdout
    assert "the key that it brought itself" in result.stdout
    told = json.loads(run("log", "check", "--json", "--key", kept["key"], str(receipt)).stdout)
    assert (told["holds"], told["index"], told["key_from_elsewhere"]) == (True, 200, True)

    reply = tmp_path / "reply.json"
    reply.write_text(json.dumps({"mailbox": "x", "log": json.loads(kept["receipt"])}))
    assert run("log", "check", str(reply)).exit_code == 0
    reply.write_text(json.dumps({"mailbox": "x", "log": None}))
    assert "nothing to check" in run("log", "check", str(reply)).stderr
    for content in (
        b"",
        b"nonsense",
        kept["receipt"].replace(b"mail.read", b"mail.list"),
        b"x" * (MAX_NOTE_OCTETS * 3),
    ):
        reply.write_bytes(content)
        result = run("log", "check", str(reply))
        assert result.exit_code == 1
        assert result.stdout == ""
    stranger = Signer(ORIGIN, Secret(b"x" * 32)).key
    assert run("log", "check", "--key", str(stranger), str(receipt)).exit_code == 1


def test_a_proof_is_made_and_checked(run: Run, data: Path, kept: dict[str, Any], tmp_path: Path) -> None:
    proof = tmp_path / "250.tlog-proof"
    assert run("log", "prove", "250", "--data", str(data), "--output", str(proof)).exit_code == 0
    result = run("log", "check", str(proof), "--key", kept["key"])
    assert result.exit_code == 0, result.output
    assert "record 250 of 300" in result.stdout
    assert run("log", "check", str(proof)).exit_code == 1
    told = json.loads(run("log", "prove", "250", "--json", "--data", str(data)).stdout)
    assert told["proof"] == proof.read_text()
    assert run("log", "prove", "9000", "--data", str(data)).exit_code == 1
    # Each of these readings is a record itself.
    result = run("log", "verify", "--data", str(data))
    assert "303 records, 2 checkpoints, 3 not signed yet" in result.stdout


def test_reading_what_cannot_be_recorded_is_refused(run: Run, data: Path) -> None:
    locked = apsw.Connection(str(data / "mail.db"))
    locked.execute("DROP TABLE log_tiles")
    locked.execute("ALTER TABLE log_leaves RENAME TO gone")
    locked.close()
    result = run("log", "prove", "1", "--data", str(data))
    assert result.exit_code == 3
    assert "cannot be written" in result.stderr


def test_the_export_is_what_other_tools_read(run: Run, data: Path, tmp_path: Path) -> None:
    target = tmp_path / "tiles"
    result = run("log", "export", str(target), "--data", str(data), "--unrecorded")
    assert result.exit_code == 0, result.output
    assert "300 records: 3 tiles and 2 bundles" in result.stdout
    files = sorted(path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file())
    assert files == [
        "checkpoint",
        "log.pub",
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/44",
    ]
    bundle = parse_bundle((target / Tile(level=None, index=1, width=44).path).read_bytes())
    assert len(bundle) == 44
    tamper(data, "DELETE FROM log_leaves WHERE leaf = 260")
    assert run("log", "export", str(target), "--data", str(data), "--unrecorded", "--json").exit_code == 1
    tamper(data, "DELETE FROM log_tiles WHERE level = 1")
    assert run("log", "export", str(target), "--data", str(data), "--unrecorded", "--json").exit_code == 1


def test_where_there_is_no_log(run: Run, tmp_path: Path) -> None:
    assert run("log", "verify", "--data", str(tmp_path)).exit_code == 1
    stranger = Signer(ORIGIN, Secret(b"x" * 32)).key
    result = run("log", "verify", "--data", str(tmp_path), "--key", str(stranger))
    assert "There is no access log" in result.stderr


def test_a_witness_has_a_key_of_its_own(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "witness"
    first = run("witness", "--data", str(folder), "--name", "witness.test/w1", "--show-key")
    assert first.exit_code == 0
    assert first.stdout.startswith("witness.test/w1+")
    assert (folder / "witness.key").stat().st_mode & 0o777 == 0o600
    assert run("witness", "--data", str(folder), "--show-key").stdout == first.stdout
    assert run("witness", "--data", str(folder)).exit_code == 1
    (folder / "witness.key").write_text("nonsense")
    assert run("witness", "--data", str(folder), "--show-key").exit_code == 1
    (folder / "witness.key").write_bytes(Signer(ORIGIN, Secret(b"x" * 32)).encode().reveal())
    assert run("witness", "--data", str(folder), "--show-key").exit_code == 1


def test_claiming_the_operators_mailbox_is_recorded_or_refused(run: Run, data: Path) -> None:
    link = data / "operator.link"
    link.write_text("tpy_secret\n")
    assert "tpy_secret" in run("operator", "claim", "--data", str(data)).stdout
    connection = apsw.Connection(str(data / "mail.db"))
    ((entry,),) = connection.execute("SELECT entry FROM log_leaves ORDER BY leaf DESC LIMIT 1").fetchall()
    assert isinstance(entry, bytes)
    assert b'"who":"machine:operator","verb":"credential.change","kind":"key","on":"operator"' in entry
    connection.execute("ALTER TABLE log_leaves RENAME TO gone")
    connection.close()
    link.write_text("tpy_secret\n")
    result = run("operator", "claim", "--data", str(data))
    assert result.exit_code == 3
    assert "tpy_secret" not in result.output
    assert link.exists()
