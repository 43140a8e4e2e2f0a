"""The engine: octets in, events out, replies back as octets. No I/O, no clock, no randomness.

connection.receive_data(octets)          # b"" is the peer's end
while (event := connection.next_event()) is not NEED_DATA:
    ...  # a question: write(connection.reply(…)); until then next_event() gives PAUSED
"""

from tempory.protocols.smtp import replies
from tempory.protocols.smtp.commands import (
    NOT_OFFERED,
    WEB_VERBS,
    parse_chunk,
    parse_hello,
    parse_mail,
    parse_rcpt,
    refuse_argument,
    split_line,
)
from tempory.protocols.smtp.events import (
    NEED_DATA,
    PAUSED,
    Answer,
    ContentFault,
    ContentRefused,
    Ending,
    Event,
    Goodbye,
    MailFrom,
    MessageReceived,
    Question,
    RcptTo,
    StartTls,
    TransactionAbandoned,
    Waiting,
)
from tempory.protocols.smtp.incoming import Incoming
from tempory.protocols.smtp.limits import Limits
from tempory.protocols.smtp.refusal import CommandRefusal
from tempory.protocols.smtp.replies import Reply
from tempory.protocols.smtp.states import TRANSITIONS, State, Step
from tempory.protocols.smtp.transaction import Chunk, Transaction
from tempory.values import Address, Domain, LocalProtocolError

_IN_MESSAGE = frozenset({State.DATA, State.BDAT})
_IN_TRANSACTION = _IN_MESSAGE | {State.MAIL, State.RCPT}


