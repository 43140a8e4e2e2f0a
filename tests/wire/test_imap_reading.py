"""Reading a mailbox by Python's imaplib, over real TLS, from a server in a process of its own."""

import imaplib

import pytest

from tests.reading import Box
from tests.serving import RunningServer


@pytest.fixture
def box(server: RunningServer) -> Box:
    return Box(server)


def test_log_in_select_and_fetch(box: Box) -> None:
    for number in range(3):
        box.deliver(f"Message {number}")
    client = box.log_in()

    assert client.select("INBOX") == ("OK", [b"3"])
    status, fetched = client.fetch("1:*", "(UID FLAGS RFC822.SIZE INTERNALDATE ENVELOPE BODYSTRUCTURE)")
    assert status == "OK"
    assert b"Message 1" in fetched[1]
    status, fetched = client.fetch("2", "(BODY[])")
    assert fetched[0][1].endswith(b"Subject: Message 1\r\n\r\nHello.\r\n")
    _, flags = client.fetch("1:3", "(FLAGS)")
    assert [b"\\Seen" in each for each in flags] == [False, True, False]
    client.logout()


def test_starttls(box: Box) -> None:
    client = imaplib.IMAP4("127.0.0.1", box.server.port("imap"))
    assert "LOGINDISABLED" in client.capabilities
    with pytest.raises(imaplib.IMAP4.error):
        client.login(box.address, box.token)
    client.starttls(box.server.trust())
    client.login(box.address, box.token)
    assert client.select()[0] == "OK"
    client.logout()


def test_store_and_expunge(box: Box) -> None:
    for number in range(4):
        box.deliver(f"Message {number}")
    client, other = box.log_in(), box.log_in()
    client.select()
    other.select()

    client.store("2:3", "+FLAGS", "(\\Deleted)")
    assert client.expunge() == ("OK", [b"2", b"2"])
    other.noop()
    assert other.response("EXPUNGE") == ("EXPUNGE", [b"2", b"2"])
    assert other.fetch("1:*", "(UID)")[1] == [b"1 (UID 1)", b"2 (UID 4)"]
    client.logout()
    other.logout()


def test_list(box: Box) -> None:
    client = box.log_in()
    assert client.list() == ("OK", [b'(\\HasNoChildren) "/" INBOX', b'(\\HasNoChildren \\Trash) "/" Trash'])
    client.logout()


def test_idle(box: Box) -> None:
    client = box.log_in()
    client.select()
    client.send(b"i1 IDLE\r\n")
    assert client.readline().startswith(b"+ ")
    box.deliver("News")
    assert client.readline() == b"* 1 EXISTS\r\n"
    assert client.readline() == b"* 1 RECENT\r\n"
    client.send(b"DONE\r\n")
    assert client.readline().startswith(b"i1 OK")
    client.logout()


def test_forgetting_ends_the_session(box: Box) -> None:
    client = box.log_in()
    client.select()
    client.send(b"i1 IDLE\r\n")
    client.readline()
    box.forget()
    assert client.readline() == b"* BYE The mailbox has been forgotten\r\n"
    assert client.readline() == b""
    client.shutdown()
