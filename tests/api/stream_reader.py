"""One request driven by hand, so that an answer that does not end can be read as it comes. ASGI 3."""

import asyncio
import json
from typing import Any, Self

from starlette.types import ASGIApp, Message

PATIENCE = 10.0


class StreamReader:
    """Asks for `path`, then gives what comes, piece by piece. `leave` is the peer closing its connection."""

    def __init__(self, app: ASGIApp, path: str, *, headers: dict[str, str], peer: str = "192.0.2.7") -> None:
        path, _, query = path.partition("?")
        self._scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "scheme": "https",
            "headers": [(b"host", b"localhost"), *((name.encode(), value.encode()) for name, value in headers.items())],
            "client": (peer, 40_000),
            "server": ("127.0.0.1", 8443),
        }
        self._app = app
        self._sent: asyncio.Queue[Message] = asyncio.Queue()
        self._is_over = asyncio.Event()
        self._has_asked = False
        self._flow = asyncio.Event()
        self._flow.set()
        self.status = 0
        self.headers: dict[str, str] = {}
        self.is_complete = False
        self._pending = b""

    async def __aenter__(self) -> Self:
        self._task = asyncio.ensure_future(self._app(self._scope, self._receive, self._send))
        start = await self._next()
        assert start["type"] == "http.response.start"
        self.status = start["status"]
        self.headers = {name.decode(): value.decode() for name, value in start["headers"]}
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.leave()

    async def _receive(self) -> Message:
        if not self._has_asked:
            self._has_asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._is_over.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        await self._flow.wait()
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self._is_over.set()
        self._sent.put_nowait(message)

    async def _next(self) -> Message:
        return await asyncio.wait_for(self._sent.get(), PATIENCE)

    async def piece(self) -> bytes:
        """Return the next piece of the body; b"" at its end."""
        while not self.is_complete:
            message = await self._next()
            self.is_complete = not message.get("more_body", False)
            if message.get("body"):
                return bytes(message["body"])
        return b""

    async def event(self) -> tuple[str, dict[str, Any]]:
        """Return the next event's name and data; a comment is ("", {"comment": text}); ("end", {}) at the end."""
        while b"\n\n" not in self._pending:
            piece = await self.piece()
            if not piece:
                return "end", {}
            self._pending += piece
        event, _, self._pending = self._pending.partition(b"\n\n")
        if event.startswith(b":"):
            return "", {"comment": event[1:].strip().decode()}
        name, data = event.split(b"\n")
        return name.removeprefix(b"event: ").decode(), json.loads(data.removeprefix(b"data: "))

    async def body(self) -> bytes:
        """Return all that is left."""
        pieces = []
        while piece := await self.piece():
            pieces.append(piece)
        return b"".join(pieces)

    def stop_reading(self) -> None:
        """Take nothing any more: every send waits, as over a full connection."""
        self._flow.clear()

    def read_on(self) -> None:
        self._flow.set()

    async def leave(self) -> None:
        """Close the connection, and see the request end."""
        self._is_over.set()
        self._flow.set()
        await asyncio.wait_for(self._task, PATIENCE)
