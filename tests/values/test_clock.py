from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.values import Instant, format_instant

YEAR_9999 = 253_402_300_799_999


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1, "1970-01-01T00:00:00.001Z"),
        (1_795_291_200_123, "2026-11-21T20:00:00.123Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (YEAR_9999, "9999-12-31T23:59:59.999Z"),
    ],
)
def test_instants_are_written_as_rfc_3339_has_it(instant: int, written: str) -> None:
    assert format_instant(Instant(instant)) == written


@given(st.integers(min_value=0, max_value=YEAR_9999))
def test_no_millisecond_is_lost_in_writing(instant: int) -> None:
    written = datetime.fromisoformat(format_instant(Instant(instant)))
    assert (written - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000 == pytest.approx(instant, abs=0.4)
