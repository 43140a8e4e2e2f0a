from ipaddress import ip_network

import httpx
import pytest
from starlette.types import Message

from tempory.api import ApiSettings, Rate, RateLimits
from tempory.events import ApiRequestAnswered
from tests.api.conftest import BASE, House, MakeHouse, Token, problem_of
from tests.api.stream_reader import StreamReader

pytestmark = pytest.mark.anyio

SERVICE = "/api/v1/service"


async def test_every_answer_carries_what_browsers_must_not_do(house: House, client: httpx.AsyncClient) -> None:
    token, _ = await house.make_mailbox()
    answers = [
        await client.get(SERVICE),
        await client.get("/nothing/here"),
        await client.get("/"),
        await client.get("/security"),
        await client.get("/api/v1/mailbox", headers=token.open),
        await client.request("OPTIONS", "/api/v1/mailbox"),
        await client.put("/api/v1/mailbox"),
        await client.get(SERVICE, headers={"host": "evil.example"}),
    ]
    for answer in answers:
        headers = answer.headers
        assert headers["strict-transport-security"].startswith("max-age=63072000")
        assert headers.get_list("x-content-type-options") == ["nosniff"]
        assert headers.get_list("referrer-policy") == ["no-referrer"]
        assert "camera=()" in headers["permissions-policy"]
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "server" not in headers
        assert "access-control-allow-origin" not in headers


async def test_private_answers_are_kept_by_no_cache(house: House, client: httpx.AsyncClient) -> None:
    token, address = await house.make_mailbox()
    message = await house.deliver(address)
    for path in ("", "/messages", f"/messages/{message}", f"/messages/{message}/raw", f"/messages/{message}/body"):
        response = await client.get(f"/api/v1/mailbox{path}", headers=token.open)
        assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/nothing", "/api/v1", "/api/v1/mailbox/", "/api/v2/service", "/assets/", "//", "/%00"]
)
async def test_nothing_there_is_a_problem(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(BASE + path)
    assert (response.status_code, problem_of(response)) == (404, "not-found")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "/api/v1/mailbox", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("GET", "/api/v1/mailboxes", "OPTIONS, POST"),
        ("BREW", SERVICE, "GET, HEAD, OPTIONS"),
        ("POST", "/", "GET, HEAD, OPTIONS"),
    ],
)
async def test_a_method_that_is_not_taken_names_those_that_are(
    client: httpx.AsyncClient, method: str, path: str, allow: str
) -> None:
    response = await client.request(method, path)
    assert (response.status_code, problem_of(response)) == (405, "method-not-allowed")
    assert response.headers["allow"] == allow
    options = await client.request("OPTIONS", path)
    assert (options.status_code, options.headers["allow"], options.content) == (204, allow, b"")


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "LOCALHOST:8443", "127.0.0.1:1", "[::1]:8443", "192.0.2.1", "tempory.test", "second.test:443",
        "mail.tempory.test:8443", "mx.tempory.test", "extra.example", "tempory.test.",
    ],
)  # fmt: skip
async def test_our_names_and_addresses_are_answered(houses: MakeHouse, host: str) -> None:
    house = houses(ApiSettings(hosts=("extra.example",)))
    async with house.client() as client:
        assert (await client.get(SERVICE, headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "tempory.test@evil", "tempory.test,x", "[::1", "a:b:c", "é"]
)
async def test_other_names_are_misdirected(client: httpx.AsyncClient, host: str) -> None:
    response = await client.get(SERVICE, headers={b"host": host.encode()})
    assert (response.status_code, problem_of(response)) == (421, "misdirected")


async def test_a_host_named_twice_is_misdirected(client: httpx.AsyncClient) -> None:
    response = await client.get(SERVICE, headers=[("host", "localhost"), ("host", "localhost")])
    assert response.status_code == 421


