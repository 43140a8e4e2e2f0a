"""What the console shows as it happens: the log's tail, and the last hour in minutes."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tempory.accesslog import Way
from tempory.api import console_log, console_tail
from tempory.api.browsers import SESSION_COOKIE
from tempory.api.console_pulse import MINUTES, Pulse
from tempory.api.live_stream import CLOSING, HEARTBEAT
from tempory.api.peers import Peer
from tempory.events import (
    ConnectionClosed,
    ConnectionOpened,
    EntryRefused,
    EventStream,
    MailboxCreated,
    MessageRefused,
    MessageStored,
    RecipientRefused,
)
from tempory.people import Role
from tempory.sessions.entrance import Entrance, LogInRefused
from tempory.values import MailboxId, MessageId, Secret, Uid, Unavailable
from tests.api.conftest import House
from tests.api.stream_reader import StreamReader
from tests.api.test_account import Page
from tests.making import NOON, HandClock
from tests.people_making import Town

pytestmark = pytest.mark.anyio
READER = Peer(key="192.0.2.7", is_trusted=False)


@pytest.fixture
async def page(house: House) -> AsyncIterator[Page]:
    """A page at which an auditor has signed in."""
    town = Town(world=house.world, people=house.people, acts=[], storage=None)  # type: ignore[arg-type]
    async with house.client() as client:
        page = Page(client)
        await page.log_in(town, await town.settle("Ada", Role.AUDITOR))
        yield page


async def test_records_come_as_they_are_written(house: House, page: Page) -> None:
    headers = {"cookie": f"{SESSION_COOKIE}={page.client.cookies[SESSION_COOKIE]}"}
    async with StreamReader(house.face, "/api/v1/console/log/events", headers=headers) as stream:
        assert stream.status == 200
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        name, ready = await stream.event()
        _, address = await house.make_mailbox()
        await house.deliver(address)
        kind, record = await stream.event()
    assert (name, kind, record["verb"], record["index"]) == ("ready", "record", "mail.deliver", ready["next"])


async def test_a_stream_ends_with_its_session(house: House, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console_tail, "ADMITTED_EVERY", 1)
    headers = {"cookie": f"{SESSION_COOKIE}={page.client.cookies[SESSION_COOKIE]}"}
    async with StreamReader(house.face, "/api/v1/console/log/events", headers=headers) as stream:
        await stream.event()
        assert (await page.ask("DELETE", "/account/session")).status_code == 204
        assert await stream.piece() == CLOSING


class Tail:
    """A stream that is followed by hand: what was sent, and when its reader leaves."""

    def __init__(self, house: House, **options: Any) -> None:
        self.house = house
        self.sent: list[bytes] = []
        self.left = asyncio.Event()
        self.is_admitted = True
        given = {"is_admitted": self.admit, "look_seconds": 0.001, **options}
        self.stream = console_tail.TailStream(
            store=house.world.workshop.log.store,
            show=lambda kept: console_log.show_entry(kept, {}),
            live=house.face.live,
            peer=READER,
            route="/tail",
            **given,
        )

    async def admit(self) -> bool:
        return self.is_admitted

    async def receive(self) -> dict[str, str]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message.get("body", b""))

    async def run(self) -> str:
        await self.stream({"type": "http"}, self.receive, self.send)
        return b"".join(self.sent).decode()


async def test_it_ends_by_itself_and_beats_meanwhile(house: House) -> None:
    text = await Tail(house, looks=2 * console_tail.BEAT_EVERY).run()
    assert text.count(HEARTBEAT.decode()) == 2
    assert text.endswith(CLOSING.decode())


async def test_it_ends_when_its_reader_may_no_longer_read_leaves_or_the_service_drains(house: House) -> None:
    refused, leaving, drained = Tail(house), Tail(house), Tail(house)
    refused.is_admitted = False
    leaving.left.set()
    house.face.live.join(drained.stream)
    texts = [await refused.run(), await leaving.run()]
    house.face.drain()
    texts.append(await drained.run())
    for text in texts:
        assert text.startswith("event: ready")
        assert HEARTBEAT.decode() not in text
    assert len(house.face.live.streams) == 0


async def test_a_reader_who_falls_behind_is_told_how_far(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console_tail, "AT_ONCE", 2)
    _, address = await house.make_mailbox()
    for _ in range(5):
        await house.deliver(address)
    store, sizes = house.world.workshop.log.store, iter([0])
    size, find_size = await store.size(), store.size
    monkeypatch.setattr(store, "size", lambda: _now(size - 5) if next(sizes, None) is not None else find_size())
    text = await Tail(house, looks=1).run()
    assert 'event: passed\ndata: {"records":3}' in text
    assert [json.loads(line[6:])["index"] for line in text.splitlines() if '"leaf"' in line] == [size - 2, size - 1]


async def _now(size: int) -> int:
    return size


async def test_a_log_that_fails_ends_the_stream(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    tail = Tail(house, looks=1)
    store = house.world.workshop.log.store

    async def size() -> int:
        if tail.sent:
            raise Unavailable
        return 0

    monkeypatch.setattr(store, "size", size)
    assert (await tail.run()).endswith(CLOSING.decode())


# The last hour

STORED = MessageStored(
    mailbox=MailboxId(bytes(16)), message=MessageId(bytes(16)), uid=Uid(1), received_at=NOON, size=10, summary=b""
)


def test_each_minute_is_counted_and_an_hour_is_kept() -> None:
    events, clock = EventStream(), HandClock()
    pulse = Pulse(events, clock=clock)
    for event in (STORED, STORED, RecipientRefused(listener="smtp", reason="unknown")):
        events.publish(event)
    clock.advance(120)
    events.publish(MessageRefused(listener="smtp", reason="size"))
    events.publish(EntryRefused(listener="imap"))
    events.publish(MailboxCreated(mailbox=MailboxId(bytes(16)), expires_at=None))
    counts = [(minute.stored, minute.refused, minute.entries_refused) for minute in pulse.minutes()]
    assert counts == [(2, 1, 0), (0, 0, 0), (0, 1, 1)]
    clock.advance(3600)
    minutes = pulse.minutes()
    assert len(minutes) == MINUTES
    assert [minute.stored + minute.refused for minute in minutes] == [0] * MINUTES
    pulse.close()
    events.publish(STORED)
    assert pulse.minutes()[-1].stored == 0


async def test_a_wrong_secret_in_a_mail_program_counts(house: House) -> None:
    pulse = Pulse(house.world.events, clock=house.world.clock)
    entrance = Entrance(house.world.mailboxes, monotonic=lambda: 0.0)
    with pytest.raises(LogInRefused):
        await entrance.admit("", Secret(b"tpy_wrong"), peer="192.0.2.1", way=Way.IMAP)
    assert pulse.minutes()[-1].entries_refused == 1


def test_open_connections_are_counted() -> None:
    events = EventStream()
    pulse = Pulse(events, clock=HandClock())
    for event in (ConnectionOpened(listener="imap"), ConnectionOpened(listener="imap")):
        events.publish(event)
    events.publish(ConnectionClosed(listener="imap", reason="done"))
    assert (pulse.open("imap"), pulse.open("smtp")) == (1, 0)
