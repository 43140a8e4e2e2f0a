"""Whoever holds the disk changes the log by hand: it is told which record, in every way that we could think of."""

import asyncio
from collections.abc import Sequence

import apsw
import pytest

from tempory.accesslog import Retention
from tempory.accesslog.verification import MAX_FINDINGS, Verdict, verify_log
from tempory.storage.sqlite.logreading import open_log
from tempory.translog import Checkpoint, Frontier, Note, Signer, hash_leaf, open_checkpoint, root_of, split_tile
from tempory.values import Instant, IntegrityError, Secret
from tests.accesslog.conftest import ORIGIN, Hall, make_hall
from tests.making import NOON

pytestmark = pytest.mark.anyio

SIZE = 700


async def fill(hall: Hall, size: int = SIZE) -> None:
    """Write `size` records under checkpoints of 300 and `size`."""
    holders = [await hall.settle() for _ in range(3)]
    await hall.checkpointer.open()
    for total in (300, size):
        missing = total - await hall.log.store.size()
        await asyncio.gather(*(hall.read(holders[number % 3]) for number in range(missing)))
        await hall.checkpointer.checkpoint()


def tamper(hall: Hall, *statements: str | tuple[str, Sequence[object]]) -> None:
    """Change the file as somebody would who has a copy of SQLite."""
    connection = apsw.Connection(str(hall.folder / "mail.db"))
    for each in statements:
        sql, bindings = (each, ()) if isinstance(each, str) else each
        connection.execute(sql, tuple(bindings))
    connection.close()


def verify(hall: Hall, *, held: Sequence[Checkpoint] = (), signer: Signer | None = None) -> Verdict:
    with open_log(hall.folder) as log:
        return verify_log(log.material(), [(signer or hall.signer).key], held=held)


def tile_of(hall: Hall, level: int, index: int) -> list[bytes]:
    with open_log(hall.folder) as log:
        return split_tile(log.tile(level, index))


def forge_tile(level: int, index: int, hashes: Sequence[bytes]) -> tuple[str, Sequence[object]]:
    return "UPDATE log_tiles SET hashes = ? WHERE level = ? AND tile = ?", (b"".join(hashes), level, index)


def forge_entry(hall: Hall, index: int) -> bytes:
    with open_log(hall.folder) as log:
        kept = log.find(index)
    assert kept is not None
    return kept.entry.replace(b"mail.read", b"mail.list")


def held(hall: Hall) -> Checkpoint:
    row = hall.checkpointer.latest
    assert row is not None
    return open_checkpoint(row.note, [hall.signer.key])[0]


async def test_what_nobody_touched_is_intact(hall: Hall) -> None:
    await fill(hall)
    await hall.read(await hall.settle(), 3)  # not signed yet
    verdict = verify(hall, held=[held(hall)])
    assert verdict.findings == []
    assert verdict.is_intact
    assert (verdict.first, verdict.size, verdict.signed, verdict.checkpoints) == (0, SIZE + 3, SIZE, 2)
    assert verdict.newest == held(hall)


async def test_silence_shows(hall: Hall) -> None:
    await fill(hall)
    assert verify(hall).silence == 0
    hall.clock.advance(7200)
    (index,) = await hall.read(await hall.settle())
    verdict = verify(hall)
    assert (verdict.is_intact, verdict.silence, verdict.after_silence) == (True, 7_200_000, index)


async def test_tables_that_were_made_anew_are_told_as_such(hall: Hall) -> None:
    """A column of any type could hold what is no octets, and break whoever goes over it."""
    await fill(hall, 310)
    tamper(
        hall,
        "ALTER TABLE log_leaves RENAME TO old_leaves",
        "CREATE TABLE log_leaves (leaf, reference, entry, detail)",
        "INSERT INTO log_leaves SELECT leaf, reference, CAST(entry AS TEXT), detail FROM old_leaves",
    )
    with pytest.raises(IntegrityError, match="not those that the service made"):
        verify(hall)


async def test_an_empty_log_is_intact(hall: Hall) -> None:
    assert verify(hall).is_intact


async def test_a_changed_record_is_named(hall: Hall) -> None:
    await fill(hall)
    entry = forge_entry(hall, 123)
    tamper(hall, ("UPDATE log_leaves SET entry = ? WHERE leaf = 123", (entry,)))
    assert verify(hall).findings == ["entry 123 was changed"]


async def test_a_changed_record_whose_tile_was_changed_too(hall: Hall) -> None:
    await fill(hall)
    entry, hashes = forge_entry(hall, 123), tile_of(hall, 0, 0)
    hashes[123] = hash_leaf(entry)
    tamper(hall, ("UPDATE log_leaves SET entry = ? WHERE leaf = 123", (entry,)), forge_tile(0, 0, hashes))
    findings = verify(hall).findings
    assert findings[0] == "the tile at level 0, place 0 was changed: the tile above says otherwise"
    assert "the tree of 300 entries is not the one that was signed" in findings[1]


