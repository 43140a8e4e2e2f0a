"""One stream of server-sent events over some mailboxes, whatever is written into it (WHATWG HTML §9.2).

A stream costs one task (the request's own, which waits for the peer to leave), a bounded queue of references to events
and a subscription for each mailbox. A second task lives only while there is something to write.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import ExitStack
from typing import Final, final

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from tempory.api.failures import log_failure
from tempory.api.occurrences import encode_comment
from tempory.api.peers import Peer
from tempory.api.streams import Live
from tempory.events import AccessEnded, Event, EventStream, MailboxForgotten
from tempory.mailboxes import Usage
from tempory.values import MailboxId, RecordId

Encode = Callable[[Event], Awaitable[bytes]]
"""Writes an event as the reader of one stream sees it; no octets for what they do not see."""

FindUsage = Callable[[MailboxId], Awaitable[Usage | None]]
IsAdmitted = Callable[[MailboxId], Awaitable[bool]]

_HEADERS: Final = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",  # nginx in front would otherwise hold events back
}
HEARTBEAT: Final = encode_comment("still here")
CLOSING: Final = encode_comment("closing: the service is restarting, connect again")
SIGNED_OUT: Final = encode_comment("closing: what you came in by has ended")
TOO_SLOW: Final = encode_comment("dropped: this reader is too slow, connect again and list the messages")


@final
class LiveStream(Response):
    """One stream, from `first` until the peer leaves, the last mailbox is forgotten, or the service drains.

    `usage` gives None for a mailbox that is gone. `by` is what members came in by, and `is_admitted` whether that still
    holds: it is asked at the beginning and with each beat, since a session's time runs out without anybody's act.
    `route` is the pattern of the route, for the log.
    """

    def __init__(
        self,
        mailboxes: Iterable[MailboxId],
        *,
        usage: FindUsage,
        first: bytes,
        encode: Encode,
        events: EventStream,
        live: Live,
        peer: Peer,
        route: str,
        by: Mapping[MailboxId, RecordId | None] | None = None,
        is_admitted: IsAdmitted | None = None,
    ) -> None:
        super().__init__(None, 200, _HEADERS)
        del self.headers["content-length"]
        self._alive = set(mailboxes)
        self._usage = usage
        self._by = by or {}
        self._is_admitted = is_admitted
        self._encode_event = encode
        self._events = events
        self._live = live
        self._peer = peer
        self._route = route
        self._queue: deque[Event | bytes] = deque((first,))
        self._send: Send | None = None
        self._writer: asyncio.Task[None] | None = None
        self._is_ending = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with ExitStack() as stack:
            stack.enter_context(self._live.streams.hold(self._peer))
            stack.callback(self._stop_writing)
            for mailbox in self._alive:
                stack.callback(self._events.subscribe(self.hear, mailbox=mailbox))
            await self._look_again()
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            self._send = send
            self._start_writing()
            stack.callback(self._live.leave, self)
            self._live.join(self)
            stack.callback(self._live.heart.keep(self))
            # ASGI: `receive` gives `http.disconnect` when the peer has left, and when the answer is complete.
            while (await receive())["type"] != "http.disconnect":
                pass

    def hear(self, event: Event) -> None:
        """Take an event of one of the mailboxes. Nothing comes after its end."""
        mailbox = getattr(event, "mailbox", None)
        if mailbox not in self._alive:
            return
        if isinstance(event, AccessEnded) and not (mailbox in self._by and event.concerns(self._by[mailbox])):
            return
        self._put(event)
        if isinstance(event, MailboxForgotten | AccessEnded):
            self._alive.discard(event.mailbox)
            if not self._alive:
                self._is_ending = True

    async def _look_again(self) -> None:
        """Hear of those that were forgotten after they were asked for and before anyone listened."""
        for mailbox in tuple(self._alive):
            if await self._usage(mailbox) is None:
                # Their time was not up a moment ago, so somebody asked.
                self.hear(MailboxForgotten(mailbox=mailbox, reason="asked"))
        await self._ask_again()

    async def _ask_again(self) -> None:
        """Let go of mailboxes that members are no longer let into."""
        for mailbox in self._alive & self._by.keys():
            if self._is_admitted is not None and not await self._is_admitted(mailbox):
                self.hear(AccessEnded(mailbox=mailbox))

    def beat(self) -> None:
        """Say that the stream lives. A reader that is behind has not read the last time, so it is not told again."""
        if not self._queue and self._writer is None:
            self._put(HEARTBEAT)

    def end(self) -> None:
        """End the stream, because the service drains."""
        self._put(CLOSING)
        self._is_ending = True

    def _put(self, item: Event | bytes) -> None:
        if self._is_ending:
            return
        if len(self._queue) >= self._live.limits.stream_queue:
            self._queue.clear()
            item = TOO_SLOW
            self._is_ending = True
        self._queue.append(item)
        self._start_writing()

    def _start_writing(self) -> None:
        if self._writer is None and self._send is not None:
            self._writer = asyncio.get_running_loop().create_task(self._write(self._send))

    def _stop_writing(self) -> None:
        if self._writer is not None:
            self._writer.cancel()

    async def _write(self, send: Send) -> None:
        try:
            while self._queue:
                await send(_piece(await self._encode(self._queue.popleft())))
            if self._is_ending:
                await send(_piece(b"", is_last=True))
        except Exception as error:  # noqa: BLE001 (nobody awaits this task: it has to end the stream itself)
            log_failure(error, route=self._route)
            self._is_ending = True
            await send(_piece(b"", is_last=True))
        finally:
            self._writer = None

    async def _encode(self, item: Event | bytes) -> bytes:
        if item is HEARTBEAT:
            await self._ask_again()
        if isinstance(item, bytes):
            return item
        encoded = await self._encode_event(item)
        return SIGNED_OUT if isinstance(item, AccessEnded) else encoded


def _piece(body: bytes, *, is_last: bool = False) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": not is_last}
