"""The key of each day, under which fingerprints are taken, and its end after fourteen days.

A fingerprint without its day's key cannot be tried out on links. Fails open for mail: where the key cannot be had, a
message is stored without fingerprints. Fails closed for the promise: a key whose destruction did not reach the disk is
tried again at the next round.
"""

from collections.abc import Sequence
from typing import Final, final

from tempory.sealing import Random, draw_secret
from tempory.values import Clock, Secret, Unavailable
from tempory.watch.store import DayKeyStore, WatchStore

DAYS: Final = 14
_DAY_MILLISECONDS: Final = 86_400_000


@final
class DayKeys:
    """Implements `tempory.delivery.DayKeys`. Of the keys only that of today is held in memory."""

    def __init__(self, keys: DayKeyStore, store: WatchStore, *, clock: Clock, random: Random) -> None:
        self._keys = keys
        self._store = store
        self._clock = clock
        self._random = random
        self._today: tuple[int, Secret] | None = None
        self._swept = -1

    @property
    def _day(self) -> int:
        return self._clock.now() // _DAY_MILLISECONDS

    async def today(self) -> tuple[int, Secret] | None:
        """Return the day's number and key; None if it cannot be had."""
        day = self._day
        if self._today is None or self._today[0] != day:
            try:
                self._today = (day, await self._keys.keep(day, draw_secret(self._random)))
            except Unavailable:
                return None
        return self._today

    async def living(self) -> Sequence[tuple[int, Secret]]:
        """Return the days whose keys are still there."""
        oldest = self._oldest
        return [(day, key) for day, key in await self._keys.living() if day >= oldest]

    async def sweep(self) -> int:
        """Destroy the keys of days that are over for fourteen days, then their fingerprints; once a day."""
        day = self._day
        if day == self._swept:
            return 0
        destroyed = await self._keys.destroy(self._oldest)
        await self._store.remove_fingerprints(before=self._oldest)
        self._swept = day
        return destroyed

    @property
    def _oldest(self) -> int:
        return self._day - DAYS + 1
