"""Old records go, the tree stays: entries and details are dropped after their time, hashes never are.

So every proof of what remains holds, and so does every receipt given for what went. A record says how far entries were
dropped, and only what has been signed is: a gap that no record explains is somebody else's doing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from tempory.accesslog.accesses import Access, Kind, Machine, Thing, Verb, Way
from tempory.accesslog.leaves import parse_leaf
from tempory.accesslog.log import AccessLog
from tempory.values import Clock, Instant, Unavailable

DAY_MILLISECONDS = 86_400_000
EVERY_SECONDS = 3600.0
ROWS_AT_ONCE = 500


class Retention:
    """Drops what is older than `days`."""

    def __init__(self, log: AccessLog, *, clock: Clock, days: int) -> None:
        self._log = log
        self._store = log.store
        self._clock = clock
        self.days = days

    async def sweep(self) -> int:
        """Drop what is due, in small steps behind arriving mail; return the eldest index that is kept."""
        before = Instant(self._clock.now() - self.days * DAY_MILLISECONDS)
        first, latest = await self._store.first(), await self._store.latest_checkpoint()
        boundary = first if latest is None else await self._find_boundary(first, latest.size - 1, before)
        if boundary > first:
            on = Thing(kind=Kind.LOG, name=str(boundary))
            await self._log.record(Access(who=Machine.LOG, verb=Verb.PRUNE_LOG, on=on, way=Way.INSIDE))
        while await self._store.prune(boundary, before, ROWS_AT_ONCE):
            pass  # each step waits for its turn
        return boundary

    async def run(self, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Sweep every hour until cancelled. What fails is tried again."""
        while True:
            with suppress(Unavailable):
                await self.sweep()
            await sleep(EVERY_SECONDS)

    async def _find_boundary(self, low: int, high: int, before: Instant) -> int:
        """Return the eldest index that is not older than `before`; `high` is kept whatever its age."""
        while low < high:
            middle = (low + high) // 2
            kept = await self._store.find(middle)
            if kept is not None and parse_leaf(kept.entry).at < before:
                low = middle + 1
            else:
                high = middle
        return low
