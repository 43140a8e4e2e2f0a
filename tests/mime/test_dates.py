from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mime import parse_date

NOON = datetime(2026, 11, 5, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("Thu, 5 Nov 2026 12:00:00 +0000", NOON),
        ("5 Nov 2026 12:00 GMT", NOON),
        ("Thu, 05 Nov 2026 13:00:00 +0100 (CET)", NOON),
        ("Thursday, 5-November-26 12:00:00 UT", NOON),
        ("5 nov 2026 07:00:00 EST", NOON),
        ("5 Nov 2026 12:00:00", NOON),
        ("5 Nov 126 12:00:00 Z", NOON),
        ("5 Nov 2026 10:30:00 -0130", NOON),
        ("5 Nov 99 12:00:00 +0000", NOON.replace(year=1999)),
        ("5 Nov 2026 12:00:60 +0000", NOON.replace(second=59)),
        ("yesterday", None),
        ("5 Foo 2026 12:00:00", None),
        ("31 Feb 2026 12:00:00", None),
        ("5 Nov 2026 25:00:00", None),
        ("5 Nov 2026 12:00:00 +9900", None),
        ("", None),
        (" " * 100_000, None),
    ],
)
def test_dates(written: str, instant: datetime | None) -> None:
    assert parse_date(written) == instant


def test_the_offset_is_kept() -> None:
    read = parse_date("Thu, 5 Nov 2026 13:00:00 +0100")
    assert read is not None
    assert read.tzinfo == timezone(timedelta(hours=1))


@given(st.text(alphabet="0123456789 NovTueGMT:,+-", max_size=60))
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert parse_date(text) is None or isinstance(parse_date(text), datetime)
