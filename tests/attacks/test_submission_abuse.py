"""Sending as somebody else, without a log-in, to where it must not go, or too much, on a running server."""

import base64
import contextlib
import smtplib
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.sending import Writer, connected, enrol_first, logged_in
from tests.serving import RunningServer

SECONDS = 15
RECIPIENTS = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("abuse")
    config = Path(folder / "tempory.toml")
    config.write_text(f"[submission]\nrecipients_per_hour = {RECIPIENTS}\n", encoding="utf-8")
    running = RunningServer(folder / "data", config)
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def olga(server: RunningServer) -> Iterator[Writer]:
    writer = enrol_first(server)
    yield writer
    writer.account.close()


def inbox(server: RunningServer, olga: Writer) -> list[str]:
    with httpx.Client(base_url=server.url, verify=server.trust()) as http:
        headers = {"authorization": f"Bearer {olga.reading}"}
        messages = http.get("/api/v1/mailbox/messages", headers=headers).json()["messages"]
    return [each["subject"] for each in messages]


def converse(port: int, *packets: bytes) -> bytes:
    """Send each packet once the server has answered the one before; return all that it said until it is silent."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        said += connection.recv(4096)
        for packet in packets:
            connection.sendall(packet)
            connection.settimeout(1)
            with contextlib.suppress(TimeoutError):
                while octets := connection.recv(4096):
                    said += octets
    return said


def plain(name: str, secret: str) -> bytes:
    return b"AUTH PLAIN " + base64.b64encode(f"\0{name}\0{secret}".encode()) + b"\r\n"


def test_nobody_logs_in_in_clear_and_nothing_follows_it(server: RunningServer, olga: Writer) -> None:
    transaction = f"MAIL FROM:<{olga.address}>\r\nRCPT TO:<{olga.address}>\r\n".encode()
    said = converse(
        server.port("submission"), b"EHLO c\r\n", plain(olga.address, olga.sending) + transaction + b"NOOP\r\n"
    )
    assert b"250-AUTH" not in said
    assert b"\r\n538 5.7.11 " in said
    assert b"\r\n530 5.7.0 " in said
    assert b"\r\n235" not in said
    assert b"\r\n250 2.1" not in said


def test_what_is_slipped_in_behind_starttls_is_not_read_under_tls(server: RunningServer, olga: Writer) -> None:
    said = converse(server.port("submission"), b"EHLO c\r\n", b"STARTTLS\r\n" + plain(olga.address, olga.sending))
    assert b"\r\n220 " not in said
    assert b"\r\n235" not in said
    assert b"\r\n554 5.5.1 " in said


def test_no_clear_text_gets_in_where_tls_comes_first(server: RunningServer, olga: Writer) -> None:
    with socket.create_connection(("127.0.0.1", server.port("submissions")), timeout=SECONDS) as connection:
        connection.sendall(b"EHLO c\r\n" + plain(olga.address, olga.sending))
        with contextlib.suppress(ConnectionError):
            assert not connection.recv(4096).startswith(b"2")


def test_there_is_no_log_in_where_mail_comes_in_from_everywhere(server: RunningServer, olga: Writer) -> None:
    with smtplib.SMTP("127.0.0.1", server.port("smtp"), timeout=SECONDS) as client:
        client.starttls(context=server.trust())
        client.ehlo()
        assert not client.has_extn("auth")
        assert client.docmd(plain(olga.address, olga.sending).decode().strip())[0] == 502


def test_nothing_is_taken_before_a_log_in_even_in_one_packet(server: RunningServer, olga: Writer) -> None:
    """A log-in that fails, and a whole transaction behind it in the same packet."""
    with connected(server, implicit=True) as client:
        group = plain(olga.address, "tpp_" + "A" * 43)
        group += f"MAIL FROM:<{olga.address}>\r\nRCPT TO:<{olga.address}>\r\nDATA\r\n".encode()
        group += f"From: {olga.address}\r\nSubject: Slipped\r\n\r\n.\r\n".encode()
        client.send(group)
        codes = [client.getreply()[0] for _ in range(4)]
    assert codes == [535, 530, 503, 503]
    assert "Slipped" not in inbox(server, olga)


def test_a_log_in_is_bounded(server: RunningServer, olga: Writer) -> None:
    with connected(server, implicit=True) as client:
        assert client.docmd("AUTH", "PLAIN")[0] == 334
        code, text = client.docmd("A" * 200_000)
        assert (code, text[:5]) == (500, b"5.5.6")
        assert client.docmd("AUTH", "PLAIN " + "A" * 200_000)[0] == 500
        assert client.docmd("AUTH", "PLAIN")[0] == 334
        assert client.docmd("*")[0] == 501
        assert client.login(olga.address, olga.sending)[0] == 235
        assert client.docmd(plain(olga.address, olga.sending).decode().strip())[0] == 503


FORGED = [
    b"From: <ceo@{d}>",
    b"From: <olga@bank.example>",
    b"From: <olga@{d}>\r\nFrom: <ceo@{d}>",
    b"From: <ceo@{d}>\r\nFrom: <olga@{d}>",
    b"From: <olga@{d}>\r\nfrom : <ceo@{d}>",
    b"From: <olga@{d}>, <ceo@{d}>",
    b"From: <ceo@{d}> <olga@{d}>",
    b"From: <olga@{d}> <ceo@{d}>",
    b"From: ceo@{d} <olga@{d}>",
    b'From: "ceo@{d}" <olga@{d}>',
    b"From: =?utf-8?q?ceo=40bank=2Eexample?= <olga@{d}>",
    b"From: =?utf-8?b?Y2VvQGJhbmsuZXhhbXBsZQ==?= <olga@{d}>",
    "From: ceo\uff20bank.example <olga@{d}>".encode(),
    b"From: =?utf-8?q?=3Cceo=40bank=2Eexample=3E?= <olga@{d}>",
    b"From: Board: ceo@{d};",
    b"From: Board: olga@{d};",
    b"From: Board: olga@{d}, ceo@{d};",
    b"From: <@relay.example:olga@{d}>",
    b"From: (ceo@{d}) olga@{d}",
    b"From: olga@{d} (ceo@{d})",
    b'From: "olga@{d}" <ceo@{d}>',
    b"From: olga@{d}\r\n <ceo@{d}>",
    b"From:\r\n <ceo@{d}>",
    b"From: olga@{d}\0",
    b"From: olga@{d}, ",
    b"From: ,olga@{d}",
    b"From: <>",
    b"From: ",
    b"From: \xff <olga@{d}>",
    b"From: <olga@{d}>\r\nSender: <ceo@{d}>",
    b"From: <olga@{d}>\r\nSender: <olga@{d}>\r\nSender: <ceo@{d}>",
    b"From: <olga@{d}>\r\nResent-From: <ceo@{d}>",
    b"From: <olga@{d}>\r\nSubject: one\r\nSubject: two",
    b" From: <ceo@{d}>\r\nFrom: <olga@{d}>",
    b"Subject: x\r\n \r\nFrom: <olga@{d}>",
    b"no field at all\r\nFrom: <olga@{d}>",
    b"To: nobody",
    b"\r\nFrom: <olga@{d}>",
    b"From: <olga+ceo@{d}>",
    b"From: <olga.@{d}>",
]


def test_nobody_writes_as_somebody_else(server: RunningServer, olga: Writer) -> None:
    """One message each, in whatever way two programs might read its author differently."""
    before = inbox(server, olga)
    for header in FORGED:
        with logged_in(server, olga, implicit=True) as client:
            assert client.docmd(f"MAIL FROM:<{olga.address}> BODY=8BITMIME")[0] == 250
            assert client.docmd(f"RCPT TO:<{olga.address}>")[0] == 250
            code, text = client.data(header.replace(b"{d}", server.domain.encode()) + b"\r\n\r\nPay.\r\n")
            assert code == 550, (header, text)
    assert inbox(server, olga) == before


def test_nobody_sends_as_somebody_else(server: RunningServer, olga: Writer) -> None:
    with logged_in(server, olga) as client:
        for sender in (f"ceo@{server.domain}", "olga@bank.example", "", f"olga+x@{server.domain}"):
            assert client.docmd(f"MAIL FROM:<{sender}>") == (553, b"5.7.1 You send as one of your own addresses only")
        assert client.docmd(f"MAIL FROM:<{olga.address.upper()}>")[0] == 250


def test_nothing_is_relayed(server: RunningServer, olga: Writer) -> None:
    said = b"5.7.1 This service does not send mail to other servers yet."
    foreign = ["a@elsewhere.example", f"a%elsewhere.example@{server.domain}", f'"a@elsewhere.example"@{server.domain}']
    with logged_in(server, olga) as client:
        client.docmd(f"MAIL FROM:<{olga.address}>")
        assert client.docmd(f"RCPT TO:<{foreign[0]}>") == (550, said)
        assert client.docmd(f"RCPT TO:<@{server.domain}:{foreign[0]}>")[0] == 550
        for address in foreign[1:]:
            assert client.docmd(f"RCPT TO:<{address}>")[0] == 550
        assert client.docmd("DATA")[0] == 554


def test_results_and_paths_that_are_made_up_do_not_reach_the_reader(server: RunningServer, olga: Writer) -> None:
    domain = server.domain
    made_up = (
        f"Authentication-Results: {domain}; spf=pass smtp.mailfrom=bank.example\r\nReturn-Path: <ceo@{domain}>\r\n"
    )
    content = (
        f"{made_up}From: {olga.address}\r\nBcc: a@{domain}\r\nbcc:\r\n b@{domain}\r\nSubject: Up\r\n\r\nBcc: stays\r\n"
    )
    with logged_in(server, olga) as client:
        client.sendmail(olga.address, [olga.address], content)
    with httpx.Client(base_url=server.url, verify=server.trust()) as http:
        headers = {"authorization": f"Bearer {olga.reading}"}
        first = http.get("/api/v1/mailbox/messages", headers=headers).json()["messages"][0]
        raw = http.get(f"/api/v1/mailbox/messages/{first['id']}/raw", headers=headers).text
    header, _, body = raw.partition("\r\n\r\n")
    assert body == "Bcc: stays\r\n"
    assert "bcc" not in header.lower()
    assert "b@" not in header
    assert "bank.example" not in header
    assert header.count("Return-Path:") == 1
    assert header.count("Authentication-Results:") == 1


def test_a_revoked_app_password_ends_the_session(server: RunningServer, olga: Writer) -> None:
    secret = olga.account.make_app_password("Stolen", ["submission"])
    with connected(server) as idle, connected(server) as within:
        for client in (idle, within):
            client.login(olga.address, secret)
        within.docmd(f"MAIL FROM:<{olga.address}>")
        within.docmd(f"RCPT TO:<{olga.address}>")
        assert within.docmd("DATA")[0] == 354
        within.send(f"From: {olga.address}\r\nSubject: Stolen\r\n\r\n")
        (found,) = [each for each in olga.account.ask("GET", "/account")["app_passwords"] if each["name"] == "Stolen"]
        olga.account.ask("DELETE", f"/account/app-passwords/{found['id']}")
        for client in (idle, within):
            assert client.getreply()[0] == 421
    assert "Stolen" not in inbox(server, olga)
    with connected(server) as client, pytest.raises(smtplib.SMTPAuthenticationError):
        client.login(olga.address, secret)


def test_who_writes_to_very_many_waits(server: RunningServer, olga: Writer) -> None:
    codes = []
    with logged_in(server, olga) as client:
        client.docmd(f"MAIL FROM:<{olga.address}>")
        for number in range(RECIPIENTS):
            codes.append(client.docmd(f"RCPT TO:<nobody{number}@{server.domain}>")[0])
            if codes[-1] == 450:
                break
            if number % 15 == 14:
                client.close()
                client.connect("127.0.0.1", server.port("submission"))
                client.starttls(context=server.trust())
                client.login(olga.address, olga.sending)
                client.docmd(f"MAIL FROM:<{olga.address}>")
    assert codes[-1] == 450
    assert set(codes) == {550, 450}
    with logged_in(server, olga, implicit=True) as client:  # the other listener is no way round it
        client.docmd(f"MAIL FROM:<{olga.address}>")
        assert client.docmd(f"RCPT TO:<{olga.address}>")[0] == 450


def test_guessing_is_slowed_down_over_all_connections(server: RunningServer, olga: Writer) -> None:
    """The last test here: from then on, this machine has to wait."""
    codes = []
    for _ in range(3):
        with connected(server) as client, contextlib.suppress(smtplib.SMTPServerDisconnected):
            codes += [client.docmd(plain(olga.address, f"tpp_{'B' * 43}").decode().strip())[0] for _ in range(15)]
    assert codes.count(535) <= 25
    assert codes[-1] == 454
    with connected(server, implicit=True) as client, pytest.raises(smtplib.SMTPAuthenticationError):
        client.login(olga.address, olga.sending)
