"""Sections of a message, as FETCH names them. RFC 9051 §6.4.5.1, §9 section, RFC 3516 §4.2."""

from dataclasses import dataclass
from enum import StrEnum

from tempory.protocols.imap.arguments import MAX_NUMBER64, Arguments
from tempory.protocols.imap.refusal import bad


class SectionText(StrEnum):
    """What of a message or part. RFC 9051 §6.4.5.1."""

    WHOLE = ""  # BODY[] or BODY[1.2]
    HEADER = "HEADER"
    HEADER_FIELDS = "HEADER.FIELDS"
    HEADER_FIELDS_NOT = "HEADER.FIELDS.NOT"
    TEXT = "TEXT"
    MIME = "MIME"


@dataclass(frozen=True, slots=True)
class Section:
    """`part` is the part's numbers, () for the message itself. `fields` are names as written, for HEADER.FIELDS."""

    part: tuple[int, ...] = ()
    text: SectionText = SectionText.WHOLE
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Partial:
    """`<start.octets>`: at most `octets` from octet `start` on."""

    start: int
    octets: int


@dataclass(frozen=True, slots=True)
class BodySection:
    """BODY[…], or BODY.PEEK[…] if `peek`."""

    section: Section
    peek: bool = False
    partial: Partial | None = None


@dataclass(frozen=True, slots=True)
class BinarySection:
    """BINARY[…], or BINARY.PEEK[…] if `peek`: decoded."""

    part: tuple[int, ...]
    peek: bool = False
    partial: Partial | None = None


@dataclass(frozen=True, slots=True)
class BinarySize:
    """BINARY.SIZE[…]: octets once decoded."""

    part: tuple[int, ...]


_TEXTS = {str(text): text for text in SectionText if text}
_WITH_FIELDS = frozenset({SectionText.HEADER_FIELDS, SectionText.HEADER_FIELDS_NOT})


def read_body_section(arguments: Arguments, *, peek: bool) -> BodySection:
    """Read `[section]<start.octets>`."""
    arguments.expect(b"[")
    part = arguments.part()
    has_text = arguments.take(b".") if part else not arguments.next_is(b"]")
    section = _read_text(arguments, part) if has_text else Section(part)
    arguments.expect(b"]")
    return BodySection(section, peek, _read_partial(arguments))


def read_binary_section(arguments: Arguments, *, peek: bool) -> BinarySection:
    """Read `[1.2]<start.octets>`."""
    return BinarySection(_read_bracketed_part(arguments), peek, _read_partial(arguments))


def read_binary_size(arguments: Arguments) -> BinarySize:
    """Read `[1.2]`."""
    return BinarySize(_read_bracketed_part(arguments))


def _read_bracketed_part(arguments: Arguments) -> tuple[int, ...]:
    arguments.expect(b"[")
    part = arguments.part()
    arguments.expect(b"]")
    return part


def _read_text(arguments: Arguments, part: tuple[int, ...]) -> Section:
    text = _TEXTS.get(arguments.keyword())
    if text is None or (text is SectionText.MIME and not part):
        message = "Not a section"
        raise bad(message)
    if text not in _WITH_FIELDS:
        return Section(part, text)
    arguments.space()
    return Section(part, text, arguments.parenthesised(lambda: _read_field(arguments)))


def _read_field(arguments: Arguments) -> str:
    """Read a field's name: printable ASCII but for the colon (RFC 5322 §2.2)."""
    octets = arguments.astring()
    name = octets.decode("ascii", "replace")
    if not name.isascii() or not name.isprintable() or ":" in name or " " in name or not name:
        message = "Not the name of a header field"
        raise bad(message)
    return name


def _read_partial(arguments: Arguments) -> Partial | None:
    if not arguments.take(b"<"):
        return None
    start = arguments.number(MAX_NUMBER64)
    arguments.expect(b".")
    octets = arguments.number(MAX_NUMBER64)
    arguments.expect(b">")
    if not octets:
        message = "A part of a section has octets"
        raise bad(message)
    return Partial(start, octets)
