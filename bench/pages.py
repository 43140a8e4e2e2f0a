"""Open pages, as far as the server sees them: mailboxes made through the API, and event streams read over TLS."""

import asyncio
import os
import secrets
import ssl
import time
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from tempory.sealing import KeyPair, SecretKind, split_token, wrap_private_key
from tempory.values import MailboxId, Secret

AT_ONCE = 16
OPENING_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A mailbox with what its holder sends to read it."""

    address: str
    auth_half: str


async def make(ready: Mapping[str, Any], count: int) -> list[Owned]:
    """Make `count` mailboxes as the page does: key pair and wrap are made here."""
    turns = iter(range(count))
    async with httpx.AsyncClient(base_url=ready["https"], verify=_trust(ready), trust_env=False, timeout=60) as client:

        async def worker() -> list[Owned]:
            return [await _make_one(client) for _ in turns]

        made = await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return [owned for worker in made for owned in worker]


async def _make_one(client: httpx.AsyncClient) -> Owned:
    halves = split_token(Secret(secrets.token_bytes(32)))
    mailbox, keys = MailboxId(os.urandom(16)), KeyPair.draw(secrets.token_bytes)
    wrap = wrap_private_key(keys.seed, key_half=halves.key, mailbox=mailbox, random=secrets.token_bytes)
    auth_half = SecretKind.AUTH_HALF.encode(halves.auth)
    body = {"id": str(mailbox), "public_key": _base64(keys.public_key.octets), "wrapped_key": _base64(wrap)}
    answer = await client.post("/api/v1/mailboxes", json=body, headers={"authorization": f"Bearer {auth_half}"})
    answer.raise_for_status()
    return Owned(address=answer.json()["address"], auth_half=auth_half)


@dataclass(slots=True, kw_only=True)
class Page:
    """One open event stream; `arrived` holds when each `message` event came (perf_counter)."""

    owned: Owned
    arrived: list[float] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self, reader: asyncio.StreamReader) -> None:
        """Read events until the server ends the stream."""
        while line := await reader.readline():
            # Names stand at the start of a line in every chunk, so the chunks' own lines need no unwrapping.
            if line.startswith(b"event: message"):
                self.arrived.append(time.perf_counter())
            elif line.startswith(b"event: ready"):
                self.ready.set()


class Pages:
    """Many pages, open until `close`."""

    def __init__(self, ready: Mapping[str, Any]) -> None:
        url = urlsplit(ready["https"])
        self._host, self._port = url.hostname or "127.0.0.1", url.port or 443
        self._tls = _trust(ready)
        self._tasks: list[asyncio.Task[None]] = []
        self._writers: list[asyncio.StreamWriter] = []
        self.pages: list[Page] = []

    async def open(self, owned: Sequence[Owned]) -> list[Page]:
        """Open a stream for each mailbox and return when every one says `ready`."""
        room = asyncio.Semaphore(OPENING_AT_ONCE)

        async def one(page: Page) -> None:
            async with room:
                await self._open_one(page)

        opened = [Page(owned=each) for each in owned]
        await asyncio.gather(*map(one, opened))
        self.pages += opened
        return opened

    async def _open_one(self, page: Page) -> None:
        reader, writer = await asyncio.open_connection(self._host, self._port, ssl=self._tls)
        self._writers.append(writer)
        request = (
            f"GET /api/v1/mailbox/events HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
            f"Authorization: Bearer {page.owned.auth_half}\r\nAccept: text/event-stream\r\n\r\n"
        )
        writer.write(request.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            message = f"no event stream: {head.decode(errors='replace')}"
            raise RuntimeError(message)
        self._tasks.append(asyncio.create_task(page.watch(reader)))
        async with asyncio.timeout(30):
            await page.ready.wait()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            writer.close()


def _trust(ready: Mapping[str, Any]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ready["ca"])


def _base64(octets: bytes) -> str:
    return b64encode(octets).decode("ascii")
