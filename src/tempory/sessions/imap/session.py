"""One peer's session, from greeting to goodbye."""

import asyncio

from tempory.accesslog import Verb, Way
from tempory.events import AccessEnded, ConnectionClosed, Event, EventStream, MailboxForgotten, TlsEstablished
from tempory.mailboxes import MailboxGone
from tempory.protocols.imap import (
    Answer,
    Command,
    Completion,
    Condition,
    Connection,
    Goodbye,
    IdleBegun,
    IdleDone,
    LiteralOffered,
    Question,
    State,
    Waiting,
)
from tempory.protocols.imap.commands import LogIn, StartTls
from tempory.protocols.imap.responses import codes
from tempory.sessions.channel import Channel
from tempory.sessions.entrance import LogInRefused, TooManyTries
from tempory.sessions.imap import answers
from tempory.sessions.imap.account import FORGOTTEN, TAKEN_BACK, Account
from tempory.sessions.imap.appending import weigh
from tempory.sessions.imap.commands import Commands
from tempory.sessions.imap.updates import look
from tempory.sessions.imap.visit import NotDone, Service, Visit
from tempory.values import LocalProtocolError, Unavailable

_BURST = 64  # answers after which the others have a turn, if the peer pipelines without end
_DRAINING = "The server is going down; come back soon"


