"""What a one-time code looks like, and what only looks like one.

Found in two steps: places where three capitals or digits stand together (near the beginning also where a digit touches
a small letter, or digits stand apart), by a search at memory speed; then the whole token there, by its shape and its
immediate neighbours. What is part of a date, a time, a price, a telephone number, an address on the net or a longer
number has no shape.
"""

import re
from collections.abc import Iterator
from enum import Enum
from itertools import islice
from typing import Final, NamedTuple


class Shape(Enum):
    """How the characters of a code are put together."""

    DIGITS = "481516"
    GROUPED = "481 516"
    PAIRED = "48 15 16"
    SPACED = "4 8 1 5 1 6"
    PREFIXED = "G-482913"
    MIXED = "X7K2P9"
    DASHED = "ABC-DEF"
    CAPITALS = "HKQZTW"
    SMALL = "x7k2p9"


class Candidate(NamedTuple):
    """A token with a code's shape: how it is given out, and where it stands."""

    code: str
    shape: Shape
    start: int
    end: int


MAX_CANDIDATES: Final = 64  # ordinary mail has under 20; each one's neighbourhood is read
_MAX_PLACES: Final = 512  # numbers looked at, and as many words in capitals
_HEAD_CHARACTERS: Final = 8 * 1024  # mail with a code is short: codes of capitals alone are sought only here
_MAX_TOKEN: Final = 12  # characters before a digit that may belong to its token

_KINDS: Final = (("0", "0", "9"), ("A", "A", "Z"), ("a", "a", "z"), ("-", "-", "-"))
_KIND_OF: Final = bytes(
    next((ord(kind) for kind, first, last in _KINDS if first <= chr(octet) <= last), ord(" ")) for octet in range(256)
)
# Three digits, a digit beside a letter, digits apart. All begin with a digit: found as fast as memory is read.
_DIGIT_PLACE: Final = re.compile(rb"0(?:00|(?<=[Aa]0)|0*+[Aa]| 0 0 0|0 00 00|0-00-00)")
_CAPITALS_PLACE: Final = re.compile(rb"AAA+")
_TOKEN_PLACES: Final = b"0Aa"

_SPACE: Final = "[ \u00a0\u2009\u202f]"
_GAP: Final = "[ \u00a0\u2009\u202f\u2010\u2011\u2013-]"
_LEFT: Final = (
    r"(?<![\w#$€£¥+=/&?@%~^\\•…])(?<!\.\.)(?<![0-9][-.,:'/–])(?<![A-Za-z][-./–])(?<!\*\*\*)"  # not inside a token
    rf"(?<![0-9][0-9]{_GAP})"
)
_RIGHT: Final = rf"(?![\w%‰°€$£@=•])(?![-./,:'–][0-9])(?![-/&–]\w)(?!\.[a-z])(?![.,]-)(?!{_GAP}[0-9][0-9])(?!\*\*\*)"
_SHAPE: Final = re.compile(
    rf"""{_LEFT}(?:
      (?P<SPACED>[0-9](?:[\s\u00a0]{{1,3}}[0-9]){{3,7}}(?![\s\u00a0]{{1,3}}[0-9]))
    | (?P<GROUPED>[0-9]{{3}}{_GAP}[0-9]{{3}}|[0-9]{{4}}{_GAP}[0-9]{{4}})
    | (?P<PAIRED>[0-9]{{2}}(?:{_SPACE}[0-9]{{2}}{_SPACE}|-[0-9]{{2}}-)[0-9]{{2}})
    | (?P<DIGITS>[0-9]{{4,8}})
    | (?!(?:CVE|CWE|ISO|IEC|DIN|RFC|UTF|SHA|AES|PEP)-)(?:(?P<PREFIXED>[A-Z]{{1,4}}-[0-9]{{3,8}})
      | (?P<DASHED>(?=[0-9-]*[A-Z])[A-Z0-9]{{3,5}}(?:-[A-Z0-9]{{3,5}}){{1,3}}))
    | (?P<CAPITALS>[A-Z]{{5,8}})
    | (?P<MIXED>(?=[A-Z]*[0-9])(?=[0-9]*[A-Z])[A-Z0-9]{{4,10}})
    | (?P<SMALL>(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{{5,10}})
    ){_RIGHT}""",
    re.VERBOSE,
)
_NOT_DIGITS: Final = re.compile(r"[^0-9]+")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_DATE: Final = re.compile(
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19|20)[0-9]{2}"
)
_SHORT_DATE: Final = re.compile(
    r"(?:[0-2][0-9]|3[01])-(?:0[0-9]|1[0-2])-[0-9]{2}|(?:0[0-9]|1[0-2])-[0-3][0-9]-[0-9]{2}"
)
_COUNTING: Final = "0123456789"
_DIGIT_SHAPES: Final = frozenset({Shape.DIGITS, Shape.GROUPED, Shape.PAIRED, Shape.SPACED})


def find_candidates(text: str) -> Iterator[Candidate]:
    """Give at most `MAX_CANDIDATES` tokens of `text` that have a code's shape, in order of place."""
    found = 0
    done = 0
    for start, inner in _places(text):
        if start < done:
            continue
        match = _SHAPE.match(text, start) or (_SHAPE.match(text, inner) if inner > start else None)
        if match is None:
            continue
        done = match.end()
        candidate = _candidate(match)
        if candidate is not None:
            yield candidate
            found += 1
            if found == MAX_CANDIDATES:
                return


def is_year(code: str) -> bool:
    """Whether it may as well be a year."""
    return _YEAR.fullmatch(code) is not None


def is_date(code: str) -> bool:
    """Whether it may as well be a date written without separators."""
    return _DATE.fullmatch(code) is not None


def _candidate(match: re.Match[str]) -> Candidate | None:
    shape = Shape[match.lastgroup or ""]
    code = match[0]
    if shape in _DIGIT_SHAPES:
        groups = _NOT_DIGITS.split(code)
        code = "".join(groups)
        # A span of years, numbers that count, a short date: "2019–2024", "1 2 3 4 5", "05-11-26".
        if len(groups) > 1 and all(map(is_year, groups)):
            return None
        if (shape is Shape.SPACED and code in _COUNTING) or _SHORT_DATE.fullmatch(match[0]):
            return None
    return Candidate(code, shape, match.start(), match.end())


def _places(text: str) -> list[tuple[int, int]]:
    """Return where tokens worth a look begin, in order: with their groups before hyphens, and without."""
    kinds = text.encode("ascii", "replace").translate(_KIND_OF)  # one octet a character, whatever the character
    digits = [_token_start(kinds, match.start()) for match in islice(_DIGIT_PLACE.finditer(kinds), _MAX_PLACES)]
    words = islice(_CAPITALS_PLACE.finditer(kinds[:_HEAD_CHARACTERS]), _MAX_PLACES)
    capitals = [(match.start(), match.start()) for match in words]
    return sorted(digits + capitals) if capitals else digits


def _token_start(kinds: bytes, place: int) -> tuple[int, int]:
    inner = _group_start(kinds, place, place - _MAX_TOKEN)
    start = inner
    while start > 0 and kinds[start - 1 : start] == b"-" and start > place - _MAX_TOKEN:
        start = _group_start(kinds, start - 1, place - _MAX_TOKEN)
    return start, inner


def _group_start(kinds: bytes, place: int, lowest: int) -> int:
    while place > max(lowest, 0) and kinds[place - 1] in _TOKEN_PLACES:
        place -= 1
    return place
