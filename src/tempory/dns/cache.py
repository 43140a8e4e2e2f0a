"""Answers kept as long as their owners allow, and no longer than we do."""

from collections.abc import Callable
from typing import Generic, TypeVar

AnswerT = TypeVar("AnswerT")


class AnswerCache(Generic[AnswerT]):
    """At most `entries` answers; the one that was asked for longest ago goes first. `now` counts seconds."""

    def __init__(self, entries: int, *, now: Callable[[], float]) -> None:
        self._entries = entries
        self._now = now
        self._kept: dict[tuple[str, str], tuple[float, AnswerT]] = {}

    def find(self, name: str, kind: str) -> AnswerT | None:
        """Return what is kept and not over."""
        key = (name, kind)
        found = self._kept.pop(key, None)
        if found is None or found[0] <= self._now():
            return None
        self._kept[key] = found  # now the youngest
        return found[1]

    def keep(self, name: str, kind: str, answer: AnswerT, *, seconds: float) -> None:
        """Keep `answer` for `seconds`."""
        key = (name, kind)
        self._kept.pop(key, None)
        self._kept[key] = (self._now() + seconds, answer)
        if len(self._kept) > self._entries:
            del self._kept[next(iter(self._kept))]

    def __len__(self) -> int:
        return len(self._kept)
