"""access.log, asked of a real server: as it is, of one that records nothing, and of a log changed by hand."""

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import apsw
import httpx
import pytest

from tempory.policy import State
from tempory.probes import recorded
from tempory.probes.audit import _examine as examine
from tempory.probes.canary import send_canary
from tempory.probes.examination import Target
from tempory.probes.recorded import RECORDED
from tempory.translog import Signer
from tempory.values import Secret
from tests.probes.conftest import Judge
from tests.serving import RunningServer


@pytest.fixture
def target(server: RunningServer) -> Target:
    return Target(server=server.url, ca=server.ca, data=server.data, patience=20)


@pytest.fixture
def copied(server: RunningServer, target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    """The server with a copy of its folder, to be changed as it never would."""
    # A copy does not know the canary, which is seen; here it is the log that is looked at.
    monkeypatch.setattr(recorded, "send_canary", lambda canary, target: send_canary(canary, replace(target, data=None)))
    list(examine(RECORDED, target))  # so that there is something in it
    return Target(server=server.url, ca=server.ca, data=shutil.copytree(server.data, tmp_path / "copy"), patience=20)


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[RunningServer]:
    server = RunningServer(tmp_path / "silent")
    server.start((sys.executable, str(Path(__file__).with_name("unlogged_server.py"))))
    yield server
    server.kill()


def tamper(target: Target, statement: str) -> None:
    assert target.data is not None
    connection = apsw.Connection(str(target.data / "mail.db"))
    connection.execute(statement)
    connection.close()


def test_the_server_records_everything(target: Target, judge: Judge) -> None:
    assert judge(examine(RECORDED, target)) == dict.fromkeys(RECORDED.probes, State.KEPT), judge.texts


def test_what_needs_the_disk_is_unknown_without_it(server: RunningServer, judge: Judge) -> None:
    states = judge(examine(RECORDED, Target(server=server.url, ca=server.ca)))
    assert {probe for probe, state in states.items() if state is State.UNKNOWN} == {"log.intact", "log.beat"}


@pytest.mark.breaks("log.canary", "log.receipt")
def test_a_server_that_records_nothing_is_seen(silent: RunningServer, judge: Judge) -> None:
    states = judge(examine(RECORDED, Target(server=silent.url, ca=silent.ca, data=silent.data, patience=20)))
    assert states["log.canary"] is State.NOT_KEPT
    assert "mail.deliver, mail.read" in judge.texts["log.canary"]


@pytest.mark.breaks("log.proof", "log.receipt")
def test_proofs_by_another_key_are_seen(copied: Target, judge: Judge) -> None:
    assert copied.data is not None
    stranger = Signer("tempory.test/access-log", Secret(b"x" * 32))
    (copied.data / "log.pub").write_text(f"{stranger.key}\n")
    judge(examine(RECORDED, copied))
    assert "no known key" in judge.texts["log.proof"]


@pytest.mark.breaks("log.proof")
def test_a_proof_of_another_record_is_seen(target: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    get = httpx.Client.get

    def get_another(self: httpx.Client, url: str) -> httpx.Response:
        if url.endswith("/proof"):
            listed = get(self, "/api/v1/mailbox/accesses").json()["accesses"]
            url = f"/api/v1/mailbox/accesses/{listed[0]['index']}/proof"
        return get(self, url)

    monkeypatch.setattr(httpx.Client, "get", get_another)
    assert judge(examine(RECORDED, target))["log.proof"] is State.NOT_KEPT


@pytest.mark.breaks("log.intact")
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE log_leaves SET entry = CAST(replace(entry, 'v', 'w') AS BLOB) WHERE leaf = 2",
            "entry 2 was changed",
        ),
        ("DELETE FROM log_leaves WHERE leaf = 3", "entries 3 to 3 were removed"),
        ("DELETE FROM log_tiles", "missing or cut off"),
        ("DROP TABLE log_checkpoints", "there is no access log"),
    ],
    ids=["changed", "removed", "tiles", "table"],
)
def test_a_log_changed_by_hand_is_seen(copied: Target, judge: Judge, statement: str, said: str) -> None:
    tamper(copied, statement)
    assert judge(examine(RECORDED, copied))["log.intact"] is State.NOT_KEPT
    assert said in judge.texts["log.intact"]


@pytest.mark.breaks("log.beat")
def test_silence_is_seen(copied: Target, judge: Judge) -> None:
    tamper(copied, "UPDATE log_checkpoints SET at = at - 600000")
    assert judge(examine(RECORDED, copied))["log.beat"] is State.NOT_KEPT
    assert json.dumps(judge.texts["log.beat"])
