"""People in `mail.db`, through its one writer: a member's mailbox and the member are made in one transaction."""

from collections.abc import Collection, Mapping, Sequence

import apsw

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
)
from tempory.people.permissions import Role
from tempory.people.records import Decision, GlassRequest, Review, ReviewItem
from tempory.people.store import HashedAddress, Overdue, RetentionRule
from tempory.storage.sqlite import people_factors as factors
from tempory.storage.sqlite import people_members as members
from tempory.storage.sqlite import people_reviews as reviews
from tempory.storage.sqlite import people_roles as roles
from tempory.storage.sqlite import people_sessions as sessions
from tempory.storage.sqlite import people_wraps as wraps
from tempory.storage.sqlite.writer import Writer
from tempory.values import Instant, MailboxId, MemberId, RecordId


class PeopleStore:
    """Implements `tempory.people.PeopleStore`. Reads are point look-ups or short lists, done where they are asked."""

    def __init__(self, writer: Writer, reading: apsw.Connection) -> None:
        self._writer = writer
        self._reading = reading

    # Members

    async def add_member(self, member: Member, addresses: Sequence[HashedAddress], grants: Sequence[Grant]) -> None:
        await self._writer.run(lambda connection: members.add(connection, member, addresses, grants))

    async def enrol(
        self, member: MemberId, record: MailboxRecord, wraps: Sequence[Wrap], retention: Mapping[SpecialUse, int]
    ) -> None:
        await self._writer.run(lambda connection: members.enrol(connection, member, record, wraps, retention))

    async def member(self, member: MemberId) -> Member | None:
        return members.find(self._reading, member)

    async def member_by_address(self, address_hash: bytes) -> Member | None:
        return members.find_by_address(self._reading, address_hash)

    async def members(self, *, after: MemberId | None, limit: int) -> Sequence[Member]:
        return members.page(self._reading, after, limit)

    async def change_member(
        self,
        member: MemberId,
        *,
        name: str | None = None,
        language: Language | None = None,
        status: MemberStatus | None = None,
    ) -> None:
        await self._writer.run(lambda connection: members.change(connection, member, name, language, status))

    async def add_address(self, member: MemberId, address: HashedAddress, *, now: Instant) -> None:
        await self._writer.run(lambda connection: members.add_address(connection, member, address, now))

    async def remove_member(self, member: MemberId) -> None:
        await self._writer.run(lambda connection: members.remove(connection, member))

    async def add_link(self, token_hash: bytes, link: Link) -> None:
        await self._writer.run(lambda connection: members.add_link(connection, token_hash, link))

    async def link(self, token_hash: bytes) -> Link | None:
        return members.find_link(self._reading, token_hash)

    async def take_link(self, token_hash: bytes) -> bool:
        return await self._writer.run(lambda connection: members.take_link(connection, token_hash))

    # Wraps

    async def wraps(self, mailbox: MailboxId) -> Sequence[Wrap]:
        return wraps.every_wrap(self._reading, mailbox)

    async def add_wraps(self, mailbox: MailboxId, new: Sequence[Wrap]) -> None:
        await self._writer.run(lambda connection: wraps.add(connection, mailbox, new))

    async def drop_generations(self, mailbox: MailboxId, *, below: int | None = None, above: int | None = None) -> None:
        await self._writer.run(lambda connection: wraps.drop_generations(connection, mailbox, below, above))

    async def mailboxes_in_doubt(self) -> Sequence[MailboxId]:
        return wraps.mailboxes_in_doubt(self._reading)

    # Factors

    async def factors(self, member: MemberId) -> Sequence[Factor]:
        return factors.of_member(self._reading, member)

    async def add_factor(self, member: MemberId, factor: Factor) -> None:
        await self._writer.run(lambda connection: factors.add(connection, member, factor))

    async def remove_factor(self, member: MemberId, factor: RecordId, *, unless_last_owner: bool) -> bool:
        return await self._writer.run(
            lambda connection: factors.remove(connection, member, factor, unless_last_owner=unless_last_owner)
        )

    async def use_factor(self, factor: RecordId, *, counter: int, at: Instant, may_repeat: bool) -> bool:
        return await self._writer.run(
            lambda connection: factors.use(connection, factor, counter, at, may_repeat=may_repeat)
        )

    async def factor_by_credential(self, credential: bytes) -> tuple[MemberId, Factor] | None:
        return factors.find_by_credential(self._reading, credential)

    async def set_recovery_codes(self, member: MemberId, hashes: Sequence[bytes]) -> None:
        await self._writer.run(lambda connection: factors.set_recovery_codes(connection, member, hashes))

    async def use_recovery_code(self, member: MemberId, code_hash: bytes, *, at: Instant) -> bool:
        return await self._writer.run(lambda connection: factors.use_recovery_code(connection, member, code_hash, at))

    async def recovery_codes_left(self, member: MemberId) -> int:
        return factors.recovery_codes_left(self._reading, member)

    # App passwords

    async def app_passwords(self, member: MemberId) -> Sequence[AppPassword]:
        return factors.app_passwords(self._reading, member)

    async def add_app_password(self, member: MemberId, password: AppPassword, auth_hash: bytes) -> None:
        await self._writer.run(lambda connection: factors.add_app_password(connection, member, password, auth_hash))

    async def remove_app_password(self, member: MemberId, password: RecordId) -> bool:
        return await self._writer.run(lambda connection: factors.remove_app_password(connection, member, password))

    async def app_password_by_auth(self, auth_hash: bytes) -> tuple[MemberId, AppPassword] | None:
        return factors.app_password_by_auth(self._reading, auth_hash)

    async def note_app_password(self, password: RecordId, *, at: Instant, place: str) -> None:
        await self._writer.run(
            lambda connection: factors.note_app_password(connection, password, at, place), background=True
        )

    async def app_passwords_over(self, since: Instant, until: Instant) -> Sequence[tuple[MailboxId, RecordId]]:
        return factors.app_passwords_over(self._reading, since, until)

    # Sessions

    async def add_session(self, token_hash: bytes, session: Session) -> None:
        await self._writer.run(lambda connection: sessions.add(connection, token_hash, session))

    async def session(self, token_hash: bytes) -> Session | None:
        return sessions.find(self._reading, token_hash)

    async def sessions(self, member: MemberId) -> Sequence[Session]:
        return sessions.of_member(self._reading, member)

    async def touch_session(self, session: RecordId, *, seen_at: Instant, confirmed_at: Instant | None = None) -> None:
        await self._writer.run(lambda connection: sessions.touch(connection, session, seen_at, confirmed_at))

    async def end_sessions(
        self, member: MemberId, *, only: RecordId | None = None, except_for: RecordId | None = None
    ) -> Sequence[RecordId]:
        return await self._writer.run(lambda connection: sessions.end(connection, member, only, except_for))

    async def is_way_in(self, by: RecordId, *, now: Instant) -> bool:
        return sessions.is_way_in(self._reading, by, now)

    async def remove_ended_sessions(self, *, now: Instant, idle_before: Mapping[SessionMode, Instant]) -> None:
        await self._writer.run(lambda connection: sessions.remove_ended(connection, now, idle_before), background=True)

    async def add_device(self, token_hash: bytes, member: MemberId, *, at: Instant) -> None:
        await self._writer.run(lambda connection: sessions.add_device(connection, token_hash, member, at))

    async def knows_device(self, token_hash: bytes, member: MemberId) -> bool:
        return sessions.knows_device(self._reading, token_hash, member)

    # Roles

    async def grants(self, member: MemberId) -> Sequence[Grant]:
        return roles.of_member(self._reading, member)

    async def all_grants(self) -> Sequence[tuple[MemberId, Grant]]:
        return roles.of_everybody(self._reading)

    async def set_grant(self, member: MemberId, grant: Grant) -> None:
        await self._writer.run(lambda connection: roles.put(connection, member, grant))

    async def remove_grant(self, member: MemberId, role: Role, *, unless_last_owner: bool) -> bool:
        return await self._writer.run(
            lambda connection: roles.remove(connection, member, role, unless_last_owner=unless_last_owner)
        )

    async def lift_suspension(self, member: MemberId, reason: str) -> None:
        await self._writer.run(lambda connection: roles.lift(connection, member, reason))

    async def note_roles(self, member: MemberId, used: Collection[Role], *, at: Instant) -> None:
        await self._writer.run(lambda connection: roles.note(connection, member, used, at))

    async def owners_in_force(self) -> int:
        return roles.owners_in_force(self._reading)

    async def breaches(self) -> Sequence[str]:
        return roles.breaches(self._reading)

    # Retention

    async def retention(self, mailbox: MailboxId) -> Sequence[RetentionRule]:
        return wraps.retention(self._reading, mailbox)

    async def set_retention(self, mailbox: MailboxId, folder: FolderId, seconds: int | None) -> None:
        await self._writer.run(lambda connection: wraps.set_retention(connection, mailbox, folder, seconds))

    async def overdue(self, now: Instant, *, limit: int) -> Sequence[Overdue]:
        return wraps.overdue(self._reading, now, limit)

    # Reviews, and broken glass

    async def add_review(self, review: Review, items: Sequence[ReviewItem]) -> None:
        await self._writer.run(lambda connection: reviews.add(connection, review, items))

    async def reviews(self) -> Sequence[Review]:
        return reviews.every_review(self._reading)

    async def review_items(self, review: RecordId) -> Sequence[ReviewItem]:
        return reviews.items_of(self._reading, review)

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
        place = (review, member, role)
        return await self._writer.run(lambda connection: reviews.decide(connection, place, decision, by, at))

    async def close_review(self, review: RecordId, *, at: Instant, snapshot: bytes, signature: bytes) -> None:
        await self._writer.run(lambda connection: reviews.close(connection, review, at, snapshot, signature))

    async def add_glass_request(self, request: GlassRequest) -> None:
        await self._writer.run(lambda connection: reviews.add_request(connection, request))

    async def glass_requests(self, member: MemberId | None = None) -> Sequence[GlassRequest]:
        return reviews.requests(self._reading, member)

    async def approve_glass_request(self, request: GlassRequest) -> bool:
        return await self._writer.run(lambda connection: reviews.approve_request(connection, request))

    def close(self) -> None:
        self._reading.close()
