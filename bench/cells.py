"""What is measured: sessions × messages a connection × size × plain or STARTTLS."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bench.messages import KIBIBYTE

SESSIONS = (1, 10, 50)
MESSAGES = (1, 50)
KIBIBYTES = (1, 10, 100)

# Enough for a stable rate, few enough for 36 cells × 3 servers × 3 repetitions in a quarter of an hour.
_TOTALS = {1: 100, 10: 1000, 50: 2500}
_LARGE = 100


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One kind of load."""

    sessions: int
    messages: int
    kibibytes: int
    tls: bool

    @property
    def name(self) -> str:
        """As `--cells` takes it, for example `50x50x10:plain`."""
        return f"{self.sessions}x{self.messages}x{self.kibibytes}:{'starttls' if self.tls else 'plain'}"

    @property
    def total(self) -> int:
        """Messages to send, whole connections only."""
        total = _TOTALS.get(self.sessions, 50 * self.sessions)
        if self.kibibytes >= _LARGE:
            total //= 2
        round_ = self.sessions * self.messages
        return max(1, round(total / round_)) * round_

    @property
    def octets(self) -> int:
        return self.kibibytes * KIBIBYTE

    @classmethod
    def parse(cls, text: str) -> "Cell":
        """Read what `name` writes; the part from the colon on may be missing: plain."""
        found = re.fullmatch(r"(\d+)x(\d+)x(\d+)(?::(plain|starttls))?", text)
        if not found or "0" in found.groups()[:3]:
            message = f"{text!r} is not a cell; write SESSIONSxMESSAGESxKIBIBYTES:plain or :starttls"
            raise ValueError(message)
        sessions, messages, kibibytes = map(int, found.groups()[:3])
        return cls(sessions, messages, kibibytes, found[4] == "starttls")


TARGET = Cell(50, 50, 10, tls=False)

ALL: Sequence[Cell] = [
    Cell(sessions, messages, kibibytes, tls)
    for tls, kibibytes, sessions, messages in itertools.product((False, True), KIBIBYTES, SESSIONS, MESSAGES)
]

QUICK: Sequence[Cell] = [
    TARGET,
    Cell(50, 50, 10, tls=True),
    Cell(1, 1, 10, tls=False),
    Cell(1, 50, 10, tls=False),
]
