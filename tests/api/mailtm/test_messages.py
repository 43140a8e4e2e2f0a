"""Messages, sources and attachments, as mail.tm has them."""

import pytest

from tests.api.mailtm.conftest import ADDRESS, PLAIN, Account, check_problem

pytestmark = pytest.mark.anyio

ITEM_FIELDS = {
    "id", "msgid", "from", "to", "subject", "intro", "seen", "isDeleted", "hasAttachments", "size", "downloadUrl",
    "sourceUrl", "createdAt", "updatedAt", "accountId",
}  # fmt: skip
DETAIL_FIELDS = ITEM_FIELDS | {
    "cc", "bcc", "flagged", "verifications", "retention", "retentionDate", "text", "html", "attachments",
}  # fmt: skip

LETTER = f"""\
From: Shop <no-reply@shop.example>
To: You <{ADDRESS}>
Cc: Second <second@shop.example>
Bcc: third@shop.example
Subject: Your invoice
Message-ID: <one@shop.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain

Your code is 481516.
--a
Content-Type: text/html

<p>Your code is <b>481516</b>.</p>
--a--
--b
Content-Type: application/pdf; name=invoice.pdf
Content-Disposition: attachment; filename=invoice.pdf
Content-Transfer-Encoding: base64

JVBERi0x
--b--
""".replace("\n", "\r\n").encode()


async def test_a_list_has_exactly_mailtms_fields(account: Account) -> None:
    message = await account.house.deliver(account.address, LETTER)
    listed = (await account.client.get("/messages", headers={"accept": "*/*"})).json()

    assert (listed["@context"], listed["@id"], listed["@type"]) == (
        "/contexts/Message",
        "/messages",
        "hydra:Collection",
    )
    assert listed["hydra:totalItems"] == 1
    (item,) = listed["hydra:member"]
    assert set(item) == ITEM_FIELDS | {"@id", "@type"}
    assert item == {
        "@id": f"/messages/{message}",
        "@type": "Message",
        "id": str(message),
        "msgid": "<one@shop.example>",
        "from": {"address": "no-reply@shop.example", "name": "Shop"},
        "to": [{"address": ADDRESS, "name": "You"}],
        "subject": "Your invoice",
        "intro": "Your code is 481516.",
        "seen": False,
        "isDeleted": False,
        "hasAttachments": True,
        "size": len(LETTER),
        "downloadUrl": f"/messages/{message}/download",
        "sourceUrl": f"/sources/{message}",
        "createdAt": "2026-11-21T12:00:00+00:00",
        "updatedAt": "2026-11-21T12:00:00+00:00",
        "accountId": f"/accounts/{account.id}",
    }
    (plain,) = (await account.client.get("/messages", headers=PLAIN)).json()
    assert set(plain) == ITEM_FIELDS


async def test_a_message_in_full(account: Account) -> None:
    message = await account.house.deliver(account.address, LETTER)
    linked = (await account.client.get(f"/messages/{message}")).json()
    shown = (await account.client.get(f"/messages/{message}", headers=PLAIN)).json()

    assert set(linked) == DETAIL_FIELDS | {"@context", "@id", "@type"}
    assert set(shown) == DETAIL_FIELDS
    assert (shown["text"], shown["html"]) == ("Your code is 481516.", ["<p>Your code is <b>481516</b>.</p>"])
    assert shown["cc"] == [{"address": "second@shop.example", "name": "Second"}]
    assert shown["bcc"] == [{"address": "third@shop.example", "name": ""}]
    assert shown["verifications"] == {"tls": False, "spf": False, "dkim": False}
    assert (shown["retention"], shown["retentionDate"]) == (True, "2026-11-21T13:00:00+00:00")
    assert shown["seen"] is False  # looking is not reading: clients mark
    assert shown["attachments"] == [
        {
            "id": "ATTACH000001",
            "filename": "invoice.pdf",
            "contentType": "application/pdf",
            "disposition": "attachment",
            "transferEncoding": "base64",
            "related": False,
            "size": 6,
            "downloadUrl": f"/messages/{message}/attachment/ATTACH000001",
        }
    ]
    assert (await account.client.get(f"/messages/{message}/attachments")).json() == shown["attachments"]


