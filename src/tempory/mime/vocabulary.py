"""Sets of words in which a word may stand for all that begin or end with it."""

from collections.abc import Iterable

_KEY = 3  # characters by which beginnings and endings are looked up; shorter ones are not allowed


class Vocabulary:
    """Words from lists like `"code -code verif-"`: the word itself, a compound's end, a stem."""

    __slots__ = ("_endings", "_stems", "_words")

    def __init__(self, lists: Iterable[str]) -> None:
        words = {word for listed in lists for word in listed.split()}
        self._words = {word for word in words if not word.startswith("-") and not word.endswith("-")}
        self._stems: dict[str, tuple[str, ...]] = {}
        self._endings: dict[str, tuple[str, ...]] = {}
        for word in words - self._words:
            if word.endswith("-"):
                stem = word[:-1]
                self._stems[stem[:_KEY]] = (*self._stems.get(stem[:_KEY], ()), stem)
            else:
                ending = word[1:]
                self._endings[ending[-_KEY:]] = (*self._endings.get(ending[-_KEY:], ()), ending)

    def __contains__(self, word: str) -> bool:
        return (
            word in self._words
            or word.startswith(self._stems.get(word[:_KEY], ()))
            or word.endswith(self._endings.get(word[-_KEY:], ()))
        )
