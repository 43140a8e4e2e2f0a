"""The way in: a server, and the mailboxes on it that somebody holds."""

import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, final

import httpx

from tempory.client import requests
from tempory.client.answers import MailboxAnswer, Service
from tempory.client.events import Event, EventReader
from tempory.client.holding import draw_creation, parse_token
from tempory.client.mailbox import Mailbox
from tempory.client.transport import Transport
from tempory.sealing import Random, split_token
from tempory.values import Secret


@final
class Client:
    """A server, spoken to over one set of connections. Use it in a `with` statement.

    Every method raises `Refused`, `Unreachable` or `MisunderstoodError`; those that open something, `IntegrityError`.
    """

    def __init__(
        self,
        server: str,
        *,
        ca: Path | None = None,
        random: Random = secrets.token_bytes,
        network: httpx.BaseTransport | None = None,
    ) -> None:
        """Speak to `server` (https://host:port), trusting the authority in the PEM file `ca`, or the machine's own."""
        self._transport = Transport(server, ca=ca, network=network)
        self._random = random

    @property
    def server(self) -> str:
        """The server's address, without a path."""
        return self._transport.server

    def service(self) -> Service:
        """Return what the server offers."""
        return self._transport.ask(requests.ask_service(), Service)

    def create(self, *, name: str | None = None, domain: str | None = None, lifetime: int | None = None) -> Mailbox:
        """Make a mailbox. Token and key pair are drawn here; `lifetime` in seconds. None: the server chooses."""
        token, request = draw_creation(self._random, name=name, domain=domain, lifetime=lifetime)
        return Mailbox(self._transport, token, self._transport.ask(request, MailboxAnswer))

    def open(self, secret: Secret | str) -> Mailbox:
        """Open the mailbox of a token (`tpy_…` or its octets); `InvalidValueError` if it is none."""
        token = parse_token(secret)
        auth = split_token(token).auth
        return Mailbox(self._transport, token, self._transport.ask(requests.find_mailbox(auth), MailboxAnswer))

    def events(self, mailboxes: Sequence[Mailbox]) -> Iterator[Event]:
        """Follow what happens in up to twenty mailboxes, until the server or the caller ends it."""
        reader = EventReader()
        with self._transport.stream(requests.follow_events([mailbox.auth for mailbox in mailboxes])) as octets:
            for piece in octets:
                yield from reader.receive(piece)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