async def test_a_record_changed_with_every_tile_above_it(hall: Hall) -> None:
    await fill(hall)
    entry, hashes, above = forge_entry(hall, 123), tile_of(hall, 0, 0), tile_of(hall, 1, 0)
    hashes[123] = hash_leaf(entry)
    above[0] = root_of(hashes)
    change = ("UPDATE log_leaves SET entry = ? WHERE leaf = 123", (entry,))
    tamper(hall, change, forge_tile(0, 0, hashes), forge_tile(1, 0, above))
    findings = verify(hall).findings
    assert findings[0].endswith("something changed between entries 0 and 299")


async def test_a_change_between_two_checkpoints_is_narrowed_down(hall: Hall) -> None:
    await fill(hall)
    entry, hashes = forge_entry(hall, 650), tile_of(hall, 0, 2)
    hashes[650 - 512] = hash_leaf(entry)
    tamper(hall, ("UPDATE log_leaves SET entry = ? WHERE leaf = 650", (entry,)), forge_tile(0, 2, hashes))
    assert verify(hall).findings[0].endswith("something changed between entries 300 and 699")


async def test_removed_records_are_named(hall: Hall) -> None:
    await fill(hall)
    tamper(hall, "DELETE FROM log_leaves WHERE leaf BETWEEN 200 AND 209", "DELETE FROM log_leaves WHERE leaf = 400")
    assert verify(hall).findings == ["entries 200 to 209 were removed", "entries 400 to 400 were removed"]


async def test_records_removed_with_the_others_moved_up(hall: Hall) -> None:
    await fill(hall)
    tamper(
        hall,
        "DELETE FROM log_leaves WHERE leaf = 10",
        "UPDATE log_leaves SET leaf = -leaf WHERE leaf > 10",
        "UPDATE log_leaves SET leaf = -leaf - 1 WHERE leaf < 0",
    )
    findings = verify(hall).findings
    assert findings[0] == "entry 10 was changed"
    assert findings[1] == "entry 11 was moved: it now stands at 10"
    assert len(findings) == MAX_FINDINGS


async def test_swapped_records_are_named(hall: Hall) -> None:
    await fill(hall)
    tamper(
        hall,
        "UPDATE log_leaves SET leaf = -1 WHERE leaf = 5",
        "UPDATE log_leaves SET leaf = 5 WHERE leaf = 600",
        "UPDATE log_leaves SET leaf = 600 WHERE leaf = -1",
    )
    assert verify(hall).findings == [
        "entry 5 was moved: it now stands at 600",
        "entry 600 was moved: it now stands at 5",
    ]


async def test_a_log_cut_off_below_its_checkpoint(hall: Hall) -> None:
    await fill(hall)
    tamper(hall, "DELETE FROM log_leaves WHERE leaf >= 690")
    findings = verify(hall).findings
    assert "entries 690 to 699 were cut off: they were signed and are missing" in findings


async def test_a_log_cut_off_together_with_its_checkpoint(hall: Hall) -> None:
    await fill(hall)
    kept = held(hall)
    tamper(hall, "DELETE FROM log_leaves WHERE leaf >= 300", "DELETE FROM log_checkpoints WHERE size > 300")
    assert verify(hall).is_intact  # nothing inside can tell
    assert verify(hall, held=[kept]).findings == [
        "the log ends at 300, below the checkpoint of size 700 held elsewhere"
    ]


async def test_a_log_begun_anew_by_whoever_has_the_key(hall: Hall) -> None:
    await fill(hall)
    kept = held(hall)
    with open_log(hall.folder) as log:
        entries = [entry for _, entry in log.entries(0, SIZE)]
    entries[50] = forge_entry(hall, 50)
    frontier, hashes = Frontier(), [hash_leaf(entry) for entry in entries]
    for each in hashes:
        frontier.append(each)
    text = Checkpoint(origin=ORIGIN, size=SIZE, root=frontier.root()).encode()
    note = Note(text=text, signatures=(hall.signer.sign(text),)).encode()
    tamper(
        hall,
        ("UPDATE log_leaves SET entry = ? WHERE leaf = 50", (entries[50],)),
        "DELETE FROM log_checkpoints WHERE size = 300",
        ("UPDATE log_checkpoints SET note = ?", (note,)),
        forge_tile(0, 0, hashes[:256]),
        forge_tile(1, 0, [root_of(hashes[:256]), root_of(hashes[256:512])]),
    )
    assert verify(hall).is_intact  # whoever has the key can, and nothing inside can tell
    (finding,) = verify(hall, held=[kept]).findings
    assert finding.startswith("the tree of 700 entries is not the one that was signed")


