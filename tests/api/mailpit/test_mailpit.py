"""Mailpit's API over one mailbox: listed, searched, read, deleted, as Mailpit's clients do."""

import base64
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from tempory.values import Address
from tests.api.conftest import House, MakeHouse, Token

pytestmark = pytest.mark.anyio

API = "/mailpit/api/v1"
LETTER = b"""\
From: Shop <no-reply@shop.example>
To: You <you@tempory.test>
Cc: second@shop.example
Bcc: third@shop.example
Reply-To: help@shop.example
Subject: Your invoice
Date: Sat, 21 Nov 2026 11:30:00 +0100
Message-ID: <one@shop.example>
List-Unsubscribe: <https://shop.example/leave>, <mailto:leave@shop.example>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html

<p>Your code is <b>481516</b>. <img src="cid:logo"></p>
--b
Content-Type: image/png
Content-ID: <logo>
Content-Transfer-Encoding: base64

iVBORw0K
--b
Content-Type: text/html; name=page.html
Content-Disposition: attachment; filename=page.html

<script>1</script>
--b--
""".replace(b"\n", b"\r\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    client: httpx.AsyncClient
    house: House
    address: Address
    token: Token


@pytest.fixture
async def reader(house: House) -> AsyncIterator[Reader]:
    token, address = await house.make_mailbox("blue-heron")
    async with house.client() as client:
        client.auth = httpx.BasicAuth("anyone", token.text)
        yield Reader(client=client, house=house, address=address, token=token)


def check_problem(response: httpx.Response, status: int, part: str = "") -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text
    assert part in response.text


async def test_a_list_has_mailpits_fields(reader: Reader) -> None:
    message = await reader.house.deliver(reader.address, LETTER)
    listed = (await reader.client.get(f"{API}/messages")).json()
    counts = {name: listed[name] for name in ("total", "unread", "count", "messages_count", "messages_unread", "start")}
    assert counts == {"total": 1, "unread": 1, "count": 1, "messages_count": 1, "messages_unread": 1, "start": 0}
    assert listed["tags"] == []
    assert listed["messages"] == [
        {
            "ID": str(message),
            "MessageID": "one@shop.example",
            "Read": False,
            "From": {"Name": "Shop", "Address": "no-reply@shop.example"},
            "To": [{"Name": "You", "Address": "you@tempory.test"}],
            "Cc": [{"Name": "", "Address": "second@shop.example"}],
            "Bcc": [],
            "ReplyTo": [{"Name": "", "Address": "help@shop.example"}],
            "Subject": "Your invoice",
            "Username": "",
            "Tags": [],
            "Size": len(LETTER),
            "Created": "2026-11-21T12:00:00.000Z",
            "Attachments": 1,
            "Snippet": "Your code is 481516.",
        }
    ]


async def test_pages_by_offset(reader: Reader) -> None:
    for number in range(5):
        await reader.house.deliver(reader.address, subject=f"No. {number}")

    async def subjects(query: str) -> list[str]:
        answer = (await reader.client.get(f"{API}/{query}")).json()
        return [message["Subject"] for message in answer["messages"]]

    assert await subjects("messages?start=1&limit=2") == ["No. 3", "No. 2"]
    assert await subjects("messages?start=5") == []
    assert await subjects("messages?limit=0") == []
    assert await subjects("search?query=subject:No&start=3&limit=9") == ["No. 1", "No. 0"]
    for query in ("messages?limit=-1", "messages?start=x", "messages?limit=1001", "search?query=a&limit=" + "1" * 5000):
        check_problem(await reader.client.get(f"{API}/{query}"), 400, "is a number from 0 to")


async def test_a_message_in_full_is_marked_as_read(reader: Reader) -> None:
    message = await reader.house.deliver(reader.address, LETTER)
    shown = (await reader.client.get(f"{API}/message/latest")).json()
    assert shown == (await reader.client.get(f"{API}/message/{message}")).json()
    assert (shown["ID"], shown["Read"]) == (str(message), True)
    assert (shown["ReturnPath"], shown["Date"]) == ("bounce@shop.example", "2026-11-21T11:30:00+01:00")
    assert shown["Bcc"] == [{"Name": "", "Address": "third@shop.example"}]
    assert shown["Text"].startswith("Your code is 481516.")
    assert shown["HTML"].startswith("<p>Your code is <b>481516</b>.")
    assert shown["ListUnsubscribe"] == {
        "Header": "<https://shop.example/leave>, <mailto:leave@shop.example>",
        "HeaderPost": "List-Unsubscribe=One-Click",
        "Links": ["https://shop.example/leave", "mailto:leave@shop.example"],
        "Errors": "",
    }
    (inline,), (attached,) = shown["Inline"], shown["Attachments"]
    assert (inline["PartID"], inline["ContentID"], inline["ContentType"]) == ("1", "logo", "image/png")
    assert (attached["PartID"], attached["FileName"], attached["Size"]) == ("2", "page.html", 18)
    assert attached["Checksums"]["MD5"] == hashlib.md5(b"<script>1</script>", usedforsecurity=False).hexdigest()


async def test_headers_raw_parts_and_views(reader: Reader) -> None:
    message = await reader.house.deliver(reader.address, LETTER)
    headers = (await reader.client.get(f"{API}/message/{message}/headers")).json()
    assert headers["Message-Id"] == ["<one@shop.example>"]
    assert headers["Delivered-To"] == ["blue-heron@tempory.test"]
    assert list(headers) == sorted(headers)

    raw = await reader.client.get(f"{API}/message/{message}/raw?dl=1")
    assert (raw.content, raw.headers["content-type"]) == (LETTER, "text/plain; charset=utf-8")
    assert ".eml" in raw.headers["content-disposition"]
    image = await reader.client.get(f"{API}/message/latest/part/1")
    assert (image.content, image.headers["content-type"]) == (base64.b64decode("iVBORw0K"), "image/png")
    page = await reader.client.get(f"{API}/message/latest/part/2")
    assert page.headers["content-type"] == "application/octet-stream"  # it could run
    assert page.headers["content-disposition"].startswith("attachment")

    view = await reader.client.get("/mailpit/view/latest.html")
    assert "481516" in view.text
    assert "sandbox" in view.headers["content-security-policy"]
    assert "script" not in view.headers["content-security-policy"]
    assert (await reader.client.get(f"/mailpit/view/{message}.txt")).text.startswith("Your code is 481516.")


@pytest.mark.parametrize(
    "query",
    [
        "481516",
        '"your code is"',
        "no-reply@shop.example",
        "page.html",
        "from:SHOP",
        "to:you@tempory.test",
        "cc:second",
        "reply-to:help",
        "addressed:second@shop.example",
        'subject:"your invoice"',
        "message-id:one@shop",
        "is:unread",
        "-is:read !is:tagged -tag:x",
        "has:attachment has:inlines",
        "larger:100 smaller:1m smaller:1.5kb",
        "after:2026-11-21 before:2026-11-22",
        "after:2026-11-21T12:00:00Z -from:bank",
        "-elsewhere invoice",
    ],
)
async def test_what_a_search_finds(reader: Reader, query: str) -> None:
    message = await reader.house.deliver(reader.address, LETTER)
    await reader.house.deliver(reader.address, sender="Bank <bank@bank.example>", subject="x", text="y" * 2000)
    found = (await reader.client.get(f"{API}/search", params={"query": f"{query} -from:bank"})).json()
    assert [each["ID"] for each in found["messages"]] == [str(message)]
    assert (found["messages_count"], found["total"]) == (1, 2)


@pytest.mark.parametrize(
    "query",
    ["from:you@", "bcc:third", "tag:x", "is:tagged", "is:read", "-481516", "larger:1m", "before:2026-11-20", "nothing"],
)
async def test_what_it_does_not_find(reader: Reader, query: str) -> None:
    await reader.house.deliver(reader.address, LETTER)
    found = (await reader.client.get(f"{API}/search", params={"query": query})).json()
    assert (found["messages"], found["messages_count"], found["messages_unread"]) == ([], 0, 0)


@pytest.mark.parametrize(
    "params",
    [
        {"query": ""},
        {"query": '"" - !'},
        {"query": "a " * 600},
        {"query": "a " * 21},
        {"query": "larger:x"},
        {"query": "after:tomorrow"},
        {"query": "after:9999-12-31", "tz": "../../etc/passwd"},
        {"query": "a", "tz": "Nowhere/Else"},
    ],
)
async def test_what_cannot_be_searched_for_is_refused_and_deletes_nothing(
    reader: Reader, params: dict[str, str]
) -> None:
    await reader.house.deliver(reader.address)
    for method in ("GET", "DELETE"):
        check_problem(await reader.client.request(method, f"{API}/search", params=params), 400)
    assert (await reader.client.get(f"{API}/messages")).json()["total"] == 1


async def test_deleting(reader: Reader) -> None:
    first, second, third, fourth = [await reader.house.deliver(reader.address, subject=f"No. {n}") for n in range(4)]

    async def left() -> int:
        return int((await reader.client.get(f"{API}/messages")).json()["total"])

    one = await reader.client.request("DELETE", f"{API}/messages", json={"IDs": [str(first), "gone", str(first)]})
    assert (one.status_code, one.text, one.headers["content-type"]) == (200, "ok", "text/plain; charset=utf-8")
    assert await left() == 3
    await reader.client.request("DELETE", f"{API}/messages", data={"ids": [str(second)]})
    assert await left() == 2
    await reader.client.request("DELETE", f"{API}/search", params={"query": 'subject:"No. 2"'})
    assert await left() == 1
    for broken in (b"{", b"[]", b'{"IDs": [1]}'):
        check_problem(await reader.client.request("DELETE", f"{API}/messages", content=broken), 400)
    for form in (b"x=1", b"\xff", b"&".join([b"ids=1"] * 10_001)):
        headers = {"content-type": "application/x-www-form-urlencoded"}
        check_problem(await reader.client.request("DELETE", f"{API}/messages", content=form, headers=headers), 400)
    assert await left() == 1  # what cannot be read is not taken for everything
    await reader.client.delete(f"{API}/messages")
    assert await left() == 0
    check_problem(await reader.client.get(f"{API}/message/latest"), 404)
    for path in (f"message/{third}", f"message/{fourth}/raw", "message/x"):
        check_problem(await reader.client.get(f"{API}/{path}"), 404)


async def test_marking(reader: Reader) -> None:
    first, _ = [await reader.house.deliver(reader.address, subject=f"No. {n}") for n in range(2)]

    async def unread() -> int:
        return int((await reader.client.get(f"{API}/info")).json()["Unread"])

    await reader.client.put(f"{API}/messages", json={"IDs": [str(first), "0" * 32], "Read": True})
    assert await unread() == 1
    await reader.client.put(f"{API}/messages", json={"Search": "is:unread", "Read": True})
    assert await unread() == 0
    await reader.client.put(f"{API}/messages", json={"Read": False})
    assert await unread() == 2
    both = {"IDs": [str(first)], "Search": "x", "Read": True}
    check_problem(await reader.client.put(f"{API}/messages", json=both), 400, "not both")


async def test_what_is_only_there_to_read_or_not_at_all(reader: Reader) -> None:
    assert (await reader.client.get(f"{API}/tags")).json() == []
    check_problem(await reader.client.put(f"{API}/tags", json={}), 405)
    check_problem(await reader.client.get(f"{API}/chaos"), 400, "Chaos is not enabled")
    for method, path in [("POST", "send"), ("GET", "webui"), ("PUT", "tags/x"), ("GET", "message/latest/link-check")]:
        check_problem(await reader.client.request(method, f"{API}/{path}"), 404)
    await reader.house.deliver(reader.address)
    for path in ("view/latest.png", "view/latest", "view/x.html", "api/v1/message/latest/part/x"):
        check_problem(await reader.client.get(f"/mailpit/{path}"), 404)


async def test_who_may_read(reader: Reader, house: House) -> None:
    message = await house.deliver(reader.address)
    bearer = {"authorization": f"Bearer {reader.token.text}"}
    other, _ = await house.make_mailbox("grey-owl")
    async with house.client() as client:
        assert (await client.get(f"{API}/messages", headers=bearer)).json()["total"] == 1
        check_problem(await client.get(f"{API}/message/{message}", headers=other.open), 404)
        for header in (
            "",
            "Basic",
            "Basic é",
            "Basic eDp5",
            f"Bearer {reader.token.auth_half}",
            "Digest x",
        ):
            answer = await client.get(
                f"{API}/messages", headers=[(b"authorization", header.encode())] if header else []
            )
            check_problem(answer, 401)
            assert answer.headers["www-authenticate"].startswith("Basic")


async def test_guessing_is_slowed_down(houses: MakeHouse) -> None:
    async with houses().client() as client:
        statuses = {(await client.get(f"{API}/tags", auth=("x", Token().text))).status_code for _ in range(25)}
    assert statuses == {401, 429}


async def test_a_path_with_slashes_too_many_is_put_right(reader: Reader) -> None:
    message = await reader.house.deliver(reader.address, LETTER)
    client, base = reader.client, "https://localhost/mailpit"
    moved = await client.get(f"{base}//view///{message}.html?embed=1")
    assert (moved.status_code, moved.headers["location"]) == (301, f"/mailpit/view/{message}.html?embed=1")
    assert (await client.get(f"{base}//evil.example/%2f%2fx")).headers["location"].startswith("/mailpit/")
    check_problem(await client.put(f"{base}//view/{message}.html"), 404)


async def test_a_message_without_markup_has_no_page(reader: Reader) -> None:
    message = await reader.house.deliver(reader.address)
    check_problem(await reader.client.get(f"/mailpit/view/{message}.html"), 404, "does not contain a HTML part")
    assert (await reader.client.get(f"/mailpit/view/{message}.txt")).status_code == 200
