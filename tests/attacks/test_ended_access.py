"""Whoever was let in and is no longer welcome: what they hold open ends, and does not wait for them to leave."""

import imaplib
import json
import poplib
import subprocess
import threading
import time
from base64 import b32decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest

from tempory.client.account import Account
from tempory.people.totp import code_at, step_at
from tempory.values import Instant, Secret
from tests.serving import COMMAND, RunningServer

PASSWORD = "a heron stands in the reeds"
SECONDS = 15


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    running = RunningServer(tmp_path_factory.mktemp("ended") / "data")
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def owner(server: RunningServer) -> Iterator[Account]:
    """An owner who has just shown a second factor."""
    wish = ("--name", "Olga", "--address", f"olga@{server.domain}", "--data", str(server.data), "--json")
    made = subprocess.run([*COMMAND, "admin", "init", *wish], capture_output=True, text=True, timeout=60, check=True)
    with Account(server.url, ca=server.ca) as account:
        account.enrol(json.loads(made.stdout)["link"], PASSWORD)
        secret = Secret(b32decode(account.ask("POST", "/account/factors/totp-options")["secret"]))
        account.ask("POST", "/account/factors/totp", {"name": "Phone", "code": code_of(secret, -1)})
    with Account(server.url, ca=server.ca) as account:
        account.log_in(f"olga@{server.domain}", PASSWORD, lambda _: {"code": code_of(secret, 1)})
        yield account


