"""What goes on in the background for as long as the service runs: forgetting on time, and giving the space back."""

import asyncio
from collections.abc import Awaitable, Callable

from tempory.mailboxes.forgetting import sweep
from tempory.mailboxes.making import Workshop

INTERVAL_SECONDS = 1.0


class Sweeper:
    """Forgets what is overdue once a second, and clears what forgetting left whenever there is something to clear.

    Whatever goes wrong is reported to `troubled` and tried again at the next round; an overdue mailbox answers 550
    meanwhile. Clearing gives way to forgetting: keys come first, also among mailboxes. `further` is done at
    each round, after forgetting: what is overdue within mailboxes that stay.
    """

    def __init__(
        self,
        workshop: Workshop,
        *,
        troubled: Callable[[Exception], None],
        further: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._workshop = workshop
        self._further = further
        self._troubled = troubled
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Go round until `stop` is called."""
        while not self._stopping.is_set():
            try:
                await sweep(self._workshop)
                if self._further is not None:
                    await self._further()
                if await self._clear():
                    continue
            except Exception as trouble:  # noqa: BLE001 (the rounds go on, whatever happened in one)
                self._troubled(trouble)
            await self._pause()

    async def _clear(self) -> bool:
        """Clear for as long as a round lasts; True if there is more to clear."""
        end = asyncio.get_running_loop().time() + INTERVAL_SECONDS
        while not self._stopping.is_set() and asyncio.get_running_loop().time() < end:
            if not await self._workshop.store.purge(self._workshop.clock.now()):
                return False
        return True

    def stop(self) -> None:
        """End the round that is under way and no more."""
        self._stopping.set()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(INTERVAL_SECONDS):
                await self._stopping.wait()
        except TimeoutError:
            return
