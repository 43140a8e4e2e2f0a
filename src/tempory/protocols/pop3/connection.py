"""The engine itself: one POP3 session on the server's side, without I/O."""

from collections.abc import Callable, Mapping
from typing import ClassVar, TypeVar

from tempory.protocols.pop3 import replies
from tempory.protocols.pop3.authentication import Authentication
from tempory.protocols.pop3.events import (
    NEED_DATA,
    PAUSED,
    Answer,
    Ending,
    Event,
    Goodbye,
    LogIn,
    Question,
    Retrieve,
    StartTls,
    Update,
    Waiting,
)
from tempory.protocols.pop3.incoming import Incoming
from tempory.protocols.pop3.limits import Limits
from tempory.protocols.pop3.maildrop import Item, Maildrop
from tempory.protocols.pop3.refusal import CommandRefusal
from tempory.protocols.pop3.replies import Code
from tempory.protocols.pop3.states import TRANSITIONS, State, Step
from tempory.protocols.sasl import MECHANISMS
from tempory.values import LocalProtocolError

_NUMBER_DIGITS = 10
Asked = TypeVar("Asked", LogIn, StartTls, Retrieve, Update)

_BEFORE = frozenset({State.AUTHORIZATION})
_AFTER = frozenset({State.TRANSACTION})


