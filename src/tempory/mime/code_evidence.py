"""Whether the words around a token make it a one-time code.

A code is named ("your code is", "… lautet"), asked for ("enter … to sign in") or stands alone under a sentence that
names it. Names that belong to other codes (discount, postal), labels of other numbers (order, telephone), amounts and
years speak against it. Points are added up; `ENOUGH` of them make a code. The weights were set on invented mail in
fourteen languages.
"""

import re
from typing import Final, NamedTuple

from tempory.mime.code_context import WORD, Context, read_context, surroundings
from tempory.mime.code_names import (
    DIRECTLY,
    FAINTLY,
    FAR,
    NEAR,
    SOME_WORDS,
    is_link,
    is_other,
    last_name,
    points_for_name,
    points_for_purpose,
)
from tempory.mime.code_shapes import Candidate, Shape, is_date, is_year
from tempory.mime.code_words import (
    CODES,
    FILLERS,
    MONTHS,
    NUMBERS,
    PASSWORDS,
    PROOFS,
    PURPOSES,
    REQUESTS,
    ROOTS,
    SHOPPING,
    UNITS,
)
from tempory.mime.folding import fold

ENOUGH: Final = 6

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
_USUAL: Final = frozenset({Shape.DIGITS, Shape.GROUPED, Shape.PREFIXED})
_RARE: Final = frozenset({Shape.PAIRED, Shape.CAPITALS, Shape.SMALL})
_WITH_LETTERS: Final = frozenset({Shape.PREFIXED, Shape.MIXED, Shape.DASHED, Shape.CAPITALS, Shape.SMALL})
_USUAL_LENGTH: Final = 6

_BESIDE: Final = 60  # characters in which a request, or a shop, is sought
_LABEL_WORDS: Final = 5
_CURRENCY: Final = r"(?:[$€£¥₹₽]|\b(?:eur|usd|gbp|chf|pln|sek|nok|dkk|czk|huf|ron|kr|zl|kc|lei|ft|rs|inr|brl)\b\.?)"
_AMOUNT_BEFORE: Final = re.compile(_CURRENCY + r"\s?$")
_AMOUNT_AFTER: Final = re.compile(r"\s?" + _CURRENCY)
_COPYRIGHT: Final = re.compile(r"(?:©|\(c\)|copyright)\W*$")
_STATE: Final = re.compile(r", [A-Z]{2} $")  # before a ZIP code
_TOWN: Final = re.compile(r" [^\W\d_]{3}")  # behind a postcode
_WORD_AND_NUMBER: Final = re.compile(r"[A-Z]{3,}[0-9]{1,3}")  # SAVE20
_LETTERS: Final = re.compile(r"[^\W\d_]+")


class Hints(NamedTuple):
    """What a subject says about codes."""

    name: bool  # it names one
    purpose: bool  # it names what they are for


def read_hints(subject: str) -> Hints:
    """Read a subject line for signs that the message is about a one-time code."""
    words = WORD.findall(fold(subject))
    name = any(word in CODES and not is_other(words, place) for place, word in enumerate(words))
    return Hints(name, any(word in PURPOSES for word in words))


def judge(text: str, candidate: Candidate, hints: Hints) -> int:
    """Return the points that speak for `candidate`; 0 if something rules it out or nothing speaks for it."""
    before, after = surroundings(text, candidate)
    if not any(hints) and not _is_worth_reading(fold(before), fold(after)):
        return 0
    context = read_context(before, after)
    if _is_amount_or_place(context) or _is_labelled_otherwise(candidate, context):
        return 0
    named = points_for_name(context)
    if named == 0:
        # "Use X509 to verify …": with letters in it, a mere request makes no code, unless codes are spoken of.
        named = points_for_purpose(context)
        if candidate.shape in _WITH_LETTERS and not context.names_code_later:
            named = max(0, named - 2)
    if named == 0:
        in_subject = "\n" not in text[: candidate.start]
        named = _points_for_hints(candidate, hints, alone=context.alone, in_subject=in_subject)
    return _points(candidate, context, named) + hints.name if named > 0 else 0


