"""Reading the server's databases as whoever took the data folder would. Read-only."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from tempory.policy import Schema, Store

BUSY_MILLISECONDS = 5_000


@contextmanager
def opened(data: Path, store: Store) -> Iterator[apsw.Connection]:
    """Open one database of the data folder for reading. `apsw.Error` if it is not there."""
    connection = apsw.Connection(str(data / store.value), flags=apsw.SQLITE_OPEN_READONLY)
    connection.set_busy_timeout(BUSY_MILLISECONDS)
    try:
        yield connection
    finally:
        connection.close()


def read_schema(data: Path) -> Schema:
    """Return the columns of every table; SQLite's own tables apart, which hold counts and no data."""
    found: dict[tuple[Store, str], set[str]] = defaultdict(set)
    query = "SELECT m.name, c.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'"
    for store in Store:
        with opened(data, store) as connection:
            for table, column in connection.execute(query):
                if not str(table).startswith("sqlite_"):
                    found[store, str(table)].add(str(column))
    return {place: frozenset(columns) for place, columns in found.items()}


def longest_overdue(data: Path) -> float:
    """Return for how many seconds the longest overdue mailbox has been; 0 if none is."""
    now = time.time()
    with opened(data, Store.MAIL) as connection:
        row = connection.execute("SELECT min(expires_at) FROM mailboxes WHERE expires_at IS NOT NULL").fetchone()
    expires_at = row[0] if row else None
    return max(0.0, now - int(expires_at) / 1000) if isinstance(expires_at, int) else 0.0


def shred_key(data: Path, mailbox: bytes) -> bytes | None:
    """Return a mailbox's shred key, if the key store still holds it."""
    with opened(data, Store.KEYS) as connection:
        row = connection.execute("SELECT key FROM shred_keys WHERE mailbox = ? AND held = 1", (mailbox,)).fetchone()
    return bytes(row[0]) if row and isinstance(row[0], bytes) else None


def every_key(data: Path) -> Iterator[tuple[str, bytes]]:
    """Return every 32-octet key the server holds, with the place it is in."""
    with opened(data, Store.KEYS) as connection:
        for name, key in connection.execute("SELECT 'shred key', key FROM shred_keys WHERE held = 1"):
            yield str(name), _octets(key)
        for name, key in connection.execute("SELECT name, key FROM server_keys"):
            yield f"server key {name}", _octets(key)
        for name, key in connection.execute("SELECT 'day key', key FROM day_keys WHERE held = 1"):
            yield str(name), _octets(key)


def outer_wrap(data: Path, mailbox: bytes) -> bytes | None:
    """Return the outer wrap of a mailbox's private key as stored."""
    with opened(data, Store.MAIL) as connection:
        row = connection.execute("SELECT wrapped_key FROM mailboxes WHERE id = ?", (mailbox,)).fetchone()
    return _octets(row[0]) if row else None


def sealed_report(data: Path, report: bytes) -> bytes:
    """Return what is stored of a report; empty if there is none."""
    with opened(data, Store.MAIL) as connection:
        query = "SELECT octets FROM report_parts WHERE report = ? ORDER BY part"
        rows = connection.execute(query, (report,)).fetchall()
    return b"".join(_octets(row[0]) for row in rows)


def longest_unanswered(data: Path) -> float:
    """Return for how many seconds the eldest open report of a holder has waited; 0 if none does.

    What strangers forward does not count: nobody was promised to them, and who forwards junk breaks no promise.
    """
    with opened(data, Store.MAIL) as connection:
        row = connection.execute(
            "SELECT min(filed_at) FROM reports WHERE state = 'open' AND (channel <> 'forward' OR mailbox IS NOT NULL)"
        ).fetchone()
    filed_at = row[0] if row else None
    return max(0.0, time.time() - int(filed_at) / 1000) if isinstance(filed_at, int) else 0.0


def _octets(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""
