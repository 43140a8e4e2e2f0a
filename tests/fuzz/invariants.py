"""What every target promises: any pieces give the same, nothing passes its cap, and work grows with the octets."""

import random
import sys
from collections.abc import Callable
from itertools import pairwise
from zlib import crc32

MAX_CUTS = 12
COUNTED = 8  # of so many inputs, the work of one is counted


def pieces(octets: bytes) -> list[bytes]:
    """Cut `octets` at places that depend on nothing but themselves."""
    drawn = random.Random(crc32(octets))  # noqa: S311 (cuts, no secret)
    cuts = sorted(drawn.randrange(len(octets) + 1) for _ in range(drawn.randrange(MAX_CUTS)))
    return [octets[a:b] for a, b in pairwise([0, *cuts, len(octets)]) if a < b]


def assert_bounded(octets: bytes, work: Callable[[], object], *, calls: int, calls_an_octet: int) -> None:
    """Do `work`; for some inputs, count its calls: work, whatever else the machine does meanwhile."""
    if crc32(octets) % COUNTED:
        work()
        return
    counted = 0

    def count(_frame: object, _event: str, _argument: object) -> None:
        nonlocal counted
        counted += 1

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    assert counted <= calls + calls_an_octet * len(octets), f"{counted} calls for {len(octets)} octets"
