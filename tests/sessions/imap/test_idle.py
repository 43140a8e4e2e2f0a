"""Thirty minutes of silence. RFC 9051 §5.4: no less; RFC 2177 lets a peer that idles come back before they are over."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from tempory.config import Configuration
from tempory.config.composition import imap_patience
from tempory.net import PatienceSettings, SocketChannel
from tempory.sessions.imap import ImapSession
from tests.sessions.imap.house import PATIENCE, Holder, House

MINUTE = 60.0


class HandLoop(asyncio.SelectorEventLoop):
    """Its clock can be put forward."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


class Owner:
    """Accepts one connection."""

    def opened(self, channel: SocketChannel) -> None: ...

    def closed(self, channel: SocketChannel) -> None: ...


class Line:
    """A session over a pair of real sockets."""

    def __init__(self, house: House, patience: PatienceSettings) -> None:
        self.house = house
        self.patience = patience

    async def connect(self) -> Holder:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        _, channel = await loop.connect_accepted_socket(
            lambda: SocketChannel(Owner(), patience=self.patience, tls=None), ours
        )
        channel.tls_version = "TLSv1.3"
        self.reader, self.writer = await asyncio.open_connection(sock=theirs)
        self.session = loop.create_task(ImapSession(channel, service=self.house.service).run())
        return await self.house.make_mailbox()

    async def ask(self, command: str) -> bytes:
        self.writer.write(f"t {command}\r\n".encode())
        async with asyncio.timeout(PATIENCE):
            lines = [await self.reader.readline()]
            while not lines[-1].startswith((b"t ", b"+ ", b"* BYE")):
                lines.append(await self.reader.readline())
        return lines[-1]


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner(loop_factory=HandLoop) as runner:
        yield runner


@pytest.fixture
def patience() -> PatienceSettings:
    return imap_patience(Configuration())


async def _let_pass(minutes: float) -> None:
    """Put the clock forward, and let the timers look at it."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, HandLoop)
    loop.ahead += minutes * MINUTE
    for _ in range(5):
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("begins", ["SELECT INBOX", "IDLE"])
def test_a_silent_session_lasts_thirty_minutes_and_no_longer(
    house: House, runner: asyncio.Runner, patience: PatienceSettings, begins: str
) -> None:
    async def converse() -> None:
        line = Line(house, patience)
        holder = await line.connect()
        assert (await line.ask(f"LOGIN {holder.opened.address} {holder.token}")).startswith(b"t OK")
        assert await line.ask("SELECT INBOX")
        await line.ask(begins)
        await _let_pass(29.9)
        assert not line.session.done()
        await _let_pass(0.2)
        async with asyncio.timeout(PATIENCE):
            await line.session
        assert (await line.reader.read()).endswith(b"* BYE Nothing came for too long\r\n")
        line.writer.close()

    runner.run(converse())


def test_every_command_begins_the_time_anew(house: House, runner: asyncio.Runner, patience: PatienceSettings) -> None:
    async def converse() -> None:
        line = Line(house, patience)
        holder = await line.connect()
        assert (await line.ask(f"LOGIN {holder.opened.address} {holder.token}")).startswith(b"t OK")
        for _ in range(4):
            await _let_pass(29)
            assert (await line.ask("NOOP")).startswith(b"t OK")
        await _let_pass(31)
        async with asyncio.timeout(PATIENCE):
            await line.session
        line.writer.close()

    runner.run(converse())
