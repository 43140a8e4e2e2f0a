"""What a message wants of its reader, told by words of a kind that stand near each other, in any language listed.

One pass over at most `MAX_WORDS` words; no expression is searched for, so the lists may grow without cost. Words that
are of no kind are passed over at memory speed.
"""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import compress
from typing import Final, NamedTuple

from tempory.verdict.lookalikes import plain
from tempory.verdict.phrases import CLASSES

MAX_WORDS: Final = 900
MAX_CHARACTERS: Final = 7_000
_NEAR: Final = 7  # words apart at most
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ASCII_WORD: Final = re.compile(r"[a-z]+(?:['-][a-z]+)*")
_JOINERS: Final = b"'-"
_LETTERS: Final = b"abcdefghijklmnopqrstuvwxyz"
_APART: Final = bytes(octet if octet in _LETTERS + _JOINERS else ord(" ") for octet in range(256))
_SPLIT_VERB: Final = re.compile(r"\b(sign|log) (in|on|into)\b")  # two words that are one
_NUMBER_BEFORE: Final = re.compile(
    r"\b(?:1|2|3|5|7|10|12|14|24|36|48|72)\s?(?:h\b|hours?|hrs|heures?|jours?|days?|stunden|tagen?|horas?|dias?|ore|giorni|uur)",
    0,
)


class Wording(NamedTuple):
    """`words` in order, without case and accents; `near` which two kinds of words stand near each other, and where.

    `vocabulary` is which words there are.
    """

    words: list[str]
    vocabulary: AbstractSet[str]
    counts: Mapping[str, int]
    near: Mapping[tuple[str, str], str]
    opening: str
    has_deadline: bool


@cache
def _lexicon() -> Mapping[str, tuple[str, ...]]:
    """Return the kinds of each word. Made once, on first use, in a millisecond."""
    kinds: dict[str, tuple[str, ...]] = {}
    for kind, text in CLASSES.items():
        for word in dict.fromkeys(text.split()):
            kinds[word] = (*kinds.get(word, ()), kind)
    return kinds


# Which kinds near each other mean something; a pair holds in either order.
_PAIRS: Final = (
    ("verify", "account"),
    ("account", "loss"),
    ("click", "verify"),
    ("mailbox", "loss"),
    ("mailbox", "verify"),
    ("parcel", "fee"),
    ("parcel", "loss"),
    ("parcel", "verify"),
    ("money", "stranger"),
    ("document", "click"),
    ("dear", "greeting"),
    ("refund", "claim"),
)
_MEANT: Final = {**{pair: pair for pair in _PAIRS}, **{(b, a): (a, b) for a, b in _PAIRS}}


def read_wording(text: str) -> Wording:
    """Look at the beginning of `text` (subject and body): its words, their kinds, and which stand together."""
    text = text[:MAX_CHARACTERS]
    folded = plain(text)
    if "sign " in folded or "log " in folded:
        folded = _SPLIT_VERB.sub(r"\1-in", folded)
    words = (_ascii_words(folded) if folded.isascii() else _WORD.findall(folded))[:MAX_WORDS]
    kinds = _lexicon()
    vocabulary = set(words)
    known = kinds.keys() & vocabulary
    counts: dict[str, int] = {}
    near: dict[tuple[str, str], str] = {}
    last: dict[str, int] = {}
    for place, word in compress(enumerate(words), map(known.__contains__, words)):
        found = kinds[word]
        for kind in found:
            counts[kind] = counts.get(kind, 0) + 1
            for other, where in last.items():
                if place - where <= _NEAR and other != kind and place != where:
                    pair = _MEANT.get((other, kind))
                    if pair is not None and pair not in near:
                        near[pair] = " ".join(words[where : place + 1])
        for kind in found:
            last[kind] = place
    has_deadline = "span" in counts and "within" in counts and _NUMBER_BEFORE.search(folded) is not None
    return Wording(words, vocabulary, counts, near, " ".join(words[:40]), has_deadline)


def _ascii_words(folded: str) -> list[str]:
    """Return what `_ASCII_WORD` finds, four times as fast: it is asked only about what holds a joiner."""
    runs = folded.encode("ascii").translate(_APART).decode("ascii").split()
    if "'" not in folded and "-" not in folded:
        return runs
    return [word for run in runs for word in ((run,) if run.isalpha() else _ASCII_WORD.findall(run))]
