import base64
from email.message import EmailMessage

import httpx
import pytest

from tempory.events import MessageChanged, MessageDeleted
from tempory.sealing import KeyPair, decode_summary, open_body, open_summary, split_token, unwrap_private_key
from tempory.storage.sqlite import MailStore
from tempory.values import MailboxId, MessageId
from tests.api.conftest import House, Token, problem_of, write_message
from tests.making import draw_message_id

pytestmark = pytest.mark.anyio

LIST = "/api/v1/mailbox/messages"


def write_rich_message() -> bytes:
    message = EmailMessage()
    message["From"] = "Maya Lin <maya@example.org>"
    message["To"] = "you@tempory.test, Other <other@tempory.test>"
    message["Subject"] = "Häuser & gardens"
    message["Date"] = "Sat, 21 Nov 2026 13:00:00 +0100"
    message.set_content("Look at https://example.org/plan first.\n")
    message.add_alternative("<p>Look at <a href='https://example.org/plan'>the plan</a></p>", subtype="html")
    message.add_attachment(b"\x00\x01\xff" * 100, maintype="image", subtype="png", filename='pl"an/.png')
    return message.as_bytes().replace(b"\n", b"\r\n")


RICH = write_rich_message()


async def test_a_sealed_list_shows_ciphertexts_that_only_the_holder_opens(
    house: House, client: httpx.AsyncClient
) -> None:
    token, address = await house.make_mailbox()
    message = await house.deliver(address, RICH)

    listed = (await client.get(LIST, headers=token.sealed)).json()

    assert listed["next"] is None
    (item,) = listed["messages"]
    assert set(item) == {"id", "uid", "received_at", "size", "seen", "summary"}
    assert item["id"] == str(message)
    assert item["received_at"] == "2026-11-21T12:00:00.000Z"
    assert item["size"] == len(RICH)
    assert item["seen"] is False
    assert (await client.get(f"{LIST}/{message}", headers=token.sealed)).json() == item

    mailbox = (await client.get("/api/v1/mailbox", headers=token.sealed)).json()
    owner = MailboxId.parse(mailbox["id"])
    wrapped = base64.b64decode(mailbox["wrapped_key"])
    keys = KeyPair(unwrap_private_key(wrapped, key_half=split_token(token.secret).key, mailbox=owner))
    sealed = base64.b64decode(item["summary"])
    summary = decode_summary(open_summary(keys, sealed, mailbox=owner, message=message))
    assert summary.envelope.subject == "Häuser & gardens"
    body = await client.get(f"{LIST}/{message}/body", headers=token.sealed)
    assert body.headers["content-type"] == "application/octet-stream"
    assert open_body(body.content, content_key=summary.content_key, message=message) == RICH


async def test_open_mode_shows_what_the_messages_hold(house: House, client: httpx.AsyncClient) -> None:
    token, address = await house.make_mailbox()
    message = await house.deliver(address, RICH)

    (item,) = (await client.get(LIST, headers=token.open)).json()["messages"]

    assert item["from"] == {"name": "Maya Lin", "address": "maya@example.org"}
    assert [party["address"] for party in item["to"]] == ["you@tempory.test", "other@tempory.test"]
    assert item["subject"] == "Häuser & gardens"
    assert item["date"] == "Sat, 21 Nov 2026 13:00:00 +0100"
    assert item["preview"].startswith("Look at")
    assert "https://example.org/plan" in item["links"]
    (attachment,) = item["attachments"]
    assert (attachment["index"], attachment["type"], attachment["size"]) == (0, "image/png", 300)
    shown = (await client.get(f"{LIST}/{message}", headers=token.open)).json()
    assert shown["text"] == "Look at https://example.org/plan first.\n"
    assert shown["html"].startswith("<p>Look at <a")
    assert ["Subject", "Häuser & gardens"] in shown["headers"]
    assert {name: shown[name] for name in item} == item


async def test_one_time_codes_are_given_out(house: House, client: httpx.AsyncClient) -> None:
    token, address = await house.make_mailbox()
    await house.deliver(address, text="Your verification code is 481516. It is valid for ten minutes.")
    (item,) = (await client.get(LIST, headers=token.open)).json()["messages"]
    assert item["codes"] == ["481516"]


async def test_a_message_without_html_says_so(house: House, client: httpx.AsyncClient) -> None:
    token, address = await house.make_mailbox()
    message = await house.deliver(address, b"Subject: nobody\r\n\r\nplain\r\n")
    shown = (await client.get(f"{LIST}/{message}", headers=token.open)).json()
    assert (shown["html"], shown["text"], shown["from"], shown["to"]) == (None, "plain\n", None, [])


