"""Asking one row or all of them. SQLite's values are of whatever type the schema says, which mypy cannot know."""

from typing import Any

import apsw

Row = tuple[Any, ...]


def one(connection: apsw.Connection, sql: str, bindings: tuple[Any, ...] = ()) -> Row | None:
    """Return the first row, or None."""
    row: Row | None = connection.execute(sql, bindings).fetchone()
    return row


def every(connection: apsw.Connection, sql: str, bindings: tuple[Any, ...] = ()) -> list[Row]:
    """Return all rows."""
    rows: list[Row] = connection.execute(sql, bindings).fetchall()
    return rows


def number(connection: apsw.Connection, sql: str) -> int:
    """Return the one number that the query or pragma gives."""
    row = one(connection, sql)
    return 0 if row is None else int(row[0])
