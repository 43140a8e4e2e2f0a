"""A message's structure, found in one pass over its octets.

Every octet is searched once for lines that start with "--"; each such line is looked up among the boundaries that are
open at that point, so nested multiparts cost no second pass, and an outer boundary ends inner parts that lack their own
(RFC 2046 §5.1.2). Open parts stand on a stack of at most `Limits.depth`; nothing here recurses or raises.
RFC 2046 §5.1 (multipart), §5.2.1 (message/rfc822), RFC 6532 §3.7 (message/global).
"""

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tempory.mime.description import DEFAULT_TYPE, OPAQUE_TYPE, Description, describe
from tempory.mime.header import Header
from tempory.mime.limits import LIMITS, Limits
from tempory.mime.part import Part, Span
from tempory.mime.transfer import IDENTITY

MESSAGE_TYPES: Final = frozenset({"message/rfc822", "message/global"})

_BLANK_LINE: Final = re.compile(rb"\n\r?\n")
_PADDING_OCTETS: Final = 64  # RFC 2046 §5.1.1: white space that gateways add after a boundary
_SHOWN_RAW: Final = Description()
_NOT_LOOKED_AT: Final = Description(type=OPAQUE_TYPE)


def parse_structure(content: bytes, limits: Limits = LIMITS) -> Part:
    """Return the tree of parts of a whole message (RFC 5322 octets, lines ending in CRLF or LF). Never raises."""
    return parse_message(content, limits)[0]


def parse_message(content: bytes, limits: Limits = LIMITS) -> tuple[Part, Header]:
    """Return the tree of parts and the message's own header, which was read on the way."""
    this = _Pass(content, limits)
    root = this.run()
    return root, this.header or Header(content, 0, 0)


class _Delimiter(NamedTuple):
    """A boundary's line: where the body before it ends, where the next part begins, and whose boundary it is."""

    body_end: int
    line_end: int
    depth: int
    closing: bool


@dataclass(slots=True, kw_only=True)
class _OpenPart:
    """A part whose end is not known yet."""

    header: Span
    about: Description
    lines_before: int
    opaque: bool = False
    boundary: bytes | None = None
    parts: list[Part] = field(default_factory=list)
    message: Part | None = None


