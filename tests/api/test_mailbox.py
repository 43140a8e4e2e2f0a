import base64
import json

import httpx
import pytest

from tempory.accesslog import Verb, check_receipt, parse_receipt
from tempory.events import MailboxCreated
from tests.api.conftest import House, MakeHouse, Token, problem_of, sealed_creation

pytestmark = pytest.mark.anyio


async def test_curl_alone_makes_a_mailbox(client: httpx.AsyncClient) -> None:
    token = Token()
    response = await client.post("/api/v1/mailboxes", headers=token.open)

    assert response.status_code == 201
    assert response.headers["location"] == "/api/v1/mailbox"
    assert response.headers["cache-control"] == "no-store"
    mailbox = response.json()
    assert mailbox["address"].endswith("@tempory.test")
    assert mailbox["created_at"] == "2026-11-21T12:00:00.000Z"
    assert mailbox["expires_at"] == "2026-11-21T13:00:00.000Z"
    assert mailbox["quota"] == {"messages": 200, "bytes": 104_857_600}
    assert mailbox["usage"] == {"messages": 0, "bytes": 0}
    shown = await client.get("/api/v1/mailbox", headers=token.open)
    assert shown.json() == mailbox


async def test_open_creation_takes_name_domain_and_lifetime(client: httpx.AsyncClient) -> None:
    wish = {"name": "blue-heron", "domain": "second.test", "lifetime": 600}
    response = await client.post("/api/v1/mailboxes", headers=Token().open, json=wish)
    assert response.json()["address"] == "blue-heron@second.test"
    assert response.json()["expires_at"] == "2026-11-21T12:10:00.000Z"


async def test_the_page_makes_a_sealed_mailbox(client: httpx.AsyncClient) -> None:
    token = Token()
    creation = sealed_creation(token, name="blue-heron")
    response = await client.post("/api/v1/mailboxes", headers=token.sealed, json=creation)

    assert response.status_code == 201
    mailbox = response.json()
    assert mailbox["address"] == "blue-heron@tempory.test"
    assert {name: mailbox[name] for name in ("id", "public_key", "wrapped_key")} == {
        name: creation[name] for name in ("id", "public_key", "wrapped_key")
    }
    shown = (await client.get("/api/v1/mailbox", headers=token.sealed)).json()
    assert shown == {**mailbox, "address": None}


async def test_a_repeated_creation_gives_the_same_mailbox(client: httpx.AsyncClient) -> None:
    token = Token()
    creation = sealed_creation(token, name="blue-heron")
    first = await client.post("/api/v1/mailboxes", headers=token.sealed, json=creation)
    second = await client.post("/api/v1/mailboxes", headers=token.sealed, json=creation)
    assert second.status_code == 201
    assert second.json()["id"] == first.json()["id"]

    other = Token()
    first = await client.post("/api/v1/mailboxes", headers=other.open)
    second = await client.post("/api/v1/mailboxes", headers=other.open)
    assert second.json() == first.json()


async def test_another_creation_with_the_same_secret_conflicts(client: httpx.AsyncClient) -> None:
    token = Token()
    await client.post("/api/v1/mailboxes", headers=token.sealed, json=sealed_creation(token))
    response = await client.post("/api/v1/mailboxes", headers=token.sealed, json=sealed_creation(token))
    assert (response.status_code, problem_of(response)) == (409, "credential-in-use")


async def test_an_address_is_given_once(client: httpx.AsyncClient) -> None:
    await client.post("/api/v1/mailboxes", headers=Token().open, json={"name": "blue-heron"})
    response = await client.post("/api/v1/mailboxes", headers=Token().open, json={"name": "Blue-Heron"})
    assert (response.status_code, problem_of(response)) == (409, "address-taken")


@pytest.mark.parametrize("name", ["postmaster", "admin", "SECURITY", "abuse"])
async def test_names_of_the_service_are_reserved(client: httpx.AsyncClient, name: str) -> None:
    response = await client.post("/api/v1/mailboxes", headers=Token().open, json={"name": name})
    assert (response.status_code, problem_of(response)) == (422, "name-reserved")


