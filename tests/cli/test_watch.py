"""Watching: no message missed and none told twice, however often the connection breaks."""

import json
from collections.abc import Iterator
from itertools import islice

import httpx
import pytest
from rich.console import Console

from tempory.cli.mailbox.board import Board
from tempory.cli.mailbox.following import Arrived, Happening, Listed, Lost, follow
from tempory.cli.mailbox.watching import happening_json, happening_lines
from tempory.cli.terminal import console
from tempory.client import Changed, Client, Deleted, Extended, Forgotten, Mailbox, Refused
from tempory.sealing import Envelope, Party
from tempory.values import Instant
from tests.cli.conftest import Holder
from tests.client.memory_server import NOW, SERVER, MemoryServer


@pytest.fixture
def client(network: MemoryServer) -> Iterator[Client]:
    with Client(SERVER, network=network.network) as client:
        yield client


@pytest.fixture
def mailbox(client: Client) -> Mailbox:
    return client.create()


def deliver(network: MemoryServer, mailbox: Mailbox, *, told: bool) -> None:
    name = network.deliver(mailbox.id, b"Subject: x\r\n\r\n")
    if told:
        (stored,) = network.mailboxes.values()
        network.tell("message", mailbox=str(mailbox.id), **stored.messages[name].item)


def uids(happenings: list[Happening]) -> list[int]:
    found: list[int] = []
    for happening in happenings:
        match happening:
            case Listed(new=new):
                found += [message.uid for message in reversed(new)]
            case Arrived(message=message):
                found.append(message.uid)
    return found


def test_breaks_lose_nothing_and_tell_nothing_twice(network: MemoryServer, client: Client, mailbox: Mailbox) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        deliver(network, mailbox, told=False)  # arrives while nobody listens

    deliver(network, mailbox, told=False)
    network.tell("ready", mailboxes=[str(mailbox.id)])
    deliver(network, mailbox, told=True)  # listed at `ready` already, then told again
    happenings = list(islice(follow(client, mailbox, above=0, limit=30, sleep=pause), 8))
    assert uids(happenings) == [1, 2, 3, 4, 5]
    assert pauses == [1.0, 1.0, 1.0]
    assert sum(isinstance(happening, Lost) for happening in happenings) == 4


def test_pauses_grow_while_nobody_answers(network: MemoryServer, client: Client, mailbox: Mailbox) -> None:
    pauses: list[float] = []
    network.failures = [httpx.ConnectError("refused") for _ in range(7)]
    lost = list(islice(follow(client, mailbox, above=0, limit=30, sleep=pauses.append), 7))
    assert pauses == [1, 2, 4, 8, 15, 15]
    assert all(isinstance(happening, Lost) and "cannot be reached" in happening.reason for happening in lost)


def test_it_ends_when_the_mailbox_is_forgotten(network: MemoryServer, client: Client, mailbox: Mailbox) -> None:
    network.tell("ready", mailboxes=[str(mailbox.id)])
    network.tell("forgotten", mailbox=str(mailbox.id), reason="expired")
    _, last = follow(client, mailbox, above=0, limit=30)
    assert last == Forgotten(mailbox=mailbox.id, reason="expired")


def test_it_ends_when_the_server_knows_the_mailbox_no_more(
    network: MemoryServer, client: Client, mailbox: Mailbox
) -> None:
    network.mailboxes.clear()
    with pytest.raises(Refused):
        next(follow(client, mailbox, above=0, limit=30))


def test_json_lines(network: MemoryServer, holder: Holder) -> None:
    (stored,) = network.mailboxes.values()
    before = network.deliver(stored.id, b"before")
    name = network.deliver(stored.id, b"after")
    item = stored.messages.pop(name).item
    network.tell("ready", mailboxes=[str(stored.id)])
    network.tell("message", mailbox=str(stored.id), **item)
    network.tell("changed", mailbox=str(stored.id), id=before, seen=True)
    network.tell("deleted", mailbox=str(stored.id), id=before)
    network.tell("extended", mailbox=str(stored.id), expires_at="2026-11-22T20:00:00.000Z")
    network.tell("forgotten", mailbox=str(stored.id), reason="asked")
    result = holder("watch", "--json")
    assert result.exit_code == 0
    ready, message, *others = [json.loads(line) for line in result.stdout.splitlines()]
    assert ready == {"event": "ready"}
    assert (message["event"], message["id"], message["codes"]) == ("message", name, ["481516"])
    assert others == [
        {"event": "changed", "id": before, "seen": True},
        {"event": "deleted", "id": before},
        {"event": "extended", "expires_at": "2026-11-22T20:00:00.000Z"},
        {"event": "forgotten", "reason": "asked"},
    ]


