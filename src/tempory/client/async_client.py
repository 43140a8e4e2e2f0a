"""`Client` for asyncio: the same methods, awaited."""

import secrets
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, final

import httpx

from tempory.client import requests
from tempory.client.answers import MailboxAnswer, Service
from tempory.client.async_mailbox import AsyncMailbox
from tempory.client.async_transport import AsyncTransport
from tempory.client.events import Event, EventReader
from tempory.client.holding import draw_creation, parse_token
from tempory.sealing import Random, split_token
from tempory.values import Secret


@final
class AsyncClient:
    """A server, spoken to over one set of connections. Use it in an `async with` statement.

    Every method raises `Refused`, `Unreachable` or `MisunderstoodError`; those that open something, `IntegrityError`.
    """

    def __init__(
        self,
        server: str,
        *,
        ca: Path | None = None,
        random: Random = secrets.token_bytes,
        network: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Speak to `server` (https://host:port), trusting the authority in the PEM file `ca`, or the machine's own."""
        self._transport = AsyncTransport(server, ca=ca, network=network)
        self._random = random

    @property
    def server(self) -> str:
        """The server's address, without a path."""
        return self._transport.server

    async def service(self) -> Service:
        """Return what the server offers."""
        return await self._transport.ask(requests.ask_service(), Service)

    async def create(
        self, *, name: str | None = None, domain: str | None = None, lifetime: int | None = None
    ) -> AsyncMailbox:
        """Make a mailbox. Token and key pair are drawn here; `lifetime` in seconds. None: the server chooses."""
        token, request = draw_creation(self._random, name=name, domain=domain, lifetime=lifetime)
        return AsyncMailbox(self._transport, token, await self._transport.ask(request, MailboxAnswer))

    async def open(self, secret: Secret | str) -> AsyncMailbox:
        """Open the mailbox of a token (`tpy_…` or its octets); `InvalidValueError` if it is none."""
        token = parse_token(secret)
        auth = split_token(token).auth
        return AsyncMailbox(
            self._transport, token, await self._transport.ask(requests.find_mailbox(auth), MailboxAnswer)
        )

    async def events(self, mailboxes: Sequence[AsyncMailbox]) -> AsyncIterator[Event]:
        """Follow what happens in up to twenty mailboxes, until the server or the caller ends it."""
        reader = EventReader()
        async with self._transport.stream(requests.follow_events([mailbox.auth for mailbox in mailboxes])) as octets:
            async for piece in octets:
                for event in reader.receive(piece):
                    yield event

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()
