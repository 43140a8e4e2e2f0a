"""One bound on the octets that all unfinished messages hold together.

Over it, whoever wants to read more of a message waits, so that TCP slows its peer down. When the waiting has lasted too
long, messages that hardly move are thrown away, the largest first, so that nobody blocks the others by holding much and
sending little; if that gives no room, the one that waits is thrown away itself. What is thrown away is deferred with
452. The oldest holder never waits, so somebody always goes on and gives room: no deadlock. Fails closed: without room
nothing more is read, and memory never decides.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Self

MIB = 1024 * 1024
_LOW = 7 / 8
_MOVES = 1 / 8
_MOVES_OCTETS = 32 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetSettings:
    octets: int = 256 * MIB
    """Octets × recipients of all unfinished messages, after which peers are paused."""

    patience: float = 30.0
    """Seconds that a peer is paused before its message is deferred with 452. Well below a client's ten minutes."""


class ByteBudget:
    """Counts what is held, and lets the waiting go on when there is room again."""

    def __init__(self, settings: BudgetSettings | None = None, *, now: Callable[[], float] = time.monotonic) -> None:
        """Take `now`, which tells seconds of a steady clock."""
        self._settings = settings or BudgetSettings()
        self.now = now
        self._held: OrderedDict[Holding, int] = OrderedDict()
        self._waiting: OrderedDict[Holding, asyncio.Future[None]] = OrderedDict()
        self.total = 0

    @property
    def waiting(self) -> int:
        """How many peers are paused."""
        return len(self._waiting)

    def holding(self, give_up: Callable[[], bool] = lambda: False) -> "Holding":
        """Return a new holding, empty so far.

        `give_up` throws the message away that is held, if that can still be done, and says whether it was.
        """
        return Holding(self, give_up)

    def has_room_for(self, holding: "Holding") -> bool:
        """Whether `holding` may grow: there is room, or it is the oldest."""
        return self.total < self._settings.octets or next(iter(self._held), holding) is holding

    def fits(self, octets: int) -> bool:
        """Whether a message that is `octets` × recipients large could be taken, if nothing else was held."""
        return octets <= self._settings.octets // 2  # it is in memory once more while it is sealed

    def set(self, holding: "Holding", octets: int) -> None:
        """Count `octets` for `holding`, in place of what it had."""
        before = self._held.get(holding, 0)
        if octets:
            self._held[holding] = octets
        elif before:
            del self._held[holding]
        self.total += octets - before
        if octets < before and self._waiting:
            self._wake()

    async def wait(self, holding: "Holding") -> bool:
        """Wait until `holding` may grow. False when patience is at its end and nobody else gives way."""
        try:
            async with asyncio.timeout(self._settings.patience):
                while not self.has_room_for(holding):
                    future = asyncio.get_running_loop().create_future()
                    self._waiting[holding] = future
                    await future
        except TimeoutError:
            self._clear_stalled()
        finally:
            self._waiting.pop(holding, None)
        return self.has_room_for(holding)

    def _clear_stalled(self) -> None:
        """Throw away messages that hardly moved for as long as the patience, the largest first, until there is room."""
        since = self.now() - self._settings.patience
        stalled = [each for each in self._held if each.moved_at <= since and each not in self._waiting]
        for holding in sorted(stalled, key=self._held.__getitem__, reverse=True):
            if self.total < self._settings.octets:
                return
            if holding.give_up():
                self.set(holding, 0)

    def _wake(self) -> None:
        """Wake everybody once a stretch is free, not at every octet; the oldest holder at once."""
        if self.total <= self._settings.octets * _LOW:
            awake = list(self._waiting)
        else:
            awake = [oldest for oldest in islice(self._held, 1) if oldest in self._waiting]
        for holding in awake:
            future = self._waiting.pop(holding)
            if not future.done():
                future.set_result(None)


class Holding:
    """What one session holds. `with budget.holding() as held:` gives everything back at the end."""

    def __init__(self, budget: ByteBudget, give_up: Callable[[], bool]) -> None:
        self._budget = budget
        self._octets_then = 0
        self.give_up = give_up
        self.moved_at = 0.0
        """When what is held last grew by a stretch: the more is held, the longer a stretch."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.set(0)

    def set(self, octets: int) -> None:
        """Hold `octets`, in place of what was held."""
        then = self._octets_then
        if octets < then or not then or octets - then >= max(_MOVES_OCTETS, then * _MOVES):
            self._move(octets)
        self._budget.set(self, octets)

    @property
    def has_room(self) -> bool:
        """Whether this holding may grow now."""
        return self._budget.has_room_for(self)

    async def wait_for_room(self) -> bool:
        """Wait until this holding may grow. False: it waited too long."""
        has_room = await self._budget.wait(self)
        self._move(self._octets_then)  # that it did not move was our doing
        return has_room

    def _move(self, octets: int) -> None:
        self._octets_then = octets
        self.moved_at = self._budget.now()
