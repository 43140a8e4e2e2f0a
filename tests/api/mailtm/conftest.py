"""mail.tm's API in front of real mailboxes, asked as its clients ask."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from tempory.values import Address
from tests.api.conftest import House

ADDRESS, PASSWORD = "blue-heron@tempory.test", "R4ndom"
PLAIN = {"accept": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account, and a client that is logged in to it."""

    id: str
    token: str
    client: httpx.AsyncClient
    house: House

    @property
    def address(self) -> Address:
        return Address.parse(ADDRESS)


@pytest.fixture
async def account(house: House) -> AsyncIterator[Account]:
    async with house.client() as client:
        login = {"address": ADDRESS, "password": PASSWORD}
        made = await client.post("/accounts", json=login)
        assert made.status_code == 201
        answer = (await client.post("/token", json=login)).json()
        client.headers["authorization"] = f"Bearer {answer['token']}"
        yield Account(id=made.json()["id"], token=answer["token"], client=client, house=house)


def check_problem(response: httpx.Response, status: int, part: str = "") -> None:
    """An error has every field that a client of mail.tm looks at."""
    assert response.status_code == status
    body = response.json()
    assert body["hydra:description"] == body["detail"] == body["message"]
    assert part in body["message"]
    assert body["code"] == status
    assert isinstance(body["violations"], list)
