"""Which passwords a member may choose. The page and the command line ask; the server never sees a password.

At least fifteen characters and nothing about which they are (NIST SP 800-63B §3.1.1.2): no rule of digits and signs, no
forced change. Refused is what guessers try first: what is on lists of leaked passwords, two of them in a row, such a
word with a tail of digits, repetitions, runs, and what says who or where one is. `web/src/passwords` is the twin, held
to the same examples (tests/people/password_rules.json). docs/decisions/0010-passwords.md says why so.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from itertools import pairwise
from typing import Final, final

SHORTEST: Final = 15
LONGEST: Final = 256
FILTER_OCTETS: Final = 131_072
_HASHES: Final = 12
_BITS: Final = 20
_LEAST_DIFFERENT: Final = 6
_LONGEST_UNIT: Final = 8
_SHORTEST_WORD: Final = 4
_SHARE_OF_RUNS: Final = 0.6
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertzuiop", "yxcvbnm")
_SUBSTITUTES: Final = str.maketrans("@430157$!", "aaeoistsi")
_EDGES: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")


class Flaw(StrEnum):
    """Why a password is refused."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    REPEATED = "repeated"
    RUN = "run"
    CONTEXT = "context"


@final
class PasswordRules:
    """`octets` is the filter of common passwords that comes with the package: a Bloom filter of 2^20 bits."""

    __slots__ = ("_filter",)

    def __init__(self, octets: bytes) -> None:
        if len(octets) != FILTER_OCTETS:
            message = f"the filter of common passwords has {FILTER_OCTETS} octets"
            raise ValueError(message)
        self._filter = octets

    def flaw(self, password: str, context: Iterable[str] = ()) -> Flaw | None:
        """Return what is wrong with a password; None: it may be chosen. `context`: name, addresses, the service."""
        text = unicodedata.normalize("NFC", password)
        if not SHORTEST <= len(text) <= LONGEST:
            return Flaw.SHORT if len(text) < SHORTEST else Flaw.LONG
        folded = text.casefold()
        if len(set(folded)) < _LEAST_DIFFERENT or _is_repetition(folded):
            return Flaw.REPEATED
        if _runs(folded) > _SHARE_OF_RUNS:
            return Flaw.RUN
        if any(word in folded for word in _words(context)):
            return Flaw.CONTEXT
        if self._is_common(folded) or self._is_common(folded.translate(_SUBSTITUTES)):
            return Flaw.COMMON
        return None

    def _is_common(self, folded: str) -> bool:
        """Whether guessers come to it early: listed, with digits and signs around it, or two of those in a row."""
        core = _EDGES.sub("", folded)
        if self._holds(folded) or self._holds(core) or (core and len(core) < _SHORTEST_WORD):
            return True
        bare = {re.sub(r"[\W_]+", "", text) for text in (folded, core)}
        return any(self._are_two(text) for text in bare)

    def _are_two(self, text: str) -> bool:
        splits = range(_SHORTEST_WORD, len(text) - _SHORTEST_WORD + 1)
        return any(self._holds(text[:at]) and self._holds(text[at:]) for at in splits)

    def _holds(self, word: str) -> bool:
        return len(word) >= _SHORTEST_WORD and all(self._filter[at >> 3] >> (at & 7) & 1 for at in places(word))


def places(word: str) -> list[int]:
    """Return the bits of the filter that a word sets: twelve numbers of twenty bits out of its SHA-256."""
    number = int.from_bytes(hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest(), "big")
    return [number >> (256 - _BITS * (index + 1)) & (1 << _BITS) - 1 for index in range(_HASHES)]


def _is_repetition(text: str) -> bool:
    """Whether it is one short piece over and over, cut off anywhere."""
    return any((text[:size] * len(text)).startswith(text) for size in range(1, _LONGEST_UNIT + 1))


def _runs(text: str) -> float:
    """Return which share of the steps from one character to the next is one that a finger does by itself."""
    steps = list(pairwise(text))
    near = {pair for row in _ROWS for pair in (*pairwise(row), *pairwise(row[::-1]))}
    easy = sum(abs(ord(after) - ord(before)) <= 1 or (before, after) in near for before, after in steps)
    return easy / len(steps)


def _words(context: Iterable[str]) -> set[str]:
    texts = (unicodedata.normalize("NFC", text).casefold() for text in context)
    words = {word for text in texts for word in re.split(r"[\W_]+", text)}
    return {word for word in words if len(word) >= _SHORTEST_WORD}