class Connection:
    """One SMTP session on the server's side (RFC 5321)."""

    def __init__(
        self,
        *,
        hostname: str,
        limits: Limits | None = None,
        tls_offered: bool = False,
        tls_active: bool = False,
        postmaster: Address | None = None,
    ) -> None:
        self._hostname = hostname
        self._limits = limits or Limits()
        self._tls_offered = tls_offered
        self._tls_active = tls_active
        self._postmaster = postmaster or Address("postmaster", Domain.parse(hostname))
        self._state = State.START
        self._incoming = Incoming(self._limits.line_octets)
        self._no_more = False
        self._question: Question | None = None
        self._hello = ""
        self._extended = False
        self._transaction = Transaction(self._limits)
        self._chunk: Chunk | None = None
        self._errors = 0
        self._ending = Ending.LOST

    # What the outside may ask.

    @property
    def state(self) -> State:
        return self._state

    @property
    def tls_active(self) -> bool:
        return self._tls_active

    @property
    def in_transaction(self) -> bool:
        """Whether a sender is given and the message has not ended."""
        return self._state in _IN_TRANSACTION

    @property
    def in_message(self) -> bool:
        """Whether octets of a message are coming in."""
        return self._state in _IN_MESSAGE

    @property
    def is_at_beginning(self) -> bool:
        """Whether the next octet begins something: a command line, or the message after 354."""
        if self._chunk is not None or self._incoming.is_in_line:
            return False
        return self._state is not State.DATA or self._transaction.content.is_empty

    @property
    def recipients(self) -> int:
        """Recipients accepted in this transaction."""
        return self._transaction.recipients

    @property
    def held_octets(self) -> int:
        """Octets of the unfinished message in memory, for a budget over all connections."""
        return self._transaction.content.held if self._state in _IN_MESSAGE else 0

    # What the outside may do.

    def greeting(self) -> bytes:
        """Return the first line of the session."""
        return replies.encode_greeting(self._hostname)

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
            return Goodbye(data=b"", ending=self._ending)
        event = self._read()
        if event is not None:
            return event
        return self._close(Ending.LOST) if self._no_more else NEED_DATA

    def reply(self, reply: Reply) -> bytes:
        """Answer the pending question. Returns the octets to write."""
        question, self._question = self._question, None
        if question is None:
            message = "no question is pending"
            raise LocalProtocolError(message)
        if isinstance(question, StartTls) and reply.is_positive:
            return self._agree_to_tls(reply)
        if reply.is_positive:
            self._accept(question)
        elif isinstance(question, RcptTo):
            self._transaction.recipients_refused = True
        return self._count(reply)

    def tls_established(self) -> None:
        """Go on under TLS. RFC 3207 §4.2: everything the peer said before is forgotten."""
        self._step(Step.TLS_DONE)
        self._tls_active = True
        self._hello = ""
        self._extended = False

    def discard_message(self, reply: Reply) -> None:
        """Drop what is held of the message that is coming in, and answer `reply` when it has ended."""
        if self._state not in _IN_MESSAGE:
            message = "no message is coming in"
            raise LocalProtocolError(message)
        self._transaction.discard(reply)

    def close(self, reply: Reply) -> bytes:
        """End the session from our side. Returns the octets to write before closing."""
        return self._close(Ending.LOCAL, reply).data

    # Reading.

    def _read(self) -> Event | None:
        if self._chunk is not None:
            return self._read_chunk(self._chunk)
        if self._state is State.DATA:
            return self._read_lines()
        try:
            line = self._incoming.next_line()
            return None if line is None else self._command(line)
        except CommandRefusal as refusal:
            return self._answer(refusal.reply)

    def _read_lines(self) -> Event | None:
        if not self._incoming:
            return None
        data = self._incoming.rest()
        left = self._transaction.content.take_lines(data)
        self._incoming.skip(len(data) - (left or 0))
        return self._bound_discarding() if left is None else self._finish()

    def _read_chunk(self, chunk: Chunk) -> Event | None:
        data = self._incoming.rest()[: chunk.remaining]
        if chunk.refusal is None:
            self._transaction.content.take_chunk(data)
        chunk.remaining -= len(data)
        self._incoming.skip(len(data))
        return self._bound_discarding() if chunk.remaining else self._end_chunk(chunk)

    def _end_chunk(self, chunk: Chunk) -> Event:
        self._chunk = None
        if chunk.refusal is not None:
            return self._answer(chunk.refusal)
        if chunk.last:
            return self._finish()
        fault = self._transaction.content.fault
        if fault is not None:
            return self._answer(self._transaction.fault_reply(fault))
        return Answer(data=b"250 2.0.0 %d octets received\r\n" % chunk.size)

    def _bound_discarding(self) -> Goodbye | None:
        """Close rather than read without end what will be refused anyway."""
        if self._transaction.content.discarded <= self._limits.discarded_octets:
            return None
        return self._close(Ending.PROTOCOL, replies.TOO_LARGE)

    def _finish(self) -> Event:
        """End the message, and the transaction with it, whatever comes of it."""
        transaction = self._transaction
        self._reset(Step.END)
        found = transaction.finish(extended=self._extended)
        if isinstance(found, ContentFault):
            return ContentRefused(data=self._count(transaction.fault_reply(found)), fault=found)
        protocol = self._protocol(smtputf8=transaction.sender.smtputf8)
        return self._ask(MessageReceived(content=found, hello=self._hello, protocol=protocol))

    def _protocol(self, *, smtputf8: bool) -> str:
        """Return what `Received:` says after `with`. RFC 3848, RFC 6531 §4.3."""
        if not self._extended and not self._tls_active:
            return "SMTP"
        return ("UTF8SMTP" if smtputf8 else "ESMTP") + ("S" if self._tls_active else "")

    # Commands.

    def _command(self, line: bytes) -> Event | None:
        verb, argument = split_line(line)
        handler = _HANDLERS.get(verb)
        if handler is not None:
            event: Event | None = getattr(self, handler)(argument)
            return event
        if verb in WEB_VERBS:
            return self._close(Ending.PROTOCOL, replies.NOT_A_WEB_SERVER)
        return self._answer(replies.NOT_IMPLEMENTED if verb in NOT_OFFERED else replies.UNKNOWN_COMMAND)

    def _ehlo(self, argument: bytes) -> Event:
        self._hello, self._extended = parse_hello(argument), True
        starttls = self._tls_offered and not self._tls_active
        return self._abandon(replies.encode_ehlo(self._hostname, self._limits, starttls=starttls), Step.HELLO)

    def _helo(self, argument: bytes) -> Event:
        self._hello, self._extended = parse_hello(argument), False
        return self._abandon(replies.encode_helo(self._hostname), Step.HELLO)

    def _mail(self, argument: bytes) -> Event:
        self._check(Step.MAIL)
        limit = self._limits.message_octets
        return self._ask(parse_mail(argument, extended=self._extended, message_octets=limit))

    def _rcpt(self, argument: bytes) -> Event:
        self._check(Step.RCPT)
        transaction = self._transaction
        if transaction.recipients >= self._limits.recipients:
            return self._answer(replies.TOO_MANY_RECIPIENTS)  # RFC 5321 §4.5.3.1.10
        return self._ask(parse_rcpt(argument, smtputf8=transaction.sender.smtputf8, postmaster=self._postmaster))

    def _data(self, argument: bytes) -> Event:
        try:
            refuse_argument(argument)
            self._check(Step.DATA)
        except CommandRefusal as refusal:
            if not self._incoming:
                raise
            # RFC 2920 §3.1: DATA is the last of its group. What follows is a message and must not run as commands.
            return self._close(Ending.PROTOCOL, refusal.reply)
        self._step(Step.DATA)
        return Answer(data=replies.SEND_MESSAGE.octets)

    def _bdat(self, argument: bytes) -> Event | None:
        try:
            size, last = parse_chunk(argument)
        except CommandRefusal as refusal:
            return self._close(Ending.PROTOCOL, refusal.reply)
        if size > self._limits.discarded_octets:
            return self._close(Ending.PROTOCOL, replies.TOO_LARGE)
        try:
            self._check(Step.CHUNK)
            self._step(Step.CHUNK)
            self._chunk = Chunk(size, last=last, refusal=None)
        except CommandRefusal as refusal:
            self._chunk = Chunk(size, last=last, refusal=refusal.reply)
        return self._read_chunk(self._chunk)

    def _rset(self, argument: bytes) -> Event:
        refuse_argument(argument)
        return self._abandon(replies.RESET_OK.octets, Step.RESET)

    def _noop(self, _: bytes) -> Event:
        return Answer(data=replies.NOOP_OK.octets)

    def _help(self, _: bytes) -> Event:
        return Answer(data=replies.HELP.octets)

    def _vrfy(self, argument: bytes) -> Event:
        return self._answer(replies.NOT_VERIFIED if argument else replies.NEEDS_ARGUMENT)

    def _expn(self, _: bytes) -> Event:
        return self._answer(replies.NOT_IMPLEMENTED)

    def _quit(self, argument: bytes) -> Event:
        refuse_argument(argument)
        return self._close(Ending.QUIT, replies.BYE)

    def _starttls(self, argument: bytes) -> Event:
        refuse_argument(argument)
        if self._tls_active or not self._tls_offered:
            return self._answer(replies.TLS_ALREADY if self._tls_active else replies.NOT_IMPLEMENTED)
        self._check(Step.START_TLS)
        if self._incoming:
            return self._close(Ending.PROTOCOL, replies.TLS_INJECTION)
        return self._ask(StartTls())

    def _agree_to_tls(self, reply: Reply) -> bytes:
        if self._incoming:
            # RFC 3207 §5: what came in clear before the handshake may be anybody's.
            return self._close(Ending.PROTOCOL, replies.TLS_INJECTION).data
        self._step(Step.START_TLS)
        return reply.octets

    # Steps.

    def _accept(self, question: Question) -> None:
        if isinstance(question, MailFrom):
            self._transaction.sender = question
            self._step(Step.MAIL)
        elif isinstance(question, RcptTo):
            self._transaction.recipients += 1
            self._step(Step.RCPT)
        else:
            self._errors = 0  # a message was delivered: the peer means well

    def _check(self, step: Step) -> None:
        if step in TRANSITIONS[self._state]:
            return
        if self._state is State.START:
            raise CommandRefusal(replies.HELLO_FIRST)
        refused = step in (Step.DATA, Step.CHUNK) and self._transaction.recipients_refused
        raise CommandRefusal(replies.NO_RECIPIENTS if refused else replies.BAD_SEQUENCE)

    def _step(self, step: Step) -> None:
        following = TRANSITIONS[self._state].get(step)
        if following is None:
            message = f"{step.name} does not follow in state {self._state.name}"
            raise LocalProtocolError(message)
        self._state = following

    def _abandon(self, data: bytes, step: Step) -> Event:
        was_open = self.in_transaction
        self._reset(step)
        return TransactionAbandoned(data=data) if was_open else Answer(data=data)

    def _reset(self, step: Step) -> None:
        self._step(step)
        self._transaction = Transaction(self._limits)

    def _ask(self, question: Question) -> Question:
        self._question = question
        return question

    def _answer(self, reply: Reply) -> Answer:
        return Answer(data=self._count(reply))

    def _count(self, reply: Reply) -> bytes:
        """Return the reply's octets. One error too many, or a 421, closes: `next_event` then says `Goodbye`."""
        if reply.closes:
            return self._close(Ending.LOCAL, reply).data
        self._errors += reply.is_permanent
        if self._errors < self._limits.errors:
            return reply.octets
        return reply.octets + self._close(Ending.ERRORS, replies.TOO_MANY_ERRORS).data

    def _close(self, ending: Ending, reply: Reply | None = None) -> Goodbye:
        self._reset(Step.CLOSE)
        self._ending = ending
        self._question = None
        self._chunk = None
        self._incoming.clear()
        return Goodbye(data=reply.octets if reply else b"", ending=ending)


_VERBS = b"EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY EXPN HELP QUIT STARTTLS".split()
_HANDLERS = {verb: f"_{verb.decode().lower()}" for verb in _VERBS}