async def test_a_tile_edited_by_hand(hall: Hall) -> None:
    await fill(hall)
    hashes = tile_of(hall, 0, 1)
    hashes[7] = hash_leaf(b"nothing")
    tamper(hall, forge_tile(0, 1, hashes))
    findings = verify(hall).findings
    assert "the tile at level 0, place 1 was changed: the tile above says otherwise" in findings
    assert "entry 263 was changed" in findings


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("DELETE FROM log_tiles WHERE level = 0 AND tile = 1", "the tile of entry 256 is missing or cut off"),
        ("UPDATE log_tiles SET hashes = x'00' WHERE level = 0 AND tile = 1", "the tile of entry 256 is missing"),
        ("UPDATE log_leaves SET reference = NULL WHERE leaf = 9", "entry 9 is filed under somebody whom it is not"),
        ("UPDATE log_leaves SET reference = zeroblob(16) WHERE leaf = 9", "entry 9 is filed under somebody"),
        ("UPDATE log_leaves SET entry = x'7b7d' WHERE leaf = 700", "entry 700 is not a record"),
        ("UPDATE log_checkpoints SET size = 299 WHERE size = 300", "the checkpoint kept as size 299 is of size 300"),
        ("UPDATE log_checkpoints SET note = x'00' WHERE size = 300", "the checkpoint of size 300 is not the log's"),
        ("DELETE FROM log_leaves WHERE leaf < 4", "entries 0 to 3 are missing, and no record says"),
        ("DELETE FROM log_leaves", "entries 0 to 699 were cut off"),
    ],
)
async def test_other_marks_of_a_hand(hall: Hall, statement: str, finding: str) -> None:
    await fill(hall)
    await hall.read(await hall.settle())
    tamper(hall, statement)
    assert any(found.startswith(finding) for found in verify(hall).findings)


async def test_another_signing_key_is_found(hall: Hall) -> None:
    await fill(hall)
    stranger = Signer(ORIGIN, Secret(b"x" * 32))
    note = Note(text=held(hall).encode(), signatures=(stranger.sign(held(hall).encode()),)).encode()
    tamper(hall, ("UPDATE log_checkpoints SET note = ? WHERE size = 700", (note,)))
    assert verify(hall).findings == ["the checkpoint of size 700 is not the log's: no known key has signed this"]
    assert len(verify(hall, signer=stranger).findings) == 1


async def test_what_was_dropped_in_time_is_no_fault_and_the_rest_is_proved(hall: Hall) -> None:
    await fill(hall)
    hall.clock.instant = Instant(NOON + 200 * 86_400_000)
    holder = await hall.settle()
    await hall.read(holder, 20)
    await hall.checkpointer.checkpoint()
    retention = Retention(hall.log, clock=hall.clock, days=183)
    assert await retention.sweep() == SIZE
    assert await retention.sweep() == SIZE
    await hall.checkpointer.checkpoint()
    assert await hall.log.store.first() == SIZE

    verdict = verify(hall, held=[held(hall)])
    assert verdict.findings == []
    assert (verdict.first, verdict.size) == (SIZE, SIZE + 21)
    assert verdict.dropped_at == NOON + 200 * 86_400_000
    kept = await hall.log.store.find(SIZE + 3)
    assert kept is not None
    (await hall.checkpointer.prove(SIZE + 3)).check(kept.entry, [hall.signer.key])
    again = make_hall(hall.folder, hall.storage, hall.clock)
    await again.checkpointer.open()
    tamper(hall, ("DELETE FROM log_leaves WHERE leaf < ?", (SIZE + 2,)))
    assert "no record says that they were dropped" in verify(hall).findings[0]


async def test_retention_keeps_what_is_not_signed_and_runs_hourly(hall: Hall) -> None:
    retention = Retention(hall.log, clock=hall.clock, days=183)
    assert await retention.sweep() == 0
    await hall.checkpointer.open()
    holder = await hall.settle()
    await hall.read(holder, 5)
    hall.clock.instant = Instant(NOON + 400 * 86_400_000)
    assert await retention.sweep() == 0
    await hall.checkpointer.checkpoint()
    naps = 0

    async def nap(seconds: float) -> None:
        nonlocal naps
        naps += 1
        assert seconds == 3600
        if naps == 2:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await retention.run(sleep=nap)
    assert await hall.log.store.first() == 5


def test_where_there_is_no_log(hall: Hall) -> None:
    with pytest.raises(IntegrityError), open_log(hall.folder / "nowhere"):
        pass
