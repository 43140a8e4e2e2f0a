"""App passwords: what mail programs and scripts are given in place of the account's password.

Made in the page: 32 random octets, of which the server gets the auth half and a wrap. A program shows the whole, over
TLS, so that a second factor cannot be passed by anywhere; both halves are derived in memory for the session.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, final

from tempory.events import AccessEnded
from tempory.mailboxes import InvalidRequest, Mailboxes, MailboxGone, OpenMailbox
from tempory.people.acts import REFUSED, Actor
from tempory.people.enrolment import check_wrap
from tempory.people.keyring import Keyring, NewWrap
from tempory.people.members import AppPassword, Member, MemberStatus, Scope, WrapKind
from tempory.people.office import Office
from tempory.people.refusals import AppPasswordRefused, Conflict, RecordGone
from tempory.people.sessions import SignedIn
from tempory.sealing import hash_auth_half, split_app_password
from tempory.values import Address, Instant, IntegrityError, MailboxId, MemberId, RecordId, Secret

APP_PASSWORDS: Final = 50
_REFUSAL: Final = "No app password of this address is for this."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAppPassword:
    """As the page brings it. `inner_wrap` None: for sending only."""

    name: str
    scopes: frozenset[Scope]
    auth_half: Secret
    inner_wrap: bytes | None
    expires_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A member who may send, by the app password `by`. `addresses` are canonical."""

    member: MemberId
    mailbox: MailboxId
    addresses: frozenset[str]
    by: RecordId


@final
class AppPasswords:
    """Makes, lists and revokes app passwords, and opens mailboxes by them."""

    def __init__(self, office: Office, *, mailboxes: Mailboxes, keyring: Keyring) -> None:
        self._office = office
        self._store = office.store
        self._mailboxes = mailboxes
        self._keyring = keyring
        self._swept_to = office.now()

    async def list(self, member: Member) -> Sequence[AppPassword]:
        """Return the member's app passwords, eldest first, those that have ended among them."""
        return await self._store.app_passwords(member.id)

    async def make(self, signed_in: SignedIn, new: NewAppPassword) -> AppPassword:
        """Keep an app password. Raises `InvalidRequest`, `Conflict`."""
        member = signed_in.member
        reads = any(scope.reads for scope in new.scopes)
        if not new.scopes or reads != (new.inner_wrap is not None):
            reason = "An app password that reads mail brings a wrapped key; one for sending only brings none."
            raise InvalidRequest(reason)
        if new.expires_at is not None and new.expires_at <= self._office.now():
            reason = "expires_at lies in the past."
            raise InvalidRequest(reason)
        if len(await self.list(member)) >= APP_PASSWORDS:
            reason = f"There are {APP_PASSWORDS} app passwords already; revoke one first."
            raise Conflict(reason)
        password = AppPassword(
            id=self._office.draw_record(),
            name=new.name,
            scopes=new.scopes,
            created_at=self._office.now(),
            expires_at=new.expires_at,
            used_at=None,
            used_from="",
        )
        await self._office.record(signed_in.actor, "app-password.make", f"app-password:{password.id}")
        if new.inner_wrap is not None and member.mailbox is not None:
            wrap = NewWrap(kind=WrapKind.APP, reference=password.id.octets, inner=check_wrap(new.inner_wrap))
            await self._keyring.add(member.mailbox, wrap)
        await self._store.add_app_password(member.id, password, hash_auth_half(new.auth_half))
        return password

    async def revoke(self, by: Actor, member: Member, password: RecordId) -> None:
        """Remove an app password, and replace the shred key that its wrap lay under. Raises `RecordGone`."""
        await self._office.record(by, "app-password.revoke", f"app-password:{password}")
        if not await self._store.remove_app_password(member.id, password):
            reason = "There is no such app password."
            raise RecordGone(reason)
        if member.mailbox is not None:
            self._office.workshop.events.publish(AccessEnded(mailbox=member.mailbox, by=password))
            await self._keyring.drop(member.mailbox, WrapKind.APP, password.octets)

    async def open(self, name: str | None, secret: Secret, *, scope: Scope, place: str) -> OpenMailbox:
        """Open the mailbox of an app password that is for `scope`, if `name` is one of its addresses.

        `name` None: the protocol has none. Raises `AppPasswordRefused`.
        """
        halves = split_app_password(secret)
        act = f"mailbox.open.{scope.value}"
        owner, mailbox, password = await self._find(name, halves.auth, scope=scope, place=place, act=act)
        outer = await self._keyring.outer_wrap(mailbox, WrapKind.APP, password.id.octets)
        if outer is None:
            raise _refused()
        await self._office.record(Actor(member=owner.id, place=place), act, f"app-password:{password.id}")
        try:
            opened = await self._mailboxes.open_wrap(mailbox, outer, halves.key)
        except (IntegrityError, MailboxGone):
            raise _refused() from None
        await self._store.note_app_password(password.id, at=self._office.now(), place=place)
        return replace(opened, by=password.id)

    async def sender(self, name: str | None, secret: Secret, *, place: str) -> Sender:
        """Return who sends by an app password that is for sending. No key is unwrapped, whatever else it is for.

        `name` as in `open`. Raises `AppPasswordRefused`.
        """
        auth, act = split_app_password(secret).auth, "mail.submit"
        owner, mailbox, password = await self._find(name, auth, scope=Scope.SUBMISSION, place=place, act=act)
        await self._office.record(Actor(member=owner.id, place=place), act, f"app-password:{password.id}")
        await self._store.note_app_password(password.id, at=self._office.now(), place=place)
        addresses = frozenset(address.canonical for address in owner.addresses)
        return Sender(member=owner.id, mailbox=mailbox, addresses=addresses, by=password.id)

    async def _find(
        self, name: str | None, auth_half: Secret, *, scope: Scope, place: str, act: str
    ) -> tuple[Member, MailboxId, AppPassword]:
        """Return whose app password it is, and that one. Raises `AppPasswordRefused` if it is not for this."""
        found = await self._store.app_password_by_auth(hash_auth_half(auth_half))
        if found is None:
            raise _refused()
        owner, password = found
        member = await self._store.member(owner)
        if member is None or not self._may(member, password, name, scope) or member.mailbox is None:
            await self._office.record(Actor(member=owner, place=place), act, f"member:{owner}", result=REFUSED)
            raise _refused()
        return member, member.mailbox, password

    async def sweep(self) -> None:
        """Close what app passwords opened that have ended by themselves."""
        for mailbox, password in await self._store.app_passwords_over(self._swept_to, now := self._office.now()):
            self._office.workshop.events.publish(AccessEnded(mailbox=mailbox, by=password))
        self._swept_to = now

    def _may(self, member: Member, password: AppPassword, name: str | None, scope: Scope) -> bool:
        has_ended = password.expires_at is not None and password.expires_at <= self._office.now()
        is_theirs = name is None or _parse(name) in {address.canonical for address in member.addresses}
        return member.status is MemberStatus.ACTIVE and scope in password.scopes and not has_ended and is_theirs


def _parse(name: str) -> str:
    try:
        return Address.parse(name).canonical
    except ValueError:
        return ""


def _refused() -> AppPasswordRefused:
    return AppPasswordRefused(_REFUSAL)
