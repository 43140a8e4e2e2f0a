"""What a command works with: who is there, what is selected, and how to say something."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tempory.accesslog import Record, Verb, Way, by_holder
from tempory.delivery import Deposits, Owner
from tempory.events import EventStream
from tempory.mailboxes import Filing
from tempory.mailboxes.folders import FolderStore
from tempory.protocols.imap import Completion, Connection, Dialect
from tempory.protocols.imap.responses.codes import LIMIT
from tempory.sealing import Random
from tempory.sessions.budget import ByteBudget, Holding
from tempory.sessions.entrance import Entrance
from tempory.sessions.imap.account import Account
from tempory.sessions.imap.presence import Presence
from tempory.sessions.imap.selected import SelectedFolder
from tempory.sessions.imap.settings import ImapSettings
from tempory.values import Clock, MailboxId, Unavailable
from tempory.watch import Reports

SEND_OCTETS = 256 * 1024
"""What is written at a time: more waits until the peer has taken it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What all sessions share.

    `arriving` bounds what unfinished messages hold, `reading` what large messages hold that are being read.
    """

    entrance: Entrance
    filing: Filing
    deposits: Deposits
    events: EventStream
    presence: Presence
    clock: Clock
    random: Random
    settings: ImapSettings
    arriving: ByteBudget
    reading: ByteBudget
    reports: Reports | None = None
    """Where the keyword $Phishing leads; None: nowhere."""


class NotDone(Exception):  # noqa: N818 (an answer)
    """A command ends here, with this completion."""

    def __init__(self, completion: Completion) -> None:
        super().__init__(completion.text)
        self.completion = completion


class Visit:
    """One peer that has logged in."""

    def __init__(
        self,
        service: Service,
        account: Account,
        engine: Connection,
        write: Callable[[bytes], Awaitable[None]],
        reading: Holding,
        *,
        peer: str = "",
    ) -> None:
        self.service = service
        self.account = account
        self.selected: SelectedFolder | None = None
        self.may_have_changed = False
        """Whether anything was heard since the folder was last looked at."""
        self._engine = engine
        self._write = write
        self._reading = reading
        self._peer = peer
        self._records: Sequence[Record] = ()
        self._recording: asyncio.Future[int] | None = None
        self._unsent: list[bytes] = []
        self._unsent_octets = 0

    async def record(self, verb: Verb) -> None:
        """Say in the access log what the peer is about to do; on disk when this returns. Raises `LogUnavailable`."""
        await self.begin_record(verb)
        await self.recorded()

    async def begin_record(self, verb: Verb, *, beside: bool = False) -> None:
        """Make the record of a command. `recorded` writes it, unless the command's own commit has claimed it.

        `beside`: it is being written while the answer is made, which nobody is given before it is written.
        """
        log = self.service.entrance.log
        record = await log.prepare(by_holder(self.mailbox.octets, verb, Way.IMAP, peer=self._peer))
        if beside:
            self._recording = asyncio.ensure_future(log.write(record))
        else:
            self._records = (record,)

    async def record_also(self, verb: Verb) -> None:
        """Record a further act that a command turned out to be; on disk when this returns."""
        log = self.service.entrance.log
        await log.record(by_holder(self.mailbox.octets, verb, Way.IMAP, peer=self._peer))

    def claim_records(self) -> Sequence[Record]:
        """Return the record for a transaction that writes it together with what it tells of."""
        records, self._records = self._records, ()
        return records

    async def recorded(self) -> None:
        """Return once the command's record is on disk. If it cannot be, what was said is taken back."""
        recording, self._recording = self._recording, None
        try:
            for record in self.claim_records():
                await self.service.entrance.log.write(record)
            if recording is not None:
                await recording
        except Unavailable:
            self.take()
            raise

    @property
    def mailbox(self) -> MailboxId:
        return self.account.mailbox

    @property
    def store(self) -> FolderStore:
        return self.service.filing.store

    @property
    def filing(self) -> Filing:
        return self.service.filing

    @property
    def dialect(self) -> Dialect:
        return self._engine.dialect

    @property
    def tag(self) -> bytes:
        return self._engine.tag

    @property
    def owner(self) -> Owner:
        return Owner(mailbox=self.mailbox, address=self.account.address, public_key=self.account.keys.public_key)

    @property
    def folder(self) -> SelectedFolder:
        """What is selected; the engine lets no command through that needs it without it."""
        if self.selected is None:
            raise NotDone(Completion.bad("No mailbox is selected"))
        return self.selected

    def say(self, data: bytes) -> None:
        """Say something before the command's completion."""
        self._unsent.append(data)
        self._unsent_octets += len(data)

    async def say_large(self, data: bytes) -> None:
        """Say something large, piece by piece, as the peer takes it."""
        await self.recorded()
        await self._write(self.take())
        view = memoryview(data)
        for start in range(0, len(data), SEND_OCTETS):
            await self._write(bytes(view[start : start + SEND_OCTETS]))

    @asynccontextmanager
    async def room_for(self, octets: int) -> AsyncIterator[None]:
        """Wait until there is room for a large message, and hold it. Who keeps others waiting by not reading is cut."""
        if not self._reading.has_room and not await self._reading.wait_for_room():
            raise NotDone(Completion.no("Too many large messages are being read; try again later", LIMIT))
        self._reading.set(octets)
        try:
            yield
        finally:
            self._reading.set(0)

    async def send(self) -> None:
        """Send what was said once it is much, and wait until the peer takes it: this bounds what a session holds."""
        if self._unsent_octets >= SEND_OCTETS:
            await self.recorded()
            await self._write(self.take())

    def take(self) -> bytes:
        """Return what was said and not sent."""
        data = b"".join(self._unsent)
        self._unsent.clear()
        self._unsent_octets = 0
        return data
