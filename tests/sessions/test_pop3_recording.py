"""POP3: the log-in, each message read and what QUIT removes are recorded, or are not given."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from tempory.accesslog import LogUnavailable, Record, Subject, Verb, Way, parse_leaf
from tempory.sessions.pop3 import Maildrops, Pop3Session
from tests.sessions.imap.house import Holder, House, LiveChannel, settle

pytestmark = pytest.mark.anyio


class Program:
    """A mail program that has connected."""

    def __init__(self, holder: Holder, channel: LiveChannel) -> None:
        self.holder = holder
        self.channel = channel

    async def ask(self, command: str) -> bytes:
        self.channel.send(f"{command}\r\n".encode())
        await settle([self.channel])
        return self.channel.take()

    async def verbs(self) -> list[Verb]:
        log = self.holder.house.world.workshop.log
        identity = await log.identify(Subject(self.holder.opened.mailbox.id.octets))
        kept = await log.store.about(bytes.fromhex(identity.pseudonym), below=None, limit=200)
        leaves = [parse_leaf(each.entry) for each in reversed(kept)]
        assert {leaf.way for leaf in leaves} <= {Way.POP3}
        return [leaf.verb for leaf in leaves]


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    house = House(tmp_path / "data")
    holder = await house.make_mailbox()
    await holder.deliver(b"Subject: Hello\r\n\r\nA letter with a mark: canary.\r\n")
    channel = LiveChannel()
    session = Pop3Session(
        channel,
        entrance=house.service.entrance,
        mailboxes=house.world.mailboxes,
        filing=house.filing,
        maildrops=Maildrops(),
        events=house.world.events,
    )
    task = asyncio.get_running_loop().create_task(session.run())
    await settle([channel])
    channel.take()
    yield Program(holder, channel)
    channel.hang_up()
    await task
    house.close()


async def test_reading_and_removing_are_recorded(program: Program) -> None:
    await program.ask(f"USER {program.holder.opened.address}")
    assert (await program.ask(f"PASS {program.holder.token}")).startswith(b"+OK")
    assert b"canary" in await program.ask("RETR 1")
    assert b"canary" in await program.ask("TOP 1 5")
    await program.ask("DELE 1")
    await program.ask("QUIT")
    assert await program.verbs() == [Verb.OPEN_SESSION, Verb.READ, Verb.READ, Verb.DELETE]


async def test_what_cannot_be_recorded_is_not_given(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(_records: Sequence[Record]) -> int:
        raise LogUnavailable

    store = program.holder.house.world.workshop.log.store
    await program.ask(f"USER {program.holder.opened.address}")
    with monkeypatch.context() as patch:
        patch.setattr(store, "append", refuse)
        assert (await program.ask(f"PASS {program.holder.token}")).startswith(b"-ERR")
    await program.ask(f"USER {program.holder.opened.address}")
    assert (await program.ask(f"PASS {program.holder.token}")).startswith(b"+OK")
    with monkeypatch.context() as patch:
        patch.setattr(store, "append", refuse)
        answer = await program.ask("RETR 1")
        assert answer.startswith(b"-ERR")
        assert b"canary" not in answer
        await program.ask("DELE 1")
        assert (await program.ask("QUIT")).startswith(b"-ERR")
    assert await program.verbs() == [Verb.OPEN_SESSION]
