"""Octets that were received and not yet read, and the lines among them."""

from tempory.protocols.smtp import replies
from tempory.protocols.smtp.refusal import CommandRefusal

CRLF = b"\r\n"


class Incoming:
    """Hands out lines and stretches of octets. Holds no more than a part of a line for long."""

    __slots__ = ("_at", "_data", "_dropping", "_line_octets")

    def __init__(self, line_octets: int) -> None:
        self._line_octets = line_octets
        self._data = b""
        self._at = 0
        self._dropping = False

    def __len__(self) -> int:
        return len(self._data) - self._at

    @property
    def is_in_line(self) -> bool:
        """Whether a line has begun and not ended."""
        return self._dropping or len(self) > 0

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
            self.clear()

    def clear(self) -> None:
        """Drop what is not read yet."""
        self._data, self._at = b"", 0

    def next_line(self) -> bytes | None:
        """Return the next line without its CRLF, None if it has not ended.

        A line that is too long is dropped as it comes and refused when it ends. RFC 5321 §2.3.8: only CRLF ends a line.
        """
        end = self._data.find(CRLF, self._at)
        if end < 0:
            self._drop_excess()
            return None
        line = self._data[self._at : end]
        self.skip(len(line) + len(CRLF))
        if self._dropping or len(line) + len(CRLF) > self._line_octets:
            self._dropping = False
            raise CommandRefusal(replies.LINE_TOO_LONG)
        return line

    def _drop_excess(self) -> None:
        if self._dropping or len(self) > self._line_octets:
            self._dropping = True
            self._data, self._at = (b"\r" if self._data.endswith(b"\r") else b""), 0
