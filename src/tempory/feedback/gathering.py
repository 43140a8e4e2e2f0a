"""Counting while mail arrives: in memory, and written every few minutes. A crash loses what was counted since.

Counting asks nobody and waits for nothing: a few microseconds in a delivery's way. It fails open: what cannot be
written is told to the operator, and mail is taken all the same.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from tempory.feedback.counts import LIMITS, Counts, Limits, open_counts
from tempory.feedback.observed import observe
from tempory.feedback.store import DAYS_KEPT, DayKeys, FeedbackStore, day_of
from tempory.mailauth import Findings, IPAddress, Policy
from tempory.sealing import Random, draw_secret
from tempory.values import Clock

FLUSH_SECONDS: Final = 300.0
_FOR_EVER: Final = 1 << 40


class Gatherer:
    """Counts what arrives: `count` each message that was examined, `run` as long as the service does, then `flush`.

    While `is_on` is False nothing is counted, and the next round destroys what was kept.
    """

    def __init__(
        self,
        *,
        store: FeedbackStore,
        keys: DayKeys,
        clock: Clock,
        random: Random,
        is_on: bool,
        limits: Limits = LIMITS,
    ) -> None:
        self.is_on = is_on
        self._store = store
        self._keys = keys
        self._clock = clock
        self._random = random
        self._limits = limits
        self._days: dict[int, Counts] = {}
        self._unwritten: set[int] = set()
        self._read: set[int] = set()

    def count(self, findings: Findings, *, address: IPAddress, envelope_from: str, handling: Policy) -> None:
        """Count a message for each author domain that wants reports. `handling`: what was done with it."""
        if not self.is_on:
            return
        for published, seen in observe(findings, address=address, envelope_from=envelope_from, handling=handling):
            day = day_of(self._clock.now())
            self._counts(day).add(published, seen)
            self._unwritten.add(day)

    def _counts(self, day: int) -> Counts:
        counts = self._days.get(day)
        if counts is None:
            counts = self._days[day] = Counts(limits=self._limits)
        return counts

    async def _load(self, day: int) -> None:
        """Go on counting where an earlier process stopped. `IntegrityError`: it cannot be read, and is begun anew."""
        sealed, key = await self._store.find(day), await self._keys.find(day)
        self._read.add(day)
        if sealed is not None and key is not None:
            self._counts(day).merge(await asyncio.to_thread(open_counts, sealed, key=key, day=day, limits=self._limits))

    async def flush(self) -> None:
        """Write the days on which something was counted since the last time. `Unavailable`: the next time, then.

        What an earlier process wrote of a day is counted on, so it is read before anything is written over it.
        """
        for day in sorted(self._unwritten if self.is_on else ()):
            if day not in self._read:
                await self._load(day)
            key = await self._keys.find(day) or await self._keys.keep(day, draw_secret(self._random))
            self._unwritten.discard(day)  # what is counted from here on is not in the snapshot
            snapshot = self._days[day].snapshot()
            try:
                sealed = await asyncio.to_thread(snapshot.seal, key=key, day=day, random=self._random)
                await self._store.keep(day, sealed)
            except BaseException:
                self._unwritten.add(day)
                raise

    async def forget(self) -> None:
        """Destroy what is older than yesterday's; all of it while nothing is to be counted. Keys first."""
        today = day_of(self._clock.now())
        before = today - DAYS_KEPT + 1 if self.is_on else _FOR_EVER
        # A day that is over has been written, or has been failing to be for as long as it may be kept.
        kept = {day for day in self._days if before <= day and (day >= today or day in self._unwritten)}
        self._days = {day: counts for day, counts in self._days.items() if day in kept}
        self._unwritten &= kept
        self._read &= kept
        await self._keys.destroy(before)
        await self._store.remove(before)

    async def run(
        self, *, troubled: Callable[[Exception], None], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Forget and write every five minutes until cancelled. What fails is told to `troubled` and tried again."""
        while True:
            for step in (self.forget, self.flush):
                try:
                    await step()
                except Exception as trouble:  # noqa: BLE001 (the rounds go on, whatever happened in one)
                    troubled(trouble)
            await sleep(FLUSH_SECONDS)
