import httpx
import pytest

from tempory.api import ApiSettings, Rate, RateLimits
from tempory.sealing import SecretKind, split_token
from tests.api.conftest import House, MakeHouse, Token, problem_of

pytestmark = pytest.mark.anyio

MAILBOX = "/api/v1/mailbox"
GUARDED = [
    ("GET", MAILBOX),
    ("PATCH", MAILBOX),
    ("DELETE", MAILBOX),
    ("GET", f"{MAILBOX}/messages"),
    ("GET", f"{MAILBOX}/messages/{'0' * 32}"),
    ("PATCH", f"{MAILBOX}/messages/{'0' * 32}"),
    ("DELETE", f"{MAILBOX}/messages/{'0' * 32}"),
    ("GET", f"{MAILBOX}/messages/{'0' * 32}/body"),
    ("GET", f"{MAILBOX}/messages/{'0' * 32}/raw"),
    ("GET", f"{MAILBOX}/messages/{'0' * 32}/attachments/0"),
    ("GET", f"{MAILBOX}/wait"),
    ("GET", f"{MAILBOX}/events"),
]


@pytest.mark.parametrize(("method", "path"), GUARDED)
async def test_nothing_of_a_mailbox_is_shown_without_its_secret(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    response = await client.request(method, path)
    assert (response.status_code, problem_of(response)) == (401, "credential-missing")
    assert response.headers["www-authenticate"] == 'Bearer realm="mailbox"'
    for headers in (Token().open, Token().sealed):
        response = await client.request(method, path, headers=headers)
        assert (response.status_code, problem_of(response)) == (401, "mailbox-gone")
        assert response.headers["www-authenticate"] == 'Bearer realm="mailbox"'


async def test_creation_needs_a_secret_too(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/v1/mailboxes", json={})
    assert (response.status_code, problem_of(response)) == (401, "credential-missing")


@pytest.mark.parametrize(
    "written",
    [
        "{text}",
        "Basic {text}",
        "Bearer",
        "Bearer ",
        "Bearer {text}x",
        "Bearer {cut}",
        "Bearer {text},{text}",
        "Bearer {text} {text}",
        "Bearer tpy_",
        "Bearer tpx_{digits}",
        "Bearer tpy_{digits}=",
        "Bearer tpa_é",
    ],
)
async def test_what_is_not_a_secret_is_not_taken_for_one(house: House, client: httpx.AsyncClient, written: str) -> None:
    token, _ = await house.make_mailbox()
    text = written.format(text=token.text, cut=token.text[:-1], digits=token.text[4:])
    response = await client.get(MAILBOX, headers={b"authorization": text.encode("latin-1")})
    assert (response.status_code, problem_of(response)) == (401, "credential-missing")
    assert token.text not in response.text


async def test_the_scheme_is_read_in_any_case(house: House, client: httpx.AsyncClient) -> None:
    token, _ = await house.make_mailbox()
    response = await client.get(MAILBOX, headers={"authorization": f"bearer {token.text}"})
    assert response.status_code == 200


async def test_a_secret_counts_in_the_header_alone(house: House, client: httpx.AsyncClient) -> None:
    token, _ = await house.make_mailbox()
    response = await client.get(f"{MAILBOX}?access_token={token.text}")
    assert response.status_code == 422
    response = await client.get(MAILBOX, headers={"cookie": f"access_token={token.text}"})
    assert response.status_code == 401
    twice = [("authorization", f"Bearer {token.text}"), ("authorization", f"Bearer {token.text}")]
    assert (await client.get(MAILBOX, headers=twice)).status_code == 401


async def test_a_key_half_is_refused_with_a_warning(house: House, client: httpx.AsyncClient) -> None:
    token, _ = await house.make_mailbox()
    key_half = SecretKind.KEY_HALF.encode(split_token(token.secret).key)
    response = await client.get(MAILBOX, headers={"authorization": f"Bearer {key_half}"})
    assert (response.status_code, problem_of(response)) == (401, "credential-missing")
    assert "never" in response.json()["detail"]


async def test_failures_are_limited_but_a_right_secret_is_always_answered(houses: MakeHouse) -> None:
    rates = RateLimits(failed_credentials=Rate(burst=3, per_minute=6))
    house = houses(ApiSettings(rates=rates))
    token, _ = await house.make_mailbox()
    async with house.client() as client:
        for _ in range(3):
            assert (await client.get(MAILBOX, headers=Token().open)).status_code == 401
        response = await client.get(MAILBOX, headers=Token().open)
        assert (response.status_code, problem_of(response)) == (429, "rate-limited")
        assert response.headers["retry-after"] == "10"
        for path in (MAILBOX, f"{MAILBOX}/events"):
            response = await client.get(path, headers=Token().sealed)
            assert response.status_code == 429
        assert (await client.get(MAILBOX, headers=token.open)).status_code == 200


async def test_dead_secrets_in_a_list_count_as_failures(houses: MakeHouse) -> None:
    house = houses(ApiSettings(rates=RateLimits(failed_credentials=Rate(burst=5, per_minute=6))))
    async with house.client() as client:
        five = ",".join(Token().auth_half for _ in range(5))
        response = await client.get(f"{MAILBOX}/events", headers={"authorization": f"Bearer {five}"})
        assert response.status_code == 429
