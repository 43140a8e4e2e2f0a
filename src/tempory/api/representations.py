"""What goes over the wire: the JSON objects of the API, once for encoding, checking and the OpenAPI document.

Instants are RFC 3339 in UTC with milliseconds; octets are standard base64 (RFC 4648 §4), as msgspec writes `bytes`.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tempory.accesslog import LogReceipt
from tempory.mailboxes import Mailbox, Receipt, StoredMessage
from tempory.policy import Assessment
from tempory.values import Address, format_instant

INSTANT_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$"
ID_PATTERN = r"^[0-9a-f]{32}$"

Hex = Annotated[str, Meta(pattern=ID_PATTERN, description="16 octets as 32 lower-case hexadecimal digits.")]
When = Annotated[str, Meta(pattern=INSTANT_PATTERN, description="RFC 3339, UTC, milliseconds.")]
Octets = Annotated[bytes, Meta(description="Standard base64.")]
Lifetime = Annotated[int, Meta(ge=1, le=3_155_760_000, description="Seconds from now. /service says the range.")]


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """An object that the service sends."""


class Demand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An object that a caller sends. An unknown field is a mistake, not a wish to be passed over in silence."""


class SealedCreation(Demand, frozen=True, kw_only=True):
    """A mailbox made by its holder: key pair and inner wrap are the caller's, the key half stays with them."""

    id: Hex
    public_key: Annotated[bytes, Meta(min_length=1216, max_length=1216, description="X-Wing public key, base64.")]
    wrapped_key: Annotated[bytes, Meta(min_length=61, max_length=61, description="Inner wrap, base64.")]
    name: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    domain: Annotated[str, Meta(min_length=1, max_length=255)] | None = None
    lifetime: Lifetime | None = None


class OpenCreation(Demand, frozen=True, kw_only=True):
    """A mailbox made by the server in memory, for callers without the cryptography."""

    name: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    domain: Annotated[str, Meta(min_length=1, max_length=255)] | None = None
    lifetime: Lifetime | None = None


class Extension(Demand, frozen=True, kw_only=True):
    lifetime: Lifetime


class Mark(Demand, frozen=True, kw_only=True):
    seen: bool


class Amount(Shape, frozen=True, kw_only=True):
    messages: int
    bytes: int


class MailboxShape(Shape, frozen=True, kw_only=True):
    """`address` is null in sealed mode, where only the holder can open the profile that holds it."""

    id: Hex
    address: str | None
    created_at: When
    expires_at: When | None
    quota: Amount
    usage: Amount
    public_key: Octets
    wrapped_key: Octets
    profile: Octets


class ReceiptShape(Shape, frozen=True, kw_only=True):
    """The proof of forgetting. `final`: the key is destroyed, nothing brings the messages back.

    `log` is the record of it in the access log, for `tempory log check`; null if the log could not be written.
    """

    mailbox: Hex
    forgotten_at: When
    messages: int
    final: Literal[True] = True
    log: LogReceipt | None = None


class SealedItem(Shape, frozen=True, kw_only=True):
    """A message as the server knows it."""

    id: Hex
    uid: int
    received_at: When
    size: int
    seen: bool
    summary: Octets


class PartyShape(Shape, frozen=True, kw_only=True):
    name: str
    address: str


class AttachmentShape(Shape, frozen=True, kw_only=True):
    index: int
    name: str
    type: str
    size: int


class AuthenticationShape(Shape, frozen=True, kw_only=True):
    """Who sent it. `domain` is the author's where there is one; `reasons` are codes (docs/api.md)."""

    state: Literal["verified", "unverified", "pretends"]
    domain: str
    reasons: list[str]


class ReasonShape(Shape, frozen=True, kw_only=True):
    """One reason of a verdict: a code (docs/api.md), and what of the message it rests on."""

    code: str
    evidence: str


