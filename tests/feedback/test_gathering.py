"""Counting, writing, going on after a restart, and destroying in time."""

import asyncio
from secrets import token_bytes

import pytest

from tempory.feedback import Counts, Gatherer, day_of, open_counts
from tempory.mailauth import Policy
from tempory.values import Unavailable
from tests.feedback.making import ADDRESS, DAY, MemoryKeys, MemoryStore, make_dmarc, make_findings
from tests.making import HandClock

pytestmark = pytest.mark.anyio


class Desk:
    """A gatherer over stores in memory, and the clock it goes by."""

    def __init__(self, *, is_on: bool = True) -> None:
        self.store, self.keys, self.clock = MemoryStore(), MemoryKeys(), HandClock()
        self.gatherer = self.open(is_on=is_on)

    def open(self, *, is_on: bool = True) -> Gatherer:
        return Gatherer(store=self.store, keys=self.keys, clock=self.clock, random=token_bytes, is_on=is_on)

    def count(self, times: int = 1) -> None:
        for _ in range(times):
            self.gatherer.count(make_findings(), address=ADDRESS, envelope_from="a.example", handling=Policy.NONE)

    def kept(self, day: int = DAY) -> Counts:
        return open_counts(self.store.days[day], key=self.keys.keys[day], day=day)


async def test_what_is_counted_is_written_once_in_a_while() -> None:
    desk = Desk()
    desk.count(3)
    assert desk.store.days == {}
    await desk.gatherer.flush()
    assert desk.kept().tallies["bank.example"].messages == 3
    written = desk.store.days[DAY]
    await desk.gatherer.flush()
    assert desk.store.days[DAY] is written, "nothing new, nothing written"
    desk.count()
    await desk.gatherer.flush()
    assert desk.kept().tallies["bank.example"].messages == 4


async def test_a_new_process_goes_on_where_the_old_one_stopped() -> None:
    desk = Desk()
    desk.count(2)
    await desk.gatherer.flush()
    desk.gatherer = desk.open()
    desk.count()
    await desk.gatherer.flush()
    desk.count()
    await desk.gatherer.flush()
    assert desk.kept().tallies["bank.example"].messages == 4


async def test_a_new_process_goes_on_even_if_the_day_ends_before_it_writes() -> None:
    desk = Desk()
    desk.count(2)
    await desk.gatherer.flush()
    desk.gatherer = desk.open()
    desk.count()
    desk.clock.advance(86_400)
    desk.count()
    await desk.gatherer.forget()
    await desk.gatherer.flush()
    assert [desk.kept(day).tallies["bank.example"].messages for day in (DAY, DAY + 1)] == [3, 1]


async def test_nothing_is_counted_while_it_is_off_and_what_was_is_destroyed() -> None:
    desk = Desk()
    desk.count()
    await desk.gatherer.flush()
    desk.count()
    desk.gatherer.is_on = False
    desk.count()
    written = desk.store.days[DAY]
    await desk.gatherer.flush()
    assert desk.store.days[DAY] is written
    await desk.gatherer.forget()
    await desk.gatherer.flush()
    assert (desk.store.days, desk.keys.keys) == ({}, {})
    desk.gatherer.is_on = True
    desk.count()
    await desk.gatherer.flush()
    assert desk.kept().tallies["bank.example"].messages == 1


async def test_a_domain_that_asks_for_nothing_leaves_no_trace() -> None:
    desk = Desk()
    findings = make_findings(make_dmarc(has_record=False))
    desk.gatherer.count(findings, address=ADDRESS, envelope_from="", handling=Policy.NONE)
    await desk.gatherer.flush()
    assert (desk.store.days, desk.keys.keys) == ({}, {})


async def test_a_day_is_destroyed_when_the_next_is_over() -> None:
    desk = Desk()
    desk.count()
    desk.clock.advance(86_400)
    desk.count()
    await desk.gatherer.forget()
    await desk.gatherer.flush()
    assert set(desk.store.days) == set(desk.keys.keys) == {DAY, DAY + 1}
    assert desk.kept(DAY).tallies["bank.example"].messages == 1
    await desk.gatherer.forget()
    desk.clock.advance(86_400)
    await desk.gatherer.forget()
    assert set(desk.store.days) == set(desk.keys.keys) == {DAY + 1}
    desk.clock.advance(86_400)
    await desk.gatherer.forget()
    await desk.gatherer.flush()
    assert (desk.store.days, desk.keys.keys) == ({}, {})


async def test_what_the_disk_refuses_is_written_the_next_time() -> None:
    desk = Desk()
    desk.count()
    desk.store.refuses = True
    with pytest.raises(Unavailable):
        await desk.gatherer.flush()
    desk.count()
    desk.store.refuses = False
    await desk.gatherer.flush()
    assert desk.kept().tallies["bank.example"].messages == 2


async def test_the_rounds_go_on_whatever_happens_in_one() -> None:
    desk = Desk()
    desk.count()
    desk.store.refuses = True
    troubles: list[Exception] = []
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        desk.store.refuses = False
        if len(slept) == 2:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await desk.gatherer.run(troubled=troubles.append, sleep=sleep)
    assert slept == [300, 300]
    assert [type(each) for each in troubles] == [Unavailable]
    assert desk.kept().tallies["bank.example"].messages == 1
    assert day_of(desk.clock.now()) == DAY


async def test_counts_that_were_damaged_are_begun_anew() -> None:
    desk = Desk()
    desk.count()
    await desk.gatherer.flush()
    desk.store.days[DAY] = desk.store.days[DAY][:-1]
    desk.gatherer = desk.open()
    desk.count()
    troubles: list[Exception] = []

    async def sleep(_seconds: float) -> None:
        if not desk.gatherer._unwritten:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await desk.gatherer.run(troubled=troubles.append, sleep=sleep)
    assert len(troubles) == 1
    assert desk.kept().tallies["bank.example"].messages == 1
