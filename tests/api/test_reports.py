"""Reporting over HTTP: by the whole secret, by the auth half, by members; the desk; and what an attacker tries."""

from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.policy import default
from secrets import token_bytes, token_hex
from typing import Any

import httpx
import pytest

from tempory.api.reports import REPORT_OCTETS
from tempory.people import PERMISSIONS, Permission, Role
from tempory.sealing import (
    MAX_REPORT_OCTETS,
    KeyPair,
    decode_summary,
    open_answer,
    open_body,
    open_report,
    open_summary,
    open_team_key,
    seal_report,
    seal_team_key,
)
from tempory.values import MailboxId, RecordId
from tempory.verdict import trace_link
from tests.api.conftest import PEER, House, Token
from tests.api.test_account import Page
from tests.people_making import Person, Town
from tests.watch_making import LETTER

pytestmark = pytest.mark.anyio
V1 = "/api/v1"
DESK = "/console/reports"
AGREED = {"consent": True}


@pytest.fixture
def town(house: House) -> Town:
    return Town(world=house.world, people=house.people, acts=[], storage=None)  # type: ignore[arg-type]


@pytest.fixture
async def olga(house: House, town: Town) -> AsyncIterator["Desk"]:
    async with house.client() as client:
        page = Page(client)
        person = await town.settle("Olga", Role.SECURITY_OFFICER)
        await page.log_in(town, person)
        yield Desk(page, person)


class Desk:
    """What the officer's page does: it makes the team's key, and opens what is sealed to it."""

    def __init__(self, page: Page, person: Person) -> None:
        self.page = page
        self.person = person
        self.key = RecordId(token_bytes(16))
        self.pair = KeyPair.draw(token_bytes)

    def wrap_for(self, person: Person) -> dict[str, str]:
        wrap = seal_team_key(self.pair.seed, person.keys.public_key, key=self.key, mailbox=person.mailbox)
        return {"mailbox": str(person.mailbox), "wrap": b64(wrap)}

    async def make_key(self, *others: Person) -> None:
        wraps = [self.wrap_for(each) for each in (self.person, *others)]
        body = {"id": str(self.key), "public_key": b64(self.pair.public_key.octets), "wraps": wraps}
        response = await self.page.ask("POST", f"{DESK}/team", body)
        assert response.status_code == 204, response.text

    async def queue(self) -> dict[str, Any]:
        return dict((await self.page.ask("GET", DESK)).json())

    async def open(self, report: dict[str, Any]) -> bytes:
        team = (await self.page.ask("GET", f"{DESK}/team")).json()
        (wrap,) = [each for each in team["wraps"] if each["key"] == report["key"]]
        key = RecordId.parse(wrap["key"])
        seed = open_team_key(self.person.keys, b64decode(wrap["wrap"]), key=key, mailbox=self.person.mailbox)
        sealed = (await self.page.ask("GET", f"{DESK}/{report['id']}/sealed")).content
        return open_report(KeyPair(seed), sealed, key=key, report=RecordId.parse(report["id"]))

    async def decide(self, report: dict[str, Any], decision: str, answer: str = "", **more: object) -> httpx.Response:
        body = {"decision": decision, "answer": answer, **more}
        return await self.page.ask("POST", f"{DESK}/{report['id']}/decision", body)


def b64(octets: bytes) -> str:
    return b64encode(octets).decode()


def problem(response: httpx.Response) -> str:
    return str(response.json()["type"]).removeprefix("/problems/")


