"""Other ways into a mailbox than its holder's secret: a password, which gives a token, which opens the mailbox.

Each is one more wrap of the private key, under a key that only the password or the token gives, and once more under the
mailbox's shred key, so that forgetting the mailbox makes all of them worthless. A password opens nothing by itself: it
is exchanged for a random token that ends. The secret that such a mailbox was made with is drawn and dropped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, final

from tempory.mailboxes import forgetting
from tempory.mailboxes.making import MILLISECONDS, Workshop, choose_domain, prepare_open_creation
from tempory.mailboxes.names import check_name
from tempory.mailboxes.passwords import PasswordPool, check_password, encode_password
from tempory.mailboxes.refusals import AddressTaken, InvalidRequest, MailboxGone, PasswordRefused
from tempory.mailboxes.service import Mailboxes, OpenMailbox
from tempory.mailboxes.store import CredentialKind, CredentialRecord
from tempory.sealing import (
    PASSWORD_SALT_OCTETS,
    add_shred_layer,
    draw_secret,
    hash_auth_half,
    split_token,
    wrap_private_key,
)
from tempory.values import Address, Instant, IntegrityError, InvalidValueError, MailboxId, Secret

TOKEN_SECONDS: Final = 24 * 3600
TOKENS: Final = 32
"""Tokens that a mailbox has at once. One more, and the eldest opens no more."""
PASSWORDS: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenGrant:
    """A token that opens `mailbox` until `expires_at`."""

    mailbox: MailboxId
    token: Secret
    expires_at: Instant


@final
class Credentials:
    """Makes mailboxes that a password opens, exchanges passwords for tokens, and opens mailboxes by them."""

    def __init__(self, mailboxes: Mailboxes) -> None:
        self._mailboxes = mailboxes
        self._pool = PasswordPool()

    @property
    def _workshop(self) -> Workshop:
        return self._mailboxes.workshop

    def name_account(self, address: str) -> str:
        """Return what guesses at one account are counted by: its keyed hash, never the address."""
        try:
            return self._workshop.hasher.hash(Address.parse(address)).hex()
        except InvalidValueError:
            return "no address"

    async def create(self, address: str, password: str) -> OpenMailbox:
        """Make a mailbox with this address and password.

        Raises `InvalidRequest`, `NameReserved`, `AddressTaken`, `WeakPassword`, `Unavailable`.
        """
        wanted = self._parse(address)
        secret = check_password(password, wanted.local)
        lookup = self._workshop.hasher.hash(wanted)
        if await self._workshop.store.find_by_address(lookup) is not None:
            raise _taken()
        salt = self._workshop.random(PASSWORD_SALT_OCTETS)
        key = await self._pool.derive(secret, salt)  # before anything is stored: it may be refused
        token = draw_secret(self._workshop.random)
        creation = prepare_open_creation(token, self._workshop.random, name=wanted.local, domain=wanted.domain.name)
        if (await self._mailboxes.create(creation))[1] is None:
            raise _taken()
        opened = await self._mailboxes.open(token)
        try:
            await self._keep(opened, key, CredentialKind.PASSWORD, lookup=lookup, salt=salt)
        except BaseException:
            await forgetting.forget(self._workshop, (opened.mailbox.id,), reason="asked")
            raise
        return opened

    async def grant(self, address: str, password: str, *, permit: Callable[[], None]) -> TokenGrant:
        """Exchange a password for a token. An unknown address takes as long as a wrong password.

        `permit` is asked right before the work begins, and refuses by raising. Raises `PasswordRefused`, `Unavailable`.
        """
        record = await self._find_password(address)
        salt = self._workshop.random(PASSWORD_SALT_OCTETS) if record is None else record.salt
        key = await self._pool.derive(encode_password(password), salt, permit=permit)
        if record is None:
            raise _refused()
        try:
            opened = await self._mailboxes.open_wrap(record.mailbox, record.wrapped_key, key)
        except (IntegrityError, MailboxGone):
            raise _refused() from None
        return await self._mint(opened)

    async def open(self, token: Secret) -> OpenMailbox:
        """Open the living mailbox of a token; `MailboxGone` if it has ended, is none, or the mailbox is gone."""
        halves = split_token(token)
        record = await self._workshop.store.find_credential(hash_auth_half(halves.auth))
        if record is None or record.kind is not CredentialKind.TOKEN or self._has_ended(record):
            reason = "No mailbox answers to this token. It may have expired, or its mailbox was forgotten."
            raise MailboxGone(reason)
        return await self._mailboxes.open_wrap(record.mailbox, record.wrapped_key, halves.key)

    def close(self) -> None:
        """Let the threads go that derive keys."""
        self._pool.close()

    async def _mint(self, opened: OpenMailbox) -> TokenGrant:
        token = draw_secret(self._workshop.random)
        halves = split_token(token)
        expires_at = Instant(self._workshop.clock.now() + TOKEN_SECONDS * MILLISECONDS)
        if opened.mailbox.expires_at is not None:
            expires_at = min(expires_at, opened.mailbox.expires_at)
        lookup = hash_auth_half(halves.auth)
        await self._keep(opened, halves.key, CredentialKind.TOKEN, lookup=lookup, expires_at=expires_at)
        return TokenGrant(mailbox=opened.mailbox.id, token=token, expires_at=expires_at)

    async def _keep(
        self,
        opened: OpenMailbox,
        key: Secret,
        kind: CredentialKind,
        *,
        lookup: bytes,
        salt: bytes = b"",
        expires_at: Instant | None = None,
    ) -> None:
        mailbox, random = opened.mailbox.id, self._workshop.random
        shred_key = await self._workshop.keys.find(mailbox)
        if shred_key is None:
            reason = "The mailbox is gone."
            raise MailboxGone(reason)
        wrap = wrap_private_key(opened.keys.seed, key_half=key, mailbox=mailbox, random=random)
        record = CredentialRecord(
            mailbox=mailbox,
            kind=kind,
            lookup=lookup,
            salt=salt,
            wrapped_key=add_shred_layer(wrap, shred_key=shred_key, mailbox=mailbox, random=random),
            expires_at=expires_at,
        )
        limit = PASSWORDS if kind is CredentialKind.PASSWORD else TOKENS
        await self._workshop.store.keep_credential(record, limit=limit)

    async def _find_password(self, address: str) -> CredentialRecord | None:
        try:
            lookup = self._workshop.hasher.hash(Address.parse(address))
        except InvalidValueError:
            return None
        record = await self._workshop.store.find_credential(lookup)
        return record if record is not None and record.kind is CredentialKind.PASSWORD else None

    def _has_ended(self, record: CredentialRecord) -> bool:
        return record.expires_at is not None and record.expires_at <= self._workshop.clock.now()

    def _parse(self, text: str) -> Address:
        try:
            address = Address.parse(text.strip())
        except InvalidValueError:
            message = "An address has the form name@domain."
            raise InvalidRequest(message) from None
        return Address(check_name(address.local), choose_domain(self._workshop.rules, address.domain.name))


def _taken() -> AddressTaken:
    return AddressTaken("This address is taken, or was lately; choose another name.")


def _refused() -> PasswordRefused:
    return PasswordRefused("No account has this address and password.")
