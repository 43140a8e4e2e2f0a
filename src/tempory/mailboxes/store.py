"""What mailboxes need from storage. Adapters on floor 3 implement both stores and pass tests/storage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tempory.mailboxes.folders import Folder
from tempory.mailboxes.records import Page, Quota, StoredMessage, Usage
from tempory.values import Instant, MailboxId, MessageId, Secret, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxRecord:
    """A mailbox as it lies on the disk: hashes and ciphertexts only.

    `wrapped_key` is the outer wrap, empty for a member's mailbox, whose wraps are kept apart (`tempory.people`).
    """

    id: MailboxId
    auth_hash: bytes
    public_key: bytes
    wrapped_key: bytes
    profile: bytes
    created_at: Instant
    expires_at: Instant | None
    quota: Quota
    usage: Usage


class CredentialKind(StrEnum):
    """What a further credential is: `password-1` is Argon2id with the parameters of RFC 9106 §4, second choice."""

    PASSWORD = "password-1"  # noqa: S105 (a kind)
    TOKEN = "token-1"  # noqa: S105 (a kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialRecord:
    """One more way to open a mailbox: the private key wrapped anew, then under the mailbox's shred key.

    `lookup` is the keyed hash of the address for a password, the hash of the auth half for a token. It is unique.
    """

    mailbox: MailboxId
    kind: CredentialKind
    lookup: bytes
    salt: bytes
    wrapped_key: bytes
    expires_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """All mailboxes in numbers. `overdue` and `buried` are what the sweeper has yet to do; octets are as sealed.

    `on_disk` is the size of the data folder's files, `free` what the file system has left.
    """

    mailboxes: int
    permanent: int
    overdue: int
    full: int
    buried: int
    messages: int
    octets: int
    on_disk: int
    free: int


class MailboxStore(Protocol):
    """Keeps mailbox records and their messages. Every call that changes something returns once it is on disk."""

    async def create(self, record: MailboxRecord, address_hashes: Sequence[bytes]) -> None:
        """Store a new mailbox with its addresses' keyed hashes.

        Raises `AddressTaken` (alive or in quarantine) or `CredentialInUse`.
        """
        ...

    async def find_by_auth(self, auth_hash: bytes) -> MailboxRecord | None: ...

    async def find(self, mailbox: MailboxId) -> MailboxRecord | None: ...

    async def find_by_address(self, address_hash: bytes) -> MailboxId | None: ...

    async def add_addresses(self, mailbox: MailboxId, address_hashes: Sequence[bytes]) -> None:
        """Let a mailbox be reached by further addresses. Raises `AddressTaken`."""
        ...

    async def keep_credential(self, record: CredentialRecord, *, limit: int) -> None:
        """Store a further credential; beyond `limit` of its kind the mailbox's eldest go.

        It goes with the mailbox, and once it has ended. Raises `MailboxGone`, `CredentialInUse`.
        """
        ...

    async def find_credential(self, lookup: bytes) -> CredentialRecord | None:
        """Return the credential with this hash, ended or not."""
        ...

    async def set_expiry(self, mailbox: MailboxId, expires_at: Instant) -> None: ...

    async def expired(self, now: Instant, limit: int) -> Sequence[MailboxId]:
        """Return up to `limit` mailboxes whose time is up, longest overdue first."""
        ...

    async def bury(self, mailboxes: Sequence[MailboxId], *, quarantine_until: Instant) -> dict[MailboxId, int]:
        """Remove the records, put their addresses into quarantine, and leave the messages to `purge`.

        Returns how many messages each one held; a mailbox that is not there is left out.
        """
        ...

    async def purge(self, now: Instant) -> bool:
        """Remove one bounded batch of what buried mailboxes left, and give disk space back.

        False: nothing is left to do.
        """
        ...

    async def mailbox_ids(self, after: MailboxId | None, limit: int) -> Sequence[MailboxId]:
        """Return the next `limit` ids in ascending order."""
        ...

    async def count(self) -> int:
        """Return how many mailboxes there are."""
        ...

    async def census(self, now: Instant) -> Census:
        """Count what there is. It reads a row a mailbox, so ask seldom."""
        ...

    async def probe(self) -> None:
        """Return if the store answers; raise `Unavailable` if not."""
        ...

    async def folder(self, mailbox: MailboxId, name: str) -> Folder | None:
        """Return a folder, with how much is in it."""
        ...

    async def messages(self, mailbox: MailboxId, *, below: Uid | None, limit: int) -> Page: ...

    async def message(self, mailbox: MailboxId, message: MessageId) -> StoredMessage | None: ...

    async def body(self, mailbox: MailboxId, message: MessageId) -> bytes | None: ...

    async def mark(self, mailbox: MailboxId, message: MessageId, *, seen: bool) -> StoredMessage | None: ...

    async def delete(self, mailbox: MailboxId, message: MessageId) -> bool: ...


class ShredKeys(Protocol):
    """The small store of keys whose destruction is what forgetting means. Nothing else may hold a copy."""

    async def keep(self, mailbox: MailboxId, key: Secret) -> None:
        """Keep a mailbox's shred key; on disk when this returns."""
        ...

    async def find(self, mailbox: MailboxId) -> Secret | None: ...

    async def replace(self, mailbox: MailboxId, key: Secret) -> None:
        """Overwrite a mailbox's key with another, where it stands; the old one is gone when this returns."""
        ...

    async def destroy(self, mailboxes: Iterable[MailboxId]) -> None:
        """Overwrite the keys on disk and truncate the log that held them; gone when this returns."""
        ...

    async def mailbox_ids(self, after: MailboxId | None, limit: int) -> Sequence[MailboxId]: ...
