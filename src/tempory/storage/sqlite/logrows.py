"""Rows of the access log, written in whatever transaction their access has."""

from collections.abc import Sequence

import apsw

from tempory.accesslog import CheckpointRow, Kept, Record, TileRow
from tempory.storage.sqlite.querying import Row, every, number, one
from tempory.values import Instant

KEPT = "leaf, entry, detail"
# Indexes begin with 0 and have no gaps: a record that was undone gives its index back.
_NEXT = "(SELECT coalesce(max(leaf) + 1, 0) FROM log_leaves)"


def write(connection: apsw.Connection, records: Sequence[Record]) -> int:
    """Write `records` in order and return the first one's index."""
    insert = f"INSERT INTO log_leaves (leaf, reference, entry, detail) VALUES ({_NEXT}, ?, ?, ?)"
    for record in records:
        connection.execute(insert, (record.reference or None, record.entry, record.detail))
    return connection.last_insert_rowid() - len(records) + 1


def size(connection: apsw.Connection) -> int:
    """Return how many leaves were ever written; the newest is never removed."""
    return number(connection, "SELECT coalesce(max(leaf) + 1, 0) FROM log_leaves")


def first(connection: apsw.Connection) -> int:
    """Return the index of the eldest leaf that is kept."""
    return number(connection, "SELECT coalesce(min(leaf), 0) FROM log_leaves")


def entries(connection: apsw.Connection, start: int, limit: int) -> list[tuple[int, bytes]]:
    """Return up to `limit` entries from `start` on."""
    query = "SELECT leaf, entry FROM log_leaves WHERE leaf >= ? ORDER BY leaf LIMIT ?"
    return [(row[0], row[1]) for row in every(connection, query, (start, limit))]


def find(connection: apsw.Connection, index: int) -> Kept | None:
    """Return one record."""
    row = one(connection, f"SELECT {KEPT} FROM log_leaves WHERE leaf = ?", (index,))
    return None if row is None else _kept(row)


def about(connection: apsw.Connection, reference: bytes, below: int, limit: int) -> list[Kept]:
    """Return what is filed under `reference`, newest first."""
    query = f"SELECT {KEPT} FROM log_leaves WHERE reference = ? AND leaf < ? ORDER BY leaf DESC LIMIT ?"
    return [_kept(row) for row in every(connection, query, (reference, below, limit))]


def newest(connection: apsw.Connection, below: int, limit: int) -> list[Kept]:
    """Return the newest records."""
    query = f"SELECT {KEPT} FROM log_leaves WHERE leaf < ? ORDER BY leaf DESC LIMIT ?"
    return [_kept(row) for row in every(connection, query, (below, limit))]


def tile(connection: apsw.Connection, level: int, index: int) -> bytes:
    """Return a tile, b"" if there is none."""
    row = one(connection, "SELECT hashes FROM log_tiles WHERE level = ? AND tile = ?", (level, index))
    return b"" if row is None else row[0]


def add_checkpoint(connection: apsw.Connection, checkpoint: CheckpointRow, tiles: Sequence[TileRow]) -> None:
    """Keep a checkpoint and the tiles it needs."""
    for each in tiles:
        values = (each.level, each.index, each.hashes)
        connection.execute("INSERT OR REPLACE INTO log_tiles (level, tile, hashes) VALUES (?, ?, ?)", values)
    values = (checkpoint.size, checkpoint.at, checkpoint.note)
    connection.execute("INSERT OR REPLACE INTO log_checkpoints (size, at, note) VALUES (?, ?, ?)", values)


def latest_checkpoint(connection: apsw.Connection) -> CheckpointRow | None:
    """Return the newest checkpoint."""
    row = one(connection, "SELECT size, at, note FROM log_checkpoints ORDER BY size DESC LIMIT 1")
    return None if row is None else CheckpointRow(size=row[0], at=Instant(row[1]), note=row[2])


def drop_details(connection: apsw.Connection, reference: bytes, limit: int) -> int:
    """Remove details of what is filed under `reference`."""
    chosen = "SELECT leaf FROM log_leaves WHERE reference = ? AND detail IS NOT NULL LIMIT ?"
    connection.execute(f"UPDATE log_leaves SET detail = NULL WHERE leaf IN ({chosen})", (reference, limit))
    return connection.changes()


def prune(connection: apsw.Connection, below: int, before: Instant, limit: int) -> int:
    """Remove the eldest entries, never the newest one, and the checkpoints of before; return how many rows went."""
    chosen = "SELECT leaf FROM log_leaves WHERE leaf < ?1 ORDER BY leaf LIMIT ?2"
    newest_leaf = "(SELECT max(leaf) FROM log_leaves)"
    connection.execute(f"DELETE FROM log_leaves WHERE leaf IN ({chosen}) AND leaf < {newest_leaf}", (below, limit))
    removed = connection.changes()
    old = "SELECT size FROM log_checkpoints WHERE at < ? ORDER BY size LIMIT ?"
    newest_size = "(SELECT max(size) FROM log_checkpoints)"
    connection.execute(f"DELETE FROM log_checkpoints WHERE size IN ({old}) AND size < {newest_size}", (before, limit))
    return removed + connection.changes()


def _kept(row: Row) -> Kept:
    return Kept(index=row[0], entry=row[1], detail=row[2])