class _Pass:
    """The state of one pass."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._content = content
        self._limits = limits
        self.header: Header | None = None
        self._stack: list[_OpenPart] = []
        self._depth_of: dict[bytes, int] = {}  # the open boundaries
        self._opened = 0
        self._header_octets = 0
        self._dash_lines = 0
        self._blank_line = (-2, 0)  # the last blank line found: the line end before it, and its end
        self._counted = (0, 0)  # lines are counted up to this position: so many

    def run(self) -> Part:
        start, default_type = 0, DEFAULT_TYPE
        while True:
            delimiter = self._open(start, default_type)
            innermost = self._stack[-1]
            start, default_type = innermost.header.end, DEFAULT_TYPE
            if delimiter is None and self._holds_message(innermost.about):
                continue  # the message inside begins where the part's body does
            delimiter = self._next_part(delimiter or self._delimiter(start - 1, len(self._content)))
            if delimiter is None:
                self._close(0, len(self._content))
                return self._close_innermost(len(self._content))
            multipart = self._stack[delimiter.depth]
            start = delimiter.line_end
            # RFC 2046 §5.1.5: in a digest, a part is a message unless it says otherwise.
            default_type = "message/rfc822" if multipart.about.type == "multipart/digest" else DEFAULT_TYPE

    def _next_part(self, delimiter: _Delimiter | None) -> _Delimiter | None:
        """Close what `delimiter` ends; skip epilogues; return the delimiter after which a part begins."""
        while delimiter is not None:
            self._close(delimiter.depth, delimiter.body_end)
            if not delimiter.closing:
                return delimiter
            self._stack[delimiter.depth].boundary = None
            self._index_boundaries()
            delimiter = self._delimiter(delimiter.line_end - 1, len(self._content))
        return None

    # -- opening -----------------------------------------------------------------------------------------------------

    def _open(self, start: int, default_type: str) -> _Delimiter | None:
        """Put the part that begins at `start` on the stack; return the delimiter that cuts its header short, if any."""
        self._opened += 1
        if self._opened >= self._limits.parts:
            for outer in self._stack:
                outer.boundary = None
            self._index_boundaries()
            self._push(Span(start, start), _NOT_LOOKED_AT, opaque=True)
            return None
        end = self._header_end(start)
        delimiter = self._delimiter(start - 1, end)
        if delimiter is not None:
            end = max(start, delimiter.body_end)
        self._header_octets += min(end - start, self._limits.header_octets)
        if self._header_octets > self._limits.header_octets_total:
            self._push(Span(start, end), _NOT_LOOKED_AT, opaque=True)
            return delimiter
        header = Header(self._content, start, end, self._limits)
        self.header = self.header or header
        about = describe(header, default_type, self._limits)
        nests = about.type.startswith("multipart/") or self._holds_message(about)
        if nests and len(self._stack) + 1 >= self._limits.depth:
            self._push(Span(start, end), _NOT_LOOKED_AT, opaque=True)
        else:
            self._push(Span(start, end), about)
        return delimiter

    def _push(self, header: Span, about: Description, *, opaque: bool = False) -> None:
        part = _OpenPart(header=header, about=about, lines_before=self._lines_up_to(header.end), opaque=opaque)
        self._stack.append(part)
        if about.type.startswith("multipart/"):
            boundary = about.parameters.get("boundary", "").rstrip().encode("utf-8", "replace")
            if 0 < len(boundary) <= self._limits.boundary_octets:
                part.boundary = boundary
                self._index_boundaries()

    @staticmethod
    def _holds_message(about: Description) -> bool:
        # RFC 2046 §5.2.1 allows no other encodings here; an encoded message is a leaf.
        return about.type in MESSAGE_TYPES and about.encoding in IDENTITY

    def _index_boundaries(self) -> None:
        # The innermost wins where a boundary is used twice.
        self._depth_of = {part.boundary: depth for depth, part in enumerate(self._stack) if part.boundary}

    def _header_end(self, start: int) -> int:
        """Return where the body of a part at `start` begins: after the first blank line, or at the very end."""
        if start == 0 and self._content[:2].startswith((b"\n", b"\r\n")):
            return self._content.index(b"\n") + 1
        # Kept from one part to the next: a part without a blank line must not make every later one search again.
        if self._blank_line[0] < start - 1:
            found = _BLANK_LINE.search(self._content, max(start - 1, 0))
            self._blank_line = found.span() if found else (len(self._content), len(self._content))
        return self._blank_line[1]

    # -- searching ---------------------------------------------------------------------------------------------------

    def _delimiter(self, position: int, end: int) -> _Delimiter | None:
        """Return the first line from `position` (its preceding line end) to `end` that is an open boundary's."""
        content = self._content
        reach = self._limits.boundary_octets + _PADDING_OCTETS
        while self._depth_of and self._dash_lines < self._limits.dash_lines:
            newline = content.find(b"\n--", position, end)
            if newline < 0:
                return None
            start = newline + 3
            line_end = content.find(b"\n", start, start + reach) + 1 or len(content)
            # RFC 2046 §5.1.1, stricter: the line holds nothing else, as boundaries may begin with one another.
            boundary = content[start:line_end].rstrip() if line_end - start <= reach else b""
            depth = self._depth_of.get(boundary)
            closing = depth is None and boundary.endswith(b"--")
            if closing:
                depth = self._depth_of.get(boundary[:-2])
            if depth is not None:
                body_end = newline - content.startswith(b"\r", newline - 1, newline)
                return _Delimiter(body_end, line_end, depth, closing)
            self._dash_lines += 1
            position = start
        return None

    # -- closing -----------------------------------------------------------------------------------------------------

    def _close(self, depth: int, end: int) -> None:
        """End the open parts deeper than `depth`, innermost first, at `end`."""
        while len(self._stack) > depth + 1:
            closed = self._close_innermost(end)
            outer = self._stack[-1]
            if outer.about.type.startswith("multipart/"):
                outer.parts.append(closed)
            else:
                outer.message = closed

    def _close_innermost(self, end: int) -> Part:
        part = self._stack.pop()
        if part.boundary:
            self._index_boundaries()
        about, opaque = part.about, part.opaque
        if about.type.startswith("multipart/") and not part.parts:
            # No boundary, or none of its lines: what is there is best shown as it stands.
            about, opaque = _SHOWN_RAW, True
        body = Span(part.header.end, max(part.header.end, end))
        return Part(
            header=part.header,
            body=body,
            lines=self._lines_up_to(body.end) - part.lines_before,
            about=about,
            parts=tuple(part.parts),
            message=part.message,
            opaque=opaque,
        )

    def _lines_up_to(self, position: int) -> int:
        # Positions are asked for in rising order, so every octet is counted once.
        counted, lines = self._counted
        lines += self._content.count(b"\n", counted, position)
        self._counted = (max(counted, position), lines)
        return lines
