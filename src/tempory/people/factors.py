"""Second factors: passkeys, one-time codes, and ten recovery codes for the day both are lost.

A TOTP secret has to be readable by the server; it is kept under a key of keys.db, so that mail.db alone gives none.
"""

import hashlib
import hmac
from base64 import b32encode
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tempory.people import passkeys, totp
from tempory.people.acts import Actor
from tempory.people.keyring import Keyring, NewWrap
from tempory.people.members import Factor, FactorKind, Member, SessionMode, WrapKind
from tempory.people.office import MILLISECONDS, Office
from tempory.people.passkeys import JsonObject
from tempory.people.refusals import Conflict, FactorRefused, RecordGone
from tempory.people.sessions import SignedIn
from tempory.values import Instant, IntegrityError, MemberId, RecordId, Secret

RECOVERY_CODES: Final = 10
FACTORS: Final = 20
NO_FACTOR: Final = "no second factor"
_RECOVERY_OCTETS: Final = 10
_NONCE_OCTETS: Final = 12
_PENDING: Final = 10_000
_PENDING_SECONDS: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What somebody shows: exactly one of them. `challenge` is the one that the passkey answered."""

    code: str | None = None
    recovery_code: str | None = None
    passkey: JsonObject | None = None
    challenge: bytes = b""


@final
class Pending:
    """Things begun and to be finished within minutes, in memory: a bounded table for each kind.

    Strangers may begin one kind (signing in by passkey); filling its table pushes out nothing of the others.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._held: defaultdict[str, OrderedDict[bytes, tuple[Instant, bytes]]] = defaultdict(OrderedDict)

    def keep(self, kind: str, key: bytes, value: bytes) -> None:
        """Keep `value`, in place of what was kept under the same key."""
        held = self._held[kind]
        held[key] = (self._office.later(_PENDING_SECONDS), value)
        held.move_to_end(key)
        if len(held) > _PENDING:
            held.popitem(last=False)

    def take(self, kind: str, key: bytes) -> bytes:
        """Return what was kept, once; `FactorRefused` if nothing is."""
        ends_at, value = self._held[kind].pop(key, (Instant(0), b""))
        if ends_at <= self._office.now():
            reason = "This was not begun, or too long ago; begin again."
            raise FactorRefused(reason)
        return value