async def test_raw_source_needs_open_mode(house: House, client: httpx.AsyncClient) -> None:
    token, address = await house.make_mailbox()
    message = await house.deliver(address, RICH)
    raw = await client.get(f"{LIST}/{message}/raw", headers=token.open)
    assert (raw.status_code, raw.content) == (200, RICH)
    assert raw.headers["content-type"] == "message/rfc822"
    assert raw.headers["content-disposition"] == f'attachment; filename="{message}.eml"'
    refused = await client.get(f"{LIST}/{message}/raw", headers=token.sealed)
    assert (refused.status_code, problem_of(refused)) == (403, "open-mode-only")


async def test_attachments_are_for_saving_never_for_showing(house: House, client: httpx.AsyncClient) -> None:
    token, address = await house.make_mailbox()
    message = await house.deliver(address, RICH)
    attachment = await client.get(f"{LIST}/{message}/attachments/0", headers=token.open)
    assert attachment.content == b"\x00\x01\xff" * 100
    assert attachment.headers["content-type"] == "application/octet-stream"
    disposition = attachment.headers["content-disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''")
    assert not set(disposition.partition("''")[2]) & set('"/\\; \r\n')
    assert "sandbox" in attachment.headers["content-security-policy"]
    refused = await client.get(f"{LIST}/{message}/attachments/0", headers=token.sealed)
    assert (refused.status_code, problem_of(refused)) == (403, "open-mode-only")


@pytest.mark.parametrize("index", ["1", "999999", "1000000", "-1", "x", "0x0", "٣", "1e9", "%00"])
async def test_an_attachment_that_is_not_there(house: House, client: httpx.AsyncClient, index: str) -> None:
    token, address = await house.make_mailbox()
    message = await house.deliver(address, RICH)
    response = await client.get(f"{LIST}/{message}/attachments/{index}", headers=token.open)
    assert (response.status_code, problem_of(response)) == (404, "attachment-gone")


@pytest.mark.parametrize("mode", ["open", "sealed"])
async def test_pages_go_through_every_message_once_newest_first(
    house: House, client: httpx.AsyncClient, mode: str
) -> None:
    token, address = await house.make_mailbox()
    delivered = [str(await house.deliver(address, subject=str(number))) for number in range(7)]
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await client.get(f"{LIST}?limit=3{cursor}", headers=getattr(token, mode))).json()
        seen += [item["id"] for item in page["messages"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == delivered[::-1]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=201", "limit=-1", "limit=x", "limit=1&limit=2", "limit=", "cursor=0", "cursor=x", "cursor=-1",
        "cursor=99999999999999999999", "cursor=", "from=x", "limit=1.5", "token=tpy_x",
    ],
)  # fmt: skip
async def test_unfit_queries_are_refused(house: House, client: httpx.AsyncClient, query: str) -> None:
    token, _ = await house.make_mailbox()
    response = await client.get(f"{LIST}?{query}", headers=token.sealed)
    assert (response.status_code, problem_of(response)) == (422, "invalid-request")


@pytest.mark.parametrize("mode", ["open", "sealed"])
async def test_a_message_is_marked_and_unmarked(house: House, client: httpx.AsyncClient, mode: str) -> None:
    token, address = await house.make_mailbox()
    message = await house.deliver(address)
    headers = getattr(token, mode)
    for seen in (True, False):
        response = await client.patch(f"{LIST}/{message}", headers=headers, json={"seen": seen})
        assert response.status_code == 200
        assert response.json()["seen"] is seen
        assert ("summary" in response.json()) == (mode == "sealed")
        (item,) = (await client.get(LIST, headers=headers)).json()["messages"]
        assert item["seen"] is seen
    assert sum(isinstance(event, MessageChanged) for event in house.world.happened) == 2


@pytest.mark.parametrize("wish", [{}, {"seen": 1}, {"seen": "true"}, {"seen": None}, {"seen": True, "flag": 1}])
async def test_an_unfit_mark_is_refused(house: House, client: httpx.AsyncClient, wish: object) -> None:
    token, address = await house.make_mailbox()
    message = await house.deliver(address)
    response = await client.patch(f"{LIST}/{message}", headers=token.sealed, json=wish)
    assert (response.status_code, problem_of(response)) == (422, "invalid-request")


@pytest.mark.parametrize("mode", ["open", "sealed"])
async def test_a_deleted_message_is_gone(house: House, client: httpx.AsyncClient, mode: str) -> None:
    token, address = await house.make_mailbox()
    message = await house.deliver(address)
    headers = getattr(token, mode)
    response = await client.delete(f"{LIST}/{message}", headers=headers)
    assert (response.status_code, response.content) == (204, b"")
    again = await client.delete(f"{LIST}/{message}", headers=headers)
    assert (again.status_code, problem_of(again)) == (404, "message-gone")
    assert any(isinstance(event, MessageDeleted) for event in house.world.happened)


