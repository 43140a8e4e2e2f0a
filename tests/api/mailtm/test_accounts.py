"""Accounts, tokens and domains, as mail.tm has them."""

import base64
import json
from typing import Any

import httpx
import pytest

from tempory.api import ApiSettings, Rate, RateLimits
from tempory.mailboxes.credentials import TOKEN_SECONDS
from tests.api.conftest import BASE, House, MakeHouse
from tests.api.mailtm.conftest import ADDRESS, PASSWORD, PLAIN, Account, check_problem

pytestmark = pytest.mark.anyio

LOGIN = {"address": ADDRESS, "password": PASSWORD}
ACCOUNT_FIELDS = {"id", "address", "quota", "used", "isDisabled", "isDeleted", "createdAt", "updatedAt"}


async def test_an_account_is_made_with_the_fields_of_mailtm(client: httpx.AsyncClient) -> None:
    answer = await client.post("/accounts", json={**LOGIN, "address": ADDRESS.upper()})
    made = answer.json()

    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/ld+json; charset=utf-8"
    assert set(made) == ACCOUNT_FIELDS | {"@context", "@id", "@type"}
    assert (made["@type"], made["@id"]) == ("Account", f"/accounts/{made['id']}")
    assert (made["address"], made["used"], made["isDeleted"]) == (ADDRESS, 0, False)
    assert made["createdAt"] == "2026-11-21T12:00:00+00:00"


async def test_plain_json_has_no_linked_data(account: Account) -> None:
    answer = await account.client.get("/me", headers=PLAIN)
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert set(answer.json()) == ACCOUNT_FIELDS


@pytest.mark.parametrize(
    ("login", "field", "part"),
    [
        pytest.param(LOGIN | {"address": "no address"}, "address", "name@domain", id="form"),
        pytest.param(LOGIN | {"address": "xy@elsewhere.example"}, "address", "tempory.test", id="domain"),
        pytest.param(LOGIN | {"address": "postmaster@tempory.test"}, "address", "kept", id="reserved"),
        pytest.param(LOGIN | {"password": "123456"}, "password", "6 to 256 characters", id="trivial"),
        pytest.param(LOGIN | {"password": ""}, "password", "6 to 256 characters", id="empty"),
    ],
)
async def test_what_cannot_be_is_a_violation(
    client: httpx.AsyncClient, login: dict[str, str], field: str, part: str
) -> None:
    answer = await client.post("/accounts", json=login)
    check_problem(answer, 422, part)
    assert answer.json()["violations"][0]["propertyPath"] == field


async def test_an_address_is_given_once(account: Account) -> None:
    answer = await account.client.post("/accounts", json=LOGIN, headers=PLAIN)
    check_problem(answer, 422, "address: This value is already used.")
    assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        pytest.param(b"{", "application/json", 400, id="broken"),
        pytest.param(b"[" * 4000, "application/json", 400, id="nested"),
        pytest.param(b'{"address": 1}', "application/json", 400, id="shape"),
        pytest.param(b"address=x", "application/x-www-form-urlencoded", 415, id="form"),
        pytest.param(b'"' + b"x" * 5000, "application/json", 413, id="large"),
        pytest.param(b'{"address": "\\ud800@tempory.test", "password": "\\ud800aaaaaaa"}', "application/json", 400),
    ],
)
async def test_hostile_bodies_are_refused(client: httpx.AsyncClient, content: bytes, kind: str, status: int) -> None:
    for path in ("/accounts", "/token"):
        check_problem(await client.post(path, content=content, headers={"content-type": kind}), status)


async def test_a_token_looks_like_a_jwt_and_says_when_it_ends(account: Account) -> None:
    parts = account.token.split(".")
    assert len(parts) == 3
    claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=="))
    assert claims["id"] == account.id
    assert claims["exp"] - claims["iat"] == 3600  # the mailbox ends before the token would
    assert ADDRESS not in account.token


async def test_login_answers_with_id_and_token(account: Account) -> None:
    answer = await account.client.post("/token", json=LOGIN)
    assert answer.status_code == 200
    assert set(answer.json()) == {"id", "token"}
    assert answer.json()["token"] != account.token


