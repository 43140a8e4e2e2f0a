"""What goes wrong before a surface is reached is told in its own words all the same."""

import httpx
import pytest

from tempory.api import ApiSettings, Rate, RateLimits
from tempory.api.surfaces import Surface
from tests.api.conftest import BASE, MakeHouse, problem_of
from tests.api.mailpit.test_mailpit import check_problem as check_mailpit
from tests.api.mailtm.conftest import check_problem as check_mailtm

pytestmark = pytest.mark.anyio

MAILTM = ("/domains", "/accounts/x", "/me", "/token", "/messages", "/sources/x", "/.well-known/mercure")
MAILPIT = ("/mailpit/api/v1/messages", "/mailpit/view/latest.html", "/mailpit")


def check(path: str, answer: httpx.Response, status: int) -> None:
    check_mailpit(answer, status) if path in MAILPIT else check_mailtm(answer, status)


@pytest.mark.parametrize("path", [*MAILTM, *MAILPIT])
async def test_another_hosts_name(client: httpx.AsyncClient, path: str) -> None:
    check(path, await client.get(path, headers={"host": "evil.example"}), 421)


@pytest.mark.parametrize("path", [*MAILTM, *MAILPIT])
async def test_the_rate_of_all_requests(houses: MakeHouse, path: str) -> None:
    house = houses(ApiSettings(rates=RateLimits(requests=Rate(burst=1, per_minute=60))))
    async with house.client() as client:
        await client.get("/robots.txt")
        answer = await client.get(path)
        check(path, answer, 429)
        assert answer.headers["retry-after"] == "1"
        assert problem_of(await client.get("/messagesx")) == "rate-limited"


@pytest.mark.parametrize("path", ["/messages/a/b/c", "/domains/", "/me/x", "/mailpit/api/v2"])
async def test_what_is_not_there(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(BASE + path)
    check_mailpit(answer, 404) if path.startswith("/mailpit") else check_mailtm(answer, 404)


async def test_each_surface_has_its_own_rate(houses: MakeHouse) -> None:
    rates = RateLimits(mailtm=Rate(burst=1, per_minute=60), mailpit=Rate(burst=2, per_minute=30))
    house = houses(ApiSettings(rates=rates))
    async with house.client() as client:
        assert [(await client.get("/domains")).status_code for _ in range(2)] == [200, 429]
        asked = [await client.get("/mailpit/api/v1/info") for _ in range(3)]
        assert [answer.status_code for answer in asked] == [401, 401, 429]
        assert asked[-1].headers["retry-after"] == "2"
        check_mailpit(asked[-1], 429)
        assert (await client.get("/api/v1/service")).status_code == 200


@pytest.mark.parametrize(
    ("path", "is_ours"),
    [("/mailpit", True), ("/mailpit/", True), ("/mailpit/x", True), ("/mailpits", False), ("/", False), ("", False)],
)
def test_what_is_a_surfaces(path: str, is_ours: bool) -> None:
    assert Surface(roots=("/mailpit",), speak=None, routes=()).has(path) == is_ours  # type: ignore[arg-type]
