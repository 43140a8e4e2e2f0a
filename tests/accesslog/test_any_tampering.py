"""Whatever hand is laid on a log, going over it says so: any change to any row, tile or checkpoint, drawn at random."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempory.accesslog.accesses import Kind, Result, Verb, Way
from tempory.accesslog.leaves import Leaf
from tempory.accesslog.store import CheckpointRow
from tempory.accesslog.verification import Material, Row, Verdict, verify_log
from tempory.translog import HASH_OCTETS, Checkpoint, Frontier, Note, Signer, hash_leaf, open_checkpoint
from tempory.values import Instant, Secret
from tests.making import NOON

SIZE = 1100  # four whole tiles, and a part of one
SIGNED = (300, 800, SIZE)
SIGNER = Signer("log.tempory.test/accesses", Secret(b"k" * 32))
HOLDERS = [bytes([number]) * 16 for number in range(3)]


@dataclass(repr=False)
class Store:
    """All that lies on the disk, to be changed by hand."""

    rows: list[Row] = field(default_factory=list)
    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)
    notes: list[CheckpointRow] = field(default_factory=list)

    def verify(self, *, held: bool = True) -> Verdict:
        rows = sorted(self.rows, key=lambda row: row.index)
        material = Material(rows=rows, checkpoints=self.notes, tile=lambda *place: self.tiles.get(place, b""))
        return verify_log(material, [SIGNER.key], held=[NEWEST] if held else [])

    def copy(self) -> "Store":
        return Store(rows=list(self.rows), tiles=dict(self.tiles), notes=list(self.notes))


def make_row(index: int) -> Row:
    holder = HOLDERS[index % 3]
    verb = (Verb.READ, Verb.LIST, Verb.CHANGE)[index // 3 % 3]
    leaf = Leaf(
        at=NOON + index, who=holder.hex(), verb=verb, kind=Kind.MAILBOX, on=holder.hex(), way=Way.IMAP,
        result=Result.DONE,
    )  # fmt: skip
    return Row(index=index, entry=leaf.encode(), reference=holder)


def make_store() -> tuple[Store, Checkpoint]:
    store, frontier = Store(), Frontier()
    for index in range(SIZE):
        store.rows.append(make_row(index))
        for level, root in enumerate(frontier.append(hash_leaf(store.rows[-1].entry))[::8]):
            place = (level, index >> 8 * (level + 1))
            store.tiles[place] = store.tiles.get(place, b"") + root
        if frontier.size in SIGNED:
            text = Checkpoint(origin=SIGNER.key.name, size=frontier.size, root=frontier.root()).encode()
            note = Note(text=text, signatures=(SIGNER.sign(text),)).encode()
            store.notes.append(CheckpointRow(size=frontier.size, at=Instant(NOON + index), note=note))
    newest, _ = open_checkpoint(store.notes[-1].note, [SIGNER.key])
    return store, newest


WHOLE, NEWEST = make_store()
INDEXES = st.integers(0, SIZE - 1)


def flip(octets: bytes, at: int) -> bytes:
    at %= len(octets)
    return octets[:at] + bytes([octets[at] ^ 1]) + octets[at + 1 :]


def change_row(store: Store, draw: st.DrawFn) -> None:
    index, at = draw(INDEXES), draw(st.integers(0, 10_000))
    store.rows[index] = replace(store.rows[index], entry=flip(store.rows[index].entry, at))


def write_another(store: Store, draw: st.DrawFn) -> None:
    """A record that is one, but another."""
    index = draw(INDEXES)
    entry = store.rows[index].entry.replace(b'"at":1', b'"at":2')
    store.rows[index] = replace(store.rows[index], entry=entry)


def misfile(store: Store, draw: st.DrawFn) -> None:
    index = draw(INDEXES)
    others = [*(holder for holder in HOLDERS if holder != store.rows[index].reference), b""]
    store.rows[index] = replace(store.rows[index], reference=draw(st.sampled_from(others)))


def remove(store: Store, draw: st.DrawFn) -> None:
    first = draw(INDEXES)
    del store.rows[first : first + draw(st.integers(1, SIZE))]


def remove_and_close_up(store: Store, draw: st.DrawFn) -> None:
    first = draw(INDEXES)
    del store.rows[first]
    store.rows[first:] = [replace(row, index=row.index - 1) for row in store.rows[first:]]


def swap(store: Store, draw: st.DrawFn) -> None:
    one, other = draw(st.lists(INDEXES, min_size=2, max_size=2, unique=True))
    rows = store.rows
    rows[one], rows[other] = replace(rows[other], index=one), replace(rows[one], index=other)


def slip_in(store: Store, draw: st.DrawFn) -> None:
    """A record between others, which move down."""
    at = draw(INDEXES)
    moved = [replace(row, index=row.index + 1) for row in store.rows[at:]]
    store.rows[at:] = [replace(make_row(at + 1), index=at), *moved]


def file_anywhere(store: Store, draw: st.DrawFn) -> None:
    """A record where none can be: before the first, or far behind the last."""
    index = draw(st.one_of(st.integers(-(2**63), -1), st.integers(SIZE + 1, 2**63 - 1)))
    store.rows.append(replace(make_row(0), index=index))


def move_all(store: Store, draw: st.DrawFn) -> None:
    by = draw(st.integers(1, 2**62))
    store.rows = [replace(row, index=row.index + by) for row in store.rows]


def edit_tile(store: Store, draw: st.DrawFn) -> None:
    place = draw(st.sampled_from(sorted(store.tiles)))
    store.tiles[place] = flip(store.tiles[place], draw(st.integers(0, 10_000)))


def cut_tile(store: Store, draw: st.DrawFn) -> None:
    place = draw(st.sampled_from(sorted(store.tiles)))
    hashes = len(store.tiles[place]) // HASH_OCTETS
    store.tiles[place] = store.tiles[place][: draw(st.integers(0, hashes - 1)) * HASH_OCTETS]


def edit_checkpoint(store: Store, draw: st.DrawFn) -> None:
    which = draw(st.integers(0, len(SIGNED) - 1))
    note = flip(store.notes[which].note, draw(st.integers(0, 10_000)))
    store.notes[which] = replace(store.notes[which], note=note)


def exchange_checkpoints(store: Store, draw: st.DrawFn) -> None:
    one, other = draw(st.lists(st.integers(0, len(SIGNED) - 1), min_size=2, max_size=2, unique=True))
    store.notes[one] = replace(store.notes[one], note=store.notes[other].note)


def cut_off(store: Store, draw: st.DrawFn) -> None:
    """Records and the checkpoints over them."""
    size = draw(st.integers(0, SIZE - 1))
    del store.rows[size:]
    store.notes = [row for row in store.notes if row.size <= size]


HANDS: tuple[Callable[[Store, st.DrawFn], None], ...] = (
    change_row, write_another, misfile, remove, remove_and_close_up, swap, slip_in, file_anywhere, move_all, edit_tile,
    cut_tile, edit_checkpoint, exchange_checkpoints, cut_off,
)  # fmt: skip


@st.composite
def tampered(draw: st.DrawFn, hand: Callable[[Store, st.DrawFn], None]) -> Store:
    store = WHOLE.copy()
    hand(store, draw)
    return store


def test_what_nobody_touched_is_intact() -> None:
    verdict = WHOLE.verify()
    assert verdict.findings == []
    assert (verdict.size, verdict.signed) == (SIZE, SIZE)


@pytest.mark.parametrize("hand", HANDS)
@settings(max_examples=40, deadline=2000)
@given(data=st.data())
def test_any_change_by_any_hand_is_found(hand: Callable[[Store, st.DrawFn], None], data: st.DataObject) -> None:
    assert not data.draw(tampered(hand)).verify().is_intact


@settings(max_examples=40, deadline=2000)
@given(data=st.data(), hands=st.lists(st.sampled_from(HANDS), min_size=1, max_size=4))
def test_hands_that_work_together_end_in_a_verdict(
    data: st.DataObject, hands: list[Callable[[Store, st.DrawFn], None]]
) -> None:
    """One may undo another, so that all may be well again; it always ends, and never in an exception."""

    @st.composite
    def together(draw: st.DrawFn) -> Store:
        store = WHOLE.copy()
        for hand in hands:
            if len(store.rows) == SIZE and len(store.notes) == len(SIGNED):
                hand(store, draw)
        return store

    store = data.draw(together())
    assert store.verify().is_intact is (store == WHOLE)
