"""The one-time codes in a message, best first.

Groups of digits are given out as one number, because that is what the field they are meant for takes: "481 516" and
"481-516" as 481516. Codes with letters are given out as written.
"""

from collections.abc import Iterable
from typing import Final

from tempory.mime.code_evidence import ENOUGH, Hints, judge, read_hints
from tempory.mime.code_shapes import Candidate, find_candidates
from tempory.mime.limits import LIMITS, Limits

_CERTAIN: Final = 9  # points after which a second mention tells nothing new
_MARGIN: Final = 2  # points below the best code at which another is noise


def find_codes(subject: str, texts: Iterable[str], limits: Limits = LIMITS) -> tuple[str, ...]:
    """Return the codes in a subject and bodies, at most `limits.codes`."""
    text = "\n\n".join((subject, *texts))
    hints: Hints | None = None
    points: dict[str, int] = {}
    last: Candidate | None = None
    for candidate in find_candidates(text):
        if hints is None:
            hints = read_hints(subject)
        if points.get(candidate.code, 0) >= _CERTAIN:
            last = candidate
            continue
        found = judge(text, candidate, hints)
        if last is not None and _continues(text, last, candidate):
            found = max(found, points[last.code])
        if found >= ENOUGH:
            points[candidate.code] = max(found, points.get(candidate.code, 0))
            last = candidate
    best = max(points.values(), default=0)
    ranked = sorted((code for code in points if points[code] >= best - _MARGIN), key=lambda code: -points[code])
    return tuple(ranked[: limits.codes])


def _continues(text: str, last: Candidate, candidate: Candidate) -> bool:
    """Whether it is the next entry of a list of codes: same shape, only white space between."""
    between = text[last.end : candidate.start]
    return last.shape is candidate.shape and "\n" in between and between.isspace()
