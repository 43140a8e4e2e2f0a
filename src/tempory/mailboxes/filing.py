"""Changing what is in folders, and telling those who listen: other sessions, and the page that shows INBOX."""

from collections.abc import Sequence

from tempory.accesslog import Record
from tempory.events import EventStream, FolderChanged, MessageChanged, MessageDeleted
from tempory.mailboxes.folders import Copied, FlagChange, Folder, FolderEntry, FolderStore, SpecialUse
from tempory.values import INBOX, Clock, Flags, MailboxId, SystemFlag, Uid


class Filing:
    """What mail programs do to folders. Reading is the store's business alone: `store` is there for it."""

    def __init__(self, *, store: FolderStore, events: EventStream, clock: Clock) -> None:
        self.store = store
        self._events = events
        self._clock = clock

    async def create(self, mailbox: MailboxId, name: str, special_use: SpecialUse = SpecialUse.NONE) -> Folder:
        """Make a folder. Raises `FolderExists`."""
        folder = await self.store.create_folder(mailbox, name, special_use)
        self._changed(mailbox)
        return folder

    async def delete(self, mailbox: MailboxId, folder: Folder) -> None:
        """Remove a folder and what is in it."""
        await self.store.delete_folder(mailbox, folder.id)
        self._changed(mailbox)

    async def rename(self, mailbox: MailboxId, folder: Folder, name: str) -> None:
        """Rename a folder and those below it. INBOX stays; its messages go to a new folder (RFC 9051 §6.3.6)."""
        if folder.name != INBOX:
            await self.store.rename_folder(mailbox, folder.id, name)
            self._changed(mailbox)
            return
        target = await self.store.create_folder(mailbox, name)
        await self.move(mailbox, folder, await self.store.entries(mailbox, folder.id), target)

    async def subscribe(self, mailbox: MailboxId, name: str, *, subscribed: bool) -> bool:
        """Set or clear the subscription; see `FolderStore.subscribe`."""
        return await self.store.subscribe(mailbox, name, subscribed=subscribed)

    async def change_flags(
        self,
        mailbox: MailboxId,
        folder: Folder,
        uids: Sequence[Uid],
        change: FlagChange,
        flags: Flags,
        *,
        unchanged_since: int | None = None,
        records: Sequence[Record] = (),
    ) -> tuple[Sequence[FolderEntry], Sequence[Uid]]:
        """Change flags; see `FolderStore.change_flags`."""
        entries, left_alone = await self.store.change_flags(
            mailbox, folder.id, uids, change, flags, unchanged_since=unchanged_since, records=records
        )
        if folder.name == INBOX and (change is FlagChange.REPLACE or SystemFlag.SEEN in flags):
            for entry in entries:
                seen = SystemFlag.SEEN in entry.flags
                self._events.publish(MessageChanged(mailbox=mailbox, message=entry.id, seen=seen))
        self._changed(mailbox)
        return entries, left_alone

    async def copy(
        self,
        mailbox: MailboxId,
        folder: Folder,
        entries: Sequence[FolderEntry],
        target: Folder,
        *,
        records: Sequence[Record] = (),
    ) -> Sequence[Copied]:
        """Copy messages, all or none. Raises `MailboxFull`."""
        uids = [entry.uid for entry in entries]
        copied = await self.store.copy(mailbox, folder.id, uids, target.id, saved_at=self._clock.now(), records=records)
        self._changed(mailbox)
        return copied

    async def move(
        self,
        mailbox: MailboxId,
        folder: Folder,
        entries: Sequence[FolderEntry],
        target: Folder,
        *,
        records: Sequence[Record] = (),
    ) -> Sequence[Copied]:
        """Move messages, all or none."""
        uids = [entry.uid for entry in entries]
        moved = await self.store.move(mailbox, folder.id, uids, target.id, saved_at=self._clock.now(), records=records)
        self._left(mailbox, folder, entries, {copied.source for copied in moved})
        return moved

    async def expunge(
        self,
        mailbox: MailboxId,
        folder: Folder,
        entries: Sequence[FolderEntry],
        *,
        records: Sequence[Record] = (),
    ) -> Sequence[Uid]:
        """Remove those of `entries` that are still there; return their uids."""
        removed = await self.store.expunge(mailbox, folder.id, [entry.uid for entry in entries], records=records)
        self._left(mailbox, folder, entries, set(removed))
        return removed

    def _left(self, mailbox: MailboxId, folder: Folder, entries: Sequence[FolderEntry], uids: set[Uid]) -> None:
        if folder.name == INBOX:
            for entry in entries:
                if entry.uid in uids:
                    self._events.publish(MessageDeleted(mailbox=mailbox, message=entry.id))
        self._changed(mailbox)

    def _changed(self, mailbox: MailboxId) -> None:
        self._events.publish(FolderChanged(mailbox=mailbox))
