"""One-time links, and what they do: make a member's mailbox, or set a password anew. There is no default password.

The page draws salt, key pair and mailbox id, and derives the password's halves; the server gets the auth half, the
public key and wraps. A link is used up by the act, and a new one makes the member's earlier ones worthless.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, final

from tempory.events import MailboxCreated
from tempory.mailboxes import InvalidRequest, Quota, Usage, forgetting
from tempory.mailboxes.folders import SpecialUse
from tempory.mailboxes.store import MailboxRecord
from tempory.people.acts import Actor
from tempory.people.keyring import Keyring, NewWrap
from tempory.people.members import (
    Link,
    LinkPurpose,
    Member,
    MemberStatus,
    PasswordRecord,
    WrapKind,
)
from tempory.people.office import DAY, Office, hash_secret
from tempory.people.refusals import Conflict, LinkGone
from tempory.people.sessions import Browser, Sessions, SignedIn
from tempory.sealing import (
    ESCROW_WRAP_OCTETS,
    INNER_WRAP_OCTETS,
    PASSWORD_SALT_OCTETS,
    Argon2Parameters,
    PublicKey,
    check_parameters,
    draw_secret,
    hash_auth_half,
    seal_profile,
)
from tempory.values import InvalidValueError, MailboxId, Secret, Unavailable

_GONE: Final = "This link was used, has expired, or was replaced by a newer one."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassword:
    """A password as the page brings it: never itself. `inner_wrap` is the private key under its key half."""

    salt: bytes
    parameters: Argon2Parameters
    auth_half: Secret
    inner_wrap: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMailbox:
    """A mailbox that the page made."""

    id: MailboxId
    public_key: bytes
    recovery_wrap: bytes | None = None
    escrow_wrap: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a link shows: who is meant, and for `RESET` what the recovery secret opens."""

    member: Member
    purpose: LinkPurpose
    recovery_wrap: bytes | None
    public_key: bytes | None


