"""What happened in each minute of the last hour, counted as it happens and kept in memory: numbers of nobody's mail."""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, final

from tempory.events import (
    ConnectionClosed,
    ConnectionOpened,
    EntryRefused,
    Event,
    EventStream,
    MessageRefused,
    MessageStored,
    RecipientRefused,
)
from tempory.values import Clock, Instant

MINUTES: Final = 60
MINUTE_MS: Final = 60_000


@dataclass(slots=True, kw_only=True)
class Minute:
    """One minute's counts; `at` is its beginning."""

    at: Instant
    stored: int = 0
    refused: int = 0
    entries_refused: int = 0


@final
class Pulse:
    """Counts from the moment it is made, which is when the service starts."""

    def __init__(self, events: EventStream, *, clock: Clock) -> None:
        self._clock = clock
        self._minutes: deque[Minute] = deque(maxlen=MINUTES)
        self._open: Counter[str] = Counter()
        self.since = clock.now()
        self.close: Callable[[], None] = events.subscribe(self.observe)

    def observe(self, event: Event) -> None:
        """Count one event."""
        match event:
            case MessageStored():
                self._minute().stored += 1
            case RecipientRefused() | MessageRefused():
                self._minute().refused += 1
            case EntryRefused():
                self._minute().entries_refused += 1
            case ConnectionOpened(listener=listener):
                self._open[listener] += 1
            case ConnectionClosed(listener=listener):
                self._open[listener] -= 1
            case _:
                pass

    def open(self, listener: str) -> int:
        """Return how many connections are open."""
        return self._open[listener]

    def minutes(self) -> Sequence[Minute]:
        """Return the last hour, eldest first, or as much of it as the service runs; empty minutes included."""
        counted = {minute.at: minute for minute in self._minutes}
        last = _begin(self._clock.now())
        first = max(_begin(self.since), last - (MINUTES - 1) * MINUTE_MS)
        spots = (Instant(at) for at in range(first, last + 1, MINUTE_MS))
        return [counted.get(at, Minute(at=at)) for at in spots]

    def _minute(self) -> Minute:
        at = _begin(self._clock.now())
        if not self._minutes or self._minutes[-1].at != at:
            self._minutes.append(Minute(at=at))
        return self._minutes[-1]


def _begin(at: Instant) -> Instant:
    return Instant(at - at % MINUTE_MS)
