import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.config import kinds

SIZE = kinds.size(0, 2**60)
DURATION = kinds.duration(0, 10**9)


@pytest.mark.parametrize(
    ("written", "octets"),
    [("25 MiB", 25 * 2**20), ("25MiB", 25 * 2**20), ("1 gib", 2**30), ("10 kB", 10_000), ("512", 512), (512, 512)],
)
def test_sizes_are_written_as_people_write_them(written: object, octets: int) -> None:
    assert SIZE.read(written) == octets


@pytest.mark.parametrize(
    ("written", "seconds"), [("90", 90), ("90s", 90), ("5m", 300), ("5 min", 300), ("1h", 3600), ("30d", 2_592_000)]
)
def test_durations_are_written_as_people_write_them(written: object, seconds: int) -> None:
    assert DURATION.read(written) == seconds


@pytest.mark.parametrize(
    "written", ["", "MiB", "-1 MiB", "1.5 MiB", "1 h", "1e3", "1 TiB", "9" * 30, 1.0, True, None, []]
)
def test_what_is_no_size_is_refused(written: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (its text is not shown; the kind's own words are)
        SIZE.read(written)


@given(st.integers(min_value=0, max_value=2**50))
def test_a_size_is_read_as_it_is_shown(octets: int) -> None:
    assert SIZE.read(kinds.show_size(octets)) == octets


@given(st.integers(min_value=0, max_value=10**8))
def test_a_duration_is_read_as_it_is_shown(seconds: int) -> None:
    assert DURATION.read(kinds.show_duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("written", "host"), [("127.0.0.1", "127.0.0.1"), ("0:0::1", "::1"), ("Mail.Example", "mail.example"), ("::", "::")]
)
def test_hosts_have_one_form(written: str, host: str) -> None:
    assert kinds.HOST.read(written) == host


@pytest.mark.parametrize("written", ["", "a b", "a/b", "-a", "http://a", 1, "a\n"])
def test_what_is_no_host_is_refused(written: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (as above)
        kinds.HOST.read(written)


def test_a_text_does_not_end_in_a_line_feed() -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (as above)
        kinds.choice("json").read("json\n")
