"""Whether the words around a token make it a one-time code.

A code is named ("your code is", "… lautet"), asked for ("enter … to sign in") or stands alone under a sentence that
names it. Names that belong to other codes (discount, postal), labels of other numbers (order, telephone), amounts and
years speak against it. Points are added up; `ENOUGH` of them make a code. The weights were set on invented mail in
fourteen languages.
"""

import re
from typing import Final, NamedTuple

from tempory.mime.code_shapes import Candidate, Shape, is_date, is_year
from tempory.mime.code_words import FILLERS, ROOTS, vocabulary
from tempory.mime.folding import fold

ENOUGH: Final = 6

_BEFORE: Final = 300  # characters in which a token that stands alone may have been announced
_SENTENCE: Final = 160  # characters of a sentence that name it inline
_AFTER: Final = 120
_LINES_BEFORE: Final = 8
_WRAPPED_LINE: Final = 50  # a line at least this long was broken by its sender's program: the sentence goes on


_CODES: Final = vocabulary("codes")
_PASSWORDS: Final = vocabulary("passwords")
_OTHER_CODES: Final = vocabulary("other_codes")
_PURPOSES: Final = vocabulary("purposes")
_REQUESTS: Final = vocabulary("requests")
_VERDICTS: Final = vocabulary("verdicts")
_NUMBERS: Final = vocabulary("numbers")
_SHOPPING: Final = vocabulary("shopping")
_UNITS: Final = vocabulary("units")
_MONTHS: Final = vocabulary("months")
# "Is" in some languages, but also "to" and "and" in others: it says little by itself.
_FAINT_VERDICTS: Final = frozenset({"a", "e", "to"})
_SMALL_WORDS: Final = frozenset({"de", "di", "du", "des", "d", "of", "do", "da", "della"})

