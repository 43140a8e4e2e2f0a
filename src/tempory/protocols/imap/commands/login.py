"""LOGIN and AUTHENTICATE. RFC 9051 §6.2.2–6.2.3, RFC 4959 (SASL-IR)."""

from dataclasses import dataclass

from tempory.protocols.imap.arguments import Arguments
from tempory.values import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn:
    """Who the peer says it is, whatever the way it said so. `name` may be empty.

    `mechanism` is the SASL mechanism in capitals, "" for LOGIN. A NO should carry AUTHENTICATIONFAILED (RFC 5530).
    """

    name: str
    secret: Secret
    mechanism: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticate:
    """Begins an exchange, which ends in `LogIn`. `initial` is still base64, "=" for an empty one, None for none."""

    mechanism: str
    initial: bytes | None


def parse_login(arguments: Arguments) -> LogIn:
    """Read name and password."""
    arguments.space()
    name = arguments.text()
    arguments.space()
    return LogIn(name=name, secret=Secret(arguments.astring()))


def parse_authenticate(arguments: Arguments) -> Authenticate:
    """Read the mechanism and perhaps the initial response."""
    arguments.space()
    mechanism = arguments.atom().upper()
    initial = None
    if arguments.take(b" "):
        initial = arguments.atom().encode("ascii")
    return Authenticate(mechanism=mechanism, initial=initial)
