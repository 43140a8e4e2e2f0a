"""Pictures from elsewhere over the API: who may ask, how often, and what is written down. The fetching is handed in."""

import asyncio
import logging
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field, replace
from ipaddress import ip_network

import httpx
import pytest

from tempory.accesslog import LogUnavailable, Subject, Verb, parse_leaf
from tempory.api.browsers import CSRF_HEADER, SESSION_COOKIE
from tempory.api.settings import ApiSettings, PictureLimits, Rate, RateLimits
from tempory.events import Event, RemotePictureFetched
from tempory.fetching import Picture, RemoteAddressRefused, RemoteUnavailable, RemoteUnsuitable
from tempory.people import Role
from tests.api.conftest import House, MakeHouse, Token, problem_of
from tests.people_making import BROWSER, Town

pytestmark = pytest.mark.anyio

PATH = "/api/v1/mailbox/remote-picture"
URL = "https://secret-list.example/secret.png"
PNG = b"\x89PNG\r\n\x1a\nmade anew"


@dataclass
class Host:
    """Stands for `PictureFetcher.fetch`."""

    failure: Exception | None = None
    asked: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    second: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def fetch(self, url: str) -> Picture:
        self.asked.append(url)
        if len(self.asked) == 2:
            self.second.set()
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        return Picture(content=PNG, media_type="image/png")


@dataclass
class Scene:
    host: Host
    house: House
    token: Token
    client: httpx.AsyncClient

    async def ask(self, url: object = URL, *, token: Token | None = None, **headers: str) -> httpx.Response:
        shown = (token or self.token).sealed
        return await self.client.post(PATH, json={"url": url}, headers={**shown, **headers})


PLENTY = Rate(burst=1_000, per_minute=1_000)


async def set_scene(houses: MakeHouse, settings: ApiSettings | None = None, **options: object) -> Scene:
    host = Host()
    house = houses(settings, fetch_picture=host.fetch, **options)
    token, _ = await house.make_mailbox()
    return Scene(host, house, token, house.client())


async def test_a_holder_gets_the_picture_and_nobody_keeps_it(houses: MakeHouse) -> None:
    scene = await set_scene(houses)
    answer = await scene.ask()
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert scene.host.asked == [URL]
    assert (await scene.client.post(PATH, json={"url": URL}, headers=scene.token.open)).status_code == 200


async def test_nobody_else_does(houses: MakeHouse) -> None:
    scene = await set_scene(houses)
    for headers in ({}, Token().sealed, {"cookie": f"{SESSION_COOKIE}={'A' * 43}"}):
        answer = await scene.client.post(PATH, json={"url": URL}, headers=headers)
        assert answer.status_code == 401
    assert (await scene.client.get(PATH, headers=scene.token.sealed)).status_code == 405
    assert not scene.host.asked


async def test_a_member_asks_for_their_own_with_the_pages_token(houses: MakeHouse) -> None:
    scene = await set_scene(houses)
    town = Town(world=scene.house.world, people=scene.house.people, acts=[], storage=None)  # type: ignore[arg-type]
    member = (await town.settle("Maya", Role.MEMBER)).member
    signed_in = await scene.house.people.sessions.begin(member, BROWSER, second_factor=True)
    cookie = urlsafe_b64encode(signed_in.token.reveal()).decode().rstrip("=")
    shown = {"cookie": f"{SESSION_COOKIE}={cookie}"}
    refused = await scene.client.post(PATH, json={"url": URL}, headers=shown)
    assert (refused.status_code, problem_of(refused)) == (403, "csrf")
    answer = await scene.client.post(PATH, json={"url": URL}, headers={**shown, CSRF_HEADER: signed_in.csrf})
    assert (answer.status_code, answer.content) == (200, PNG)


@pytest.mark.parametrize(
    ("failure", "status", "slug", "outcome"),
    [
        (RemoteAddressRefused(), 422, "remote-address-refused", "refused"),
        (RemoteUnavailable(), 424, "remote-unavailable", "unavailable"),
        (RemoteUnsuitable(), 424, "remote-unsuitable", "unsuitable"),
        (None, 200, "", "fetched"),
    ],
)
async def test_a_failure_has_a_name_and_is_counted(
    houses: MakeHouse, failure: Exception | None, status: int, slug: str, outcome: str
) -> None:
    scene = await set_scene(houses)
    happened: list[Event] = []
    scene.house.world.events.subscribe(happened.append)
    scene.host.failure = failure
    answer = await scene.ask()
    assert answer.status_code == status
    assert not slug or problem_of(answer) == slug
    assert [event for event in happened if isinstance(event, RemotePictureFetched)] == [
        RemotePictureFetched(outcome=outcome)
    ]