_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|[0-9]+|[:#№%]")
_LETTER: Final = re.compile(r"[^\W_]")
_SENTENCE_END: Final = re.compile(r"[^\s.]{3}[.!?…][\"')»”’]*\s+(?=\W*([^\W\d_]))")
_BLANK_LINE: Final = re.compile(r"\n[ \t\r]*\n")
_CURRENCY: Final = r"(?:[$€£¥₹₽]|\b(?:eur|usd|gbp|chf|pln|sek|nok|dkk|czk|huf|ron|kr|zl|kc|lei|ft|rs|inr|brl|r\$)\b\.?)"
_AMOUNT_BEFORE: Final = re.compile(_CURRENCY + r"\s?$")
_AMOUNT_AFTER: Final = re.compile(r"\s?" + _CURRENCY)
_COPYRIGHT: Final = re.compile(r"(?:©|\(c\)|copyright)\W*$")
_PLACE_NAME: Final = re.compile(r" [^\W\d_][^\W\d_]{2,}")
_WORD_AND_NUMBER: Final = re.compile(r"[A-Z]{3,}[0-9]{1,3}")

_POINTS: Final = {
    Shape.DIGITS: 2,
    Shape.GROUPED: 3,
    Shape.PAIRED: 0,
    Shape.SPACED: 1,
    Shape.PREFIXED: 2,
    Shape.MIXED: 2,
    Shape.DASHED: 2,
    Shape.CAPITALS: 0,
    Shape.SMALL: 0,
}
_WITH_LETTERS: Final = frozenset({Shape.PREFIXED, Shape.MIXED, Shape.DASHED, Shape.CAPITALS, Shape.SMALL})
_RARELY_CODES: Final = frozenset({Shape.PAIRED, Shape.CAPITALS, Shape.SMALL})
_USUAL_LENGTH: Final = 6

_DIRECTLY: Final = 6
_NEAR: Final = 4
_FAR: Final = 3
_NEVER: Final = -100
_FEW_WORDS: Final = 6
_SOME_WORDS: Final = 25


class Neighbourhood(NamedTuple):
    """The words around a token, folded."""

    before: list[str]
    after: list[str]
    alone: bool  # nothing else stands on its line


def names_code(text: str) -> bool:
    """Whether a one-time code, or what one is for, is spoken of in `text`."""
    words = _WORD.findall(fold(text))
    return _name_before(words) is not None or any(word in _PURPOSES for word in words)


def judge(text: str, candidate: Candidate, *, floor: int, hinted: bool) -> int:
    """Return the points that speak for `candidate`; 0 if something rules it out.

    `floor` is where the last code found ends: what was said before it was said of it. `hinted`: the subject speaks
    of codes or of what they are for.
    """
    before = text[max(floor, candidate.start - _BEFORE) : candidate.start]
    after = text[candidate.end : candidate.end + _AFTER]
    folded_before, folded_after = fold(before), fold(after)
    if not hinted and not any(root in folded_before or root in folded_after for root in ROOTS):
        return 0
    if _AMOUNT_BEFORE.search(folded_before) or _AMOUNT_AFTER.match(folded_after) or _COPYRIGHT.search(folded_before):
        return 0
    around = _neighbourhood(before, after)
    name = _points_for_name(around)
    if name < 0 or _is_labelled_otherwise(candidate, around, named=name > 0):
        return 0
    return name and _points(candidate, around, name, before, after)


def _points(candidate: Candidate, around: Neighbourhood, name: int, before: str, after: str) -> int:
    shape, code = candidate.shape, candidate.code
    nearby = around.before[-_SOME_WORDS:] + around.after
    if shape in _RARELY_CODES and not (name == _DIRECTLY or (around.alone and name >= _NEAR)):
        return 0
    if shape is Shape.CAPITALS and (_is_shouted(before, after) or _is_vocabulary(fold(code))):
        return 0
    points = _POINTS[shape] + name + 2 * around.alone
    points += shape is Shape.DIGITS and len(code) == _USUAL_LENGTH
    points += any(word in _PURPOSES for word in nearby)
    if is_year(code):
        points -= 3
    if is_date(code):
        points -= 2
    if shape in _WITH_LETTERS:
        points -= 6 * any(word in _SHOPPING for word in nearby)
        points -= 2 * (_WORD_AND_NUMBER.fullmatch(code) is not None)
    if name < _DIRECTLY and shape in {Shape.DIGITS, Shape.PREFIXED} and _is_before_place(after):
        points -= 3
    return points


# -- what names it ------------------------------------------------------------------------------------------------


def _points_for_name(around: Neighbourhood) -> int:
    """Return how clearly the words call it a code; `_NEVER` if they call it another one; 0 if nothing does."""
    before = _name_before(around.before)
    if before is not None:
        words_between = around.before[before + 1 :]
        if _is_other(around.before, before):
            return _NEVER
        return _points_for_distance(words_between, alone=around.alone)
    after = next((place for place, word in enumerate(around.after) if word in _CODES), None)
    if after is not None:
        if _is_other(around.after, after):
            return _NEVER
        return _NEAR if after <= _FEW_WORDS else _FAR
    return _points_for_purpose(around)


def _name_before(words: list[str]) -> int | None:
    """Return the place of the last word that names a code."""
    return next((place for place in range(len(words) - 1, -1, -1) if words[place] in _CODES), None)


def _points_for_distance(words_between: list[str], *, alone: bool) -> int:
    last = words_between[-1] if words_between else ":"
    if last == ":" or (last in _VERDICTS and last not in _FAINT_VERDICTS):
        return _DIRECTLY
    if all(word in _VERDICTS or word in FILLERS for word in words_between):
        return _DIRECTLY
    return _NEAR if alone or len(words_between) <= _FEW_WORDS else _FAR


def _points_for_purpose(around: Neighbourhood) -> int:
    """Judge by what one is asked to do with it, where nothing names it: "enter … to sign in", "password: …"."""
    everything = around.before[-_SOME_WORDS:] + around.after
    if not any(word in _PURPOSES for word in everything):
        return 0
    if any(word in _REQUESTS for word in around.before[-_FEW_WORDS:]):
        return _NEAR
    password = next(
        (place for place in range(len(around.before) - 1, -1, -1) if around.before[place] in _PASSWORDS), None
    )
    if password is None:
        return 0
    return min(_NEAR, _points_for_distance(around.before[password + 1 :], alone=around.alone))


def _is_other(words: list[str], place: int) -> bool:
    """Whether the code named at `place` is a discount code, a postal code or the like."""
    following = words[place + 1 : place + 3]
    if following and following[0] in _SMALL_WORDS:
        following = following[1:]
    return (
        words[place] in _OTHER_CODES
        or (place > 0 and words[place - 1] in _OTHER_CODES)
        or (bool(following) and following[0] in _OTHER_CODES)
    )


# -- what speaks against it ---------------------------------------------------------------------------------------


def _is_labelled_otherwise(candidate: Candidate, around: Neighbourhood, *, named: bool) -> bool:
    """Whether it is an order's number, an amount of something, a date's year."""
    if around.after and around.after[0] in _UNITS and not around.alone:
        return True
    words = around.before[-5:]
    introduced = False
    while words and (words[-1] == ":" or words[-1] in FILLERS or words[-1] in _VERDICTS):
        introduced = introduced or words[-1] not in FILLERS
        words.pop()
    if not words:
        return False
    if is_year(candidate.code) and words[-1] in _MONTHS:
        return True
    # "Your code for your account is …" is a code, "account: …" is not.
    return words[-1] in _NUMBERS and not (introduced and named)


def _is_shouted(before: str, after: str) -> bool:
    """Whether the words beside it are in capitals too."""
    words = [*re.findall(r"[^\W\d_]+", before[-40:])[-1:], *re.findall(r"[^\W\d_]+", after[:40])[:1]]
    return any(word.isupper() and len(word) > 1 for word in words)


def _is_vocabulary(word: str) -> bool:
    return word in _CODES or word in _PURPOSES or word in _PASSWORDS or word in _REQUESTS or word in _SHOPPING


def _is_before_place(after: str) -> bool:
    """Whether a name follows, as a town follows its postcode."""
    match = _PLACE_NAME.match(after)
    return match is not None and after[1].isupper()


# -- where a sentence begins and ends -----------------------------------------------------------------------------


def _neighbourhood(before: str, after: str) -> Neighbourhood:
    *lines, line = before.split("\n")
    starts_line = not _LETTER.search(line)
    line_after = after.partition("\n")[0]
    alone = starts_line and not _LETTER.search(line_after)
    filled = [each for each in lines if _LETTER.search(each)]
    if alone or (starts_line and filled and filled[-1].rstrip().endswith(":")):
        said_before = "\n".join((*filled[-_LINES_BEFORE:], line))
    else:
        said_before = _sentence_before(lines, line)
    said_after = after if alone else _sentence_after(after)
    return Neighbourhood(_WORD.findall(fold(said_before)), _WORD.findall(fold(said_after)), alone)


def _sentence_before(lines: list[str], line: str) -> str:
    """Return what the sentence says before the token, over lines that a mail program wrapped."""
    sentence = line
    for previous in reversed(lines):
        words = previous.split()
        if not words:
            break
        if len(previous.rstrip()) < _WRAPPED_LINE and words[-1][-1] not in ":," and fold(words[-1]) not in _VERDICTS:
            break
        sentence = f"{previous} {sentence}"
    sentence = sentence[-_SENTENCE:]
    ends = [match.end() for match in _SENTENCE_END.finditer(sentence) if match[1].isupper()]
    return sentence[ends[-1] :] if ends else sentence


def _sentence_after(after: str) -> str:
    """Return what the sentence says after the token; on the next line only if that begins small."""
    blank = _BLANK_LINE.search(after)
    sentence = after[: blank.start()] if blank else after
    first, newline, rest = sentence.partition("\n")
    if newline and not rest.lstrip()[:1].islower():
        sentence = first
    end = next((match.start() + 4 for match in _SENTENCE_END.finditer(sentence) if match[1].isupper()), None)
    return sentence[:end]
