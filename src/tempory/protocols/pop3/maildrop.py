"""The maildrop as it stood at the log-in: numbers, sizes, unique ids, and what is marked as deleted. RFC 1939 §5."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`size` in octets as sent, without dot-stuffing; `uid` 1 to 70 visible characters (RFC 1939 §7)."""

    size: int
    uid: str


class Maildrop:
    """Message numbers run from 1 and keep their meaning for the whole session."""

    def __init__(self, items: Sequence[tuple[int, str]]) -> None:
        """Take size and unique id of each message, in order."""
        self._items = tuple(Item(size=size, uid=uid) for size, uid in items)
        self._deleted: set[int] = set()

    def find(self, number: int) -> Item | None:
        """Return message `number`, None if there is none or it is marked as deleted."""
        if not 1 <= number <= len(self._items) or number in self._deleted:
            return None
        return self._items[number - 1]

    def delete(self, number: int) -> None:
        """Mark message `number`."""
        self._deleted.add(number)

    def reset(self) -> None:
        """Take all marks away."""
        self._deleted.clear()

    @property
    def deleted(self) -> tuple[int, ...]:
        """The marked numbers, ascending."""
        return tuple(sorted(self._deleted))

    def __iter__(self) -> Iterator[tuple[int, Item]]:
        for number, item in enumerate(self._items, start=1):
            if number not in self._deleted:
                yield number, item

    @property
    def totals(self) -> tuple[int, int]:
        """How many messages are not marked, and their octets together."""
        sizes = [item.size for _, item in self]
        return len(sizes), sum(sizes)
