"""What every adapter of the access log must do, whatever it is made of."""

import asyncio
from pathlib import Path
from secrets import token_bytes

import pytest

from tempory.accesslog import CheckpointRow, Record, Subject, TileRow
from tempory.delivery import MailboxFull
from tempory.storage.sqlite import Storage
from tempory.values import Instant, MailboxId, Secret
from tests.making import NOON, draw_mailbox_id, make_message, make_record

pytestmark = pytest.mark.anyio

ME, YOU = b"m" * 16, b"y" * 16


def record(number: int, reference: bytes = ME) -> Record:
    return Record(entry=b"entry %d" % number, reference=reference, detail=b"detail %d" % number)


async def test_records_come_back_in_order(storage: Storage) -> None:
    log = storage.mail.log
    assert (await log.size(), await log.first(), await log.find(0)) == (0, 0, None)
    assert await log.append([record(0), record(1, b"")]) == 0
    assert await log.append([record(2, YOU)]) == 2
    assert await log.entries(1, 5) == [(1, b"entry 1"), (2, b"entry 2")]
    kept = await log.find(1)
    assert kept is not None
    assert (kept.index, kept.entry, kept.detail) == (1, b"entry 1", b"detail 1")
    assert [each.index for each in await log.about(ME, below=None, limit=9)] == [0]
    assert [each.index for each in await log.about(b"", below=None, limit=9)] == []
    assert [each.index for each in await log.newest(below=2, limit=9)] == [1, 0]


async def test_a_message_and_its_record_share_their_fate(storage: Storage) -> None:
    mailbox = make_record()
    await storage.mail.create(mailbox, [b"a" * 32])
    with pytest.raises(MailboxFull):
        await storage.mail.append([make_message(mailbox.id, size=2_000_000)], [record(0)])
    assert await storage.mail.log.size() == 0
    one = storage.mail.append([make_message(mailbox.id)], [record(0)])
    failing = storage.mail.append([make_message(mailbox.id, size=2_000_000)], [record(9)])
    other = storage.mail.append([make_message(mailbox.id)], [record(1)])
    await asyncio.gather(one, failing, other, return_exceptions=True)
    assert await storage.mail.log.entries(0, 9) == [(0, b"entry 0"), (1, b"entry 1")]


async def test_tiles_and_checkpoints(storage: Storage) -> None:
    log = storage.mail.log
    assert await log.latest_checkpoint() is None
    assert await log.tile(0, 0) == b""
    first = CheckpointRow(size=1, at=NOON, note=b"first")
    await log.add_checkpoint(first, [TileRow(level=0, index=0, hashes=b"h" * 32)])
    await log.add_checkpoint(CheckpointRow(size=2, at=NOON, note=b"second"), [TileRow(level=0, index=0, hashes=b"i")])
    assert await log.tile(0, 0) == b"i"
    await log.add_checkpoint(CheckpointRow(size=2, at=NOON, note=b"cosigned"), [])
    latest = await log.latest_checkpoint()
    assert latest is not None
    assert (latest.size, latest.note) == (2, b"cosigned")


async def test_details_and_the_eldest_go_in_small_steps(storage: Storage) -> None:
    log = storage.mail.log
    await log.append([record(number, ME if number % 2 else YOU) for number in range(10)])
    assert [await log.drop_details(ME, 3) for _ in range(3)] == [3, 2, 0]
    assert [each.detail is None for each in await log.newest(below=None, limit=2)] == [True, False]
    await log.add_checkpoint(CheckpointRow(size=4, at=NOON, note=b"old"), [])
    await log.add_checkpoint(CheckpointRow(size=10, at=NOON, note=b"new"), [])
    later = Instant(NOON + 1)
    assert [await log.prune(6, later, 4) for _ in range(3)] == [5, 2, 0]
    assert (await log.first(), await log.size()) == (6, 10)
    assert await log.latest_checkpoint() is not None


async def test_the_newest_record_and_checkpoint_are_never_removed(storage: Storage) -> None:
    log = storage.mail.log
    await log.append([record(0), record(1)])
    await log.add_checkpoint(CheckpointRow(size=2, at=NOON, note=b"new"), [])
    while await log.prune(99, Instant(NOON + 1), 10):
        pass
    assert (await log.first(), await log.size()) == (1, 2)
    assert await log.latest_checkpoint() is not None


async def test_a_mailboxs_log_key_lives_and_dies_with_its_shred_key(storage: Storage) -> None:
    mailbox, subjects = draw_mailbox_id(), storage.keys.subjects
    assert await subjects.find(Subject(mailbox.octets)) is None
    await storage.keys.keep(mailbox, Secret(b"k" * 32))
    key = await subjects.find(Subject(mailbox.octets))
    assert key is not None
    assert key != Secret(b"k" * 32)
    await storage.keys.destroy([mailbox])
    assert await subjects.find(Subject(mailbox.octets)) is None


async def test_a_key_that_was_destroyed_is_in_no_file(storage: Storage, tmp_path: Path) -> None:
    subject, subjects = Subject(token_bytes(16)), storage.keys.subjects
    key = Secret(token_bytes(32))
    assert await subjects.keep(subject, key) == key
    assert await subjects.keep(subject, Secret(b"o" * 32)) == key
    assert await subjects.find(subject) == key
    await subjects.destroy([subject])
    assert await subjects.find(subject) is None
    files = [path.read_bytes() for path in (tmp_path / "data").iterdir()]
    assert files
    assert not any(key.reveal() in octets for octets in files)
    other = Subject(token_bytes(16))
    assert await subjects.keep(other, Secret(b"n" * 32)) == Secret(b"n" * 32)
    assert await subjects.find(subject) is None


async def test_two_who_bring_a_key_at_once_get_the_same(storage: Storage) -> None:
    subject = Subject(MailboxId(token_bytes(16)).octets)
    keys = await asyncio.gather(*(storage.keys.subjects.keep(subject, Secret(token_bytes(32))) for _ in range(5)))
    assert all(key == keys[0] for key in keys)
