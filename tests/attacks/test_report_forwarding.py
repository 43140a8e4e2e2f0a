"""What somebody may try with the report address of a running server: other people's names, floods, bounces, bombs."""

import smtplib
import time
from collections.abc import Iterator
from secrets import token_bytes

import apsw
import httpx
import pytest

from tempory.sealing import KeyPair, open_report
from tempory.values import RecordId
from tests.mailauth.signing import Signer, key_record
from tests.nameserver import serve_names
from tests.reading import Box
from tests.serving import RunningServer, start_server

TEAM = KeyPair.draw(token_bytes)
KEY = token_bytes(16)
DOMAIN = "watch.example"
ADDRESS = f"phishing@{DOMAIN}"
LETTER = b"From: PayPal <a@evil.example>\r\nSubject: Limited\r\n\r\nMARK http://evil.example/login\r\n"


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer(domain=DOMAIN)


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory, signer: Signer) -> Iterator[RunningServer]:
    """A server that asks a name server of ours, which knows the key of our own domain."""
    folder = tmp_path_factory.mktemp("forwarding")
    with serve_names() as names:
        names.add_text(f"s1._domainkey.{DOMAIN}", key_record(signer.key))
        config = folder / "tempory.toml"
        config.write_text(f'[service]\ndomains = ["{DOMAIN}"]\n[dns]\nservers = ["{names.setting}"]\n')
        running = start_server(folder / "data", config)
        yield running
        running.kill()


def run(server: RunningServer, statement: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    connection = apsw.Connection(str(server.data / "mail.db"))
    connection.set_busy_timeout(5_000)
    try:
        return [tuple(row) for row in connection.execute(statement, values)]
    finally:
        connection.close()


def make_key(server: RunningServer) -> None:
    """Put the team's public key where an officer's page would have it put."""
    run(server, "INSERT INTO team_keys VALUES (?, ?, 1)", (KEY, TEAM.public_key.octets))


def forwarded(author: str) -> bytes:
    return (
        f"From: {author}\r\nTo: {ADDRESS}\r\nSubject: Fwd\r\nDate: Fri, 21 Nov 2026 10:00:00 +0000\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="=_f"\r\n\r\n--=_f\r\n\r\nLook.\r\n'
        "--=_f\r\nContent-Type: message/rfc822\r\n\r\n"
    ).encode() + (LETTER + b"\r\n--=_f--\r\n")


def report_of(server: RunningServer) -> tuple[bytes, object, object]:
    ((report, channel, mailbox),) = run(server, "SELECT id, channel, mailbox FROM reports ORDER BY rowid DESC LIMIT 1")
    assert isinstance(report, bytes)
    return report, channel, mailbox


def subjects(box: Box) -> list[str]:
    answer = httpx.get(f"{box.server.url}/api/v1/mailbox/messages", headers=box.headers, verify=box.server.trust())
    return [str(each["subject"]) for each in answer.json()["messages"]]


def test_what_is_forwarded_lies_sealed_to_the_team_and_a_stranger_hears_nothing(server: RunningServer) -> None:
    content = forwarded("Eve <eve@elsewhere.example>")
    with pytest.raises(smtplib.SMTPRecipientsRefused, match="No living mailbox"):
        server.send(content, ADDRESS)
    make_key(server)
    server.send(content, ADDRESS.title(), sender="eve@elsewhere.example")
    report, channel, mailbox = report_of(server)
    assert (channel, mailbox) == ("forward", None)
    parts = run(server, "SELECT octets FROM report_parts WHERE report = ? ORDER BY part", (report,))
    sealed = b"".join(bytes(octets) for (octets,) in parts if isinstance(octets, bytes))
    assert open_report(TEAM, sealed, key=RecordId(KEY), report=RecordId(report)) == LETTER
    for path in server.data.rglob("*"):
        assert not path.is_file() or b"MARK" not in path.read_bytes()
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        server.send(content, f"phishing+x@{DOMAIN}")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        server.send(content, "phishing@elsewhere.example")


def test_only_who_our_own_domain_stands_for_is_thanked(server: RunningServer, signer: Signer) -> None:
    make_key(server)
    box = Box(server)
    content = forwarded(f"Holder <{box.address}>")
    server.send(content, ADDRESS, sender=box.address)  # anybody can write this
    assert report_of(server)[2] is None
    assert subjects(box) == []
    server.send(signer.sign(content), ADDRESS, sender=box.address)
    assert report_of(server)[2] is not None
    assert subjects(box) == ["Thank you for your report / Merci de votre signalement"]


def test_floods_bounces_and_mixtures_are_refused(server: RunningServer) -> None:
    make_key(server)
    box = Box(server)
    content = forwarded("Eve <eve@elsewhere.example>")
    with pytest.raises(smtplib.SMTPDataError, match="bounces"):
        server.send(content, ADDRESS, sender="")
    with smtplib.SMTP("127.0.0.1", server.port("smtp"), timeout=30) as client:
        for first, second in ((ADDRESS, box.address), (box.address, ADDRESS)):
            client.ehlo()
            client.mail("eve@elsewhere.example")
            assert client.rcpt(first)[0] == 250
            assert client.rcpt(first)[0] == 250
            assert client.rcpt(second)[0] == 452
            client.rset()
    bomb = (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\nContent-Type: message/rfc822\r\n\r\n" * 50_000
    )
    started = time.monotonic()
    server.send(bomb, ADDRESS)
    assert time.monotonic() - started < 10
    for _ in range(19):
        server.send(content, ADDRESS)
    with pytest.raises(smtplib.SMTPDataError, match="Enough was reported"):
        server.send(content, ADDRESS)
    box.deliver("Mail goes on")
    assert subjects(box) == ["Mail goes on"]
