"""Members' programs that others wrote, sending through a running server: smtplib, curl and swaks."""

import base64
import email
import email.policy
import imaplib
import shutil
import smtplib
import subprocess
import time
from collections.abc import Iterator
from email.message import EmailMessage

import httpx
import pytest

from tests.reading import Box
from tests.sending import PASSWORD, Writer, connected, enrol_first, logged_in
from tests.serving import RunningServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    running = RunningServer(tmp_path_factory.mktemp("submission") / "data")
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def olga(server: RunningServer) -> Iterator[Writer]:
    writer = enrol_first(server)
    yield writer
    writer.account.close()


def newest(server: RunningServer, olga: Writer) -> EmailMessage:
    """Return the last message in her INBOX, read with her other app password."""
    with imaplib.IMAP4_SSL("127.0.0.1", server.port("imaps"), ssl_context=server.trust()) as imap:
        imap.login(olga.address, olga.reading)
        count = imap.select()[1][0]
        assert count is not None
        fetched = imap.fetch(count.decode(), "(BODY.PEEK[])")[1][0]
        assert isinstance(fetched, tuple)
        read = email.message_from_bytes(fetched[1], policy=email.policy.default)
        assert isinstance(read, EmailMessage)
        return read


def write(olga: Writer, subject: str, **more: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"Olga <{olga.address}>"
    message["To"] = olga.address
    message["Subject"] = subject
    for name, value in more.items():
        message[name] = value
    message.set_content("Grüße\n")
    return message


@pytest.mark.parametrize("implicit", [False, True])
def test_smtplib_sends(server: RunningServer, olga: Writer, implicit: bool) -> None:
    message = write(olga, f"By {implicit}", Bcc=f"hidden@{server.domain}")
    with logged_in(server, olga, implicit=implicit) as client:
        assert client.sendmail(olga.address, [olga.address], message.as_bytes(policy=email.policy.SMTP)) == {}
    got = newest(server, olga)
    assert got["subject"] == f"By {implicit}"
    assert got["bcc"] is None
    assert got["date"].datetime.timestamp() == pytest.approx(time.time(), abs=60)
    assert str(got["message-id"]).endswith(f"@{server.domain}>")
    assert "ESMTPSA" in got["received"]
    assert "127.0.0.1" not in got["received"]
    assert f"auth=pass smtp.mailfrom={olga.address}" in " ".join(got["authentication-results"].split())
    assert "spf" not in got["authentication-results"]


def test_the_reader_is_told_that_it_came_from_a_member(server: RunningServer, olga: Writer) -> None:
    with logged_in(server, olga) as client:
        client.sendmail(olga.address, [olga.address], write(olga, "Badge").as_bytes(policy=email.policy.SMTP))
    with httpx.Client(base_url=server.url, verify=server.trust()) as http:
        headers = {"authorization": f"Bearer {olga.reading}"}
        first = http.get("/api/v1/mailbox/messages", headers=headers).json()["messages"][0]
    assert first["subject"] == "Badge"
    assert first["authentication"] == {"state": "verified", "domain": server.domain, "reasons": ["member"]}


@pytest.mark.parametrize("mechanism", ["auth_plain", "auth_login"])
def test_smtplib_logs_in_either_way(server: RunningServer, olga: Writer, mechanism: str) -> None:
    with connected(server) as client:
        client.user, client.password = olga.address, olga.sending
        name = mechanism.removeprefix("auth_").upper()
        assert client.auth(name, getattr(client, mechanism), initial_response_ok=False)[0] == 235


def test_a_bearer_logs_in(server: RunningServer, olga: Writer) -> None:
    told = base64.b64encode(f"n,a={olga.address},\x01auth=Bearer {olga.sending}\x01\x01".encode()).decode()
    with connected(server) as client:
        assert client.docmd("AUTH", f"OAUTHBEARER {told}")[0] == 235


def test_who_may_not_send_is_told_what_to_take(server: RunningServer, olga: Writer) -> None:
    """The account's password, an app password for something else, and a disposable mailbox's own secret."""
    box = Box(server)
    shown = [(olga.address, PASSWORD), (olga.address, olga.reading), (box.address, box.token)]
    for name, secret in [*shown, (f"nobody@{server.domain}", olga.sending)]:
        with connected(server) as client:
            with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
                client.login(name, secret)
            assert refused.value.smtp_code == 535
            assert "app password for sending" in str(refused.value.smtp_error)
            assert "disposable mailboxes (tpy_) do not send" in str(refused.value.smtp_error)


def test_curl_sends(server: RunningServer, olga: Writer) -> None:
    for url in (f"smtp://127.0.0.1:{server.port('submission')}", f"smtps://127.0.0.1:{server.port('submissions')}"):
        command = ["curl", "--silent", "--show-error", "--ssl-reqd", "--cacert", str(server.ca), url, "-T", "-"]
        command += ["--user", f"{olga.address}:{olga.sending}"]
        command += ["--mail-from", olga.address, "--mail-rcpt", olga.address]
        message = f"From: {olga.address}\r\nSubject: {url[:5]}\r\n\r\nHi\r\n".encode()
        done = subprocess.run(command, input=message, capture_output=True, timeout=30, check=False)
        assert done.returncode == 0, done.stderr
        assert newest(server, olga)["subject"] == url[:5]


def test_swaks_sends(server: RunningServer, olga: Writer) -> None:
    swaks = shutil.which("swaks")
    if swaks is None:
        pytest.skip("swaks is not installed")
    for mechanism in ("PLAIN", "LOGIN"):
        command = [swaks, "--server", "127.0.0.1", "--port", str(server.port("submission")), "--tls", "--auth"]
        command += [mechanism, "--auth-user", olga.address, "--auth-password", olga.sending, "--from", olga.address]
        command += ["--to", olga.address, "--h-Subject", mechanism, "--timeout", "20"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=40, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert newest(server, olga)["subject"] == mechanism


def test_the_member_sees_who_sent_in_the_log(server: RunningServer, olga: Writer) -> None:
    with logged_in(server, olga) as client:
        client.sendmail(olga.address, [olga.address], write(olga, "Logged").as_bytes(policy=email.policy.SMTP))
    with httpx.Client(base_url=server.url, verify=server.trust()) as http:
        headers = {"authorization": f"Bearer {olga.reading}"}
        seen = http.get("/api/v1/mailbox/accesses", headers=headers).json()["accesses"]
    assert {("session.open", "submission"), ("mail.send", "submission")} <= {
        (each["verb"], each["way"]) for each in seen
    }
