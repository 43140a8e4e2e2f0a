"""The server's own auditor: what it keeps, what it says when there is nothing, what never replaces good evidence."""

import asyncio
import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tempory.policy import REGISTER, Reason, State
from tempory.probes import Auditor, auditor
from tempory.probes.auditor import EVIDENCE_FILE
from tempory.values import Clock, Instant, format_instant

pytestmark = pytest.mark.anyio

NOON = Instant(1_795_262_400_000)
DAY = 86_400_000


class HandClock(Clock):
    instant = NOON

    def now(self) -> Instant:
        return self.instant


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def lines(state: State = State.KEPT, at: Instant = NOON) -> str:
    return json.dumps(
        [
            {"id": clause.id, "state": state.value, "evidence": "seen", "checked_at": format_instant(at)}
            for clause in REGISTER
        ]
    )


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have the audit's process be this shell script in place of `python -m tempory`."""

    def write(script: str) -> None:
        file = tmp_path / "program"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(stat.S_IRWXU)
        monkeypatch.setattr(sys, "executable", str(file))

    return write


def make(folder: Path, clock: Clock, **options: Any) -> Auditor:
    return Auditor(describe=lambda: ["audit", "--json", "--server", "https://x"], folder=folder, clock=clock, **options)


def states(auditor: Auditor) -> set[tuple[State, Reason]]:
    assessments = auditor.assess()
    assert [each.clause for each in assessments] == list(REGISTER)
    return {(each.state, each.reason) for each in assessments}


async def test_what_an_audit_found_is_assessed_and_kept_for_the_next_start(
    tmp_path: Path, clock: HandClock, program: Callable[[str], None]
) -> None:
    program(f"cat <<'END'\n{lines()}\nEND\necho \"$@\" > '{tmp_path}/called'")
    first = make(tmp_path, clock)
    assert states(first) == {(State.UNKNOWN, Reason.UNCHECKED)}
    await first.audit()
    assert states(first) == {(State.KEPT, Reason.PROVED)}
    assert (tmp_path / "called").read_text() == "-m tempory audit --json --server https://x\n"
    assert states(make(tmp_path, clock)) == {(State.KEPT, Reason.PROVED)}


async def test_a_broken_promise_exits_with_1_and_is_told(
    tmp_path: Path, clock: HandClock, program: Callable[[str], None]
) -> None:
    program(f"cat <<'END'\n{lines(State.NOT_KEPT)}\nEND\nexit 1")
    broken = make(tmp_path, clock)
    await broken.audit()
    assert states(broken) == {(State.NOT_KEPT, Reason.BROKEN)}


@pytest.mark.parametrize(
    "script",
    ["echo broken", "true", "exit 2", """echo '[{"id": "transit.tls"}]'""", "printf '[\\377]'", "kill -9 $$"],
    ids=["words", "nothing", "failure", "half", "noise", "killed"],
)
async def test_an_audit_that_fails_leaves_the_old_evidence_to_grow_old(
    tmp_path: Path, clock: HandClock, program: Callable[[str], None], script: str
) -> None:
    program(f"cat <<'END'\n{lines()}\nEND")
    kept = make(tmp_path, clock)
    await kept.audit()
    program(script)
    await kept.audit()
    assert states(kept) == {(State.KEPT, Reason.PROVED)}
    assert (tmp_path / EVIDENCE_FILE).read_text().strip() == lines()
    clock.instant = Instant(NOON + DAY + 1_000)
    assert states(kept) == {(State.NOT_KEPT, Reason.LAPSED)}


async def test_an_audit_that_hangs_is_ended(
    tmp_path: Path, clock: HandClock, program: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditor, "TIMEOUT_SECONDS", 0.2)
    program(f"echo $$ > '{tmp_path}/pid'; exec sleep 600")
    waiting = make(tmp_path, clock)
    await waiting.audit()
    assert states(waiting) == {(State.UNKNOWN, Reason.UNCHECKED)}
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


async def test_whoever_stops_the_server_stops_the_audit(
    tmp_path: Path, clock: HandClock, program: Callable[[str], None]
) -> None:
    os.mkfifo(tmp_path / "pipe")
    program(f"echo $$ > '{tmp_path}/pipe'; exec sleep 600")
    running = asyncio.create_task(make(tmp_path, clock, first=0).run())
    pid = int(await asyncio.to_thread((tmp_path / "pipe").read_text))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_it_audits_again_and_again(tmp_path: Path, clock: HandClock, program: Callable[[str], None]) -> None:
    os.mkfifo(tmp_path / "pipe")
    program(f"echo audited > '{tmp_path}/pipe'; echo '[]'")
    running = asyncio.create_task(make(tmp_path, clock, first=0, interval=0).run())
    for _ in range(3):
        assert await asyncio.to_thread((tmp_path / "pipe").read_text) == "audited\n"
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


@pytest.mark.parametrize("content", [b"", b"{}", b'[{"id": 1}]', b"\xff", lines().encode()[:-1]])
def test_a_torn_evidence_file_is_no_evidence(tmp_path: Path, clock: HandClock, content: bytes) -> None:
    (tmp_path / EVIDENCE_FILE).write_bytes(content)
    assert states(make(tmp_path, clock)) == {(State.UNKNOWN, Reason.UNCHECKED)}


def test_a_server_that_never_audits_cannot_stay_unchecked(tmp_path: Path, clock: HandClock) -> None:
    idle = make(tmp_path, clock)
    clock.instant = Instant(NOON + DAY + 1)
    assert states(idle) == {(State.NOT_KEPT, Reason.LAPSED)}


def test_evidence_from_the_future_is_not_believed(tmp_path: Path, clock: HandClock) -> None:
    (tmp_path / EVIDENCE_FILE).write_text(lines(at=Instant(NOON + 3_600_000)))
    assert states(make(tmp_path, clock)) == {(State.NOT_KEPT, Reason.LAPSED)}
