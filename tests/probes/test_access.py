"""The probes of access.admin, access.mfa, access.least, access.review and access.passwords: content, and broken."""

import re
import socketserver
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import apsw
import httpx
import pytest

from tempory.net import ensure_certificate
from tempory.people import Role
from tempory.people.password_rules import FILTER_OCTETS
from tempory.policy import State
from tempory.probes import passwords, refused, rights
from tempory.probes.examination import Target
from tempory.values import Instant
from tests.people_making import ANYBODY, open_town
from tests.probes.conftest import Judge
from tests.serving import RunningServer

pytestmark = pytest.mark.anyio


async def settle(folder: Path) -> None:
    """Two owners with sessions, and a closed review, as of now."""
    town = open_town(folder)
    key = await town.storage.keys.server_key("people", town.office.server_key)
    assert key == town.office.server_key
    town.world.clock.instant = Instant(time.time_ns() // 1_000_000 - 120_000)
    owner, other = await town.settle("Owner", Role.OWNER), await town.settle("Other", Role.OWNER)
    town.world.clock.instant = Instant(time.time_ns() // 1_000_000)
    actors = [(await town.log_in(person)).actor for person in (owner, other)]
    review = await town.people.reviews.start(ANYBODY)
    for actor, person in zip(actors, (other, owner), strict=True):
        await town.people.reviews.decide(actor, review.id, person.member.id, Role.OWNER, attest=True)
    await town.people.reviews.close(ANYBODY, review.id)
    town.storage.close()


def tamper(folder: Path, statement: str) -> None:
    connection = apsw.Connection(str(folder / "mail.db"))
    connection.execute(statement)
    assert connection.changes()
    connection.close()


def target(folder: Path | None, server: str = "https://localhost") -> Target:
    return Target(server=server, ca=None, data=folder)


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    await settle(tmp_path)
    return tmp_path


async def test_a_sound_database_is_found_so(data: Path, judge: Judge) -> None:
    assert set(judge(rights.examine_rights(target(data))).values()) == {State.KEPT}
    assert judge([passwords._check_census(data)]) == {"passwords.census": State.KEPT}


def test_without_the_data_folder_nothing_is_known(judge: Judge) -> None:
    assert set(judge(rights.examine_rights(target(None))).values()) == {State.UNKNOWN}


BREAKS = [
    ("admin.sessions", "UPDATE sessions SET expires_at = created_at + 36000000 WHERE mode = 'staff'"),
    ("admin.sessions", "UPDATE sessions SET seen_at = seen_at - 3600000 WHERE mode = 'staff'"),
    ("mfa.invariant", "DELETE FROM factors"),
    ("least.roles", "UPDATE roles SET role = 'wizard'"),
    ("review.recent", "UPDATE reviews SET closed_at = NULL, due_at = 1"),
    ("review.signature", "UPDATE reviews SET snapshot = CAST(replace(snapshot, 'attested', 'removed_') AS BLOB)"),
]


@pytest.mark.breaks("admin.sessions", "mfa.invariant", "least.roles", "review.recent", "review.signature")
async def test_what_is_wrong_in_the_database_is_seen(tmp_path: Path, judge: Judge) -> None:
    for number, (probe, statement) in enumerate(BREAKS):
        folder = tmp_path / str(number)
        await settle(folder)
        tamper(folder, statement)
        assert judge(rights.examine_rights(target(folder)))[probe] is State.NOT_KEPT, statement


async def test_rights_older_than_a_quarter_need_a_review(data: Path, judge: Judge) -> None:
    tamper(data, "DELETE FROM reviews")
    assert judge(rights.examine_rights(target(data)))["review.recent"] is State.KEPT
    tamper(data, "UPDATE roles SET granted_at = granted_at - 107 * 86400000")
    assert judge(rights.examine_rights(target(data)))["review.recent"] is State.NOT_KEPT


@pytest.mark.breaks("passwords.census")
async def test_a_password_below_the_floor_is_seen(data: Path, judge: Judge) -> None:
    # The parameters follow the salt (16) and the hash (32): passes becomes 1.
    tamper(
        data,
        "UPDATE wraps SET detail = CAST(substr(detail, 1, 48) || x'00000001' || substr(detail, 53) AS BLOB)"
        " WHERE kind = 'password'",
    )
    assert judge([passwords._check_census(data)]) == {"passwords.census": State.NOT_KEPT}


@pytest.mark.breaks("passwords.rules")
def test_a_list_that_was_emptied_is_seen(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    assert judge([passwords._check_rules(passwords.FILTER.read_bytes())]) == {"passwords.rules": State.KEPT}
    assert judge([passwords._check_rules(bytes(FILTER_OCTETS))]) == {"passwords.rules": State.NOT_KEPT}
    monkeypatch.setattr(passwords, "BAD", ("a heron that nobody expects to be refused",))
    assert judge([passwords._check_rules(passwords.FILTER.read_bytes())]) == {"passwords.rules": State.NOT_KEPT}


# The running server, and one that is wrong


def test_the_running_server_refuses_all_that_it_should(server: RunningServer, judge: Judge) -> None:
    place = Target(server=server.url, ca=server.ca, data=server.data)
    states = judge(
        [*refused.examine_refused(place), *passwords.examine_passwords(place), *rights.examine_rights(place)]
    )
    assert set(states) == {*refused.PROBES, *passwords.PROBES, *rights.PROBES}
    assert set(states.values()) == {State.KEPT}, judge.texts


Answer = Callable[[httpx.Request], httpx.Response]


def answering(answer: Answer) -> httpx.Client:
    return httpx.Client(base_url="https://localhost", transport=httpx.MockTransport(answer))


def document(**changes: object) -> dict[str, Any]:
    operation = {
        "operationId": "x", "security": [{"session": []}], "x-permission": "people.read",
        "responses": {"403": {"step-up-needed": {}}}, **changes,
    }  # fmt: skip
    return {"paths": {"/api/v1/people/{id}": {"post": operation}}}


@pytest.mark.breaks("least.routes")
def test_a_route_that_lets_anybody_in_is_seen(judge: Judge) -> None:
    with answering(lambda _: httpx.Response(401)) as sound, answering(lambda _: httpx.Response(200)) as open_:
        assert judge([refused._check_routes(sound, document())]) == {"least.routes": State.KEPT}
        assert judge([refused._check_routes(open_, document())]) == {"least.routes": State.NOT_KEPT}
        unnamed = document()
        del unnamed["paths"]["/api/v1/people/{id}"]["post"]["x-permission"]
        assert judge([refused._check_routes(sound, unnamed)]) == {"least.routes": State.NOT_KEPT}


def test_a_route_that_only_a_forged_session_opens_is_seen(judge: Judge) -> None:
    def careless(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200 if "cookie" in request.headers else 401)

    with answering(careless) as client:
        assert judge([refused._check_routes(client, document())]) == {"least.routes": State.NOT_KEPT}
        assert judge([refused._check_routes(client, {"paths": {}})]) == {"least.routes": State.UNKNOWN}


@pytest.mark.breaks("admin.proof")
def test_an_operation_that_asks_for_no_fresh_proof_is_seen(judge: Judge) -> None:
    assert judge([refused._check_proof({"paths": {}})]) == {"admin.proof": State.UNKNOWN}
    assert judge([refused._check_proof(document())]) == {"admin.proof": State.KEPT}
    assert judge([refused._check_proof(document(responses={"403": {}}))]) == {"admin.proof": State.NOT_KEPT}


@pytest.mark.breaks("passwords.asked")
def test_a_server_that_asks_for_less_is_seen(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"salt": "AAAA", "passes": 3, "lanes": 4, "memory_kibibytes": 65_536}
    salts = iter("abcdefgh")
    for change, state in (
        ({}, State.KEPT), ({"passes": 1}, State.NOT_KEPT), ({"salt": None}, State.NOT_KEPT),
    ):  # fmt: skip

        def answer(_: httpx.Request, change: dict[str, Any] = change) -> httpx.Response:
            moving = {"salt": next(salts)} if change == {"salt": None} else change
            return httpx.Response(200, json={**asked, **moving})

        class Fake(httpx.Client):
            def __init__(self, **_: object) -> None:
                super().__init__(base_url="https://localhost", transport=httpx.MockTransport(answer))

        monkeypatch.setattr(passwords.httpx, "Client", Fake)  # type: ignore[attr-defined]
        seen = Judge()
        assert seen([passwords._check_asked(target(None))]) == {"passwords.asked": state}
        judge.broken |= seen.broken


@pytest.mark.breaks("mfa.protocols")
@pytest.mark.parametrize("door", ["api", "imaps", "pop3s", "submissions"])
def test_a_door_that_takes_an_accounts_password_is_seen(tmp_path: Path, judge: Judge, door: str) -> None:
    ensure_certificate(tmp_path, names=["localhost"], now=Instant(time.time_ns() // 1_000_000))
    trusting = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    with (
        answering(lambda _: httpx.Response(200 if door == "api" else 401)) as http,
        obliging(tmp_path, imap=door == "imaps", pop3=door == "pop3s", smtp=door == "submissions") as ports,
    ):
        listeners = {name: {"host": "localhost", "port": port} for name, port in ports.items()}
        service = {"domains": ["tempory.test"], "listeners": {**listeners, "smtp": {"host": "localhost", "port": 1}}}
        states = judge([refused._check_protocols(http, service, trusting, 5.0)])
    assert states == {"mfa.protocols": State.NOT_KEPT}
    assert ("API" if door == "api" else door) in judge.texts["mfa.protocols"]


@contextmanager
def obliging(folder: Path, *, imap: bool, pop3: bool, smtp: bool) -> Iterator[dict[str, int]]:
    """Servers of IMAP, POP3 and submission under TLS that say yes, or no, to every log-in."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")

    def speak(greeting: bytes, taken: bytes, refusal: bytes, *, yes: bool) -> type[socketserver.StreamRequestHandler]:
        class Visit(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with context.wrap_socket(self.request, server_side=True) as line:
                    line.settimeout(5)
                    line.sendall(greeting)
                    waiting = b""
                    while octets := line.recv(4096):
                        waiting += octets
                        while b"\r\n" in waiting:
                            command, _, waiting = waiting.partition(b"\r\n")
                            tag = command.split(b" ")[0]
                            capability = b"* CAPABILITY IMAP4rev1\r\n" if b"CAPABILITY" in command else b""
                            is_login = re.search(rb"LOGIN|PASS|AUTH", command) is not None
                            if command[:4].upper() == b"EHLO":
                                line.sendall(b"250-localhost\r\n250 AUTH PLAIN\r\n")
                                continue
                            answer = taken if yes or not is_login else refusal
                            line.sendall(capability + answer.replace(b"{}", tag))

        return Visit

    imap_visit = speak(b"* OK hello\r\n", b"{} OK yes\r\n", b"{} NO no\r\n", yes=imap)
    pop3_visit = speak(b"+OK hello\r\n", b"+OK yes\r\n", b"-ERR no\r\n", yes=pop3)
    smtp_visit = speak(b"220 hello\r\n", b"235 yes\r\n", b"535 no\r\n", yes=smtp)
    with (
        socketserver.ThreadingTCPServer(("127.0.0.1", 0), imap_visit) as first,
        socketserver.ThreadingTCPServer(("127.0.0.1", 0), pop3_visit) as second,
        socketserver.ThreadingTCPServer(("127.0.0.1", 0), smtp_visit) as third,
    ):
        for listener in (first, second, third):
            listener.daemon_threads, listener.block_on_close = True, False
            Thread(target=listener.serve_forever, args=(0.02,), daemon=True).start()
        yield {
            "imaps": first.server_address[1],
            "pop3s": second.server_address[1],
            "submissions": third.server_address[1],
        }
        for listener in (first, second, third):
            listener.shutdown()
