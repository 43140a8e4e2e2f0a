"""Asking one row or all of them. SQLite's values are of whatever type the schema says, which mypy cannot know.

A disk that refuses a reader is `StorageUnavailable`. Within a transaction SQLite's own error goes on: the writer has to
know that it undid everything.
"""

from typing import Any

import apsw

from tempory.delivery import StorageUnavailable

Row = tuple[Any, ...]
_REFUSALS = (apsw.IOError, apsw.CorruptError, apsw.NotADBError, apsw.CantOpenError, apsw.BusyError, apsw.NoMemError)


def one(connection: apsw.Connection, sql: str, bindings: tuple[Any, ...] = ()) -> Row | None:
    """Return the first row, or None."""
    try:
        row: Row | None = connection.execute(sql, bindings).fetchone()
    except _REFUSALS as error:
        _tell(connection, error)
        raise
    return row


def every(connection: apsw.Connection, sql: str, bindings: tuple[Any, ...] = ()) -> list[Row]:
    """Return all rows."""
    try:
        rows: list[Row] = connection.execute(sql, bindings).fetchall()
    except _REFUSALS as error:
        _tell(connection, error)
        raise
    return rows


def number(connection: apsw.Connection, sql: str) -> int:
    """Return the one number that the query or pragma gives."""
    row = one(connection, sql)
    return 0 if row is None else int(row[0])


def _tell(connection: apsw.Connection, error: Exception) -> None:
    if not connection.in_transaction:
        message = "the disk did not give it"
        raise StorageUnavailable(message) from error
