"""How a mailbox comes to be: a name, a shred key, a record.

The key is kept before the record, never the other way round.
"""

from contextlib import suppress
from dataclasses import dataclass, replace

from tempory.accesslog import AccessLog, Checkpointer
from tempory.events import EventStream, MailboxCreated
from tempory.mailboxes.names import OPERATOR_NAMES, check_name, make_name
from tempory.mailboxes.records import Quota, Usage
from tempory.mailboxes.refusals import AddressTaken, CredentialInUse, InvalidRequest
from tempory.mailboxes.rules import Rules
from tempory.mailboxes.store import MailboxRecord, MailboxStore, ShredKeys
from tempory.sealing import (
    INNER_WRAP_OCTETS,
    AddressHasher,
    KeyPair,
    PublicKey,
    Random,
    add_shred_layer,
    draw_secret,
    hash_auth_half,
    seal_profile,
    split_token,
    wrap_private_key,
)
from tempory.values import (
    Address,
    Clock,
    Domain,
    Instant,
    IntegrityError,
    InvalidValueError,
    MailboxId,
    Secret,
    Unavailable,
)

NAME_ATTEMPTS = 8
MAILBOX_ID_OCTETS = 16
MILLISECONDS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Creation:
    """What a sealed creation brings: the client made the key pair and wrapped it; the server never sees the key half.

    `name` and `domain` None: the service chooses. `lifetime` in seconds, None: the default.
    """

    id: MailboxId
    auth_half: Secret
    public_key: bytes
    wrapped_key: bytes
    name: str | None = None
    domain: str | None = None
    lifetime: int | None = None


@dataclass(slots=True, kw_only=True)
class Workshop:
    """What making, finding and forgetting share. `rules` may be replaced while the service runs."""

    store: MailboxStore
    keys: ShredKeys
    hasher: AddressHasher
    rules: Rules
    clock: Clock
    random: Random
    events: EventStream
    log: AccessLog
    checkpointer: Checkpointer


def prepare_open_creation(
    token: Secret,
    random: Random,
    *,
    name: str | None = None,
    domain: str | None = None,
    lifetime: int | None = None,
) -> Creation:
    """Make in memory, under `token`, what the page would bring: for a caller without the cryptography (curl)."""
    halves = split_token(token)
    mailbox = MailboxId(random(MAILBOX_ID_OCTETS))
    pair = KeyPair.draw(random)
    return Creation(
        id=mailbox,
        auth_half=halves.auth,
        public_key=pair.public_key.octets,
        wrapped_key=wrap_private_key(pair.seed, key_half=halves.key, mailbox=mailbox, random=random),
        name=name,
        domain=domain,
        lifetime=lifetime,
    )


async def make_disposable(workshop: Workshop, creation: Creation) -> Address:
    """Make a mailbox that ends by itself, and return its address.

    Raises `InvalidRequest`, `NameReserved`, `AddressTaken`, `CredentialInUse`.
    """
    domain = choose_domain(workshop.rules, creation.domain)
    lifetime = check_lifetime(workshop.rules, creation.lifetime)
    name = None if creation.name is None else check_name(creation.name)
    expires_at = Instant(workshop.clock.now() + lifetime * MILLISECONDS)
    for _ in range(NAME_ATTEMPTS if name is None else 1):
        address = Address(name or make_name(workshop.random), domain)
        with suppress(AddressTaken):
            await _make(workshop, creation, (address,), expires_at)
            return address
    message = "This address is taken, or was lately; choose another name."
    raise AddressTaken(message)


