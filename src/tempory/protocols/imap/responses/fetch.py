"""FETCH responses: the hot path. RFC 9051 §7.5.2, RFC 7162 §3.1.4.2, RFC 8474 §5, RFC 8514 §4.2, RFC 8970 §3.

A listing of many messages is one `Row` made for its attributes and one `%` a message:

    row = Row((FetchItem.UID, FetchItem.FLAGS, FetchItem.ENVELOPE))
    data = b"".join(row.encode(number, (b"%d" % uid, encode_flag_list(flags), envelope)) for …)

A response with bodies is `begin_fetch`, items with spaces between, `END_FETCH`: each body is `begin_body` and then its
octets, in as many pieces as they come.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import assert_never

from tempory.protocols.imap.commands.fetch import FetchAttribute, FetchItem
from tempory.protocols.imap.commands.sections import BinarySection, BinarySize, BodySection, Section, SectionText
from tempory.protocols.imap.responses.strings import encode_astring
from tempory.values import Flags, Instant

END_FETCH = b")\r\n"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_IN_PARENTHESES = frozenset({FetchItem.FLAGS, FetchItem.MODSEQ, FetchItem.EMAILID})


class Row:
    """The form of one FETCH response, made once for many messages.

    Values are octets, one an attribute and in their order: FLAGS as of `encode_flag_list`, MODSEQ and EMAILID
    bare (the parentheses are the row's), INTERNALDATE and SAVEDATE as of `encode_instant`, PREVIEW as an nstring,
    THREADID NIL or in parentheses, BODY[…] as a string, ENVELOPE, BODY and BODYSTRUCTURE as encoded.
    """

    __slots__ = ("_form",)

    def __init__(self, attributes: Iterable[FetchAttribute]) -> None:
        items = b" ".join(_form_of(attribute) for attribute in attributes)
        self._form = b"* %d FETCH (" + items + b")\r\n"

    def encode(self, number: int, values: Sequence[bytes]) -> bytes:
        """Write the response for message `number`."""
        return self._form % (number, *values)


def begin_fetch(number: int) -> bytes:
    """Open the response of message `number`."""
    return b"* %d FETCH (" % number


def begin_body(name: bytes, octets: int, *, literal8: bool = False) -> bytes:
    """Announce `octets` of a body under `name`. `literal8` for BINARY with a NUL (RFC 3516 §4.4)."""
    return b"%b %b{%d}\r\n" % (name, b"~" if literal8 else b"", octets)


@lru_cache(maxsize=512)
def encode_name(attribute: FetchAttribute) -> bytes:
    """Return what the response calls an attribute: `BODY[1.2.MIME]<0>`, `RFC822.SIZE` …; never PEEK."""
    match attribute:
        case FetchItem():
            return attribute.encode("ascii")
        case BodySection():
            name = b"BODY[" + _encode_section(attribute.section) + b"]"
        case BinarySection():
            name = b"BINARY[" + _encode_part(attribute.part) + b"]"
        case BinarySize():
            return b"BINARY.SIZE[" + _encode_part(attribute.part) + b"]"
        case unexpected:
            assert_never(unexpected)
    return name if attribute.partial is None else b"%b<%d>" % (name, attribute.partial.start)


@lru_cache(maxsize=4096)
def encode_flag_list(flags: Flags, *, recent: bool = False) -> bytes:
    r"""Write flags without parentheses, in one order. `recent` adds `\Recent` (RFC 3501 only)."""
    return " ".join((*sorted(flags), *(["\\Recent"] if recent else []))).encode("ascii")


def encode_flags_update(
    number: int, flags: Flags, *, uid: int | None = None, modseq: int | None = None, recent: bool = False
) -> bytes:
    """Write the untagged FETCH that tells of changed flags: UID and MODSEQ if they are not None (RFC 7162 §3.2.4)."""
    told = b"" if uid is None else b"UID %d " % uid
    changed = b"" if modseq is None else b" MODSEQ (%d)" % modseq
    return b"* %d FETCH (%bFLAGS (%b)%b)\r\n" % (number, told, encode_flag_list(flags, recent=recent), changed)


def encode_modseq_update(number: int, *, uid: int, modseq: int) -> bytes:
    """Write the untagged FETCH that a silent STORE is answered with (RFC 7162 §3.1.3)."""
    return b"* %d FETCH (UID %d MODSEQ (%d))\r\n" % (number, uid, modseq)


def encode_instant(instant: Instant) -> bytes:
    """Write a date-time (RFC 9051 §9) with its quotes, in UTC."""
    return _encode_second(instant // 1000)


@lru_cache(maxsize=4096)
def _encode_second(second: int) -> bytes:
    moment = datetime.fromtimestamp(second, UTC)
    return f'"{moment.day:2d}-{_MONTHS[moment.month - 1]}-{moment.year:04d} {moment:%H:%M:%S} +0000"'.encode("ascii")


def _form_of(attribute: FetchAttribute) -> bytes:
    name = encode_name(attribute).replace(b"%", b"%%")
    return name + (b" (%b)" if attribute in _IN_PARENTHESES else b" %b")


def _encode_section(section: Section) -> bytes:
    words = [str(number) for number in section.part] + ([section.text] if section.text else [])
    name = ".".join(words).encode("ascii")
    if section.text not in (SectionText.HEADER_FIELDS, SectionText.HEADER_FIELDS_NOT):
        return name
    return b"%b (%b)" % (name, b" ".join(encode_astring(field.encode("ascii")) for field in section.fields))


def _encode_part(part: tuple[int, ...]) -> bytes:
    return ".".join(map(str, part)).encode("ascii")
