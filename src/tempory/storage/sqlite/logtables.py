"""The access log in `mail.db`, written by the same writer as the mail, so that one commit holds both."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

import apsw

from tempory.accesslog import CheckpointRow, Kept, Record, TileRow
from tempory.storage.sqlite import logrows
from tempory.storage.sqlite.writer import Writer
from tempory.values import Instant

Result = TypeVar("Result")
_END = 1 << 62
# So many are written without being felt by other connections.
QUICK_RECORDS = 100


class Read(Protocol):
    """Runs work on the reading connection, in its thread."""

    def __call__(self, work: Callable[[apsw.Connection], Result]) -> Awaitable[Result]: ...


class LogTables:
    """Implements `tempory.accesslog.LogStore`."""

    def __init__(self, writer: Writer, looking: apsw.Connection, read: Read) -> None:
        self._writer = writer
        self._looking = looking
        self._read = read

    async def append(self, records: Sequence[Record]) -> int:
        quick, soon = len(records) <= QUICK_RECORDS, all(record.soon for record in records)
        return await self._writer.run(
            lambda connection: logrows.write(connection, records), quick=quick, soon=soon, changes_mailboxes=False
        )

    async def size(self) -> int:
        return logrows.size(self._looking)

    async def first(self) -> int:
        return logrows.first(self._looking)

    async def entries(self, start: int, limit: int) -> Sequence[tuple[int, bytes]]:
        return await self._read(lambda connection: logrows.entries(connection, start, limit))

    async def find(self, index: int) -> Kept | None:
        return logrows.find(self._looking, index)

    async def about(self, reference: bytes, *, below: int | None, limit: int) -> Sequence[Kept]:
        end = _END if below is None else below
        return await self._read(lambda connection: logrows.about(connection, reference, end, limit))

    async def newest(self, *, below: int | None, limit: int) -> Sequence[Kept]:
        end = _END if below is None else below
        return await self._read(lambda connection: logrows.newest(connection, end, limit))

    async def tile(self, level: int, index: int) -> bytes:
        return logrows.tile(self._looking, level, index)

    async def add_checkpoint(self, checkpoint: CheckpointRow, tiles: Sequence[TileRow]) -> None:
        await self._writer.run(
            lambda connection: logrows.add_checkpoint(connection, checkpoint, tiles), changes_mailboxes=False
        )

    async def latest_checkpoint(self) -> CheckpointRow | None:
        return logrows.latest_checkpoint(self._looking)

    async def drop_details(self, reference: bytes, limit: int) -> int:
        return await self._writer.run(
            lambda connection: logrows.drop_details(connection, reference, limit),
            background=True,
            changes_mailboxes=False,
        )

    async def prune(self, below: int, before: Instant, limit: int) -> int:
        return await self._writer.run(
            lambda connection: logrows.prune(connection, below, before, limit),
            background=True,
            changes_mailboxes=False,
        )