async def test_from_report_to_answer(house: House, olga: Desk) -> None:
    await olga.make_key()
    token, address = await house.make_mailbox("ann")
    message = await house.deliver(address, LETTER)
    path = f"{V1}/mailbox/messages/{message}/report"
    async with house.client() as client:
        filed = await client.post(path, json=AGREED, headers=token.open)
        assert filed.status_code == 201
        assert (filed.json()["state"], filed.json()["channel"], filed.json()["message"]) == (
            "open",
            "api",
            str(message),
        )
        again = await client.post(path, json=AGREED, headers=token.open)
        assert again.json() == filed.json()
        queue = await olga.queue()
        assert (queue["open"], len(queue["reports"])) == (1, 1)
        (queued,) = queue["reports"]
        assert str(address) not in str(queue)
        content = await olga.open(queued)
        assert LETTER.partition(b"\r\n\r\n")[2] in content
        trace = trace_link("http://evil.example/login") or b""
        searched = await olga.page.ask("POST", f"{DESK}/search", {"traces": [b64(trace)]})
        assert searched.json() == {"messages": 1, "mailboxes": 1}
        decided = await olga.decide(queued, "confirmed", "It imitates PayPal.", traces=[b64(trace)])
        assert decided.json()["found"] == {"messages": 1, "mailboxes": 1}
        assert problem(await olga.decide(queued, "harmless")) == "conflict"
        shown = (await client.get(f"{V1}/mailbox/reports", headers=token.open)).json()
        (report,) = shown["reports"]
        assert (report["state"], report["answer"], report["sealed_answer"]) == (
            "confirmed",
            "It imitates PayPal.",
            None,
        )
        listed = (await client.get(f"{V1}/mailbox/messages", headers=token.open)).json()["messages"]
        assert listed[0]["subject"] == "Your report: it was phishing / Votre signalement : c’était de l’hameçonnage"
        assert listed[0]["from"]["address"] == "phishing@tempory.test"
        letter = (await client.get(f"{V1}/mailbox/messages/{listed[0]['id']}", headers=token.open)).json()
        assert "It imitates PayPal." in letter["text"]
        assert "Thank you" in letter["text"]
        accesses = (await client.get(f"{V1}/mailbox/accesses", headers=token.open)).json()["accesses"]
        assert "mail.report" in {each["verb"] for each in accesses}


async def test_in_sealed_mode_the_server_never_has_it_in_clear(house: House, olga: Desk) -> None:
    await olga.make_key()
    token, address = await house.make_mailbox("ann")
    message = await house.deliver(address, LETTER)
    own = RecordId(token_bytes(16))
    async with house.client() as client:
        team = (await client.get(f"{V1}/mailbox/reports", headers=token.sealed)).json()["team"]
        assert team == {"id": str(olga.key), "public_key": b64(olga.pair.public_key.octets)}
        sealed = seal_report(olga.pair.public_key, LETTER, key=olga.key, report=own)
        body = {"consent": True, "id": str(own), "key": team["id"], "sealed": b64(sealed), "channel": "page"}
        path = f"{V1}/mailbox/messages/{message}/report"
        filed = await client.post(path, json=body, headers=token.sealed)
        assert (filed.status_code, filed.json()["channel"]) == (201, "page")
        (queued,) = (await olga.queue())["reports"]
        assert await olga.open(queued) == LETTER
        await olga.decide(queued, "harmless", "C’est bien nous.")
        (report,) = (await client.get(f"{V1}/mailbox/reports", headers=token.sealed)).json()["reports"]
    opened = await house.world.mailboxes.open(token.secret)
    sealed_answer = b64decode(report["sealed_answer"])
    assert report["answer"] is None
    assert open_answer(opened.keys, sealed_answer, mailbox=opened.mailbox.id, report=own) == "C’est bien nous."


async def test_a_signed_in_member_reports_from_the_page(house: House, town: Town, olga: Desk) -> None:
    await olga.make_key()
    ines = await town.settle("Ines")
    message = await house.deliver(ines.member.addresses[0], LETTER)
    own = RecordId(token_bytes(16))
    sealed = seal_report(olga.pair.public_key, LETTER, key=olga.key, report=own)
    body = {"consent": True, "id": str(own), "key": str(olga.key), "sealed": b64(sealed), "channel": "page"}
    async with house.client() as client:
        page = Page(client)
        await page.log_in(town, ines)
        csrf, page.csrf = page.csrf, ""
        assert problem(await page.ask("POST", f"/mailbox/messages/{message}/report", body)) == "csrf"
        page.csrf = csrf
        assert (await page.ask("POST", f"/mailbox/messages/{message}/report", body)).status_code == 201
    (queued,) = (await olga.queue())["reports"]
    await olga.decide(queued, "confirmed", "Thank you!")
    stored = (await house.world.mailboxes.messages(ines.mailbox)).messages[0]
    summary = decode_summary(open_summary(ines.keys, stored.summary, mailbox=ines.mailbox, message=stored.id))
    octets = await house.world.mailboxes.body(ines.mailbox, stored.id)
    letter = message_from_bytes(open_body(octets, content_key=summary.content_key, message=stored.id), policy=default)
    assert letter["To"].groups[0].display_name == "Reporter"
    assert letter["To"].addresses == ()
    assert letter["Auto-Submitted"] == "auto-replied"
    assert "Thank you!" in letter.get_content()
    assert summary.recipient == ""


