"""Over TLS the host has to prove its name, whatever address it was found at."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

import pytest

from tempory.fetching import PictureFetcher, Reach, RemoteUnavailable
from tempory.net import ensure_certificate
from tempory.values import Instant
from tests.picture_hosts import PUBLIC, QUICK, Book, PictureHost, draw, host_pictures, respond, send_on

pytestmark = pytest.mark.anyio


@dataclass
class Encrypted:
    host: PictureHost
    names: list[str | None]
    trust: ssl.SSLContext
    book: Book

    async def fetch(self, name: str, path: str = "/", *, trusted: bool = True) -> bytes:
        reach = Reach(spared=(ip_network(f"{PUBLIC}/32"),), ports=frozenset({self.host.port}))
        fetcher = PictureFetcher(self.book, QUICK, reach=reach, trust=self.trust if trusted else None)
        return (await fetcher.fetch(f"https://{name}:{self.host.port}{path}")).content


@pytest.fixture
async def encrypted(tmp_path: Path) -> AsyncIterator[Encrypted]:
    ensure_certificate(tmp_path, names=["list.example"], now=Instant(time.time_ns() // 1_000_000))
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    names: list[str | None] = []

    def note(_: ssl.SSLObject, name: str | None, __: ssl.SSLContext) -> None:
        names.append(name)

    serving.sni_callback = note
    book = Book()
    for name in ("list.example", "other.example"):
        book.add(name, [PUBLIC])
    async with host_pictures(tls=serving) as host:
        host.says["/"] = respond(draw())
        trust = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
        yield Encrypted(host, names, trust, book)


async def test_the_name_that_was_asked_for_is_named_and_proven(encrypted: Encrypted) -> None:
    assert await encrypted.fetch("list.example")
    assert encrypted.names == ["list.example"]
    assert f"Host: list.example:{encrypted.host.port}" in encrypted.host.asked[0]


async def test_a_certificate_of_another_name_is_no_proof(encrypted: Encrypted) -> None:
    with pytest.raises(RemoteUnavailable):
        await encrypted.fetch("other.example")
    assert not encrypted.host.asked


async def test_a_certificate_that_nobody_vouches_for_is_no_proof(encrypted: Encrypted) -> None:
    with pytest.raises(RemoteUnavailable):
        await encrypted.fetch("list.example", trusted=False)
    assert not encrypted.host.asked


async def test_a_way_back_into_the_open_is_not_taken(encrypted: Encrypted) -> None:
    async with host_pictures() as plain:
        plain.says["/"] = respond(draw())
        encrypted.host.says["/down"] = send_on(f"http://list.example:{plain.port}/")
        with pytest.raises(RemoteUnavailable):
            await encrypted.fetch("list.example", "/down")
        assert plain.connections == 0


async def test_a_handshake_that_never_ends_is_given_up(encrypted: Encrypted) -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(say_nothing, PUBLIC, 0)
    encrypted.host.port = server.sockets[0].getsockname()[1]
    began = time.monotonic()
    with pytest.raises(RemoteUnavailable):
        await encrypted.fetch("list.example")
    assert time.monotonic() - began < 4
    server.close()
