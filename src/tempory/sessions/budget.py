"""One bound on the octets that all unfinished messages hold together.

Over it, whoever wants to read more of a message waits, so that TCP slows its peer down; who has waited too long is
told to throw its message away and defer it. The oldest holder never waits, so somebody always goes on and gives room:
no deadlock. Fails closed: without room nothing more is read, and memory never decides.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from itertools import islice
from typing import Self

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetSettings:
    octets: int = 256 * MIB
    """Octets × recipients of all unfinished messages, after which peers are paused."""

    patience: float = 30.0
    """Seconds that a peer is paused before its message is deferred with 452. Well below a client's ten minutes."""


class ByteBudget:
    """Counts what is held, and lets the waiting go on when there is room again."""

    def __init__(self, settings: BudgetSettings | None = None) -> None:
        self._settings = settings or BudgetSettings()
        self._low = self._settings.octets * 7 // 8
        self._held: OrderedDict[Holding, int] = OrderedDict()
        self._waiting: OrderedDict[Holding, asyncio.Future[None]] = OrderedDict()
        self.total = 0

    @property
    def waiting(self) -> int:
        """How many peers are paused."""
        return len(self._waiting)

    def holding(self) -> "Holding":
        """Return a new holding, empty so far."""
        return Holding(self)

    def has_room_for(self, holding: "Holding") -> bool:
        """Whether `holding` may grow: there is room, or it is the oldest."""
        return self.total < self._settings.octets or next(iter(self._held), holding) is holding

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
        """Wait until `holding` may grow. False when patience is at its end."""
        try:
            async with asyncio.timeout(self._settings.patience):
                while not self.has_room_for(holding):
                    future = asyncio.get_running_loop().create_future()
                    self._waiting[holding] = future
                    await future
        except TimeoutError:
            return False
        finally:
            self._waiting.pop(holding, None)
        return True

    def _wake(self) -> None:
        """Wake everybody once a stretch is free, not at every octet; the oldest holder at once."""
        if self.total <= self._low:
            awake = list(self._waiting)
        else:
            awake = [oldest for oldest in islice(self._held, 1) if oldest in self._waiting]
        for holding in awake:
            future = self._waiting.pop(holding)
            if not future.done():
                future.set_result(None)


class Holding:
    """What one session holds. `with budget.holding() as held:` gives everything back at the end."""

    def __init__(self, budget: ByteBudget) -> None:
        self._budget = budget

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.set(0)

    def set(self, octets: int) -> None:
        """Hold `octets`, in place of what was held."""
        self._budget.set(self, octets)

    @property
    def has_room(self) -> bool:
        """Whether this holding may grow now."""
        return self._budget.has_room_for(self)

    async def wait_for_room(self) -> bool:
        """Wait until this holding may grow. False: it waited too long."""
        return await self._budget.wait(self)
