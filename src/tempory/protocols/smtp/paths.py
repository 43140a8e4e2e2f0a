"""Reverse and forward paths: `<>`, `<user@domain>`, `<@relay:user@domain>`. RFC 5321 §4.1.2, RFC 6531 §3.3."""

import re

from tempory.protocols.smtp import replies
from tempory.protocols.smtp.refusal import CommandRefusal
from tempory.values import Address, InvalidValueError

# A path ends at the first ">" outside a quoted local part. Possessive, so that no input makes it look twice.
_PATH = re.compile(rb' *+<((?:[^"<>]|"(?:[^"\\]|\\.)*+")*+)>(?: ++(.++))?+', re.DOTALL)
# RFC 5321 §4.1.1.3, appendix C: a source route is accepted and ignored.
_ROUTE = re.compile(r"@[^:]*:")
_LITERAL = re.compile(r".*@\[[^\]]*\]", re.DOTALL)
_POSTMASTER = "postmaster"


def split_path(argument: bytes, keyword: bytes, form: replies.Reply) -> tuple[bytes, bytes]:
    """Split `FROM:<path> parameters` into path and parameters; `form` is the refusal for anything else.

    Blanks after the colon are let through, as RFC 5321 §4.1.1.2 does not but every server does.
    """
    if argument[: len(keyword)].upper() != keyword:
        raise CommandRefusal(form)
    match = _PATH.fullmatch(argument, len(keyword))
    if match is None:
        raise CommandRefusal(form)
    return match[1], match[2] or b""


def parse_reverse_path(path: bytes, *, smtputf8: bool) -> Address | None:
    """Read the path of MAIL; None is the null path `<>` of notifications (RFC 5321 §4.5.5)."""
    if not path:
        return None
    text = _decode(path, smtputf8=smtputf8)
    if _LITERAL.fullmatch(text):
        # RFC 5321 §4.1.3, stricter: nothing could be sent back to an address literal from here.
        raise CommandRefusal(replies.LITERAL_SENDER)
    return _parse_address(text, replies.BAD_SENDER)


def parse_forward_path(path: bytes, *, smtputf8: bool, postmaster: Address) -> Address:
    """Read the path of RCPT. RFC 5321 §4.5.1: `<postmaster>` alone, in any case, is ours."""
    text = _decode(path, smtputf8=smtputf8)
    if text.lower() == _POSTMASTER:
        return postmaster
    if _LITERAL.fullmatch(text):
        raise CommandRefusal(replies.LITERAL_RECIPIENT)
    return _parse_address(text, replies.BAD_RECIPIENT)


def _decode(path: bytes, *, smtputf8: bool) -> str:
    if not smtputf8 and not path.isascii():
        raise CommandRefusal(replies.NEEDS_SMTPUTF8)
    text = path.decode("utf-8")  # checked for the whole line before
    return _ROUTE.sub("", text, count=1) if text.startswith("@") else text


def _parse_address(text: str, refusal: replies.Reply) -> Address:
    try:
        return Address.parse(text)
    except InvalidValueError as error:
        raise CommandRefusal(refusal) from error
