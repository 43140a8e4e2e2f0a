"""How somebody says who they are: USER and PASS (RFC 1939 §7), or AUTH (RFC 5034), under TLS only."""

import base64

from tempory.protocols.pop3.events import Answer, LogIn
from tempory.protocols.pop3.refusal import CommandRefusal
from tempory.protocols.pop3.replies import CRLF, Code, encode_ok
from tempory.protocols.sasl import Challenge, Exchange, MechanismUnknown, ResponseInvalid, start
from tempory.values import Secret


class Authentication:
    """What was said so far."""

    def __init__(self) -> None:
        self._name: str | None = None
        self._exchange: Exchange | None = None
        self._failure: bytes | None = None
        self._rejection: CommandRefusal | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether the next line is a response and no command."""
        return self._exchange is not None or self._rejection is not None

    def name(self, name: str) -> Answer:
        """USER."""
        if not name:
            message = "USER wants a name"
            raise CommandRefusal(message)
        self._name = name
        return Answer(data=encode_ok("Now the password"))

    def password(self, password: str) -> LogIn:
        """PASS."""
        if self._name is None:
            message = "USER first"
            raise CommandRefusal(message)
        name, self._name = self._name, None
        return LogIn(name=name, secret=Secret(password.encode()))

    def begin(self, mechanism: str, initial: str) -> Answer | LogIn:
        """AUTH. RFC 5034 §4: `=` is an initial response without octets."""
        try:
            exchange = start(mechanism)
        except MechanismUnknown:
            message = "Mechanism not offered"
            raise CommandRefusal(message) from None
        return self._step(exchange, initial.removeprefix("=") if initial else None)

    def respond(self, line: bytes) -> Answer | LogIn:
        """Take the line that answers a challenge."""
        exchange, self._exchange = self._exchange, None
        if exchange is None or line == b"*":
            # RFC 7628 §3.2.3: the peer has seen why, and answered; now it is told no. Or it gave up by itself.
            refusal, self._rejection = self._rejection, None
            raise refusal or CommandRefusal("Cancelled")
        return self._step(exchange, line.decode("latin-1"))

    def reject(self, refusal: CommandRefusal) -> bytes | None:
        """Return the challenge that goes before the no, if the mechanism has one: `refusal` follows its answer."""
        if self._failure is None:
            return None
        challenge, self._failure, self._rejection = self._failure, None, refusal
        return b"+ " + base64.b64encode(challenge) + CRLF

    def _step(self, exchange: Exchange, text: str | None) -> Answer | LogIn:
        try:
            outcome = exchange.step(None if text is None else base64.b64decode(text, validate=True))
        except (ResponseInvalid, ValueError):
            message = "Not a response of this mechanism"
            raise CommandRefusal(message, Code.AUTH) from None
        if isinstance(outcome, Challenge):
            self._exchange = exchange
            return Answer(data=b"+ " + base64.b64encode(outcome.octets) + CRLF)
        self._failure = outcome.failure
        return LogIn(name=outcome.name, secret=outcome.secret)
