"""Responses as this API sends them: JSON that nobody stores, and large octets that count against a budget."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, final

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tempory.api.budget import Budget
from tempory.api.peers import Peer

_encoder = msgspec.json.Encoder()
_PIECE_OCTETS: Final = 64 * 1024
PRIVATE: Final = {"cache-control": "no-store"}  # RFC 9111 §5.2.2.5: kept by no cache, the browser's own included.


def encode_json(content: object) -> bytes:
    """Return `content` as one line of JSON."""
    return _encoder.encode(content)


def answer_json(content: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return `content` as JSON that no cache keeps."""
    return Response(encode_json(content), status, {**PRIVATE, **(headers or {})}, "application/json")


def answer_nothing() -> Response:
    """Return 204: done, or nothing to say."""
    return Response(status_code=204, headers=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What a large response carries."""

    content: bytes
    media_type: str
    headers: dict[str, str] = field(default_factory=dict)


@final
class LargeResponse(Response):
    """A body made when it is sent, and sent in pieces of 64 KiB, each once the peer has taken the one before.

    `octets` of memory are held from before `load` until the last piece is gone.
    """

    def __init__(self, load: Callable[[], Awaitable[Payload]], *, budget: Budget, peer: Peer, octets: int) -> None:
        super().__init__()
        self._load = load
        self._budget = budget
        self._peer = peer
        self._octets = octets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._budget.hold(self._peer, self._octets):
            payload = await self._load()
            headers = {**PRIVATE, "content-length": str(len(payload.content)), **payload.headers}
            start = Response(None, 200, headers, payload.media_type)
            await send({"type": "http.response.start", "status": 200, "headers": start.raw_headers})
            await _send_pieces(payload.content, send)


async def _send_pieces(content: bytes, send: Send) -> None:
    view = memoryview(content)
    for start in range(0, max(1, len(view)), _PIECE_OCTETS):
        piece = bytes(view[start : start + _PIECE_OCTETS])
        await send({"type": "http.response.body", "body": piece, "more_body": start + len(piece) < len(view)})
