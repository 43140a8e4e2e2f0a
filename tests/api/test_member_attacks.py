"""What somebody tries who is not the member: over HTTP, with all that a stranger, a thief or a colleague may have."""

import asyncio
from collections.abc import AsyncIterator
from ipaddress import ip_network

import httpx
import pytest

from tempory.api.browsers import DEVICE_COOKIE, SESSION_COOKIE
from tempory.people import Role
from tempory.people.throttle import ACCOUNT
from tempory.sealing import SecretKind
from tests.api.conftest import House, MakeHouse
from tests.api.stream_reader import StreamReader
from tests.api.test_account import V1, Page
from tests.people_making import PASSWORD, Person, Town, split_quickly

pytestmark = pytest.mark.anyio
WRONG = "tpm_" + "A" * 43
HOME, STRANGER = ("198.51.100.7", 40_000), ("203.0.113.9", 40_000)


@pytest.fixture
def house(houses: MakeHouse) -> House:
    """No network is trusted here, so that every limit counts."""
    return houses(trusted=(ip_network("192.0.2.0/24"),))


@pytest.fixture
def town(house: House) -> Town:
    return Town(world=house.world, people=house.people, acts=[], storage=None)  # type: ignore[arg-type]


@pytest.fixture
async def home(house: House) -> AsyncIterator[Page]:
    async with house.client(HOME) as client:
        yield Page(client)


async def half_of(town: Town, person: Person) -> str:
    salt, _ = await town.people.login.parameters(person.address)
    return SecretKind.MEMBER_AUTH.encode(split_quickly(PASSWORD, salt).auth)


async def guess(client: httpx.AsyncClient, address: str, times: int) -> set[str]:
    body = {"address": address, "auth_half": WRONG}
    answers = await asyncio.gather(*(client.post(f"{V1}/account/session", json=body) for _ in range(times)))
    return {answer.json()["type"] for answer in answers}


async def test_a_stranger_locks_nobody_out_of_a_device_used_before(house: House, town: Town, home: Page) -> None:
    ines = await town.settle()
    assert (await home.log_in(town, ines)).status_code == 200
    async with house.client(STRANGER) as stranger:
        assert await guess(stranger, ines.address, ACCOUNT.burst + 3) == {
            "/problems/log-in-refused",
            "/problems/too-many-attempts",
        }
        # Right or wrong, a device that was never here waits now: the stranger learns nothing by it.
        body = {"address": ines.address, "auth_half": await half_of(town, ines)}
        held = await stranger.post(f"{V1}/account/session", json=body)
        assert held.json()["type"] == "/problems/too-many-attempts"
        assert held.headers["retry-after"]
    home.client.cookies.delete(SESSION_COOKIE)
    assert (await home.log_in(town, ines)).status_code == 200


async def test_a_stolen_device_cookie_is_good_for_one_account_only(house: House, town: Town, home: Page) -> None:
    ines, mallory = await town.settle(), await town.settle("Mallory")
    await home.log_in(town, mallory)
    device = home.client.cookies[DEVICE_COOKIE]
    async with house.client(STRANGER, cookie=f"{DEVICE_COOKIE}={device}") as stranger:
        answers = await guess(stranger, ines.address, ACCOUNT.burst + 3)
    assert "/problems/too-many-attempts" in answers


async def test_an_unknown_account_is_held_up_as_a_known_one(house: House, town: Town) -> None:
    await town.settle()
    told: list[set[str]] = []
    for address in ("ines@tempory.test", "nobody@tempory.test"):
        async with house.client((f"203.0.113.{len(told) + 20}", 1)) as stranger:
            told.append(await guess(stranger, address, ACCOUNT.burst + 3))
    assert told[0] == told[1]


