"""A record is on disk before the access is given, and says what happened without saying to whom."""

import asyncio
import json
from collections.abc import Sequence
from secrets import token_bytes

import pytest

from tempory.accesslog import (
    Access,
    AccessLog,
    Kind,
    LogUnavailable,
    Machine,
    Record,
    Subject,
    SubjectUnknown,
    Thing,
    Verb,
    Way,
    by_holder,
    on_mailbox,
    parse_leaf,
)
from tempory.values import MailboxId, Unavailable
from tests.accesslog.conftest import Hall, changing, reading
from tests.making import NOON

pytestmark = pytest.mark.anyio

BEAT = Access(who=Machine.LOG, verb=Verb.BEAT, on=Thing(kind=Kind.LOG), way=Way.INSIDE)


async def test_what_is_recorded_is_there_when_record_returns(hall: Hall) -> None:
    holder = await hall.settle()
    index = await hall.log.record(reading(holder))

    kept = await hall.log.store.find(index)
    assert kept is not None
    leaf, identity = parse_leaf(kept.entry), await hall.log.identify(holder)
    assert (leaf.at, leaf.verb, leaf.way, leaf.kind) == (NOON, Verb.READ, Way.IMAP, Kind.MAILBOX)
    assert leaf.who == leaf.on == identity.pseudonym
    assert kept.detail is not None
    assert json.loads(identity.open(kept.detail, leaf.detail)) == {"network": "192.0.2.0/24"}
    assert b"192.0.2" not in kept.entry + kept.detail
    assert holder.octets.hex().encode() not in kept.entry


async def test_a_machine_has_no_detail(hall: Hall) -> None:
    holder = await hall.settle()
    access = Access(who=Machine.MAIL, verb=Verb.DELIVER, on=on_mailbox(holder.octets), way=Way.SMTP, peer="192.0.2.1")
    kept = await hall.log.store.find(await hall.log.record(access))
    assert kept is not None
    assert kept.detail is None
    assert parse_leaf(kept.entry).machine is Machine.MAIL
    without = by_holder(holder.octets, Verb.READ, Way.API)
    assert (await hall.log.prepare(without)).detail is None


async def test_indexes_have_no_gaps_however_many_come_at_once(hall: Hall) -> None:
    holder = await hall.settle()
    indexes = await asyncio.gather(*(hall.log.record(reading(holder)) for _ in range(300)))
    assert sorted(indexes) == list(range(300))
    assert await hall.log.store.size() == 300
    assert [index for index, _ in await hall.log.store.entries(290, 100)] == list(range(290, 300))


async def test_a_holder_finds_their_own_newest_first(hall: Hall) -> None:
    one, other = await hall.settle(), await hall.settle()
    await hall.read(one, 3)
    await hall.read(other, 2)
    await hall.log.record(BEAT)
    mine = bytes.fromhex((await hall.log.identify(one)).pseudonym)
    assert [kept.index for kept in await hall.log.store.about(mine, below=None, limit=2)] == [2, 1]
    assert [kept.index for kept in await hall.log.store.about(mine, below=1, limit=2)] == [0]
    assert [kept.index for kept in await hall.log.store.newest(below=None, limit=2)] == [5, 4]


async def test_whoever_is_gone_is_not_recorded(hall: Hall) -> None:
    holder = await hall.settle()
    await hall.read(holder)
    await hall.storage.keys.destroy([MailboxId(holder.octets)])
    hall.log.fade(holder)
    await hall.log.tidy()
    await hall.log.tidy()
    kept = await hall.log.store.find(0)
    assert kept is not None
    assert kept.detail is None
    hall.log.fade(holder)
    with pytest.raises(SubjectUnknown):
        await hall.log.record(reading(holder))


async def test_a_person_is_introduced_and_erased(hall: Hall) -> None:
    person = Subject(token_bytes(16))
    with pytest.raises(SubjectUnknown):
        await hall.log.identify(person)
    first, again = await hall.log.introduce(person), await hall.log.introduce(person)
    assert first.pseudonym == again.pseudonym
    await hall.log.record(reading(person))
    await hall.log.erase(person)
    kept = await hall.log.store.find(0)
    assert kept is not None
    assert kept.detail is None
    with pytest.raises(SubjectUnknown):
        await hall.log.identify(person)
    assert (await hall.log.introduce(person)).pseudonym != first.pseudonym


class Refusing:
    """A store whose disk is full, until it is not."""

    def __init__(self, hall: Hall) -> None:
        self.is_full = True
        self._store = hall.log.store

    async def append(self, records: Sequence[Record]) -> int:
        if self.is_full:
            raise Unavailable
        return await self._store.append(records)


async def test_what_cannot_be_recorded_is_refused(hall: Hall) -> None:
    holder = await hall.settle()
    refusing = Refusing(hall)
    log = AccessLog(store=refusing, keys=hall.storage.keys.subjects, clock=hall.clock, random=token_bytes)  # type: ignore[arg-type]
    accesses = (reading(holder), changing(holder), changing(holder))
    outcomes = await asyncio.gather(*map(log.record, accesses), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [LogUnavailable] * 3
    refusing.is_full = False
    assert await log.record(reading(holder)) == 0


async def test_what_cannot_wait_is_recorded_after(hall: Hall) -> None:
    holder = await hall.settle()
    refusing = Refusing(hall)
    log = AccessLog(store=refusing, keys=hall.storage.keys.subjects, clock=hall.clock, random=token_bytes)  # type: ignore[arg-type]
    assert await log.record_after([await log.prepare(BEAT), await log.prepare(reading(holder))]) is None
    refusing.is_full = False
    assert await log.record_after([await log.prepare(BEAT)]) == [2]
    assert await log.write_late() == []
    assert await hall.log.store.size() == 3


async def test_one_who_stops_waiting_takes_nobody_along(hall: Hall) -> None:
    holder = await hall.settle()
    waiting = [asyncio.ensure_future(hall.log.record(changing(holder))) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[1].cancel()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert outcomes[0] == 0
    assert isinstance(outcomes[1], asyncio.CancelledError)
    assert outcomes[2] == 2


async def test_a_bug_below_reaches_those_who_wait_and_nobody_after(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    holder = await hall.settle()

    async def break_down(_records: Sequence[Record]) -> int:
        raise LookupError

    with monkeypatch.context() as patch:
        patch.setattr(hall.log.store, "append", break_down)
        first = [asyncio.ensure_future(hall.log.record(changing(holder))) for _ in range(2)]
        outcomes = await asyncio.gather(*first, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [LookupError] * 2
    assert await hall.log.record(changing(holder)) == 0


async def test_what_is_cancelled_with_the_loop_leaves_nobody_waiting(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = await hall.settle()
    begun = asyncio.Event()

    async def hang(_records: Sequence[Record]) -> int:
        begun.set()
        await asyncio.Event().wait()
        return 0

    with monkeypatch.context() as patch:
        patch.setattr(hall.log.store, "append", hang)
        waiting = asyncio.ensure_future(hall.log.record(changing(holder)))
        await begun.wait()
        for task in asyncio.all_tasks():
            if task.get_coro().__name__ == "_commit_all":  # type: ignore[union-attr]
                task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert await hall.log.record(changing(holder)) == 0


async def test_few_identities_are_kept_in_memory(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempory.accesslog.log.IDENTITIES_KEPT", 2)
    holders = [await hall.settle() for _ in range(4)]
    names = [(await hall.log.identify(holder)).pseudonym for holder in holders]
    assert [(await hall.log.identify(holder)).pseudonym for holder in holders] == names
    assert len(hall.log._identities) == 2