@pytest.mark.parametrize("url", ["", "x" * 4_097, None, 7, ["https://list.example/"]])
async def test_what_is_no_url_is_not_even_asked_for(houses: MakeHouse, url: object) -> None:
    scene = await set_scene(houses)
    assert problem_of(await scene.ask(url)) == "invalid-request"
    assert not scene.host.asked


async def test_where_it_is_switched_off_nothing_is_asked_and_the_service_says_so(house: House) -> None:
    token, _ = await house.make_mailbox()
    answer = await house.client().post(PATH, json={"url": URL}, headers=token.sealed)
    assert (answer.status_code, problem_of(answer)) == (403, "remote-off")
    assert (await house.client().get("/api/v1/service")).json()["remote_pictures"] is False


async def test_a_mailbox_has_its_rate_wherever_it_is_asked_from(houses: MakeHouse) -> None:
    rates = RateLimits(pictures=PLENTY, mailbox_pictures=Rate(burst=2, per_minute=1))
    scene = await set_scene(houses, ApiSettings(rates=rates), trusted=(ip_network("192.0.2.0/24"),))
    assert [(await scene.ask()).status_code for _ in range(3)] == [200, 200, 429]
    elsewhere = scene.house.client(("198.51.100.9", 1))
    refused = await elsewhere.post(PATH, json={"url": URL}, headers=scene.token.sealed)
    assert (refused.status_code, problem_of(refused)) == (429, "rate-limited")
    assert int(refused.headers["retry-after"]) > 30
    other, _ = await scene.house.make_mailbox()
    assert (await scene.ask(token=other)).status_code == 200


async def test_a_peer_has_its_rate_whatever_mailboxes_it_has(houses: MakeHouse) -> None:
    rates = RateLimits(pictures=Rate(burst=2, per_minute=1), mailbox_pictures=PLENTY)
    scene = await set_scene(houses, ApiSettings(rates=rates))
    tokens = [(await scene.house.make_mailbox())[0] for _ in range(3)]
    assert [(await scene.ask(token=token)).status_code for token in tokens] == [200, 200, 429]
    elsewhere = scene.house.client(("198.51.100.9", 1))
    assert (await elsewhere.post(PATH, json={"url": URL}, headers=tokens[2].sealed)).status_code == 200


@pytest.mark.parametrize(
    ("limits", "mailboxes"),
    [
        (PictureLimits(at_once=9, per_peer=9, per_mailbox=2), 1),
        (PictureLimits(at_once=9, per_peer=2, per_mailbox=9), 3),
        (PictureLimits(at_once=2, per_peer=9, per_mailbox=9), 3),
    ],
    ids=["mailbox", "peer", "all"],
)
async def test_few_are_fetched_at_once(houses: MakeHouse, limits: PictureLimits, mailboxes: int) -> None:
    limits = replace(limits, octets=1_000)
    scene = await set_scene(houses, ApiSettings(pictures=limits))
    tokens = [(await scene.house.make_mailbox())[0] for _ in range(mailboxes)]
    scene.host.gate.clear()
    waiting = [asyncio.create_task(scene.ask(token=tokens[number % mailboxes])) for number in range(2)]
    await scene.host.second.wait()
    refused = await scene.ask(token=tokens[-1])
    assert (refused.status_code, problem_of(refused)) == (503, "busy")
    assert refused.headers["retry-after"] == "5"
    scene.host.gate.set()
    assert [(await each).status_code for each in waiting] == [200, 200]
    assert (await scene.ask(token=tokens[-1])).status_code == 200


async def test_it_is_recorded_without_the_url_or_not_done(houses: MakeHouse, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    scene = await set_scene(houses)
    await scene.ask()
    log = scene.house.world.workshop.log
    mailbox = (await scene.house.world.mailboxes.find(scene.token.auth)).id
    identity = await log.identify(Subject(mailbox.octets))
    kept = await log.store.about(bytes.fromhex(identity.pseudonym), below=None, limit=1)
    assert parse_leaf(kept[0].entry).verb == Verb.FETCH_REMOTE
    accesses = await scene.client.get("/api/v1/mailbox/accesses", headers=scene.token.sealed)
    assert "remote.fetch" in accesses.text
    assert "secret" not in accesses.text + caplog.text


async def test_what_cannot_be_recorded_is_not_fetched(houses: MakeHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = await set_scene(houses)

    async def refuse(*_: object, **__: object) -> None:
        raise LogUnavailable

    monkeypatch.setattr(type(scene.house.world.workshop.log), "record", refuse)
    assert (await scene.ask()).status_code == 503
    assert not scene.host.asked
