"""Strings on the wire: quoted, literal or literal8, whichever holds what there is. RFC 9051 §4.3, RFC 6855 §3."""

import re

from tempory.protocols.imap.dialect import REV1, Dialect
from tempory.protocols.imap.names import encode_name

NIL = b"NIL"
MAX_QUOTED_OCTETS = 1000

_PLAIN = re.compile(rb"[ !#-\[\]-~]*")  # quoted as it stands
_PLAIN_UTF8 = re.compile(rb"[ !#-\[\]-~\x80-\xff]*")
_QUOTABLE = re.compile(rb"[^\x00\r\n\x80-\xff]*")
_QUOTABLE_UTF8 = re.compile(rb"[^\x00\r\n]*")
_ESCAPED = re.compile(rb'(["\\])')
# RFC 3501 §9 astring: ATOM-CHAR or "]". RFC 9051 has the same, so both can read it.
_ATOM = re.compile(rb"[!#$&'+,\-./0-9:;<=>?@A-Z\[\]^_`a-z|}~]+")


def encode_string(octets: bytes, dialect: Dialect = REV1) -> bytes:
    """Write a `string`: quoted if it may be, else a literal, which holds any octets but NUL; with NUL a literal8."""
    if len(octets) <= MAX_QUOTED_OCTETS:
        if (_PLAIN_UTF8 if dialect.utf8 and _is_utf8(octets) else _PLAIN).fullmatch(octets):
            return b'"%b"' % octets
        if (_QUOTABLE_UTF8 if dialect.utf8 and _is_utf8(octets) else _QUOTABLE).fullmatch(octets):
            return b'"%b"' % _ESCAPED.sub(rb"\\\1", octets)
    return encode_literal(octets)


def encode_header_text(text: str, dialect: Dialect) -> bytes:
    """Write text out of a header as it is, as a `string`, which a NUL cannot be in."""
    return encode_string(text.replace("\0", "\ufffd").encode("utf-8", "replace"), dialect)


def encode_nstring(octets: bytes | None, dialect: Dialect = REV1) -> bytes:
    """Write an `nstring`: NIL for None."""
    return NIL if octets is None else encode_string(octets, dialect)


def encode_literal(octets: bytes) -> bytes:
    """Write a literal, or a literal8 (RFC 3516 §4.4) if there is a NUL."""
    return b"%b{%d}\r\n%b" % (b"~" if b"\0" in octets else b"", len(octets), octets)


def encode_astring(octets: bytes, dialect: Dialect = REV1) -> bytes:
    """Write an `astring`: an atom if it may be. `NIL` is quoted, for old readers take it for nothing."""
    if _ATOM.fullmatch(octets) and octets.upper() != NIL:
        return octets
    return encode_string(octets, dialect)


def encode_mailbox(name: str, dialect: Dialect) -> bytes:
    """Write a mailbox's name, in modified UTF-7 or, where it is enabled, in UTF-8."""
    return encode_astring(encode_name(name, dialect), dialect)


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode()
    except UnicodeDecodeError:
        return False
    return True
