"""Breaking the glass: only with escrow, a reason, a second person and an end, and never behind the holder's back."""

from dataclasses import replace
from secrets import token_bytes

import pytest

from tempory.mailboxes import InvalidRequest
from tempory.people import Conflict, GlassRequest, Member, NotAllowed, RecordGone, Role, SecondPersonNeeded
from tempory.people.acts import Actor
from tempory.sealing import KeyPair, open_escrow
from tempory.values import RecordId
from tests.people_making import Town

pytestmark = pytest.mark.anyio
REASON = "Ines is in hospital and the tax office waits for the letter of the 3rd."


@pytest.fixture
def escrow(town: Town) -> KeyPair:
    keys = KeyPair.draw(token_bytes)
    town.office.rules = replace(town.office.rules, escrow=keys.public_key)
    return keys


async def staff(town: Town) -> tuple[Actor, Actor]:
    asks, approves = (
        await town.settle("Asks", Role.SECURITY_OFFICER),
        await town.settle("Approves", Role.DATA_PROTECTION_OFFICER),
    )
    return (await town.log_in(asks)).actor, (await town.log_in(approves)).actor


async def test_it_takes_two_and_ends_by_itself_and_the_holder_is_told(town: Town, escrow: KeyPair) -> None:
    asks, approves = await staff(town)
    ines = await town.settle()
    glass = town.people.break_glass
    request = await glass.ask(asks, ines.member.id, reason=REASON, seconds=3600)
    with pytest.raises(NotAllowed):
        await glass.open(asks, request.id)
    for alone in (asks, Actor(member=ines.member.id), Actor()):
        with pytest.raises(SecondPersonNeeded):
            await glass.approve(alone, request.id)
    assert not town.told
    await glass.approve(approves, request.id)
    assert [(member.id, told.reason) for member, told in town.told] == [(ines.member.id, REASON)]
    assert [each.id for each in await glass.of_member(ines.member.id)] == [request.id]
    given = await glass.open(asks, request.id)
    assert open_escrow(given.escrow_wrap, escrow, mailbox=ines.mailbox) == ines.keys.seed
    assert not (await glass.messages(asks, request.id, below=None, limit=5)).messages
    with pytest.raises(NotAllowed):  # it was not this one who asked
        await glass.open(approves, request.id)
    with pytest.raises(Conflict):
        await glass.approve(approves, request.id)
    town.world.clock.advance(3600)
    with pytest.raises(NotAllowed):
        await glass.messages(asks, request.id, below=None, limit=5)
    assert {"break-glass.ask", "break-glass.approve", "break-glass.open"} <= {act.what for act in town.acts}


async def test_without_escrow_there_is_nothing_to_break(town: Town) -> None:
    asks, _ = await staff(town)
    ines = await town.settle()
    with pytest.raises(Conflict):
        await town.people.break_glass.ask(asks, ines.member.id, reason=REASON, seconds=3600)


async def test_who_cannot_be_told_is_not_opened(town: Town, escrow: KeyPair) -> None:
    asks, approves = await staff(town)
    ines = await town.settle()
    request = await town.people.break_glass.ask(asks, ines.member.id, reason=REASON, seconds=3600)

    class FullError(Exception):
        pass

    async def fail(_member: Member, _request: GlassRequest) -> None:
        raise FullError

    town.people.break_glass._notify = fail
    with pytest.raises(FullError):
        await town.people.break_glass.approve(approves, request.id)
    with pytest.raises(NotAllowed):
        await town.people.break_glass.open(asks, request.id)


@pytest.mark.parametrize(("reason", "seconds"), [("because", 3600), (REASON, 59), (REASON, 86_401), ("x" * 1001, 60)])
async def test_a_reason_is_one_and_an_end_is_near(town: Town, escrow: KeyPair, reason: str, seconds: int) -> None:
    asks, _ = await staff(town)
    ines = await town.settle()
    with pytest.raises(InvalidRequest):
        await town.people.break_glass.ask(asks, ines.member.id, reason=reason, seconds=seconds)


async def test_neither_ones_own_nor_what_was_never_asked(town: Town, escrow: KeyPair) -> None:
    asks, approves = await staff(town)
    assert asks.member is not None
    with pytest.raises(SecondPersonNeeded):
        await town.people.break_glass.ask(asks, asks.member, reason=REASON, seconds=60)
    with pytest.raises(RecordGone):
        await town.people.break_glass.approve(approves, RecordId(b"x" * 16))
