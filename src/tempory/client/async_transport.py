"""`Transport` for asyncio: the same requests, bounds and failures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar, final

import httpx

from tempory.client.answers import check_status, read_answer
from tempory.client.failures import Unreachable
from tempory.client.requests import Request
from tempory.client.transport import check_length, failures, may_repeat, parse_server, timeout_of, trust

Shape = TypeVar("Shape")


@final
class AsyncTransport:
    """Sends requests to one server. It follows no redirect, and takes no proxy or certificate from the environment."""

    def __init__(self, server: str, *, ca: Path | None, network: httpx.AsyncBaseTransport | None) -> None:
        """Trust the authority in `ca` (PEM) alone, or, without it, those of this machine."""
        self.server = parse_server(server)
        self._http = httpx.AsyncClient(base_url=self.server, verify=trust(ca), trust_env=False, transport=network)

    async def ask(self, request: Request, shape: type[Shape]) -> Shape:
        """Send `request` and read its answer as `shape`. Raises `Refused`, `Unreachable` or `MisunderstoodError`."""
        status, content, retry_after = await self._send(request)
        return read_answer(status, content, shape, retry_after=retry_after)

    async def ask_perhaps(self, request: Request, shape: type[Shape]) -> Shape | None:
        """Send `request`; None if the answer is that there is nothing (204)."""
        status, content, retry_after = await self._send(request)
        if status == httpx.codes.NO_CONTENT:
            return None
        return read_answer(status, content, shape, retry_after=retry_after)

    async def tell(self, request: Request) -> None:
        """Send `request`, of whose answer only the status matters."""
        status, content, retry_after = await self._send(request)
        check_status(status, content, retry_after=retry_after)

    @asynccontextmanager
    async def stream(self, request: Request) -> AsyncIterator[AsyncIterator[bytes]]:
        """Send `request` and give the answer's octets as they come."""
        with failures(self.server):
            async with self._open(request) as response:
                if not response.is_success:
                    content = await _read(response)
                    check_status(response.status_code, content, retry_after=response.headers.get("retry-after"))
                yield response.aiter_bytes()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _send(self, request: Request) -> tuple[int, bytes, str | None]:
        try:
            return await self._send_once(request)
        except Unreachable as error:
            if not may_repeat(request, error):
                raise
            return await self._send_once(request)

    async def _send_once(self, request: Request) -> tuple[int, bytes, str | None]:
        with failures(self.server):
            async with self._open(request) as response:
                return response.status_code, await _read(response), response.headers.get("retry-after")

    @asynccontextmanager
    async def _open(self, request: Request) -> AsyncIterator[httpx.Response]:
        async with self._http.stream(
            request.method,
            request.path,
            params=dict(request.query),
            content=request.content,
            headers=request.headers(),
            timeout=timeout_of(request),
        ) as response:
            yield response


async def _read(response: httpx.Response) -> bytes:
    content = bytearray()
    async for piece in response.aiter_bytes():
        content += piece
        check_length(content)
    return bytes(content)
