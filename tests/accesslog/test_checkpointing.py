"""Checkpoints: when, over what, and what they prove."""

import asyncio
from secrets import token_bytes

import pytest

from tempory.accesslog import (
    Checkpointer,
    CheckpointRow,
    LogReceipt,
    LogUnavailable,
    Verb,
    check_receipt,
    encode_receipt,
    parse_leaf,
    parse_receipt,
)
from tempory.storage.sqlite import open_storage
from tempory.translog import (
    Checkpoint,
    Note,
    Signature,
    SignatureType,
    Signer,
    VerifierKey,
    open_checkpoint,
    parse_note,
    verify_note,
)
from tempory.values import Instant, IntegrityError, Secret, Unavailable
from tests.accesslog.conftest import ORIGIN, Hall, make_hall

pytestmark = pytest.mark.anyio


def latest(hall: Hall) -> Checkpoint:
    row = hall.checkpointer.latest
    assert row is not None
    return open_checkpoint(row.note, [hall.signer.key])[0]


async def test_a_log_begins_with_a_record_of_its_own(hall: Hall) -> None:
    await hall.checkpointer.open()
    await hall.checkpointer.open()
    kept = await hall.log.store.find(0)
    assert kept is not None
    assert parse_leaf(kept.entry).verb is Verb.BEGIN_LOG
    assert await hall.log.store.size() == 1


