"""Folders of a mailbox and the messages in them, as mail programs see them. RFC 9051, RFC 7162, RFC 6154.

A folder's number is given once in the life of the service, so it serves as UIDVALIDITY and as its object id (RFC 8474).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import NamedTuple, NewType, Protocol

from tempory.accesslog import Record
from tempory.mailboxes.records import Quota, Usage
from tempory.values import Flags, Instant, MailboxId, MessageId, Uid

FolderId = NewType("FolderId", int)
HIERARCHY = "/"
MAX_NAME_OCTETS = 255
MAX_FOLDERS = 1000


class SpecialUse(StrEnum):
    """What a folder is for. RFC 6154 §2."""

    NONE = ""
    ARCHIVE = "\\Archive"
    DRAFTS = "\\Drafts"
    JUNK = "\\Junk"
    SENT = "\\Sent"
    TRASH = "\\Trash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """`modseq` is the highest mod-sequence of the folder (RFC 7162 §3.1.2.1); sizes in octets.

    The counts are those of one look and grow old.
    """

    id: FolderId
    name: str
    special_use: SpecialUse
    is_subscribed: bool
    next_uid: Uid
    modseq: int
    messages: int
    unseen: int
    deleted: int
    deleted_size: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderEntry:
    """One message in a folder. `received_at` is the internal date (RFC 9051 §2.3.3)."""

    uid: Uid
    id: MessageId
    received_at: Instant
    saved_at: Instant
    size: int
    flags: Flags
    modseq: int


class FlagChange(Enum):
    """RFC 9051 §6.4.6."""

    ADD = "+FLAGS"
    REMOVE = "-FLAGS"
    REPLACE = "FLAGS"

    def apply(self, flags: Flags, named: Flags) -> Flags:
        """Return what `flags` become."""
        match self:
            case FlagChange.ADD:
                return flags | named
            case FlagChange.REMOVE:
                return flags - named
            case FlagChange.REPLACE:
                return named


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """Where a message was copied or moved from and to."""

    source: Uid
    target: Uid


class Standing(NamedTuple):
    """What a session keeps of every message of its folder, thousands of them: no more than it is asked for often."""

    uid: Uid
    flags: Flags
    modseq: int
    size: int


class Glance(NamedTuple):
    """Where a folder stands: whether anything has changed since, without looking at its messages.

    `expunged` is the mod-sequence of the last time that messages went.
    """

    id: FolderId
    modseq: int
    next_uid: Uid
    expunged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What has changed since a session last looked. `uids` are those still there, None if none has gone."""

    modseq: int
    next_uid: Uid
    standings: Sequence[Standing]
    uids: Sequence[Uid] | None


LISTING_UIDS = 256
"""A listing's page holds what is known of the messages with uids from `page * LISTING_UIDS` on, this many."""


