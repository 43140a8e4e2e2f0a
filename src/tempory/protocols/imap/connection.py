"""The engine: octets in, events out, completions back as octets. No I/O, no clock, no randomness.

connection.receive_data(octets)          # b"" is the peer's end
while (event := connection.next_event()) is not NEED_DATA:
    ...  # a question: write untagged data, then connection.reply(…); until then next_event() gives PAUSED
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from tempory.protocols.imap.authentication import Authentication
from tempory.protocols.imap.capabilities import capabilities
from tempory.protocols.imap.command_reader import GO_AHEAD, CommandReader, GoAhead, HangUp, Parsed, Read, Refused
from tempory.protocols.imap.commands import Close, Command, LogIn, Noop, Select, StartTls
from tempory.protocols.imap.commands.enabling import enable, enables_condstore, with_extension
from tempory.protocols.imap.commands.login import Authenticate
from tempory.protocols.imap.commands.session import Capability, Enable, Id, Idle, Logout
from tempory.protocols.imap.commands.table import Grammar, OwnCommand
from tempory.protocols.imap.completion import Completion, Condition
from tempory.protocols.imap.dialect import REV1, Dialect, Extension
from tempory.protocols.imap.events import (
    NEED_DATA,
    PAUSED,
    Answer,
    Ending,
    Goodbye,
    IdleBegun,
    IdleDone,
    LiteralOffered,
    Waiting,
)
from tempory.protocols.imap.incoming import Incoming, Line
from tempory.protocols.imap.limits import Limits
from tempory.protocols.imap.refusal import CommandRefusal, bad
from tempory.protocols.imap.responses.account import encode_capability, encode_enabled, encode_id
from tempory.protocols.imap.responses.codes import PRIVACYREQUIRED
from tempory.protocols.imap.states import TRANSITIONS, State, Step
from tempory.values import LocalProtocolError

Question = Command | LiteralOffered | IdleDone
Event = Answer | Goodbye | IdleBegun | Question

_DONE = b"DONE"
_IDLING = b"+ Idling\r\n"
_STILL_HERE = Completion.ok("Still here")
_TOLD = Completion.ok("That is all")
_ENABLED = Completion.ok("Enabled")
_LOGGED_OUT = Completion.ok("Logged out")
_NEEDS_TLS = Completion.no("Begin TLS first", PRIVACYREQUIRED)
_NOT_DONE = Completion.bad("Expected DONE")
_TLS_ALREADY = Completion.bad("TLS is already active")
_TLS_NOT_OFFERED = Completion.bad("TLS is not offered here")
_LOGGING_OUT = Completion(Condition.BYE, "Logging out")
_TOO_MANY_ERRORS = Completion(Condition.BYE, "Too many errors")
_INJECTION = Completion(Condition.BYE, "STARTTLS must be the last command before TLS")
_OUT_OF_STEP = Completion(Condition.BYE, "This cannot be read on")


class Connection:
    """One IMAP session on the server's side (RFC 9051, RFC 3501)."""

    def __init__(
        self,
        *,
        hostname: str,
        limits: Limits | None = None,
        tls_offered: bool = False,
        tls_active: bool = False,
        identification: Mapping[str, str] | None = None,
    ) -> None:
        self._hostname = hostname
        self._limits = limits or Limits()
        self._tls_offered = tls_offered
        self._tls_active = tls_active
        self._identification = {"name": "Tempory"} if identification is None else identification
        self._state = State.NOT_AUTHENTICATED
        self._dialect = REV1
        self._incoming = Incoming(self._limits.early_command_octets)
        self._reader = CommandReader(self._incoming, self._limits, self._admit)
        self._no_more = False
        self._tag = b""
        self._question: Question | None = None
        self._authentication: Authentication | None = None
        self._is_idling = False
        self._errors = 0
        self._ending = Ending.LOST

    # What the outside may ask.

    @property
    def state(self) -> State:
        return self._state

    @property
    def dialect(self) -> Dialect:
        """What is enabled."""
        return self._dialect

    @property
    def tls_active(self) -> bool:
        return self._tls_active

    @property
    def tag(self) -> bytes:
        """The tag of the command that was read last, for ESEARCH."""
        return self._tag

    @property
    def is_idling(self) -> bool:
        """Whether untagged responses may be written without a command."""
        return self._is_idling

    @property
    def in_literal(self) -> bool:
        """Whether octets of a literal are coming in."""
        return self._reader.in_literal

    @property
    def is_at_beginning(self) -> bool:
        """Whether the next octet begins a command, or a line of IDLE or AUTHENTICATE."""
        return not (self._reader.is_amid or self._incoming.is_in_line)

    @property
    def held_octets(self) -> int:
        """Octets of an unfinished command's literals in memory, for a budget over all connections."""
        return self._reader.held

    # What the outside may do.

    def greeting(self) -> bytes:
        """Return the first line of the session."""
        return Completion.ok(f"{self._hostname} Tempory ready", self._capability_code()).encode()

    def receive_data(self, data: bytes) -> None:
        """Take octets from the peer; b"" says that no more will come."""
        if self._state is State.TLS:
            message = "these octets belong to the TLS handshake"
            raise LocalProtocolError(message)
        if self._state is State.CLOSED:
            return
        if len(self._incoming) + len(data) > self._limits.pending_octets + self._limits.command_octets:
            message = "read events before giving more data"
            raise LocalProtocolError(message)
        if data:
            self._incoming.add(data)
        else:
            self._no_more = True

    def next_event(self) -> Event | Waiting:
        """Return what happened next. `NEED_DATA` and `PAUSED` say what to do first."""
        if self._question is not None:
            return PAUSED
        if self._state is State.CLOSED:
            return Goodbye(data=b"", ending=self._ending)
        event = self._read()
        if event is not None:
            return event
        return self._close(Ending.LOST) if self._no_more else NEED_DATA

    def reply(self, completion: Completion) -> bytes:
        """Answer the pending question. Returns the octets to write, the command's tag put before them.

        An OK to `Select` selects, any other answer to it deselects; an OK to `Close` deselects; an OK to `LogIn` logs
        in and gets the CAPABILITY code, if it has none. A BYE closes.
        """
        question = self._question
        if question is None or (isinstance(question, LiteralOffered) and completion.is_positive):
            message = "no question is pending that this would answer"
            raise LocalProtocolError(message)
        self._question = None
        if completion.condition is Condition.BYE:
            return self._close(Ending.LOCAL, completion).data
        match question:
            case LiteralOffered():
                return self._refuse_literal(completion)
            case StartTls() if completion.is_positive:
                return self._agree_to_tls(completion)
            case LogIn():
                return self._answer_login(completion)
            case IdleDone() if not question.is_regular:
                completion = _NOT_DONE
            case Select():
                self._step(Step.SELECT if completion.is_positive else Step.DESELECT)
            case Close() if completion.is_positive:
                self._step(Step.DESELECT)
        return self._complete(completion)

    def go_ahead(self) -> bytes:
        """Agree to `LiteralOffered`. Returns the octets to write, b"" if the peer does not wait for any."""
        data = self._reader.go_ahead()
        self._question = None
        return data

    def discard_literal(self, completion: Completion) -> None:
        """Drop what is held of the command whose literal is coming in, and answer `completion` when it has ended."""
        self._reader.discard(completion)

    def tls_established(self) -> None:
        """Go on under TLS. RFC 9051 §6.2.1: everything the peer said before is forgotten."""
        self._step(Step.TLS_DONE)
        self._tls_active = True

    def close(self, text: str, code: bytes = b"") -> bytes:
        """End the session from our side with BYE. Returns the octets to write before closing."""
        return self._close(Ending.LOCAL, Completion(Condition.BYE, text, code)).data

    # Reading.

    def _read(self) -> Event | None:
        if self._is_idling or self._authentication is not None:
            line = self._incoming.next_line()
            return None if line is None else self._take_line(line)
        found = self._reader.next(self._dialect)
        return None if found is None else self._take(found)

    def _take_line(self, line: Line) -> Event:
        """Take the line that IDLE or AUTHENTICATE waits for."""
        if self._authentication is None:
            self._is_idling = False
            return self._ask(IdleDone(is_regular=line.octets.upper() == _DONE))
        try:
            return self._go_on(self._authentication.respond(line))
        except CommandRefusal as refusal:
            return self._answer(refusal.completion)

    def _take(self, found: Read) -> Event:
        match found:
            case Parsed():
                self._tag = found.tag
                return self._command(found.command)
            case Refused():
                self._tag = found.tag
                return self._answer(found.completion)
            case LiteralOffered():
                return self._ask(found)
            case GoAhead():
                return Answer(data=GO_AHEAD)
            case HangUp():
                return self._close(Ending.PROTOCOL, _OUT_OF_STEP)
            case unexpected:
                assert_never(unexpected)

    def _admit(self, grammar: Grammar) -> None:
        """Say whether a command may come now."""
        if self._state not in grammar.states:
            early = self._state is State.NOT_AUTHENTICATED
            late = State.NOT_AUTHENTICATED in grammar.states
            message = "Log in first" if early else "Already logged in" if late else "Select a mailbox first"
            raise bad(message)
        if not (self._tls_active or grammar.in_clear):
            raise CommandRefusal(_NEEDS_TLS)

    # Commands.

    def _command(self, command: Command | OwnCommand) -> Event:
        if isinstance(command, OwnCommand):
            return self._own_command(command)
        if isinstance(command, Noop) and self._state is State.NOT_AUTHENTICATED:
            return self._answer(_STILL_HERE)
        if isinstance(command, StartTls):
            return self._begin_tls(command)
        if enables_condstore(command):
            self._dialect = with_extension(self._dialect, Extension.CONDSTORE)
        return self._ask(command)

    def _own_command(self, command: OwnCommand) -> Event:
        match command:
            case Capability():
                return self._answer(_TOLD, encode_capability(self._capabilities()))
            case Id():
                return self._answer(_TOLD, encode_id(self._identification))
            case Enable():
                self._dialect, added = enable(self._dialect, command.names)
                return self._answer(_ENABLED, encode_enabled(added))
            case Idle():
                self._is_idling = True
                return IdleBegun(data=_IDLING)
            case Authenticate():
                return self._begin_authentication(command)
            case Logout():
                goodbye = self._close(Ending.LOGOUT, _LOGGING_OUT)
                return replace(goodbye, data=goodbye.data + _LOGGED_OUT.encode(self._tag))
            case unexpected:
                assert_never(unexpected)

    def _begin_authentication(self, command: Authenticate) -> Event:
        try:
            self._authentication = Authentication(command.mechanism)
            return self._go_on(self._authentication.begin(command.initial))
        except CommandRefusal as refusal:
            return self._answer(refusal.completion)

    def _go_on(self, outcome: bytes | LogIn) -> Event:
        return self._ask(outcome) if isinstance(outcome, LogIn) else Answer(data=outcome)

    def _answer_login(self, completion: Completion) -> bytes:
        if not completion.is_positive:
            challenge = self._authentication and self._authentication.fail(completion)
            return challenge or self._complete(completion)
        self._step(Step.LOG_IN)
        self._incoming.line_octets = self._limits.command_octets
        return self._complete(completion if completion.code else replace(completion, code=self._capability_code()))

    def _begin_tls(self, command: StartTls) -> Event:
        if self._tls_active or not self._tls_offered:
            return self._answer(_TLS_ALREADY if self._tls_active else _TLS_NOT_OFFERED)
        return self._close(Ending.PROTOCOL, _INJECTION) if self._incoming else self._ask(command)

    def _agree_to_tls(self, completion: Completion) -> bytes:
        if self._incoming:
            # RFC 9051 §11.1 and RFC 3501's errata: what came in clear before the handshake may be anybody's.
            return self._close(Ending.PROTOCOL, _INJECTION).data
        self._step(Step.START_TLS)
        return completion.encode(self._tag)

    def _refuse_literal(self, completion: Completion) -> bytes:
        match self._reader.refuse(completion):
            case Refused() as refused:
                self._tag = refused.tag
                return self._complete(completion)
            case HangUp():
                return self._close(Ending.PROTOCOL, _OUT_OF_STEP).data
            case None:
                return b""
            case unexpected:
                assert_never(unexpected)

    # Answers.

    def _capabilities(self) -> tuple[str, ...]:
        return capabilities(self._state, self._limits, tls_active=self._tls_active, tls_offered=self._tls_offered)

    def _capability_code(self) -> bytes:
        return " ".join(("CAPABILITY", *self._capabilities())).encode("ascii")

    def _ask(self, question: Question) -> Question:
        self._question = question
        return question

    def _answer(self, completion: Completion, untagged: bytes = b"") -> Answer:
        return Answer(data=untagged + self._complete(completion))

    def _complete(self, completion: Completion) -> bytes:
        """Return the tagged line. One error too many closes: `next_event` then says `Goodbye`."""
        self._authentication = None
        data = completion.encode(self._tag)
        if completion.is_positive:
            self._errors = self._errors if self._state is State.NOT_AUTHENTICATED else 0
            return data
        self._errors += completion.condition is Condition.BAD or self._state is State.NOT_AUTHENTICATED
        if self._errors < self._limits.errors:
            return data
        return data + self._close(Ending.ERRORS, _TOO_MANY_ERRORS).data

    def _step(self, step: Step) -> None:
        following = TRANSITIONS[self._state].get(step)
        if following is None:
            message = f"{step.name} does not follow in state {self._state.name}"
            raise LocalProtocolError(message)
        self._state = following

    def _close(self, ending: Ending, completion: Completion | None = None) -> Goodbye:
        self._step(Step.CLOSE)
        self._ending = ending
        self._question = self._authentication = None
        self._is_idling = False
        self._reader.clear()
        self._incoming.clear()
        return Goodbye(data=completion.encode() if completion else b"", ending=ending)
