"""Sets of message numbers or UIDs. RFC 9051 §9 sequence-set, §6.4.9 (UIDs), RFC 5182 §2.1 ("$")."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from tempory.protocols.imap.refusal import bad

STAR = 0
"""Stands for "*", the largest number in use, in a range."""

MAX_NUMBER = 0xFFFF_FFFF
_SET = re.compile(
    rb"(?:[1-9][0-9]{0,9}|\*)(?::(?:[1-9][0-9]{0,9}|\*))?(?:,(?:[1-9][0-9]{0,9}|\*)(?::(?:[1-9][0-9]{0,9}|\*))?)*+"
)


@dataclass(frozen=True, slots=True)
class SequenceSet:
    """What was written: ranges in the order given, both ends included, either end perhaps `STAR`."""

    ranges: tuple[tuple[int, int], ...]

    @classmethod
    def parse(cls, octets: bytes) -> Self:
        """Read `1,3:5,7:*`; a `CommandRefusal` for anything else."""
        if not _SET.fullmatch(octets):
            message = "Not a set of messages"
            raise bad(message)
        return cls(tuple(_read_range(part) for part in octets.split(b",")))

    def resolve(self, largest: int) -> list[tuple[int, int]]:
        """Return ascending ranges that do not touch, with "*" as `largest`; empty if `largest` is 0."""
        if not largest:
            return []
        known = sorted(_order(low or largest, high or largest) for low, high in self.ranges)
        merged: list[tuple[int, int]] = []
        for low, high in known:
            if merged and low <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], high))
            else:
                merged.append((low, high))
        return merged

    def pick(self, numbers: Sequence[int]) -> list[int]:
        """Return those of `numbers`, which ascend, that are in the set. The last of them is "*"."""
        picked: list[int] = []
        for low, high in self.resolve(numbers[-1] if numbers else 0):
            picked += numbers[bisect_left(numbers, low) : bisect_right(numbers, high)]
        return picked

    def reaches_beyond(self, largest: int) -> bool:
        """Whether a number above `largest` is named: RFC 9051 §6.4.5 and others forbid it for message numbers."""
        return any(low > largest or high > largest for low, high in self.ranges)

    def count(self) -> int:
        """Return how many numbers are named, if none is "*" and no two ranges touch."""
        return sum(abs(high - low) + 1 for low, high in self.ranges)

    def __str__(self) -> str:
        return ",".join(_write_range(low, high) for low, high in self.ranges)


@dataclass(frozen=True, slots=True)
class SavedResult:
    """`$`: what the last SEARCH with RETURN (SAVE) found. RFC 5182."""


Messages = SequenceSet | SavedResult


def parse_messages(octets: bytes) -> Messages:
    """Read a sequence-set or "$"."""
    return SavedResult() if octets == b"$" else SequenceSet.parse(octets)


def encode_numbers(numbers: Iterable[int]) -> bytes:
    """Write ascending numbers as a sequence-set, runs as ranges: COPYUID, VANISHED, ESEARCH. b"" for none."""
    parts: list[str] = []
    low = high = 0
    for number in numbers:
        if number == high + 1 and low:
            high = number
            continue
        if low:
            parts.append(_write_range(low, high))
        low = high = number
    if low:
        parts.append(_write_range(low, high))
    return ",".join(parts).encode("ascii")


def _read_range(part: bytes) -> tuple[int, int]:
    first, colon, last = part.partition(b":")
    low = _read_number(first)
    return low, _read_number(last) if colon else low


def _read_number(text: bytes) -> int:
    if text == b"*":
        return STAR
    number = int(text)
    if number > MAX_NUMBER:
        message = "A number has 32 bits"
        raise bad(message)
    return number


def _write_range(low: int, high: int) -> str:
    first, last = (str(number) if number else "*" for number in (low, high))
    return first if low == high else f"{first}:{last}"


def _order(low: int, high: int) -> tuple[int, int]:
    return (low, high) if low <= high else (high, low)
