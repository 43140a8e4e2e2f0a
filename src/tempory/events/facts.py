"""The facts themselves. Past tense, frozen, and free of personal data: ids, sizes and reasons only."""

from dataclasses import dataclass

from tempory.values import Instant, MailboxId, MessageId, RecordId, Uid
from tempory.verdict import Code, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxCreated:
    mailbox: MailboxId
    expires_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxExtended:
    mailbox: MailboxId
    expires_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxForgotten:
    """`reason` is `expired` or `asked`. The key is already destroyed when this is published."""

    mailbox: MailboxId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageStored:
    """Committed and on disk. `summary` is the sealed summary, as the live pages show it; `size` in octets."""

    mailbox: MailboxId
    message: MessageId
    uid: Uid
    received_at: Instant
    size: int
    summary: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageJudged:
    """What the verdict on an arrived message was: level and codes of reasons, never whose message."""

    level: Level
    reasons: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageChanged:
    mailbox: MailboxId
    message: MessageId
    seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDeleted:
    mailbox: MailboxId
    message: MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderChanged:
    """A mail program changed folders or what is in them; who shows them looks again."""

    mailbox: MailboxId


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessEnded:
    """A member is let in no more `by` this session or app password; None: by none. What it opened is to close."""

    mailbox: MailboxId
    by: RecordId | None = None

    def concerns(self, by: RecordId | None) -> bool:
        """Whether what was opened `by` this is to close."""
        return self.by is None or self.by == by


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionOpened:
    listener: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionRefused:
    """`reason`: `server_limit`, `peer_limit`, `network_limit`, `rate`, `draining`, `proxy`."""

    listener: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionClosed:
    """`reason`: `quit`, `lost`, `idle`, `errors`, `protocol`, `draining`."""

    listener: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsEstablished:
    listener: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientRefused:
    """`reason`: `unknown`, `relay`, `quota`, `rate`, `unavailable`."""

    listener: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRefused:
    """`reason`: `size`, `syntax`, `budget`, `storage`, `forged`, `dns`, `scanner`, `report`."""

    listener: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRefused:
    """A secret that opens nothing was shown. `listener`: `page` for members, else the protocol (`imap`, `pop3`, …)."""

    listener: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemotePictureFetched:
    """`outcome`: `fetched`, `refused` (by its URL), `unavailable`, `unsuitable`."""

    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequestAnswered:
    """`route` is the route's pattern, never the path that was asked for."""

    route: str
    method: str
    status: int
    seconds: float


Event = (
    MailboxCreated
    | MailboxExtended
    | MailboxForgotten
    | MessageStored
    | MessageJudged
    | MessageChanged
    | MessageDeleted
    | FolderChanged
    | AccessEnded
    | ConnectionOpened
    | ConnectionRefused
    | ConnectionClosed
    | TlsEstablished
    | RecipientRefused
    | MessageRefused
    | EntryRefused
    | RemotePictureFetched
    | ApiRequestAnswered
)
