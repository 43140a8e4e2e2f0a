"""The one door to mailboxes for every face: API, and later IMAP and POP3."""

from dataclasses import dataclass

from tempory.mailboxes.records import Mailbox, Page, Receipt, StoredMessage
from tempory.values import Address, MailboxId, MessageId, Secret, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class Creation:
    """What a sealed creation brings: the client made the key pair and wrapped it; the server never sees the key half.

    `name` and `domain` None: the service chooses. `lifetime` in seconds, None: the default.
    """

    id: MailboxId
    auth_half: Secret
    public_key: bytes
    wrapped_key: bytes
    name: str | None = None
    domain: str | None = None
    lifetime: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMailbox:
    """A mailbox opened in memory for the time of one request or session."""

    mailbox: Mailbox
    address: Address
    private_key: Secret  # the 32-byte X-Wing seed


class Mailboxes:
    """Makes, finds, opens, extends and forgets mailboxes, and reads what is in them. Publishes an event for each change."""

    async def create(self, creation: Creation) -> tuple[Mailbox, Address]:
        """Make a mailbox. The same creation sent twice gives the same mailbox (a retry is safe).

        Raises `InvalidRequest`, `NameReserved`, `AddressTaken`, `CredentialInUse`.
        """
        raise NotImplementedError

    async def create_open(
        self, token: Secret, *, name: str | None = None, domain: str | None = None, lifetime: int | None = None
    ) -> tuple[Mailbox, Address]:
        """As `create`, for a caller without the cryptography (curl): the key pair is made in memory and wrapped under `token`."""
        raise NotImplementedError

    async def find(self, auth_half: Secret) -> Mailbox:
        """Return the living mailbox of this auth half (32 octets); `MailboxGone` otherwise."""
        raise NotImplementedError

    async def open(self, token: Secret) -> OpenMailbox:
        """Open the living mailbox of this token (32 octets) in memory; `MailboxGone` otherwise."""
        raise NotImplementedError

    async def extend(self, mailbox: MailboxId, lifetime: int) -> Mailbox:
        """Let the mailbox live `lifetime` seconds from now; shorter is allowed too. `InvalidRequest` out of range."""
        raise NotImplementedError

    async def forget(self, mailbox: MailboxId) -> Receipt:
        """Destroy the mailbox's key, then its rows. Returns once the key is destroyed and the address answers 550."""
        raise NotImplementedError

    async def messages(self, mailbox: MailboxId, *, below: Uid | None = None, limit: int = 50) -> Page:
        """Return up to `limit` messages with a uid below `below`, newest first."""
        raise NotImplementedError

    async def message(self, mailbox: MailboxId, message: MessageId) -> StoredMessage:
        """Return one message; `MessageGone` if it is not there."""
        raise NotImplementedError

    async def body(self, mailbox: MailboxId, message: MessageId) -> bytes:
        """Return one message's sealed body; `MessageGone` if it is not there."""
        raise NotImplementedError

    async def mark(self, mailbox: MailboxId, message: MessageId, *, seen: bool) -> StoredMessage:
        """Set or clear the seen flag."""
        raise NotImplementedError

    async def delete(self, mailbox: MailboxId, message: MessageId) -> None:
        """Remove one message's rows at once; `MessageGone` if it is not there."""
        raise NotImplementedError
