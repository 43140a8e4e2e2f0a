"""Counts for reports to other domains: a sealed blob a day in `mail.db`; the days' keys are in `keys.db`."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import apsw

from tempory.storage.sqlite.daykeys import Purpose, find_key
from tempory.storage.sqlite.logtables import Read
from tempory.storage.sqlite.querying import every, one
from tempory.storage.sqlite.writer import BUSY_MILLISECONDS, Writer
from tempory.values import IntegrityError, Secret


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
        sealed, key = _find(self._mail, day), find_key(self._keys, Purpose.FEEDBACK, day)
        return None if sealed is None or key is None else (sealed, key)


@contextmanager
def open_feedback(folder: Path) -> Iterator[FeedbackFiles]:
    """Open the counts in a data folder for reading. `IntegrityError` if it is none of ours, or an older one's."""
    try:
        with closing(_open(folder / "mail.db")) as mail, closing(_open(folder / "keys.db")) as keys:
            mail.execute("SELECT 1 FROM feedback LIMIT 1").fetchall()
            keys.execute("SELECT 1 FROM day_keys LIMIT 1").fetchall()
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
