"""What a message's octets say, as open mode shows it: text, HTML, headers, attachments. `tempory.mime` reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from tempory.mime.attachments import attachment_name
from tempory.mime.bodies import find_bodies
from tempory.mime.header import Header
from tempory.mime.markup import markup_text
from tempory.mime.part import Part
from tempory.mime.structure import parse_structure
from tempory.mime.text import whole_text
from tempory.mime.transfer import decode_transfer


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attachment, decoded."""

    name: str
    content: bytes


@final
class ReadMessage:
    """One message, taken apart once. Nothing in it raises: of a broken message there is less to say."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._root = parse_structure(raw)
        self._bodies = find_bodies(self._root)

    @property
    def text(self) -> str | None:
        """The plain text; None if it has none."""
        return self._join(self._bodies.plain)

    @property
    def html(self) -> str | None:
        """The markup as it came; None if it has none."""
        return self._join(self._bodies.markup)

    @property
    def words(self) -> str:
        """What a reader would read: the plain text, or else the markup's text."""
        return self.text or markup_text(self.html or "")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Every field of the header, decoded, in order."""
        span = self._root.header
        return list(Header(self._raw, span.start, span.end).decoded())

    def attachment(self, index: int) -> Attachment | None:
        """Return one attachment; None if there is none with this index."""
        parts = self._bodies.attachments
        if index >= len(parts):
            return None
        part = parts[index]
        content = decode_transfer(part.body.cut(self._raw), part.about.encoding)
        return Attachment(name=attachment_name(part, index), content=content)

    def _join(self, parts: Sequence[Part]) -> str | None:
        return "\n".join(whole_text(self._raw, part) for part in parts) if parts else None
