"""The one door to mailboxes for every face: the API, and every protocol that reads mail."""

from dataclasses import dataclass
from typing import TypeVar

from tempory.accesslog import Identity, LogReceipt, Subject, Way
from tempory.events import MailboxExtended, MessageChanged, MessageDeleted
from tempory.mailboxes import forgetting, making
from tempory.mailboxes.folders import Folder
from tempory.mailboxes.making import MILLISECONDS, Creation, Workshop
from tempory.mailboxes.records import Mailbox, Page, Receipt, StoredMessage, Usage
from tempory.mailboxes.refusals import AddressTaken, CredentialInUse, InvalidRequest, MailboxGone, MessageGone
from tempory.mailboxes.rules import Rules
from tempory.mailboxes.store import MailboxRecord
from tempory.sealing import KeyPair, hash_auth_half, open_profile, split_token, strip_shred_layer, unwrap_private_key
from tempory.values import (
    INBOX,
    Address,
    Instant,
    IntegrityError,
    MailboxId,
    MessageId,
    RecordId,
    Secret,
    Uid,
    Unavailable,
)

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMailbox:
    """A mailbox opened in memory for the time of one request or session; `by` an app password, where it was one."""

    mailbox: Mailbox
    address: Address
    keys: KeyPair
    by: RecordId | None = None


