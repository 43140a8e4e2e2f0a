"""Literals: octets announced by their number. RFC 9051 §4.3, RFC 7888 (LITERAL+), RFC 3516 §4.4 (literal8)."""

import re
from dataclasses import dataclass
from typing import Self

_ANNOUNCED = re.compile(rb"(~?)\{([0-9]{1,20})(\+?)\}\Z")
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Announcement:
    """What stands at the end of a line. `waits`: the peer sends nothing before it is told to go ahead."""

    octets: int
    waits: bool
    is_binary: bool

    @classmethod
    def parse(cls, line: bytes) -> Self | None:
        """Return what the line's end announces, if anything."""
        if not line.endswith(b"}"):
            return None
        match = _ANNOUNCED.search(line, max(len(line) - _LONGEST, 0))
        return match and cls(int(match[2]), waits=not match[3], is_binary=bool(match[1]))


@dataclass(frozen=True, slots=True)
class Literal:
    """One that is there."""

    octets: bytes
    is_binary: bool = False


class IncomingLiteral:
    """One that is coming. What is `dropped` is counted and not kept."""

    __slots__ = ("_buffer", "_is_binary", "dropped", "remaining")

    def __init__(self, announcement: Announcement, *, dropped: bool = False) -> None:
        self.remaining = announcement.octets
        self.dropped = dropped
        self._is_binary = announcement.is_binary
        self._buffer = bytearray()

    @property
    def held(self) -> int:
        """Octets in memory."""
        return len(self._buffer)

    def take(self, data: memoryview) -> int:
        """Add octets, no more than are wanted; return how many were."""
        wanted = data[: self.remaining]
        self.remaining -= len(wanted)
        if not self.dropped:
            self._buffer += wanted
        return len(wanted)

    def drop(self) -> None:
        """Keep neither what came nor what will come."""
        self.dropped = True
        self._buffer = bytearray()

    def finish(self) -> Literal:
        """Return it once nothing remains."""
        octets, self._buffer = bytes(self._buffer), bytearray()
        return Literal(octets, is_binary=self._is_binary)
