"""`Mailbox` for asyncio: the same requests and answers, awaited."""

import time
from collections.abc import AsyncIterator, Callable
from math import ceil
from typing import final

from tempory.client import requests
from tempory.client.answers import Item, MailboxAnswer, Page, ReceiptAnswer, ReportAnswer, ReportsAnswer, TeamKey
from tempory.client.async_transport import AsyncTransport
from tempory.client.failures import Refused
from tempory.client.holding import LONGEST_WAIT, PAGE, Fits, Holding, Receipt, read_receipt
from tempory.client.messages import Message
from tempory.values import MessageId, Secret


@final
class AsyncMailbox(Holding):
    """An opened mailbox. Made by `AsyncClient.create` and `AsyncClient.open`, which say what its methods raise."""

    def __init__(self, transport: AsyncTransport, token: Secret, answer: MailboxAnswer) -> None:
        super().__init__(token, answer)
        self._transport = transport

    async def refresh(self) -> None:
        """Ask the server again how the mailbox is."""
        self._answer = await self._transport.ask(requests.find_mailbox(self.auth), MailboxAnswer)

    async def extend(self, lifetime: int) -> None:
        """Let it live `lifetime` seconds from now; less than it has left is allowed too."""
        self._answer = await self._transport.ask(requests.extend_mailbox(self.auth, lifetime), MailboxAnswer)

    async def forget(self) -> Receipt:
        """Have the server destroy its key and delete what it holds. There is no way back."""
        return read_receipt(await self._transport.ask(requests.forget_mailbox(self.auth), ReceiptAnswer))

    async def messages(self, *, limit: int | None = None) -> AsyncIterator[Message]:
        """Give its messages, newest first, `limit` at most; pages are fetched as they are needed."""
        cursor, left = None, limit
        while left is None or left > 0:
            size = PAGE if left is None else min(left, PAGE)
            page = await self._transport.ask(requests.list_messages(self.auth, limit=size, cursor=cursor), Page)
            for item in page.messages[:size]:
                yield self.open(item)
            cursor, left = page.next, None if left is None else left - size
            if cursor is None:
                return

    async def message(self, message: MessageId) -> Message:
        """Return one message."""
        return self.open(await self._transport.ask(requests.find_message(self.auth, message), Item))

    async def raw(self, message: Message) -> bytes:
        """Fetch and open a message's octets (RFC 5322)."""
        async with self._transport.stream(requests.fetch_body(self.auth, message.id)) as sealed:
            pieces = [piece async for piece in sealed]
        return b"".join(self._seals.open_body(message, pieces))

    async def mark(self, message: MessageId, *, seen: bool) -> Message:
        """Set or clear a message's seen flag."""
        return self.open(await self._transport.ask(requests.mark_message(self.auth, message, seen=seen), Item))

    async def delete(self, message: MessageId) -> None:
        """Delete a message at once."""
        await self._transport.tell(requests.delete_message(self.auth, message))

    async def reports(self) -> ReportsAnswer:
        """Return what was reported to the security team, and its key."""
        return await self._transport.ask(requests.list_reports(self.auth), ReportsAnswer)

    async def report(self, message: Message, team: TeamKey) -> ReportAnswer:
        """Hand one message over to the security team, sealed here to its key."""
        return await self._transport.ask(self.seal_report(message, team, await self.raw(message)), ReportAnswer)

    async def withdraw_report(self, message: MessageId) -> None:
        """Take a report back while nobody has decided."""
        await self._transport.tell(requests.withdraw_report(self.auth, message))

    async def wait(
        self,
        fits: Fits = lambda _: True,
        *,
        timeout: float,  # noqa: ASYNC109 (the server holds the answer back that long; nothing is cancelled)
        clock: Callable[[], float] = time.monotonic,
    ) -> Message | None:
        """Return the first message that `fits`: one that is there, newest first, or one that arrives; None in time.

        The filter runs here, since the server cannot read what it would have to compare. `timeout` in seconds.
        """
        end, highest = clock() + timeout, 0
        while True:
            newest: Message | None = None
            async for message in self.messages():
                newest = newest or message
                if message.uid <= highest:
                    break
                if fits(message):
                    return message
            highest = max(highest, newest.uid if newest else 0)
            left = end - clock()
            if left <= 0:
                return None
            await self._sleep_until_one_comes(None if newest is None else newest.id, ceil(min(left, LONGEST_WAIT)))

    async def _sleep_until_one_comes(self, after: MessageId | None, seconds: int) -> None:
        """Have the server hold the answer back. What came is then listed, so that none is missed however many came."""
        request = requests.await_message(self.auth, timeout=seconds, after=after)
        try:
            await self._transport.ask_perhaps(request, Item)
        except Refused as refused:
            if refused.slug != "message-gone":  # `after` was deleted meanwhile: list again
                raise
