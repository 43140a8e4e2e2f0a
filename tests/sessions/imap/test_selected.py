"""Message numbers as the peer has them, and what is missing between uids. RFC 9051 §2.3.1, RFC 7162 §3.2.5."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mailboxes.folders import FolderId, Glance, Standing
from tempory.protocols.imap import STAR, SequenceSet
from tempory.sessions.imap.selected import SelectedFolder
from tempory.sessions.imap.selecting import _beyond_match
from tempory.values import Uid


def folder(*uids: int, next_uid: int = 0) -> SelectedFolder:
    standings = [Standing(Uid(uid), frozenset(), 1, 10) for uid in uids]
    upcoming = Uid(next_uid or max(uids, default=0) + 1)
    return SelectedFolder(Glance(FolderId(1), 1, upcoming, 1), standings, name="INBOX", read_only=False)


@pytest.mark.parametrize(
    ("uids", "next_uid", "ranges", "missing"),
    [
        ((1, 2, 3), 4, [(1, 9)], []),
        ((2, 4, 5, 9), 10, [(1, 9)], [(1, 1), (3, 3), (6, 8)]),
        ((), 4, [(1, 3)], [(1, 3)]),
        ((), 1, [(1, 9)], []),
        ((5,), 9, [(2, 3), (5, 6), (8, 20)], [(2, 3), (6, 6), (8, 8)]),
        ((5,), 9, [(9, 20)], []),
        ((1, 4_000_000_000), 4_294_967_295, [(1, 4_294_967_295)], [(2, 3_999_999_999), (4_000_000_001, 4_294_967_294)]),
    ],
)
def test_what_is_missing_is_said_in_ranges(
    uids: tuple[int, ...], next_uid: int, ranges: list[tuple[int, int]], missing: list[tuple[int, int]]
) -> None:
    assert folder(*uids, next_uid=next_uid).missing(ranges) == missing


@given(st.sets(st.integers(1, 30)), st.integers(1, 34), st.sets(st.integers(1, 40), min_size=1))
def test_missing_is_all_that_is_asked_for_and_not_there(uids: set[int], beyond: int, asked: set[int]) -> None:
    opened = folder(*sorted(uids), next_uid=max(beyond, max(uids, default=0) + 1))
    named = SequenceSet(tuple((uid, uid) for uid in asked)).resolve(opened.next_uid - 1)
    said = {uid for low, high in opened.missing(named) for uid in range(low, high + 1)}
    assert said == {uid for uid in asked if uid < opened.next_uid} - uids


def _set(*ranges: tuple[int, int]) -> SequenceSet:
    return SequenceSet(ranges)


@pytest.mark.parametrize(
    ("numbers", "uids", "left"),
    [
        # RFC 7162 §3.2.5.2: number 2 still has uid 3, so what went below is known.
        (_set((2, 2)), _set((3, 3)), [(5, 6), (8, 8)]),
        (_set((1, 3)), _set((1, 1), (3, 3), (7, 7)), [(8, 8)]),
        (_set((1, 2)), _set((1, 2)), [(2, 2), (5, 6), (8, 8)]),
        (_set((9, 9)), _set((3, 3)), [(2, 2), (5, 6), (8, 8)]),
        (_set((1, 20_000)), _set((1, 20_000)), [(2, 2), (5, 6), (8, 8)]),
        (_set((4, 4)), _set((9, 9)), []),
    ],
)
def test_what_the_peer_can_tell_by_itself_is_left_out(
    numbers: SequenceSet, uids: SequenceSet, left: list[tuple[int, int]]
) -> None:
    opened = folder(1, 3, 7, 9)
    assert _beyond_match(opened, (numbers, uids), [(2, 2), (5, 6), (8, 8)]) == left


def test_a_match_within_a_range_cuts_it() -> None:
    assert _beyond_match(folder(1, 50), (_set((1, 1)), _set((1, 1))), [(2, 49)]) == [(2, 49)]
    assert _beyond_match(folder(10, 20), (_set((1, 1)), _set((10, 10))), [(1, 9), (11, 19)]) == [(11, 19)]


def test_removed_messages_give_their_numbers_as_each_goes() -> None:
    opened = folder(1, 3, 5, 7)
    opened.gone = {3, 7}
    opened.withheld_above = 4
    assert opened.remove([7, 3, 99]) == [2, 3]
    assert list(opened.uids) == [1, 5]
    assert not opened.gone
    assert opened.withheld_above is None
    assert opened.remove([5]) == [2]
    assert opened.remove([5]) == []


def test_what_is_still_withheld_stays_so() -> None:
    opened = folder(1, 3, 5)
    opened.gone, opened.withheld_above = {1, 3}, 4
    opened.remove([1])
    assert opened.gone == {3}
    assert opened.withheld_above == 4


def test_numbers_beyond_the_last_one() -> None:
    assert not folder(1, 2).has(_set((1, 3)))
    assert folder(1, 2).has(_set((1, STAR)))
    assert folder().has(_set((STAR, STAR)))
    assert not folder().has(_set((1, 1)))
    assert folder(4, 8).indexes(_set((STAR, 20)), by_uid=True) == [1]
    assert folder().indexes(_set((1, STAR)), by_uid=True) == []