HOSTILE_IDS = ["0", "%2e%2e%2f", "%00", "A" * 32, "g" * 32, "0" * 31, "0" * 33, "0" * 4000, "é" * 16, "٣" * 32]


@pytest.mark.parametrize("name", HOSTILE_IDS)
async def test_hostile_ids_find_nothing(house: House, client: httpx.AsyncClient, name: str) -> None:
    token, _ = await house.make_mailbox()
    for path in (f"{LIST}/{name}", f"{LIST}/{name}/body", f"{LIST}/{name}/raw", f"{LIST}/{name}/attachments/0"):
        response = await client.get(path, headers=token.open)
        assert response.status_code == 404
        assert problem_of(response) in {"message-gone", "not-found"}


async def test_every_operation_on_a_message_that_is_not_there(house: House, client: httpx.AsyncClient) -> None:
    token, _ = await house.make_mailbox()
    path = f"{LIST}/{draw_message_id()}"
    for method, suffix, body in (
        ("GET", "", None),
        ("PATCH", "", {"seen": True}),
        ("DELETE", "", None),
        ("GET", "/body", None),
        ("GET", "/raw", None),
        ("GET", "/attachments/0", None),
    ):
        response = await client.request(method, path + suffix, headers=token.open, json=body)
        assert (response.status_code, problem_of(response)) == (404, "message-gone")


@pytest.mark.parametrize("mode", ["open", "sealed"])
async def test_nobody_reaches_into_another_mailbox(house: House, client: httpx.AsyncClient, mode: str) -> None:
    _, address = await house.make_mailbox()
    message = await house.deliver(address, RICH)
    stranger, _ = await house.make_mailbox()
    headers = getattr(stranger, mode)
    for method, suffix in (
        ("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/body"), ("GET", "/raw"), ("GET", "/attachments/0"),
    ):  # fmt: skip
        body = {"seen": True} if method == "PATCH" else None
        response = await client.request(method, f"{LIST}/{message}{suffix}", headers=headers, json=body)
        assert response.status_code in {403, 404}
        assert problem_of(response) in {"message-gone", "open-mode-only"}
    wait = await client.get(f"/api/v1/mailbox/wait?timeout=0&after={message}", headers=headers)
    assert problem_of(wait) == "message-gone"
    assert (await client.get(LIST, headers=headers)).json() == {"messages": [], "next": None}


async def test_a_damaged_message_is_said_to_be(house: House, client: httpx.AsyncClient) -> None:
    token, address = await house.make_mailbox()
    message = await house.deliver(address, RICH)
    owner = MailboxId.parse((await client.get("/api/v1/mailbox", headers=token.sealed)).json()["id"])
    store = house.world.workshop.store
    assert isinstance(store, MailStore)
    whole = store.body

    async def torn(mailbox: MailboxId, wanted: MessageId) -> bytes | None:
        body = await whole(mailbox, wanted)
        return None if body is None else body[:-1]

    object.__setattr__(store, "body", torn)
    response = await client.get(f"{LIST}/{message}", headers=token.open)
    assert (response.status_code, problem_of(response)) == (500, "message-damaged")
    assert "altered" not in response.text
    assert owner


async def test_large_messages_share_a_budget(house: House, client: httpx.AsyncClient) -> None:
    token, address = await house.make_mailbox()
    content = write_message(text="x" * 3_000_000)
    message = await house.deliver(address, content)
    raw = await client.get(f"{LIST}/{message}/raw", headers=token.open)
    assert raw.content == content
    assert (await client.get(f"{LIST}/{message}", headers=token.open)).json()["size"] == len(content)


async def test_head_says_what_get_would(house: House, client: httpx.AsyncClient) -> None:
    token, address = await house.make_mailbox()
    message = await house.deliver(address, RICH)
    for path in (LIST, f"{LIST}/{message}", f"{LIST}/{message}/raw"):
        head = await client.head(path, headers=token.open)
        get = await client.get(path, headers=token.open)
        assert (head.status_code, head.headers) == (200, get.headers)


async def test_a_token_shown_with_capitals_is_not_read_as_another(client: httpx.AsyncClient) -> None:
    token = Token()
    await client.post("/api/v1/mailboxes", headers=token.open)
    response = await client.get(LIST, headers={"authorization": f"Bearer {token.text.swapcase()}"})
    assert (response.status_code, problem_of(response)) == (401, "credential-missing")