class VerdictShape(Shape, frozen=True, kw_only=True):
    """Whether the message is dangerous, as judged on arrival. `score` is a probability."""

    level: Literal["none", "suspicious", "dangerous"]
    score: float
    reasons: list[ReasonShape]


class OpenItem(Shape, frozen=True, kw_only=True, rename={"sender": "from"}):
    """A message as its holder knows it. `date` is as the sender wrote it."""

    id: Hex
    uid: int
    received_at: When
    size: int
    seen: bool
    sender: PartyShape | None
    to: list[PartyShape]
    subject: str
    date: str
    preview: str
    codes: list[str]
    links: list[str]
    attachments: list[AttachmentShape]
    authentication: AuthenticationShape | None
    """Null for a message that did not arrive: its holder put it there."""
    verdict: VerdictShape | None
    """Null as `authentication` is."""


class OpenMessage(OpenItem, frozen=True, kw_only=True):
    """One message in full. `html` is as it came, so clean it. Without plain text, `text` is the words of the markup."""

    text: str
    html: str | None
    headers: list[tuple[str, str]]


class SealedList(Shape, frozen=True, kw_only=True):
    messages: list[SealedItem]
    next: str | None


class OpenList(Shape, frozen=True, kw_only=True):
    messages: list[OpenItem]
    next: str | None


class LifetimeShape(Shape, frozen=True, kw_only=True):
    """Seconds."""

    min: int
    max: int
    default: int


class ListenerShape(Shape, frozen=True, kw_only=True):
    host: str
    port: int
    tls: str


class ServiceShape(Shape, frozen=True, kw_only=True):
    """What this server offers."""

    name: str
    version: str
    domains: list[str]
    lifetime: LifetimeShape
    quota: Amount
    listeners: dict[str, ListenerShape]
    page: str
    remote_pictures: bool


class WordsShape(Shape, frozen=True, kw_only=True):
    en: str
    fr: str


class ClauseShape(Shape, frozen=True, kw_only=True):
    """A promise and whether it is kept. `max_age` in seconds: a proof older than that counts for nothing."""

    id: str
    promise: WordsShape
    state: Literal["kept", "not_kept", "unknown"]
    checked_at: When | None
    max_age: int


def show_clause(assessment: Assessment) -> ClauseShape:
    """Return what the public may know of one clause: its state and the age of the proof, never the evidence."""
    clause = assessment.clause
    return ClauseShape(
        id=clause.id,
        promise=WordsShape(en=clause.promise.speak("en"), fr=clause.promise.speak("fr")),
        state=assessment.state.value,
        checked_at=None if assessment.checked_at is None else format_instant(assessment.checked_at),
        max_age=clause.max_age,
    )


def show_mailbox(mailbox: Mailbox, address: Address | None = None) -> MailboxShape:
    """Return `mailbox` as JSON shows it; `address` where the caller may read it."""
    return MailboxShape(
        id=str(mailbox.id),
        address=None if address is None else str(address),
        created_at=format_instant(mailbox.created_at),
        expires_at=None if mailbox.expires_at is None else format_instant(mailbox.expires_at),
        quota=Amount(messages=mailbox.quota.messages, bytes=mailbox.quota.bytes),
        usage=Amount(messages=mailbox.usage.messages, bytes=mailbox.usage.bytes),
        public_key=mailbox.public_key,
        wrapped_key=mailbox.wrapped_key,
        profile=mailbox.profile,
    )


def show_receipt(receipt: Receipt) -> ReceiptShape:
    """Return the receipt of a forgotten mailbox."""
    return ReceiptShape(
        mailbox=str(receipt.mailbox),
        forgotten_at=format_instant(receipt.forgotten_at),
        messages=receipt.messages,
        log=receipt.log,
    )


def show_sealed(message: StoredMessage) -> SealedItem:
    """Return `message` with its summary still sealed."""
    return SealedItem(
        id=str(message.id),
        uid=message.uid,
        received_at=format_instant(message.received_at),
        size=message.size,
        seen=message.seen,
        summary=message.summary,
    )
