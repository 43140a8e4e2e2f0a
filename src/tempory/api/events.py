"""GET /api/v1/mailbox/events: what happens in one mailbox or several, as it happens.

Server-sent events (WHATWG HTML §9.2) over a streamed answer, read with fetch and the Authorization header, because
EventSource would put the secret into an address. One stream carries up to 20 mailboxes: HTTP/1.1 gives a browser six
connections. There is no replay: a reader lists after `ready`, and again after it reconnects.

A stream costs one task (the request's own, which waits for the peer to leave), a bounded queue of references to events
and a subscription for each mailbox. A second task lives only while there is something to write.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final, final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from tempory.api.auth import Doorkeeper, Holder
from tempory.api.failures import log_failure
from tempory.api.occurrences import encode_comment, encode_event, encode_ready
from tempory.api.peers import Peer
from tempory.api.streams import Live
from tempory.events import Event, EventStream, MailboxForgotten

_HEADERS: Final = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",  # nginx in front would otherwise hold events back
}
HEARTBEAT: Final = encode_comment("still here")
CLOSING: Final = encode_comment("closing: the service is restarting, connect again")
TOO_SLOW: Final = encode_comment("dropped: this reader is too slow, connect again and list the messages")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class EventsResource:
    """The handler of event streams."""

    doorkeeper: Doorkeeper
    events: EventStream
    live: Live

    async def stream(self, request: Request) -> Response:
        holders = await self.doorkeeper.admit_several(request)
        return MailStream(holders, events=self.events, live=self.live, peer=request.state.peer)


@final
class MailStream(Response):
    """One stream, from `ready` until the peer leaves, the last mailbox is forgotten, or the service drains."""

    def __init__(self, holders: Sequence[Holder], *, events: EventStream, live: Live, peer: Peer) -> None:
        super().__init__(None, 200, _HEADERS)
        del self.headers["content-length"]
        self._opened = {holder.mailbox.id: holder.opened for holder in holders}
        self._alive = set(self._opened)
        self._events = events
        self._live = live
        self._peer = peer
        self._queue: deque[Event | bytes] = deque((encode_ready(self._opened),))
        self._send: Send | None = None
        self._writer: asyncio.Task[None] | None = None
        self._is_ending = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with ExitStack() as stack:
            stack.enter_context(self._live.streams.hold(self._peer))
            stack.callback(self._stop_writing)
            for mailbox in self._opened:
                stack.callback(self._events.subscribe(self.hear, mailbox=mailbox))
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
        """Take an event of one of the mailboxes."""
        self._put(event)
        if isinstance(event, MailboxForgotten):
            self._alive.discard(event.mailbox)
            if not self._alive:
                self._is_ending = True

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
                await send(_piece(self._encode(self._queue.popleft())))
            if self._is_ending:
                await send(_piece(b"", is_last=True))
        except Exception as error:  # noqa: BLE001 (nobody awaits this task: it has to end the stream itself)
            log_failure(error, route="/api/v1/mailbox/events")
            self._is_ending = True
            await send(_piece(b"", is_last=True))
        finally:
            self._writer = None

    def _encode(self, item: Event | bytes) -> bytes:
        if isinstance(item, bytes):
            return item
        mailbox = getattr(item, "mailbox", None)
        return encode_event(item, None if mailbox is None else self._opened.get(mailbox))


def _piece(body: bytes, *, is_last: bool = False) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": not is_last}
