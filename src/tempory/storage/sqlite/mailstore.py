"""`mail.db`: mailbox records and sealed messages.

Point look-ups run on the calling thread (about ten microseconds each; docs/decisions/0005); lists and bodies, which
may be large, run in a thread of their own. Everything that changes goes through the one writer.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import apsw

from tempory.accesslog import Record
from tempory.delivery import Recipient, Replaced, SealedMessage
from tempory.mailboxes import Census, Page, Quota, StoredMessage, Usage
from tempory.mailboxes.folders import (
    Changes,
    Copied,
    FlagChange,
    Folder,
    FolderEntry,
    FolderId,
    Glance,
    SpecialUse,
    Standing,
)
from tempory.mailboxes.store import CredentialRecord, MailboxRecord
from tempory.storage.sqlite import (
    appending,
    burying,
    census,
    credentials,
    folders,
    logrows,
    messages,
    moving,
    records,
    watching,
)
from tempory.storage.sqlite.feedback import FeedbackTable
from tempory.storage.sqlite.flagging import change_flags
from tempory.storage.sqlite.logtables import LogTables
from tempory.storage.sqlite.querying import every, number
from tempory.storage.sqlite.recipients import Recipients
from tempory.storage.sqlite.space import Space
from tempory.storage.sqlite.writer import Writer
from tempory.values import Flags, Instant, MailboxId, MessageId, Uid

Result = TypeVar("Result")

# Bodies up to this, all together, are stored without being felt by other connections.
QUICK_OCTETS = 64 * 1024


class MailStore:
    """Implements `MailboxStore` and `FolderStore` of `tempory.mailboxes`, and `tempory.delivery.DeliveryStore`."""

    def __init__(
        self,
        *,
        writing: apsw.Connection,
        copying: apsw.Connection,
        looking: apsw.Connection,
        reading: apsw.Connection,
    ) -> None:
        self._writer = Writer(writing, name="mail", copying=copying)
        self._folder = Path(writing.filename).parent
        self._space = Space(self._folder)
        self._removed = False
        self._looking = looking
        self._recipients = Recipients(looking)
        self._writer.on_change = self._recipients.forget_all
        self._reading = reading
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="reader-mail")
        self.log = LogTables(self._writer, looking, self._read)
        self.feedback = FeedbackTable(self._writer, self._read)

    @property
    def writer(self) -> Writer:
        """The one writer of the file, for what else is kept in it."""
        return self._writer

    def check_space(self) -> None:
        """Raise `StorageUnavailable` if the disk is too full for more."""
        self._space.check()

    # Mailboxes

    async def create(self, record: MailboxRecord, address_hashes: Sequence[bytes]) -> None:
        self._space.check()
        await self._writer.run(
            lambda connection: records.insert(connection, record, address_hashes) and None, quick=True
        )

    async def find_by_auth(self, auth_hash: bytes) -> MailboxRecord | None:
        return records.find_by_auth(self._looking, auth_hash)

    async def find(self, mailbox: MailboxId) -> MailboxRecord | None:
        return records.find(self._looking, mailbox)

    async def find_by_address(self, address_hash: bytes) -> MailboxId | None:
        return records.find_by_address(self._looking, address_hash)

    async def add_addresses(self, mailbox: MailboxId, address_hashes: Sequence[bytes]) -> None:
        await self._writer.run(lambda connection: records.add_addresses(connection, mailbox, address_hashes))

    async def keep_credential(self, record: CredentialRecord, *, limit: int) -> None:
        await self._writer.run(lambda connection: credentials.keep(connection, record, limit), quick=True)

    async def find_credential(self, lookup: bytes) -> CredentialRecord | None:
        return credentials.find(self._looking, lookup)

    async def set_expiry(self, mailbox: MailboxId, expires_at: Instant) -> None:
        update = "UPDATE mailboxes SET expires_at = ? WHERE id = ?"
        await self._writer.run(lambda connection: connection.execute(update, (expires_at, mailbox.octets)) and None)

    async def expired(self, now: Instant, limit: int) -> Sequence[MailboxId]:
        query = "SELECT id FROM mailboxes WHERE expires_at <= ? ORDER BY expires_at LIMIT ?"
        return [MailboxId(octets) for (octets,) in every(self._looking, query, (now, limit))]

    async def mailbox_ids(self, after: MailboxId | None, limit: int) -> Sequence[MailboxId]:
        query = "SELECT id FROM mailboxes WHERE id > ? ORDER BY id LIMIT ?"
        rows = every(self._looking, query, (b"" if after is None else after.octets, limit))
        return [MailboxId(octets) for (octets,) in rows]

    async def count(self) -> int:
        return await self._read(lambda connection: number(connection, "SELECT count(*) FROM counters"))

    async def census(self, now: Instant) -> Census:
        return await self._read(lambda connection: census.take(connection, self._folder, now))

    async def bury(self, mailboxes: Sequence[MailboxId], *, quarantine_until: Instant) -> dict[MailboxId, int]:
        return await self._writer.run(lambda connection: burying.bury(connection, mailboxes, quarantine_until))

    async def purge(self, now: Instant) -> bool:
        # Whom it removes has been out of sight since `bury`.
        if await self._writer.run(
            lambda connection: burying.purge(connection, now), background=True, changes_mailboxes=False
        ):
            self._removed = True
        elif self._removed:
            # The file shrinks, and what was removed leaves the log, when the log is copied and truncated.
            self._removed = False
            await self._writer.truncate_log()
        return self._removed

    # Delivery

    async def find_recipient(self, address_hash: bytes) -> Recipient | None:
        return self._recipients.find(address_hash)

    async def append(self, arrived: Sequence[SealedMessage], records: Sequence[Record] = ()) -> Sequence[Uid]:
        self._space.check()
        quick = sum(len(message.body) for message in arrived) <= QUICK_OCTETS
        return await self._writer.run(
            lambda connection: appending.append(connection, arrived, records), quick=quick, changes_mailboxes=False
        )

    async def replace(
        self, message: SealedMessage, *, folder: int, uid: Uid, records: Sequence[Record] = ()
    ) -> Replaced:
        self._space.check()
        return await self._write(
            lambda connection: appending.replace(connection, message, FolderId(folder), uid), records
        )

    # Reading

    async def messages(self, mailbox: MailboxId, *, below: Uid | None, limit: int) -> Page:
        return await self._read(lambda connection: messages.list_inbox(connection, mailbox, below, limit))

    async def message(self, mailbox: MailboxId, message: MessageId) -> StoredMessage | None:
        return messages.find(self._looking, mailbox, message)

    async def body(self, mailbox: MailboxId, message: MessageId) -> bytes | None:
        return await self._read(lambda connection: messages.body(connection, mailbox, message))

    async def mark(self, mailbox: MailboxId, message: MessageId, *, seen: bool) -> StoredMessage | None:
        return await self._writer.run(lambda connection: messages.mark(connection, mailbox, message, seen=seen))

    async def delete(self, mailbox: MailboxId, message: MessageId) -> bool:
        return await self._writer.run(lambda connection: messages.delete(connection, mailbox, message))

    # Folders

    async def folders(self, mailbox: MailboxId) -> Sequence[Folder]:
        return await self._read(lambda connection: folders.list_folders(connection, mailbox))

    async def folder(self, mailbox: MailboxId, name: str) -> Folder | None:
        return await self._read(lambda connection: folders.find(connection, mailbox, name))

    async def create_folder(self, mailbox: MailboxId, name: str, special_use: SpecialUse = SpecialUse.NONE) -> Folder:
        return await self._writer.run(lambda connection: folders.create(connection, mailbox, name, special_use))

    async def delete_folder(self, mailbox: MailboxId, folder: FolderId) -> None:
        await self._writer.run(lambda connection: folders.delete(connection, mailbox, folder))

    async def rename_folder(self, mailbox: MailboxId, folder: FolderId, name: str) -> None:
        await self._writer.run(lambda connection: folders.rename(connection, mailbox, folder, name))

    async def subscribe(self, mailbox: MailboxId, name: str, *, subscribed: bool) -> bool:
        return await self._writer.run(
            lambda connection: folders.subscribe(connection, mailbox, name, subscribed=subscribed)
        )

    async def kept_subscriptions(self, mailbox: MailboxId) -> Sequence[str]:
        return await self._read(lambda connection: folders.kept_subscriptions(connection, mailbox))

    async def entries(self, mailbox: MailboxId, folder: FolderId, *, above_modseq: int = 0) -> Sequence[FolderEntry]:
        return await self._read(lambda connection: folders.entries(connection, mailbox, folder, above_modseq))

    async def uids(self, mailbox: MailboxId, folder: FolderId) -> Sequence[Uid]:
        return await self._read(lambda connection: folders.uids(connection, mailbox, folder))

    async def summaries(
        self, mailbox: MailboxId, folder: FolderId, uids: Sequence[Uid]
    ) -> Sequence[tuple[Uid, MessageId, bytes]]:
        return await self._read(lambda connection: folders.summaries(connection, mailbox, folder, uids))

    async def listing(self, mailbox: MailboxId, folder: FolderId, page: int) -> bytes | None:
        return await self._read(lambda connection: folders.listing(connection, mailbox, folder, page))

    async def listings(self, mailbox: MailboxId, folder: FolderId, pages: Sequence[int]) -> Sequence[tuple[int, bytes]]:
        return await self._read(lambda connection: watching.listings(connection, mailbox, folder, pages))

    async def keep_listing(
        self, mailbox: MailboxId, folder: FolderId, page: int, octets: bytes, *, uids: Sequence[Uid] = ()
    ) -> None:
        await self._writer.run(
            lambda connection: folders.keep_listing(connection, mailbox, folder, page, octets, uids=uids),
            background=True,
            changes_mailboxes=False,
        )

    async def standings(self, mailbox: MailboxId, folder: FolderId) -> Sequence[Standing]:
        return await self._read(lambda connection: watching.standings(connection, mailbox, folder))

    def glance(self, mailbox: MailboxId, folder: FolderId) -> Glance | None:
        return watching.glance(self._looking, mailbox, folder)

    def glance_at(self, mailbox: MailboxId, name: str) -> Glance | None:
        return watching.glance_at(self._looking, mailbox, name)

    def room(self, mailbox: MailboxId) -> tuple[Quota, Usage] | None:
        record = records.find(self._looking, mailbox)
        return None if record is None else (record.quota, record.usage)

    async def changes(
        self, mailbox: MailboxId, folder: FolderId, *, above_modseq: int, next_uid: Uid, known: int
    ) -> Changes:
        return await self._read(
            lambda connection: watching.changes(
                connection, mailbox, folder, above_modseq=above_modseq, next_uid=next_uid, known=known
            )
        )

    async def entries_of(self, mailbox: MailboxId, folder: FolderId, uids: Sequence[Uid]) -> Sequence[FolderEntry]:
        return await self._read(lambda connection: watching.entries_of(connection, mailbox, folder, uids))

    async def bodies(
        self, mailbox: MailboxId, folder: FolderId, uids: Sequence[Uid]
    ) -> Sequence[tuple[Uid, MessageId, bytes]]:
        return await self._read(lambda connection: watching.bodies(connection, mailbox, folder, uids))

    async def change_flags(
        self,
        mailbox: MailboxId,
        folder: FolderId,
        uids: Sequence[Uid],
        change: FlagChange,
        flags: Flags,
        *,
        unchanged_since: int | None = None,
        records: Sequence[Record] = (),
    ) -> tuple[Sequence[FolderEntry], Sequence[Uid]]:
        def work(connection: apsw.Connection) -> tuple[Sequence[FolderEntry], Sequence[Uid]]:
            place = folders.place_of(connection, mailbox, folder)
            return change_flags(connection, place, uids, change, flags, unchanged_since=unchanged_since)

        return await self._write(work, records)

    async def copy(
        self,
        mailbox: MailboxId,
        folder: FolderId,
        uids: Sequence[Uid],
        target: FolderId,
        *,
        saved_at: Instant,
        records: Sequence[Record] = (),
    ) -> Sequence[Copied]:
        def work(connection: apsw.Connection) -> Sequence[Copied]:
            source, destination = (folders.place_of(connection, mailbox, each) for each in (folder, target))
            return moving.copy(connection, source, uids, destination, saved_at)

        return await self._write(work, records)

    async def move(
        self,
        mailbox: MailboxId,
        folder: FolderId,
        uids: Sequence[Uid],
        target: FolderId,
        *,
        saved_at: Instant,
        records: Sequence[Record] = (),
    ) -> Sequence[Copied]:
        def work(connection: apsw.Connection) -> Sequence[Copied]:
            source, destination = (folders.place_of(connection, mailbox, each) for each in (folder, target))
            return moving.move(connection, source, uids, destination, saved_at)

        return await self._write(work, records)

    async def expunge(
        self, mailbox: MailboxId, folder: FolderId, uids: Sequence[Uid], *, records: Sequence[Record] = ()
    ) -> Sequence[Uid]:
        return await self._write(lambda connection: folders.expunge(connection, mailbox, folder, uids), records)

    async def _write(self, work: Callable[[apsw.Connection], Result], records: Sequence[Record]) -> Result:
        """Do `work`, and write what the access log says of it, in one transaction."""

        def both(connection: apsw.Connection) -> Result:
            outcome = work(connection)
            logrows.write(connection, records)
            return outcome

        return await self._writer.run(both)

    async def read(self, work: Callable[[apsw.Connection], Result]) -> Result:
        """Do `work`, which may be large, in the thread that reads."""
        return await self._read(work)

    async def _read(self, work: Callable[[apsw.Connection], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._reader, work, self._reading)

    async def probe(self) -> None:
        """Return once the writer has had a turn; raises `StorageUnavailable` if the disk refuses."""
        await self._writer.run(lambda _connection: None, changes_mailboxes=False)

    def close(self) -> None:
        # The writer goes last: it copies the log into the file and removes it.
        self._reader.shutdown()
        self._reading.close()
        self._looking.close()
        self._writer.close()