@final
class Enrolment:
    """Makes links, shows them, and does what they are for."""

    def __init__(self, office: Office, *, keyring: Keyring, sessions: Sessions) -> None:
        self._office = office
        self._store = office.store
        self._keyring = keyring
        self._sessions = sessions

    async def make_link(self, by: Actor, member: Member) -> Secret:
        """Return the secret of a new link: to enrol, or to set a password anew. It is shown this once."""
        purpose = LinkPurpose.ENROL if member.mailbox is None else LinkPurpose.RESET
        await self._office.record(by, f"link.make.{purpose.value}", f"member:{member.id}")
        token = draw_secret(self._office.workshop.random)
        expires_at = self._office.later(self._office.rules.link_seconds)
        await self._store.add_link(hash_secret(token), Link(member=member.id, purpose=purpose, expires_at=expires_at))
        return token

    async def show(self, token: Secret) -> Invitation:
        """Return what a link is for, without using it up. Raises `LinkGone`."""
        member, link = await self._find(token)
        recovery = public_key = None
        if member.mailbox is not None and link.purpose is LinkPurpose.RESET:
            recovery = await self._keyring.inner_wrap(member.mailbox, WrapKind.RECOVERY)
            record = await self._office.workshop.store.find(member.mailbox)
            public_key = None if record is None else record.public_key
        return Invitation(member=member, purpose=link.purpose, recovery_wrap=recovery, public_key=public_key)

    async def enrol(self, token: Secret, password: NewPassword, mailbox: NewMailbox, browser: Browser) -> SignedIn:
        """Make the mailbox, and sign in for the time it takes to add second factors.

        With a link to reset, the member begins anew: the old mailbox is forgotten, with the mail that nobody can open
        any more. Raises `LinkGone`, `InvalidRequest`, `Conflict`, `CredentialInUse`.
        """
        office = self._office
        member, link = await self._find(token)
        new = [self._wrap(password), *self._further(mailbox)]
        record = self._draft(member, mailbox)
        actor = Actor(member=member.id, place=browser.place)
        await office.record(actor, f"member.enrol.{link.purpose.value}", f"member:{member.id}")
        shred_key, wraps = await self._keyring.first(mailbox.id, new)
        await self._use(token)
        if member.mailbox is not None:
            await self._drop_credentials(actor, member)
            await forgetting.forget(office.workshop, (member.mailbox,), reason="asked")
        await office.workshop.keys.keep(mailbox.id, shred_key)
        try:
            await self._store.enrol(member.id, record, wraps, self._retention())
        except BaseException:
            with suppress(Unavailable):
                await office.workshop.keys.destroy((mailbox.id,))
            raise
        office.workshop.events.publish(MailboxCreated(mailbox=mailbox.id, expires_at=None))
        enrolled = await office.find(member.id)
        return await self._sessions.begin(enrolled, browser, second_factor=False, enrolling=True)

    async def reset(self, token: Secret, password: NewPassword, browser: Browser) -> SignedIn:
        """Set a new password on the mailbox that is there. The wrap was made with the recovery secret, or escrow.

        The shred key is replaced and every session ends; second factors begin anew, with administrative roles
        suspended until there is one.
        """
        member, link = await self._find(token)
        if link.purpose is not LinkPurpose.RESET or member.mailbox is None:
            raise LinkGone(_GONE)
        wrap = self._wrap(password)
        actor = Actor(member=member.id, place=browser.place)
        await self._office.record(actor, "password.reset", f"member:{member.id}")
        await self._use(token)
        await self._drop_credentials(actor, member)
        passkeys = {
            (held.kind, held.reference)
            for held in await self._store.wraps(member.mailbox)
            if held.kind is WrapKind.PASSKEY
        }
        await self._keyring.replace_shred_key(member.mailbox, drop=passkeys, add=(wrap,))
        return await self._sessions.begin(member, browser, second_factor=False, enrolling=True)

    async def _drop_credentials(self, actor: Actor, member: Member) -> None:
        await self._sessions.end_all(actor, member.id)
        for factor in await self._store.factors(member.id):
            await self._store.remove_factor(member.id, factor.id, unless_last_owner=False)
        await self._store.set_recovery_codes(member.id, ())

    async def change_password(self, signed_in: SignedIn, password: NewPassword) -> None:
        """Replace the password and the shred key; all other sessions end."""
        member = signed_in.member
        if member.mailbox is None:
            raise LinkGone(_GONE)
        wrap = self._wrap(password)
        await self._office.record(signed_in.actor, "password.change", f"member:{member.id}")
        await self._keyring.replace_shred_key(member.mailbox, add=(wrap,))
        await self._sessions.end_all(signed_in.actor, member.id, except_for=signed_in.session.id)

    def _retention(self) -> dict[SpecialUse, int]:
        rules = self._office.rules
        return {SpecialUse.TRASH: rules.trash_days * DAY, SpecialUse.JUNK: rules.junk_days * DAY}

    async def _find(self, token: Secret) -> tuple[Member, Link]:
        link = await self._store.link(hash_secret(token))
        member = None if link is None else await self._store.member(link.member)
        if link is None or member is None or link.expires_at <= self._office.now():
            raise LinkGone(_GONE)
        if member.status is MemberStatus.SUSPENDED:
            raise LinkGone(_GONE)
        return member, link

    async def _use(self, token: Secret) -> None:
        if not await self._store.take_link(hash_secret(token)):
            raise LinkGone(_GONE)

    def _wrap(self, password: NewPassword) -> NewWrap:
        """Return the password's wrap with what it is checked by; `InvalidRequest` for what a client must not send."""
        try:
            check_parameters(password.parameters)
        except InvalidValueError:
            reason = "parameters are below the floor, or beyond the ceiling."
            raise InvalidRequest(reason) from None
        if len(password.salt) != PASSWORD_SALT_OCTETS:
            reason = f"salt has {PASSWORD_SALT_OCTETS} octets."
            raise InvalidRequest(reason)
        detail = PasswordRecord(
            salt=password.salt,
            parameters=password.parameters,
            auth_hash=hash_auth_half(password.auth_half),
            set_at=self._office.now(),
        ).encode()
        inner = check_wrap(password.inner_wrap)
        return NewWrap(kind=WrapKind.PASSWORD, reference=b"", inner=inner, detail=detail)

    def _further(self, mailbox: NewMailbox) -> Sequence[NewWrap]:
        further = []
        if mailbox.recovery_wrap is not None:
            inner = check_wrap(mailbox.recovery_wrap)
            further.append(NewWrap(kind=WrapKind.RECOVERY, reference=b"", inner=inner))
        if (mailbox.escrow_wrap is None) != (self._office.rules.escrow is None):
            reason = "The organisation keeps keys in escrow, or does not; the page is to follow that and to say it."
            raise Conflict(reason)
        if mailbox.escrow_wrap is not None:
            inner = check_wrap(mailbox.escrow_wrap, octets=ESCROW_WRAP_OCTETS)
            further.append(NewWrap(kind=WrapKind.ESCROW, reference=b"", inner=inner))
        return further

    def _draft(self, member: Member, mailbox: NewMailbox) -> MailboxRecord:
        try:
            public_key = PublicKey(mailbox.public_key)
        except InvalidValueError as error:
            reason = "public_key is not a key that mail can be sealed to."
            raise InvalidRequest(reason) from error
        office = self._office
        return MailboxRecord(
            id=mailbox.id,
            # Nobody has what this is the hash of: a member's mailbox is not found by a token.
            auth_hash=hash_secret(draw_secret(office.workshop.random)),
            public_key=public_key.octets,
            wrapped_key=b"",
            profile=seal_profile(public_key, member.addresses[0], mailbox=mailbox.id),
            created_at=office.now(),
            expires_at=None,
            quota=Quota(messages=office.rules.quota_messages, bytes=office.rules.quota_bytes),
            usage=Usage(messages=0, bytes=0),
        )


def check_wrap(inner: bytes, *, octets: int = INNER_WRAP_OCTETS) -> bytes:
    """Return an inner wrap of the right size and version; `InvalidRequest` otherwise."""
    if len(inner) != octets or inner[:1] != b"\x01":
        reason = f"a wrapped key has {octets} octets in version 1."
        raise InvalidRequest(reason)
    return inner
