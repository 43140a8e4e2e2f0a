"""How clearly the words around a token call it a one-time code."""

from typing import Final

from tempory.mime.code_context import Context
from tempory.mime.code_words import (
    CODES,
    FAINT_VERDICTS,
    FILLERS,
    LINKS_BACK,
    OTHER_CODES,
    PASSWORDS,
    PREPOSITIONS,
    PROOFS,
    PURPOSES,
    REQUESTS,
    VERDICTS,
)

DIRECTLY: Final = 6  # "your code is …"
CLEARLY: Final = 5  # "… is your code"
NEAR: Final = 4  # on a line of its own below "your code"
FAR: Final = 3  # "your code for Example …"
FAINTLY: Final = 2  # in one sentence
NEVER: Final = -1  # "discount code …"

FEW_WORDS: Final = 6
SOME_WORDS: Final = 25
SHORTEST: Final = 4  # digits of a number that a name may belong to


def points_for_name(context: Context) -> int:
    """Return how clearly the words call it a code; `NEVER` if they call it another one; 0 if nothing does."""
    place = last_name(context.before)
    if place is not None:
        if is_other(context.before, place):
            return NEVER
        if points := _points_for_distance(context.before[place + 1 :], alone=context.alone):
            return points
    place = next((place for place, word in enumerate(context.after) if word in CODES), None)
    if place is not None:
        return NEVER if is_other(context.after, place) else _points_for_following(context, place)
    return 0


def last_name(words: list[str]) -> int | None:
    """Return the place of the last word that names a code."""
    return next((place for place in range(len(words) - 1, -1, -1) if words[place] in CODES), None)


def is_other(words: list[str], place: int) -> bool:
    """Whether the code named at `place` is a discount code, a postal code or the like."""
    following = place + 1
    if following < len(words) and words[following] in PREPOSITIONS:
        following += 1
    return (
        words[place] in OTHER_CODES
        or (place > 0 and words[place - 1] in OTHER_CODES)
        or (following < len(words) and words[following] in OTHER_CODES)
    )


def is_link(word: str) -> bool:
    """Whether a word only ties a name to its number: "is", ":", "no."."""
    return word == ":" or word in VERDICTS or word in FILLERS


def _points_for_distance(between: list[str], *, alone: bool) -> int:
    """Judge by the words between the name and the token."""
    number = next((place for place, word in enumerate(between) if word.isdigit() and len(word) >= SHORTEST), None)
    if number is not None and all(map(is_link, between[:number])):
        return 0  # the name is that number's
    if not between or between[-1] == ":" or (between[-1] in VERDICTS and between[-1] not in FAINT_VERDICTS):
        return DIRECTLY
    if all(map(is_link, between)):
        return DIRECTLY
    if alone:
        return NEAR
    return FAR if len(between) <= FEW_WORDS else FAINTLY


def _points_for_following(context: Context, place: int) -> int:
    """Judge by a name that follows the token: "… is your code", "… - use this code"."""
    following = context.after[place + 1 : place + 3]
    if any(word == ":" or (word.isdigit() and len(word) >= SHORTEST) for word in following):
        return 0  # the name of another number
    between = context.after[:place]
    tied = context.alone or not context.before or any(word in VERDICTS or word in LINKS_BACK for word in between)
    if not tied:
        return 0  # "4815 lines of code"
    if between and between[0] in VERDICTS:
        return CLEARLY
    return NEAR if place <= FEW_WORDS else FAR


def points_for_purpose(context: Context) -> int:
    """Judge by what one is asked to do with it, where nothing names it: "enter … to sign in", "password: …"."""
    words = context.before
    nearby = words[-SOME_WORDS:] + context.after
    if any(word in REQUESTS for word in words[-FEW_WORDS:]) and (
        context.names_code_later or any(word in PURPOSES for word in nearby)
    ):
        return NEAR
    if not any(word in PROOFS for word in nearby):
        return 0
    password = next((place for place in range(len(words) - 1, -1, -1) if words[place] in PASSWORDS), None)
    return 0 if password is None else min(NEAR, _points_for_distance(words[password + 1 :], alone=context.alone))