@pytest.mark.parametrize(
    "wish",
    [
        {"lifetime": 0},
        {"lifetime": 599},
        {"lifetime": 10**30},
        {"lifetime": "600"},
        {"lifetime": True},
        {"name": ""},
        {"name": "a b"},
        {"name": "x" * 65},
        {"name": 7},
        {"domain": "elsewhere.example"},
        {"lifetme": 600},
        {"id": "00"},
        [],
        "text",
        7,
    ],
)
async def test_unfit_wishes_are_refused(client: httpx.AsyncClient, wish: object) -> None:
    response = await client.post("/api/v1/mailboxes", headers=Token().open, json=wish)
    assert (response.status_code, problem_of(response)) == (422, "invalid-request")


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "AB" * 16},
        {"id": "00" * 15},
        {"public_key": base64.b64encode(b"\xff" * 1216).decode()},
        {"public_key": base64.b64encode(b"\x00" * 1215).decode()},
        {"public_key": "not base64"},
        {"wrapped_key": base64.b64encode(b"\x02" + b"w" * 60).decode()},
        {"wrapped_key": base64.b64encode(b"w" * 62).decode()},
        {"auth_half": "x"},
    ],
)
async def test_unfit_keys_are_refused(client: httpx.AsyncClient, changes: dict[str, object]) -> None:
    token = Token()
    response = await client.post("/api/v1/mailboxes", headers=token.sealed, json=sealed_creation(token, **changes))
    assert (response.status_code, problem_of(response)) == (422, "invalid-request")
    assert (await client.get("/api/v1/mailbox", headers=token.sealed)).status_code == 401


async def test_sealed_creation_needs_a_body(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/v1/mailboxes", headers=Token().sealed)
    assert (response.status_code, problem_of(response)) == (415, "unsupported-media-type")
    response = await client.post("/api/v1/mailboxes", headers=Token().sealed, json={})
    assert problem_of(response) == "invalid-request"
    assert response.json()["detail"] == "id is missing."


@pytest.mark.parametrize("mode", ["open", "sealed"])
async def test_a_life_is_made_longer_and_shorter(house: House, client: httpx.AsyncClient, mode: str) -> None:
    token, address = await house.make_mailbox()
    headers = getattr(token, mode)
    for lifetime, ends in ((7_200, "14:00"), (600, "12:10")):
        response = await client.patch("/api/v1/mailbox", headers=headers, json={"lifetime": lifetime})
        assert response.status_code == 200
        assert response.json()["expires_at"] == f"2026-11-21T{ends}:00.000Z"
        assert response.json()["address"] == (str(address) if mode == "open" else None)


@pytest.mark.parametrize("wish", [{"lifetime": 1}, {"lifetime": 10**9}, {"lifetime": None}, {}, {"lifetime": 1.5}])
async def test_a_lifetime_out_of_range_is_refused(house: House, client: httpx.AsyncClient, wish: object) -> None:
    token, _ = await house.make_mailbox()
    response = await client.patch("/api/v1/mailbox", headers=token.open, json=wish)
    assert (response.status_code, problem_of(response)) == (422, "invalid-request")


@pytest.mark.parametrize("mode", ["open", "sealed"])
async def test_forgetting_gives_a_receipt_and_is_final(house: House, client: httpx.AsyncClient, mode: str) -> None:
    token, address = await house.make_mailbox()
    await house.deliver(address)
    mailbox = (await client.get("/api/v1/mailbox", headers=token.sealed)).json()["id"]

    response = await client.delete("/api/v1/mailbox", headers=getattr(token, mode))

    assert response.status_code == 200
    answer = response.json()
    receipt = parse_receipt(json.dumps(answer.pop("log")).encode())
    assert answer == {"mailbox": mailbox, "forgotten_at": "2026-11-21T12:00:00.000Z", "messages": 1, "final": True}
    checked = check_receipt(receipt, house.world.workshop.checkpointer.key)
    assert (checked.leaf.verb, receipt.subject) == (Verb.FORGET_MAILBOX, mailbox)
    for headers in (token.open, token.sealed):
        response = await client.get("/api/v1/mailbox", headers=headers)
        assert (response.status_code, problem_of(response)) == (401, "mailbox-gone")


async def test_an_expired_mailbox_is_gone(house: House, client: httpx.AsyncClient) -> None:
    token, _ = await house.make_mailbox()
    house.world.clock.advance(3_600)
    response = await client.get("/api/v1/mailbox", headers=token.open)
    assert (response.status_code, problem_of(response)) == (401, "mailbox-gone")
    response = await client.patch("/api/v1/mailbox", headers=token.open, json={"lifetime": 3_600})
    assert problem_of(response) == "mailbox-gone"


async def test_creations_are_limited_by_peer(houses: MakeHouse) -> None:
    house = houses()
    async with house.client() as client, house.client(("198.51.100.1", 1)) as neighbour:
        for _ in range(20):
            assert (await client.post("/api/v1/mailboxes", headers=Token().open)).status_code == 201
        response = await client.post("/api/v1/mailboxes", headers=Token().open)
        assert (response.status_code, problem_of(response)) == (429, "rate-limited")
        assert response.headers["retry-after"] == "10"
        assert (await neighbour.post("/api/v1/mailboxes", headers=Token().open)).status_code == 201
        house.monotonic.seconds += 10
        assert (await client.post("/api/v1/mailboxes", headers=Token().open)).status_code == 201
    assert sum(isinstance(event, MailboxCreated) for event in house.world.happened) == 22
