"""A few sealers, started when mail first comes faster than one process takes it.

Orders lie on one pile. Each sealer is kept with a few in hand, so that it never waits for the event loop; what lies
there still is sealed on the event loop, one order each time round it, so that neither side ever waits for the other.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from tempory.delivery import Sealed, SealingOrder
from tempory.sealers.link import SealerProcess
from tempory.sealers.wire import Setup, encode_order, encode_setup, read_sealed
from tempory.values import Domain
from tempory.verdict import NO_MODEL, Model, encode_model

WAITING_MAX: Final = 8
"""Orders in the hands of one sealer: what it does while the event loop goes round once, and no more."""
PAUSE_SECONDS: Final = 1.0
PAUSE_SECONDS_MAX: Final = 60.0


class _Waiting(NamedTuple):
    """An order on the pile, and what becomes of it: a sealer's answer, or None: it is to be done by who asks."""

    order: SealingOrder
    answer: "asyncio.Future[bytes | None]"


class Sealers:
    """Implements `tempory.delivery.Sealer` with up to `most` processes. `troubled` hears of one that is gone."""

    def __init__(
        self,
        domains: Sequence[Domain],
        *,
        most: int,
        model: Model = NO_MODEL,
        troubled: Callable[[str], None] = lambda _reason: None,
    ) -> None:
        self._domains = domains
        self._model = model
        self._most = most
        self._troubled = troubled
        self._processes: list[SealerProcess] = []
        self._pile: deque[_Waiting] = deque()
        self._gives_back = False
        self._starting: asyncio.Task[None] | None = None
        self._pause = PAUSE_SECONDS
        self._not_before = 0.0
        self._is_closed = False

    @property
    def pids(self) -> Sequence[int]:
        """The processes that are there."""
        return [process.pid for process in self._processes]

    async def seal(self, order: SealingOrder) -> Sealed | None:
        """As `tempory.delivery.Sealer.seal`: whoever has the least to do gets it, the asker too."""
        if len(self._processes) < self._most:
            self._start_another()
        if not any(process.is_ready for process in self._processes):
            return None
        loop = asyncio.get_running_loop()
        waiting = _Waiting(order, loop.create_future())
        self._pile.append(waiting)
        self._hand_out()
        if self._pile and not self._gives_back:
            self._gives_back = True
            loop.call_soon(self._give_back)
        answer = await waiting.answer
        return None if answer is None else read_sealed(answer, order)

    def serve_domains(self, domains: Sequence[Domain]) -> None:
        """As `tempory.delivery.Sealer.serve_domains`."""
        self._domains = domains
        for process in self._processes:
            process.tell(encode_setup(self._setup()))

    async def close(self) -> None:
        """End all of them, and return when they have ended."""
        self._is_closed = True
        if self._starting is not None:
            await self._starting
        await asyncio.gather(*(process.close() for process in self._processes))

    def _hand_out(self) -> None:
        """Give every sealer its fill."""
        ready = [process for process in self._processes if process.is_ready]
        while self._pile and ready:
            process = min(ready, key=lambda each: each.waiting)
            if process.waiting >= WAITING_MAX:
                return
            waiting = self._pile.popleft()
            if not waiting.answer.done():  # a session that was cancelled waits no longer
                process.ask(encode_order(waiting.order), waiting.answer)

    def _give_back(self) -> None:
        """Have one asker seal for itself. Runs once each time round the loop, as long as there is a pile."""
        while self._pile and self._pile[0].answer.done():
            self._pile.popleft()
        if self._pile:
            self._pile.popleft().answer.set_result(None)
        self._gives_back = bool(self._pile)
        if self._gives_back:
            asyncio.get_running_loop().call_soon(self._give_back)

    def _setup(self, model: bytes = b"") -> Setup:
        return Setup(tuple(domain.name for domain in self._domains), model)

    def _start_another(self) -> None:
        is_due = asyncio.get_running_loop().time() >= self._not_before
        if self._starting is None and is_due and not self._is_closed:
            self._starting = asyncio.create_task(self._start(), name="sealer")

    async def _start(self) -> None:
        domains, greeting = self._domains, encode_setup(self._setup(encode_model(self._model)))
        try:
            process = await SealerProcess.start(greeting, free=self._hand_out, lost=self._hear_lost)
        except OSError as error:
            self._wait_longer(type(error).__name__)
        else:
            self._processes.append(process)
            if self._domains is not domains:
                process.tell(encode_setup(self._setup()))
        finally:
            self._starting = None

    def _hear_lost(self, process: SealerProcess) -> None:
        self._processes.remove(process)
        if process.has_answered:
            self._pause = PAUSE_SECONDS
        self._wait_longer("ended")

    def _wait_longer(self, reason: str) -> None:
        self._not_before = asyncio.get_running_loop().time() + self._pause
        self._pause = min(2 * self._pause, PAUSE_SECONDS_MAX)
        self._troubled(reason)
