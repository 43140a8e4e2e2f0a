"""Whose turn it is to write: the event loop's for quick work, the writing thread's for the rest."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from tempory.delivery import StorageUnavailable
from tempory.storage.sqlite.writer import Writer

pytestmark = pytest.mark.anyio


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "t.db"


@pytest.fixture
def writer(path: Path) -> Iterator[Writer]:
    connection = apsw.Connection(str(path))
    connection.pragma("journal_mode", "WAL")
    connection.set_busy_timeout(5_000)
    connection.execute("CREATE TABLE t (n)")
    writer = Writer(connection, name="t")
    yield writer
    writer.close()


def insert(connection: apsw.Connection) -> int:
    connection.execute("INSERT INTO t VALUES (1)")
    return threading.get_ident()


def fail(connection: apsw.Connection) -> int:
    insert(connection)
    message = "changed my mind"
    raise ValueError(message)


def count(connection: apsw.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM t").get)


async def test_quick_work_runs_on_the_loop_and_other_work_does_not(writer: Writer) -> None:
    assert await writer.run(insert, quick=True) == threading.get_ident()
    assert await writer.run(insert) != threading.get_ident()


async def test_a_batch_is_quick_if_all_of_it_is(writer: Writer) -> None:
    threads = await asyncio.gather(writer.run(insert, quick=True), writer.run(insert))
    assert threading.get_ident() not in threads


async def test_quick_work_that_raises_is_undone_alone(writer: Writer) -> None:
    results = await asyncio.gather(
        writer.run(insert, quick=True),
        writer.run(fail, quick=True),
        writer.run(insert, quick=True),
        return_exceptions=True,
    )
    assert isinstance(results[1], ValueError)
    assert await writer.run(count) == 2


async def test_the_loop_waits_for_no_other_process(writer: Writer, path: Path) -> None:
    other = apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.ensure_future(writer.run(insert, quick=True))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not waiting.done()  # and the loop is free to let the other one finish
    other.execute("COMMIT")
    assert await waiting != threading.get_ident()
    other.close()


async def test_what_follows_a_quick_commit_waits_for_readers(path: Path) -> None:
    connection = apsw.Connection(str(path))
    connection.pragma("journal_mode", "WAL")
    connection.execute("CREATE TABLE t (n)")
    reached = threading.Event()

    def truncate(committed: apsw.Connection) -> None:
        reached.set()
        committed.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)

    writer = Writer(connection, name="t", after_commit=truncate)
    reader = apsw.Connection(str(path))
    reader.execute("BEGIN")
    assert count(reader) == 0
    waiting = asyncio.ensure_future(writer.run(insert, quick=True))
    await asyncio.to_thread(reached.wait)
    reader.execute("COMMIT")
    await waiting
    writer.close()
    reader.close()


async def test_whoever_stops_waiting_stops_nothing(writer: Writer) -> None:
    waiting = asyncio.ensure_future(writer.run(insert, quick=True))
    await asyncio.sleep(0)
    waiting.cancel()
    assert await writer.run(count) == 1


async def test_closing_finishes_what_was_handed_over(writer: Writer, path: Path) -> None:
    waiting = [asyncio.ensure_future(writer.run(insert, quick=quick)) for quick in (True, False, True)]
    await asyncio.sleep(0)
    writer.close()
    await asyncio.gather(*waiting)
    assert count(apsw.Connection(str(path))) == 3
    with pytest.raises(StorageUnavailable):
        await writer.run(insert)


def synchronous(connection: apsw.Connection) -> int:
    insert(connection)
    return int(connection.execute("PRAGMA synchronous").get)


NORMAL, FULL = 1, 2


async def test_what_need_not_wait_for_the_disk_is_committed_on_the_loop(writer: Writer, path: Path) -> None:
    submitted: list[object] = []
    writer._thread.submit = lambda work, *rest: submitted.append(work)  # type: ignore[method-assign,assignment]
    assert await writer.run(insert, quick=True, soon=True) == threading.get_ident()
    assert submitted == []
    assert count(apsw.Connection(str(path))) == 1  # to be found by others, and after a crash of this process
    del writer._thread.submit


async def test_only_what_waits_has_the_disk_asked_at_once(writer: Writer) -> None:
    assert await writer.run(synchronous, quick=True, soon=True) == NORMAL
    assert await writer.run(synchronous, quick=True, soon=True) == NORMAL
    assert await writer.run(synchronous, quick=True) == FULL
    assert await writer.run(synchronous) == FULL
    together = await asyncio.gather(
        writer.run(synchronous, quick=True, soon=True), writer.run(synchronous, quick=True), writer.run(synchronous)
    )
    assert list(together) == [FULL, FULL, FULL]


async def test_the_disk_is_asked_within_a_second(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = asyncio.Event()
    loop, sync = asyncio.get_running_loop(), writer._log.sync

    def note() -> None:
        sync()
        loop.call_soon_threadsafe(synced.set)

    monkeypatch.setattr("tempory.storage.sqlite.writer.SYNCED_WITHIN_SECONDS", 0.01)
    monkeypatch.setattr(writer._log, "sync", note)
    await writer.run(insert, quick=True, soon=True)
    await asyncio.wait_for(synced.wait(), 10)


async def test_what_a_commit_that_waited_has_synced_is_not_synced_again(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr("tempory.storage.sqlite.writer.SYNCED_WITHIN_SECONDS", 0.05)
    monkeypatch.setattr(writer._log, "sync", lambda: asked.append(True))
    await writer.run(insert, quick=True, soon=True)
    await writer.run(insert, quick=True)
    await asyncio.sleep(0.1)
    assert asked == []


async def test_a_full_disk_refuses_what_need_not_wait_too(writer: Writer) -> None:
    writer._connection.execute("PRAGMA max_page_count = 2")
    with pytest.raises(StorageUnavailable):
        await writer.run(
            lambda connection: connection.execute("INSERT INTO t VALUES (zeroblob(100000))") and None,
            quick=True,
            soon=True,
        )
    writer._connection.execute("PRAGMA max_page_count = 10000")
    await writer.run(insert, quick=True, soon=True)