class FolderStore(Protocol):
    """Keeps folders. What changes something returns once it is on disk; a folder that is gone raises `FolderGone`."""

    async def folders(self, mailbox: MailboxId) -> Sequence[Folder]:
        """Return all folders of the mailbox, ordered by name."""
        ...

    async def folder(self, mailbox: MailboxId, name: str) -> Folder | None: ...

    async def create_folder(self, mailbox: MailboxId, name: str, special_use: SpecialUse = SpecialUse.NONE) -> Folder:
        """Make a folder. Raises `FolderExists`."""
        ...

    async def delete_folder(self, mailbox: MailboxId, folder: FolderId) -> None:
        """Remove a folder and the messages in it. Its subscription is kept if it was asked for by `subscribe`."""
        ...

    async def rename_folder(self, mailbox: MailboxId, folder: FolderId, name: str) -> None:
        """Rename a folder and those below it. Raises `FolderExists`; nothing is renamed then."""
        ...

    async def subscribe(self, mailbox: MailboxId, name: str, *, subscribed: bool) -> bool:
        """Set or clear the subscription; False if there is no folder of this name, nor a subscription to clear."""
        ...

    async def kept_subscriptions(self, mailbox: MailboxId) -> Sequence[str]:
        """Return the names that somebody subscribed to and whose folder has gone, in order."""
        ...

    async def entries(self, mailbox: MailboxId, folder: FolderId, *, above_modseq: int = 0) -> Sequence[FolderEntry]:
        """Return the folder's messages with a mod-sequence above `above_modseq`, by uid."""
        ...

    async def uids(self, mailbox: MailboxId, folder: FolderId) -> Sequence[Uid]:
        """Return the uids in the folder, ascending."""
        ...

    async def standings(self, mailbox: MailboxId, folder: FolderId) -> Sequence[Standing]:
        """Return all messages of the folder by uid, in brief."""
        ...

    def glance(self, mailbox: MailboxId, folder: FolderId) -> Glance | None:
        """Say at once where the folder stands; None if it is gone."""
        ...

    def glance_at(self, mailbox: MailboxId, name: str) -> Glance | None:
        """Say at once where the folder of this name stands; None if there is none."""
        ...

    def room(self, mailbox: MailboxId) -> tuple[Quota, Usage] | None:
        """Say at once what the mailbox may hold and holds; None if it is gone."""
        ...

    async def changes(
        self, mailbox: MailboxId, folder: FolderId, *, above_modseq: int, next_uid: Uid, known: int
    ) -> Changes:
        """Return what is above `above_modseq`, and who is left of the `known` messages below `next_uid`."""
        ...

    async def entries_of(self, mailbox: MailboxId, folder: FolderId, uids: Sequence[Uid]) -> Sequence[FolderEntry]:
        """Return the entries of those of `uids` (ascending) that are there, ascending."""
        ...

    async def bodies(
        self, mailbox: MailboxId, folder: FolderId, uids: Sequence[Uid]
    ) -> Sequence[tuple[Uid, MessageId, bytes]]:
        """Return the sealed bodies of those of `uids` (ascending) that are there. Ask for some megabytes at a time."""
        ...

    async def summaries(
        self, mailbox: MailboxId, folder: FolderId, uids: Sequence[Uid]
    ) -> Sequence[tuple[Uid, MessageId, bytes]]:
        """Return the sealed summaries of those of `uids` that are there, ascending. Ask for some hundreds at a time."""
        ...

    async def listing(self, mailbox: MailboxId, folder: FolderId, page: int) -> bytes | None:
        """Return a sealed page of the folder's listing, if it was kept. Removing one of its messages removes it."""
        ...

    async def listings(self, mailbox: MailboxId, folder: FolderId, pages: Sequence[int]) -> Sequence[tuple[int, bytes]]:
        """Return those of the sealed pages that were kept."""
        ...

    async def keep_listing(
        self, mailbox: MailboxId, folder: FolderId, page: int, octets: bytes, *, uids: Sequence[Uid] = ()
    ) -> None:
        """Keep a sealed page in place of the one before, as soon as there is nothing more urgent.

        `uids` are those it speaks of: if one of them has gone meanwhile, nothing is kept.
        """
        ...

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
        """Change flags; return the entries as they are now, and those left alone (RFC 7162 §3.1.3: changed since).

        `records`, here and below, are what the access log says of it, written in the same transaction.

        All changed messages get one new mod-sequence. A message that has these flags already is not changed. Raises
        `KeywordsFull` if one of them would have too many keywords; nothing is changed then.
        """
        ...

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
        """Copy messages, all or none, in ascending order. Raises `MailboxFull`."""
        ...

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
        """Move messages, all or none, in ascending order. RFC 6851."""
        ...

    async def expunge(
        self, mailbox: MailboxId, folder: FolderId, uids: Sequence[Uid], *, records: Sequence[Record] = ()
    ) -> Sequence[Uid]:
        """Remove those of `uids` that are there; return them."""
        ...