def code_of(secret: Secret, steps: int) -> str:
    return code_at(secret, step_at(Instant(time.time_ns() // 1_000_000)) + steps)


@pytest.fixture
def ines(server: RunningServer, owner: Account, request: pytest.FixtureRequest) -> Iterator[tuple[str, Account]]:
    """A member, signed in; and her id."""
    name = f"ines-{abs(hash(request.node.name)) % 10_000}"
    invited = owner.ask("POST", "/people", {"name": "Ines", "addresses": [f"{name}@{server.domain}"], "roles": []})
    with Account(server.url, ca=server.ca) as account:
        account.enrol(invited["link"], PASSWORD)
        yield invited["person"]["id"], account


def address_of(account: Account) -> str:
    return str(account.ask("GET", "/account")["addresses"][0])


def open_imap(server: RunningServer, account: Account, secret: str) -> imaplib.IMAP4_SSL:
    imap = imaplib.IMAP4_SSL("127.0.0.1", server.port("imaps"), ssl_context=server.trust(), timeout=SECONDS)
    imap.login(address_of(account), secret)
    imap.select()
    return imap


def open_pop(server: RunningServer, account: Account, secret: str) -> poplib.POP3_SSL:
    pop = poplib.POP3_SSL("127.0.0.1", server.port("pop3s"), context=server.trust(), timeout=SECONDS)
    pop.user(address_of(account))
    pop.pass_(secret)
    return pop


def revoke(account: Account, name: str) -> None:
    (found,) = [each for each in account.ask("GET", "/account")["app_passwords"] if each["name"] == name]
    account.ask("DELETE", f"/account/app-passwords/{found['id']}")


def assert_imap_is_over(imap: imaplib.IMAP4_SSL) -> None:
    with pytest.raises(imaplib.IMAP4.abort):
        imap.fetch("1", "(BODY.PEEK[])")
    with suppress(OSError):
        imap.shutdown()


def assert_pop_is_over(pop: poplib.POP3_SSL) -> None:
    with pytest.raises((poplib.error_proto, OSError)):
        pop.retr(1)
    pop.close()


@contextmanager
def followed(server: RunningServer, path: str, headers: dict[str, str]) -> Iterator["Reader"]:
    client = httpx.Client(base_url=server.url, verify=server.trust(), timeout=SECONDS, headers=headers)
    with client as http, http.stream("GET", path) as answer:
        yield Reader(answer)


class Reader:
    """Reads a stream in a thread of its own until it ends."""

    def __init__(self, answer: httpx.Response) -> None:
        assert answer.status_code == 200
        self._answer = answer
        self.text = ""
        self.has_begun, self.has_ended = threading.Event(), threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        assert self.has_begun.wait(SECONDS)

    def _read(self) -> None:
        with suppress(httpx.HTTPError):
            for part in self._answer.iter_text():
                self.text += part
                self.has_begun.set()
            self.has_ended.set()


def session_of(account: Account) -> dict[str, str]:
    return {"cookie": "; ".join(f"{name}={value}" for name, value in account._http.cookies.items())}


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def test_a_revoked_app_password_ends_what_it_opened(server: RunningServer, ines: tuple[str, Account]) -> None:
    _, account = ines
    server.send(b"Subject: Secret\r\n\r\nNot for a thief.\r\n", address_of(account))
    stolen, kept = (account.make_app_password(name, ["imap", "pop3", "api"]) for name in ("Stolen", "Kept"))
    thief, phone = open_imap(server, account, stolen), open_imap(server, account, kept)
    pop = open_pop(server, account, stolen)
    with followed(server, "/api/v1/mailbox/events", bearer(stolen)) as stream:
        revoke(account, "Stolen")
        assert_imap_is_over(thief)
        assert_pop_is_over(pop)
        assert stream.has_ended.wait(SECONDS)
    server.send(b"Subject: Later\r\n\r\nEven less so.\r\n", address_of(account))
    assert "Later" not in stream.text
    assert phone.fetch("1", "(BODY.PEEK[])")[0] == "OK"
    phone.logout()


def test_a_session_that_idles_is_told_at_once(server: RunningServer, ines: tuple[str, Account]) -> None:
    _, account = ines
    thief = open_imap(server, account, account.make_app_password("Stolen", ["imap"]))
    thief.send(b"i1 IDLE\r\n")
    assert thief.readline().startswith(b"+")
    revoke(account, "Stolen")
    assert thief.readline().startswith(b"* BYE")
    thief.shutdown()


def test_a_suspended_members_programs_and_pages_end(
    server: RunningServer, owner: Account, ines: tuple[str, Account]
) -> None:
    id_, account = ines
    secret = account.make_app_password("Laptop", ["imap", "pop3", "api"])
    imap, pop = open_imap(server, account, secret), open_pop(server, account, secret)
    events = "/api/v1/mailbox/events"
    with followed(server, events, session_of(account)) as page, followed(server, events, bearer(secret)) as script:
        owner.ask("POST", f"/people/{id_}/suspension")
        assert_imap_is_over(imap)
        assert_pop_is_over(pop)
        assert page.has_ended.wait(SECONDS)
        assert script.has_ended.wait(SECONDS)


def test_a_page_whose_session_was_ended_hears_nothing_more(server: RunningServer, ines: tuple[str, Account]) -> None:
    _, account = ines
    address = address_of(account)
    with Account(server.url, ca=server.ca) as another:
        another.log_in(address, PASSWORD, lambda _: {})
        identity = session_of(another)
        with (
            followed(server, "/api/v1/mailbox/events", identity) as stolen,
            followed(server, "/api/v1/mailbox/events", session_of(account)) as kept,
        ):
            account.ask("DELETE", "/account/sessions")
            assert stolen.has_ended.wait(SECONDS)
            assert not kept.has_ended.is_set()
        with httpx.Client(base_url=server.url, verify=server.trust(), headers=identity) as http:
            assert http.get("/api/v1/mailbox").status_code == 401


def test_who_waits_for_a_message_waits_in_vain_once_signed_out(
    server: RunningServer, ines: tuple[str, Account]
) -> None:
    _, account = ines
    secret = account.make_app_password("Stolen", ["api"])
    answers: list[httpx.Response] = []

    def wait() -> None:
        with httpx.Client(base_url=server.url, verify=server.trust(), timeout=70, headers=bearer(secret)) as http:
            answers.append(http.get("/api/v1/mailbox/wait?timeout=60"))

    waiting = threading.Thread(target=wait, daemon=True)
    with followed(server, "/api/v1/mailbox/events", bearer(secret)):
        waiting.start()
        for _ in range(100):
            waiting.join(0.05)
            if any(
                entry["verb"] == "mailbox.follow" for entry in account.ask("GET", "/mailbox/accesses")["accesses"][:1]
            ):
                break
        revoke(account, "Stolen")
    waiting.join(SECONDS)
    assert not waiting.is_alive()
    assert answers[0].status_code in {204, 401, 410}