async def test_taking_back_and_the_keyword(house: House, olga: Desk) -> None:
    await olga.make_key()
    token, address = await house.make_mailbox("ann")
    message = await house.deliver(address, LETTER)
    path = f"{V1}/mailbox/messages/{message}/report"
    async with house.client(PEER, **token.open) as client:
        await client.post(path, json=AGREED)
        assert (await client.delete(path)).status_code == 204
        assert problem(await client.delete(path)) == "record-gone"
        assert (await olga.queue())["open"] == 0
        assert (await client.get(f"{V1}/mailbox/reports")).json()["keyword"] is False
        assert (await client.patch(f"{V1}/mailbox/reports", json={"keyword": True})).json()["keyword"] is True
        assert (await client.get(f"{V1}/mailbox/reports")).json()["keyword"] is True
        assert (await client.patch(f"{V1}/mailbox/reports", json={"keyword": False})).json()["keyword"] is False


# What an attacker, or a mistake, tries.


async def test_nothing_is_handed_over_without_consent_or_a_key(house: House, olga: Desk) -> None:
    token, address = await house.make_mailbox("ann")
    message = await house.deliver(address, LETTER)
    path = f"{V1}/mailbox/messages/{message}/report"
    async with house.client(PEER, **token.open) as client:
        assert problem(await client.post(path, json=AGREED)) == "reports-closed"
        await olga.make_key()
        for body in ({}, {"consent": False}, {"consent": "yes"}, {"consent": 1}):
            assert problem(await client.post(path, json=body)) == "invalid-request"
        assert problem(await client.post(path)) == "unsupported-media-type"
    assert (await olga.queue())["open"] == 0


async def test_nobody_reports_somebody_elses_message(house: House, olga: Desk) -> None:
    await olga.make_key()
    _, address = await house.make_mailbox("ann")
    mallory, _ = await house.make_mailbox("mallory")
    message = await house.deliver(address, LETTER)
    path = f"{V1}/mailbox/messages/{message}/report"
    async with house.client() as client:
        assert problem(await client.post(path, json=AGREED, headers=mallory.open)) == "message-gone"
        own = RecordId(token_bytes(16))
        sealed = seal_report(olga.pair.public_key, b"x", key=olga.key, report=own)
        body = {"consent": True, "id": str(own), "key": str(olga.key), "sealed": b64(sealed)}
        assert problem(await client.post(path, json=body, headers=mallory.sealed)) == "message-gone"
        assert problem(await client.delete(path, headers=mallory.open)) == "record-gone"
        assert problem(await client.post(path, json=AGREED, headers=Token().open)) == "mailbox-gone"
        assert problem(await client.post(path, json=AGREED)) == "credential-missing"
    assert (await olga.queue())["open"] == 0


