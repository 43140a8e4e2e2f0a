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
