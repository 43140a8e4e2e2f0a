"""Counts and their keys on disk: one blob a day, and a key that is overwritten where it stands."""

from pathlib import Path
from secrets import token_bytes

import pytest

from tempory.storage.sqlite import Storage, open_storage
from tempory.storage.sqlite.feedback import open_feedback
from tempory.values import IntegrityError, Secret
from tests.feedback.making import DAY

pytestmark = pytest.mark.anyio


async def test_a_day_has_one_set_of_counts(storage: Storage) -> None:
    store = storage.mail.feedback
    assert await store.find(DAY) is None
    await store.keep(DAY, b"one")
    await store.keep(DAY + 1, b"other")
    await store.keep(DAY, b"two")
    assert await store.find(DAY) == b"two"
    await store.remove(DAY)
    await store.remove(DAY + 1)
    assert (await store.find(DAY), await store.find(DAY + 1)) == (None, b"other")


async def test_a_day_keeps_its_first_key(storage: Storage) -> None:
    keys = storage.keys.feedback_days
    assert await keys.find(DAY) is None
    assert await keys.keep(DAY, Secret(b"1" * 32)) == Secret(b"1" * 32)
    assert await keys.keep(DAY, Secret(b"2" * 32)) == Secret(b"1" * 32)
    assert await keys.find(DAY) == Secret(b"1" * 32)


async def test_destroyed_keys_leave_no_trace(storage: Storage, tmp_path: Path) -> None:
    keys, drawn = storage.keys.feedback_days, [token_bytes(32) for _ in range(3)]
    for offset, key in enumerate(drawn):
        await keys.keep(DAY + offset, Secret(key))

    def found() -> list[bool]:
        octets = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
        return [key in octets for key in drawn]

    assert found() == [True, True, True]
    await keys.destroy(DAY + 2)
    await keys.destroy(DAY + 2)
    assert found() == [False, False, True]
    assert await keys.find(DAY) is None
    fresh = token_bytes(32)
    await keys.keep(DAY + 3, Secret(fresh))
    assert [await keys.find(DAY + offset) for offset in (2, 3)] == [Secret(drawn[2]), Secret(fresh)]
    await keys.destroy(1 << 40)
    assert [await keys.find(DAY + offset) for offset in (2, 3)] == [None, None]


async def test_they_are_read_beside_a_running_service(storage: Storage, tmp_path: Path) -> None:
    await storage.mail.feedback.keep(DAY, b"one")
    await storage.mail.feedback.keep(DAY + 1, b"other")
    await storage.keys.feedback_days.keep(DAY, Secret(b"1" * 32))
    with open_feedback(tmp_path / "data") as files:
        assert files.days() == [DAY, DAY + 1]
        assert files.find(DAY) == (b"one", Secret(b"1" * 32))
        assert files.find(DAY + 1) is None
        assert files.find(DAY + 2) is None


def test_a_folder_without_them_is_told_as_that(tmp_path: Path) -> None:
    with pytest.raises(IntegrityError), open_feedback(tmp_path):
        pass
    open_storage(tmp_path / "data").close()
    (tmp_path / "data" / "keys.db").write_bytes(b"nothing of the kind" * 500)
    with pytest.raises(IntegrityError), open_feedback(tmp_path / "data"):
        pass
