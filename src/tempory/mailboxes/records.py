"""What the service knows about a mailbox and its messages. Sizes in octets, instants in milliseconds."""

from dataclasses import dataclass

from tempory.accesslog import LogReceipt
from tempory.values import Instant, MailboxId, MessageId, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    messages: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    messages: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A living mailbox. `wrapped_key` is the inner wrap (docs/sealing.md), the shred key's layer already taken off."""

    id: MailboxId
    public_key: bytes
    wrapped_key: bytes
    profile: bytes
    created_at: Instant
    expires_at: Instant | None
    quota: Quota
    usage: Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """A message as the page and the API see it; `summary` is sealed. The sealed body is fetched on its own."""

    id: MessageId
    uid: Uid
    received_at: Instant
    size: int
    seen: bool
    summary: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Messages newest first; `next` is the uid to continue below, None at the end."""

    messages: tuple[StoredMessage, ...]
    next: Uid | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was forgotten, and when the forgetting was final.

    `log` is the record of it, with what proves it to anybody; None if the access log could not be written just then.
    """

    mailbox: MailboxId
    forgotten_at: Instant
    messages: int
    log: LogReceipt | None = None