async def make_operators(workshop: Workshop, creation: Creation) -> bool:
    """Make the mailbox without an end that postmaster and abuse of every domain reach (RFC 2142).

    If it is there already, `creation` is not used: addresses in new domains are added to it, and False is returned.
    """
    names = sorted(OPERATOR_NAMES, reverse=True)
    addresses = tuple(Address(name, domain) for domain in workshop.rules.domains for name in names)
    missing = []
    known: MailboxId | None = None
    for address in addresses:
        found = await workshop.store.find_by_address(workshop.hasher.hash(address))
        if found is None:
            missing.append(workshop.hasher.hash(address))
        known = known or found
    if known is None:
        await _make(workshop, creation, addresses, None)
    elif missing:
        await workshop.store.add_addresses(known, missing)
    return known is None


async def _make(
    workshop: Workshop, creation: Creation, addresses: tuple[Address, ...], expires_at: Instant | None
) -> None:
    record = _draft(workshop, creation, addresses, expires_at)
    shred_key = draw_secret(workshop.random)
    try:
        wrapped = add_shred_layer(
            creation.wrapped_key, shred_key=shred_key, mailbox=creation.id, random=workshop.random
        )
    except IntegrityError as error:
        message = "wrapped_key is not a wrapped key of version 1."
        raise InvalidRequest(message) from error
    # The key first: a mailbox without one would take mail that nobody can read.
    try:
        await workshop.keys.keep(creation.id, shred_key)
    except Unavailable:
        # It may have been kept for all that; `reconcile` finds it if this fails too.
        with suppress(Unavailable):
            await workshop.keys.destroy((creation.id,))
        raise
    try:
        hashes = [workshop.hasher.hash(address) for address in addresses]
        await workshop.store.create(replace(record, wrapped_key=wrapped), hashes)
    except BaseException:
        await workshop.keys.destroy((creation.id,))
        raise
    workshop.events.publish(MailboxCreated(mailbox=creation.id, expires_at=expires_at))


def _draft(
    workshop: Workshop, creation: Creation, addresses: tuple[Address, ...], expires_at: Instant | None
) -> MailboxRecord:
    try:
        public_key = PublicKey(creation.public_key)
    except InvalidValueError as error:
        message = "public_key is not a key that mail can be sealed to."
        raise InvalidRequest(message) from error
    if len(creation.wrapped_key) != INNER_WRAP_OCTETS:
        message = f"wrapped_key has {INNER_WRAP_OCTETS} octets in version 1."
        raise InvalidRequest(message)
    return MailboxRecord(
        id=creation.id,
        auth_hash=hash_auth_half(creation.auth_half),
        public_key=public_key.octets,
        wrapped_key=b"",
        profile=seal_profile(public_key, addresses[0], mailbox=creation.id),
        created_at=workshop.clock.now(),
        expires_at=expires_at,
        quota=Quota(messages=workshop.rules.quota_messages, bytes=workshop.rules.quota_bytes),
        usage=Usage(messages=0, bytes=0),
    )


def choose_domain(rules: Rules, text: str | None) -> Domain:
    """Return the domain that was asked for, or the first; `InvalidRequest` if it is not one of ours."""
    if text is None:
        return rules.domains[0]
    try:
        domain = Domain.parse(text)
    except InvalidValueError:
        domain = None
    if domain not in rules.domains:
        message = f"This service gives addresses in {', '.join(map(str, rules.domains))}."
        raise InvalidRequest(message)
    return domain


def check_lifetime(rules: Rules, seconds: int | None) -> int:
    """Return the lifetime in seconds; `InvalidRequest` if it is shorter or longer than the rules allow."""
    lifetime = rules.lifetime_default if seconds is None else seconds
    if not rules.lifetime_min <= lifetime <= rules.lifetime_max:
        message = f"A lifetime lies between {rules.lifetime_min} and {rules.lifetime_max} seconds."
        raise InvalidRequest(message)
    return lifetime


def must_be_repeated(known: MailboxRecord, creation: Creation) -> None:
    """`CredentialInUse` unless `creation` is the one that made `known`: then a retry is safe."""
    if (known.id, known.public_key) != (creation.id, creation.public_key):
        message = "This token is already in use; draw another one."
        raise CredentialInUse(message)
