"""Hosts of pictures on loopback, for tests: each says exactly what it is told to, and remembers what it was asked."""

import asyncio
import io
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Literal

from PIL import Image

from tempory.fetching import FetchSettings, Picture, PictureFetcher, Reach
from tempory.mailauth import Answer, IPAddress, Outcome

# Stands for a public address: `Reach` spares it, and nothing else of loopback.
PUBLIC = "127.0.0.2"
INSIDE = "127.0.0.1"

Say = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


def draw(kind: str = "PNG", size: tuple[int, int] = (30, 20)) -> bytes:
    """Return a small picture."""
    made = io.BytesIO()
    Image.new("RGB", size, (10, 107, 80)).save(made, kind)
    return made.getvalue()


def respond(body: bytes, media_type: str = "image/png", status: str = "200 OK", *fields: str) -> bytes:
    """Return a whole answer."""
    head = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}", f"Content-Length: {len(body)}", *fields]
    return "".join(f"{line}\r\n" for line in (*head, "")).encode() + body


def send_on(location: str, status: str = "302 Found") -> bytes:
    """Return a redirect."""
    return f"HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")


@dataclass
class PictureHost:
    """`says` maps a path to what is written; a path it does not have is not found."""

    port: int = 0
    says: dict[str, Say] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.asked.append(head)
            say = self.says.get(head.split(" ")[1], b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            if isinstance(say, bytes):
                writer.write(say)
                await writer.drain()
            else:
                await say(writer)
        except (OSError, EOFError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def host_pictures(
    address: str = PUBLIC, *, port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[PictureHost]:
    """Serve at one address."""
    host = PictureHost()
    server = await asyncio.start_server(host.serve, address, port, ssl=tls)
    host.port = server.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        server.close()


@dataclass
class Book:
    """A resolver that says what it is told. With several answers for a name, each question gets the next one."""

    entries: dict[str, list[list[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def add(self, name: str, *answers: list[str]) -> None:
        self.entries[name] = list(answers)

    async def look_up_addresses(self, name: str, version: Literal[4, 6]) -> Answer[IPAddress]:
        self.asked.append(f"{name} {version}")
        answers = self.entries.get(name)
        if not answers:
            return Answer(outcome=Outcome.NO_NAME)
        # Both kinds of one round get one answer.
        turn = (sum(asked == f"{name} {version}" for asked in self.asked)) - 1
        texts = answers[min(turn, len(answers) - 1)]
        kind = IPv4Address if version == 4 else IPv6Address
        found = tuple(each for each in map(ip_address, texts) if isinstance(each, kind))
        return Answer(outcome=Outcome.FOUND if found else Outcome.NO_DATA, records=found)


QUICK = FetchSettings(seconds=5.0, connect_seconds=1.0, picture_octets=200_000)


@dataclass
class Scene:
    """`out` stands for a public host, `inside` for what must never be reached; both on one port."""

    out: PictureHost
    inside: PictureHost
    book: Book
    reach: Reach

    def fetcher(self, settings: FetchSettings = QUICK) -> PictureFetcher:
        return PictureFetcher(self.book, settings, reach=self.reach)

    async def fetch(self, path: str = "/", host: str = "list.example", settings: FetchSettings = QUICK) -> Picture:
        return await self.fetcher(settings).fetch(f"http://{host}:{self.out.port}{path}")

    def url(self, path: str, host: str = "list.example") -> str:
        return f"http://{host}:{self.out.port}{path}"


@asynccontextmanager
async def set_scene() -> AsyncIterator[Scene]:
    """Two hosts on one port, the second of which nobody may ever have connected to."""
    async with AsyncExitStack() as stack:
        out, inside = await _on_one_port(stack)
        out.says["/"] = inside.says["/"] = respond(draw())
        book = Book()
        book.add("list.example", [PUBLIC])
        reach = Reach(spared=(ip_network(f"{PUBLIC}/32"),), ports=frozenset({out.port}))
        yield Scene(out, inside, book, reach)
        assert inside.connections == 0


async def _on_one_port(stack: AsyncExitStack) -> tuple[PictureHost, PictureHost]:
    """A port that is free at one address may be taken at the other: then another one."""
    for _ in range(20):
        out = await stack.enter_async_context(host_pictures(PUBLIC))
        with suppress(OSError):
            return out, await stack.enter_async_context(host_pictures(INSIDE, port=out.port))
    message = "no port is free at both addresses"
    raise OSError(message)
