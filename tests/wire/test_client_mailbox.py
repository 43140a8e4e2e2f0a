"""`tempory.client` against the real server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tempory.client import Changed, Client, Deleted, Extended, Forgotten, Ready, Received, Refused
from tests.serving import RunningServer

RAW = b"From: a@elsewhere.example\r\nSubject: hello\r\n\r\n" + b"A line of text.\r\n" * 20_000


@pytest.fixture
def client(server: RunningServer) -> Iterator[Client]:
    with Client(server.url, ca=server.ca) as client:
        yield client


def test_what_the_service_offers(server: RunningServer, client: Client) -> None:
    service = client.service()
    assert service.domains[0] == server.domain
    assert service.listeners["smtp"].port == server.port("smtp")


def test_a_message_is_opened_whole(server: RunningServer, client: Client) -> None:
    mailbox = client.create(lifetime=600)
    server.send(RAW, str(mailbox.address))
    (message,) = mailbox.messages()
    assert message.summary
    assert message.summary.envelope.subject == "hello"
    assert message.summary.recipient == str(mailbox.address)
    assert mailbox.raw(message).endswith(RAW)
    assert client.open(mailbox.secret).address == mailbox.address


def test_pages_join(server: RunningServer, client: Client) -> None:
    mailbox = client.create()
    for number in range(55):
        server.send(b"Subject: %d\r\n\r\n" % number, str(mailbox.address))
    subjects = [message.summary.envelope.subject for message in mailbox.messages() if message.summary]
    assert subjects == [str(number) for number in range(54, -1, -1)]


def test_every_event_comes(server: RunningServer, client: Client) -> None:
    mailbox = client.create()
    events = client.events([mailbox])
    assert next(events) == Ready(mailboxes=(mailbox.id,))
    server.send(RAW, str(mailbox.address))
    received = next(events)
    assert isinstance(received, Received)
    message = mailbox.open(received.item)
    assert message.summary
    with Client(server.url, ca=server.ca) as elsewhere:
        same = elsewhere.open(mailbox.secret)
        same.mark(message.id, seen=True)
        assert next(events) == Changed(mailbox=mailbox.id, message=message.id, seen=True)
        same.extend(7200)
        assert next(events) == Extended(mailbox=mailbox.id, expires_at=same.expires_at)
        same.delete(message.id)
        assert next(events) == Deleted(mailbox=mailbox.id, message=message.id)
        assert same.forget().final
        assert next(events) == Forgotten(mailbox=mailbox.id, reason="asked")


def test_waiting_ends_with_what_arrives(server: RunningServer, client: Client) -> None:
    mailbox = client.create()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(mailbox.wait, lambda message: bool(message.summary and message.summary.codes), timeout=30)
        for text in (b"no code here", b"Your code is 481516."):
            server.send(b"Subject: x\r\n\r\n" + text + b"\r\n", str(mailbox.address))
        found = waiting.result(timeout=30)
    assert found
    assert found.summary
    assert found.summary.codes == ("481516",)


def test_a_forgotten_mailbox_is_gone(client: Client) -> None:
    mailbox = client.create()
    mailbox.forget()
    with pytest.raises(Refused) as refused:
        mailbox.refresh()
    assert (refused.value.slug, refused.value.status) == ("mailbox-gone", 401)
