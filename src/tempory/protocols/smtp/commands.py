"""Command lines and their arguments. RFC 5321 §4.1.1, RFC 1870 §3, RFC 6152 §2, RFC 6531 §3.4, RFC 3030 §2."""

import re

from tempory.protocols.smtp import replies
from tempory.protocols.smtp.events import Body, MailFrom, RcptTo
from tempory.protocols.smtp.paths import parse_forward_path, parse_reverse_path, split_path
from tempory.protocols.smtp.refusal import CommandRefusal
from tempory.values import Address

NOT_OFFERED = frozenset({b"AUTH", b"ETRN", b"TURN", b"ATRN", b"SEND", b"SOML", b"SAML"})
# The first words of HTTP requests, which a page can be made to send here (cross-protocol attack).
WEB_VERBS = frozenset({b"GET", b"POST", b"PUT", b"HEAD", b"DELETE", b"OPTIONS", b"CONNECT", b"PATCH", b"TRACE", b"PRI"})

_HELLO = re.compile(r"[!-~\u00a1-\U0010ffff]{1,255}")
_SIZE = re.compile(rb"[0-9]{1,20}")  # RFC 1870 §3
_BODIES = {b"7BIT": Body.SEVEN_BIT, b"8BITMIME": Body.EIGHT_BIT}
_MECHANISM = re.compile(rb"[A-Za-z0-9_-]{1,20}")  # RFC 4422 §3.1
_CHUNK = re.compile(rb"([0-9]{1,20})( +LAST)?", re.IGNORECASE)


def split_line(line: bytes) -> tuple[bytes, bytes]:
    """Split a line without its CRLF into an upper-case verb and the argument, which is "" without one.

    RFC 5321 §4.1.1 allows for blanks at the end. Octets that no command can hold are refused.
    """
    if not line.isascii():
        _check_utf8(line)
    if b"\0" in line or b"\r" in line or b"\n" in line:
        raise CommandRefusal(replies.BAD_OCTETS)
    verb, _, argument = line.rstrip(b" \t").partition(b" ")
    return verb.upper(), argument.lstrip(b" ")


def _check_utf8(line: bytes) -> None:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CommandRefusal(replies.BAD_OCTETS) from error


def parse_hello(argument: bytes) -> str:
    """Read the name in EHLO or HELO. Its syntax is not enforced beyond one word: `Received:` has it cleaned."""
    name = argument.decode("utf-8")
    if not _HELLO.fullmatch(name):
        raise CommandRefusal(replies.BAD_HELLO)
    return name


def parse_mail(argument: bytes, *, extended: bool, message_octets: int) -> MailFrom:
    """Read the argument of MAIL. Parameters are known after EHLO only."""
    path, parameters = split_path(argument, b"FROM:", replies.BAD_MAIL)
    given = _parse_parameters(parameters) if parameters else {}
    if not extended and given:
        raise CommandRefusal(replies.UNKNOWN_PARAMETER)
    size = _parse_size(given.pop(b"SIZE")) if b"SIZE" in given else 0
    body = _parse_body(given.pop(b"BODY")) if b"BODY" in given else Body.UNDECLARED
    smtputf8 = _parse_flag(given.pop(b"SMTPUTF8")) if b"SMTPUTF8" in given else False
    if given:
        raise CommandRefusal(replies.UNKNOWN_PARAMETER)
    if size > message_octets:
        raise CommandRefusal(replies.TOO_LARGE)
    reverse_path = parse_reverse_path(path, smtputf8=smtputf8)
    return MailFrom(reverse_path=reverse_path, size=size, body=body, smtputf8=smtputf8)


def parse_rcpt(argument: bytes, *, smtputf8: bool, postmaster: Address) -> RcptTo:
    """Read the argument of RCPT. It has no parameters here (no DSN)."""
    path, parameters = split_path(argument, b"TO:", replies.BAD_RCPT)
    if parameters:
        raise CommandRefusal(replies.UNKNOWN_PARAMETER)
    return RcptTo(address=parse_forward_path(path, smtputf8=smtputf8, postmaster=postmaster))


def parse_auth(argument: bytes) -> tuple[str, bytes]:
    """Read the argument of AUTH: the mechanism's name, and the initial response in base64, "" without one."""
    mechanism, _, initial = argument.partition(b" ")
    if not _MECHANISM.fullmatch(mechanism):
        raise CommandRefusal(replies.BAD_AUTH)
    return mechanism.decode("ascii"), initial.strip(b" ")


def parse_chunk(argument: bytes) -> tuple[int, bool]:
    """Read the argument of BDAT: size in octets, and whether it is the last one."""
    match = _CHUNK.fullmatch(argument)
    if match is None:
        raise CommandRefusal(replies.BAD_CHUNK)
    return int(match[1]), match[2] is not None


def _parse_parameters(parameters: bytes) -> dict[bytes, bytes | None]:
    given: dict[bytes, bytes | None] = {}
    for parameter in parameters.split():
        keyword, equals, value = parameter.partition(b"=")
        name = keyword.upper()
        if name in given:
            raise CommandRefusal(replies.BAD_PARAMETER)
        given[name] = value if equals else None
    return given


def _parse_size(value: bytes | None) -> int:
    if value is None or not _SIZE.fullmatch(value):
        raise CommandRefusal(replies.BAD_PARAMETER)
    return int(value)


def _parse_body(value: bytes | None) -> Body:
    """RFC 6152 §2. BINARYMIME (RFC 3030 §3) is not offered: a NUL could not go out again by IMAP or POP3."""
    word = (value or b"").upper()
    if word not in _BODIES:
        raise CommandRefusal(replies.UNKNOWN_PARAMETER if word == b"BINARYMIME" else replies.BAD_PARAMETER)
    return _BODIES[word]


def _parse_flag(value: bytes | None) -> bool:
    if value is not None:
        raise CommandRefusal(replies.BAD_PARAMETER)
    return True


def refuse_argument(argument: bytes) -> None:
    """Refuse what follows a verb that takes nothing (RFC 5321 §4.1.1)."""
    if argument:
        raise CommandRefusal(replies.NO_ARGUMENT)