async def test_an_oversized_report_is_refused_before_it_is_read(house: House, olga: Desk) -> None:
    await olga.make_key()
    token, address = await house.make_mailbox("ann")
    message = await house.deliver(address, b"Subject: large\r\n\r\n" + b"a" * 76 + b"\r\n" * (MAX_REPORT_OCTETS // 2))
    path = f"{V1}/mailbox/messages/{message}/report"
    async with house.client() as client:
        response = await client.post(path, json=AGREED, headers=token.open)
        assert (response.status_code, problem(response)) == (413, "body-too-large")
        body = {"consent": True, "id": token_hex(16), "key": str(olga.key), "sealed": b64(bytes(REPORT_OCTETS))}
        response = await client.post(path, json=body, headers=token.sealed)
        assert (response.status_code, problem(response)) == (413, "body-too-large")
        body["sealed"] = "no base64"
        assert problem(await client.post(path, json=body, headers=token.sealed)) == "invalid-request"
        body["sealed"] = b64(bytes(100))
        assert problem(await client.post(path, json=body, headers=token.sealed)) == "invalid-request"
        body["key"] = token_hex(16)
        assert problem(await client.post(path, json=body, headers=token.sealed)) == "reports-closed"


async def test_a_flood_is_held_up(house: House, olga: Desk) -> None:
    await olga.make_key()
    token, address = await house.make_mailbox("ann")
    answers = []
    async with house.client(("198.51.100.7", 40_000), **token.open) as client:
        for number in range(25):
            message = await house.deliver(address, subject=f"{number}")
            answers.append(await client.post(f"{V1}/mailbox/messages/{message}/report", json=AGREED))
        assert [answer.status_code for answer in answers] == [201] * 20 + [429] * 5
        assert problem(answers[-1]) == "rate-limited"
        house.monotonic.seconds += 3600
        message = await house.deliver(address, subject="later")
        late = await client.post(f"{V1}/mailbox/messages/{message}/report", json=AGREED)
        assert problem(late) == "too-many-reports"
    assert (await olga.queue())["open"] == 20


@pytest.mark.parametrize("role", [role for role in Role if Permission.REPORTS_READ not in PERMISSIONS[role]])
async def test_no_other_role_opens_the_queue(house: House, town: Town, olga: Desk, role: Role) -> None:
    await olga.make_key()
    token, address = await house.make_mailbox("ann")
    message = await house.deliver(address, LETTER)
    async with house.client() as client:
        await client.post(f"{V1}/mailbox/messages/{message}/report", json=AGREED, headers=token.open)
        (queued,) = (await olga.queue())["reports"]
        page = Page(client)
        await page.log_in(town, await town.settle("Mallory", *([] if role is Role.MEMBER else [role])))
        for method, path in (
            ("GET", DESK), ("GET", f"{DESK}/{queued['id']}/sealed"), ("GET", f"{DESK}/team"),
            ("POST", f"{DESK}/{queued['id']}/decision"), ("POST", f"{DESK}/search"), ("POST", f"{DESK}/team"),
            ("POST", f"{DESK}/team/wraps"),
        ):  # fmt: skip
            assert problem(await page.ask(method, path, {} if method == "POST" else None)) == "not-allowed"


async def test_the_teams_key_is_given_by_who_holds_it_alone(house: House, town: Town, olga: Desk) -> None:
    await olga.make_key()
    omar = await town.settle("Omar", Role.SECURITY_OFFICER)
    ines = await town.settle("Ines")
    async with house.client() as client:
        page = Page(client)
        await page.log_in(town, omar)
        own = {"key": str(olga.key), "wraps": [olga.wrap_for(omar)]}
        assert problem(await page.ask("POST", f"{DESK}/team/wraps", own)) == "not-allowed"
        to_ines = {"key": str(olga.key), "wraps": [olga.wrap_for(ines)]}
        assert problem(await olga.page.ask("POST", f"{DESK}/team/wraps", to_ines)) == "invalid-request"
        assert (await olga.page.ask("POST", f"{DESK}/team/wraps", own)).status_code == 204
        team = (await page.ask("GET", f"{DESK}/team")).json()
        assert {each["name"]: each["keys"] for each in team["officers"]} == {
            "Olga": [str(olga.key)],
            "Omar": [str(olga.key)],
        }
        assert [wrap["key"] for wrap in team["wraps"]] == [str(olga.key)]
    assert MailboxId.parse(team["officers"][0]["mailbox"])


async def test_an_answer_stays_text(house: House, olga: Desk) -> None:
    """Neither markup nor formulas nor header fields come of it, and control characters are refused."""
    await olga.make_key()
    token, address = await house.make_mailbox("ann")
    hostile = '<img src=x onerror=alert(1)>\nBcc: all@firm.example\n=HYPERLINK("http://evil.example")'
    message = await house.deliver(address, LETTER)
    async with house.client(PEER, **token.open) as client:
        await client.post(f"{V1}/mailbox/messages/{message}/report", json=AGREED)
        (queued,) = (await olga.queue())["reports"]
        for refused in ("\0", "a\x1b[2J", "a" * 1001, "\u202eevil"):
            assert problem(await olga.decide(queued, "confirmed", refused)) == "invalid-request"
        assert (await olga.decide(queued, "confirmed", hostile)).status_code == 200
        listed = (await client.get(f"{V1}/mailbox/messages")).json()["messages"]
        letter = (await client.get(f"{V1}/mailbox/messages/{listed[0]['id']}")).json()
        raw = (await client.get(f"{V1}/mailbox/messages/{listed[0]['id']}/raw")).content
    assert letter["html"] in {None, ""}
    assert hostile.splitlines()[0] in letter["text"]
    parsed = message_from_bytes(raw, policy=default)
    assert parsed["Bcc"] is None
    assert parsed.get_content_type() == "text/plain"
