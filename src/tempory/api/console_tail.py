"""Records of the access log as they are written, as server-sent events (WHATWG HTML §9.2).

Records come from many doors, each in its own transaction; so the log itself is looked at, once a second while somebody
follows. A reader who falls behind is told how many records were passed over: they are in the log, where the list has
them. The stream ends after ten minutes, so that a page left open does not keep a session alive, and within seconds of
the session's end.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import Final, final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tempory.accesslog import Kept, LogStore
from tempory.api.answers import encode_json
from tempory.api.console_shapes import LogEntry
from tempory.api.failures import log_failure
from tempory.api.live_stream import CLOSING, HEARTBEAT
from tempory.api.peers import Peer
from tempory.api.streams import Live

LOOK_SECONDS: Final = 1.0
LOOKS: Final = 600
"""How often a stream looks before it ends."""
ADMITTED_EVERY: Final = 10
BEAT_EVERY: Final = 15
AT_ONCE: Final = 100
_HEADERS: Final = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
}


@final
class TailStream(Response):
    """One reader's stream."""

    def __init__(
        self,
        *,
        store: LogStore,
        show: Callable[[Kept], LogEntry],
        is_admitted: Callable[[], Awaitable[bool]],
        live: Live,
        peer: Peer,
        route: str,
        look_seconds: float = LOOK_SECONDS,
        looks: int = LOOKS,
    ) -> None:
        super().__init__(None, 200, _HEADERS)
        del self.headers["content-length"]
        self._store = store
        self._show = show
        self._is_admitted = is_admitted
        self._live = live
        self._peer = peer
        self._route = route
        self._look_seconds = look_seconds
        self._looks = looks
        self._over = asyncio.Event()
        self._next = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with ExitStack() as stack:
            stack.enter_context(self._live.streams.hold(self._peer))
            self._next = await self._store.size()
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await _send(send, encode_tail("ready", {"next": self._next}))
            stack.callback(self._live.leave, self)
            self._live.join(self)
            leaving = asyncio.create_task(self._wait_for_leaving(receive))
            stack.callback(leaving.cancel)
            try:
                await self._follow(send)
            except Exception as error:  # noqa: BLE001 (the answer has begun: all that is left is to end it)
                log_failure(error, route=self._route)
            await _send(send, CLOSING, is_last=True)

    def end(self) -> None:
        """End the stream, because the service drains."""
        self._over.set()

    async def _follow(self, send: Send) -> None:
        for look in range(1, self._looks + 1):
            try:
                async with asyncio.timeout(self._look_seconds):
                    await self._over.wait()
            except TimeoutError:
                pass
            else:
                return
            if look % ADMITTED_EVERY == 0 and not await self._is_admitted():
                return
            written = await self._look()
            if written or look % BEAT_EVERY == 0:
                await _send(send, written or HEARTBEAT)

    async def _look(self) -> bytes:
        since, size = self._next, await self._store.size()
        if size <= since:
            return b""
        self._next = size
        passed = max(0, size - since - AT_ONCE)
        kept = await self._store.newest(below=size, limit=size - since - passed)
        told = [encode_tail("passed", {"records": passed})] if passed else []
        return b"".join([*told, *(encode_tail("record", self._show(each)) for each in reversed(kept))])

    async def _wait_for_leaving(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._over.set()


def encode_tail(kind: str, content: object) -> bytes:
    """Return one event, its JSON on one line."""
    return b"event: " + kind.encode() + b"\ndata: " + encode_json(content) + b"\n\n"


async def _send(send: Send, body: bytes, *, is_last: bool = False) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": not is_last})
