"""The running server's own auditor: it has itself examined, at start and regularly, and keeps the latest evidence.

The examination runs in a process of its own (`tempory audit`): it searches the database files, and closing one of them
in this process would drop the locks that SQLite holds on it (see `residue`).
"""

import asyncio
import contextlib
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import structlog

from tempory.policy import REGISTER, Assessment, Evidence, State, assess
from tempory.values import Clock, Instant

log = structlog.get_logger(__name__)

EVIDENCE_FILE = "evidence.json"
FIRST_SECONDS = 60.0
INTERVAL_SECONDS = 6 * 3600.0
TIMEOUT_SECONDS = 1800.0

Ask = Callable[[], Sequence[str]]


class _Line(msgspec.Struct, frozen=True):
    id: str
    state: State
    evidence: str
    checked_at: datetime


class Auditor:
    """`describe` gives the command line of an audit of this server; it is asked anew each time."""

    def __init__(
        self,
        *,
        describe: Ask,
        folder: Path,
        clock: Clock,
        first: float = FIRST_SECONDS,
        interval: float = INTERVAL_SECONDS,
    ) -> None:
        self._describe = describe
        self._file = folder / EVIDENCE_FILE
        self._clock = clock
        self._began = clock.now()
        self._first = first
        self._interval = interval
        self._latest = _read(self._file)

    def assess(self) -> Sequence[Assessment]:
        """Weigh the latest evidence now: what may be said in public of each clause."""
        now = self._clock.now()
        return [assess(clause, self._latest.get(clause.id), now=now, since=self._began) for clause in REGISTER]

    async def run(self) -> None:
        """Audit for as long as the service runs. Cancel it to end it."""
        await asyncio.sleep(self._first)
        while True:
            await self.audit()
            await asyncio.sleep(self._interval)

    async def audit(self) -> None:
        """Have one audit made, and keep what it found. Evidence that could not be had leaves the old to grow old."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tempory",
            *self._describe(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                output, _ = await process.communicate()
            self._latest = {evidence.clause: evidence for evidence in _evidence(output)}
        except (TimeoutError, msgspec.ValidationError, msgspec.DecodeError) as error:
            log.warning("audit.failed", error=type(error).__name__)
            return
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        await asyncio.to_thread(_write, self._file, output)
        states = {evidence.clause: evidence.state.value for evidence in self._latest.values()}
        log.info("audit.done", **{name.replace(".", "_"): state for name, state in states.items()})


def _read(file: Path) -> dict[str, Evidence]:
    try:
        return {evidence.clause: evidence for evidence in _evidence(file.read_bytes())}
    except (OSError, msgspec.ValidationError, msgspec.DecodeError):
        return {}


def _write(file: Path, output: bytes) -> None:
    draft = file.with_suffix(".draft")
    draft.write_bytes(output)
    draft.replace(file)


def _evidence(output: bytes) -> list[Evidence]:
    """Read what `tempory audit --json` prints."""
    return [
        Evidence(
            clause=line.id,
            state=line.state,
            text=line.evidence,
            checked_at=Instant(round(line.checked_at.timestamp() * 1000)),
        )
        for line in msgspec.json.decode(output, type=list[_Line])
    ]
