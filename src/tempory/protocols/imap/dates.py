"""Dates and times as commands write them. RFC 9051 §9 date, date-time. Years beyond what calendars hold are refused."""

import re
from datetime import UTC, date, datetime

from tempory.protocols.imap.refusal import CommandRefusal, bad
from tempory.values import Instant

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
YEARS = range(1900, 9999)

_MONTH_NUMBERS = {name.upper().encode("ascii"): number for number, name in enumerate(MONTHS, 1)}
_DATE = re.compile(rb"([0-9]{1,2})-([A-Za-z]{3})-([0-9]{4})")
_DATE_TIME = re.compile(
    rb"([ 0-9][0-9])-([A-Za-z]{3})-([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) ([+-])([0-9]{2})([0-5][0-9])"
)
_MOST_HOURS = 14  # no zone is farther from UTC


def parse_date(octets: bytes) -> date:
    """Read `1-Feb-1994`."""
    match = _DATE.fullmatch(octets)
    if match is None:
        raise _refusal()
    return _read_day(match[1], match[2], match[3])


def parse_date_time(octets: bytes) -> Instant:
    """Read ` 1-Feb-1994 21:52:25 -0800`."""
    match = _DATE_TIME.fullmatch(octets)
    if match is None or int(match[8]) > _MOST_HOURS:
        raise _refusal()
    day = _read_day(match[1], match[2], match[3])
    offset = int(match[8]) * 3600 + int(match[9]) * 60
    try:
        local = datetime(day.year, day.month, day.day, int(match[4]), int(match[5]), int(match[6]), tzinfo=UTC)
    except ValueError:
        raise _refusal() from None
    second = int(local.timestamp()) + (offset if match[7] == b"-" else -offset)
    return Instant(second * 1000)


def _read_day(day: bytes, month: bytes, year: bytes) -> date:
    try:
        read = date(int(year), _MONTH_NUMBERS.get(month.upper(), 0), int(day))
    except ValueError:
        raise _refusal() from None
    if read.year not in YEARS:
        raise _refusal()
    return read


def _refusal() -> CommandRefusal:
    return bad("Not a date")
