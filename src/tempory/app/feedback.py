"""The counts for reports to other domains, as a part of the service: gathered while it runs, written as it ends."""

import asyncio
import secrets

import structlog

from tempory.feedback import Gatherer
from tempory.storage.sqlite import Storage
from tempory.values import Clock

log = structlog.get_logger(__name__)


class FeedbackKeeping:
    """`gatherer` is whom deliveries tell. `start` and `stop` with the service."""

    def __init__(self, storage: Storage, *, clock: Clock, is_on: bool) -> None:
        self.gatherer = Gatherer(
            store=storage.mail.feedback,
            keys=storage.keys.feedback_days,
            clock=clock,
            random=secrets.token_bytes,
            is_on=is_on,
        )
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Write and destroy from now on."""
        self._task = asyncio.create_task(self.gatherer.run(troubled=_report), name="feedback")

    async def stop(self) -> None:
        """Write what was counted. Whatever is wrong, the end goes on."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        try:
            await self.gatherer.flush()
        except Exception as trouble:  # noqa: BLE001 (a few counts are no reason not to end)
            _report(trouble)


def _report(trouble: Exception) -> None:
    log.warning("feedback.failed", error=type(trouble.__cause__ or trouble).__name__)
