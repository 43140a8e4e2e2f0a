"""Cutting what FETCH names out of a message. RFC 9051 §6.4.5.1 (sections), RFC 3516 §4 (BINARY)."""

from tempory.mime import Header, Part, Span, parse_structure
from tempory.mime.transfer import BASE64, IDENTITY, QUOTED_PRINTABLE, decode_transfer
from tempory.protocols.imap import Completion
from tempory.protocols.imap.commands.sections import (
    BinarySection,
    BinarySize,
    BodySection,
    Partial,
    Section,
    SectionText,
)
from tempory.protocols.imap.responses.codes import UNKNOWN_CTE
from tempory.sessions.imap.visit import NotDone

_UNKNOWN = NotDone(Completion.no("This part's encoding is not known", UNKNOWN_CTE))
_DECODED = IDENTITY | {BASE64, QUOTED_PRINTABLE}


class Sections:
    """The sections of one opened message; its structure is looked for once, and only if a part is asked for."""

    def __init__(self, content: bytes, header_octets: int) -> None:
        self._content = content
        self._header = Span(0, header_octets)
        self._root: Part | None = None

    def cut(self, wanted: BodySection) -> bytes | None:
        """Return a section's octets; None if there is no such section."""
        section = wanted.section
        found = self._of_part(section) if section.part else self._of_message(section, self._header, len(self._content))
        return None if found is None else _partial(found, wanted.partial)

    def decode(self, wanted: BinarySection | BinarySize) -> bytes | None:
        """Return a part decoded; None if there is no such part."""
        if not wanted.part:
            found = self._content
        else:
            part = self._find(wanted.part)
            if part is None:
                return None
            if part.about.encoding not in _DECODED:
                raise _UNKNOWN
            found = decode_transfer(part.body.cut(self._content), part.about.encoding)
        return _partial(found, wanted.partial if isinstance(wanted, BinarySection) else None)

    def _of_message(self, section: Section, header: Span, end: int) -> bytes:
        """Cut out of the message, or a message inside it, whose header lies at `header` and which ends at `end`."""
        match section.text:
            case SectionText.WHOLE | SectionText.MIME:
                return self._content if header.start == 0 else self._content[header.start : end]
            case SectionText.HEADER:
                return header.cut(self._content)
            case SectionText.TEXT:
                return self._content[header.end : end]
            case SectionText.HEADER_FIELDS:
                return self._fields(header, section, are_named=True)
            case SectionText.HEADER_FIELDS_NOT:
                return self._fields(header, section, are_named=False)

    def _of_part(self, section: Section) -> bytes | None:
        part = self._find(section.part)
        if part is None:
            return None
        if section.text is SectionText.WHOLE:
            return part.body.cut(self._content)
        if section.text is SectionText.MIME:
            return part.header.cut(self._content)
        if part.message is None:
            return None
        return self._of_message(section, part.message.header, part.body.end)

    def _find(self, numbers: tuple[int, ...]) -> Part | None:
        """Follow part numbers. A message that is no multipart has one part, 1, which is its body."""
        if self._root is None:
            self._root = parse_structure(self._content)
        part, holds_message = self._root, True
        for number in numbers:
            inside = part.message if not holds_message else part
            holder = inside if inside is not None else part
            if holder.parts:
                if number > len(holder.parts):
                    return None
                part = holder.parts[number - 1]
            elif number == 1 and inside is not None:
                part = holder
            else:
                return None
            holds_message = False
        return part

    def _fields(self, header: Span, section: Section, *, are_named: bool) -> bytes:
        names = {field.lower() for field in section.fields}
        fields = Header(self._content, *header).fields
        lines = [self._content[each.start : each.end] for each in fields if (each.name.lower() in names) is are_named]
        return b"".join([*(line if line.endswith(b"\n") else line + b"\r\n" for line in lines), b"\r\n"])


def _partial(octets: bytes, partial: Partial | None) -> bytes:
    return octets if partial is None else octets[partial.start : partial.start + partial.octets]
