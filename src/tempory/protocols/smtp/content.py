"""A message on its way in: found, bounded, checked. All of it in searches that run in C, none line by line.

RFC 5321 §4.1.1.4 (the end), §4.5.2 (transparency), §2.3.8 (line ends), RFC 3030 §2 (chunks).
"""

import re
from enum import Enum, auto

from tempory.protocols.smtp.events import ContentFault
from tempory.protocols.smtp.limits import Limits

CRLF = b"\r\n"
END = b"\r\n.\r\n"
_LINE_WITH_DOT = b"\r\n."
_TAIL = len(END) - 1  # octets in which an end may have begun

_EIGHT_BIT_LABEL = re.compile(rb"\r\ncontent-transfer-encoding:[ \t]*8bit")


class EightBit(Enum):
    """Whether the message may hold octets above 127."""

    REFUSED = auto()
    LABELLED = auto()  # if a Content-Transfer-Encoding in it says so
    AGREED = auto()


class Content:
    """Octets of one message. They start with the CRLF of the command before, so that every line looks alike."""

    __slots__ = ("_has_dots", "_limits", "_octets", "discarded", "fault")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._octets = bytearray(CRLF)
        self._has_dots = False
        self.fault: ContentFault | None = None
        self.discarded = 0

    @property
    def held(self) -> int:
        """Octets in memory."""
        return len(self._octets)

    @property
    def is_empty(self) -> bool:
        """Whether no octet has come."""
        return self.held == len(CRLF) and not self.discarded

    def take_lines(self, data: memoryview) -> int | None:
        """Add octets after DATA. Returns how many of them follow the end of the message, or None before the end."""
        octets = self._octets
        start = max(len(octets) - _TAIL, 0)
        octets += data
        end = self._find_end(start)
        left = None
        if end >= 0:
            left = len(octets) - end - len(END)
            del octets[end + len(CRLF) :]
        # Stuffing dots count too, against RFC 1870 §5, so that what is held is what is bounded.
        self._bound(keep=_TAIL)
        return left

    def take_chunk(self, data: memoryview) -> None:
        """Add octets of a chunk."""
        self._octets += data
        self._bound(keep=0)

    def discard(self) -> None:
        """Drop what is held and what will come; the message ends as `DISCARDED`."""
        self.fault = self.fault or ContentFault.DISCARDED
        self._bound(keep=_TAIL)

    def finish(self, *, eight_bit: EightBit) -> bytes | ContentFault:
        """Return the whole message, or why it is refused. Only now: a refusal before the true end loses the step."""
        if self.fault is not None:
            return self.fault
        octets = self._octets
        self._octets = bytearray()
        if _has_bare_line_end(octets):
            return ContentFault.BARE_LINE_END
        if b"\0" in octets:
            return ContentFault.NUL_OCTET
        if eight_bit is not EightBit.AGREED and not octets.isascii() and not _is_labelled(octets, eight_bit):
            return ContentFault.EIGHT_BIT
        if self._has_dots:
            octets = octets.replace(_LINE_WITH_DOT, CRLF)  # RFC 5321 §4.5.2: remove one leading dot.
        return self._check_header(octets) or bytes(memoryview(octets)[len(CRLF) :])

    def _find_end(self, start: int) -> int:
        """Return where the end is, or -1. Most messages have no other line with a dot: one search does for both."""
        octets = self._octets
        at = octets.find(_LINE_WITH_DOT, start)
        if at < 0 or octets.startswith(END, at):
            return at
        self._has_dots = True
        return octets.find(END, at)

    def _check_header(self, octets: bytearray) -> ContentFault | None:
        bound = self._limits.header_octets + len(CRLF)
        end = octets.find(CRLF + CRLF, 0, bound + len(CRLF))
        if end < 0 and len(octets) > bound:
            return ContentFault.HEADER_TOO_LARGE
        header = octets[:end] if end >= 0 else octets
        # RFC 5321 §6.3: count the `Received:` fields.
        if header.lower().count(b"\r\nreceived:") >= self._limits.received_fields:
            return ContentFault.LOOP
        return None

    def _bound(self, *, keep: int) -> None:
        octets = self._octets
        if self.fault is None and len(octets) - len(CRLF) > self._limits.message_octets:
            self.fault = ContentFault.TOO_LARGE
        if self.fault is not None and len(octets) > keep:
            self.discarded += len(octets) - keep
            del octets[: len(octets) - keep]


def _has_bare_line_end(octets: bytearray) -> bool:
    """RFC 5321 §2.3.8, stricter: a CR or LF alone is refused, for others may take it for a line's end (smuggling)."""
    rest = octets.replace(CRLF, b"")
    return b"\r" in rest or b"\n" in rest


def _is_labelled(octets: bytearray, eight_bit: EightBit) -> bool:
    return eight_bit is EightBit.LABELLED and _EIGHT_BIT_LABEL.search(octets.lower()) is not None
