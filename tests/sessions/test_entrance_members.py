"""Members at the mail programs' door: app passwords for their own protocol, the account's password never."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tempory.accesslog import Way
from tempory.delivery import Delivery, UnknownRecipient
from tempory.people import Scope
from tempory.sealing import SecretKind
from tempory.sessions.entrance import REFUSAL, Entrance, LogInRefused
from tempory.values import Address, Secret
from tests.making import DOMAIN
from tests.people_making import ANYBODY, PASSWORD, Town, open_town, split_quickly

pytestmark = pytest.mark.anyio


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = open_town(tmp_path)
    yield made
    made.storage.close()


def entrance_of(town: Town) -> Entrance:
    return Entrance(town.world.mailboxes, people=town.people, monotonic=lambda: town.world.clock.now() / 1000)


async def test_an_app_password_opens_its_members_mailbox_on_its_protocol(town: Town) -> None:
    ines, entrance = await town.settle(), entrance_of(town)
    secret = Secret((await town.app_password(ines, Scope.IMAP)).encode())
    opened = await entrance.admit(ines.address, secret, peer="192.0.2.77", way=Way.IMAP)
    assert (opened.keys.seed, opened.address) == (ines.keys.seed, ines.member.addresses[0])
    (listed,) = await town.people.app_passwords.list(ines.member)
    assert listed.used_from == "192.0.2.0/24"
    with pytest.raises(LogInRefused):
        await entrance.admit(ines.address, secret, peer="192.0.2.77", way=Way.POP3)
    with pytest.raises(LogInRefused):
        await entrance.admit("nora@tempory.test", secret, peer="192.0.2.77", way=Way.IMAP)


async def test_the_accounts_password_and_its_halves_are_refused_with_a_hint(town: Town) -> None:
    """Bypassing the second factor: whatever a thief has of the password, no mail program gets in by it."""
    ines, entrance = await town.settle(factor=True), entrance_of(town)
    salt, _ = await town.people.login.parameters(ines.address)
    halves = split_quickly(PASSWORD, salt)
    shown = [
        PASSWORD,
        SecretKind.MEMBER_AUTH.encode(halves.auth),
        SecretKind.MEMBER_KEY.encode(halves.key),
        SecretKind.TOKEN.encode(halves.auth),
        SecretKind.APP_PASSWORD.encode(halves.auth),
        SecretKind.APP_PASSWORD.encode(halves.key),
    ]
    for name in (ines.address, "nobody@tempory.test"):
        for text in shown:
            with pytest.raises(LogInRefused) as refusal:
                await entrance.admit(name, Secret(text.encode()), peer=text, way=Way.IMAP)
            assert refusal.value.public_reason == REFUSAL
    assert "app password" in REFUSAL


async def test_an_entrance_without_members_takes_no_app_password(town: Town) -> None:
    ines = await town.settle()
    secret = Secret((await town.app_password(ines, Scope.IMAP)).encode())
    entrance = Entrance(town.world.mailboxes, monotonic=lambda: 0.0)
    with pytest.raises(LogInRefused):
        await entrance.admit(ines.address, secret, peer="p", way=Way.IMAP)


# What arrives for a member


async def test_mail_for_a_members_detail_is_the_members(town: Town) -> None:
    workshop = town.world.workshop
    delivery = Delivery(
        store=town.storage.mail, hasher=workshop.hasher, domains=(DOMAIN,), clock=workshop.clock,
        random=workshop.random, events=workshop.events, log=workshop.log,
    )  # fmt: skip
    ines = await town.settle()
    for local in ("ines", "Ines+shop", "ines+a+b", "ines+"):
        assert (await delivery.reserve(Address(local, DOMAIN), 0)).mailbox == ines.mailbox
    await town.world.mailboxes.create_open(Secret(b"t" * 32), name="heron")
    for local in ("heron+shop", "+ines", "nobody+x", "+"):
        with pytest.raises(UnknownRecipient):
            await delivery.reserve(Address(local, DOMAIN), 0)


async def test_a_suspended_members_mail_goes_on_arriving(town: Town) -> None:
    ines = await town.settle()
    await town.people.directory.suspend(ANYBODY, ines.member.id)
    found = await town.storage.mail.find_recipient(town.office.hash_address(ines.member.addresses[0]))
    assert found is not None
