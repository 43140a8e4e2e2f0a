"""Reporting on a running server: by client, curl's way and mail program; an officer decides; the answer is a letter."""

import json
import poplib
from base64 import b64decode, b64encode
from email import message_from_bytes
from email.policy import default
from secrets import token_bytes
from typing import Any

import httpx
import pytest

from tempory.client import AsyncClient, Client
from tempory.client.account import Account
from tempory.sealing import KeyPair, open_report, open_team_key, seal_team_key
from tempory.values import MailboxId, RecordId
from tests.reading import HOST, Box
from tests.serving import RunningServer
from tests.wire.test_members import Someone, enrol, run

HTML = "Content-Type: text/html\r\n"
BODY = '<p>Verify your account: <a href="http://192.0.2.7/login">https://www.paypal.com/signin</a></p>\r\n'
DESK = "/console/reports"


class Officer:
    """The owner of the server, who makes the team's key and reads reports as the console does."""

    def __init__(self, someone: Someone) -> None:
        self.someone = someone

    def make_key(self) -> None:
        key, pair = RecordId(token_bytes(16)), KeyPair.draw(token_bytes)
        with self.someone.come_in() as account:
            mailbox, own = MailboxId.parse(account.session["mailbox"]), self._own(account)
            wrap = seal_team_key(pair.seed, own.public_key, key=key, mailbox=mailbox)
            wraps = [{"mailbox": str(mailbox), "wrap": b64encode(wrap).decode()}]
            public_key = b64encode(pair.public_key.octets).decode()
            account.ask("POST", f"{DESK}/team", {"id": str(key), "public_key": public_key, "wraps": wraps})

    def decide(self, decision: str, answer: str) -> bytes:
        """Open the eldest open report, decide on it, and return what was reported."""
        with self.someone.come_in() as account:
            report = account.ask("GET", DESK)["reports"][0]
            assert report["state"] == "open"
            content = self._open(account, report)
            account.ask("POST", f"{DESK}/{report['id']}/decision", {"decision": decision, "answer": answer})
            return content

    def _open(self, account: Account, report: dict[str, Any]) -> bytes:
        (wrap,) = [each for each in account.ask("GET", f"{DESK}/team")["wraps"] if each["key"] == report["key"]]
        key, mailbox = RecordId.parse(report["key"]), MailboxId.parse(account.session["mailbox"])
        seed = open_team_key(self._own(account), b64decode(wrap["wrap"]), key=key, mailbox=mailbox)
        sealed = account._http.get(f"/api/v1{DESK}/{report['id']}/sealed").raise_for_status().content
        return open_report(KeyPair(seed), sealed, key=key, report=RecordId.parse(report["id"]))

    @staticmethod
    def _own(account: Account) -> KeyPair:
        assert account.seed is not None
        return KeyPair(account.seed)


@pytest.fixture(scope="module")
def officer(server: RunningServer) -> Officer:
    wish = ("--name", "Olga", "--address", f"olga@{server.domain}", "--data", str(server.data), "--json")
    link = json.loads(run(server, "admin", "init", *wish).stdout)["link"]
    officer = Officer(enrol(server, link, f"olga@{server.domain}", factor=True))
    officer.make_key()
    return officer


def api(box: Box, method: str, path: str, body: object = None) -> httpx.Response:
    url = f"{box.server.url}/api/v1{path}"
    return httpx.request(method, url, headers=box.headers, json=body, verify=box.server.trust())


