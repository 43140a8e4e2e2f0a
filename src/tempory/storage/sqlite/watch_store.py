"""Reports in `mail.db`, through its one writer. What may be large is read beside the loop."""

from collections.abc import Sequence

import apsw

from tempory.storage.sqlite import watch_rows as rows
from tempory.storage.sqlite.mailstore import MailStore
from tempory.values import Instant, MailboxId, MessageId, RecordId
from tempory.watch import Bounds, Counts, Report, Sightings, TeamKey, TeamWrap


class WatchStore:
    """Implements `tempory.watch.WatchStore`."""

    def __init__(self, mail: MailStore, reading: apsw.Connection) -> None:
        self._mail = mail
        self._writer = mail.writer
        self._reading = reading

    async def add_report(self, report: Report, sealed: bytes, bounds: Bounds) -> Report:
        self._mail.check_space()
        return await self._writer.run(lambda connection: rows.add(connection, report, sealed, bounds))

    async def reports_of(self, mailbox: MailboxId) -> Sequence[Report]:
        return rows.of_mailbox(self._reading, mailbox)

    async def reports(self, *, limit: int) -> Sequence[Report]:
        return await self._mail.read(lambda connection: rows.page(connection, limit))

    async def report(self, report: RecordId) -> Report | None:
        return rows.find(self._reading, report)

    async def report_of(self, mailbox: MailboxId, message: MessageId) -> Report | None:
        return rows.find_of(self._reading, mailbox, message)

    async def sealed_report(self, report: RecordId) -> bytes | None:
        return await self._mail.read(lambda connection: rows.sealed(connection, report))

    async def counts(self) -> Counts:
        return await self._mail.read(rows.count)

    async def withdraw(self, mailbox: MailboxId, message: MessageId) -> bool:
        return await self._writer.run(lambda connection: rows.withdraw(connection, mailbox, message))

    async def decide(self, decided: Report) -> bool:
        return await self._writer.run(lambda connection: rows.decide(connection, decided))

    async def remove_reports(self, *, filed_before: Instant, counted_before: Instant) -> int:
        removed = 0
        while True:
            step = await self._writer.run(
                lambda connection: rows.remove_before(connection, filed_before, counted_before), background=True
            )
            removed += step
            if not step:
                return removed

    async def agrees(self, mailbox: MailboxId) -> bool:
        return rows.agrees(self._reading, mailbox)

    async def set_agreement(self, mailbox: MailboxId, *, at: Instant | None) -> None:
        await self._writer.run(lambda connection: rows.set_agreement(connection, mailbox, at))

    async def team_keys(self) -> Sequence[TeamKey]:
        return rows.team_keys(self._reading)

    async def add_team_key(self, key: TeamKey, wraps: Sequence[TeamWrap], *, after: RecordId | None) -> bool:
        return await self._writer.run(lambda connection: rows.add_team_key(connection, key, wraps, after))

    async def team_wraps(self) -> Sequence[TeamWrap]:
        return rows.team_wraps(self._reading)

    async def add_team_wraps(self, wraps: Sequence[TeamWrap]) -> None:
        await self._writer.run(lambda connection: rows.add_team_wraps(connection, wraps))

    async def keep_team_wraps(self, mailboxes: Sequence[MailboxId]) -> None:
        await self._writer.run(lambda connection: rows.keep_team_wraps(connection, mailboxes), background=True)

    async def sightings(self, fingerprints: Sequence[tuple[int, bytes]]) -> Sightings:
        return await self._mail.read(lambda connection: rows.sightings(connection, fingerprints))

    async def remove_fingerprints(self, *, before: int) -> None:
        await self._writer.run(lambda connection: rows.remove_fingerprints(connection, before), background=True)

    def close(self) -> None:
        self._reading.close()