async def test_requests_are_limited_by_peer(houses: MakeHouse) -> None:
    settings = ApiSettings(rates=RateLimits(requests=Rate(burst=2, per_minute=60)))
    house = houses(settings, trusted=(ip_network("203.0.113.0/24"),))
    async with house.client() as client:
        assert [(await client.get(SERVICE)).status_code for _ in range(3)] == [200, 200, 429]
        response = await client.get("/nothing")
        assert problem_of(response) == "rate-limited"
        assert response.headers["retry-after"] == "1"
        house.monotonic.seconds += 1
        assert (await client.get(SERVICE)).status_code == 200
    async with house.client(("203.0.113.5", 1)) as trusted:
        assert {(await trusted.get(SERVICE)).status_code for _ in range(9)} == {200}
    async with house.client(("2001:db8::1", 1)) as one, house.client(("2001:db8::2", 1)) as same_network:
        assert [(await each.get(SERVICE)).status_code for each in (one, same_network, one)] == [200, 200, 429]


async def test_a_proxy_names_the_peer_if_it_is_ours(houses: MakeHouse) -> None:
    settings = ApiSettings(rates=RateLimits(requests=Rate(burst=1, per_minute=60)))
    house = houses(settings, proxies=(ip_network("192.0.2.0/24"),))
    async with house.client() as proxy, house.client(("198.51.100.1", 1)) as stranger:
        for client, statuses in ((proxy, [200, 200, 429]), (stranger, [200, 429, 429])):
            peers = ("203.0.113.1", "203.0.113.2", "spoofed, 203.0.113.1")
            asked = [await client.get(SERVICE, headers={"x-forwarded-for": peer}) for peer in peers]
            assert [response.status_code for response in asked] == statuses


async def test_an_answer_is_told_by_pattern_never_by_path(house: House, client: httpx.AsyncClient) -> None:
    token, address = await house.make_mailbox()
    message = await house.deliver(address)
    await client.get(f"/api/v1/mailbox/messages/{message}", headers=token.open)
    await client.get("/somebody's/secret")
    await client.request("SECRET", "/")
    told = [event for event in house.world.happened if isinstance(event, ApiRequestAnswered)]
    assert [(event.route, event.method, event.status) for event in told] == [
        ("/api/v1/mailbox/messages/{id}", "GET", 200),
        ("unmatched", "GET", 404),
        ("/", "other", 405),
    ]


class BrokenError(Exception):
    def __init__(self) -> None:
        super().__init__("a line of somebody's mail")


async def test_a_bug_is_answered_and_logged_without_its_text(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(*_: object) -> None:
        raise BrokenError

    monkeypatch.setattr(house.world.mailboxes, "find", broken)
    response = await client.get("/api/v1/mailbox", headers=Token().sealed)
    assert (response.status_code, problem_of(response)) == (500, "internal")
    logged = capsys.readouterr().out
    assert "BrokenError" in logged
    assert "/api/v1/mailbox" in logged
    assert "somebody" not in response.text + logged


async def test_a_bug_after_the_answer_began_is_logged(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    token, _ = await house.make_mailbox()

    def broken(*_: object) -> None:
        raise BrokenError

    monkeypatch.setattr(house.face.live, "join", broken)
    async with StreamReader(house.face, "/api/v1/mailbox/events", headers=token.open) as stream:
        assert stream.status == 200
        await stream._task
    assert "BrokenError" in capsys.readouterr().out


async def test_a_peer_that_leaves_in_the_middle_of_its_body_is_let_go(house: House) -> None:
    begun: Message = {"type": "http.request", "body": b"{", "more_body": True}
    messages: list[Message] = [begun, {"type": "http.disconnect"}]
    sent: list[object] = []

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: object) -> None:
        sent.append(message)

    headers = {**Token().open, "host": "localhost", "content-type": "application/json"}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/mailboxes",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": None,
    }
    await house.face(scope, receive, send)
    assert sent == []


async def test_only_http_is_spoken(house: House) -> None:
    async def never(*_: object) -> None:
        raise AssertionError

    await house.face({"type": "websocket"}, never, never)  # type: ignore[arg-type]
    await house.face({"type": "lifespan"}, never, never)  # type: ignore[arg-type]
