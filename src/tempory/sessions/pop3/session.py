"""One peer's session, from greeting to goodbye."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from tempory.accesslog import Verb, Way, by_holder
from tempory.events import AccessEnded, ConnectionClosed, Event, EventStream, MailboxForgotten, TlsEstablished
from tempory.mailboxes import Filing, FolderGone, Mailboxes, MailboxGone, MessageGone, OpenMailbox
from tempory.mailboxes.folders import Folder, FolderEntry
from tempory.protocols.pop3 import (
    Answer,
    Code,
    Connection,
    Ending,
    Goodbye,
    LogIn,
    Maildrop,
    Retrieve,
    StartTls,
    State,
    Update,
    Waiting,
)
from tempory.protocols.pop3.replies import encode_error
from tempory.sealing import decode_summary, open_body, open_summary
from tempory.sessions.channel import Channel
from tempory.sessions.entrance import Entrance, LogInRefused, TooManyTries
from tempory.values import INBOX, IntegrityError, LocalProtocolError, MailboxId, Unavailable

THREAD_OCTETS = 256 * 1024
FORGOTTEN = "The mailbox has been forgotten"
TAKEN_BACK = "What opened this mailbox was taken back"
_ENDINGS = {Ending.QUIT: "quit", Ending.ERRORS: "errors", Ending.PROTOCOL: "protocol"}


def answer_unserved(reason: str) -> bytes:
    """Return the one line that a connection gets that is not served: a reason of `ConnectionRefused`, or `failed`."""
    words = {"draining": "The server is going down; come back soon", "failed": "Something went wrong here"}
    return encode_error(words.get(reason, "Too many connections; try again later"), Code.SYS_TEMP)


class Maildrops:
    """Which mailboxes POP3 sessions hold: one session each."""

    def __init__(self) -> None:
        self._held: set[MailboxId] = set()

    def take(self, mailbox: MailboxId) -> bool:
        """Hold the mailbox; False if another session does."""
        if mailbox in self._held:
            return False
        self._held.add(mailbox)
        return True

    def give_back(self, mailbox: MailboxId) -> None:
        """Let the next session have it."""
        self._held.discard(mailbox)


@dataclass(slots=True, kw_only=True)
class _Holding:
    """What the peer that has logged in holds: its mailbox, opened, and INBOX as it stood then."""

    opened: OpenMailbox
    unsubscribe: Callable[[], None]
    folder: Folder | None = None
    entries: tuple[FolderEntry, ...] = ()


class Pop3Session:
    """Drives one engine over one channel. `run` once."""

    def __init__(
        self,
        channel: Channel,
        *,
        entrance: Entrance,
        mailboxes: Mailboxes,
        filing: Filing,
        maildrops: Maildrops,
        events: EventStream,
        listener: str = "pop3",
    ) -> None:
        self._channel = channel
        self._entrance = entrance
        self._mailboxes = mailboxes
        self._filing = filing
        self._maildrops = maildrops
        self._events = events
        self._listener = listener
        self._engine = Connection(tls_offered=True, tls_active=channel.tls_version is not None)
        self._unsent = [self._engine.greeting()]
        self._holding: _Holding | None = None
        self._is_forgotten = False
        self._reason = FORGOTTEN
        self._end = "lost"

    async def run(self) -> None:
        """Converse until either side ends it. The mailbox's key goes with the session, come what may."""
        try:
            while await self._advance():
                pass
        finally:
            self._let_go()
            self._events.publish(ConnectionClosed(listener=self._listener, reason=self._end))

    async def _advance(self) -> bool:
        """Handle one event; False at the end. A step of its own, so that no message outlives its answer in a frame."""
        match self._engine.next_event():
            case Waiting.NEED_DATA:
                await self._receive()
            case Answer() as event:
                self._unsent.append(event.data)
            case LogIn() as event:
                self._unsent.append(await self._log_in(event))
            case Retrieve() as event:
                await self._send(await self._retrieve(event))
            case Update() as event:
                self._end = "quit"
                self._unsent.append(self._engine.finish(done=await self._remove(event.deleted)))
            case StartTls():
                await self._start_tls()
            case Goodbye() as event:
                self._end = _ENDINGS.get(event.ending, self._end)
                await self._send(event.data)
                self._channel.close()
                return False
            case Waiting.PAUSED:
                message = "a question was left without an answer"
                raise LocalProtocolError(message)
            case unexpected:
                assert_never(unexpected)
        return True

    # Octets.

    async def _receive(self) -> None:
        await self._send(b"")
        if self._is_forgotten:
            return self._hang_up(self._reason, "forgotten")
        if self._channel.is_draining and self._engine.is_at_beginning:
            return self._hang_up("The server is going down; come back soon", "draining", Code.SYS_TEMP)
        if self._engine.is_at_beginning:
            self._channel.begin()
        data = await self._channel.read()
        if data:
            self._engine.receive_data(data)
        elif self._channel.end == "idle":
            # RFC 1939 §3: an inactivity timer closes without removing anything.
            self._hang_up("Nothing came for too long", "idle")
        elif self._channel.end == "lost":
            self._engine.receive_data(b"")
        return None

    async def _send(self, data: bytes) -> None:
        """Write what is unsent, and `data`."""
        joined = b"".join((*self._unsent, data))
        self._unsent.clear()
        if joined:
            await self._channel.write(joined)

    def _hang_up(self, text: str, end: str, code: Code = Code.NONE) -> None:
        self._end = end
        self._unsent.append(self._engine.close(text, code))

    async def _start_tls(self) -> None:
        await self._send(b"")
        if self._channel.has_unread:
            self._engine.receive_data(await self._channel.read())
        announcement = self._engine.agree_to_tls()
        if self._engine.state is not State.TLS:
            self._unsent.append(announcement)
        elif await self._channel.start_tls(announcement):
            self._engine.tls_established()
            self._events.publish(TlsEstablished(listener=self._listener, version=self._channel.tls_version or ""))
        else:
            self._engine.close("")

    # The maildrop.

    async def _log_in(self, event: LogIn) -> bytes:
        try:
            opened = await self._entrance.admit(event.name, event.secret, peer=self._channel.peer, way=Way.POP3)
            mailbox = opened.mailbox.id
            if not self._maildrops.take(mailbox):
                return self._engine.refuse("Another session holds this mailbox", Code.IN_USE)
            unsubscribe = self._events.subscribe(self._hear, mailbox=mailbox)
            self._holding = _Holding(opened=opened, unsubscribe=unsubscribe)
            await self._entrance.confirm(opened)
            folder = await self._filing.store.folder(mailbox, INBOX)
            entries = () if folder is None else tuple(await self._filing.store.entries(mailbox, folder.id))
        except (LogInRefused, TooManyTries, MailboxGone) as refusal:
            self._let_go()
            return self._engine.refuse(refusal.public_reason)
        except Unavailable:
            self._let_go()
            return self._engine.refuse("Try again in a moment", Code.SYS_TEMP)
        if self._holding is None:
            return self._engine.refuse(self._reason)
        self._holding.folder, self._holding.entries = folder, entries
        return self._engine.admit(Maildrop([(entry.size, str(entry.id)) for entry in entries]))

    async def _retrieve(self, event: Retrieve) -> bytes:
        holding = self._holding
        if holding is None:
            return self._engine.fail(FORGOTTEN)
        try:
            content = await self._read(holding, holding.entries[event.number - 1])
        except (MessageGone, MailboxGone, FolderGone):
            return self._engine.fail("This message has been deleted meanwhile")
        except (Unavailable, IntegrityError):
            return self._engine.fail("This message cannot be read now", Code.SYS_TEMP)
        return self._engine.send(content)

    async def _read(self, holding: _Holding, entry: FolderEntry) -> bytes:
        mailbox = holding.opened.mailbox.id
        await self._record(holding, Verb.READ)
        stored = await self._mailboxes.message(mailbox, entry.id)
        sealed = await self._mailboxes.body(mailbox, entry.id)
        plain = open_summary(holding.opened.keys, stored.summary, mailbox=mailbox, message=entry.id)
        key = decode_summary(plain).content_key
        if entry.size > THREAD_OCTETS:
            return await asyncio.to_thread(open_body, sealed, content_key=key, message=entry.id)
        return open_body(sealed, content_key=key, message=entry.id)

    async def _record(self, holding: _Holding, verb: Verb) -> None:
        """Say in the access log what the peer is about to do; on disk when this returns."""
        access = by_holder(holding.opened.mailbox.id.octets, verb, Way.POP3, peer=self._channel.peer)
        await self._entrance.log.record(access)

    async def _remove(self, numbers: tuple[int, ...]) -> bool:
        """Remove what was marked; messages that are gone already count as removed."""
        holding = self._holding
        if holding is None or holding.folder is None or not numbers:
            return not numbers
        marked = [holding.entries[number - 1] for number in numbers]
        try:
            await self._record(holding, Verb.DELETE)
            await self._filing.expunge(holding.opened.mailbox.id, holding.folder, marked)
        except (Unavailable, FolderGone, MailboxGone):
            return False
        return True

    def _hear(self, event: Event) -> None:
        """Drop the key at once when it is no longer to be had, and wake the session to say so."""
        if isinstance(event, AccessEnded) and not (self._holding and event.concerns(self._holding.opened.by)):
            return
        if isinstance(event, MailboxForgotten | AccessEnded):
            self._is_forgotten = True
            self._reason = TAKEN_BACK if isinstance(event, AccessEnded) else FORGOTTEN
            self._let_go()
            self._channel.wake()

    def _let_go(self) -> None:
        holding, self._holding = self._holding, None
        if holding is not None:
            holding.unsubscribe()
            self._maildrops.give_back(holding.opened.mailbox.id)
