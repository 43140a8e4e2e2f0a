"""A receiving server on a real socket with delivery in memory, and a client that speaks raw octets."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tempory.delivery import Delivery
from tempory.events import Event, EventStream
from tempory.net import (
    Gate,
    GateSettings,
    Listener,
    PatienceSettings,
    ServerTls,
    SocketChannel,
    bind,
    endpoint,
    ensure_certificate,
)
from tempory.protocols.smtp import Limits
from tempory.sessions import BudgetSettings, ByteBudget
from tempory.sessions.smtp import SmtpSession, SmtpSettings, answer_unserved
from tempory.values import Instant
from tests.sessions.doubles import InMemoryDelivery

HOST = "127.0.0.1"
PATIENCE = 10.0  # seconds that a test waits for anything


class SystemClock:
    def now(self) -> Instant:
        return Instant(round(time.time() * 1000))


@dataclass(slots=True)
class Receiver:
    """A running server and everything around it that a test may want to look at."""

    port: int
    listener: Listener
    delivery: InMemoryDelivery
    budget: ByteBudget
    events: list[Event]
    ca: Path
    tls: ServerTls
    channels: list[SocketChannel] = field(default_factory=list)

    def context(self) -> ssl.SSLContext:
        """Return a client's TLS that trusts this server's own authority."""
        return ssl.create_default_context(cafile=str(self.ca))

    async def connect(self) -> "Peer":
        """Connect, and read the greeting."""
        peer = await self.connect_silently()
        assert (await peer.reply()).startswith(b"220 ")
        return peer

    async def connect_silently(self, source: str | None = None, *, encrypted: bool = False) -> "Peer":
        """Connect, from `source` if it is given, under TLS if `encrypted`, and read nothing."""
        options: dict[str, Any] = {"local_addr": (source, 0)} if source else {}
        if encrypted:
            options |= {"ssl": self.context(), "server_hostname": "tempory.test"}
        async with asyncio.timeout(PATIENCE):
            return Peer(*await asyncio.open_connection(HOST, self.port, **options))

    async def until(self, claim: Callable[[], bool]) -> None:
        """Let the server work until `claim` holds."""
        async with asyncio.timeout(PATIENCE):
            while not claim():  # noqa: ASYNC110 (any claim, not one event)
                await asyncio.sleep(0.001)

    async def is_well(self) -> bool:
        """Whether a message still comes through, and no reservation or octet is left behind."""
        before = len(self.delivery.kept)
        peer = await self.connect()
        await peer.ask(b"EHLO well.example\r\n")
        await peer.ask(b"MAIL FROM:<>\r\n")
        await peer.ask(b"RCPT TO:<well@tempory.test>\r\n")
        await peer.ask(b"DATA\r\n")
        last = await peer.ask(b"Subject: well\r\n\r\n.\r\n")
        await peer.close()
        await self.until(lambda: self.listener.connected == 0)
        arrived = len(self.delivery.kept) == before + 1 and last.startswith(b"250 ")
        return arrived and self.delivery.is_even and self.budget.total == 0


@dataclass(slots=True)
class Peer:
    """The other side of a connection: sends any octets, reads whole replies."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, octets: bytes) -> None:
        self.writer.write(octets)
        async with asyncio.timeout(PATIENCE):
            await self.writer.drain()

    async def reply(self) -> bytes:
        """Read one whole reply, b"" at the end."""
        lines = b""
        async with asyncio.timeout(PATIENCE):
            while line := await self.reader.readline():
                lines += line
                if line[3:4] != b"-":
                    break
        return lines

    async def ask(self, octets: bytes) -> bytes:
        await self.send(octets)
        return await self.reply()

    async def rest(self) -> bytes:
        """Read until the server closes."""
        async with asyncio.timeout(PATIENCE):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""

    async def open_transaction(self) -> None:
        """Say everything up to and including DATA."""
        for line in (b"EHLO client.example", b"MAIL FROM:<a@client.example>", b"RCPT TO:<b@tempory.test>", b"DATA"):
            assert (await self.ask(line + b"\r\n"))[:1] in b"23"

    async def close(self) -> None:
        self.writer.close()
        async with asyncio.timeout(PATIENCE):
            try:
                await self.writer.wait_closed()
            except ConnectionError:
                return


@asynccontextmanager
async def start_receiver(
    folder: Path,
    *,
    limits: Limits | None = None,
    gate: GateSettings | None = None,
    patience: PatienceSettings | None = None,
    budget: BudgetSettings | None = None,
    delivery: Delivery | None = None,
    implicit_tls: bool = False,
    behind_proxies: bool = True,
) -> AsyncIterator[Receiver]:
    """Run a server on a free port for the time of a `with`."""
    ensure_certificate(folder, names=["tempory.test"], now=SystemClock().now())
    tls = ServerTls(certificate=folder / "cert.pem", key=folder / "key.pem")
    memory, stream = InMemoryDelivery(), EventStream()
    bytes_held = ByteBudget(budget)
    settings = SmtpSettings(hostname="mx.tempory.test", limits=limits or Limits())
    channels: list[SocketChannel] = []

    async def converse(channel: SocketChannel) -> None:
        channels.append(channel)
        session = SmtpSession(
            channel,
            settings=settings,
            delivery=delivery or memory,
            budget=bytes_held,
            events=stream,
            clock=SystemClock(),
            draw_id=lambda: "4f2a",
        )
        await session.run()

    events: list[Event] = []
    stream.subscribe(events.append)
    sockets = bind(HOST, 0)
    listener = Listener(
        name="smtp",
        sockets=sockets,
        converse=converse,
        refuse=answer_unserved,
        gate=Gate(gate, now=time.monotonic),
        events=stream,
        tls=tls,
        implicit_tls=implicit_tls,
        behind_proxies=behind_proxies,
        patience=patience,
    )
    await listener.start()
    try:
        yield Receiver(
            port=endpoint(sockets[0])[1],
            listener=listener,
            delivery=memory,
            budget=bytes_held,
            events=events,
            ca=folder / "ca.pem",
            tls=tls,
            channels=channels,
        )
    finally:
        await listener.drain(1.0)
