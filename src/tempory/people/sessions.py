"""Signed-in browsers: made after a log-in, found by their cookie, ended one by one or all.

Fails closed: a session whose member is suspended, whose time is up or that was idle too long does not exist. One with
administrative permissions is not made without a second factor; storage refuses it a second time.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from tempory.events import AccessEnded
from tempory.people.acts import Actor
from tempory.people.members import Member, MemberStatus, Session, SessionMode
from tempory.people.office import MILLISECONDS, Office, hash_secret
from tempory.people.permissions import Permission, Role, permissions_of, roles_with
from tempory.people.refusals import NotAllowed, RecordGone, SessionGone, StepUpNeeded
from tempory.sealing import draw_secret
from tempory.values import Instant, MemberId, RecordId, Secret

ENROLMENT_SECONDS = 30 * 60
TOUCH_MILLISECONDS = 30_000
_GONE = "You are not signed in, or were signed out since."


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """Who comes in: a name for the device, a truncated network, and the secret of a device known from before."""

    device: str
    place: str
    known: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session, whose it is, and what it allows at this moment. `token` is its cookie."""

    token: Secret
    session: Session
    member: Member
    roles: frozenset[Role]
    new_device: Secret | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles)

    @property
    def actor(self) -> Actor:
        return Actor(member=self.member.id, place=self.session.place)

    @property
    def csrf(self) -> str:
        """What a page of ours knows and a foreign one does not: derived from the cookie that no script can read."""
        return urlsafe_b64encode(hmac.digest(self.token.reveal(), b"tempory/1 csrf", "sha256")).decode().rstrip("=")


@final
class Sessions:
    """Makes, finds and ends sessions."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._store = office.store

    async def begin(
        self, member: Member, browser: Browser, *, second_factor: bool, enrolling: bool = False
    ) -> SignedIn:
        """Sign a browser in. Only what has shown a second factor gets administrative roles."""
        office, now = self._office, self._office.now()
        administrative = await self._administrative(member.id)
        if enrolling:
            mode, seconds = SessionMode.ENROLMENT, ENROLMENT_SECONDS
        elif administrative and second_factor:
            mode, seconds = SessionMode.STAFF, office.rules.staff_longest
        else:
            mode, seconds = SessionMode.MEMBER, office.rules.member_longest
        session = Session(
            id=office.draw_record(),
            member=member.id,
            mode=mode,
            second_factor=second_factor,
            device=browser.device,
            place=browser.place,
            created_at=now,
            seen_at=now,
            confirmed_at=now,
            expires_at=office.later(seconds),
        )
        token = draw_secret(office.workshop.random)
        actor = Actor(member=member.id, place=browser.place)
        await office.record(actor, f"session.begin.{mode.value}", f"session:{session.id}")
        await self._store.add_session(hash_secret(token), session)
        new_device = await self._remember(member, browser)
        roles = self._roles(session, administrative)
        return SignedIn(token=token, session=session, member=member, roles=roles, new_device=new_device)

    async def find(self, token: Secret) -> SignedIn:
        """Return the living session of this cookie; `SessionGone` otherwise."""
        session = await self._store.session(hash_secret(token))
        now = self._office.now()
        if session is None or self._is_over(session, now):
            raise SessionGone(_GONE)
        member = await self._store.member(session.member)
        if member is None or member.status is not MemberStatus.ACTIVE:
            raise SessionGone(_GONE)
        if now - session.seen_at >= TOUCH_MILLISECONDS:
            await self._store.touch_session(session.id, seen_at=now)
        roles = self._roles(session, await self._administrative(member.id))
        return SignedIn(token=token, session=session, member=member, roles=roles)

    async def permit(self, signed_in: SignedIn, permission: Permission, *, step_up: bool) -> None:
        """Raise `NotAllowed` or `StepUpNeeded` unless the session may do this now. The refusal is told to the log."""
        if permission not in signed_in.permissions:
            await self._office.record(signed_in.actor, permission.value, "permission", result="refused")
            message = "Your roles do not allow this."
            raise NotAllowed(message)
        if step_up and self._office.now() - signed_in.session.confirmed_at > self._office.rules.step_up * MILLISECONDS:
            message = "Show that it is you once more; then try again."
            raise StepUpNeeded(message)
        if signed_in.session.mode is SessionMode.STAFF and permission is not Permission.ACCOUNT_USE:
            used = signed_in.roles & set(roles_with(permission))
            await self._store.note_roles(signed_in.member.id, used, at=self._office.now())

    async def confirm(self, signed_in: SignedIn) -> None:
        """Note that who sits there has shown it again."""
        await self._office.record(signed_in.actor, "session.confirm", f"session:{signed_in.session.id}")
        now = self._office.now()
        await self._store.touch_session(signed_in.session.id, seen_at=now, confirmed_at=now)

    async def list(self, member: MemberId) -> Sequence[Session]:
        """Return the member's living sessions."""
        now = self._office.now()
        return [session for session in await self._store.sessions(member) if not self._is_over(session, now)]

    async def end(self, by: Actor, member: MemberId, session: RecordId) -> None:
        """End one session; `RecordGone` if the member has no such."""
        await self._office.record(by, "session.end", f"session:{session}")
        if not await self._end(member, only=session):
            reason = "There is no such session."
            raise RecordGone(reason)

    async def end_all(self, by: Actor, member: MemberId, *, except_for: RecordId | None = None) -> int:
        """End all sessions of a member, or all others than one; return how many there were."""
        await self._office.record(by, "session.end-all", f"member:{member}")
        return await self._end(member, except_for=except_for)

    async def _end(self, member: MemberId, *, only: RecordId | None = None, except_for: RecordId | None = None) -> int:
        """Remove sessions, and close what they hold open."""
        ended = await self._store.end_sessions(member, only=only, except_for=except_for)
        found = await self._store.member(member)
        if found is not None and found.mailbox is not None:
            for session in ended:
                self._office.workshop.events.publish(AccessEnded(mailbox=found.mailbox, by=session))
        return len(ended)

    async def sweep(self) -> None:
        """Remove what is over from the disk."""
        now, rules = self._office.now(), self._office.rules
        idle = {
            SessionMode.STAFF: Instant(now - rules.staff_idle * MILLISECONDS),
            SessionMode.MEMBER: Instant(now - rules.member_idle * MILLISECONDS),
            SessionMode.ENROLMENT: Instant(now - ENROLMENT_SECONDS * MILLISECONDS),
        }
        await self._store.remove_ended_sessions(now=now, idle_before=idle)

    async def _remember(self, member: Member, browser: Browser) -> Secret | None:
        if browser.known is not None and await self._store.knows_device(hash_secret(browser.known), member.id):
            return None
        device = draw_secret(self._office.workshop.random)
        await self._store.add_device(hash_secret(device), member.id, at=self._office.now())
        return device

    async def _administrative(self, member: MemberId) -> frozenset[Role]:
        return frozenset(grant.role for grant in await self._store.grants(member) if not grant.suspended)

    def _roles(self, session: Session, administrative: frozenset[Role]) -> frozenset[Role]:
        is_staff = session.mode is SessionMode.STAFF and session.second_factor
        return frozenset({Role.MEMBER}) | (administrative if is_staff else frozenset())

    def _is_over(self, session: Session, now: Instant) -> bool:
        rules = self._office.rules
        idle = {SessionMode.STAFF: rules.staff_idle, SessionMode.MEMBER: rules.member_idle}
        longest_idle = idle.get(session.mode, ENROLMENT_SECONDS) * MILLISECONDS
        return session.expires_at <= now or now - session.seen_at > longest_idle
