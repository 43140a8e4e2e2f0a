"""The HTTP face on real sockets: TLS, uvicorn, and the bounds of one connection. The clock of its deadlines is ours."""

import asyncio
import json
import re
import signal
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest

from tempory.api import HttpLimits, HttpServer, Peers
from tempory.api.connection import Connection
from tempory.events import ConnectionClosed, ConnectionOpened, ConnectionRefused, TlsEstablished
from tempory.net import ServerTls, ensure_certificate
from tests.api.conftest import HandMonotonic, House, MakeHouse, Token, house, houses, world
from tests.making import NOON

__all__ = ["house", "houses", "world"]  # fixtures

pytestmark = pytest.mark.anyio
LIMITS = HttpLimits(drain_seconds=2)
PATIENCE = 10.0


@pytest.fixture(params=[True, False], ids=["uvloop", "asyncio"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": request.param}


@dataclass(slots=True, kw_only=True)
class Served:
    """A house that listens."""

    house: House
    server: HttpServer
    port: int
    ca: Path
    clock: HandMonotonic

    @property
    def client_tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.ca))

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, ssl=self.client_tls, server_hostname="localhost")

    async def exchange(self, octets: bytes) -> bytes:
        """Send `octets` and return all that comes until the server closes."""
        reader, writer = await self.connect()
        writer.write(octets)
        async with asyncio.timeout(PATIENCE):
            answer = await reader.read()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        return answer

    def connections(self) -> list[Connection]:
        """What the server's sweep goes over."""
        state = self.server._server.server_state
        return [each for each in state.connections if isinstance(each, Connection)]

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=f"https://localhost:{self.port}", verify=self.client_tls)


Serve = Callable[..., Any]


@pytest.fixture
async def serve(houses: MakeHouse, tmp_path: Path) -> AsyncIterator[Serve]:
    servers: list[HttpServer] = []
    ensure_certificate(tmp_path / "tls", names=["localhost"], now=NOON)
    tls = ServerTls(certificate=tmp_path / "tls" / "cert.pem", key=tmp_path / "tls" / "key.pem")

    async def start(limits: HttpLimits = LIMITS, *, trusted: bool = True) -> Served:
        house = houses(trusted=(ip_network("127.0.0.0/8"),) if trusted else ())
        listening = socket.create_server(("127.0.0.1", 0))
        clock = HandMonotonic()
        server = HttpServer(
            house.face,
            sockets=[listening],
            tls=tls.context,
            peers=house.face.peers,
            events=house.world.events,
            limits=limits,
            drain=house.face.drain,
            monotonic=clock,
        )
        port = listening.getsockname()[1]
        await server.start()
        servers.append(server)
        return Served(house=house, server=server, port=port, ca=tmp_path / "tls" / "ca.pem", clock=clock)

    yield start
    for server in servers:
        await server.stop()


def request(path: str = "/api/v1/service", *fields: str, method: str = "GET", body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *fields, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def problem_in(answer: bytes) -> str:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"x-content-type-options: nosniff" in head
    problem = json.loads(body)
    assert str(problem["status"]).encode() in head.split(b"\r\n")[0]
    return str(problem["type"]).removeprefix("/problems/")


async def test_it_serves_over_tls_and_says_little_about_itself(serve: Serve) -> None:
    served = await serve()
    async with served.client() as client:
        response = await client.get("/api/v1/service")
        assert response.status_code == 200
        assert "server" not in response.headers
        assert "date" in response.headers
        again = await client.post("/api/v1/mailboxes", headers=Token().open)
        assert again.status_code == 201
    happened = served.house.world.happened
    assert [event for event in happened if isinstance(event, ConnectionOpened)] == [ConnectionOpened(listener="https")]
    assert [event.version for event in happened if isinstance(event, TlsEstablished)] == ["TLSv1.3"]


async def test_plain_http_is_not_answered(serve: Serve) -> None:
    served = await serve()
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(request())
    async with asyncio.timeout(PATIENCE):
        with suppress(ConnectionError):
            assert b"HTTP" not in await reader.read()
    writer.close()


async def test_signals_are_left_alone(serve: Serve) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    await serve()
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before


@pytest.mark.parametrize(
    "octets",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET http://localhost HTTP/1.1\r\nHost: localhost\r\n\r\n",
        # Smuggling: two ways to say where the body ends (RFC 9112 §6.3), and two lengths.
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n",
        b"GET / HTTP/1.1\r\n Host: localhost\r\n\r\n",
    ],
)
async def test_what_is_not_http_is_refused_as_a_problem(serve: Serve, octets: bytes) -> None:
    served = await serve()
    assert problem_in(await served.exchange(octets)) == "bad-request"