def test_a_mail_program_reports_and_reads_the_answer(server: RunningServer, officer: Officer) -> None:
    box = Box(server)
    box.deliver("Limited", BODY, header=HTML)
    imap = box.log_in()
    imap.select()
    imap.store("1", "+FLAGS", "($Phishing)")
    assert api(box, "GET", "/mailbox/reports").json()["reports"] == []
    assert api(box, "PATCH", "/mailbox/reports", {"keyword": True}).json()["keyword"] is True
    imap.store("1", "-FLAGS", "($Phishing)")
    status, _ = imap.store("1", "+FLAGS", "($Phishing)")
    assert status == "OK"
    (report,) = api(box, "GET", "/mailbox/reports").json()["reports"]
    assert (report["channel"], report["state"]) == ("keyword", "open")

    content = officer.decide("confirmed", "C’est un faux.")
    assert b"http://192.0.2.7/login" in content
    assert b"Authentication-Results:" in content, "the team sees what was found out about its sender"
    imap.noop()
    status, fetched = imap.fetch("2", "(RFC822)")
    letter = message_from_bytes(fetched[0][1], policy=default)
    assert letter["Subject"].startswith("Your report: it was phishing / Votre signalement")
    assert "C’est un faux." in letter.get_content()
    assert "Merci de l’avoir signalé" in letter.get_content()
    imap.logout()
    pop = poplib.POP3_SSL(HOST, server.port("pop3s"), context=server.trust())
    pop.user(box.address)
    pop.pass_(box.token)
    assert pop.stat()[0] == 2
    pop.quit()
    verbs = {(each["verb"], each["way"]) for each in api(box, "GET", "/mailbox/accesses").json()["accesses"]}
    assert {("mail.report", "imap"), ("report.handle", "api"), ("mail.deliver", "inside")} <= verbs


def test_a_keyword_is_never_lost_to_a_report(server: RunningServer, officer: Officer) -> None:
    box = Box(server)
    box.deliver("Limited", BODY, header=HTML)
    api(box, "PATCH", "/mailbox/reports", {"keyword": True})
    with box.dialogue("SELECT INBOX") as dialogue:
        said = dialogue.ask("STORE 1 +FLAGS ($Phishing)")
        assert b"* OK Reported to the security team: 1, thank you" in said
        assert b"$Phishing" in b"".join(dialogue.ask("FETCH 1 FLAGS"))
        dialogue.ask("STORE 1 +FLAGS ($NotPhishing)")
    assert api(box, "GET", "/mailbox/reports").json()["reports"] == []


def test_clients_seal_reports_themselves(server: RunningServer, officer: Officer) -> None:
    box = Box(server)
    box.deliver("Limited", BODY, header=HTML)
    with Client(server.url, ca=server.ca) as client:
        mailbox = client.open(box.token)
        (message,) = mailbox.messages()
        team = mailbox.reports().team
        assert team is not None
        filed = mailbox.report(message, team)
        assert [each.id for each in mailbox.reports().reports] == [filed.id]
        assert mailbox.report(message, team).id == filed.id
        assert officer.decide("harmless", "") == mailbox.raw(message)
        assert [each.state for each in mailbox.reports().reports] == ["harmless"]


@pytest.mark.anyio
async def test_so_do_those_that_await(server: RunningServer, officer: Officer) -> None:
    box = Box(server)
    box.deliver("Limited", BODY, header=HTML)
    async with AsyncClient(server.url, ca=server.ca) as client:
        mailbox = await client.open(box.token)
        (message,) = [each async for each in mailbox.messages()]
        team = (await mailbox.reports()).team
        assert team is not None
        await mailbox.report(message, team)
        await mailbox.withdraw_report(message.id)
        assert (await mailbox.reports()).reports == []


def test_forgetting_takes_the_name_off_a_report_and_leaves_it_to_the_team(
    server: RunningServer, officer: Officer
) -> None:
    box = Box(server)
    box.deliver("Forgotten soon", BODY, header=HTML)
    message = api(box, "GET", "/mailbox/messages").json()["messages"][0]["id"]
    assert api(box, "POST", f"/mailbox/messages/{message}/report", {"consent": True}).status_code == 201
    box.forget()
    assert b"Forgotten soon" in officer.decide("confirmed", "Nobody reads this.")


def test_the_promise_is_kept_once_there_is_a_team(server: RunningServer, officer: Officer) -> None:
    finished = run(server, "audit", "--json", "--data", str(server.data))
    lines = {line["id"]: line for line in json.loads(finished.stdout)}
    assert lines["watch.report"]["state"] == "kept", lines["watch.report"]
