"""What somebody may try with reports on a running server: races, bombs, other people's mail, and reading the disk."""

import asyncio
from base64 import b64encode
from pathlib import Path
from secrets import token_bytes, token_hex

import apsw
import httpx
import pytest

from tempory.sealing import MAX_REPORT_OCTETS, KeyPair
from tests.reading import Box
from tests.serving import RunningServer

pytestmark = pytest.mark.anyio
TEAM = KeyPair.draw(token_bytes)
KEY = token_bytes(16)
CONSENT = {"consent": True}


@pytest.fixture(scope="module")
def team(server: RunningServer) -> None:
    """Put the team's public key where an officer's page would have it put."""
    connection = apsw.Connection(str(server.data / "mail.db"))
    connection.set_busy_timeout(5_000)
    connection.execute("INSERT INTO team_keys VALUES (?, ?, 1)", (KEY, TEAM.public_key.octets))
    connection.close()


@pytest.fixture
def box(server: RunningServer, team: None) -> Box:
    return Box(server)


def client(box: Box) -> httpx.AsyncClient:
    base = f"{box.server.url}/api/v1/mailbox"
    return httpx.AsyncClient(base_url=base, headers=box.headers, verify=box.server.trust(), timeout=60)


async def newest(http: httpx.AsyncClient) -> str:
    return str((await http.get("/messages")).json()["messages"][0]["id"])


async def test_a_race_files_one_report(box: Box) -> None:
    box.deliver("Race")
    async with client(box) as http:
        path = f"/messages/{await newest(http)}/report"
        answers = await asyncio.gather(*(http.post(path, json=CONSENT) for _ in range(16)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.json()["id"] for answer in answers}) == 1
        assert len((await http.get("/reports")).json()["reports"]) == 1


async def test_bombs_are_refused_and_the_server_goes_on(box: Box) -> None:
    box.deliver("Bomb")
    half = {"authorization": box.headers["Authorization"].replace("tpy_", "tpa_")}
    async with client(box) as http:
        path = f"/messages/{await newest(http)}/report"
        sealed = b64encode(bytes(2 * MAX_REPORT_OCTETS)).decode()
        body = {"consent": True, "id": token_hex(16), "key": KEY.hex(), "sealed": sealed}
        assert (await http.post(path, json=body)).status_code == 413
        nested = b'{"consent":' + b"[" * 100_000
        headers = {"content-type": "application/json"}
        for content in (nested, b"\xff\xfe", b"{}", b"[]", b'{"consent":true,"sealed":"' + b"A" * 900):
            assert (await http.post(path, content=content, headers=headers)).status_code in {400, 413, 422}
        assert (await http.post(path, json=body, headers=half)).status_code in {401, 413}
        assert (await http.get("/reports")).json()["reports"] == []
        assert (await http.post(path, json=CONSENT)).status_code == 201


async def test_another_holders_message_is_not_there(box: Box, server: RunningServer) -> None:
    box.deliver("Mine")
    mallory = Box(server)
    async with client(box) as http, client(mallory) as other:
        path = f"/messages/{await newest(http)}/report"
        assert (await other.post(path, json=CONSENT)).json()["type"] == "/problems/message-gone"
        await http.post(path, json=CONSENT)
        assert (await other.delete(path)).json()["type"] == "/problems/record-gone"
        assert (await other.get("/reports")).json()["reports"] == []
        assert len((await http.get("/reports")).json()["reports"]) == 1


async def test_nobody_without_a_session_sees_the_queue(box: Box) -> None:
    async with client(box) as http:
        for method, path in (("GET", ""), ("GET", "/team"), ("POST", "/search"), ("POST", "/team")):
            url = f"{box.server.url}/api/v1/console/reports{path}"
            answer = await http.request(method, url)
            assert answer.json()["type"] == "/problems/not-signed-in"


async def test_who_takes_the_disk_reads_no_report_and_no_link(box: Box) -> None:
    mark = f"canary-{token_hex(8)}"
    link = f"http://192.0.2.7/{mark}"
    html = f'<p>Verify your account: <a href="{link}">https://www.paypal.com/signin</a></p>\r\n'
    box.deliver("Limited", html, header="Content-Type: text/html\r\n")
    async with client(box) as http:
        assert (await http.get("/messages")).json()["messages"][0]["verdict"]["level"] == "dangerous"
        assert (await http.post(f"/messages/{await newest(http)}/report", json=CONSENT)).status_code == 201
    connection = apsw.Connection(str(box.server.data / "mail.db"), flags=apsw.SQLITE_OPEN_READONLY)
    assert connection.execute("SELECT count(*) FROM fingerprints").get, "it was warned of, so it left fingerprints"
    connection.close()
    await asyncio.to_thread(search, box.server.data, mark.encode())


def search(folder: Path, mark: bytes) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            assert mark not in path.read_bytes(), path