@pytest.mark.parametrize(
    "octets",
    [
        request("/" + "x" * 40_000),
        request("/", "X-Large: " + "x" * 40_000),
        request("/", *(f"X-{number}: x" for number in range(120))),
        request("/", *(f"X-{number}: {'x' * 1_000}" for number in range(50))),
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Endless: " + b"x" * 300_000,
        b"GET /" + b"x" * 300_000,
    ],
    ids=["path", "field", "fields", "together", "endless field", "endless path"],
)
async def test_a_head_that_is_too_large_is_refused(serve: Serve, octets: bytes) -> None:
    served = await serve()
    assert problem_in(await served.exchange(octets)) == "headers-too-large"


async def test_a_body_that_is_too_large_ends_the_connection(serve: Serve) -> None:
    served = await serve()
    fields = ("Content-Type: application/json", "Content-Length: 1000000", f"Authorization: Bearer {Token().text}")
    octets = request("/api/v1/mailboxes", *fields, method="POST", body=b"x" * 100_000)
    assert problem_in(await served.exchange(octets)) == "body-too-large"


async def test_pipelined_requests_are_answered_in_order(serve: Serve) -> None:
    served = await serve()
    octets = request("/robots.txt") + request("/nothing") + request("/robots.txt", "Connection: close")
    answer = await served.exchange(octets)
    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == [b"200", b"404", b"200"]


async def test_too_many_pipelined_requests_are_refused(serve: Serve) -> None:
    served = await serve()
    answer = await served.exchange(request("/robots.txt") * 200)
    assert b"/problems/bad-request" in answer
    assert answer.count(b"HTTP/1.1 200") < 20


@pytest.mark.parametrize(
    ("octets", "seconds"),
    [
        (b"", 10.0),
        (b"GET / HT", 10.0),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", 10.0),
        (request("/api/v1/mailboxes", "Content-Length: 10", method="POST", body=b"{"), 30.0),
    ],
    ids=["silence", "half a line", "half a head", "half a body"],
)
async def test_a_peer_that_takes_too_long_is_cut_off(serve: Serve, octets: bytes, seconds: float) -> None:
    served = await serve()
    reader, writer = await served.connect()
    writer.write(octets)
    deadline = served.clock.seconds + seconds
    await until(lambda: [connection._read_deadline for connection in served.connections()] == [deadline])
    (connection,) = served.connections()
    connection.check(deadline - 0.001)
    assert not connection.transport.is_closing()
    served.clock.seconds = deadline
    async with asyncio.timeout(PATIENCE):
        with suppress(ConnectionError):
            assert b"HTTP/1.1 2" not in await reader.read()
    writer.close()
    await closed(served, "idle")


async def closed(served: Served, reason: str) -> None:
    await until(lambda: ConnectionClosed(listener="https", reason=reason) in served.house.world.happened)


async def until(it_is_so: Callable[[], bool]) -> None:
    """Wait for what happens on the server's side of a socket and is told to nobody."""
    async with asyncio.timeout(PATIENCE):
        while not it_is_so():  # noqa: ASYNC110 (nobody sets an event)
            await asyncio.sleep(0.01)


async def test_a_reader_that_takes_nothing_is_cut_off(serve: Serve) -> None:
    served = await serve()
    token, address = await served.house.make_mailbox()
    message = await served.house.deliver(address, b"Subject: x\r\n\r\n" + b"letter by letter\r\n" * 1_000_000)
    reader, writer = await served.connect()
    writer.write(request(f"/api/v1/mailbox/messages/{message}/raw", f"Authorization: Bearer {token.text}"))
    assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
    writer.transport.pause_reading()
    await until(lambda: any(connection.flow.write_paused for connection in served.connections()))

    def time_passes() -> bool:
        served.clock.seconds += 31  # more than once: buffers on the way may still have taken a little after the first
        return ConnectionClosed(listener="https", reason="idle") in served.house.world.happened

    await until(time_passes)
    writer.close()


async def test_a_large_message_reaches_a_reader_whole(serve: Serve) -> None:
    served = await serve()
    token, address = await served.house.make_mailbox()
    content = b"Subject: x\r\n\r\n" + b"letter by letter\r\n" * 500_000
    message = await served.house.deliver(address, content)
    async with served.client() as client:
        response = await client.get(f"/api/v1/mailbox/messages/{message}/raw", headers=token.open)
        assert response.content == content