class Connection:
    """Pull model: `receive_data`, then `next_event` until it gives `NEED_DATA`."""

    def __init__(self, *, limits: Limits | None = None, tls_offered: bool = False, tls_active: bool = False) -> None:
        self._limits = limits or Limits()
        self._tls_offered = tls_offered
        self._tls_active = tls_active
        self._state = State.AUTHORIZATION
        self._incoming = Incoming(self._limits.line_octets)
        self._no_more = False
        self._question: Question | None = None
        self._authentication = Authentication()
        self._maildrop = Maildrop(())
        self._errors = 0
        self._utf8 = False

    @property
    def state(self) -> State:
        return self._state

    @property
    def is_utf8(self) -> bool:
        """Whether the peer gave UTF8 (RFC 6856): it takes internationalised messages as they are."""
        return self._utf8

    @property
    def is_at_beginning(self) -> bool:
        """Whether no part of a command is here."""
        return not self._incoming and self._question is None

    # What the outside may do.

    def greeting(self) -> bytes:
        """Return the first line. Without a timestamp: APOP (RFC 1939 §7) is not offered."""
        return replies.encode_ok("Tempory POP3 ready")

    def receive_data(self, data: bytes) -> None:
        """Take octets from the peer; b"" says that no more will come."""
        if self._state is State.TLS:
            message = "these octets belong to the TLS handshake"
            raise LocalProtocolError(message)
        if self._state is State.CLOSED:
            return
        if len(self._incoming) + len(data) > self._limits.pending_octets + self._limits.line_octets:
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
            return Goodbye(data=b"", ending=Ending.LOST)
        try:
            line = self._incoming.next_line()
            if line is not None:
                return self._respond(line)
        except CommandRefusal as refusal:
            return self._refused(refusal)
        return self._close(Ending.LOST) if self._no_more else NEED_DATA

    def admit(self, maildrop: Maildrop) -> bytes:
        """Let the peer in, to this maildrop."""
        self._answered(LogIn)
        self._step(Step.LOG_IN)
        self._maildrop = maildrop
        self._errors = 0
        count, octets = maildrop.totals
        return replies.encode_ok(f"{count} messages, {octets} octets")

    def refuse(self, text: str, code: Code = Code.AUTH) -> bytes:
        """Keep the peer out."""
        self._answered(LogIn)
        refusal = CommandRefusal(text, code)
        return self._authentication.reject(refusal) or self._refused(refusal).data

    def agree_to_tls(self) -> bytes:
        """Answer STLS. Closes if anything came in clear behind it. RFC 2595 §4, RFC 3207 §5."""
        self._answered(StartTls)
        if self._incoming:
            return self._close(Ending.PROTOCOL, replies.encode_error("Nothing may follow STLS in clear")).data
        self._step(Step.START_TLS)
        return replies.encode_ok("Begin TLS")

    def tls_established(self) -> None:
        """Go on under TLS; what the peer said before is forgotten."""
        self._step(Step.TLS_DONE)
        self._tls_active = True
        self._authentication = Authentication()

    def send(self, content: bytes) -> bytes:
        """Answer `Retrieve` with the message (all of it; `lines` are counted here)."""
        question = self._answered(Retrieve)
        if question.lines is not None:
            return replies.encode_content("Top of message follows", replies.cut(content, question.lines))
        return replies.encode_content(f"{len(content)} octets", content)

    def fail(self, text: str, code: Code = Code.NONE) -> bytes:
        """Answer `Retrieve` with a no."""
        self._answered(Retrieve)
        return replies.encode_error(text, code)

    def finish(self, *, done: bool) -> bytes:
        """Answer `Update`: whether everything marked is removed. `next_event` then says `Goodbye`."""
        self._answered(Update)
        text = (
            replies.encode_ok("Goodbye")
            if done
            else replies.encode_error("Not all messages were removed", Code.SYS_TEMP)
        )
        return self._close(Ending.QUIT, text).data

    def close(self, text: str, code: Code = Code.NONE) -> bytes:
        """End the session from our side."""
        return self._close(Ending.LOCAL, replies.encode_error(text, code)).data

    # Commands.

    def _respond(self, line: bytes) -> Event:
        if self._authentication.is_under_way:
            return self._asked(self._authentication.respond(line))
        return self._command(line)

    def _command(self, line: bytes) -> Event:
        keyword, _, argument = line.partition(b" ")
        handler = self._handlers.get(keyword.upper())
        if handler is None:
            message = "Unknown command"
            raise CommandRefusal(message)
        states, handle = handler
        if self._state not in states:
            message = "Log in first" if self._state is State.AUTHORIZATION else "Not after log-in"
            raise CommandRefusal(message)
        event = handle(self, _read(argument))
        if self._state is State.TRANSACTION:
            self._errors = 0
        return event

    def _capa(self, _argument: str) -> Event:
        offered = ["TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING", "UTF8", "EXPIRE NEVER"]
        if self._tls_active:
            offered += ["USER", f"SASL {' '.join(MECHANISMS)}"]
        elif self._tls_offered:
            offered.append("STLS")
        return Answer(data=replies.encode_lines("Capabilities follow", [*offered, "IMPLEMENTATION Tempory"]))

    def _user(self, argument: str) -> Event:
        self._require_tls()
        return self._authentication.name(argument)

    def _pass(self, argument: str) -> Event:
        self._require_tls()
        return self._asked(self._authentication.password(argument))

    def _auth(self, argument: str) -> Event:
        if not argument:
            # RFC 5034 §4 leaves this to CAPA; older programs ask so.
            offered = list(MECHANISMS) if self._tls_active else []
            return Answer(data=replies.encode_lines("Mechanisms follow", offered))
        self._require_tls()
        mechanism, _, initial = argument.partition(" ")
        return self._asked(self._authentication.begin(mechanism, initial))

    def _asked(self, outcome: Answer | LogIn) -> Event:
        return self._ask(outcome) if isinstance(outcome, LogIn) else outcome

    def _require_tls(self) -> None:
        if not self._tls_active:
            message = "Encrypt the connection first, with STLS"
            raise CommandRefusal(message)

    def _stls(self, argument: str) -> Event:
        _refuse_argument(argument)
        if self._tls_active or not self._tls_offered:
            message = "TLS is in use already" if self._tls_active else "Unknown command"
            raise CommandRefusal(message)
        return self._ask(StartTls())

    def _stat(self, argument: str) -> Event:
        _refuse_argument(argument)
        count, octets = self._maildrop.totals
        return Answer(data=f"+OK {count} {octets}\r\n".encode())

    def _list(self, argument: str) -> Event:
        return self._listed(argument, lambda item: str(item.size))

    def _uidl(self, argument: str) -> Event:
        return self._listed(argument, lambda item: item.uid)

    def _listed(self, argument: str, show: Callable[[Item], str]) -> Event:
        if argument:
            number, item = self._find(argument)
            return Answer(data=replies.encode_ok(f"{number} {show(item)}"))
        lines = [f"{number} {show(item)}" for number, item in self._maildrop]
        return Answer(data=replies.encode_lines(f"{len(lines)} messages", lines))

    def _retr(self, argument: str) -> Event:
        return self._ask(Retrieve(number=self._find(argument)[0], lines=None))

    def _top(self, argument: str) -> Event:
        message, _, lines = argument.partition(" ")
        number, _item = self._find(message)
        return self._ask(Retrieve(number=number, lines=_number(lines)))

    def _dele(self, argument: str) -> Event:
        number, _item = self._find(argument)
        self._maildrop.delete(number)
        return Answer(data=replies.encode_ok(f"Message {number} will be removed at QUIT"))

    def _rset(self, argument: str) -> Event:
        _refuse_argument(argument)
        self._maildrop.reset()
        return Answer(data=replies.encode_ok("Nothing is marked any more"))

    def _noop(self, _argument: str) -> Event:
        return Answer(data=replies.encode_ok("Here"))

    def _set_utf8(self, argument: str) -> Event:
        _refuse_argument(argument)
        self._utf8 = True
        return Answer(data=replies.encode_ok("UTF-8 it is"))

    def _quit(self, argument: str) -> Event:
        _refuse_argument(argument)
        if self._state is State.AUTHORIZATION:
            return self._close(Ending.QUIT, replies.encode_ok("Goodbye"))
        self._step(Step.QUIT)
        return self._ask(Update(deleted=self._maildrop.deleted))

    def _find(self, argument: str) -> tuple[int, Item]:
        number = _number(argument)
        item = self._maildrop.find(number)
        if item is None:
            message = "No such message"
            raise CommandRefusal(message, is_mistake=False)
        return number, item

    # Steps.

    def _ask(self, question: Question) -> Question:
        self._question = question
        return question

    def _answered(self, kind: type[Asked]) -> Asked:
        question, self._question = self._question, None
        if not isinstance(question, kind):
            message = f"no {kind.__name__} is pending"
            raise LocalProtocolError(message)
        return question

    def _refused(self, refusal: CommandRefusal) -> Answer | Goodbye:
        self._errors += refusal.is_mistake
        if self._errors < self._limits.errors:
            return Answer(data=refusal.data)
        return self._close(Ending.ERRORS, refusal.data)

    def _step(self, step: Step) -> None:
        self._state = TRANSITIONS[self._state][step]

    def _close(self, ending: Ending, data: bytes = b"") -> Goodbye:
        self._step(Step.CLOSE)
        self._question = None
        self._incoming.clear()
        return Goodbye(data=data, ending=ending)

    _handlers: ClassVar[Mapping[bytes, tuple[frozenset[State], Callable[["Connection", str], Event]]]] = {
        b"CAPA": (_BEFORE | _AFTER, _capa),
        b"USER": (_BEFORE, _user),
        b"PASS": (_BEFORE, _pass),
        b"AUTH": (_BEFORE, _auth),
        b"STLS": (_BEFORE, _stls),
        b"UTF8": (_BEFORE, _set_utf8),
        b"STAT": (_AFTER, _stat),
        b"LIST": (_AFTER, _list),
        b"UIDL": (_AFTER, _uidl),
        b"RETR": (_AFTER, _retr),
        b"TOP": (_AFTER, _top),
        b"DELE": (_AFTER, _dele),
        b"RSET": (_AFTER, _rset),
        b"NOOP": (_AFTER, _noop),
        b"QUIT": (_BEFORE | _AFTER, _quit),
    }


def _read(argument: bytes) -> str:
    """Read an argument as UTF-8 without control characters (RFC 6856 §2; NUL and the like are nobody's)."""
    try:
        text = argument.decode()
    except UnicodeDecodeError:
        text = "\0"
    if not text.isprintable():
        message = "Not an argument"
        raise CommandRefusal(message)
    return text


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _NUMBER_DIGITS):
        message = "Not a number"
        raise CommandRefusal(message)
    return int(text)


def _refuse_argument(argument: str) -> None:
    if argument:
        message = "No argument is wanted"
        raise CommandRefusal(message)
