"""Counts: bounded, put together, sealed and opened again."""

from secrets import token_bytes

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tempory.feedback import Counts, Limits, Published, Seen, open_counts
from tempory.sealing import seal_for_day
from tempory.values import IntegrityError, Secret
from tests.feedback.making import DAY, PUBLISHED, SEEN

KEY = Secret(b"k" * 32)
LIMITS = Limits(domain_kinds=2, kinds=3)


def of(domain: str) -> Published:
    return msgspec.structs.replace(PUBLISHED, domain=domain)


def kind(number: int) -> Seen:
    return msgspec.structs.replace(SEEN, source=f"192.0.2.{number}")


def again(counts: Counts, *, limits: Limits | None = None) -> Counts:
    sealed = counts.snapshot().seal(key=KEY, day=DAY, random=token_bytes)
    return open_counts(sealed, key=KEY, day=DAY, limits=limits or counts.limits)


def total(counts: Counts) -> int:
    return sum(tally.messages for tally in counts.tallies.values()) + counts.left_out


def test_the_same_kind_is_counted_together() -> None:
    counts = Counts()
    for _ in range(3):
        counts.add(PUBLISHED, SEEN)
    counts.add(PUBLISHED, kind(7), 4)
    assert counts.tallies["bank.example"].kinds == {SEEN: 3, kind(7): 4}
    assert (counts.kinds, total(counts)) == (2, 7)


def test_the_last_policy_of_the_day_is_the_one_that_is_named() -> None:
    counts = Counts()
    counts.add(PUBLISHED, SEEN)
    changed = msgspec.structs.replace(PUBLISHED, is_testing=True)
    counts.add(changed, SEEN)
    assert counts.tallies["bank.example"].published == changed


def test_what_finds_no_room_is_counted_as_that() -> None:
    counts = Counts(limits=LIMITS)
    for number in range(5):
        counts.add(of("a.example"), kind(number))
    assert (len(counts.tallies["a.example"].kinds), counts.tallies["a.example"].left_out) == (2, 3)
    counts.add(of("b.example"), kind(1))
    counts.add(of("b.example"), kind(2))
    counts.add(of("c.example"), kind(1), 5)
    counts.add(of("a.example"), kind(1))
    assert (counts.kinds, counts.left_out) == (3, 5)
    assert counts.tallies["b.example"].left_out == 1
    assert counts.tallies["a.example"].kinds[kind(1)] == 2
    assert total(counts) == 13


def test_a_day_is_sealed_and_opened_again() -> None:
    counts = Counts(limits=LIMITS)
    for number in range(9):
        counts.add(of("a.example"), kind(number % 3))
        counts.add(of(f"{number}.example"), kind(number))
    opened = again(counts)
    assert opened == counts
    smaller = again(counts, limits=Limits(domain_kinds=1, kinds=1))
    assert (smaller.kinds, total(smaller)) == (1, total(counts))


def test_two_halves_of_a_day_are_put_together() -> None:
    one, other = Counts(limits=LIMITS), Counts(limits=LIMITS)
    for number in range(4):
        one.add(of("a.example"), kind(number))
        other.add(of("a.example"), kind(number + 1))
        other.add(of("b.example"), kind(number))
    one.merge(other)
    assert total(one) == 12
    assert one.kinds == 3
    full = Counts(limits=Limits(domain_kinds=0, kinds=0))
    full.merge(other)
    assert (full.tallies, full.left_out) == ({}, 8)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 3)), max_size=40))
def test_no_message_is_lost_and_none_counted_twice(added: list[tuple[int, int, int]]) -> None:
    counts = Counts(limits=LIMITS)
    for domain, number, n in added:
        counts.add(of(f"{domain}.example"), kind(number), n)
        assert counts.kinds == sum(len(tally.kinds) for tally in counts.tallies.values()) <= LIMITS.kinds
    assert total(counts) == total(again(counts)) == sum(n for _, _, n in added)


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"not zstd",
        zstandard.compress(b""),
        zstandard.compress(b"\xc1"),
        zstandard.compress(msgspec.msgpack.encode([2, [], 0])),
        zstandard.compress(msgspec.msgpack.encode([1, [["x"]], 0])),
    ],
)
def test_what_we_did_not_write_is_refused(plain: bytes) -> None:
    with pytest.raises(IntegrityError):
        open_counts(seal_for_day(plain, key=KEY, day=DAY, random=token_bytes), key=KEY, day=DAY)
