"""Who gets in, who does not, and what either can learn from it."""

from dataclasses import replace

import pytest

from tempory.people import (
    Browser,
    FactorRefused,
    LogInRefused,
    Permission,
    Proof,
    Role,
    SessionGone,
    SessionMode,
    StepUpNeeded,
    Ticket,
    TooManyAttempts,
)
from tempory.people.login import TICKET_TRIES
from tempory.people.throttle import ACCOUNT, FACTOR
from tempory.values import Secret
from tests.people_making import BROWSER, PASSWORD, Town, split_quickly

pytestmark = pytest.mark.anyio
WRONG = Secret(b"w" * 32)


async def test_a_member_signs_in_with_address_and_password(town: Town) -> None:
    ines = await town.settle()
    signed_in = await town.log_in(ines)
    assert signed_in.session.mode is SessionMode.MEMBER
    assert signed_in.permissions == {Permission.ACCOUNT_USE}
    assert (await town.people.sessions.find(signed_in.token)).member == ines.member


@pytest.mark.parametrize("address", ["ines@tempory.test", "INES@Tempory.test ", " ines@tempory.test"])
async def test_an_address_is_found_however_it_is_typed(town: Town, address: str) -> None:
    ines = await town.settle()
    assert await town.people.login.parameters(address) == await town.people.login.parameters(ines.address)


async def test_wrong_and_unknown_are_told_the_same(town: Town) -> None:
    await town.settle()
    told = set()
    for address in ("ines@tempory.test", "nobody@tempory.test", "not an address"):
        with pytest.raises(LogInRefused) as refusal:
            await town.people.login.begin(address, WRONG, BROWSER, peer=None)
        told.add(refusal.value.public_reason)
    assert len(told) == 1


async def test_an_account_that_does_not_exist_has_a_salt_that_stays(town: Town) -> None:
    parameters = town.people.login.parameters
    first, again = await parameters("nobody@tempory.test"), await parameters("Nobody@Tempory.test")
    assert first == again
    assert first != await parameters("nobody.else@tempory.test")
    ines = await town.settle()
    salt, asked = await parameters(ines.address)
    assert (len(salt), asked) == (len(first[0]), first[1])


async def test_nobody_signs_in_before_enrolling_or_while_suspended(town: Town) -> None:
    person, _ = await town.invite("Nora")
    with pytest.raises(LogInRefused):
        await town.log_in(person)
    ines, owner = await town.settle(), await town.settle("Owner", Role.OWNER)
    signed_in = await town.log_in(ines)
    await town.people.directory.suspend((await town.log_in(owner)).actor, ines.member.id)
    with pytest.raises(LogInRefused):
        await town.log_in(ines)
    with pytest.raises(SessionGone):
        await town.people.sessions.find(signed_in.token)


# A second factor


async def test_a_second_factor_is_asked_for_and_no_code_works_twice(town: Town) -> None:
    ines = await town.settle(factor=True)
    salt, _ = await town.people.login.parameters(ines.address)
    halves, code = split_quickly(PASSWORD, salt), town.code(ines)
    for expected in (True, False):
        ticket = await town.people.login.begin(ines.address, halves.auth, BROWSER, peer=None)
        assert isinstance(ticket, Ticket)
        assert ticket.methods == ("totp",)
        if expected:
            signed_in = await town.people.login.finish(ticket.token, Proof(code=code), BROWSER, peer=None)
            assert signed_in.session.second_factor
        else:
            with pytest.raises(FactorRefused):
                await town.people.login.finish(ticket.token, Proof(code=code), BROWSER, peer=None)


