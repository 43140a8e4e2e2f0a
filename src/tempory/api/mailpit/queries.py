"""Mailpit's search language: words and filters, each a part of a text in any case, all of which have to fit.

A query is cut at spaces outside of double quotes, which are then dropped; `-` or `!` in front turns a term around.
What is no filter is looked for in the whole message.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from tempory.api.problems import Problem, ProblemError
from tempory.mailboxes import StoredMessage
from tempory.sealing import Party, Summary

MAX_CHARACTERS: Final = 1_000
MAX_TERMS: Final = 20
_PIECE: Final = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_SIZE: Final = re.compile(r"(\d{1,12})(?:\.(\d{1,6}))?\s?(kb?|mb?)?", re.ASCII | re.IGNORECASE)
_UNITS: Final = {"": 1, "k": 1024, "m": 1024 * 1024}

Test = Callable[[StoredMessage, Summary], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term: a `test` of what the summary tells, or a `word` to look for in the whole message."""

    is_negated: bool
    test: Test | None = None
    word: str = ""


def parse_query(text: str, *, zone: str = "") -> tuple[Term, ...]:
    """Read a query; `zone` is where dates without an offset are. `bad-request` for what cannot be searched for."""
    if len(text) > MAX_CHARACTERS:
        raise ProblemError(Problem.BAD_REQUEST, f"A query has at most {MAX_CHARACTERS} characters.")
    place = _parse_zone(zone)
    pieces = [piece.replace('"', "") for piece in _PIECE.findall(text)]
    terms = tuple(_parse_term(piece, place) for piece in pieces if any(map(str.isalnum, piece)))
    if not terms:
        raise ProblemError(Problem.BAD_REQUEST, "Error: no search query")
    if len(terms) > MAX_TERMS:
        raise ProblemError(Problem.BAD_REQUEST, f"A query has at most {MAX_TERMS} terms.")
    return terms


def fits_summary(terms: Iterable[Term], stored: StoredMessage, summary: Summary) -> bool:
    """Whether the message fits, as far as its summary tells."""
    return all(term.test is None or term.test(stored, summary) is not term.is_negated for term in terms)


def summary_has(summary: Summary, word: str) -> bool:
    """Whether the names and addresses, the subject or a file's name contain `word`."""
    wanted = word.casefold()
    texts = (*_addressed(summary), summary.envelope.subject, *(each.name for each in summary.attachments))
    return any(wanted in text.casefold() for text in texts)


def _parse_term(piece: str, place: tzinfo) -> Term:
    is_negated = len(piece) > 1 and piece[0] in "-!"
    text = piece[1:] if is_negated else piece
    if text.lower() in _FLAGS:
        return Term(is_negated=is_negated, test=_FLAGS[text.lower()])
    name, colon, value = text.partition(":")
    value = value.strip()
    if colon and value and name.lower() in _TEXTS:
        return Term(is_negated=is_negated, test=_contains(_TEXTS[name.lower()], value))
    if colon and value and name.lower() in _COMPARISONS:
        return Term(is_negated=is_negated, test=_compares(name.lower(), value, place))
    return Term(is_negated=is_negated, word=text)


def _contains(texts: Callable[[Summary], Iterable[str]], value: str) -> Test:
    wanted = value.casefold()
    return lambda _stored, summary: any(wanted in text.casefold() for text in texts(summary))


def _compares(name: str, value: str, place: tzinfo) -> Test:
    match name:
        case "larger" | "smaller":
            octets = _parse_size(value)
            return lambda stored, _: stored.size > octets if name == "larger" else stored.size < octets
        case "tag":
            return lambda _stored, _summary: False  # no message has a tag
        case _:
            limit = _parse_moment(value, place)
            return lambda stored, _: stored.received_at >= limit if name == "after" else stored.received_at <= limit


def _parties(parties: Iterable[Party]) -> list[str]:
    return [f"{party.name} <{party.address}>" for party in parties]


def _addressed(summary: Summary) -> list[str]:
    envelope = summary.envelope
    return _parties((*envelope.from_, *envelope.to, *envelope.cc, *envelope.reply_to))


_TEXTS: Final[Mapping[str, Callable[[Summary], Iterable[str]]]] = {
    "to": lambda summary: _parties(summary.envelope.to),
    "from": lambda summary: _parties(summary.envelope.from_),
    "cc": lambda summary: _parties(summary.envelope.cc),
    "bcc": lambda _summary: (),
    "reply-to": lambda summary: _parties(summary.envelope.reply_to),
    "addressed": _addressed,
    "subject": lambda summary: (summary.envelope.subject,),
    "message-id": lambda summary: (summary.envelope.message_id,),
}
_COMPARISONS: Final = frozenset({"larger", "smaller", "before", "after", "tag"})


def _has_inline(_stored: StoredMessage, summary: Summary) -> bool:
    return any(each.inline or each.content_id for each in summary.attachments)


def _has_attachment(_stored: StoredMessage, summary: Summary) -> bool:
    return any(not (each.inline or each.content_id) for each in summary.attachments)


_FLAGS: Final[Mapping[str, Test]] = {
    "is:read": lambda stored, _: stored.seen,
    "is:unread": lambda stored, _: not stored.seen,
    "is:tagged": lambda _stored, _summary: False,
    "has:attachment": _has_attachment,
    "has:attachments": _has_attachment,
    "has:inline": _has_inline,
    "has:inlines": _has_inline,
}


def _parse_size(value: str) -> int:
    match = _SIZE.fullmatch(value)
    if match is None:
        raise ProblemError(Problem.BAD_REQUEST, "A size is a number of octets, or has k or m behind it.")
    return int(float(f"{match[1]}.{match[2] or 0}") * _UNITS[(match[3] or "")[:1].lower()])


def _parse_moment(value: str, place: tzinfo) -> int:
    try:
        moment = datetime.fromisoformat(value)
        return round((moment if moment.tzinfo else moment.replace(tzinfo=place)).timestamp() * 1000)
    except (ValueError, OverflowError):
        raise ProblemError(Problem.BAD_REQUEST, "A date has the form 2026-11-21 or 2026-11-21T20:00:00.") from None


def _parse_zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ValueError, KeyError, OSError):  # no such zone; a name that would leave the zones' folder
        raise ProblemError(Problem.BAD_REQUEST, "tz is no time zone, such as Pacific/Auckland.") from None
