"""AUTH: a SASL exchange in lines of base64. RFC 4954 §4, RFC 7628 §3.2.3 (errors)."""

from binascii import Error, a2b_base64, b2a_base64

from tempory.protocols import sasl
from tempory.protocols.smtp import replies
from tempory.protocols.smtp.events import LogIn
from tempory.protocols.smtp.refusal import CommandRefusal
from tempory.protocols.smtp.replies import Reply


class Authentication:
    """One exchange. Octets it returns are to be written."""

    __slots__ = ("_exchange", "_failure", "_mechanism", "_refusal")

    def __init__(self, mechanism: str) -> None:
        try:
            self._exchange = sasl.start(mechanism)
        except sasl.MechanismUnknown:
            raise CommandRefusal(replies.UNKNOWN_MECHANISM) from None
        self._mechanism = mechanism.upper()
        self._failure: bytes | None = None
        self._refusal: Reply | None = None

    def begin(self, initial: bytes) -> bytes | LogIn:
        """Take the initial response; "" is none, "=" an empty one."""
        if not initial:
            return self._step(None)
        return self._step(b"" if initial == b"=" else _decode(initial))

    def respond(self, line: bytes) -> bytes | LogIn:
        """Take the peer's line. Raises `CommandRefusal` at the end of an exchange that failed."""
        if self._refusal is not None:
            raise CommandRefusal(self._refusal)
        if line == b"*":
            raise CommandRefusal(replies.AUTH_CANCELLED)
        return self._step(_decode(line))

    def fail(self, reply: Reply) -> bytes | None:
        """Refuse the credentials. Returns what the peer is shown first, if the mechanism has that; else None."""
        if self._failure is None or not reply.is_permanent:
            return None
        self._refusal = reply
        return _encode(self._failure)

    def _step(self, response: bytes | None) -> bytes | LogIn:
        try:
            outcome = self._exchange.step(response)
        except sasl.ResponseInvalid:
            raise CommandRefusal(replies.BAD_RESPONSE) from None
        if isinstance(outcome, sasl.Challenge):
            return _encode(outcome.octets)
        self._failure = outcome.failure
        return LogIn(name=outcome.name, secret=outcome.secret, mechanism=self._mechanism)


def _encode(octets: bytes) -> bytes:
    return b"334 " + b2a_base64(octets, newline=False) + b"\r\n"


def _decode(line: bytes) -> bytes:
    try:
        return a2b_base64(line, strict_mode=True)
    except Error:
        raise CommandRefusal(replies.BAD_BASE64) from None
