"""Sets of numbers: read, resolved, written."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.protocols.imap import STAR, SavedResult, SequenceSet, encode_numbers
from tempory.protocols.imap.sequences import parse_messages
from tests.protocols.imap.driving import refusal_of

ENDS = st.just(STAR) | st.integers(1, 0xFFFF_FFFF)
SETS = st.builds(SequenceSet, st.lists(st.tuples(ENDS, ENDS), min_size=1, max_size=8).map(tuple))


@pytest.mark.parametrize(
    ("octets", "ranges"),
    [
        (b"1", ((1, 1),)),
        (b"*", ((STAR, STAR),)),
        (b"2,4:7,9,12:*", ((2, 2), (4, 7), (9, 9), (12, STAR))),
        (b"*:4,5:3", ((STAR, 4), (5, 3))),
        (b"4294967295", ((0xFFFF_FFFF, 0xFFFF_FFFF),)),
    ],
)
def test_reading(octets: bytes, ranges: tuple[tuple[int, int], ...]) -> None:
    assert parse_messages(octets) == SequenceSet(ranges)


def test_reading_a_saved_result() -> None:
    assert parse_messages(b"$") == SavedResult()


@pytest.mark.parametrize(
    "octets",
    [b"", b"0", b"1,", b",1", b"1:", b":1", b"1:2:3", b"01", b"4294967296", b"1:9999999999", b"$1", b"-1", b"1 "],
)
def test_refusing(octets: bytes) -> None:
    assert refusal_of(lambda: parse_messages(octets)).condition == "BAD"


def test_resolving() -> None:
    # RFC 9051 §9: 2,4:7,9,12:* and *:4,5:7 with 15 messages.
    assert SequenceSet.parse(b"2,4:7,9,12:*").resolve(15) == [(2, 2), (4, 7), (9, 9), (12, 15)]
    assert SequenceSet.parse(b"*:4,5:7").resolve(10) == [(4, 10)]
    assert SequenceSet.parse(b"3,1,2").resolve(10) == [(1, 3)]
    assert SequenceSet.parse(b"559:*").resolve(100) == [(100, 559)]
    assert SequenceSet.parse(b"1:*").resolve(0) == []


def test_picking() -> None:
    assert SequenceSet.parse(b"5:9,30:*").pick([3, 5, 8, 12]) == [5, 8, 12]
    assert SequenceSet.parse(b"1:*").pick([]) == []


def test_reaching_beyond() -> None:
    assert SequenceSet.parse(b"1:6").reaches_beyond(5)
    assert SequenceSet.parse(b"6:*").reaches_beyond(5)
    assert not SequenceSet.parse(b"5,*").reaches_beyond(5)


def test_counting() -> None:
    assert SequenceSet.parse(b"1,3:5,9:8").count() == 6


def test_writing_numbers() -> None:
    assert encode_numbers([]) == b""
    assert encode_numbers([1]) == b"1"
    assert encode_numbers([1, 2, 3, 5, 7, 8]) == b"1:3,5,7:8"


@given(SETS)
def test_what_is_written_reads_the_same(numbers: SequenceSet) -> None:
    again = SequenceSet.parse(str(numbers).encode())
    assert again.resolve(100) == numbers.resolve(100)


@given(SETS, st.sets(st.integers(1, 200)))
def test_picking_is_being_in_a_range(numbers: SequenceSet, present: set[int]) -> None:
    ascending = sorted(present)
    ranges = numbers.resolve(ascending[-1] if ascending else 0)
    assert numbers.pick(ascending) == [n for n in ascending if any(low <= n <= high for low, high in ranges)]
    assert all(first[1] + 1 < second[0] for first, second in pairwise(ranges))


@given(st.sets(st.integers(1, 0xFFFF_FFFF), min_size=1))
def test_written_numbers_are_those_given(numbers: set[int]) -> None:
    written = SequenceSet.parse(encode_numbers(sorted(numbers)))
    assert written.pick(sorted(numbers)) == sorted(numbers)
    assert written.count() == len(numbers)
