"""Real sessions over a real store, on channels in memory whose other end is the test."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from secrets import token_bytes
from typing import Literal

from tempory.delivery import Deposit, Deposits, Owner
from tempory.mailboxes import Filing, Rules
from tempory.mailboxes.service import OpenMailbox
from tempory.sealing import SecretKind
from tempory.sessions.budget import ByteBudget
from tempory.sessions.entrance import Entrance
from tempory.sessions.imap import ImapSession, ImapSettings, Presence, Service
from tempory.storage.sqlite import open_storage
from tempory.values import INBOX, Secret
from tests.making import DOMAIN, make_world

PATIENCE = 20.0
RULES = Rules(domains=(DOMAIN,), quota_messages=500)


class LiveChannel:
    """A channel whose peer writes at any time. `settled` once the session waits for more and nothing wakes it."""

    def __init__(self) -> None:
        self.peer = "192.0.2.7"
        self.tls_version: str | None = "TLSv1.3"
        self.tls_cipher: str | None = "TLS_AES_256_GCM_SHA384"
        self.end: Literal["", "lost", "idle"] = ""
        self.is_draining = False
        self.is_closed = False
        self.written = bytearray()
        self._unread: deque[bytes] = deque()
        self._reader: asyncio.Future[None] | None = None
        self._is_settled = asyncio.Event()

    @property
    def has_unread(self) -> bool:
        return bool(self._unread)

    @property
    def is_settled(self) -> bool:
        is_waiting = self._reader is not None and not self._reader.done()
        return self.is_closed or (is_waiting and not self._unread)

    def begin(self) -> None:
        """Nobody is cut off here."""

    async def read(self) -> bytes:
        if not self._unread and not self.end:
            self._reader = asyncio.get_running_loop().create_future()
            self._is_settled.set()
            await self._reader
            self._reader = None
        return self._unread.popleft() if self._unread else b""

    async def write(self, data: bytes) -> None:
        await asyncio.sleep(0)  # as on a socket that does not take it at once: the others have a turn
        self.written += data

    async def start_tls(self, announcement: bytes) -> bool:
        self.written += announcement
        return True

    def wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    def close(self) -> None:
        self.is_closed = True
        self._is_settled.set()

    # The peer's end.

    def send(self, data: bytes) -> None:
        self._unread.append(data)
        self.wake()

    def hang_up(self, end: Literal["lost", "idle"] = "lost") -> None:
        self.end = end
        self.wake()

    async def settle(self) -> None:
        """Wait until the session has done all that there is to do."""
        async with asyncio.timeout(PATIENCE):
            while not self.is_settled:
                self._is_settled.clear()
                await self._is_settled.wait()

    def take(self) -> bytes:
        said, self.written = bytes(self.written), bytearray()
        return said


class House:
    """A store on disk and what stands on it. One for many mailboxes."""

    def __init__(self, folder: Path, *, rules: Rules = RULES) -> None:
        self.storage = open_storage(folder)
        self.world = make_world(self.storage.mail, self.storage.keys, rules=rules)
        workshop = self.world.workshop
        shared = {"clock": workshop.clock, "random": token_bytes, "events": workshop.events}
        self.filing = Filing(store=self.storage.mail, events=workshop.events, clock=workshop.clock)
        self.deposits = Deposits(store=self.storage.mail, **shared)  # type: ignore[arg-type]
        self.service = Service(
            entrance=Entrance(self.world.mailboxes, monotonic=time.monotonic),
            filing=self.filing,
            deposits=self.deposits,
            events=workshop.events,
            presence=Presence(),
            clock=workshop.clock,
            random=token_bytes,
            settings=ImapSettings(hostname="mx.tempory.test"),
            arriving=ByteBudget(),
            reading=ByteBudget(),
        )

    async def make_mailbox(self) -> "Holder":
        token = Secret(token_bytes(32))
        await self.world.mailboxes.create_open(token)
        return Holder(self, await self.world.mailboxes.open(token), SecretKind.TOKEN.encode(token))

    def close(self) -> None:
        self.storage.close()


class Holder:
    """A mailbox and who holds its secret."""

    def __init__(self, house: House, opened: OpenMailbox, token: str) -> None:
        self.house = house
        self.opened = opened
        self.token = token

    async def deliver(self, content: bytes) -> None:
        """Let a message come into INBOX, without a session."""
        keys, mailbox = self.opened.keys, self.opened.mailbox.id
        owner = Owner(mailbox=mailbox, address=self.opened.address, public_key=keys.public_key)
        await self.house.deposits.put(owner, INBOX, [Deposit(content=content, flags=frozenset(), received_at=None)])

    def open_session(self) -> tuple[LiveChannel, "asyncio.Task[None]"]:
        channel = LiveChannel()
        session = ImapSession(channel, service=self.house.service)
        return channel, asyncio.get_running_loop().create_task(session.run())


async def settle(channels: Sequence[LiveChannel]) -> None:
    """Wait until no session has anything left to do, whatever one does because of another."""
    while not all(channel.is_settled for channel in channels):
        for channel in channels:
            await channel.settle()
