"""One record a command: in the transaction of what it changes, and on disk before what it reads is told."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from tempory.accesslog import LogUnavailable, Record, Subject, Verb, Way, parse_leaf
from tempory.protocols.imap import commands
from tempory.sessions.imap.commands import _ANSWERS, _LOOKUPS
from tempory.sessions.imap.recording import VERBS
from tempory.storage.sqlite import logrows
from tests.sessions.imap.house import Holder, House, LiveChannel, settle

pytestmark = pytest.mark.anyio

LETTER = b"From: a@shop.example\r\nSubject: Hello\r\n\r\nA letter with a mark: canary.\r\n"


class Program:
    """A mail program that has logged in and selected INBOX, with one message in it."""

    def __init__(self, holder: Holder, channel: LiveChannel) -> None:
        self.holder = holder
        self.channel = channel
        self._number = 0

    async def ask(self, command: str) -> bytes:
        self._number += 1
        self.channel.send(f"a{self._number} {command}\r\n".encode())
        await settle([self.channel])
        return self.channel.take()

    async def verbs(self) -> list[Verb]:
        log = self.holder.house.world.workshop.log
        identity = await log.identify(Subject(self.holder.opened.mailbox.id.octets))
        kept = await log.store.about(bytes.fromhex(identity.pseudonym), below=None, limit=200)
        leaves = [parse_leaf(each.entry) for each in reversed(kept)]
        assert {leaf.way for leaf in leaves} == {Way.IMAP}
        return [leaf.verb for leaf in leaves]


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    house = House(tmp_path / "data")
    holder = await house.make_mailbox()
    await holder.deliver(LETTER)
    channel, task = holder.open_session()
    await settle([channel])
    program = Program(holder, channel)
    channel.take()
    assert b"OK" in await program.ask(f'LOGIN "" {holder.token}')
    assert b"1 EXISTS" in await program.ask("SELECT INBOX")
    yield program
    channel.hang_up()
    await task
    house.close()


def test_every_command_that_tells_or_changes_something_has_a_verb() -> None:
    unrecorded = {commands.Noop, commands.Namespace}
    assert set(VERBS) == (set(_ANSWERS) | set(_LOOKUPS)) - unrecorded


async def test_each_command_leaves_one_record(program: Program) -> None:
    for command in (
        "NOOP",
        "FETCH 1 (FLAGS)",
        "FETCH 1 (BODY[])",
        "SEARCH ALL",
        'LIST "" *',
        "STATUS INBOX (MESSAGES)",
        "CREATE Work",
        "COPY 1 Work",
        "STORE 1 +FLAGS (\\Deleted)",
        "STORE 1 +FLAGS (\\Deleted)",
        "EXPUNGE",
        "EXPUNGE",
        "MOVE 1:* Work",
        "CLOSE",
    ):
        answer = await program.ask(command)
        assert b" OK" in answer or b" BAD" in answer, answer
    assert await program.verbs() == [
        Verb.OPEN_SESSION,
        Verb.LIST,
        Verb.READ,
        Verb.READ,
        Verb.SEARCH,
        Verb.LIST_FOLDERS,
        Verb.LIST_FOLDERS,
        Verb.CHANGE_FOLDERS,
        Verb.COPY,
        Verb.CHANGE,
        Verb.CHANGE,
        Verb.DELETE,
        Verb.DELETE,
        Verb.COPY,
        Verb.DELETE,
    ]


async def test_what_cannot_be_recorded_is_not_told(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(_records: Sequence[Record]) -> int:
        raise LogUnavailable

    monkeypatch.setattr(program.holder.house.world.workshop.log.store, "append", refuse)
    for command in ("FETCH 1 (BODY.PEEK[])", "FETCH 1 (ENVELOPE)", "SEARCH ALL", 'LIST "" *', "STATUS INBOX (UNSEEN)"):
        answer = await program.ask(command)
        assert b" NO " in answer
        assert b"canary" not in answer
        assert b"Hello" not in answer
        assert b"\r\n" not in answer.strip()
    monkeypatch.undo()
    assert b"canary" in await program.ask("FETCH 1 (BODY.PEEK[])")
    assert (await program.verbs())[2:] == [Verb.READ]


async def test_a_change_and_its_record_are_one_transaction(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_connection: object, records: Sequence[Record]) -> int:
        if records:
            raise LogUnavailable
        return 0

    before = await program.verbs()
    monkeypatch.setattr(logrows, "write", fail)
    for command in ("STORE 1 +FLAGS (\\Deleted)", "FETCH 1 (BODY[])", "MOVE 1 Trash", "COPY 1 Trash"):
        answer = await program.ask(command)
        assert b" NO " in answer
        assert b"canary" not in answer
    monkeypatch.undo()
    assert b"FLAGS ()" in (await program.ask("FETCH 1 (FLAGS)")).replace(b"\\Recent", b"")
    assert b"MESSAGES 0" in await program.ask("STATUS Trash (MESSAGES)")
    assert await program.verbs() == [*before, Verb.READ, Verb.LIST_FOLDERS]


async def test_idling_is_recorded_when_it_begins(program: Program) -> None:
    assert b"+ " in await program.ask("IDLE")
    assert (await program.verbs())[-1] is Verb.FOLLOW
