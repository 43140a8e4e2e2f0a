"""CPU time and memory of a server with all its children, those that came and went included.

A process's own record holds what it used and what its children used that have ended and been waited for, so the sum
over the living tree counts everything once. proc(5), /proc/PID/stat fields 14 to 17.
"""

from collections.abc import Iterator

import psutil


def tree(pid: int) -> Iterator[psutil.Process]:
    """Yield the process and its living descendants."""
    root = psutil.Process(pid)
    yield root
    yield from root.children(recursive=True)


def seconds(pid: int) -> float:
    """Return the CPU-seconds that the process and all its descendants have used so far."""
    total = 0.0
    for process in tree(pid):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue  # it ended since we listed it; its parent holds its times by now
        total += times.user + times.system + times.children_user + times.children_system
    return total


def resident(pid: int) -> int:
    """Return the resident octets of the process and its descendants (pages they share are counted in each)."""
    total = 0
    for process in tree(pid):
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total