@final
class Factors:
    """Adds, checks and removes second factors."""

    def __init__(self, office: Office, keyring: Keyring) -> None:
        self._office = office
        self._store = office.store
        self._keyring = keyring
        self.pending = Pending(office)

    async def list(self, member: MemberId) -> Sequence[Factor]:
        """Return the member's second factors, eldest first."""
        return await self._store.factors(member)

    # Adding

    async def begin_totp(self, member: Member) -> tuple[Secret, str]:
        """Draw a secret; return it, and the address that authenticator programs read."""
        await self._has_room(member.id)
        secret = Secret(self._office.workshop.random(totp.SECRET_OCTETS))
        self.pending.keep("totp", member.id.octets, secret.reveal())
        uri = totp.provisioning_uri(secret, account=str(member.addresses[0]), issuer=self._office.site().name)
        return secret, uri

    async def confirm_totp(self, signed_in: SignedIn, code: str, name: str) -> Factor:
        """Keep the secret that was begun, if `code` shows that the program has it. `FactorRefused` otherwise."""
        member = signed_in.member.id
        secret = Secret(self.pending.take("totp", member.octets))
        step = totp.matching_step(secret, code, now=self._office.now(), after=0)
        if step is None:
            self.pending.keep("totp", member.octets, secret.reveal())  # a mistyped code is no reason to scan again
            raise passkeys.refused()
        sealed = self._seal(secret, member)
        return await self._add(signed_in, FactorKind.TOTP, name, secret=sealed, counter=step)

    async def begin_passkey(self, member: Member) -> JsonObject:
        """Return what the browser is to be asked for a new passkey."""
        await self._has_room(member.id)
        challenge = self._office.workshop.random(passkeys.CHALLENGE_OCTETS)
        self.pending.keep("passkey", member.id.octets, challenge)
        held = await self.list(member.id)
        return passkeys.creation_options(self._office.site(), member, challenge=challenge, held=held)

    async def confirm_passkey(
        self, signed_in: SignedIn, answer: JsonObject, name: str, inner_wrap: bytes | None
    ) -> Factor:
        """Keep the passkey; with `inner_wrap`, made under its PRF, it is a way in by itself."""
        challenge = self.pending.take("passkey", signed_in.member.id.octets)
        new = passkeys.verify_creation(self._office.site(), answer, challenge=challenge)
        factor = await self._add(
            signed_in, FactorKind.PASSKEY, name, secret=new.public_key, counter=new.count, credential=new.credential
        )
        if inner_wrap is not None and signed_in.member.mailbox is not None:
            wrap = NewWrap(kind=WrapKind.PASSKEY, reference=factor.id.octets, inner=inner_wrap)
            await self._keyring.add(signed_in.member.mailbox, wrap)
        return factor

    async def _add(
        self, signed_in: SignedIn, kind: FactorKind, name: str, *, secret: bytes, counter: int, credential: bytes = b""
    ) -> Factor:
        factor = Factor(
            id=self._office.draw_record(),
            kind=kind,
            name=name,
            secret=secret,
            credential=credential,
            counter=counter,
            created_at=self._office.now(),
            used_at=None,
        )
        member = signed_in.member.id
        await self._office.record(signed_in.actor, f"factor.add.{kind.value}", f"member:{member}")
        await self._store.add_factor(member, factor)
        if signed_in.session.mode is SessionMode.ENROLMENT:
            # The link came from somebody who may give roles; a role that waited for a second factor begins now.
            await self._store.lift_suspension(member, NO_FACTOR)
        return factor

    async def _has_room(self, member: MemberId) -> None:
        if len(await self.list(member)) >= FACTORS:
            reason = f"There are {FACTORS} second factors already; remove one first."
            raise Conflict(reason)

    # Removing

    async def remove(self, by: Actor, member: Member, factor: RecordId) -> None:
        """Remove a factor, and the wrap that its PRF opened. Raises `RecordGone`, `LastFactorKept`."""
        await self._office.record(by, "factor.remove", f"member:{member.id}")
        if not await self._store.remove_factor(member.id, factor, unless_last_owner=True):
            reason = "There is no such second factor."
            raise RecordGone(reason)
        mailbox = member.mailbox
        if mailbox is not None and await self._keyring.inner_wrap(mailbox, WrapKind.PASSKEY, factor.octets):
            await self._keyring.drop(mailbox, WrapKind.PASSKEY, factor.octets)

    # Checking

    async def challenge(self, member: MemberId) -> JsonObject | None:
        """Return what the browser is to be asked of a passkey that the member has; None if there is none."""
        held = [factor for factor in await self.list(member) if factor.kind is FactorKind.PASSKEY]
        if not held:
            return None
        challenge = self._office.workshop.random(passkeys.CHALLENGE_OCTETS)
        self.pending.keep("request", member.octets, challenge)
        return passkeys.request_options(self._office.site(), challenge=challenge, held=held)

    async def check(self, member: MemberId, proof: Proof) -> None:
        """Return if `proof` is a second factor of the member, shown for the first time; `FactorRefused` otherwise."""
        if proof.code is not None:
            await self._check_code(member, proof.code)
        elif proof.recovery_code is not None:
            await self._check_recovery(member, proof.recovery_code)
        elif proof.passkey is not None:
            challenge = proof.challenge or self.pending.take("request", member.octets)
            owner, _ = await self.check_passkey(proof.passkey, challenge)
            if owner != member:
                raise passkeys.refused()
        else:
            raise passkeys.refused()

    async def check_passkey(self, answer: JsonObject, challenge: bytes) -> tuple[MemberId, Factor]:
        """Return whose passkey answered, and which. `FactorRefused` if it is none of ours, or the answer is wrong."""
        found = await self._store.factor_by_credential(passkeys.credential_of(answer))
        if found is None:
            raise passkeys.refused()
        member, factor = found
        count = passkeys.verify_request(self._office.site(), answer, factor, challenge=challenge)
        # Many authenticators do not count: zero again and again is no sign of a copy.
        counted = await self._store.use_factor(
            factor.id, counter=count, at=self._office.now(), may_repeat=count == 0 == factor.counter
        )
        if not counted:
            raise passkeys.refused()
        return member, factor

    async def _check_code(self, member: MemberId, code: str) -> None:
        now = self._office.now()
        for factor in await self.list(member):
            if factor.kind is not FactorKind.TOTP:
                continue
            step = totp.matching_step(self._open(factor.secret, member), code, now=now, after=factor.counter)
            # Two log-ins at once with one code: the disk says who was first.
            if step is not None and await self._store.use_factor(factor.id, counter=step, at=now, may_repeat=False):
                return
        raise passkeys.refused()

    # Recovery codes

    async def make_recovery_codes(self, by: Actor, member: MemberId) -> Sequence[str]:
        """Draw ten codes in place of all earlier ones. They are not kept: this is the one time they are seen."""
        await self._office.record(by, "recovery-codes.make", f"member:{member}")
        codes = [
            b32encode(self._office.workshop.random(_RECOVERY_OCTETS)).decode().lower() for _ in range(RECOVERY_CODES)
        ]
        await self._store.set_recovery_codes(member, [self._hash_code(member, code) for code in codes])
        return ["-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in codes]

    async def _check_recovery(self, member: MemberId, text: str) -> None:
        code = "".join(text.split()).replace("-", "").lower()
        hashed = self._hash_code(member, code)
        if not await self._store.use_recovery_code(member, hashed, at=self._office.now()):
            raise passkeys.refused()

    def _hash_code(self, member: MemberId, code: str) -> bytes:
        key = self._office.derive(b"recovery codes", member.octets)
        return hmac.digest(key, code.encode("utf-8", "surrogatepass"), hashlib.sha256)

    # A TOTP secret as it is kept

    def _seal(self, secret: Secret, member: MemberId) -> bytes:
        nonce = self._office.workshop.random(_NONCE_OCTETS)
        return nonce + AESGCM(self._office.derive(b"totp")).encrypt(nonce, secret.reveal(), member.octets)

    def _open(self, sealed: bytes, member: MemberId) -> Secret:
        nonce, ciphertext = sealed[:_NONCE_OCTETS], sealed[_NONCE_OCTETS:]
        try:
            return Secret(AESGCM(self._office.derive(b"totp")).decrypt(nonce, ciphertext, member.octets))
        except InvalidTag:
            message = "a one-time secret was altered, or is another member's"
            raise IntegrityError(message) from None


def confirmed_until(signed_in: SignedIn, office: Office) -> Instant:
    """Return until when dangerous acts need no further proof."""
    return Instant(signed_in.session.confirmed_at + office.rules.step_up * MILLISECONDS)