def test_lines_where_there_is_no_terminal(network: MemoryServer, holder: Holder) -> None:
    (stored,) = network.mailboxes.values()
    name = network.deliver(stored.id, b"after")
    item = stored.messages.pop(name).item
    network.tell("ready", mailboxes=[str(stored.id)])
    network.tell("message", mailbox=str(stored.id), **item)
    network.tell("forgotten", mailbox=str(stored.id), reason="asked")
    assert holder("watch").stdout == f"{name[:8]}  Zoë  Letter 1  481516\nThe mailbox is forgotten (asked).\n"


def test_a_break_is_told(network: MemoryServer) -> None:
    lost = Lost(reason="It broke.", pause=4)
    assert happening_lines(lost) == ["It broke. Trying again in 4 s."]
    assert happening_json(lost) == [{"event": "lost", "reason": "It broke.", "retry_in": 4}]


class TestBoard:
    def draw(self, board: Board, now: int = NOW) -> str:
        plain = console()
        with plain.capture() as capture:
            plain.print(board.render(Instant(now)))
        return capture.get()

    def test_an_empty_mailbox_teaches(self, mailbox: Mailbox) -> None:
        board = Board(mailbox)
        assert "Connecting" in self.draw(board)
        board.apply(Listed(messages=(), new=(), expires_at=mailbox.expires_at))
        drawn = self.draw(board)
        assert "quiet-otter@tempory.test" in drawn
        assert "Nothing has arrived yet" in drawn
        assert "━" * 40 + "  1 h left" in drawn

    def test_the_bar_runs_out(self, mailbox: Mailbox) -> None:
        board = Board(mailbox)
        assert "━" * 20 + "─" * 20 + "  30 min left" in self.draw(board, NOW + 1_800_000)
        assert "━" + "─" * 39 + "  1 s left" in self.draw(board, NOW + 3_599_000)
        assert "─" * 40 + "  0 s left" in self.draw(board, NOW + 9_999_000)
        board.apply(Extended(mailbox=mailbox.id, expires_at=None))
        assert "lives without end" in self.draw(board)

    def test_a_narrow_terminal_cuts_words_but_neither_ids_nor_codes(
        self, network: MemoryServer, mailbox: Mailbox
    ) -> None:
        name = network.deliver(mailbox.id, b"x", envelope=Envelope(from_=(Party(address="a" * 60),), subject="b" * 200))
        board = Board(mailbox)
        messages = tuple(mailbox.messages())
        board.apply(Listed(messages=messages, new=messages, expires_at=mailbox.expires_at))
        narrow = Console(width=70)
        with narrow.capture() as capture:
            narrow.print(board.render(Instant(NOW + 60_000)))
        (row,) = [line for line in capture.get().splitlines() if "b…" in line]
        assert row.startswith(name[:8])
        assert "a…" in row
        assert "481516" in row
        assert "59 s ago" in row

    def test_it_keeps_up(self, network: MemoryServer, mailbox: Mailbox) -> None:
        for _ in range(2):
            deliver(network, mailbox, told=False)
        newest, oldest = mailbox.messages()
        board = Board(mailbox)
        board.apply(Listed(messages=(oldest,), new=(oldest,), expires_at=mailbox.expires_at))
        board.apply(Arrived(message=newest))
        assert [message.uid for message in board.messages] == [2, 1]
        drawn = self.draw(board, NOW + 60_000)
        assert drawn.index("Letter 2") < drawn.index("Letter 1")
        assert "481516" in drawn
        board.apply(Changed(mailbox=mailbox.id, message=newest.id, seen=True))
        assert [message.seen for message in board.messages] == [True, False]
        board.apply(Deleted(mailbox=mailbox.id, message=oldest.id))
        assert [message.uid for message in board.messages] == [2]
        board.apply(Lost(reason="It \x1b broke.", pause=2))
        assert "It ␛ broke. Trying again in 2 s." in self.draw(board)
        board.apply(Forgotten(mailbox=mailbox.id, reason="asked"))
        assert board.is_forgotten
