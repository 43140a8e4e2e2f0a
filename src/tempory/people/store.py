"""What people need from storage. The adapter on floor 3 implements it. What changes something returns once on disk."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tempory.mailboxes.folders import FolderId, SpecialUse
from tempory.mailboxes.store import MailboxRecord
from tempory.people.members import (
    AppPassword,
    Factor,
    Grant,
    Language,
    Link,
    Member,
    MemberStatus,
    Session,
    SessionMode,
    Wrap,
    WrapKind,
)
from tempory.people.permissions import Role
from tempory.people.records import Decision, GlassRequest, Review, ReviewItem
from tempory.values import Address, Instant, MailboxId, MemberId, RecordId, Uid

HashedAddress = tuple[bytes, Address]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """Messages in `folder` go `seconds` after they came into it; None: they stay."""

    folder: FolderId
    name: str
    seconds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """Messages of one folder whose time there is up."""

    mailbox: MailboxId
    folder: FolderId
    uids: Sequence[Uid]


class MemberStore(Protocol):
    """Members, their addresses and their links."""

    async def add_member(self, member: Member, addresses: Sequence[HashedAddress], grants: Sequence[Grant]) -> None:
        """Store a member who is invited. Raises `AddressTaken`."""
        ...

    async def enrol(
        self, member: MemberId, record: MailboxRecord, wraps: Sequence[Wrap], retention: Mapping[SpecialUse, int]
    ) -> None:
        """Make the member's mailbox with its folders, and the member active. `retention` in seconds.

        Raises `MemberGone`, `CredentialInUse`, `AddressTaken`.
        """
        ...

    async def member(self, member: MemberId) -> Member | None: ...

    async def member_by_address(self, address_hash: bytes) -> Member | None: ...

    async def members(self, *, after: MemberId | None, limit: int) -> Sequence[Member]:
        """Return the next members, eldest first."""
        ...

    async def change_member(
        self,
        member: MemberId,
        *,
        name: str | None = None,
        language: Language | None = None,
        status: MemberStatus | None = None,
    ) -> None: ...

    async def add_address(self, member: MemberId, address: HashedAddress, *, now: Instant) -> None:
        """Store one more address. Raises `AddressTaken`, `MemberGone`."""
        ...

    async def remove_member(self, member: MemberId) -> None:
        """Remove all rows of a member; the mailbox is forgotten on its own."""
        ...

    async def add_link(self, token_hash: bytes, link: Link) -> None:
        """Keep a one-time link; the member's earlier ones go."""
        ...

    async def link(self, token_hash: bytes) -> Link | None: ...

    async def take_link(self, token_hash: bytes) -> bool:
        """Remove the link; True for whoever was first."""
        ...


class WrapStore(Protocol):
    """Wraps of mailboxes' private keys."""

    async def wraps(self, mailbox: MailboxId) -> Sequence[Wrap]: ...

    async def add_wraps(self, mailbox: MailboxId, wraps: Sequence[Wrap]) -> None: ...

    async def drop_generations(self, mailbox: MailboxId, *, below: int | None = None, above: int | None = None) -> None:
        """Remove the wraps of generations below, or above, the one given."""
        ...

    async def mailboxes_in_doubt(self) -> Sequence[MailboxId]:
        """Return the mailboxes that have wraps of more than one generation."""
        ...


class FactorStore(Protocol):
    """Second factors and recovery codes."""

    async def factors(self, member: MemberId) -> Sequence[Factor]: ...

    async def add_factor(self, member: MemberId, factor: Factor) -> None:
        """Store a factor. Raises `Conflict` for a passkey that is there already."""
        ...

    async def remove_factor(self, member: MemberId, factor: RecordId, *, unless_last_owner: bool) -> bool:
        """Remove a factor; with the last one, suspend administrative roles and end staff sessions.

        Raises `LastFactorKept`. False: it was not there.
        """
        ...

    async def use_factor(self, factor: RecordId, *, counter: int, at: Instant, may_repeat: bool) -> bool:
        """Advance a factor's counter; False if it is not above what it was (equal is taken if `may_repeat`)."""
        ...

    async def factor_by_credential(self, credential: bytes) -> tuple[MemberId, Factor] | None: ...

    async def set_recovery_codes(self, member: MemberId, hashes: Sequence[bytes]) -> None: ...

    async def use_recovery_code(self, member: MemberId, code_hash: bytes, *, at: Instant) -> bool:
        """Mark a code as used; True the first time."""
        ...

    async def recovery_codes_left(self, member: MemberId) -> int: ...


