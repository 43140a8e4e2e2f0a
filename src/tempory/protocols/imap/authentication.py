"""AUTHENTICATE: a SASL exchange in lines of base64. RFC 9051 §6.2.2, RFC 4959 (SASL-IR), RFC 7628 §3.2.3 (errors)."""

from binascii import Error, a2b_base64, b2a_base64

from tempory.protocols import sasl
from tempory.protocols.imap.commands import LogIn
from tempory.protocols.imap.completion import Completion
from tempory.protocols.imap.incoming import Line
from tempory.protocols.imap.refusal import CommandRefusal, bad
from tempory.protocols.imap.responses.codes import AUTHENTICATIONFAILED, CANNOT

_UNKNOWN = Completion.no("This mechanism is not offered", CANNOT)
_INVALID = Completion.no("This is not a response of the mechanism", AUTHENTICATIONFAILED)


class Authentication:
    """One exchange. Octets it returns are to be written."""

    __slots__ = ("_exchange", "_failure", "_mechanism", "_refusal")

    def __init__(self, mechanism: str) -> None:
        try:
            self._exchange = sasl.start(mechanism)
        except sasl.MechanismUnknown:
            raise CommandRefusal(_UNKNOWN) from None
        self._mechanism = mechanism
        self._failure: bytes | None = None
        self._refusal: Completion | None = None

    def begin(self, initial: bytes | None) -> bytes | LogIn:
        """Take the initial response, if there is one; "=" is an empty one."""
        if initial is None:
            return self._step(None)
        return self._step(b"" if initial == b"=" else _decode(initial))

    def respond(self, line: Line) -> bytes | LogIn:
        """Take the peer's line. Raises `CommandRefusal` at the end of an exchange that failed."""
        if self._refusal is not None:
            raise CommandRefusal(self._refusal)
        if line.is_cut or line.octets == b"*":
            message = "The exchange is cancelled"
            raise bad(message)
        return self._step(_decode(line.octets))

    def fail(self, completion: Completion) -> bytes | None:
        """Refuse the credentials. Returns what the peer is shown first, if the mechanism has that; else None."""
        if self._failure is None:
            return None
        self._refusal = completion
        return _encode(self._failure)

    def _step(self, response: bytes | None) -> bytes | LogIn:
        try:
            outcome = self._exchange.step(response)
        except sasl.ResponseInvalid:
            raise CommandRefusal(_INVALID) from None
        if isinstance(outcome, sasl.Challenge):
            return _encode(outcome.octets)
        self._failure = outcome.failure
        return LogIn(name=outcome.name, secret=outcome.secret, mechanism=self._mechanism)


def _encode(octets: bytes) -> bytes:
    return b"+ " + b2a_base64(octets, newline=False) + b"\r\n"


def _decode(line: bytes) -> bytes:
    try:
        return a2b_base64(line, strict_mode=True)
    except Error:
        message = "A response is base64"
        raise bad(message) from None
