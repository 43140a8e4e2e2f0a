"""The stream of events: its octets, its facts, and what is no such stream."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.client import (
    Changed,
    Client,
    Deleted,
    Extended,
    Forgotten,
    Mailbox,
    MisunderstoodError,
    Ready,
    Received,
)
from tempory.client import events as events_module
from tempory.client.events import EventReader
from tempory.values import MailboxId, MessageId
from tests.client.memory_server import MemoryServer

BOX, LETTER = "0" * 31 + "1", "0" * 31 + "2"
STREAM = (
    ": hello\n\n"
    f'event: ready\ndata: {{"mailboxes":["{BOX}"]}}\n\n'
    f'event: message\r\ndata: {{"mailbox":"{BOX}","id":"{LETTER}","uid":7,"received_at":"2026-11-21T20:00:00.123Z",'
    '"size":9,"seen":false,"summary":"AQ=="}\r\n\r\n'
    ": heartbeat\n\n"
    f'event:changed\ndata:{{"mailbox":"{BOX}","id":"{LETTER}","seen":true}}\n\n'
    "event: invented later\ndata: {}\n\nretry: 5\nid: 9\ndata: stray\n\n"
    f'event: deleted\ndata: {{"mailbox":"{BOX}","id":"{LETTER}","new":1}}\n\n'
    f'event: extended\ndata: {{"mailbox":"{BOX}","expires_at":"2026-11-21T20:00:00.000Z"}}\n\n'
    f'event: extended\ndata: {{"mailbox":"{BOX}","expires_at":null}}\n\n'
    f'event: forgotten\ndata: {{"mailbox":"{BOX}","reason":"expired"}}\n\n'
).encode()
WHOLE = EventReader().receive(STREAM)


def test_each_event_is_a_fact() -> None:
    mailbox, message = MailboxId.parse(BOX), MessageId.parse(LETTER)
    ready, received, *others = WHOLE
    assert ready == Ready(mailboxes=(mailbox,))
    assert isinstance(received, Received)
    assert (received.mailbox, received.item.uid, received.item.summary) == (mailbox, 7, b"\x01")
    assert others == [
        Changed(mailbox=mailbox, message=message, seen=True),
        Deleted(mailbox=mailbox, message=message),
        Extended(mailbox=mailbox, expires_at=1_795_291_200_000),  # type: ignore[arg-type]
        Extended(mailbox=mailbox, expires_at=None),
        Forgotten(mailbox=mailbox, reason="expired"),
    ]


@given(size=st.integers(min_value=1, max_value=len(STREAM)))
def test_any_cut_into_pieces_gives_the_same_events(size: int) -> None:
    reader = EventReader()
    pieces = [STREAM[start : start + size] for start in range(0, len(STREAM), size)]
    assert [event for piece in pieces for event in reader.receive(piece)] == WHOLE


@given(octets=st.binary(max_size=300))
def test_arbitrary_octets_give_events_or_a_misunderstanding(octets: bytes) -> None:
    with suppress(MisunderstoodError):
        EventReader().receive(b"event: changed\ndata: " + octets + b"\n\n")


def test_a_line_without_an_end_is_not_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events_module, "MAX_LINE_OCTETS", 1000)
    reader = EventReader()
    for _ in range(10):
        assert reader.receive(b"x" * 100) == []
    with pytest.raises(MisunderstoodError):
        reader.receive(b"x")


def test_a_follower_opens_what_arrives(server: MemoryServer, client: Client, mailbox: Mailbox) -> None:
    name = server.deliver(mailbox.id, b"Subject: hi\r\n\r\n")
    (stored,) = server.mailboxes.values()
    server.tell("ready", mailboxes=[str(mailbox.id)])
    server.tell("message", mailbox=str(mailbox.id), **stored.messages[name].item)
    ready, received = client.events([mailbox])
    assert isinstance(ready, Ready)
    assert isinstance(received, Received)
    message = mailbox.open(received.item)
    assert message.summary
    assert message.summary.envelope.subject == "Letter 1"