class Mailboxes:
    """Makes, finds, opens, extends and forgets mailboxes, and reads what is in them.

    Publishes an event for each change.
    """

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._store = workshop.store
        self._keys = workshop.keys

    @property
    def rules(self) -> Rules:
        return self._workshop.rules

    @property
    def workshop(self) -> Workshop:
        """What mailboxes are made with, for the other ways in beside this one."""
        return self._workshop

    # Making

    async def create(self, creation: Creation) -> tuple[Mailbox, Address | None]:
        """Make a mailbox. The same creation sent again gives the same one (a retry is safe), without its address.

        Raises `InvalidRequest`, `NameReserved`, `AddressTaken`, `CredentialInUse`.
        """
        known = await self._store.find_by_auth(hash_auth_half(creation.auth_half))
        if known is not None:
            making.must_be_repeated(known, creation)
            return await self.find(creation.auth_half), None
        try:
            address = await making.make_disposable(self._workshop, creation)
        except (AddressTaken, CredentialInUse):
            # The same request may have come twice at once, and the other one was quicker.
            known = await self._store.find_by_auth(hash_auth_half(creation.auth_half))
            if known is None:
                raise
            making.must_be_repeated(known, creation)
            return await self.find(creation.auth_half), None
        return await self.find(creation.auth_half), address

    async def create_open(
        self, token: Secret, *, name: str | None = None, domain: str | None = None, lifetime: int | None = None
    ) -> tuple[Mailbox, Address]:
        """As `create`, for a caller without the cryptography: the key pair is made in memory and wrapped under `token`.

        A token that already has a mailbox gives that one, if `name` and `domain` do not say otherwise.
        """
        if await self._store.find_by_auth(hash_auth_half(split_token(token).auth)) is None:
            creation = making.prepare_open_creation(
                token, self._workshop.random, name=name, domain=domain, lifetime=lifetime
            )
            await making.make_disposable(self._workshop, creation)
        opened = await self.open(token)
        wanted = (name or opened.address.local).strip().lower(), domain or str(opened.address.domain)
        if wanted != (opened.address.local, str(opened.address.domain)):
            message = "This token already has a mailbox with another address; draw another token."
            raise CredentialInUse(message)
        return opened.mailbox, opened.address

    # Finding and opening

    async def find(self, auth_half: Secret) -> Mailbox:
        """Return the living mailbox of this auth half (32 octets); `MailboxGone` otherwise."""
        record = await self._store.find_by_auth(hash_auth_half(auth_half))
        if record is None:
            raise _gone()
        return await self._living(record)

    async def look(self, mailbox: MailboxId) -> Mailbox:
        """Return a living mailbox by its id, for whoever has been let in otherwise; `MailboxGone` otherwise."""
        record = await self._store.find(mailbox)
        if record is None:
            raise _gone()
        return await self._living(record)

    async def open(self, token: Secret) -> OpenMailbox:
        """Open the living mailbox of this token (32 octets) in memory; `MailboxGone` otherwise."""
        halves = split_token(token)
        mailbox = await self.find(halves.auth)
        return _open(mailbox, unwrap_private_key(mailbox.wrapped_key, key_half=halves.key, mailbox=mailbox.id))

    async def open_wrap(self, mailbox: MailboxId, outer_wrap: bytes, key: Secret) -> OpenMailbox:
        """Open a living mailbox by another wrap of its private key than its own.

        `MailboxGone` if it lives no more, `IntegrityError` if `key` is not the wrap's.
        """
        record = await self._store.find(mailbox)
        shred_key = None if record is None else await self._keys.find(mailbox)
        if record is None or shred_key is None:
            raise _gone()
        inner_wrap = strip_shred_layer(outer_wrap, shred_key=shred_key, mailbox=mailbox)
        return _open(await self._living(record), unwrap_private_key(inner_wrap, key_half=key, mailbox=mailbox))

    async def _living(self, record: MailboxRecord) -> Mailbox:
        expired = record.expires_at is not None and record.expires_at <= self._workshop.clock.now()
        shred_key = None if expired else await self._keys.find(record.id)
        if shred_key is None:
            raise _gone()
        return Mailbox(
            id=record.id,
            public_key=record.public_key,
            wrapped_key=_strip(record, shred_key),
            profile=record.profile,
            created_at=record.created_at,
            expires_at=record.expires_at,
            quota=record.quota,
            usage=record.usage,
        )

    # Extending and forgetting

    async def extend(self, mailbox: MailboxId, lifetime: int) -> Mailbox:
        """Let the mailbox live `lifetime` seconds from now; shorter is allowed too. `InvalidRequest` out of range."""
        seconds = making.check_lifetime(self.rules, lifetime)
        expires_at = Instant(self._workshop.clock.now() + seconds * MILLISECONDS)
        record = await self._disposable(mailbox)
        await self._living(record)  # an expired one is not brought back
        await self._store.set_expiry(mailbox, expires_at)
        record = await self._disposable(mailbox)
        self._workshop.events.publish(MailboxExtended(mailbox=mailbox, expires_at=expires_at))
        return await self._living(record)

    async def forget(self, mailbox: MailboxId, *, way: Way = Way.API) -> Receipt:
        """Destroy the mailbox's key, then its rows. Returns once the key is destroyed and the address answers 550.

        The receipt waits for the access log's signature. Without the log, forgetting goes ahead all the same.
        """
        await self._disposable(mailbox)
        identity = await forgetting.identify(self._workshop, mailbox)
        # From here on its time is up: whatever fails below, the address answers 550 and the sweeper finishes it.
        await self._store.set_expiry(mailbox, self._workshop.clock.now())
        buried = await forgetting.forget(self._workshop, (mailbox,), reason="asked", way=way)
        if mailbox not in buried:
            raise _gone()
        forgotten_at = self._workshop.clock.now()
        proof = await self._prove(mailbox, identity, buried[mailbox].index)
        return Receipt(mailbox=mailbox, forgotten_at=forgotten_at, messages=buried[mailbox].messages, log=proof)

    async def _prove(self, mailbox: MailboxId, identity: Identity | None, index: int | None) -> LogReceipt | None:
        if identity is None or index is None:
            return None
        try:
            return await self._workshop.checkpointer.receipt(index, Subject(mailbox.octets), identity.opening)
        except (Unavailable, IntegrityError):
            return None

    async def _disposable(self, mailbox: MailboxId) -> MailboxRecord:
        record = await self._store.find(mailbox)
        if record is None:
            raise _gone()
        if record.expires_at is None:
            message = "This mailbox is a permanent one; it is neither extended nor forgotten here."
            raise InvalidRequest(message)
        return record

    # Messages

    async def usage(self, mailbox: MailboxId) -> Usage | None:
        """Return how much the mailbox holds now; None if it is gone."""
        record = await self._store.find(mailbox)
        return None if record is None else record.usage

    async def inbox(self, mailbox: MailboxId) -> Folder:
        """Return INBOX with how much is in it; `MailboxGone` if the mailbox is."""
        folder = await self._store.folder(mailbox, INBOX)
        if folder is None:
            raise _gone()
        return folder

    async def messages(self, mailbox: MailboxId, *, below: Uid | None = None, limit: int = 50) -> Page:
        """Return up to `limit` messages with a uid below `below`, newest first."""
        return await self._store.messages(mailbox, below=below, limit=limit)

    async def message(self, mailbox: MailboxId, message: MessageId) -> StoredMessage:
        """Return one message; `MessageGone` if it is not there."""
        return _there(await self._store.message(mailbox, message))

    async def body(self, mailbox: MailboxId, message: MessageId) -> bytes:
        """Return one message's sealed body; `MessageGone` if it is not there."""
        return _there(await self._store.body(mailbox, message))

    async def mark(self, mailbox: MailboxId, message: MessageId, *, seen: bool) -> StoredMessage:
        """Set or clear the seen flag; `MessageGone` if it is not there."""
        marked = _there(await self._store.mark(mailbox, message, seen=seen))
        self._workshop.events.publish(MessageChanged(mailbox=mailbox, message=message, seen=seen))
        return marked

    async def delete(self, mailbox: MailboxId, message: MessageId) -> None:
        """Remove one message's rows at once; `MessageGone` if it is not there."""
        if not await self._store.delete(mailbox, message):
            raise MessageGone(_NO_MESSAGE)
        self._workshop.events.publish(MessageDeleted(mailbox=mailbox, message=message))


def _strip(record: MailboxRecord, shred_key: Secret) -> bytes:
    if not record.wrapped_key:
        return b""  # a member's: its wraps are kept with the credentials that open them
    return strip_shred_layer(record.wrapped_key, shred_key=shred_key, mailbox=record.id)


def _open(mailbox: Mailbox, seed: Secret) -> OpenMailbox:
    keys = KeyPair(seed)
    return OpenMailbox(mailbox=mailbox, address=open_profile(keys, mailbox.profile, mailbox=mailbox.id), keys=keys)


_NO_MESSAGE = "There is no such message in this mailbox; it may have been deleted."


def _there(value: Value | None) -> Value:
    if value is None:
        raise MessageGone(_NO_MESSAGE)
    return value


def _gone() -> MailboxGone:
    return MailboxGone(
        "No mailbox answers to this secret. It may have expired, been forgotten, or the secret is mistyped."
    )
