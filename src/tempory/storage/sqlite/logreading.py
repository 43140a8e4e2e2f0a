"""A log as it lies in a data folder, read from outside: by whoever verifies it, beside a running service or without.

Reads only. The file is not trusted: what is of another type than it should be is told as what it is.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import apsw

from tempory.accesslog import CheckpointRow, Kept, LogUnavailable, Record
from tempory.accesslog.verification import Material, Row
from tempory.storage.sqlite import logrows
from tempory.storage.sqlite.querying import number
from tempory.storage.sqlite.writer import BUSY_MILLISECONDS
from tempory.values import Instant, IntegrityError


class LogFile:
    """The access log of one `mail.db`. Enter at `open_log`."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def material(self) -> Material:
        """Return everything that is gone over in a verification, as it stood when this was called."""
        return Material(rows=self._rows(), checkpoints=self._checkpoints(), tile=self.tile)

    def tile(self, level: int, index: int) -> bytes:
        """Return a tile, b"" if there is none."""
        tile = logrows.tile(self._connection, level, index)
        _must_be(tile, bytes)
        return tile

    def find(self, index: int) -> Kept | None:
        """Return one record."""
        return logrows.find(self._connection, index)

    def size(self) -> int:
        """Return how many records there are."""
        return logrows.size(self._connection)

    def first(self) -> int:
        """Return the index of the eldest record that is kept."""
        return logrows.first(self._connection)

    def entries(self, start: int, limit: int) -> list[tuple[int, bytes]]:
        """Return up to `limit` entries from `start` on."""
        return logrows.entries(self._connection, start, limit)

    def latest_checkpoint(self) -> CheckpointRow | None:
        """Return the newest checkpoint."""
        return logrows.latest_checkpoint(self._connection)

    def _rows(self) -> Iterator[Row]:
        for index, reference, entry in self._connection.execute(
            "SELECT leaf, reference, entry FROM log_leaves ORDER BY leaf"
        ):
            _must_be(index, int)
            _must_be(entry, bytes)
            _must_be(reference or b"", bytes)
            yield Row(index=index, entry=entry, reference=reference or b"")

    def _checkpoints(self) -> Iterator[CheckpointRow]:
        for size, at, note in self._connection.execute("SELECT size, at, note FROM log_checkpoints ORDER BY size"):
            _must_be(size, int)
            _must_be(note, bytes)
            yield CheckpointRow(size=size, at=Instant(at), note=note)


def _must_be(value: object, kind: type) -> None:
    """Whoever has the file may have made the tables anew, with columns of any type."""
    if type(value) is not kind:
        message = "the log's tables are not those that the service made"
        raise IntegrityError(message)


@contextmanager
def open_log(folder: Path) -> Iterator[LogFile]:
    """Open the log in a data folder, for reading, in one transaction. `IntegrityError` if there is none."""
    path = folder / "mail.db"
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        number(connection, "SELECT count(*) FROM log_checkpoints")
    except apsw.Error as error:
        message = f"there is no access log in {folder}"
        raise IntegrityError(message) from error
    with closing(connection), connection:
        try:
            yield LogFile(connection)
        except apsw.CorruptError as error:
            message = "the file itself is damaged: SQLite cannot read it"
            raise IntegrityError(message) from error


def append_record(folder: Path, record: Record) -> None:
    """Write one record beside a running service, or without it. Raises `Unavailable` if it cannot be written."""
    try:
        connection = apsw.Connection(str(folder / "mail.db"), flags=apsw.SQLITE_OPEN_READWRITE)
        with closing(connection):
            connection.set_busy_timeout(BUSY_MILLISECONDS)
            connection.pragma("synchronous", "FULL")
            connection.execute("BEGIN IMMEDIATE")
            logrows.write(connection, [record])
            connection.execute("COMMIT")
    except apsw.Error as error:
        message = f"the access log in {folder} cannot be written, so nothing is done"
        raise LogUnavailable(message) from error
