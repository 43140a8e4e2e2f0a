"""One body part, or the message itself: what its header says of it, and where its octets lie.

RFC 2045 §2.5–2.6, RFC 2046 §5. This is what IMAP's BODYSTRUCTURE and its partial fetches are made of (RFC 9051 §6.4.5,
§7.5.2).
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import NamedTuple

from tempory.mime.description import Description
from tempory.mime.printable import safe_filename


class Span(NamedTuple):
    """Octets from `start` up to, not including, `end` of the message."""

    start: int
    end: int

    @property
    def octets(self) -> int:
        """How many there are."""
        return self.end - self.start

    def cut(self, content: bytes) -> bytes:
        """Cut them out of the message."""
        return content[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A node of the MIME tree. A leaf has neither `parts` (a multipart's) nor `message` (what message/rfc822 holds).

    `header` ends after its blank line; `body` begins there and ends before the line end that belongs to the delimiter
    (RFC 2046 §5.1.1). `opaque`: a limit was reached or the structure is broken, so the body was not taken apart and
    `about` says how to show it, not what the sender wrote.
    """

    header: Span
    body: Span
    lines: int  # line ends in the body
    about: Description
    parts: tuple["Part", ...] = ()
    message: "Part | None" = None
    opaque: bool = False

    @property
    def type(self) -> str:
        """Type and subtype in lower case: "text/plain"."""
        return self.about.type

    @property
    def filename(self) -> str:
        """The name the sender gave it, safe to show and to save under; "" without one (RFC 2183 §2.3)."""
        about = self.about
        return safe_filename(about.disposition_parameters.get("filename") or about.parameters.get("name", ""))

    def walk(self) -> Iterator["Part"]:
        """Give this part and all below it, in the message's order."""
        yield self
        for part in self.parts:
            yield from part.walk()
        if self.message is not None:
            yield from self.message.walk()

    def as_json(self) -> dict[str, object]:
        """Return the tree as it stands in a summary.

        Always "header" and "body" as [start, end], "lines", "type" and "encoding"; where there is something to say,
        "opaque": true, "parts": […], "message": {…} and the other fields of `Description` under their names.
        """
        shape: dict[str, object] = {"header": self.header, "body": self.body, "lines": self.lines}
        shape.update((name, value) for name in _DESCRIBED if (value := getattr(self.about, name)))
        if self.opaque:
            shape["opaque"] = True
        if self.parts:
            shape["parts"] = [part.as_json() for part in self.parts]
        if self.message is not None:
            shape["message"] = self.message.as_json()
        return shape


_DESCRIBED = tuple(each.name for each in fields(Description))
