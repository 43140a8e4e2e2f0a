"""What is kept of a report, and of the team that reads them."""

from dataclasses import dataclass
from enum import StrEnum

from tempory.values import Instant, MailboxId, MemberId, MessageId, RecordId


class Channel(StrEnum):
    """How a report came."""

    PAGE = "page"
    API = "api"
    KEYWORD = "keyword"
    FORWARD = "forward"


class State(StrEnum):
    """`OPEN` until somebody of the team decides, for good."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    HARMLESS = "harmless"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One message that its holder handed over. `size` in octets as sealed, `key` the team's key it is sealed to.

    `mailbox` and `message` None: the mailbox was forgotten since, or a stranger forwarded it. What a holder forwarded
    has no `message`, for nobody can tell which of theirs it was. `answer` is sealed to the mailbox, empty without one;
    `found` counts the mailboxes in which traces of a confirmed message were found, None until somebody looked.
    """

    id: RecordId
    mailbox: MailboxId | None
    message: MessageId | None
    channel: Channel
    filed_at: Instant
    key: RecordId
    size: int
    state: State = State.OPEN
    decided_at: Instant | None = None
    decided_by: MemberId | None = None
    answer: bytes = b""
    found: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one mailbox may file from `since` on, and what all reports together may be and hold.

    Those of mailboxes that are no member's, one part of `open_to_all` of that. `forwarded`, `forwarded_octets`: those
    that strangers forward.
    """

    since: Instant
    per_mailbox: int
    total: int
    total_octets: int
    open_to_all: int
    forwarded: int
    forwarded_octets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamKey:
    """A key pair of the team, of which this server has the public half alone. The newest is the one in use."""

    id: RecordId
    public_key: bytes
    made_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamWrap:
    """The private half, sealed to the mailbox of one who reads reports."""

    key: RecordId
    mailbox: MailboxId
    wrap: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sightings:
    """Where traces were found."""

    messages: int
    mailboxes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many reports there are of each kind, and when the eldest open one was filed."""

    open: int
    confirmed: int
    harmless: int
    eldest_open: Instant | None
