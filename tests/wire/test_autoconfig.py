"""What a real server tells mail programs is where it listens: each way it names lets the mailbox's holder in."""

import imaplib
import plistlib
import poplib
import smtplib
import ssl
from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.reading import Box
from tests.serving import RunningServer


@pytest.fixture
def box(server: RunningServer) -> Box:
    box = Box(server)
    box.deliver("One")
    return box


def ask(box: Box, path: str) -> httpx.Response:
    url = f"{box.server.url}{path}"
    return httpx.get(url, params={"emailaddress": box.address}, verify=box.server.trust()).raise_for_status()


def count_by_imap(host: str, port: int, trust: ssl.SSLContext, box: Box, *, implicit: bool) -> int:
    client = imaplib.IMAP4_SSL(host, port, ssl_context=trust) if implicit else imaplib.IMAP4(host, port)
    with client:
        if not implicit:
            client.starttls(trust)
        client.login(box.address, box.token)
        return int(client.select()[1][0] or 0)


def count_by_pop3(host: str, port: int, trust: ssl.SSLContext, box: Box, *, implicit: bool) -> int:
    client = poplib.POP3_SSL(host, port, context=trust) if implicit else poplib.POP3(host, port)
    if not implicit:
        client.stls(trust)
    client.user(box.address)
    client.pass_(box.token)
    count = client.stat()[0]
    client.quit()
    return count


def test_every_way_that_mozillas_file_names(box: Box) -> None:
    answer = ask(box, "/.well-known/autoconfig/mail/config-v1.1.xml")
    provider = ET.fromstring(answer.content)[0]  # noqa: S314 (our own server's)
    counts = []
    for told in provider.iter("incomingServer"):
        count = {"imap": count_by_imap, "pop3": count_by_pop3}[told.attrib["type"]]
        host, port = str(told.findtext("hostname")), int(str(told.findtext("port")))
        counts.append(count(host, port, box.server.trust(), box, implicit=told.findtext("socketType") == "SSL"))
    assert counts == [1, 1, 1, 1]

    assert [told.findtext("socketType") for told in provider.iter("outgoingServer")] == ["SSL", "STARTTLS"]
    for told in provider.iter("outgoingServer"):
        host, port, context = str(told.findtext("hostname")), int(str(told.findtext("port"))), box.server.trust()
        implicit = told.findtext("socketType") == "SSL"
        with smtplib.SMTP_SSL(host, port, context=context) if implicit else smtplib.SMTP(host, port) as smtp:
            if not implicit:
                smtp.starttls(context=context)
            with pytest.raises(smtplib.SMTPAuthenticationError, match=r"disposable mailboxes .* do not send"):
                smtp.login(box.address, box.token)


def test_the_way_that_apples_profile_names(box: Box) -> None:
    (account,) = plistlib.loads(ask(box, "/mail/apple.mobileconfig").content)["PayloadContent"]
    host, port = account["IncomingMailServerHostName"], account["IncomingMailServerPortNumber"]
    assert account["IncomingMailServerUsername"] == box.address
    assert count_by_imap(host, port, box.server.trust(), box, implicit=True) == 1
