"""What staff do about people: invite, name, suspend, remove, give roles and take them.

Nobody changes their own roles or suspends themselves, and one owner with a second factor always stays.
"""

from collections.abc import Sequence
from typing import Final, final

from tempory.events import AccessEnded
from tempory.mailboxes import InvalidRequest, NameReserved, forgetting
from tempory.mailboxes.making import choose_domain
from tempory.mailboxes.names import CERTIFICATE_NAMES, check_name
from tempory.people.acts import REFUSED, Actor
from tempory.people.enrolment import Enrolment
from tempory.people.factors import NO_FACTOR
from tempory.people.members import Grant, Language, Member, MemberStatus, SessionMode
from tempory.people.office import Office
from tempory.people.permissions import Permission, Role
from tempory.people.refusals import Conflict, NotAllowed, RecordGone, SecondPersonNeeded
from tempory.people.sessions import Sessions
from tempory.values import Address, InvalidValueError, MemberId, Secret

NAME_CHARACTERS: Final = 100
ADDRESSES: Final = 20
NOT_ATTESTED: Final = "not attested"
Powers = frozenset[Permission]


@final
class Directory:
    """The members of the service."""

    def __init__(self, office: Office, *, enrolment: Enrolment, sessions: Sessions) -> None:
        self._office = office
        self._store = office.store
        self._enrolment = enrolment
        self._sessions = sessions

    async def list(self, by: Actor, *, after: MemberId | None, limit: int) -> Sequence[Member]:
        """Return the next members, eldest first."""
        await self._office.record(by, "people.list", "people")
        return await self._store.members(after=after, limit=limit)

    async def show(self, by: Actor, member: MemberId) -> tuple[Member, Sequence[Grant]]:
        """Return a member and their roles. Raises `MemberGone`."""
        await self._office.record(by, "people.show", f"member:{member}")
        return await self._office.find(member), await self._store.grants(member)

    async def invite(
        self,
        by: Actor,
        powers: Powers,
        *,
        name: str,
        addresses: Sequence[str],
        language: Language,
        roles: frozenset[Role] = frozenset(),
    ) -> tuple[Member, Secret]:
        """Make a member, and the one-time link that they enrol with.

        Raises `InvalidRequest`, `AddressTaken`, and `NotAllowed` for roles without the permission to grant them.
        """
        await self._must_grant(by, powers, roles - {Role.MEMBER})
        parsed = [self._parse(text) for text in addresses]
        if not parsed or len(set(parsed)) != len(parsed):
            reason = "A member has at least one address, and each once."
            raise InvalidRequest(reason)
        now = self._office.now()
        member = Member(
            id=MemberId(self._office.workshop.random(16)),
            name=check_display_name(name),
            language=language,
            status=MemberStatus.INVITED,
            addresses=tuple(parsed),
            mailbox=None,
            created_at=now,
        )
        grants = [
            Grant(role=role, granted_at=now, granted_by=by.member, used_at=None, suspended=NO_FACTOR)
            for role in sorted(roles - {Role.MEMBER})
        ]
        await self._office.record(by, "people.invite", f"member:{member.id}")
        hashed = [(self._office.hash_address(address), address) for address in parsed]
        await self._store.add_member(member, hashed, grants)
        return member, await self._enrolment.make_link(by, member)

    async def make_link(self, by: Actor, powers: Powers, member: MemberId) -> Secret:
        """Return a new link for a member: to enrol, or to set a password anew.

        For somebody with roles it needs the permission to grant them: who holds the link becomes that person.
        """
        found = await self._office.find(member)
        await self._must_grant(by, powers, frozenset(grant.role for grant in await self._store.grants(member)))
        return await self._enrolment.make_link(by, found)

    async def rename(self, by: Actor, member: MemberId, *, name: str | None, language: Language | None) -> None:
        """Change the name or the language."""
        await self._office.find(member)
        await self._office.record(by, "people.change", f"member:{member}")
        checked = None if name is None else check_display_name(name)
        await self._store.change_member(member, name=checked, language=language)

    async def add_address(self, by: Actor, member: MemberId, address: str) -> None:
        """Give a member one more address. Raises `AddressTaken`, `InvalidRequest`."""
        found = await self._office.find(member)
        parsed = self._parse(address)
        if len(found.addresses) >= ADDRESSES:
            reason = f"A member has at most {ADDRESSES} addresses."
            raise Conflict(reason)
        await self._office.record(by, "people.add-address", f"member:{member}")
        await self._store.add_address(member, (self._office.hash_address(parsed), parsed), now=self._office.now())

    async def suspend(self, by: Actor, member: MemberId) -> None:
        """End all sessions, close what programs hold open, and let the member in nowhere. Mail goes on arriving."""
        self._must_be_another(by, member)
        found = await self._office.find(member)
        await self._keep_an_owner(found)
        await self._office.record(by, "people.suspend", f"member:{member}")
        await self._store.change_member(member, status=MemberStatus.SUSPENDED)
        if found.mailbox is not None:
            self._office.workshop.events.publish(AccessEnded(mailbox=found.mailbox))
        await self._sessions.end_all(by, member)

    async def resume(self, by: Actor, member: MemberId) -> None:
        """Let a suspended member in again."""
        self._must_be_another(by, member)
        found = await self._office.find(member)
        await self._office.record(by, "people.resume", f"member:{member}")
        status = MemberStatus.INVITED if found.mailbox is None else MemberStatus.ACTIVE
        await self._store.change_member(member, status=status)

    async def remove(self, by: Actor, member: MemberId) -> None:
        """Forget the mailbox for good, and the member. Raises `Conflict` for the last owner."""
        self._must_be_another(by, member)
        found = await self._office.find(member)
        await self._keep_an_owner(found)
        await self._office.record(by, "people.remove", f"member:{member}")
        if found.mailbox is not None:
            await forgetting.forget(self._office.workshop, (found.mailbox,), reason="asked")
        await self._store.remove_member(member)
        await self._office.on_removed(member)

    # Roles

    async def grant(self, by: Actor, member: MemberId, role: Role) -> Grant:
        """Give a role, or put a suspended one in force again. It takes effect at the next log-in.

        Links made for the member before end: whoever made one may not have been allowed to give roles.
        """
        self._must_be_another(by, member)
        if role is Role.MEMBER:
            reason = "Every member is one already."
            raise Conflict(reason)
        found = await self._office.find(member)
        has_factor = bool(await self._store.factors(member))
        now = self._office.now()
        suspended = "" if has_factor else NO_FACTOR
        grant = Grant(role=role, granted_at=now, granted_by=by.member, used_at=None, suspended=suspended)
        await self._office.record(by, f"role.grant.{role.value}", f"member:{found.id}")
        await self._store.set_grant(member, grant)
        return grant

    async def revoke(self, by: Actor, member: MemberId, role: Role) -> None:
        """Take a role; staff sessions of the member end. Raises `RecordGone`, `Conflict` for the last owner."""
        self._must_be_another(by, member)
        await self._office.record(by, f"role.revoke.{role.value}", f"member:{member}")
        if not await self._store.remove_grant(member, role, unless_last_owner=True):
            reason = "The member does not have this role."
            raise RecordGone(reason)
        for session in await self._sessions.list(member):
            if session.mode is SessionMode.STAFF:
                await self._sessions.end(by, member, session.id)

    async def _must_grant(self, by: Actor, powers: Powers, roles: frozenset[Role]) -> None:
        if roles and Permission.ROLES_GRANT not in powers:
            await self._office.record(by, "role.grant", "roles", result=REFUSED)
            reason = "Somebody with administrative roles is only dealt with by who may grant them."
            raise NotAllowed(reason)

    def _must_be_another(self, by: Actor, member: MemberId) -> None:
        if by.member == member:
            reason = "Nobody does this to themselves; ask somebody who has the same role."
            raise SecondPersonNeeded(reason)

    async def _keep_an_owner(self, member: Member) -> None:
        grants = await self._store.grants(member.id)
        owns = any(grant.role is Role.OWNER and not grant.suspended for grant in grants)
        if owns and await self._store.owners_in_force() <= 1:
            reason = "This is the last owner with a second factor; make another one first."
            raise Conflict(reason)

    def _parse(self, text: str) -> Address:
        try:
            address = Address.parse(text.strip())
        except InvalidValueError:
            reason = "An address has the form name@domain."
            raise InvalidRequest(reason) from None
        # Members may have names that strangers may not (info, support): whoever invites is of the organisation. Not
        # those to which a certificate for the domain could be sent.
        try:
            local = check_name(address.local)
        except NameReserved:
            local = address.local.lower()
            if local in CERTIFICATE_NAMES:
                raise
        return Address(local, choose_domain(self._office.workshop.rules, address.domain.name))


def check_display_name(text: str) -> str:
    """Return a person's name as it is kept; `InvalidRequest` for what cannot be shown on one line."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= NAME_CHARACTERS or not name.isprintable():
        reason = f"A name has 1 to {NAME_CHARACTERS} characters that can be shown."
        raise InvalidRequest(reason)
    return name