class AppPasswordStore(Protocol):
    async def app_passwords(self, member: MemberId) -> Sequence[AppPassword]: ...

    async def add_app_password(self, member: MemberId, password: AppPassword, auth_hash: bytes) -> None: ...

    async def remove_app_password(self, member: MemberId, password: RecordId) -> bool: ...

    async def app_password_by_auth(self, auth_hash: bytes) -> tuple[MemberId, AppPassword] | None: ...

    async def note_app_password(self, password: RecordId, *, at: Instant, place: str) -> None:
        """Note its last use, as soon as there is nothing more urgent."""
        ...

    async def app_passwords_over(self, since: Instant, until: Instant) -> Sequence[tuple[MailboxId, RecordId]]:
        """Return those that ended by themselves after `since`, and until `until`, with the mailboxes they opened."""
        ...


class SessionStore(Protocol):
    """Signed-in browsers, and devices that have signed in before."""

    async def add_session(self, token_hash: bytes, session: Session) -> None:
        """Store a session.

        Raises `Conflict` for a staff session whose member has no second factor, or no administrative role.
        """
        ...

    async def session(self, token_hash: bytes) -> Session | None: ...

    async def sessions(self, member: MemberId) -> Sequence[Session]: ...

    async def touch_session(self, session: RecordId, *, seen_at: Instant, confirmed_at: Instant | None = None) -> None:
        """Note that it is in use; on disk at once only for `confirmed_at`."""
        ...

    async def end_sessions(
        self, member: MemberId, *, only: RecordId | None = None, except_for: RecordId | None = None
    ) -> Sequence[RecordId]:
        """Remove a member's sessions, and return which."""
        ...

    async def is_way_in(self, by: RecordId, *, now: Instant) -> bool:
        """Whether there is such a session, or such an app password, of an active member, whose time is not up."""
        ...

    async def remove_ended_sessions(self, *, now: Instant, idle_before: Mapping[SessionMode, Instant]) -> None:
        """Remove sessions, links and devices whose time is up."""
        ...

    async def add_device(self, token_hash: bytes, member: MemberId, *, at: Instant) -> None: ...

    async def knows_device(self, token_hash: bytes, member: MemberId) -> bool: ...


class RoleStore(Protocol):
    """Administrative roles; that of a member is everybody's and has no row."""

    async def grants(self, member: MemberId) -> Sequence[Grant]: ...

    async def all_grants(self) -> Sequence[tuple[MemberId, Grant]]: ...

    async def set_grant(self, member: MemberId, grant: Grant) -> None: ...

    async def remove_grant(self, member: MemberId, role: Role, *, unless_last_owner: bool) -> bool:
        """Remove a role. Raises `Conflict` for the last owner's."""
        ...

    async def lift_suspension(self, member: MemberId, reason: str) -> None: ...

    async def note_roles(self, member: MemberId, roles: Collection[Role], *, at: Instant) -> None:
        """Note the last use of these of the member's roles."""
        ...

    async def owners_in_force(self) -> int:
        """Return how many active members are owners, with a second factor and not suspended."""
        ...

    async def breaches(self) -> Sequence[str]:
        """Return what breaks the invariant: administrative permissions without a second factor. Always empty."""
        ...


class RetentionStore(Protocol):
    async def retention(self, mailbox: MailboxId) -> Sequence[RetentionRule]: ...

    async def set_retention(self, mailbox: MailboxId, folder: FolderId, seconds: int | None) -> None: ...

    async def overdue(self, now: Instant, *, limit: int) -> Sequence[Overdue]: ...


class ReviewStore(Protocol):
    """Access reviews, and requests to break the glass."""

    async def add_review(self, review: Review, items: Sequence[ReviewItem]) -> None: ...

    async def reviews(self) -> Sequence[Review]:
        """Return all reviews, the newest first."""
        ...

    async def review_items(self, review: RecordId) -> Sequence[ReviewItem]: ...

    async def decide(
        self,
        review: RecordId,
        member: MemberId,
        role: Role,
        *,
        decision: Decision,
        by: MemberId | None,
        at: Instant,
    ) -> bool:
        """Note a decision; False if there is no such right in the review."""
        ...

    async def close_review(self, review: RecordId, *, at: Instant, snapshot: bytes, signature: bytes) -> None: ...

    async def add_glass_request(self, request: GlassRequest) -> None: ...

    async def glass_requests(self, member: MemberId | None = None) -> Sequence[GlassRequest]:
        """Return requests, the newest first; of one member, or of all."""
        ...

    async def approve_glass_request(self, request: GlassRequest) -> bool:
        """Note an approval; False if there was one before."""
        ...


class PeopleStore(
    MemberStore,
    WrapStore,
    FactorStore,
    AppPasswordStore,
    SessionStore,
    RoleStore,
    RetentionStore,
    ReviewStore,
    Protocol,
):
    """All of it."""


SameWrap = tuple[WrapKind, bytes]


def without(wraps: Sequence[Wrap], dropped: Collection[SameWrap]) -> list[Wrap]:
    """Return those of `wraps` that are none of `dropped`."""
    return [wrap for wrap in wraps if (wrap.kind, wrap.reference) not in dropped]
