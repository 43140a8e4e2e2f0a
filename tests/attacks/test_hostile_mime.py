"""Hostile MIME over SMTP to a running server: kept octet for octet or refused, in a bounded time either way."""

import smtplib
import time
from collections.abc import Iterator

import pytest

from tempory.client import Client
from tests.attacks.test_verdict_floods import ATTACKS
from tests.serving import RunningServer, start_server

SECONDS = 10.0  # of a busy machine, for the longest; the server is asked meanwhile whether it lives
MOST_OCTETS = 8 * 1024 * 1024
LINE = 900

HEAD = b"From: a@corp.example\r\nTo: b@firm.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
MORE = {
    "a message within itself": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 3_000 + b"hello",
    "every part has the same boundary": HEAD
    + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    + b'--b\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n' * 5_000,
    "no end": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello",
    "broken base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"A=B=*?!\r\n" * 20_000,
    "broken quoted-printable": HEAD
    + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    + b"=Z=\xff==\r\n" * 20_000,
    "charsets that lie": HEAD + b'Content-Type: text/html; charset="utf-16"\r\n\r\n' + b"<p>hello\xff\xfe\r\n" * 9_000,
    "encoded words": HEAD.replace(b"Subject: x", b"Subject: " + b"=?utf-8?b?w6k=?=\r\n " * 5_000 + b"x") + b"\r\nhello",
    "several From": b"From: a@corp.example\r\n" * 500 + HEAD + b"\r\nhello",
    "forged results": b"Authentication-Results: tempory.test; dmarc=pass\r\n" * 900 + HEAD + b"\r\nhello",
    "nothing but a header": HEAD[:-2],
    "octets": bytes(range(1, 256)).replace(b"\r", b"").replace(b"\n", b"") * 3 + b"\r\n",
}
ALL = {**ATTACKS, **MORE}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    running = start_server(tmp_path_factory.mktemp("hostile") / "data")
    yield running
    running.kill()


@pytest.fixture(scope="module")
def client(server: RunningServer) -> Iterator[Client]:
    with Client(server.url, ca=server.ca) as client:
        yield client


def on_the_wire(content: bytes) -> bytes:
    """Return `content` in lines that SMTP takes (RFC 5321 §4.5.3.1.6)."""
    lines = content[:MOST_OCTETS].replace(b"\r\n", b"\n").replace(b"\r", b"").split(b"\n")
    cut = (line[start : start + LINE] for line in lines for start in range(0, max(1, len(line)), LINE))
    return b"\r\n".join(cut).rstrip(b"\r\n") + b"\r\n"


@pytest.mark.parametrize("name", ALL)
def test_hostile_mail_is_kept_or_refused_in_time(server: RunningServer, client: Client, name: str) -> None:
    content = on_the_wire(ALL[name])
    mailbox = client.create(lifetime=600)
    began = time.monotonic()
    refusal = send(server, content, str(mailbox.address))
    assert time.monotonic() - began < SECONDS
    if refusal:
        # A header that is larger than any: said at once, and nothing is kept.
        assert 500 <= refusal < 600
        assert not list(mailbox.messages())
        return
    (message,) = mailbox.messages()
    raw = mailbox.raw(message)
    # What was sent, but for what is said on top and forged results that bear our name.
    assert raw.endswith(content.rpartition(b"\r\n\r\n")[2])
    assert b"dmarc=pass" not in raw
    assert message.summary is not None
    assert message.summary.verdict is not None


def send(server: RunningServer, content: bytes, to: str) -> int:
    """Return the code that it is refused with, 0 if it is taken."""
    try:
        server.send(content, to)
    except smtplib.SMTPDataError as refused:
        return refused.smtp_code
    return 0
