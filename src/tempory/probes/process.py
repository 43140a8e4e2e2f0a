"""What the operating system says of the server's process. Linux: proc(5)."""

import os
from dataclasses import dataclass
from pathlib import Path

from tempory.probes.examination import Target

PID_FILE = "tempory.pid"
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process's rights. `uids` are real, effective, saved and of the file system; capabilities are bit sets."""

    pid: int
    uids: tuple[int, ...]
    effective_capabilities: int
    permitted_capabilities: int
    core_limit: str
    unit: str | None


def find_process(target: Target) -> Process | None:
    """Return the server's process: by its pid, by the pid file in the data folder, or as the holder of its database."""
    pid = target.pid if target.pid is not None else _recorded_pid(target.data) or _holder_of_store(target.data)
    return None if pid is None else read_process(pid)


def read_process(pid: int) -> Process | None:
    """Return what /proc tells of `pid`, None if it is gone or will not say."""
    try:
        status = _fields((_PROC / str(pid) / "status").read_text())
        limits = (_PROC / str(pid) / "limits").read_text()
        groups = (_PROC / str(pid) / "cgroup").read_text()
        return Process(
            pid=pid,
            uids=tuple(int(uid) for uid in status["Uid"].split()),
            effective_capabilities=int(status["CapEff"], 16),
            permitted_capabilities=int(status["CapPrm"], 16),
            core_limit=next(line[25:].split()[0] for line in limits.splitlines() if line.startswith("Max core file")),
            unit=next(
                (
                    part
                    for part in groups.strip().split("/")
                    if part.startswith("tempory") and part.endswith(".service")
                ),
                None,
            ),
        )
    except (OSError, LookupError, ValueError, StopIteration):
        return None


def _fields(text: str) -> dict[str, str]:
    return {name: value.strip() for name, _, value in (line.partition(":") for line in text.splitlines())}


def _recorded_pid(data: Path | None) -> int | None:
    """Return the pid that the server wrote down, if that process still holds the data folder or may not be asked."""
    if data is None:
        return None
    try:
        pid = int((data / PID_FILE).read_text())
    except (OSError, ValueError):
        return None
    return pid if _holds(pid, data) is not False else None


def _holder_of_store(data: Path | None) -> int | None:
    if data is None:
        return None
    pids = (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit())
    return next((pid for pid in pids if pid != os.getpid() and _holds(pid, data)), None)


def _holds(pid: int, data: Path) -> bool | None:
    """Whether the process has the mail store open; None if it may not be asked."""
    store = str((data / "mail.db").resolve())
    try:
        return any(_link(descriptor) == store for descriptor in (_PROC / str(pid) / "fd").iterdir())
    except FileNotFoundError:
        return False
    except OSError:
        return None


def _link(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except OSError:
        return ""