async def test_a_recovery_code_opens_once_even_at_five_doors(house: House, town: Town) -> None:
    ines = await town.settle(factor=True)
    assert ines.signed_in is not None
    code = (await town.people.factors.make_recovery_codes(ines.signed_in.actor, ines.member.id))[0]
    body = {"address": ines.address, "auth_half": await half_of(town, ines)}

    async def come_in() -> int:
        async with house.client() as client:
            ticket = (await client.post(f"{V1}/account/session", json=body)).json()["ticket"]
            shown = {"ticket": ticket, "recovery_code": code}
            return (await client.post(f"{V1}/account/session/second-factor", json=shown)).status_code

    assert sorted(await asyncio.gather(*(come_in() for _ in range(5)))) == [200, 403, 403, 403, 403]


async def test_a_ticket_is_nobody_elses_way_in(house: House, town: Town) -> None:
    """With a code of one's own, shown with somebody else's ticket; and with a ticket that was never given."""
    ines, mallory = await town.settle(factor=True), await town.settle("Mallory", factor=True)
    async with house.client() as client:
        body = {"address": ines.address, "auth_half": await half_of(town, ines)}
        ticket = (await client.post(f"{V1}/account/session", json=body)).json()["ticket"]
        shown = {"ticket": ticket, "code": town.code(mallory)}
        response = await client.post(f"{V1}/account/session/second-factor", json=shown)
        assert response.json()["type"] == "/problems/factor-refused"
        assert "set-cookie" not in response.headers
        forged = {"ticket": "A" * 43, "code": town.code(mallory)}
        response = await client.post(f"{V1}/account/session/second-factor", json=forged)
        assert response.json()["type"] == "/problems/log-in-refused"


async def test_an_owners_password_alone_administrates_nothing(house: House, town: Town) -> None:
    owner = await town.settle("Owner", Role.OWNER)
    async with house.client() as thief:
        body = {"address": owner.address, "auth_half": await half_of(town, owner)}
        answer = (await thief.post(f"{V1}/account/session", json=body)).json()
        assert answer["state"] == "second-factor"
        assert (await thief.get(f"{V1}/people")).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b'{"ticket": "' + b"A" * 43 + b'", "passkey": ' + b"[" * 200 + b"]" * 200 + b"}",
        b'{"ticket": "' + b"A" * 43 + b'", "passkey": {"a": ' + b'{"a":' * 1500 + b"1" + b"}" * 1500 + b"}}",
        b'{"ticket": "' + b"A" * 43 + b'", "passkey": {"a": "' + b"x" * 20_000 + b'"}}',
        b"\xff\xfe",
    ],
    ids=["no object", "deep", "long", "no text"],
)
async def test_a_hostile_body_is_an_answer_and_no_more(house: House, town: Town, body: bytes) -> None:
    async with house.client() as client:
        headers = {"content-type": "application/json"}
        response = await client.post(f"{V1}/account/session/second-factor", content=body, headers=headers)
        assert response.status_code in {400, 401, 413, 422}


async def test_a_link_is_not_found_by_trying(house: House, town: Town) -> None:
    _, link = await town.invite("Nora")
    async with house.client() as client:
        for text in ("tpe_" + "A" * 43, SecretKind.ENROLMENT.encode(link)[:-1] + "A"):
            response = await client.post(f"{V1}/enrolment/show", json={"link": text})
            assert response.status_code in {404, 422}
            assert "Nora" not in response.text


async def test_a_stream_ends_with_the_time_of_its_session(house: House, town: Town, home: Page) -> None:
    """Nobody ends the session: its idle time is over, and a stream that only listens is no use of it."""
    ines = await town.settle()
    await home.log_in(town, ines)
    cookie = f"{SESSION_COOKIE}={home.client.cookies[SESSION_COOKIE]}"
    async with StreamReader(house.face, f"{V1}/mailbox/events", headers={"cookie": cookie}) as stream:
        assert (await stream.event())[0] == "ready"
        beat(house)
        assert await stream.event() == ("", {"comment": "still here"})
        town.world.clock.advance(town.office.rules.member_idle + 60)
        await town.people.sweep()
        beat(house)
        assert await stream.event() == ("", {"comment": "still here"})
        assert "has ended" in (await stream.event())[1]["comment"]
        assert await stream.event() == ("end", {})


def beat(house: House) -> None:
    for _ in range(15):
        house.face.live.heart.tick()
