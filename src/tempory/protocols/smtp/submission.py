"""The engine for members who send: nobody does before they log in, and nobody logs in in clear. RFC 6409, RFC 4954."""

from tempory.protocols.sasl import MECHANISMS
from tempory.protocols.smtp import replies
from tempory.protocols.smtp.authentication import Authentication
from tempory.protocols.smtp.commands import parse_auth, parse_hello, split_line
from tempory.protocols.smtp.connection import Connection
from tempory.protocols.smtp.events import Answer, Event, LogIn
from tempory.protocols.smtp.incoming import CRLF, Incoming
from tempory.protocols.smtp.limits import Limits
from tempory.protocols.smtp.replies import Reply
from tempory.protocols.smtp.states import Step


class Submission(Connection):
    """One session of a member's program. Made and driven as `Connection` is; `LogIn` is one question more."""

    def __init__(
        self, *, hostname: str, limits: Limits | None = None, tls_offered: bool = False, tls_active: bool = False
    ) -> None:
        super().__init__(hostname=hostname, limits=limits, tls_offered=tls_offered, tls_active=tls_active)
        # Whether a line is one of AUTH's, which may be longer, is known once it has ended.
        self._incoming = Incoming(max(self._limits.line_octets, self._limits.auth_line_octets))
        self._exchange: Authentication | None = None
        self._is_authenticated = False

    @property
    def is_authenticated(self) -> bool:
        """Whether the peer has logged in."""
        return self._is_authenticated

    def reply(self, reply: Reply) -> bytes:
        """Answer the pending question. A mechanism may show why not, and hear the peer out, before it is told no."""
        exchange = self._exchange
        if exchange is None:
            return super().reply(reply)
        self._question = None
        if (shown := exchange.fail(reply)) is not None:
            return shown
        self._exchange = None
        if reply.is_positive:
            self._step(Step.AUTH)
            self._is_authenticated = True
            self._errors = 0
        return self._count(reply)

    def _command(self, line: bytes) -> Event | None:
        if self._exchange is not None:
            return self._exchanged(self._exchange.respond(line))
        verb, argument = split_line(line)
        if verb == b"AUTH":
            return self._auth(argument)
        if len(line) + len(CRLF) > self._limits.line_octets:
            return self._answer(replies.LINE_TOO_LONG)
        return super()._command(line)

    def _answer(self, reply: Reply) -> Answer:
        """Whatever is answered but a challenge ends the exchange that is under way."""
        exchange, self._exchange = self._exchange, None
        is_its_line = exchange is not None and reply is replies.LINE_TOO_LONG
        return super()._answer(replies.AUTH_LINE_TOO_LONG if is_its_line else reply)

    def _ehlo(self, argument: bytes) -> Event:
        self._hello, self._extended = parse_hello(argument), True
        starttls = self._tls_offered and not self._tls_active
        mechanisms = MECHANISMS if self._tls_active else ()
        told = replies.encode_ehlo(self._hostname, self._limits, starttls=starttls, mechanisms=mechanisms)
        return self._abandon(told, Step.HELLO)

    def _protocol(self, *, smtputf8: bool) -> str:
        return f"{super()._protocol(smtputf8=smtputf8)}A"  # RFC 3848; who has not logged in sends nothing

    def _mail(self, argument: bytes) -> Event:
        self._check(Step.MAIL)
        return super()._mail(argument) if self._is_authenticated else self._answer(replies.AUTH_FIRST)

    def _auth(self, argument: bytes) -> Event:
        if not self._tls_active:
            return self._answer(replies.AUTH_NEEDS_TLS)
        if self._is_authenticated:
            return self._answer(replies.AUTH_ALREADY)
        self._check(Step.AUTH)
        if not self._extended:
            return self._answer(replies.HELLO_FIRST)  # RFC 4954 §4: AUTH is an extension
        mechanism, initial = parse_auth(argument)
        self._exchange = Authentication(mechanism)
        return self._exchanged(self._exchange.begin(initial))

    def _exchanged(self, outcome: bytes | LogIn) -> Event:
        return self._ask(outcome) if isinstance(outcome, LogIn) else Answer(data=outcome)