async def test_connections_of_one_peer_are_bounded(serve: Serve) -> None:
    served = await serve(replace(LIMITS, connections_per_peer=2), trusted=False)
    held = [await served.connect() for _ in range(2)]
    for _, writer in held:
        writer.write(request("/robots.txt"))
    assert [await reader.readline() for reader, _ in held] == [b"HTTP/1.1 200 OK\r\n"] * 2
    with suppress(ConnectionError, ssl.SSLError):
        assert await served.exchange(request("/robots.txt")) == b""
    assert ConnectionRefused(listener="https", reason="peer_limit") in served.house.world.happened
    for _, writer in held:
        writer.close()
    await closed(served, "quit")
    async with served.client() as client:
        async with asyncio.timeout(PATIENCE):
            while True:
                with suppress(httpx.TransportError):
                    if (await client.get("/robots.txt")).status_code == 200:
                        break


async def test_connections_count_before_their_handshake(serve: Serve) -> None:
    served = await serve(replace(LIMITS, connections_per_peer=2, handshake_seconds=0.5), trusted=False)
    silent = [await asyncio.open_connection("127.0.0.1", served.port) for _ in range(3)]
    async with asyncio.timeout(0.4):
        with suppress(ConnectionError):
            assert await silent[-1][0].read() == b""
    happened = served.house.world.happened
    assert happened.count(ConnectionRefused(listener="https", reason="peer_limit")) == 1
    await closed(served, "lost")  # the handshake's time is up
    held = served.server._server._listening.held
    await until(lambda: not held)
    async with served.client() as client:
        assert (await client.get("/robots.txt")).status_code == 200
    for _, writer in silent:
        writer.close()


async def test_stopping_does_not_wait_for_handshakes(serve: Serve) -> None:
    served = await serve()
    _, writer = await asyncio.open_connection("127.0.0.1", served.port)
    held = served.server._server._listening.held
    await until(lambda: held.total() == 1)
    async with asyncio.timeout(5):
        await served.server.stop()
    assert not held
    writer.close()


async def test_connections_are_bounded_in_all(serve: Serve) -> None:
    served = await serve(replace(LIMITS, connections=1))
    reader, writer = await served.connect()
    writer.write(request("/robots.txt"))
    await reader.readline()
    with suppress(ConnectionError, ssl.SSLError):
        assert await served.exchange(request("/robots.txt")) == b""
    writer.close()


async def test_stopping_ends_streams_waits_and_idle_connections_at_once(serve: Serve) -> None:
    served = await serve(replace(LIMITS, drain_seconds=30))
    token, _ = await served.house.make_mailbox()
    stream, stream_writer = await served.connect()
    stream_writer.write(request("/api/v1/mailbox/events", f"Authorization: Bearer {token.auth_half}"))
    await stream.readuntil(b"event: ready")
    waiter, wait_writer = await served.connect()
    wait_writer.write(request("/api/v1/mailbox/wait?timeout=60", f"Authorization: Bearer {token.text}"))
    idle, idle_writer = await served.connect()
    idle_writer.write(request("/robots.txt"))
    await idle.readuntil(b"Disallow")
    await until(lambda: len(served.house.face.live.waiters) == 1)

    async with asyncio.timeout(PATIENCE):
        await served.server.stop()

    assert b": closing" in await stream.read()
    assert (await waiter.readline()).startswith(b"HTTP/1.1 204")
    assert await idle.read() is not None
    with pytest.raises(ConnectionRefusedError):
        await served.connect()
    for writer in (stream_writer, wait_writer, idle_writer):
        writer.close()


async def test_stopping_does_not_wait_for_ever(serve: Serve) -> None:
    served = await serve(replace(LIMITS, drain_seconds=1))
    _, writer = await served.connect()
    fields = ("Content-Type: application/json", "Content-Length: 10", f"Authorization: Bearer {Token().text}")
    writer.write(request("/api/v1/mailboxes", *fields, method="POST", body=b"{"))
    await until(lambda: any(connection.tasks for connection in served.connections()))
    async with asyncio.timeout(5):
        await served.server.stop()
    writer.close()


async def test_stopping_what_never_started(house: House) -> None:
    await HttpServer(house.face, sockets=[], tls=None, peers=Peers()).stop()


async def test_an_upgrade_that_is_not_offered_is_passed_over(serve: Serve) -> None:
    served = await serve()
    answer = await served.exchange(request("/robots.txt", "Connection: upgrade, close", "Upgrade: h2c"))
    assert answer.startswith(b"HTTP/1.1 200")
