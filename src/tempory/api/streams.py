"""What stays open: event streams and waiting requests, counted, beaten by one heart, and ended together.

Nothing here knows what is written: `tempory.api.live_stream` and `tempory.api.wait` do.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol, final

from tempory.api.peers import Peer
from tempory.api.problems import Problem, ProblemError
from tempory.api.settings import LiveLimits

_SLOTS: Final = 15


class Ending(Protocol):
    """What ends when the service does."""

    def end(self) -> None: ...


class Beating(Protocol):
    """What the heart keeps alive."""

    def beat(self) -> None: ...


@final
class Heart:
    """One timer for all streams: each is beaten once a period, a fifteenth of them at a time, so that none waits."""

    def __init__(self, period: float) -> None:
        self._interval = period / _SLOTS
        self._slots: tuple[set[Beating], ...] = tuple(set() for _ in range(_SLOTS))
        self._next = 0
        self._timer: asyncio.TimerHandle | None = None

    def keep(self, beating: Beating) -> Callable[[], None]:
        """Beat `beating` from now on. Returns the call that stops it."""
        slot = min(self._slots, key=len)
        slot.add(beating)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._interval, self.tick)

        def stop() -> None:
            slot.discard(beating)
            if self._timer is not None and not any(self._slots):
                self._timer.cancel()
                self._timer = None

        return stop

    def tick(self) -> None:
        """Beat the next slot, and come back for the one after it."""
        slot, self._next = self._slots[self._next], (self._next + 1) % _SLOTS
        for beating in tuple(slot):
            beating.beat()
        self._timer = None
        if any(self._slots):
            self._timer = asyncio.get_running_loop().call_later(self._interval, self.tick)


@final
class Places:
    """Counts who holds a place for something that stays open. Full is `busy`: it fails closed."""

    def __init__(self, *, total: int, per_peer: int) -> None:
        self._total = total
        self._per_peer = per_peer
        self._held: Counter[str] = Counter()

    @contextmanager
    def hold(self, peer: Peer) -> Iterator[None]:
        """Hold one place while the context lasts."""
        if len(self) >= self._total or (not peer.is_trusted and self._held[peer.key] >= self._per_peer):
            raise ProblemError(Problem.BUSY)
        self._held[peer.key] += 1
        try:
            yield
        finally:
            self._held[peer.key] -= 1
            if not self._held[peer.key]:
                del self._held[peer.key]

    def __len__(self) -> int:
        return self._held.total()


@final
class Live:
    """All that stays open in one service."""

    def __init__(self, limits: LiveLimits) -> None:
        self.limits = limits
        self.heart = Heart(limits.heartbeat)
        self.streams = Places(total=limits.streams, per_peer=limits.per_peer)
        self.waiters = Places(total=limits.waiters, per_peer=limits.per_peer)
        self.is_draining = False
        self._open: set[Ending] = set()

    def join(self, ending: Ending) -> None:
        """Remember something that has to end when the service does."""
        if self.is_draining:
            ending.end()
        self._open.add(ending)

    def leave(self, ending: Ending) -> None:
        """Forget it: it has ended."""
        self._open.discard(ending)

    def drain(self) -> None:
        """End everything that is open, and whatever opens from now on at once."""
        self.is_draining = True
        for ending in tuple(self._open):
            ending.end()
