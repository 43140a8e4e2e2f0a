"""Python's own POP3 client against a real server, under TLS from the start and after STLS."""

import poplib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.reading import Box
from tests.serving import RunningServer


@pytest.fixture
def box(server: RunningServer) -> Box:
    box = Box(server)
    box.deliver("One", "The code is 481516.\r\n.a line that begins with a dot\r\n")
    box.deliver("Two", "Words.\r\n")
    return box


@contextmanager
def logged_in(box: Box, listener: str) -> Iterator[poplib.POP3]:
    client: poplib.POP3
    if listener == "pop3s":
        client = poplib.POP3_SSL("localhost", box.server.port("pop3s"), timeout=30, context=box.server.trust())
    else:
        client = poplib.POP3("localhost", box.server.port("pop3"), timeout=30)
        with pytest.raises(poplib.error_proto):
            client.user(box.address)
        client.stls(context=box.server.trust())
    try:
        client.user(box.address)
        client.pass_(box.token)
        yield client
        client.quit()
    finally:
        client.close()


@pytest.mark.parametrize("listener", ["pop3s", "pop3"])
def test_everyday_commands(box: Box, listener: str) -> None:
    with logged_in(box, listener) as client:
        assert {"UIDL", "TOP", "UTF8", "PIPELINING", "RESP-CODES"} <= set(client.capa())
        count, octets = client.stat()
        assert count == 2
        _, listed, _ = client.list()
        assert sum(int(line.split()[1]) for line in listed) == octets
        _, lines, size = client.retr(1)
        assert b".a line that begins with a dot" in lines
        assert abs(size - int(listed[0].split()[1])) <= 2
        _, head, _ = client.top(2, 0)
        assert b"Subject: Two" in head
        assert b"Words." not in head
        names = [line.split()[1] for line in client.uidl()[1]]
        client.dele(1)
        assert client.stat()[0] == 1
        client.rset()
        client.dele(1)
    with logged_in(box, listener) as client:
        assert [line.split()[1] for line in client.uidl()[1]] == names[1:]


def test_a_maildrop_is_one_sessions_alone(box: Box) -> None:
    with logged_in(box, "pop3s"), pytest.raises(poplib.error_proto, match=r"IN-USE"), logged_in(box, "pop3s"):
        pass


def test_a_wrong_secret(box: Box) -> None:
    client = poplib.POP3_SSL("localhost", box.server.port("pop3s"), timeout=30, context=box.server.trust())
    client.user(box.address)
    with pytest.raises(poplib.error_proto, match=r"-ERR \[AUTH\]"):
        client.pass_("tpy_" + "A" * 43)
    client.close()
