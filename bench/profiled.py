"""Runs the `tempory` command under cProfile: `python -m bench.profiled FOLDER serve …`.

Each thread's figures go to a file of its own in FOLDER: `loop.prof` for the one that serves, then those it started.
"""

import cProfile
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tempory.cli import main

_started: list[tuple[str, cProfile.Profile]] = []


def _on_first_call(_frame: object, _event: str, _argument: object) -> None:
    """Profile a thread from its first call on; `threading.setprofile` calls this in the new thread."""
    profile = cProfile.Profile()
    _started.append((threading.current_thread().name, profile))
    profile.enable()


def run(folder: Path, command: Callable[[], Any]) -> None:
    """Run `command` and write what every thread did."""
    threading.setprofile(_on_first_call)
    profile = cProfile.Profile()
    try:
        profile.runcall(command)
    finally:
        profile.dump_stats(folder / "loop.prof")
        for name, each in _started:
            each.dump_stats(folder / f"{name}.prof")


if __name__ == "__main__":
    target = Path(sys.argv.pop(1))
    run(target, main)