async def test_wrong_and_unknown_look_alike(account: Account) -> None:
    wrong = await account.client.post("/token", json=LOGIN | {"password": "R4ndon"})
    unknown = await account.client.post("/token", json=LOGIN | {"address": "nobody@tempory.test"})
    check_problem(wrong, 401, "Invalid credentials.")
    assert wrong.json() == unknown.json()


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer x", "Bearer a.b.c", "Bearer tpy_x"])
async def test_without_a_token_nothing_is_shown(client: httpx.AsyncClient, header: str) -> None:
    headers = {"authorization": header} if header else {}
    for path in ("/me", "/messages", "/accounts/1", "/messages/1", "/sources/1", "/.well-known/mercure"):
        answer = await client.get(path, headers=headers)
        check_problem(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_token_ends(account: Account) -> None:
    opened = await account.client.get("/me")
    assert opened.status_code == 200
    account.house.world.clock.advance(TOKEN_SECONDS)
    check_problem(await account.client.get("/me"), 401, "expired")


async def test_a_mailbox_of_ours_can_be_read_with_its_secret(client: httpx.AsyncClient, house: House) -> None:
    token, address = await house.make_mailbox("grey-owl")
    answer = await client.get("/me", headers=token.open)
    assert answer.json()["address"] == str(address)


async def test_one_account_does_not_see_another(account: Account, house: House) -> None:
    assert (await account.client.get(f"/accounts/{account.id}")).json()["id"] == account.id
    other = await account.client.post("/accounts", json=LOGIN | {"address": "grey-owl@tempory.test"})
    for method in ("GET", "DELETE"):
        check_problem(await account.client.request(method, f"/accounts/{other.json()['id']}"), 404)


async def test_a_deleted_account_is_forgotten(account: Account) -> None:
    answer = await account.client.delete(f"/accounts/{account.id}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "content-type" not in answer.headers
    check_problem(await account.client.get("/me"), 401)
    check_problem(await account.client.post("/token", json=LOGIN), 401)
    check_problem(await account.client.post("/accounts", json=LOGIN), 422, "already used")


async def test_domains_need_no_token(client: httpx.AsyncClient) -> None:
    listed = (await client.get("/domains?page=1", headers={"authorization": "Bearer "})).json()
    assert listed["hydra:totalItems"] == 2
    first = listed["hydra:member"][0]
    assert set(first) == {"@id", "@type", "id", "domain", "isActive", "isPrivate", "createdAt", "updatedAt"}
    assert (first["domain"], first["isActive"]) == ("tempory.test", True)
    assert (await client.get("/domains?page=2", headers=PLAIN)).json() == []
    shown = (await client.get(f"/domains/{first['id']}", headers=PLAIN)).json()
    assert shown["domain"] == "tempory.test"
    check_problem(await client.get("/domains/0"), 404)


@pytest.mark.parametrize(
    ("accept", "is_plain"),
    [
        ("application/json", True),
        ("application/json, text/plain, */*", True),
        ("*/*", False),
        ("application/ld+json", False),
        ("application/ld+json, application/json", False),
        ("application/json;q=0.5, application/ld+json", False),
        ("text/html", False),
        ("application/json;q=x", False),
        ("", False),
    ],
)
async def test_the_form_is_what_the_client_prefers(client: httpx.AsyncClient, accept: str, is_plain: bool) -> None:
    answer: Any = (await client.get("/domains", headers={"accept": accept})).json()
    assert isinstance(answer, list) is is_plain


async def test_eight_requests_a_second(houses: MakeHouse) -> None:
    house = houses()
    async with house.client() as client:
        for _ in range(8):
            assert (await client.get("/domains")).status_code == 200
        answer = await client.get("/domains")
        check_problem(answer, 429)
        assert answer.headers["retry-after"] == "1"
        house.monotonic.seconds += 1
        assert [(await client.get("/domains")).status_code for _ in range(9)] == [200] * 8 + [429]


async def test_guessing_is_slowed_down_for_the_peer_and_for_the_account(houses: MakeHouse) -> None:
    rates = RateLimits(
        mailtm=Rate(burst=1000, per_minute=60),
        failed_credentials=Rate(burst=2, per_minute=1),
        failed_passwords=Rate(burst=3, per_minute=1),
    )
    house = houses(ApiSettings(rates=rates))
    guess = LOGIN | {"password": "guessed"}

    async def guess_from(peer: str) -> int:
        async with house.client((peer, 40_000)) as client:
            return (await client.post("/token", json=guess)).status_code

    async with house.client(("192.0.2.1", 40_000)) as client:
        assert (await client.post("/accounts", json=LOGIN)).status_code == 201
    assert [await guess_from("192.0.2.2") for _ in range(3)] == [401, 401, 429]
    assert [await guess_from("192.0.2.3") for _ in range(2)] == [401, 429]  # the account's third and fourth
    house.monotonic.seconds += 180
    assert await guess_from("192.0.2.2") == 401


async def test_methods_and_paths_that_are_not(client: httpx.AsyncClient) -> None:
    answer = await client.put("/me")
    check_problem(answer, 405)
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    options = await client.options("/token")
    assert (options.status_code, options.headers["allow"]) == (204, "OPTIONS, POST")
    assert (await client.head(f"{BASE}/domains")).status_code == 200
