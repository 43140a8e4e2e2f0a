"""The first owner: asked for by a file in the data folder, answered by one with a link that works once."""

import stat
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tempory.app.first_owner import ANSWER_FILE, REQUEST_FILE, OwnerAnswer, answer_requests
from tempory.app.private_files import write_privately
from tempory.people import LogInRefused, Role
from tempory.sealing import SecretKind
from tempory.values import Instant, Secret
from tests.people_making import BROWSER, Town, open_town

pytestmark = pytest.mark.anyio


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = open_town(tmp_path / "data")
    yield made
    made.storage.close()


async def ask(town: Town, folder: Path, wish: object) -> OwnerAnswer:
    octets = wish if isinstance(wish, bytes) else msgspec.json.encode(wish)
    write_privately(folder / REQUEST_FILE, octets)
    await answer_requests(town.people, folder)
    assert not (folder / REQUEST_FILE).exists()
    file = folder / ANSWER_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    return msgspec.json.decode(file.read_bytes(), type=OwnerAnswer)


async def test_nothing_is_made_that_nobody_asked_for(town: Town, tmp_path: Path) -> None:
    await answer_requests(town.people, tmp_path)
    assert not (tmp_path / ANSWER_FILE).exists()
    assert not await town.storage.people.members(after=None, limit=5)


async def test_an_owner_is_invited_and_has_no_password_before_enrolling(town: Town, tmp_path: Path) -> None:
    answer = await ask(town, tmp_path, {"name": "Olga", "address": "olga@tempory.test", "language": "fr"})
    link = SecretKind.ENROLMENT.parse(answer.link)
    assert answer.page == f"https://localhost/account#{answer.link}"
    shown = await town.people.enrolment.show(link)
    assert (shown.member.name, shown.member.language) == ("Olga", "fr")
    (grant,) = await town.storage.people.grants(shown.member.id)
    assert (grant.role, bool(grant.suspended)) == (Role.OWNER, True)
    for guess in (bytes(32), b"a" * 32):
        with pytest.raises(LogInRefused):
            await town.people.login.begin("olga@tempory.test", Secret(guess), BROWSER, peer=None)


async def test_a_link_that_nobody_came_for_does_not_stay_on_the_disk(town: Town, tmp_path: Path) -> None:
    town.world.clock.instant = Instant(time.time_ns() // 1_000_000)
    await ask(town, tmp_path, {"name": "Olga", "address": "olga@tempory.test"})
    await answer_requests(town.people, tmp_path)
    assert (tmp_path / ANSWER_FILE).exists()
    town.world.clock.advance(61)
    await answer_requests(town.people, tmp_path)
    assert not (tmp_path / ANSWER_FILE).exists()


@pytest.mark.parametrize(
    "wish",
    [
        b"", b"[]", b"{" * 10_000, {"name": "Olga"}, {"name": "Olga", "address": "olga@elsewhere.test"},
        {"name": "", "address": "olga@tempory.test"}, {"name": "O", "address": "hostmaster@tempory.test"},
    ],
    ids=str,
)  # fmt: skip
async def test_a_wish_that_cannot_be_is_answered_and_makes_nobody(town: Town, tmp_path: Path, wish: object) -> None:
    answer = await ask(town, tmp_path, wish)
    assert answer.problem
    assert not answer.link
    assert not await town.storage.people.members(after=None, limit=5)
