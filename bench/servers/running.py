"""A server under measurement, and how to start and stop one."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

START_WITHIN = 30.0
STOP_WITHIN = 15.0
DRAIN_WITHIN = 180.0


class NotAvailable(Exception):  # noqa: N818 (says what to install)
    """The server cannot run here; the text says what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that accepts on 127.0.0.1:`port` for `recipients`; `busy`: it still works on what it accepted."""

    name: str
    pid: int
    port: int
    recipients: Sequence[str]
    busy: Callable[[], bool] = field(default=lambda: False)

    def drain(self) -> None:
        """Wait until everything accepted is delivered."""
        deadline = time.monotonic() + DRAIN_WITHIN
        while self.busy():
            if time.monotonic() > deadline:
                message = f"{self.name} did not deliver its queue in {DRAIN_WITHIN:.0f} s"
                raise TimeoutError(message)
            time.sleep(0.02)


def free_port() -> int:
    """Return a loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(command: Sequence[str], log: Path, cwd: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` with its output in `log`; ask it to stop at the end (SIGTERM), then make it."""
    with log.open("ab") as output:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=cwd, env=os.environ.copy()
        )
    try:
        yield child
    finally:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(STOP_WITHIN)
        if child.poll() is None:
            child.kill()
            child.wait()


def wait_for_greeting(port: int, child: subprocess.Popen[bytes], log: Path) -> None:
    """Return once a server greets on `port`; raise with the end of its log if it ends or stays silent."""
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and child.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as peer:
            if peer.recv(3) == b"220":
                return
        time.sleep(0.05)
    message = f"{child.args!r} does not answer:\n{log.read_text(errors='replace')[-2000:]}"
    raise NotAvailable(message)