class ImapSession:
    """Drives one engine over one channel. `run` once."""

    def __init__(
        self,
        channel: Channel,
        *,
        service: Service,
        listener: str = "imap",
    ) -> None:
        self._channel = channel
        self._service = service
        self._events: EventStream = service.events
        self._listener = listener
        self._engine = Connection(
            hostname=service.settings.hostname,
            limits=service.settings.limits,
            tls_offered=True,
            tls_active=channel.tls_version is not None,
        )
        self._unsent = [self._engine.greeting()]
        self._holding = service.arriving.holding(self._give_up)
        self._reading = service.reading.holding(self._cut_off)
        self._commands: Commands | None = None
        self._is_forgotten = False
        self._reason = FORGOTTEN
        self._end = "lost"

    async def run(self) -> None:
        """Converse until either side ends it. The mailbox's keys go with the session, come what may."""
        with self._holding, self._reading:
            try:
                while await self._advance():
                    if len(self._unsent) >= _BURST:
                        await self._flush()
                        await asyncio.sleep(0)
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
            case IdleBegun() as event:
                await self._begin_idling(event)
            case Goodbye() as event:
                self._end = answers.ENDING_REASONS.get(event.ending, self._end)
                self._unsent.append(event.data)
                await self._flush()
                self._channel.close()
                return False
            case Waiting.PAUSED:
                message = "a question was left without an answer"
                raise LocalProtocolError(message)
            case question:
                await self._answer(question)
        return True

    async def _begin_idling(self, event: IdleBegun) -> None:
        """Record that the mailbox is followed, and let it be."""
        if self._commands is not None:
            self._commands.rest()
            try:
                await self._commands.visit.record(Verb.FOLLOW)
            except Unavailable:
                self._hang_up("Try again in a moment", "unrecorded", codes.UNAVAILABLE)
                return
        self._unsent.append(event.data)

    # Octets.

    async def _receive(self) -> None:
        await self._flush()
        while self._has_news:
            # Again after each writing, which may have to wait: what comes meanwhile finds nobody to wake.
            await self._say_news()
            await self._flush()
        channel, engine = self._channel, self._engine
        if engine.state is State.CLOSED:
            return None  # the news was the last
        if self._is_forgotten:
            return self._hang_up(self._reason, "forgotten")
        if engine.in_literal:
            await self._find_room()
        elif channel.is_draining and (engine.is_at_beginning or engine.is_idling):
            return self._hang_up(_DRAINING, "draining", codes.UNAVAILABLE)
        if engine.is_at_beginning:
            channel.begin()
        data = await channel.read()
        if data:
            engine.receive_data(data)
        elif channel.end == "idle":
            self._hang_up("Nothing came for too long", "idle")
        elif channel.end == "lost":
            engine.receive_data(b"")
        return None

    @property
    def _has_news(self) -> bool:
        """Whether the peer idles and something may have changed, or may only now be said."""
        visit = None if self._commands is None else self._commands.visit
        if visit is None or visit.selected is None or not self._engine.is_idling:
            return False
        return visit.may_have_changed or bool(visit.selected.gone)

    async def _say_news(self) -> None:
        if self._commands is not None:
            self._unsent.append(await self._untagged(self._commands.visit))

    async def _untagged(self, visit: Visit) -> bytes:
        try:
            await look(visit, expunges=True)
        except NotDone as end:
            return visit.take() + self._engine.close(end.completion.text)
        except MailboxGone:
            self._is_forgotten = True
        except answers.KNOWN:
            pass  # it is looked at again at the next event, or at the next command
        return visit.take()

    async def _find_room(self) -> None:
        """Count what is held of literals and wait for room; without it, throw them away."""
        self._holding.set(self._engine.held_octets)
        if self._holding.has_room or await self._holding.wait_for_room():
            return
        self._give_up()
        self._holding.set(0)

    def _give_up(self) -> bool:
        """Throw away the literal that is coming in, if there is one."""
        if not self._engine.in_literal:
            return False
        self._engine.discard_literal(answers.NO_ROOM)
        return True

    def _cut_off(self) -> bool:
        """End the connection of a peer that asked for something large and does not take it."""
        self._channel.close()
        return True

    async def _flush(self) -> None:
        if self._unsent:
            data = self._unsent[0] if len(self._unsent) == 1 else b"".join(self._unsent)
            self._unsent.clear()
            await self._channel.write(data)

    async def _write(self, data: bytes) -> None:
        """Write what a command says before it has ended, waiting for the peer to take it."""
        self._unsent.append(data)
        await self._flush()

    def _hang_up(self, text: str, end: str, code: bytes = b"") -> None:
        self._end = end
        self._unsent.append(self._engine.close(text, code))

    # Questions.

    async def _answer(self, question: Question) -> None:
        match question:
            case LogIn():
                self._unsent.append(self._engine.reply(await self._log_in(question)))
            case StartTls():
                await self._start_tls()
            case LiteralOffered():
                refusal = FORGOTTEN_NO if self._commands is None else weigh(self._commands.visit, question)
                data = self._engine.go_ahead() if refusal is None else self._engine.reply(refusal)
                self._unsent.append(data)
            case IdleDone():
                untagged = b"" if self._commands is None else await self._untagged(self._commands.visit)
                self._complete(untagged, Completion.ok("Idled"))
            case command:
                completion = await self._perform(command)
                untagged = b"" if self._commands is None else self._commands.visit.take()
                self._complete(untagged, completion)
                self._holding.set(0)

    async def _perform(self, command: Command) -> Completion:
        if self._commands is None:
            return self._farewell()
        try:
            return await self._commands.answer(command)
        except NotDone as end:
            return end.completion
        except MailboxGone:
            return self._farewell()
        except answers.KNOWN as error:
            return answers.answer_refusal(error)

    def _complete(self, untagged: bytes, completion: Completion) -> None:
        if self._is_forgotten:
            completion = self._farewell()
        if completion.condition is Condition.BYE:
            self._end = "forgotten" if self._is_forgotten else "deleted"
        if self._engine.state is not State.CLOSED:
            self._unsent.append(untagged + self._engine.reply(completion))

    async def _start_tls(self) -> None:
        await self._flush()
        if self._channel.has_unread:
            # What came in clear after STARTTLS: the engine refuses it.
            self._engine.receive_data(await self._channel.read())
        announcement = self._engine.reply(answers.BEGIN_TLS)
        if self._engine.state is not State.TLS:
            self._unsent.append(announcement)
        elif await self._channel.start_tls(announcement):
            self._engine.tls_established()
            self._events.publish(TlsEstablished(listener=self._listener, version=self._channel.tls_version or ""))
        else:
            self._engine.close("Lost")

    async def _log_in(self, question: LogIn) -> Completion:
        try:
            return await self._enter(question)
        except TooManyTries:
            return answers.TOO_MANY_TRIES
        except LogInRefused:
            self._let_go()
            return answers.WRONG
        except Unavailable as error:
            self._let_go()
            return answers.answer_refusal(error)

    async def _enter(self, question: LogIn) -> Completion:
        entrance, presence = self._service.entrance, self._service.presence
        opened = await entrance.admit(question.name, question.secret, peer=self._channel.peer, way=Way.IMAP)
        mailbox = opened.mailbox.id
        if not presence.enter(mailbox, self._service.settings.connections_per_mailbox):
            return answers.TOO_MANY_SESSIONS
        unsubscribe = self._events.subscribe(self._hear, mailbox=mailbox)

        def leave() -> None:
            unsubscribe()
            presence.leave(mailbox)

        account = Account(opened, leave)
        self._commands = Commands(
            Visit(self._service, account, self._engine, self._write, self._reading, peer=self._channel.peer)
        )
        await entrance.confirm(opened)
        return answers.LOGGED_IN

    # The mailbox.

    def _hear(self, event: Event) -> None:
        """Note that something has changed, and wake one that idles.

        When the mailbox is forgotten, or what opened it was taken back, the keys are dropped at once.
        """
        if isinstance(event, AccessEnded) and not (self._commands and event.concerns(self._commands.visit.account.by)):
            return
        if isinstance(event, MailboxForgotten | AccessEnded):
            self._is_forgotten = True
            self._reason = TAKEN_BACK if isinstance(event, AccessEnded) else FORGOTTEN
            self._let_go()
            self._channel.wake()
        elif self._commands is not None and not self._commands.visit.may_have_changed:
            self._commands.visit.may_have_changed = True
            if self._engine.is_idling:
                self._channel.wake()

    def _farewell(self) -> Completion:
        return Completion(Condition.BYE, self._reason)

    def _let_go(self) -> None:
        commands, self._commands = self._commands, None
        if commands is not None:
            commands.visit.account.let_go()
            commands.rest()


FORGOTTEN_NO = Completion.no(FORGOTTEN, codes.UNAVAILABLE)
