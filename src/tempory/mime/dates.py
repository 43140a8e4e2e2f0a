"""Dates in header fields. They are shown as written; this reads them for sorting and searching.

RFC 5322 §3.3 (date and time), §4.3 (obsolete: two-digit years, named zones, no seconds), comments left out.
"""

import re
from datetime import datetime, timedelta, timezone
from typing import Final

_DATE: Final = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s+)?(?P<day>[0-9]{1,2})[\s-]+(?P<month>[A-Za-z]{3})[A-Za-z]{0,6}[\s-]+(?P<year>[0-9]{2,4})\s+"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?(?:\s*(?P<zone>[+-][0-9]{4}|[A-Za-z]{1,5}))?"
)
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
# RFC 5322 §4.3: only these names mean something; all others are read as -0000.
_ZONES: Final = {"EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8}
_LONGEST: Final = 200
_THIS_CENTURY: Final = 50
_LEAP_SECOND: Final = 60


def parse_date(value: str) -> datetime | None:
    """Return the instant a Date field names, with its offset; None if it does not parse."""
    match = _DATE.match(value[:_LONGEST].strip())
    if match is None:
        return None
    month = _MONTHS.get(match["month"].lower())
    if month is None:
        return None
    second = min(int(match["second"] or 0), _LEAP_SECOND - 1)
    try:
        return datetime(
            _year(match["year"]),
            month,
            int(match["day"]),
            int(match["hour"]),
            int(match["minute"]),
            second,
            tzinfo=timezone(_offset(match["zone"] or "")),
        )
    except ValueError:
        return None


def _year(written: str) -> int:
    # RFC 5322 §4.3: two digits below 50 are this century's, others and three digits count from 1900.
    year = int(written)
    if len(written) == len("2026"):
        return year
    return year + 2000 if len(written) == len("26") and year < _THIS_CENTURY else year + 1900


def _offset(zone: str) -> timedelta:
    if zone[:1] in {"+", "-"}:
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
        return -offset if zone[0] == "-" else offset
    return timedelta(hours=_ZONES.get(zone.upper(), 0))
