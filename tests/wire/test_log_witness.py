"""A witness in a process of its own, and a service that has its checkpoints cosigned by it."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import apsw
import httpx
import pytest

from tempory.translog import VerifierKey, parse_note, verify_note
from tests.serving import COMMAND, RunningServer

PATIENCE = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    url: str
    key: VerifierKey
    folder: Path

    @property
    def sizes(self) -> dict[str, int]:
        file = self.folder / "witness.json"
        return {origin: each["size"] for origin, each in json.loads(file.read_bytes()).items()} if file.exists() else {}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/key", trust_env=False).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the witness does not answer")


def cosigned(server: RunningServer, witness: Witness) -> bool:
    """Whether the newest checkpoint carries the witness's signature."""
    connection = apsw.Connection(str(server.data / "mail.db"), flags=apsw.SQLITE_OPEN_READONLY)
    rows = connection.execute("SELECT note FROM log_checkpoints ORDER BY size DESC LIMIT 1").fetchall()
    connection.close()
    if not rows or not isinstance(rows[0][0], bytes):
        return False
    note = parse_note(rows[0][0])
    return any(signature.name == witness.key.name for signature in note.signatures) and bool(
        verify_note(note, [witness.key])
    )


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    running = RunningServer(tmp_path / "data")
    running.start()
    yield running
    running.kill()


@pytest.fixture
def witness(server: RunningServer, tmp_path: Path) -> Iterator[Witness]:
    folder, port = tmp_path / "witness", free_port()
    command = [*COMMAND, "witness", "--data", str(folder)]
    shown = subprocess.run(
        [*command, "--name", "witness.test/w1", "--show-key"], capture_output=True, check=True, text=True
    )
    log = (server.data / "log.pub").read_text().strip()
    process = subprocess.Popen([*command, "--log", log, "--port", str(port)], stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_it_answers(url)
        yield Witness(url=url, key=VerifierKey.parse(shown.stdout.strip()), folder=folder)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def test_a_service_has_its_checkpoints_cosigned(server: RunningServer, witness: Witness, tmp_path: Path) -> None:
    server.stop()
    server.config = tmp_path / "tempory.toml"
    server.config.touch(mode=0o600)
    server.config.write_text(f'[access_log]\nwitnesses = ["{witness.url}/ {witness.key}"]\n')
    server.start()
    deadline = time.monotonic() + 30
    while not cosigned(server, witness) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert cosigned(server, witness)
    (size,) = witness.sizes.values()
    assert size > 0


def test_the_witness_is_asked_by_hand_and_refuses_a_log_cut_off(server: RunningServer, witness: Witness) -> None:
    ask = [*COMMAND, "log", "witness", witness.url, str(witness.key), "--data", str(server.data)]
    server.stop()
    first = subprocess.run(ask, capture_output=True, check=True)
    assert verify_note(parse_note(first.stdout), [witness.key])[0].time is not None
    assert subprocess.run(ask, capture_output=True, check=True).stdout != b""

    (size,) = witness.sizes.values()
    remembered = json.loads((witness.folder / "witness.json").read_bytes())
    connection = apsw.Connection(str(server.data / "mail.db"))
    sizes = [row[0] for row in connection.execute("SELECT size FROM log_checkpoints ORDER BY size").fetchall()]
    connection.execute("DELETE FROM log_checkpoints WHERE size = ?", (size,))
    connection.close()
    refused = subprocess.run(ask, capture_output=True, check=False)
    assert refused.returncode != 0
    assert (b"ours has" in refused.stderr) == (len(sizes) > 1)
    assert json.loads((witness.folder / "witness.json").read_bytes()) == remembered
