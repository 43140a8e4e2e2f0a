"""One mailbox, held by its token: what is in it, what may be done with it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import final

from tempory.client import requests
from tempory.client.answers import Amount, Item, MailboxAnswer, Page, ReceiptAnswer, instant_of
from tempory.client.failures import Refused
from tempory.client.messages import Message, Seals
from tempory.client.transport import Transport
from tempory.sealing import SecretKind, split_token
from tempory.values import Address, Instant, MailboxId, MessageId, Secret

PAGE = 50
_LONGEST_WAIT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was forgotten, and how many messages with it. `final`: the key is destroyed."""

    mailbox: MailboxId
    forgotten_at: Instant
    messages: int
    final: bool


@final
class Mailbox:
    """An opened mailbox. Made by `Client.create` and `Client.open`, which say what its methods raise."""

    def __init__(self, transport: Transport, token: Secret, answer: MailboxAnswer) -> None:
        halves = split_token(token)
        self._transport = transport
        self._token = token
        self._seals = Seals(halves, answer)
        self._answer = answer
        self.auth = halves.auth
        self.address: Address = self._seals.open_profile(answer.profile)

    @property
    def id(self) -> MailboxId:
        """The mailbox's id, which is no secret."""
        return self._seals.mailbox

    @property
    def secret(self) -> str:
        """The token as text. Whoever has it reads this mailbox."""
        return SecretKind.TOKEN.encode(self._token)

    @property
    def created_at(self) -> Instant:
        """When it was made."""
        return instant_of(self._answer.created_at)

    @property
    def expires_at(self) -> Instant | None:
        """When it will be forgotten."""
        return None if self._answer.expires_at is None else instant_of(self._answer.expires_at)

    @property
    def quota(self) -> Amount:
        """What it may hold."""
        return self._answer.quota

    @property
    def usage(self) -> Amount:
        """What it held when it was last asked about."""
        return self._answer.usage

    def refresh(self) -> None:
        """Ask the server again how the mailbox is."""
        self._answer = self._transport.ask(requests.find_mailbox(self.auth), MailboxAnswer)

    def extend(self, lifetime: int) -> None:
        """Let it live `lifetime` seconds from now; less than it has left is allowed too."""
        self._answer = self._transport.ask(requests.extend_mailbox(self.auth, lifetime), MailboxAnswer)

    def forget(self) -> Receipt:
        """Have the server destroy its key and delete what it holds. There is no way back."""
        answer = self._transport.ask(requests.forget_mailbox(self.auth), ReceiptAnswer)
        return Receipt(
            mailbox=MailboxId.parse(answer.mailbox),
            forgotten_at=instant_of(answer.forgotten_at),
            messages=answer.messages,
            final=answer.final,
        )

    def messages(self, *, limit: int | None = None) -> Iterator[Message]:
        """Give its messages, newest first, `limit` at most; pages are fetched as they are needed."""
        cursor, left = None, limit
        while left is None or left > 0:
            size = PAGE if left is None else min(left, PAGE)
            page = self._transport.ask(requests.list_messages(self.auth, limit=size, cursor=cursor), Page)
            yield from (self.open(item) for item in page.messages[:size])
            cursor, left = page.next, None if left is None else left - size
            if cursor is None:
                return

    def message(self, message: MessageId) -> Message:
        """Return one message."""
        return self.open(self._transport.ask(requests.find_message(self.auth, message), Item))

    def open(self, item: Item) -> Message:
        """Open a message as the server sent it, in an event for example."""
        return self._seals.open_item(item)

    def raw(self, message: Message) -> bytes:
        """Fetch and open a message's octets (RFC 5322)."""
        with self._transport.stream(requests.fetch_body(self.auth, message.id)) as sealed:
            return b"".join(self._seals.open_body(message, sealed))

    def mark(self, message: MessageId, *, seen: bool) -> Message:
        """Set or clear a message's seen flag."""
        return self.open(self._transport.ask(requests.mark_message(self.auth, message, seen=seen), Item))

    def delete(self, message: MessageId) -> None:
        """Delete a message at once."""
        self._transport.tell(requests.delete_message(self.auth, message))

    def wait(
        self,
        fits: Callable[[Message], bool] = lambda _: True,
        *,
        timeout: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> Message | None:
        """Return the first message that `fits`: one that is there, newest first, or one that arrives; None in time.

        The filter runs here, since the server cannot read what it would have to compare. `timeout` in seconds.
        """
        end, highest = clock() + timeout, 0
        while True:
            newest: Message | None = None
            for message in self.messages():
                newest = newest or message
                if message.uid <= highest:
                    break
                if fits(message):
                    return message
            highest = max(highest, newest.uid if newest else 0)
            left = end - clock()
            if left <= 0:
                return None
            self._sleep_until_one_comes(None if newest is None else newest.id, ceil(min(left, _LONGEST_WAIT)))

    def _sleep_until_one_comes(self, after: MessageId | None, timeout: int) -> None:
        """Have the server hold the answer back. What came is then listed, so that none is missed however many came."""
        request = requests.await_message(self.auth, timeout=timeout, after=after)
        try:
            self._transport.ask_perhaps(request, Item)
        except Refused as refused:
            if refused.slug != "message-gone":  # `after` was deleted meanwhile: list again
                raise
