"""Messages that a mail program puts into a folder itself: sealed as those that arrive, with its flags and its dates.

RFC 9051 §6.3.12 (APPEND), RFC 3502 (several at once, all or none), RFC 8508 (REPLACE).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tempory.accesslog import Record
from tempory.delivery.copies import Arrival, seal_copy
from tempory.delivery.receive import THREAD_OCTETS
from tempory.delivery.store import DeliveryStore, SealedMessage
from tempory.events import EventStream, FolderChanged, MessageDeleted, MessageStored
from tempory.mime import summarise
from tempory.sealing import PublicKey, Random
from tempory.values import INBOX, Address, Clock, Flags, Instant, MailboxId, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose folder it is. `address` None: a letter of the service itself, which knows the mailbox only by its id."""

    mailbox: MailboxId
    address: Address | None
    public_key: PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """One message. `received_at` None: now."""

    content: bytes
    flags: Flags
    received_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The folder that a replaced message is in."""

    number: int
    name: str


class Deposits:
    """Seals and stores what mail programs bring."""

    def __init__(self, *, store: DeliveryStore, clock: Clock, random: Random, events: EventStream) -> None:
        self._store = store
        self._clock = clock
        self._random = random
        self._events = events

    async def put(
        self, owner: Owner, folder: str, deposits: Sequence[Deposit], *, records: Sequence[Record] = ()
    ) -> Sequence[Uid]:
        """Store all of `deposits` in one transaction and return their uids once they are on disk.

        `records` are what the access log says of it, in the same transaction.
        Raises `MailboxFull`, `StorageUnavailable`, or that the folder or the mailbox is gone; then none is kept.
        """
        sealed = await self._prepare(owner, folder, deposits)
        uids = await self._store.append(sealed, records)
        self._announce(owner, folder, sealed, uids)
        return uids

    async def replace(
        self,
        owner: Owner,
        folder: str,
        deposit: Deposit,
        *,
        source: Source,
        uid: Uid,
        records: Sequence[Record] = (),
    ) -> Uid:
        """Store `deposit` in place of the message `uid` of `source`, both in one transaction; return its uid.

        Raises as `put` does, or that the old message is gone; then nothing has changed.
        """
        sealed = await self._prepare(owner, folder, [deposit])
        replaced = await self._store.replace(sealed[0], folder=source.number, uid=uid, records=records)
        if source.name == INBOX:
            self._events.publish(MessageDeleted(mailbox=owner.mailbox, message=replaced.removed))
        self._announce(owner, folder, sealed, [replaced.uid])
        return replaced.uid

    async def _prepare(self, owner: Owner, folder: str, deposits: Sequence[Deposit]) -> list[SealedMessage]:
        if sum(len(deposit.content) for deposit in deposits) > THREAD_OCTETS:
            return await asyncio.to_thread(self._seal, owner, folder, deposits)
        return self._seal(owner, folder, deposits)

    def _seal(self, owner: Owner, folder: str, deposits: Sequence[Deposit]) -> list[SealedMessage]:
        now = self._clock.now()
        return [self._seal_one(owner, folder, deposit, now) for deposit in deposits]

    def _seal_one(self, owner: Owner, folder: str, deposit: Deposit, now: Instant) -> SealedMessage:
        received_at = now if deposit.received_at is None else deposit.received_at
        sealed = seal_copy(
            Arrival(content=deposit.content, reverse_path=None, received_at=received_at),
            summarise(deposit.content),
            mailbox=owner.mailbox,
            address=owner.address,
            public_key=owner.public_key,
            random=self._random,
        )
        return replace(sealed, folder=folder, flags=deposit.flags, saved_at=now)

    def _announce(self, owner: Owner, folder: str, sealed: Sequence[SealedMessage], uids: Sequence[Uid]) -> None:
        if folder != INBOX:
            self._events.publish(FolderChanged(mailbox=owner.mailbox))
            return
        for message, uid in zip(sealed, uids, strict=True):
            self._events.publish(
                MessageStored(
                    mailbox=message.mailbox,
                    message=message.message,
                    uid=uid,
                    received_at=message.received_at,
                    size=message.size,
                    summary=message.summary,
                )
            )
