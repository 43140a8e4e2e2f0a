"""Runs the `tempory` command under a sampling profiler: `python -m bench.profiled FILE serve …`.

A thousand times per CPU-second it notes where the serving thread stands (SIGPROF), which costs that thread little and
slows no kind of work down more than another. C code counts for the next line of Python that runs. On SIGUSR1 FILE
gets how long each place was stood on, and each thread's CPU time.
"""

import json
import signal
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import FrameType

import psutil

from tempory.cli import main

INTERVAL = 0.001


class Sampler:
    """Counts, for the main thread, the lines it stands on and the functions it is inside of."""

    def __init__(self) -> None:
        self.lines: Counter[str] = Counter()
        self.inside: Counter[str] = Counter()
        self._spent = time.thread_time()

    def start(self) -> None:
        signal.signal(signal.SIGPROF, self._note)
        signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _note(self, _signal: int, frame: FrameType | None) -> None:
        # The timer counts every thread's CPU time; a sample is as heavy as this thread's share of it.
        spent = time.thread_time()
        weight, self._spent = round((spent - self._spent) * 1e6), spent
        if frame is None:
            return
        self.lines[f"{_place(frame)}:{frame.f_lineno}"] += weight
        seen = set()
        while frame is not None:
            seen.add(f"{_place(frame)}:{frame.f_code.co_firstlineno}")
            frame = frame.f_back
        for place in seen:
            self.inside[place] += weight


def _place(frame: FrameType) -> str:
    code = frame.f_code
    return f"{'/'.join(Path(code.co_filename).parts[-3:])} {code.co_qualname}"


def _threads() -> dict[str, float]:
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    return {names.get(each.id, str(each.id)): each.user_time + each.system_time for each in psutil.Process().threads()}


def run(target: Path) -> None:
    """Run the command; on SIGUSR1 write what was seen since the last one, and start anew."""
    sampler = Sampler()
    before: dict[str, float] = {}

    def write(*_: object) -> None:
        threads = _threads()
        seen = {
            "lines": sampler.lines,
            "inside": sampler.inside,
            "threads": {name: spent - before.get(name, 0.0) for name, spent in threads.items()},
        }
        partial = target.with_suffix(".partial")
        partial.write_text(json.dumps(seen))
        partial.rename(target)
        before.update(threads)
        sampler.lines.clear()
        sampler.inside.clear()

    signal.signal(signal.SIGUSR1, write)
    sampler.start()
    try:
        main()
    finally:
        sampler.stop()


if __name__ == "__main__":
    run(Path(sys.argv.pop(1)))