def _is_worth_reading(before: str, after: str) -> bool:
    """Whether a code's name, a password's, or a request may be near; most numbers in most mail have none."""
    if any(root in before or root in after for root in ROOTS):
        return True
    return any(word in REQUESTS or word in PASSWORDS for word in WORD.findall(before[-_BESIDE:]))


def _points_for_hints(candidate: Candidate, hints: Hints, *, alone: bool, in_subject: bool) -> int:
    """Judge by the subject where the words beside the token are silent."""
    if hints.name and alone:
        return FAR
    if hints.name and candidate.shape in _USUAL:
        return FAINTLY
    return FAR if in_subject and hints.purpose and len(candidate.code) == _USUAL_LENGTH else 0


def _points(candidate: Candidate, context: Context, named: int) -> int:
    shape, code = candidate.shape, candidate.code
    nearby = context.before[-SOME_WORDS:] + context.after
    has_purpose = any(word in PURPOSES for word in nearby)
    if shape in _RARE and not (named == DIRECTLY or (context.alone and named >= NEAR)):
        return 0
    if shape is Shape.CAPITALS and (not has_purpose or _is_shouted(context) or _is_plain_word(fold(code))):
        return 0
    points = _POINTS[shape] + named + 2 * context.alone + has_purpose
    points += shape is Shape.DIGITS and len(code) == _USUAL_LENGTH
    points -= 3 * is_year(code) + 2 * is_date(code)
    if shape in _WITH_LETTERS:
        points -= 6 * _is_about_shopping(context, nearby) + 3 * (_WORD_AND_NUMBER.fullmatch(code) is not None)
    if named < DIRECTLY and shape in _USUAL and _is_before_town(context.raw_after):
        points -= 3
    return points


# -- what speaks against it -------------------------------------------------------------------------------------------


def _is_amount_or_place(context: Context) -> bool:
    """Whether it is a sum of money, a copyright's year, or an American ZIP code."""
    return bool(
        _AMOUNT_BEFORE.search(context.folded_before)
        or _AMOUNT_AFTER.match(context.folded_after)
        or _COPYRIGHT.search(context.folded_before)
        or _STATE.search(context.raw_before)
    )


def _is_labelled_otherwise(candidate: Candidate, context: Context) -> bool:
    """Whether it is an order's number, an amount of something, a date's year."""
    if context.after and context.after[0] in UNITS and not context.alone:
        return True
    words = context.before[-_LABEL_WORDS:]
    introduced = False
    while words and is_link(words[-1]):
        introduced = introduced or words[-1] not in FILLERS
        words.pop()
    if not words:
        return False
    if is_year(candidate.code) and words[-1] in MONTHS:
        return True
    # "Your code for your account is …" is a code, "account: …" is not.
    return words[-1] in NUMBERS and not (introduced and last_name(context.before) is not None)


def _is_about_shopping(context: Context, nearby: list[str]) -> bool:
    """Whether it is rather a discount's or a booking's code: codes with letters often are."""
    words = WORD.findall(context.folded_before[-_BESIDE:]) + WORD.findall(context.folded_after)
    return any(word in SHOPPING for word in words) and not any(word in PROOFS for word in nearby)


def _is_shouted(context: Context) -> bool:
    """Whether the words beside it are in capitals too."""
    beside = _LETTERS.findall(context.raw_before[-_BESIDE:])[-1:] + _LETTERS.findall(context.raw_after)[:1]
    return any(word.isupper() and len(word) > 1 for word in beside)


def _is_plain_word(word: str) -> bool:
    return word in CODES or word in PURPOSES or word in PASSWORDS or word in REQUESTS or word in SHOPPING


def _is_before_town(after: str) -> bool:
    return _TOWN.match(after) is not None and after[1].isupper()
