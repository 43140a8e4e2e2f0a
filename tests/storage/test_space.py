"""The floor under the disk's free space."""

from pathlib import Path

import pytest

from tempory.delivery import StorageUnavailable
from tempory.storage.sqlite import Storage
from tempory.storage.sqlite.space import Space
from tests.making import make_message, make_record

pytestmark = pytest.mark.anyio


async def test_a_disk_that_is_nearly_full_takes_nothing_new_and_still_forgets(storage: Storage, tmp_path: Path) -> None:
    record = make_record()
    await storage.mail.create(record, [b"a" * 32])
    await storage.mail.append([make_message(record.id)])

    storage.mail._space = Space(tmp_path, floor=2**62)
    with pytest.raises(StorageUnavailable):
        await storage.mail.append([make_message(record.id)])
    with pytest.raises(StorageUnavailable):
        await storage.mail.create(make_record(), [b"b" * 32])
    assert await storage.mail.bury([record.id], quarantine_until=record.created_at) == {record.id: 1}


def test_a_file_system_that_does_not_tell_is_left_to_sqlite(tmp_path: Path) -> None:
    Space(tmp_path / "nowhere").check()
