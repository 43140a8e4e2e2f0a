"""The words around a token that may be a one-time code: those of its sentence, or of what announces it.

Lines and sentences are judged as written, words are given folded.
"""

import re
from typing import Final, NamedTuple

from tempory.mime.code_shapes import Candidate
from tempory.mime.code_words import CODES, VERDICTS
from tempory.mime.folding import fold

BEFORE: Final = 300  # characters in which a token that stands alone may have been announced
AFTER: Final = 120
_SENTENCE: Final = 160  # characters of a sentence that name it inline
_LINES_BEFORE: Final = 12
_WRAPPED_LINE: Final = 50  # a line at least this long was broken by its sender's program: the sentence goes on

WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|[0-9]+|[:,#№%]")
_LETTER: Final = re.compile(r"[^\W_]")
# What may stand beside a token that stands alone: quotes, rules, marks of emphasis.
_DECORATION: Final = " \t\r\xa0*_`|\"'«»“”„>•·–—:.,!()[]-"
_SENTENCE_END: Final = re.compile(r"[^\s.]{3}[.!?…][\"')»”’]*\s+(?=\W*([^\W\d_]))")
_BLANK_LINE: Final = re.compile(r"\n[ \t\r]*\n")


class Context(NamedTuple):
    """What stands around a token, as written and as words."""

    raw_before: str
    raw_after: str
    folded_before: str
    folded_after: str
    before: list[str]
    after: list[str]
    alone: bool  # nothing else stands on its line
    names_code_later: bool  # a code is spoken of after the sentence


def surroundings(text: str, candidate: Candidate) -> tuple[str, str]:
    """Return the characters before and after the token that are read at all."""
    return text[max(0, candidate.start - BEFORE) : candidate.start], text[candidate.end : candidate.end + AFTER]


def read_context(before: str, after: str) -> Context:
    """Find the sentence, or the announcement, that the token between `before` and `after` belongs to."""
    line_start = before.rfind("\n") + 1
    line_end = after.find("\n")
    rest_of_line = after if line_end < 0 else after[:line_end]
    alone = not (before[line_start:] + rest_of_line).strip(_DECORATION)
    starts_line = alone or not _LETTER.search(before, line_start)
    if alone or (starts_line and before.rstrip(" \t\r\n\xa0>*").endswith(":")):
        start = _announcement_start(before)
    else:
        start = _sentence_start(before, line_start)
    end = len(after) if alone else _sentence_end(after)
    folded_before, folded_after = fold(before), fold(after)
    return Context(
        before,
        after,
        folded_before,
        folded_after,
        WORD.findall(folded_before, start),
        WORD.findall(folded_after, 0, end),
        alone,
        any(word in CODES for word in WORD.findall(folded_after, end)),
    )


def _announcement_start(before: str) -> int:
    """Return where the last few lines begin."""
    start = len(before)
    for _ in range(_LINES_BEFORE):
        start = before.rfind("\n", 0, start)
        if start < 0:
            return 0
    return start


def _sentence_start(before: str, line_start: int) -> int:
    """Return where the token's sentence begins, over lines that a mail program wrapped."""
    start = line_start
    while start > 0:
        previous = before.rfind("\n", 0, start - 1) + 1
        line = before[previous : start - 1].rstrip()
        if len(line) < _WRAPPED_LINE and not _goes_on(line):
            break
        start = previous
    start = max(start, len(before) - _SENTENCE)
    for end in _SENTENCE_END.finditer(before, start):
        if end[1].isupper():
            start = end.end()
    return start


def _goes_on(line: str) -> bool:
    """Whether a short line is no sentence's end: "Your code is"."""
    if not line:
        return False
    return line[-1] in ":," or fold(line.rpartition(" ")[2]) in VERDICTS


def _sentence_end(after: str) -> int:
    """Return where the token's sentence ends; the next line belongs to it only if that begins small."""
    blank = _BLANK_LINE.search(after)
    end = blank.start() if blank else len(after)
    newline = after.find("\n", 0, end)
    if newline >= 0 and not after[newline:].lstrip()[:1].islower():
        end = newline
    return next((match.start() + 4 for match in _SENTENCE_END.finditer(after, 0, end) if match[1].isupper()), end)
