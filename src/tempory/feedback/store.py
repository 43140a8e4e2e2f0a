"""What feedback needs from storage: a day's counts, sealed, and the day's key. Adapters on floor 3 implement it."""

from typing import Final, Protocol

from tempory.values import Instant, Secret

DAY_SECONDS: Final = 86_400
DAYS_KEPT: Final = 2
"""Today's and yesterday's counts: what is older is destroyed, whether or not a report was made of it."""


def day_of(instant: Instant) -> int:
    """Return the UTC day of an instant, in days since 1970-01-01."""
    return instant // (DAY_SECONDS * 1000)


class FeedbackStore(Protocol):
    """Keeps each day's counts. What writes raises `Unavailable` if the disk refuses."""

    async def keep(self, day: int, sealed: bytes) -> None:
        """Keep a day's counts in place of those that were there, behind mail that arrives."""
        ...

    async def find(self, day: int) -> bytes | None: ...

    async def remove(self, before: int) -> None:
        """Remove what is of days before `before`."""
        ...


class DayKeys(Protocol):
    """Keeps the days' keys beside the shred keys, and as they are: overwritten where they stand."""

    async def find(self, day: int) -> Secret | None: ...

    async def keep(self, day: int, fresh: Secret) -> Secret:
        """Return the day's key; `fresh` becomes it if there is none yet."""
        ...

    async def destroy(self, before: int) -> object:
        """Overwrite the keys of days before `before`; gone when this returns."""
        ...
