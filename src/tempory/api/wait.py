"""GET /api/v1/mailbox/wait: the next message, or the first that fits, within a minute. For scripts and for tests.

Open mode looks at what is there, newest first, then at what arrives; sealed mode gives the next ciphertext, unread.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import ExitStack, aclosing, suppress
from dataclasses import dataclass
from typing import Annotated, final

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive

from tempory.accesslog import Verb
from tempory.api.answers import LargeResponse, Payload, answer_json, answer_nothing, encode_json
from tempory.api.auth import Doorkeeper, Holder
from tempory.api.bodies import read_query
from tempory.api.budget import Budget
from tempory.api.opening import Opener, Wanted
from tempory.api.peers import Peer
from tempory.api.problems import Problem, ProblemError
from tempory.api.representations import Hex, show_sealed
from tempory.api.streams import Live
from tempory.events import AccessEnded, Event, EventStream, MailboxForgotten, MessageStored
from tempory.mailboxes import Mailboxes, MessageGone, OpenMailbox, StoredMessage
from tempory.values import MailboxId, MessageId, RecordId, Uid

_PAGE = 100
_BEFORE_ALL = Uid(0)
Part = Annotated[str, Meta(max_length=200, description="A part of the text, in any case.")]


class WaitQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"sender": "from"}):
    """What to wait for, and how long."""

    timeout: Annotated[int, Meta(ge=0, le=60, description="Seconds.")] = 30
    sender: Part = ""
    subject: Part = ""
    contains: Part = ""
    after: Annotated[Hex, Meta(description="The id of a message: only later ones count.")] | None = None


@final
class Waiter:
    """Wakes its request when something arrives, and tells it when there is nothing more to wait for.

    `by`: the member's session or app password that the request came in by.
    """

    def __init__(self, by: RecordId | None) -> None:
        self._by = by
        self.is_over = False
        self.mailbox_is_gone = False
        self._stirred = asyncio.Event()

    def hear(self, event: Event) -> None:
        """Take an event of the mailbox."""
        if isinstance(event, MailboxForgotten):
            self.mailbox_is_gone = True
            self.end()
        elif isinstance(event, AccessEnded):
            if event.concerns(self._by):
                self.end()
        elif isinstance(event, MessageStored):
            self._stirred.set()

    def end(self) -> None:
        """Wait no longer: the peer has left, the mailbox is gone, or the service drains."""
        self.is_over = True
        self._stirred.set()

    async def until_stirred(self) -> None:
        """Return when something has happened since the last time."""
        await self._stirred.wait()
        self._stirred.clear()

    async def until_left(self, receive: Receive) -> None:
        """End when the peer disconnects."""
        while (await receive())["type"] != "http.disconnect":
            pass
        self.end()


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What one request looks for, and where."""

    holder: Holder
    peer: Peer
    wanted: Wanted
    waiter: Waiter

    @property
    def mailbox(self) -> MailboxId:
        """The mailbox that is searched."""
        return self.holder.mailbox.id


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class WaitResource:
    """The handler of waiting requests."""

    mailboxes: Mailboxes
    doorkeeper: Doorkeeper
    opener: Opener
    budget: Budget
    events: EventStream
    live: Live

    async def wait(self, request: Request) -> Response:
        holder = await self.doorkeeper.admit(request, Verb.FOLLOW)
        query = read_query(request, WaitQuery)
        wanted = Wanted(sender=query.sender, subject=query.subject, contains=query.contains)
        if holder.opened is None and not wanted.is_anything:
            raise ProblemError(Problem.OPEN_MODE_ONLY, "Sealed messages cannot be searched by the server.")
        search = Search(holder=holder, peer=request.state.peer, wanted=wanted, waiter=Waiter(holder.by))
        found = await self._find(request, search, query)
        return answer_nothing() if found is None else self._answer(search, found)

    async def _find(self, request: Request, search: Search, query: WaitQuery) -> StoredMessage | None:
        with ExitStack() as stack:
            stack.enter_context(self.live.waiters.hold(search.peer))
            # Subscribed before the first look, so that nothing arrives unseen between the two.
            stack.callback(self.events.subscribe(search.waiter.hear, mailbox=search.mailbox))
            stack.callback(self.live.leave, search.waiter)
            self.live.join(search.waiter)
            leaving = asyncio.ensure_future(search.waiter.until_left(request.receive))
            stack.callback(leaving.cancel)
            if await self.mailboxes.usage(search.mailbox) is None:
                raise ProblemError(Problem.MAILBOX_GONE)  # forgotten after it was let in and before we listened
            floor = await self._floor(search, query.after)
            found, floor = await self._look(search, floor)
            with suppress(TimeoutError):
                async with asyncio.timeout(query.timeout):
                    while found is None and not search.waiter.is_over:
                        await search.waiter.until_stirred()
                        found, floor = await self._look(search, floor)
        if found is None and search.waiter.mailbox_is_gone:
            raise ProblemError(Problem.MAILBOX_GONE)
        return found

    async def _floor(self, search: Search, after: str | None) -> Uid | None:
        """Return the uid above which messages count; None: all of them."""
        if after is None:
            return None
        return (await self.mailboxes.message(search.mailbox, MessageId.parse(after))).uid

    async def _look(self, search: Search, floor: Uid | None) -> tuple[StoredMessage | None, Uid]:
        """Look through what is above `floor`; return what was found, and the floor for the next look."""
        newest = floor or _BEFORE_ALL
        found: StoredMessage | None = None
        async with aclosing(self._above(search, newest)) as messages:
            async for stored in messages:
                newest = max(newest, stored.uid)
                if search.holder.opened is not None:
                    if await self._fits(search, search.holder.opened, stored):
                        return stored, newest
                    continue
                found = stored
                if floor is None:
                    break  # sealed, and nothing said of where to begin: the newest
        return found, newest  # sealed: the oldest above the floor comes next

    async def _above(self, search: Search, floor: Uid) -> AsyncGenerator[StoredMessage, None]:
        """Give the messages above `floor`, newest first, until nobody waits for them any more."""
        below: Uid | None = None
        while not search.waiter.is_over:
            page = await self.mailboxes.messages(search.mailbox, below=below, limit=_PAGE)
            for stored in page.messages:
                if stored.uid <= floor or search.waiter.is_over:
                    return
                yield stored
            if page.next is None:
                return
            below = page.next

    async def _fits(self, search: Search, opened: OpenMailbox, stored: StoredMessage) -> bool:
        try:
            with self.budget.hold(search.peer, stored.size):
                return await self.opener.fits(opened, stored, search.wanted)
        except MessageGone:
            return False  # deleted while we looked

    def _answer(self, search: Search, found: StoredMessage) -> Response:
        opened = search.holder.opened
        if opened is None:
            return answer_json(show_sealed(found))

        async def load() -> Payload:
            message = await self.opener.message(opened, found)
            return Payload(content=encode_json(message), media_type="application/json")

        return LargeResponse(load, budget=self.budget, peer=search.peer, octets=found.size)
