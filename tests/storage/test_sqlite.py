"""What is SQLite's own: files, modes, traces, group commit, space."""

import asyncio
import stat
from pathlib import Path
from secrets import token_bytes

import apsw
import pytest

from tempory.delivery import StorageUnavailable
from tempory.storage.sqlite import Storage, open_storage
from tempory.storage.sqlite.schema import MAIL_MIGRATIONS, migrate
from tempory.storage.sqlite.writer import Writer
from tempory.values import ConfigurationError, Instant, Secret
from tests.making import NOON, draw_mailbox_id, make_message, make_record

pytestmark = pytest.mark.anyio


def every_octet(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


async def test_files_are_the_owners_alone(storage: Storage, tmp_path: Path) -> None:
    await storage.keys.keep(draw_mailbox_id(), Secret(b"1" * 32))

    folder = tmp_path / "data"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert {"mail.db", "keys.db", "keys.db-wal"} <= modes.keys()
    assert set(modes.values()) == {0o600}


async def test_a_destroyed_key_leaves_no_trace_among_many(storage: Storage, tmp_path: Path) -> None:
    held: dict[object, bytes] = {}
    for _ in range(300):
        mailbox, key = draw_mailbox_id(), token_bytes(32)
        held[mailbox] = key
        await storage.keys.keep(mailbox, Secret(key))
    dead = list(held)[::2]
    before = every_octet(tmp_path)
    assert all(held[mailbox] in before for mailbox in dead), "the search finds what is there"

    await storage.keys.destroy(dead)  # type: ignore[arg-type]

    after = every_octet(tmp_path)
    assert not any(held[mailbox] in after for mailbox in dead)
    assert all(key in after for mailbox, key in held.items() if mailbox not in set(dead))


async def test_what_was_written_is_there_after_opening_again(tmp_path: Path) -> None:
    record = make_record()
    storage = open_storage(tmp_path)
    await storage.mail.create(record, [b"a" * 32])
    storage.close()

    storage = open_storage(tmp_path)
    assert await storage.mail.find(record.id) == record
    storage.close()
    with pytest.raises(StorageUnavailable):
        await storage.mail.append([make_message(record.id)])


async def test_space_is_given_back(storage: Storage, tmp_path: Path) -> None:
    record = make_record()
    await storage.mail.create(record, [b"a" * 32])
    for _ in range(10):
        await storage.mail.append([make_message(record.id, body=token_bytes(2_000_000))])
    await storage.mail.bury([record.id], quarantine_until=NOON)
    while await storage.mail.purge(Instant(NOON + 1)):
        pass

    assert (tmp_path / "data" / "mail.db").stat().st_size < 2_500_000
    assert (tmp_path / "data" / "mail.db-wal").stat().st_size < 2_500_000


async def test_deliveries_go_before_purging(storage: Storage) -> None:
    record = make_record()
    await storage.mail.create(record, [b"a" * 32])
    done: list[str] = []

    async def run(name: str, *, background: bool) -> None:
        await storage.mail._writer.run(lambda connection: done.append(name), background=background)

    # The first order occupies the writer long enough for the others to wait together.
    slow = asyncio.ensure_future(storage.mail._writer.run(lambda connection: connection.execute(_SLOW).fetchall()))
    await asyncio.sleep(0)
    await asyncio.gather(slow, *(run("later", background=True) for _ in range(3)), run("now", background=False))
    assert done == ["now", "later", "later", "later"]


_SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT max(i) FROM n"


async def test_a_disk_that_refuses_defers_everyone_and_keeps_nothing(tmp_path: Path) -> None:
    connection = apsw.Connection(str(tmp_path / "small.db"))
    connection.pragma("max_page_count", 8)
    connection.execute("CREATE TABLE t (octets BLOB)")
    writer = Writer(connection, name="small")

    with pytest.raises(StorageUnavailable):
        await writer.run(lambda c: c.execute("INSERT INTO t VALUES (zeroblob(100000))") and None)
    assert await writer.run(lambda c: c.execute("SELECT count(*) FROM t").get) == 0
    assert await writer.run(lambda c: c.execute("INSERT INTO t VALUES (1)") and None) is None
    writer.close()


async def test_work_that_raises_is_undone_alone(tmp_path: Path) -> None:
    connection = apsw.Connection(str(tmp_path / "t.db"))
    connection.execute("CREATE TABLE t (n)")
    writer = Writer(connection, name="t")

    def fail(c: apsw.Connection) -> None:
        c.execute("INSERT INTO t VALUES (1)")
        message = "changed my mind"
        raise ValueError(message)

    with pytest.raises(ValueError, match="changed"):
        await writer.run(fail)
    assert await writer.run(lambda c: c.execute("SELECT count(*) FROM t").get) == 0
    writer.close()


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    connection = apsw.Connection(str(tmp_path / "mail.db"))
    migrate(connection, MAIL_MIGRATIONS)
    connection.pragma("user_version", 99)

    with pytest.raises(ConfigurationError, match="newer"):
        migrate(connection, MAIL_MIGRATIONS)