async def test_verifications_say_how_it_came(account: Account) -> None:
    trace = (
        b"Return-Path: <x@shop.example>\r\nReceived: from mx.shop.example ([192.0.2.1])\r\n"
        b"\tby mx.tempory.test with ESMTPS (TLSv1.3) id 1\r\n\tfor <blue-heron@tempory.test> "
        b"tls TLS_AES_256_GCM_SHA384;\r\n\tSat, 21 Nov 2026 12:00:00 +0000\r\n"
    )
    name = "TLS_AES_256_GCM_SHA384"
    expected = {"tls": {"name": name, "standardName": name, "version": "TLSv1.3"}, "spf": False, "dkim": False}
    for content, tls in [(trace + LETTER, expected), (b"X-First: 1\r\n" + trace + LETTER, None)]:
        message = await account.house.deliver(account.address, content)
        verifications = (await account.client.get(f"/messages/{message}")).json()["verifications"]
        assert verifications == (tls or {"tls": False, "spf": False, "dkim": False})


async def test_what_was_sent_comes_back_as_it_was(account: Account) -> None:
    message = await account.house.deliver(account.address, LETTER)
    source = (await account.client.get(f"/sources/{message}", headers=PLAIN)).json()
    assert source == {"id": str(message), "downloadUrl": f"/messages/{message}/download", "data": LETTER.decode()}

    download = await account.client.get(f"/messages/{message}/download")
    assert (download.content, download.headers["content-type"]) == (LETTER, "message/rfc822")
    attachment = await account.client.get(f"/messages/{message}/attachment/ATTACH000001")
    assert (attachment.content, attachment.headers["content-type"]) == (b"%PDF-1", "application/octet-stream")
    assert "invoice.pdf" in attachment.headers["content-disposition"]
    for name in ("ATTACH000000", "ATTACH000002", "ATTACH1", "x"):
        check_problem(await account.client.get(f"/messages/{message}/attachment/{name}"), 404)


@pytest.mark.parametrize(
    ("content", "kind", "seen"),
    [
        (b"", None, True),
        (b'{"seen": true}', "application/merge-patch+json", True),
        (b'{"seen": false}', "application/json", False),
    ],
)
async def test_a_message_is_marked(account: Account, content: bytes, kind: str | None, seen: bool) -> None:
    message = await account.house.deliver(account.address)
    headers = PLAIN | ({"content-type": kind} if kind else {})
    answer = await account.client.patch(f"/messages/{message}", content=content, headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"seen": seen})
    assert (await account.client.get(f"/messages/{message}")).json()["seen"] is seen


async def test_what_is_no_mark_is_refused(account: Account) -> None:
    message = await account.house.deliver(account.address)
    for content, status in [(b'{"seen": 1}', 400), (b"{", 400), (b'"' + b"x" * 2000, 413)]:
        check_problem(await account.client.patch(f"/messages/{message}", content=content), status)


async def test_a_message_is_deleted(account: Account) -> None:
    message = await account.house.deliver(account.address)
    answer = await account.client.delete(f"/messages/{message}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "content-type" not in answer.headers
    for path in (f"/messages/{message}", f"/sources/{message}", "/messages/1", f"/messages/{message}/download"):
        check_problem(await account.client.get(path), 404)


async def test_thirty_a_page(account: Account) -> None:
    for number in range(31):
        await account.house.deliver(account.address, subject=f"No. {number}")
    first = (await account.client.get("/messages")).json()
    second = (await account.client.get("/messages?page=2")).json()

    assert (len(first["hydra:member"]), first["hydra:totalItems"]) == (30, 31)
    assert first["hydra:member"][0]["subject"] == "No. 30"
    assert first["hydra:view"] == {
        "@id": "/messages?page=1",
        "@type": "hydra:PartialCollectionView",
        "hydra:first": "/messages?page=1",
        "hydra:last": "/messages?page=2",
        "hydra:next": "/messages?page=2",
    }
    assert [item["subject"] for item in second["hydra:member"]] == ["No. 0"]
    assert second["hydra:view"]["hydra:previous"] == "/messages?page=1"
    assert (await account.client.get("/messages?page=3", headers=PLAIN)).json() == []
    for page in ("0", "-1", "x", "1001", "٣", "1" * 5000):
        check_problem(await account.client.get("/messages", params={"page": page}), 400)


async def test_a_message_of_another_account_is_not_there(account: Account) -> None:
    _, address = await account.house.make_mailbox("grey-owl")
    message = await account.house.deliver(address)
    for method, path in [("GET", "messages"), ("PATCH", "messages"), ("DELETE", "messages"), ("GET", "sources")]:
        check_problem(await account.client.request(method, f"/{path}/{message}"), 404)


async def test_a_message_without_anything_is_shown(account: Account) -> None:
    message = await account.house.deliver(account.address, b"\r\n\xff\r\n")
    shown = (await account.client.get(f"/messages/{message}", headers=PLAIN)).json()
    assert set(shown) == DETAIL_FIELDS
    assert (shown["from"], shown["to"], shown["html"]) == ({"address": "", "name": ""}, [], [])
