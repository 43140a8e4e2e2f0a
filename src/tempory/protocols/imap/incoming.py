"""Octets that were received and not yet read, and the lines among them."""

from dataclasses import dataclass

CRLF = b"\r\n"
_HEAD = 128  # holds any tag
_TAIL = 32  # holds any announcement of a literal


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its CRLF. One that was too long has lost its middle: only its tag and its end can be looked at."""

    octets: bytes
    is_cut: bool = False


class Incoming:
    """Hands out lines and stretches of octets. Holds no more than a part of a line for long."""

    __slots__ = ("_at", "_data", "_head", "line_octets")

    def __init__(self, line_octets: int) -> None:
        self.line_octets = line_octets
        self._data = b""
        self._at = 0
        self._head = b""

    def __len__(self) -> int:
        return len(self._data) - self._at

    @property
    def is_in_line(self) -> bool:
        """Whether a line has begun and not ended."""
        return bool(self._head) or len(self) > 0

    def add(self, data: bytes) -> None:
        """Take octets from the peer."""
        self._data = self._data[self._at :] + data if len(self) else data
        self._at = 0

    def rest(self) -> memoryview:
        """Return what is not read yet, without a copy."""
        return memoryview(self._data)[self._at :]

    def skip(self, octets: int) -> None:
        """Count `octets` as read."""
        self._at += octets
        if self._at == len(self._data):
            self._data, self._at = b"", 0

    def clear(self) -> None:
        """Drop what is not read yet."""
        self._data, self._at, self._head = b"", 0, b""

    def next_line(self) -> Line | None:
        """Return the next line, None if it has not ended.

        RFC 9051 §2.2, stricter than some: only CRLF ends a line. The middle of a line that is too long is dropped as
        it comes; its end is kept, for it may announce a literal, whose octets must not run as commands.
        """
        end = self._data.find(CRLF, self._at)
        if end < 0:
            self._cut_excess()
            return None
        line = self._data[self._at : end]
        head, self._head = self._head, b""
        self.skip(len(line) + len(CRLF))
        return Line(head + line, is_cut=bool(head) or len(line) + len(CRLF) > self.line_octets)

    def _cut_excess(self) -> None:
        if not self._head and len(self) > self.line_octets:
            self._head = self._data[self._at : self._at + _HEAD]
        if self._head:
            self._data, self._at = self._data[max(self._at, len(self._data) - _TAIL) :], 0
