"""Who gets into a mailbox, and how often one may be wrong."""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_bytes

import pytest

from tempory.accesslog import Way
from tempory.sealing import SecretKind
from tempory.sessions.entrance import Entrance, EntranceSettings, LogInRefused, TooManyTries
from tempory.storage.sqlite import open_storage
from tempory.values import Secret
from tests.making import World, make_world

pytestmark = pytest.mark.anyio


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    storage = open_storage(tmp_path)
    yield make_world(storage.mail, storage.keys)
    storage.close()


async def settle(world: World, name: str) -> Secret:
    token = Secret(token_bytes(32))
    await world.mailboxes.create_open(token, name=name)
    return Secret(SecretKind.TOKEN.encode(token).encode())


def make_entrance(world: World, **settings: float) -> Entrance:
    limits = EntranceSettings(**settings)  # type: ignore[arg-type]
    return Entrance(world.mailboxes, monotonic=lambda: world.clock.now() / 1000, settings=limits)


async def test_the_holder_gets_in_with_or_without_the_address(world: World) -> None:
    secret, entrance = await settle(world, "ines"), make_entrance(world)
    for name in ("ines@tempory.test", "INES@Tempory.Test", ""):
        assert (await entrance.admit(name, secret, peer="a", way=Way.IMAP)).address.local == "ines"


@pytest.mark.parametrize("name", ["nora@tempory.test", "ines", "ines@second.test", "@"])
async def test_another_name_is_refused_like_a_wrong_secret(world: World, name: str) -> None:
    secret, entrance = await settle(world, "ines"), make_entrance(world)
    with pytest.raises(LogInRefused) as wrong_name:
        await entrance.admit(name, secret, peer="a", way=Way.IMAP)
    with pytest.raises(LogInRefused) as wrong_secret:
        await entrance.admit("ines@tempory.test", Secret(b"tpy_" + b"A" * 43), peer="a", way=Way.IMAP)
    assert wrong_name.value.public_reason == wrong_secret.value.public_reason


@pytest.mark.parametrize("secret", [b"", b"\xff", b"password", b"tpa_" + b"A" * 43])
async def test_what_is_no_token_is_refused(world: World, secret: bytes) -> None:
    with pytest.raises(LogInRefused):
        await make_entrance(world).admit("", Secret(secret), peer="a", way=Way.IMAP)


async def test_who_is_wrong_too_often_has_to_wait_and_others_do_not(world: World) -> None:
    secret, entrance = await settle(world, "ines"), make_entrance(world, burst=3, per_minute=6)
    for _ in range(3):
        with pytest.raises(LogInRefused):
            await entrance.admit("", Secret(b"wrong"), peer="a", way=Way.IMAP)
    with pytest.raises(TooManyTries):
        await entrance.admit("", secret, peer="a", way=Way.IMAP)
    await entrance.admit("", secret, peer="b", way=Way.IMAP)
    world.clock.advance(11)
    await entrance.admit("", secret, peer="a", way=Way.IMAP)


async def test_the_table_of_peers_is_bounded(world: World) -> None:
    entrance = make_entrance(world, burst=1, peers=5)
    for number in range(20):
        with pytest.raises(LogInRefused):
            await entrance.admit("", Secret(b"wrong"), peer=str(number), way=Way.IMAP)
    assert len(entrance._tries) == 5
