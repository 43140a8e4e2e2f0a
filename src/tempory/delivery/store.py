"""What delivery needs from storage. Adapters on floor 3 implement it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tempory.accesslog import Record
from tempory.values import INBOX, Flags, Instant, MailboxId, MessageId, Secret, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A living mailbox as delivery sees it. Sizes in octets; `expires_at` None: never; `junk` the folder for it."""

    mailbox: MailboxId
    public_key: bytes
    expires_at: Instant | None
    quota_messages: int
    quota_bytes: int
    used_messages: int
    used_bytes: int
    junk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedMessage:
    """A message ready for the disk: two ciphertexts and what the server may know about them.

    `received_at` is when it arrived, or the date a mail program gave it; `saved_at` when it came into this folder.
    """

    mailbox: MailboxId
    folder: str = INBOX
    message: MessageId
    received_at: Instant
    saved_at: Instant
    flags: Flags = frozenset()
    size: int
    summary: bytes
    body: bytes
    day: int = 0
    fingerprints: tuple[bytes, ...] = ()
    """What it is found again by if somebody reports it: of mail that was warned of alone, under the key of `day`."""


class DayKeys(Protocol):
    """The key under which the day's fingerprints are taken."""

    async def today(self) -> tuple[int, Secret] | None:
        """Return the day's number and key; None if it cannot be had, and nothing is noted then."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """`uid` is the new message's, `removed` the one that is no longer there."""

    uid: Uid
    removed: MessageId


class DeliveryStore(Protocol):
    """Finds recipients, and appends sealed messages."""

    async def find_recipient(self, address_hash: bytes) -> Recipient | None:
        """Return the mailbox whose address has this keyed hash; its time may be up already."""
        ...

    async def append(self, messages: Sequence[SealedMessage], records: Sequence[Record] = ()) -> Sequence[Uid]:
        """Store all of `messages` in one transaction and return their uids once it is on disk (fsync done).

        `records` are what the access log says of it, in the same transaction.

        Raises `StorageUnavailable`, or `UnknownRecipient`/`MailboxFull` if a mailbox went or filled meanwhile; then
        none is kept.
        """
        ...

    async def replace(
        self, message: SealedMessage, *, folder: int, uid: Uid, records: Sequence[Record] = ()
    ) -> Replaced:
        """Store `message`, and remove the one of `uid` in the folder of this number: both in one transaction.

        What is removed makes room for what comes. Raises what `append` does, or that the folder or the old message is
        gone; then nothing has changed.
        """
        ...
