"""`mail.db`: mailbox records and sealed messages.

Point look-ups run on the calling thread (about ten microseconds each; docs/decisions/0003); lists and bodies, which
may be large, run in a thread of their own. Everything that changes goes through the one writer.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import apsw

from tempory.delivery import Recipient, SealedMessage
from tempory.mailboxes import Page, StoredMessage
from tempory.mailboxes.store import MailboxRecord
from tempory.storage.sqlite import appending, burying, records
from tempory.storage.sqlite.querying import every, number
from tempory.storage.sqlite.writer import Writer
from tempory.values import Instant, MailboxId, MessageId, Uid

Result = TypeVar("Result")


class MailStore:
    """Implements `tempory.mailboxes.MailboxStore` and `tempory.delivery.DeliveryStore`."""

    def __init__(
        self,
        *,
        writing: apsw.Connection,
        copying: apsw.Connection,
        looking: apsw.Connection,
        reading: apsw.Connection,
    ) -> None:
        self._writer = Writer(writing, name="mail", copying=copying)
        self._removed = False
        self._looking = looking
        self._reading = reading
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="reader-mail")

    # Mailboxes

    async def create(self, record: MailboxRecord, address_hashes: Sequence[bytes]) -> None:
        await self._writer.run(lambda connection: records.insert(connection, record, address_hashes))

    async def find_by_auth(self, auth_hash: bytes) -> MailboxRecord | None:
        return records.find_by_auth(self._looking, auth_hash)

    async def find(self, mailbox: MailboxId) -> MailboxRecord | None:
        return records.find(self._looking, mailbox)

    async def find_by_address(self, address_hash: bytes) -> MailboxId | None:
        return records.find_by_address(self._looking, address_hash)

    async def add_addresses(self, mailbox: MailboxId, address_hashes: Sequence[bytes]) -> None:
        await self._writer.run(lambda connection: records.add_addresses(connection, mailbox, address_hashes))

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

    async def bury(self, mailboxes: Sequence[MailboxId], *, quarantine_until: Instant) -> dict[MailboxId, int]:
        return await self._writer.run(lambda connection: burying.bury(connection, mailboxes, quarantine_until))

    async def purge(self, now: Instant) -> bool:
        if await self._writer.run(lambda connection: burying.purge(connection, now), background=True):
            self._removed = True
        elif self._removed:
            # The file shrinks, and what was removed leaves the log, when the log is copied and truncated.
            self._removed = False
            await self._writer.truncate_log()
        return self._removed

    # Delivery

    async def find_recipient(self, address_hash: bytes) -> Recipient | None:
        return appending.find_recipient(self._looking, address_hash)

    async def append(self, messages: Sequence[SealedMessage]) -> Sequence[Uid]:
        return await self._writer.run(lambda connection: appending.append(connection, messages))

    # Reading

    async def messages(self, mailbox: MailboxId, *, below: Uid | None, limit: int) -> Page:
        return await self._read(lambda connection: records.messages(connection, mailbox, below, limit))

    async def message(self, mailbox: MailboxId, message: MessageId) -> StoredMessage | None:
        return records.message(self._looking, mailbox, message)

    async def body(self, mailbox: MailboxId, message: MessageId) -> bytes | None:
        return await self._read(lambda connection: records.body(connection, mailbox, message))

    async def mark(self, mailbox: MailboxId, message: MessageId, *, seen: bool) -> StoredMessage | None:
        return await self._writer.run(lambda connection: records.mark(connection, mailbox, message, seen=seen))

    async def delete(self, mailbox: MailboxId, message: MessageId) -> bool:
        return await self._writer.run(lambda connection: burying.delete(connection, mailbox, message))

    async def _read(self, work: Callable[[apsw.Connection], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._reader, work, self._reading)

    def close(self) -> None:
        self._writer.close()
        self._reader.shutdown()
        self._looking.close()
        self._reading.close()
