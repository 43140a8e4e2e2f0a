"""What is kept of access reviews, and of requests to break the glass."""

from dataclasses import dataclass
from enum import StrEnum

from tempory.people.permissions import Role
from tempory.values import Instant, MemberId, RecordId


class Decision(StrEnum):
    """`OPEN` until somebody decides; `LAPSED` what nobody did, `KEPT` the last owner whom nobody could attest."""

    OPEN = "open"
    ATTESTED = "attested"
    REMOVED = "removed"
    LAPSED = "lapsed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One right of one person: `used_at` is its last use when the review began."""

    member: MemberId
    name: str
    role: Role
    granted_at: Instant
    used_at: Instant | None
    decision: Decision = Decision.OPEN
    decided_by: MemberId | None = None
    decided_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """`closed_at` None: it is under way. Then `snapshot` is what was signed, and `signature` the signature."""

    id: RecordId
    started_at: Instant
    due_at: Instant
    closed_at: Instant | None
    snapshot: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassRequest:
    """`approved_by` None: nobody has yet. `ends_at` counts from the approval."""

    id: RecordId
    member: MemberId
    asked_by: MemberId
    reason: str
    seconds: int
    asked_at: Instant
    approved_by: MemberId | None
    ends_at: Instant | None
