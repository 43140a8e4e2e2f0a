"""What goes on in the background for as long as the service runs: forgetting on time, and giving the space back."""

import asyncio
from collections.abc import Callable

from tempory.mailboxes.forgetting import sweep
from tempory.mailboxes.making import Workshop
from tempory.values import Unavailable

INTERVAL_SECONDS = 1.0


class Sweeper:
    """Forgets what is overdue once a second, and clears what forgetting left whenever there is something to clear.

    A disk that refuses is reported to `troubled` and tried again at the next round; an overdue mailbox answers 550
    meanwhile.
    """

    def __init__(self, workshop: Workshop, *, troubled: Callable[[Unavailable], None]) -> None:
        self._workshop = workshop
        self._troubled = troubled
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Go round until `stop` is called."""
        while not self._stopping.is_set():
            try:
                await sweep(self._workshop)
                while not self._stopping.is_set() and await self._workshop.store.purge(self._workshop.clock.now()):
                    pass
            except Unavailable as trouble:
                self._troubled(trouble)
            await self._pause()

    def stop(self) -> None:
        """End the round that is under way and no more."""
        self._stopping.set()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(INTERVAL_SECONDS):
                await self._stopping.wait()
        except TimeoutError:
            return
