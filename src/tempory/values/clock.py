"""Time as Tempory counts it: whole milliseconds since 1970-01-01T00:00:00Z, handed in, never read from inside."""

from datetime import UTC, datetime
from typing import NewType, Protocol

Instant = NewType("Instant", int)


class Clock(Protocol):
    """What tells the time. The system's clock in `tempory.app`, a hand-moved one in tests."""

    def now(self) -> Instant:
        """Return the present instant, in milliseconds since the Unix epoch."""
        ...


def format_instant(instant: Instant) -> str:
    """Return `instant` as RFC 3339 in UTC with milliseconds: `2026-11-21T20:00:00.123Z`."""
    moment = datetime.fromtimestamp(instant // 1000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant % 1000:03d}Z"