@pytest.mark.parametrize(("steps", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_a_clock_may_be_one_step_off(town: Town, steps: int, is_taken: bool) -> None:
    ines = await town.settle(factor=True)
    town.world.clock.advance(300)
    code = town.code(ines)
    town.world.clock.advance(30 * steps)
    if is_taken:
        await town.people.factors.check(ines.member.id, Proof(code=code))
    else:
        with pytest.raises(FactorRefused):
            await town.people.factors.check(ines.member.id, Proof(code=code))


async def test_a_ticket_has_few_tries_and_a_short_life(town: Town) -> None:
    ines = await town.settle(factor=True)
    salt, _ = await town.people.login.parameters(ines.address)
    halves = split_quickly(PASSWORD, salt)
    ticket = await town.people.login.begin(ines.address, halves.auth, BROWSER, peer=None)
    assert isinstance(ticket, Ticket)
    for _ in range(TICKET_TRIES):
        with pytest.raises(FactorRefused):
            await town.people.login.finish(ticket.token, Proof(code="000000"), BROWSER, peer=None)
    with pytest.raises(LogInRefused):
        await town.people.login.finish(ticket.token, Proof(code=town.code(ines)), BROWSER, peer=None)
    late = await town.people.login.begin(ines.address, halves.auth, BROWSER, peer=None)
    assert isinstance(late, Ticket)
    town.world.clock.advance(301)
    with pytest.raises(LogInRefused):
        await town.people.login.finish(late.token, Proof(code=town.code(ines)), BROWSER, peer=None)


async def test_recovery_codes_work_once_each_and_new_ones_end_the_old(town: Town) -> None:
    ines = await town.settle(factor=True)
    assert ines.signed_in is not None
    factors, id_ = town.people.factors, ines.member.id
    codes = await factors.make_recovery_codes(ines.signed_in.actor, id_)
    assert len(set(codes)) == 10
    await factors.check(id_, Proof(recovery_code=codes[0].upper().replace("-", " ")))
    with pytest.raises(FactorRefused):
        await factors.check(id_, Proof(recovery_code=codes[0]))
    fresh = await factors.make_recovery_codes(ines.signed_in.actor, id_)
    with pytest.raises(FactorRefused):
        await factors.check(id_, Proof(recovery_code=codes[1]))
    await factors.check(id_, Proof(recovery_code=fresh[1]))
    assert await town.storage.people.recovery_codes_left(id_) == 9


async def test_nothing_shown_is_no_second_factor(town: Town) -> None:
    ines = await town.settle(factor=True)
    with pytest.raises(FactorRefused):
        await town.people.factors.check(ines.member.id, Proof())


# Guessing


async def test_guessing_is_slow_and_a_known_device_keeps_its_path(town: Town) -> None:
    """A stranger exhausts the account's attempts; its owner, on a device used before, gets in all the same."""
    ines = await town.settle()
    for number in range(ACCOUNT.burst):
        with pytest.raises(LogInRefused):
            await town.people.login.begin(ines.address, WRONG, BROWSER, peer=f"stranger {number}")
    with pytest.raises(TooManyAttempts):
        await town.people.login.begin(ines.address, WRONG, BROWSER, peer="another stranger")
    known = replace(BROWSER, known=ines.device)
    signed_in = await town.log_in(ines, browser=known, peer="stranger 1")
    assert signed_in.new_device is None


async def test_a_strangers_device_is_no_known_device(town: Town) -> None:
    ines, nora = await town.settle(), await town.settle("Nora")
    for _ in range(ACCOUNT.burst):
        with pytest.raises(LogInRefused):
            await town.people.login.begin(ines.address, WRONG, BROWSER, peer="stranger")
    with pytest.raises(TooManyAttempts):
        await town.log_in(ines, browser=Browser(device="x", place="y", known=nora.device))


async def test_who_has_the_password_guesses_few_codes_a_day_and_a_known_device_keeps_its_path(town: Town) -> None:
    """A code has six digits and three are right at a time: at FACTOR's pace, a year of guessing finds one in seven."""
    ines = await town.settle(factor=True)
    salt, _ = await town.people.login.parameters(ines.address)
    auth_half = split_quickly(PASSWORD, salt).auth

    async def guess(browser: Browser = BROWSER) -> None:
        ticket = await town.people.login.begin(ines.address, auth_half, browser, peer=None)
        assert isinstance(ticket, Ticket)
        await town.people.login.finish(ticket.token, Proof(code="000000"), browser, peer=None)

    for _ in range(FACTOR.burst):
        with pytest.raises(FactorRefused):
            await guess()
    tried = 0
    for _ in range(24):
        with pytest.raises(TooManyAttempts):
            await guess()
        town.world.clock.advance(3600)
        for _ in range(20):
            try:
                await guess()
            except FactorRefused:
                tried += 1
            except TooManyAttempts:
                break
    assert tried * 365 * 3 / 1_000_000 < 1 / 6
    assert (await town.log_in(ines, browser=replace(BROWSER, known=ines.device))).session.second_factor


async def test_a_stolen_session_guesses_as_slowly(town: Town) -> None:
    ines = await town.settle(factor=True)
    signed_in = await town.log_in(ines)
    for _ in range(FACTOR.burst):
        with pytest.raises(FactorRefused):
            await town.people.login.step_up(signed_in, Proof(code="000000"), None, peer=None)
    town.world.clock.advance(300)
    with pytest.raises(TooManyAttempts):
        await town.people.login.step_up(signed_in, Proof(code=town.code(ines)), None, peer=None)


async def test_an_unknown_account_is_slowed_down_as_a_known_one(town: Town) -> None:
    for _ in range(ACCOUNT.burst):
        with pytest.raises(LogInRefused):
            await town.people.login.begin("nobody@tempory.test", WRONG, BROWSER, peer=None)
    with pytest.raises(TooManyAttempts):
        await town.people.login.begin("nobody@tempory.test", WRONG, BROWSER, peer=None)
    town.world.clock.advance(3600)
    with pytest.raises(LogInRefused):
        await town.people.login.begin("nobody@tempory.test", WRONG, BROWSER, peer=None)


# Showing it again


async def test_dangerous_acts_want_a_fresh_proof(town: Town) -> None:
    ines = await town.settle(factor=True)
    signed_in = await town.log_in(ines)
    permit = town.people.sessions.permit
    await permit(signed_in, Permission.ACCOUNT_USE, step_up=True)
    town.world.clock.advance(301)
    signed_in = await town.people.sessions.find(signed_in.token)
    with pytest.raises(StepUpNeeded):
        await permit(signed_in, Permission.ACCOUNT_USE, step_up=True)
    with pytest.raises(FactorRefused):
        await town.people.login.step_up(signed_in, Proof(code="000000"), None, peer=None)
    await town.people.login.step_up(signed_in, Proof(code=town.code(ines)), None, peer=None)
    await permit(await town.people.sessions.find(signed_in.token), Permission.ACCOUNT_USE, step_up=True)


async def test_who_has_no_factor_shows_the_password_again(town: Town) -> None:
    ines = await town.settle()
    signed_in = await town.log_in(ines)
    salt, _ = await town.people.login.parameters(ines.address)
    with pytest.raises(FactorRefused):
        await town.people.login.step_up(signed_in, Proof(), WRONG, peer=None)
    await town.people.login.step_up(signed_in, Proof(), split_quickly(PASSWORD, salt).auth, peer=None)


async def test_every_act_is_told_before_it_is_done_and_a_log_that_fails_stops_it(town: Town) -> None:
    ines = await town.settle()
    with pytest.raises(LogInRefused):
        await town.people.login.begin(ines.address, WRONG, BROWSER, peer=None)
    assert [(act.what, act.result) for act in town.acts[-1:]] == [("session.begin", "refused")]

    class LogIsFull(Exception):  # noqa: N818 (what happens to a log)
        pass

    async def fail(_act: object) -> None:
        raise LogIsFull

    town.office.on_act = fail
    before = await town.people.sessions.list(ines.member.id)
    with pytest.raises(LogIsFull):
        await town.log_in(ines)
    assert await town.people.sessions.list(ines.member.id) == before
