"""Octets that were received and not yet read, line by line."""

from tempory.protocols.pop3.refusal import CommandRefusal
from tempory.protocols.pop3.replies import CRLF


class Incoming:
    """Holds no more than a part of a line for long. Only CRLF ends a line."""

    def __init__(self, line_octets: int) -> None:
        self._line_octets = line_octets
        self._data = b""
        self._is_dropping = False

    def __len__(self) -> int:
        return len(self._data)

    def add(self, data: bytes) -> None:
        """Take octets from the peer."""
        self._data += data

    def clear(self) -> None:
        """Drop what is not read yet."""
        self._data = b""

    def next_line(self) -> bytes | None:
        """Return the next line without its CRLF. One that is too long is dropped as it comes and refused."""
        end = self._data.find(CRLF)
        if end < 0:
            if self._is_dropping or len(self._data) > self._line_octets:
                self._is_dropping = True
                self._data = b"\r" if self._data.endswith(b"\r") else b""
            return None
        line, self._data = self._data[:end], self._data[end + len(CRLF) :]
        if self._is_dropping or end + len(CRLF) > self._line_octets:
            self._is_dropping = False
            message = "Line too long"
            raise CommandRefusal(message)
        return line
