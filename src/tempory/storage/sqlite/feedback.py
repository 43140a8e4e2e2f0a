"""Counts for reports to other domains: a sealed blob a day in `mail.db`, and the days' keys in `keys.db`."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import apsw

from tempory.storage.sqlite.logtables import Read
from tempory.storage.sqlite.querying import every, one
from tempory.storage.sqlite.writer import BUSY_MILLISECONDS, Writer
from tempory.values import IntegrityError, Secret

_ZERO = bytes(32)
_DAY_OCTETS = 8
_FIND = "SELECT key FROM feedback_keys WHERE day = ? AND held = 1"


class FeedbackTable:
    """Implements `tempory.feedback.FeedbackStore`."""

    def __init__(self, writer: Writer, read: Read) -> None:
        self._writer = writer
        self._read = read

    async def keep(self, day: int, sealed: bytes) -> None:
        def work(connection: apsw.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?)", (day, sealed))

        await self._writer.run(work, background=True)

    async def find(self, day: int) -> bytes | None:
        return await self._read(lambda connection: _find(connection, day))

    async def remove(self, before: int) -> None:
        if await self._read(lambda connection: one(connection, "SELECT 1 FROM feedback WHERE day < ?", (before,))):
            remove = "DELETE FROM feedback WHERE day < ?"
            await self._writer.run(lambda connection: connection.execute(remove, (before,)) and None, background=True)


class DayKeyTable:
    """Implements `tempory.feedback.DayKeys`: each key in a slot that is overwritten where it stands."""

    def __init__(self, writer: Writer, reading: apsw.Connection) -> None:
        self._writer = writer
        self._reading = reading

    async def find(self, day: int) -> Secret | None:
        return _find_key(self._reading, day)

    async def keep(self, day: int, fresh: Secret) -> Secret:
        return await self._writer.run(lambda connection: _keep_key(connection, day, fresh), quick=True)

    async def destroy(self, before: int) -> None:
        where = "WHERE day < ? AND held = 1"
        bound = (_encode(before),)
        if one(self._reading, f"SELECT 1 FROM feedback_keys {where}", bound) is not None:
            overwrite = f"UPDATE feedback_keys SET held = 0, key = ? {where}"
            await self._writer.run(lambda connection: connection.execute(overwrite, (_ZERO, *bound)) and None)


class FeedbackFiles:
    """The counts as they lie in a data folder, read from outside. Enter at `open_feedback`."""

    def __init__(self, mail: apsw.Connection, keys: apsw.Connection) -> None:
        self._mail = mail
        self._keys = keys

    def days(self) -> list[int]:
        """Return the days of which there are counts."""
        return [day for (day,) in every(self._mail, "SELECT day FROM feedback ORDER BY day")]

    def find(self, day: int) -> tuple[bytes, Secret] | None:
        """Return a day's sealed counts with their key; None if there are none, or no key any more."""
        sealed, key = _find(self._mail, day), _find_key(self._keys, day)
        return None if sealed is None or key is None else (sealed, key)


@contextmanager
def open_feedback(folder: Path) -> Iterator[FeedbackFiles]:
    """Open the counts in a data folder for reading. `IntegrityError` if it is none of ours, or an older one's."""
    try:
        with closing(_open(folder / "mail.db")) as mail, closing(_open(folder / "keys.db")) as keys:
            mail.execute("SELECT 1 FROM feedback LIMIT 1").fetchall()
            keys.execute("SELECT 1 FROM feedback_keys LIMIT 1").fetchall()
            yield FeedbackFiles(mail, keys)
    except apsw.Error as error:
        message = f"there are no counts in {folder}: it is not a data folder, or no service of this version has run"
        raise IntegrityError(message) from error


def _open(path: Path) -> apsw.Connection:
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    connection.set_busy_timeout(BUSY_MILLISECONDS)
    return connection


def _find(connection: apsw.Connection, day: int) -> bytes | None:
    row = one(connection, "SELECT counts FROM feedback WHERE day = ?", (day,))
    return None if row is None else row[0]


def _find_key(connection: apsw.Connection, day: int) -> Secret | None:
    row = one(connection, _FIND, (_encode(day),))
    return None if row is None else Secret(row[0])


def _keep_key(connection: apsw.Connection, day: int, fresh: Secret) -> Secret:
    known = _find_key(connection, day)
    if known is not None:
        return known
    values = (_encode(day), fresh.reveal())
    free = one(connection, "SELECT slot FROM feedback_keys WHERE held = 0 LIMIT 1")
    if free is None:
        connection.execute("INSERT INTO feedback_keys (held, day, key) VALUES (1, ?, ?)", values)
    else:
        connection.execute("UPDATE feedback_keys SET held = 1, day = ?, key = ? WHERE slot = ?", (*values, free[0]))
    return fresh


def _encode(day: int) -> bytes:
    # One size for ever, so that SQLite overwrites the row in place; big-endian, so that days are in order.
    return day.to_bytes(_DAY_OCTETS, "big")
