import httpx
import pytest

from tests.api.conftest import House, Token, problem_of

pytestmark = pytest.mark.anyio

CREATE = "/api/v1/mailboxes"
JSON = {"content-type": "application/json"}


async def post(client: httpx.AsyncClient, content: bytes, **headers: str) -> httpx.Response:
    return await client.post(CREATE, headers={**Token().open, **JSON, **headers}, content=content)


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"{'name': 1}",
        b"\xff\xfe{}",
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b"[" * 8_000,
        b'{"x":' * 1_500,
        b"{}{}",
        b"\x00",
        b"NaN",
        b" ",
    ],
)
async def test_what_is_not_json_is_refused(client: httpx.AsyncClient, content: bytes) -> None:
    response = await post(client, content)
    assert response.status_code in {400, 422}
    assert problem_of(response) in {"malformed-json", "invalid-request"}


async def test_deep_json_is_refused_without_harm(client: httpx.AsyncClient) -> None:
    response = await post(client, b'{"name":' + b"[" * 3_900 + b"]" * 3_900 + b"}")
    assert problem_of(response) in {"malformed-json", "invalid-request"}
    assert (await client.get("/api/v1/service")).status_code == 200


async def test_null_is_not_an_empty_body(client: httpx.AsyncClient) -> None:
    response = await post(client, b"null")
    assert (response.status_code, problem_of(response)) == (422, "invalid-request")


@pytest.mark.parametrize("declared", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""])
async def test_json_has_to_be_declared(client: httpx.AsyncClient, declared: str) -> None:
    response = await post(client, b"{}", **{"content-type": declared})
    assert (response.status_code, problem_of(response)) == (415, "unsupported-media-type")


async def test_a_charset_may_be_named(client: httpx.AsyncClient) -> None:
    response = await post(client, b"{}", **{"content-type": "Application/JSON; charset=utf-8"})
    assert response.status_code == 201


async def test_a_body_over_the_cap_is_refused_by_its_declared_size(client: httpx.AsyncClient) -> None:
    response = await post(client, b" " * 8_193)
    assert (response.status_code, problem_of(response)) == (413, "body-too-large")
    assert response.headers["connection"] == "close"


async def test_a_body_over_the_cap_is_refused_as_it_comes(client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> object:
        nonlocal sent
        while True:
            sent += 1_000
            yield b" " * 1_000

    response = await client.post(CREATE, headers={**Token().open, **JSON}, content=endless())  # type: ignore[arg-type]
    assert (response.status_code, problem_of(response)) == (413, "body-too-large")
    assert sent < 20_000


@pytest.mark.parametrize("declared", ["99999999999999999999999999", "8193"])
async def test_declared_sizes_are_not_believed_to_be_small_numbers(client: httpx.AsyncClient, declared: str) -> None:
    response = await post(client, b"{}", **{"content-length": declared})
    assert problem_of(response) == "body-too-large"


async def test_each_operation_has_its_own_cap(house: House, client: httpx.AsyncClient) -> None:
    token, _ = await house.make_mailbox()
    response = await client.patch("/api/v1/mailbox", headers={**token.open, **JSON}, content=b" " * 1_025)
    assert problem_of(response) == "body-too-large"


async def test_no_text_of_the_parser_or_the_caller_comes_back(client: httpx.AsyncClient) -> None:
    response = await post(client, b'{"<script>alert(1)</script>": 1}')
    assert "script" not in response.text
    assert "Object" not in response.text
    response = await post(client, b'{"lifetime": "<script>"}')
    assert response.json()["detail"] == "The value of lifetime is not one that this takes."
