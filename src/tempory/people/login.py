"""Signing in: an address and the auth half of its password, then a second factor where there is one.

Whoever is wrong is told the same whatever was wrong, and for an account that does not exist everything is made up: the
same salt each time, a password that nobody has. The face answers every refusal after the same time.
"""

import hmac
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

from tempory.mailboxes import MailboxGone
from tempory.people import passkeys
from tempory.people.acts import REFUSED, Actor
from tempory.people.factors import Factors, Proof
from tempory.people.keyring import Keyring
from tempory.people.members import Factor, FactorKind, Member, MemberStatus, PasswordRecord, WrapKind
from tempory.people.office import Office, hash_secret
from tempory.people.passkeys import JsonObject
from tempory.people.refusals import FactorRefused, LogInRefused
from tempory.people.sessions import Browser, Sessions, SignedIn
from tempory.people.throttle import Lane, Throttle
from tempory.sealing import MEMBER_PARAMETERS, PASSWORD_SALT_OCTETS, Argon2Parameters, draw_secret, hash_auth_half
from tempory.values import Address, Instant, InvalidValueError, Secret

TICKET_SECONDS: Final = 300
TICKET_TRIES: Final = 5
TICKETS: Final = 20_000
_REFUSAL: Final = "No account has this address and password."


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The password was right and a second factor is still to be shown: which there are, and what a passkey is asked."""

    token: Secret
    methods: tuple[str, ...]
    passkey: JsonObject | None


@dataclass(slots=True, kw_only=True)
class _Waiting:
    member: Member
    account: str
    ends_at: Instant
    challenge: bytes
    tries: int = TICKET_TRIES


@final
class Login:
    """`begin`, and `finish` if a ticket comes back; or `begin_passkey` and `finish_passkey` without any password."""

    def __init__(
        self, office: Office, *, sessions: Sessions, factors: Factors, keyring: Keyring, throttle: Throttle
    ) -> None:
        self._office = office
        self._store = office.store
        self._sessions = sessions
        self._factors = factors
        self._keyring = keyring
        self._throttle = throttle
        self._waiting: OrderedDict[bytes, _Waiting] = OrderedDict()

    async def parameters(self, address: str) -> tuple[bytes, Argon2Parameters]:
        """Return what the account's password is derived with; made up, and always the same, where there is none."""
        made_up = self._office.derive(b"salt", self._account(address).encode())[:PASSWORD_SALT_OCTETS]
        _, record = await self._find(address)
        if record is None:
            return made_up, MEMBER_PARAMETERS
        return record.salt, record.parameters

    async def begin(self, address: str, auth_half: Secret, browser: Browser, *, peer: str | None) -> SignedIn | Ticket:
        """Sign in by password. `peer` None: a trusted network. Raises `LogInRefused`, `TooManyAttempts`."""
        account = self._account(address)
        member, record = await self._find(address)
        device = await self._known_device(member, browser)
        lane = Lane(account=account, peer=peer, device=device)
        self._throttle.check(lane)
        # Compared in any case, so that an account that does not exist takes as long as one that does.
        expected = self._office.derive(b"nobody") if record is None else record.auth_hash
        is_right = hmac.compare_digest(expected, hash_auth_half(auth_half))
        if member is None or record is None or not is_right or member.status is not MemberStatus.ACTIVE:
            self._throttle.spend(lane)
            on = "account" if member is None else f"member:{member.id}"
            await self._office.record(Actor(place=browser.place), "session.begin", on, result=REFUSED)
            raise LogInRefused(_REFUSAL)
        held = await self._factors.list(member.id)
        if not held:
            return await self._sessions.begin(member, browser, second_factor=False)
        return await self._ask(member, account, held)

    async def _ask(self, member: Member, account: str, factors: Sequence[Factor]) -> Ticket:
        challenge = self._office.workshop.random(passkeys.CHALLENGE_OCTETS)
        keys = [factor for factor in factors if factor.kind is FactorKind.PASSKEY]
        methods = sorted({factor.kind.value for factor in factors})
        if await self._store.recovery_codes_left(member.id):
            methods.append("recovery-code")
        token = draw_secret(self._office.workshop.random)
        self._waiting[hash_secret(token)] = _Waiting(
            member=member, account=account, ends_at=self._office.later(TICKET_SECONDS), challenge=challenge
        )
        if len(self._waiting) > TICKETS:
            self._waiting.popitem(last=False)
        asked = passkeys.request_options(self._office.site(), challenge=challenge, held=keys) if keys else None
        return Ticket(token=token, methods=tuple(methods), passkey=asked)

    async def finish(self, ticket: Secret, proof: Proof, browser: Browser, *, peer: str | None) -> SignedIn:
        """Sign in with a second factor; five tries a ticket.

        Raises `FactorRefused`, `LogInRefused`, `TooManyAttempts`.
        """
        key = hash_secret(ticket)
        waiting = self._waiting.get(key)
        if waiting is None or waiting.ends_at <= self._office.now():
            self._waiting.pop(key, None)
            reason = "Sign in again: it took too long, or there were too many tries."
            raise LogInRefused(reason)
        member = waiting.member
        device = await self._known_device(member, browser)
        lane = Lane(account=f"factor {waiting.account}", peer=peer, device=device, is_factor=True)
        self._throttle.check(lane)
        waiting.tries -= 1
        if waiting.tries <= 0:
            del self._waiting[key]
        try:
            shown = Proof(
                code=proof.code,
                recovery_code=proof.recovery_code,
                passkey=proof.passkey,
                challenge=waiting.challenge,
            )
            await self._factors.check(member.id, shown)
        except FactorRefused:
            self._throttle.spend(lane)
            by = Actor(place=browser.place)
            await self._office.record(by, "session.second-factor", f"member:{member.id}", result=REFUSED)
            raise
        self._waiting.pop(key, None)
        current = await self._store.member(member.id)
        if current is None or current.status is not MemberStatus.ACTIVE:
            raise LogInRefused(_REFUSAL)
        return await self._sessions.begin(current, browser, second_factor=True)

    # By passkey alone

    def begin_passkey(self) -> tuple[Secret, JsonObject]:
        """Return a ticket, and what the browser is asked: any passkey that it has for us."""
        token = draw_secret(self._office.workshop.random)
        challenge = self._office.workshop.random(passkeys.CHALLENGE_OCTETS)
        self._factors.pending.keep("alone", hash_secret(token), challenge)
        return token, passkeys.request_options(self._office.site(), challenge=challenge)

    async def finish_passkey(self, ticket: Secret, answer: JsonObject, browser: Browser) -> SignedIn:
        """Sign in by a passkey whose PRF wraps the mailbox's key. Raises `FactorRefused`, `LogInRefused`."""
        challenge = self._factors.pending.take("alone", hash_secret(ticket))
        owner, factor = await self._factors.check_passkey(answer, challenge)
        member = await self._store.member(owner)
        if member is None or member.status is not MemberStatus.ACTIVE or member.mailbox is None:
            raise LogInRefused(_REFUSAL)
        if await self._keyring.inner_wrap(member.mailbox, WrapKind.PASSKEY, factor.id.octets) is None:
            reason = "This passkey is a second factor only: it does not open the mailbox. Sign in with the password."
            raise LogInRefused(reason)
        return await self._sessions.begin(member, browser, second_factor=True)

    # Showing it again

    async def step_up(self, signed_in: SignedIn, proof: Proof, auth_half: Secret | None, *, peer: str | None) -> None:
        """Confirm the session: by a second factor; by the password for who has none. Raises `FactorRefused`."""
        member = signed_in.member
        lane = Lane(account=f"step-up {member.id}", peer=peer, device=str(signed_in.session.id), is_factor=True)
        self._throttle.check(lane)
        try:
            if await self._factors.list(member.id):
                await self._factors.check(member.id, proof)
            else:
                await self._check_password(member, auth_half)
        except FactorRefused:
            self._throttle.spend(lane)
            await self._office.record(signed_in.actor, "session.confirm", f"member:{member.id}", result=REFUSED)
            raise
        await self._sessions.confirm(signed_in)

    async def _check_password(self, member: Member, auth_half: Secret | None) -> None:
        record = None if member.mailbox is None else await self._keyring.password(member.mailbox)
        if record is None or auth_half is None or not hmac.compare_digest(record.auth_hash, hash_auth_half(auth_half)):
            raise passkeys.refused()

    # Finding

    async def _find(self, address: str) -> tuple[Member | None, PasswordRecord | None]:
        try:
            member = await self._store.member_by_address(self._office.hash_address(Address.parse(address.strip())))
        except InvalidValueError:
            return None, None
        if member is None or member.mailbox is None:
            return member, None
        try:
            return member, await self._keyring.password(member.mailbox)
        except MailboxGone:
            return member, None

    async def _known_device(self, member: Member | None, browser: Browser) -> str | None:
        if member is None or browser.known is None:
            return None
        hashed = hash_secret(browser.known)
        return hashed.hex() if await self._store.knows_device(hashed, member.id) else None

    def _account(self, address: str) -> str:
        """Return what failures are counted by, and salts made from: a keyed hash, never the address."""
        try:
            return self._office.hash_address(Address.parse(address.strip())).hex()
        except InvalidValueError:
            return "no address"