async def test_every_record_is_proved_whatever_the_size(hall: Hall) -> None:
    holder = await hall.settle()
    await hall.checkpointer.open()
    for total in (1, 2, 255, 256, 257, 600):
        await asyncio.gather(*(hall.read(holder) for _ in range(total - await hall.log.store.size())))
        await hall.checkpointer.checkpoint()
        assert latest(hall).size == total
        for index in {0, total // 2, total - 1}:
            kept = await hall.log.store.find(index)
            assert kept is not None
            proof = await hall.checkpointer.prove(index)
            assert proof.check(kept.entry, [hall.signer.key]).size == total


async def test_a_log_is_taken_up_where_it_was_left(hall: Hall) -> None:
    holder = await hall.settle()
    await hall.checkpointer.open()
    roots = []
    for _ in range(4):
        await hall.read(holder, 90)
        await hall.checkpointer.checkpoint()
        roots.append(latest(hall).root)
        again = make_hall(hall.folder, hall.storage, hall.clock)
        await again.checkpointer.open()
        assert again.checkpointer.latest == hall.checkpointer.latest
        await again.read(holder, 1)
        await hall.checkpointer.checkpoint()
        await again.checkpointer.checkpoint()
        assert latest(again) == latest(hall)


async def test_a_minute_or_a_thousand_records_bring_a_checkpoint(hall: Hall) -> None:
    holder = await hall.settle()
    await hall.checkpointer.open()
    await hall.checkpointer.tend()
    assert latest(hall).size == 1
    await hall.read(holder, 5)
    await hall.checkpointer.tend()
    assert latest(hall).size == 1
    await asyncio.gather(*(hall.read(holder) for _ in range(995)))
    await hall.checkpointer.tend()
    assert latest(hall).size == 1001
    await hall.read(holder)
    hall.clock.instant = Instant(hall.clock.instant + 60_000)
    await hall.checkpointer.tend()
    assert latest(hall).size == 1002


async def test_a_quiet_minute_gets_a_heartbeat(hall: Hall) -> None:
    await hall.checkpointer.open()
    await hall.checkpointer.tend()
    for size in (2, 3):
        hall.clock.instant = Instant(hall.clock.instant + 60_000)
        await hall.checkpointer.tend()
        kept = await hall.log.store.find(size - 1)
        assert kept is not None
        assert parse_leaf(kept.entry).verb is Verb.BEAT
        assert latest(hall).size == size


async def test_those_who_wait_together_share_a_checkpoint(hall: Hall) -> None:
    holder = await hall.settle()
    await hall.checkpointer.open()
    indexes = [(await hall.read(holder))[0] for _ in range(20)]
    rows = await asyncio.gather(*(hall.checkpointer.cover(index) for index in indexes))
    assert len({row.size for row in rows}) == 1
    with pytest.raises(LogUnavailable):
        await hall.checkpointer.cover(10_000)


async def test_a_receipt_is_checked_with_nothing_else(hall: Hall) -> None:
    holder, other = await hall.settle(), await hall.settle()
    await hall.checkpointer.open()
    (index,) = await hall.read(holder)
    identity = await hall.log.identify(holder)
    receipt = await hall.checkpointer.receipt(index, holder, identity.opening)

    again = parse_receipt(encode_receipt(receipt))
    assert again == receipt
    checked = check_receipt(again)
    assert (checked.index, checked.leaf.verb, checked.key) == (index, Verb.READ, hall.signer.key)
    assert check_receipt(again, hall.signer.key).checkpoint.origin == ORIGIN
    stranger = Signer(ORIGIN, Secret(b"x" * 32)).key
    with pytest.raises(IntegrityError):
        check_receipt(again, stranger)
    foreign = await hall.checkpointer.receipt(index, other, identity.opening)
    with pytest.raises(IntegrityError, match="somebody else"):
        check_receipt(foreign)
    for name, value in (
        ("leaf", receipt.leaf.replace("mail.read", "mail.list")),
        ("leaf", "{}"),
        ("proof", receipt.proof.replace("index 1", "index 0")),
        ("proof", ""),
        ("key", "nonsense"),
        ("key", str(stranger)),
    ):
        fields = {**{field: getattr(receipt, field) for field in receipt.__struct_fields__}, name: value}
        with pytest.raises(IntegrityError):
            check_receipt(LogReceipt(**fields))


def test_what_is_no_receipt_is_refused() -> None:
    for octets in (b"", b"{}", b"[" * 100_000, b'{"leaf":""}', b"x" * 600_000, b"\xff"):
        with pytest.raises(IntegrityError):
            parse_receipt(octets)


async def test_tampering_is_seen_when_the_log_is_opened(hall: Hall) -> None:
    holder = await hall.settle()
    await hall.checkpointer.open()
    await hall.read(holder, 3)
    await hall.checkpointer.checkpoint()
    row = hall.checkpointer.latest
    assert row is not None
    stranger = Checkpointer(hall.log, signer=Signer(ORIGIN, Secret(b"x" * 32)), clock=hall.clock)
    with pytest.raises(IntegrityError, match="no known key"):
        await stranger.open()
    text = Checkpoint(origin=ORIGIN, size=4, root=token_bytes(32)).encode()
    forged = Note(text=text, signatures=(hall.signer.sign(text),)).encode()
    for note, size, reason in ((forged, 4, "do not lead"), (row.note, 9, "shorter")):
        await hall.log.store.add_checkpoint(CheckpointRow(size=size, at=row.at, note=note), ())
        with pytest.raises(IntegrityError, match=reason):
            await make_hall(hall.folder, hall.storage, hall.clock).checkpointer.open()


async def test_a_record_that_vanished_is_never_signed_over(hall: Hall) -> None:
    holder = await hall.settle()
    await hall.checkpointer.open()
    await hall.read(holder, 3)
    await hall.storage.mail._writer.run(lambda c: c.execute("DELETE FROM log_leaves WHERE leaf = 1") and None)
    with pytest.raises(IntegrityError, match="entry 1"):
        await hall.checkpointer.checkpoint()
    await hall.storage.mail._writer.run(lambda c: c.execute("DELETE FROM log_leaves WHERE leaf = 0") and None)
    with pytest.raises(IntegrityError):
        await make_hall(hall.folder, hall.storage, hall.clock).checkpointer.checkpoint()


async def test_a_disk_that_was_full_loses_no_tile(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    holder = await hall.settle()
    await hall.checkpointer.open()
    await hall.read(holder, 3)

    async def refuse(*_: object) -> None:
        raise Unavailable

    with monkeypatch.context() as patch:
        patch.setattr(hall.log.store, "add_checkpoint", refuse)
        with pytest.raises(Unavailable):
            await hall.checkpointer.checkpoint()
    await hall.read(holder)
    await hall.checkpointer.checkpoint()
    again = make_hall(hall.folder, hall.storage, hall.clock)
    await again.checkpointer.open()
    assert latest(hall).size == 5


async def test_a_witness_adds_its_signature_and_is_asked_once(hall: Hall) -> None:
    witness = Signer("witness.test/w", Secret(b"w" * 32), type=SignatureType.COSIGNATURE)
    asked: list[int] = []

    async def cosign(checkpoint: Checkpoint, note: Note) -> list[Signature]:
        asked.append(checkpoint.size)
        return [witness.sign(note.text, time=len(asked))]

    checkpointer = Checkpointer(hall.log, signer=hall.signer, clock=hall.clock, cosign=cosign)
    await checkpointer.open()
    await checkpointer.witness()
    await checkpointer.tend()
    await checkpointer.witness()
    await checkpointer.witness()
    assert asked == [1]
    keys: list[VerifierKey] = [hall.signer.key, witness.key]
    again = Checkpointer(hall.log, signer=hall.signer, clock=hall.clock, cosign=cosign)
    await again.open()
    await again.witness()
    row = await hall.log.store.latest_checkpoint()
    assert row is not None
    assert row == again.latest
    note = parse_note(row.note)
    assert len(note.signatures) == 2
    assert [each.time for each in verify_note(note, keys)] == [None, 2]


async def test_a_witness_that_is_slow_does_not_undo_what_came_meanwhile(hall: Hall) -> None:
    witness = Signer("witness.test/w", Secret(b"w" * 32), type=SignatureType.COSIGNATURE)
    holder = await hall.settle()
    naps = 0

    async def cosign(_checkpoint: Checkpoint, note: Note) -> list[Signature]:
        await hall.read(holder)
        await checkpointer.checkpoint()
        return [witness.sign(note.text, time=1)] if naps == 0 else []

    async def nap(_seconds: float) -> None:
        nonlocal naps
        naps += 1
        if naps == 2:
            await checkpointer.close()

    checkpointer = Checkpointer(hall.log, signer=hall.signer, clock=hall.clock, cosign=cosign)
    await checkpointer.open()
    await checkpointer.checkpoint()
    await checkpointer.run_witness(sleep=nap)
    row = checkpointer.latest
    assert row is not None
    assert row.size == 3
    assert len(parse_note(row.note).signatures) == 1


async def test_it_runs_until_it_is_closed(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    holder = await hall.settle()
    await hall.checkpointer.open()
    naps = 0

    async def nap(_seconds: float) -> None:
        nonlocal naps
        naps += 1
        if naps == 2:
            assert isinstance(hall.checkpointer.trouble, Unavailable)
            patch.undo()
        if naps == 3:
            assert hall.checkpointer.trouble is None
            await hall.read(holder)
            await hall.checkpointer.close()

    async def refuse(*_: object) -> None:
        raise Unavailable

    patch = monkeypatch
    patch.setattr(hall.log.store, "add_checkpoint", refuse)
    told: list[Exception] = []
    await hall.checkpointer.run(troubled=told.append, sleep=nap)
    assert len(told) == 1
    assert latest(hall).size == 2


async def test_the_tree_outlives_the_process(hall: Hall) -> None:
    holder = await hall.settle()
    await hall.checkpointer.open()
    await hall.read(holder, 300)
    await hall.checkpointer.close()
    before = latest(hall)
    hall.storage.close()
    storage = open_storage(hall.folder)
    again = make_hall(hall.folder, storage, hall.clock)
    await again.checkpointer.open()
    assert latest(again) == before
    storage.close()
