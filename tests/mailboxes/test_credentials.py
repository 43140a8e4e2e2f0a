"""Passwords and the tokens they give: what opens a mailbox, for how long, and what forgetting does to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tempory.events import MailboxForgotten
from tempory.mailboxes import (
    AddressTaken,
    CredentialKind,
    CredentialRecord,
    Credentials,
    InvalidRequest,
    MailboxGone,
    NameReserved,
    PasswordRefused,
    WeakPassword,
)
from tempory.mailboxes.credentials import TOKEN_SECONDS, TOKENS
from tempory.sealing import draw_secret, hash_auth_half, split_token
from tempory.values import Address, Instant, Secret, Unavailable
from tests.making import World

pytestmark = pytest.mark.anyio

ADDRESS, PASSWORD = "blue-heron@tempory.test", "R4ndom"


@dataclass(slots=True)
class Permit:
    """Counts how often it was asked, and refuses when told to."""

    refuses: bool = False
    asked: int = field(default=0, init=False)

    def __call__(self) -> None:
        self.asked += 1
        if self.refuses:
            raise Unavailable


@pytest.fixture
def credentials(world: World) -> Iterator[Credentials]:
    made = Credentials(world.mailboxes)
    yield made
    made.close()


async def test_a_password_gives_a_token_and_the_token_opens_the_mailbox(credentials: Credentials, world: World) -> None:
    made = await credentials.create(ADDRESS.upper(), PASSWORD)
    grant = await credentials.grant(ADDRESS, PASSWORD, permit=Permit())

    opened = await credentials.open(grant.token)
    assert opened.mailbox.id == made.mailbox.id == grant.mailbox
    assert str(opened.address) == ADDRESS
    assert opened.keys.seed == made.keys.seed
    with pytest.raises(MailboxGone):
        await world.mailboxes.open(grant.token)  # a token is none of the holder's secrets


async def test_wrong_unknown_and_malformed_look_alike_and_cost_alike(credentials: Credentials) -> None:
    await credentials.create(ADDRESS, PASSWORD)
    reasons = set()
    for address, password in [(ADDRESS, "R4ndon"), ("nobody@tempory.test", PASSWORD), ("no address", PASSWORD)]:
        permit = Permit()
        with pytest.raises(PasswordRefused) as refusal:
            await credentials.grant(address, password, permit=permit)
        reasons.add(refusal.value.public_reason)
        assert permit.asked == 1
    assert len(reasons) == 1
    with pytest.raises(Unavailable):
        await credentials.grant(ADDRESS, PASSWORD, permit=Permit(refuses=True))


async def test_what_cannot_be_made_is_refused(credentials: Credentials) -> None:
    await credentials.create(ADDRESS, PASSWORD)
    for address, password, kind in [
        (ADDRESS, PASSWORD, AddressTaken),
        ("no address", PASSWORD, InvalidRequest),
        ("someone@elsewhere.example", PASSWORD, InvalidRequest),
        ("postmaster@tempory.test", PASSWORD, NameReserved),
        ("someone@tempory.test", "123456", WeakPassword),
    ]:
        with pytest.raises(kind):
            await credentials.create(address, password)


async def test_a_token_ends(credentials: Credentials, world: World) -> None:
    made = await credentials.create(ADDRESS, PASSWORD)
    await world.mailboxes.extend(made.mailbox.id, 3 * TOKEN_SECONDS)
    grant = await credentials.grant(ADDRESS, PASSWORD, permit=Permit())
    assert grant.expires_at == world.clock.now() + TOKEN_SECONDS * 1000

    world.clock.advance(TOKEN_SECONDS - 1)
    await credentials.open(grant.token)
    world.clock.advance(1)
    with pytest.raises(MailboxGone):
        await credentials.open(grant.token)
    last = await credentials.grant(ADDRESS, PASSWORD, permit=Permit())
    assert (await credentials.open(last.token)).mailbox.id == made.mailbox.id


async def test_a_token_ends_with_its_mailbox_at_the_latest(credentials: Credentials, world: World) -> None:
    made = await credentials.create(ADDRESS, PASSWORD)
    grant = await credentials.grant(ADDRESS, PASSWORD, permit=Permit())
    assert grant.expires_at == made.mailbox.expires_at

    await world.mailboxes.forget(made.mailbox.id)
    for token in (grant.token, draw_secret(world.workshop.random)):
        with pytest.raises(MailboxGone):
            await credentials.open(token)
    with pytest.raises(PasswordRefused):
        await credentials.grant(ADDRESS, PASSWORD, permit=Permit())


async def test_once_the_shred_key_is_gone_the_wraps_open_nothing(credentials: Credentials, world: World) -> None:
    made = await credentials.create(ADDRESS, PASSWORD)
    grant = await credentials.grant(ADDRESS, PASSWORD, permit=Permit())
    await world.workshop.keys.destroy([made.mailbox.id])

    with pytest.raises(MailboxGone):
        await credentials.open(grant.token)
    with pytest.raises(PasswordRefused):
        await credentials.grant(ADDRESS, PASSWORD, permit=Permit())


async def test_the_eldest_token_gives_way(credentials: Credentials, world: World) -> None:
    made = await credentials.create(ADDRESS, PASSWORD)
    first = await credentials.grant(ADDRESS, PASSWORD, permit=Permit())
    for number in range(TOKENS):
        record = CredentialRecord(
            mailbox=made.mailbox.id,
            kind=CredentialKind.TOKEN,
            lookup=bytes([number]) * 32,
            salt=b"",
            wrapped_key=b"w" * 90,
            expires_at=Instant(world.clock.now() + 1),
        )
        await world.workshop.store.keep_credential(record, limit=TOKENS)

    with pytest.raises(MailboxGone):
        await credentials.open(first.token)
    await credentials.grant(ADDRESS, PASSWORD, permit=Permit())  # the password is of another kind


async def test_a_password_is_not_taken_for_a_token(credentials: Credentials, world: World) -> None:
    made = await credentials.create(ADDRESS, PASSWORD)
    token = Secret(b"t" * 32)
    record = CredentialRecord(
        mailbox=made.mailbox.id,
        kind=CredentialKind.PASSWORD,
        lookup=hash_auth_half(split_token(token).auth),
        salt=b"s" * 16,
        wrapped_key=b"w" * 90,
        expires_at=None,
    )
    await world.workshop.store.keep_credential(record, limit=2)

    with pytest.raises(MailboxGone):
        await credentials.open(token)


async def test_what_is_kept_is_a_keyed_hash_and_two_wraps(credentials: Credentials, world: World) -> None:
    made = await credentials.create(ADDRESS, PASSWORD)
    lookup = world.workshop.hasher.hash(Address.parse(ADDRESS))

    kept = await world.workshop.store.find_credential(lookup)
    assert kept is not None
    assert (kept.mailbox, kept.kind, kept.expires_at) == (made.mailbox.id, CredentialKind.PASSWORD, None)
    assert (len(kept.salt), len(kept.wrapped_key)) == (16, 90)


async def test_a_mailbox_whose_password_is_not_kept_is_forgotten(
    credentials: Credentials, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: Any, **__: Any) -> None:
        raise Unavailable

    monkeypatch.setattr(world.workshop.store, "keep_credential", refuse)
    with pytest.raises(Unavailable):
        await credentials.create(ADDRESS, PASSWORD)
    assert isinstance(world.happened[-1], MailboxForgotten)
    assert await world.workshop.store.find_by_address(world.workshop.hasher.hash(Address.parse(ADDRESS))) is None
