import asyncio
import random

import pytest

from tempory.sessions import BudgetSettings, ByteBudget, Holding

pytestmark = pytest.mark.anyio


def make_budget(octets: int = 1000, patience: float = 30.0) -> ByteBudget:
    return ByteBudget(BudgetSettings(octets=octets, patience=patience))


async def let_others_run() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_it_adds_up() -> None:
    budget = make_budget()
    with budget.holding() as one, budget.holding() as other:
        one.set(100)
        other.set(200)
        one.set(150)
        assert budget.total == 350
        one.set(0)
        one.set(0)
        assert budget.total == 200
    assert budget.total == 0


def test_room_is_for_everybody_until_it_is_used_up() -> None:
    budget = make_budget()
    one, other, third = budget.holding(), budget.holding(), budget.holding()
    one.set(600)
    other.set(399)
    assert third.has_room
    other.set(400)
    assert not third.has_room
    assert not other.has_room
    assert one.has_room, "the oldest always has room"


def test_a_message_larger_than_the_budget_goes_through_alone() -> None:
    budget = make_budget()
    one = budget.holding()
    one.set(5000)
    assert one.has_room


async def test_without_need_nobody_waits() -> None:
    assert await make_budget(patience=0).holding().wait_for_room()


async def test_waiting_ends_when_there_is_room() -> None:
    budget = make_budget()
    one, other = budget.holding(), budget.holding()
    one.set(900)
    other.set(100)
    waiting = asyncio.create_task(other.wait_for_room())
    await let_others_run()
    assert budget.waiting == 1
    one.set(700)
    assert await waiting
    assert budget.waiting == 0


async def test_a_little_room_wakes_nobody_but_the_oldest() -> None:
    budget = make_budget()
    one, other, third = budget.holding(), budget.holding(), budget.holding()
    one.set(500)
    other.set(450)
    third.set(50)
    tasks = [asyncio.create_task(holding.wait_for_room()) for holding in (other, third)]
    await let_others_run()
    one.set(499)
    await let_others_run()
    assert [task.done() for task in tasks] == [False, False]
    third.set(1400)
    one.set(0)  # over the bound still, but now `other` is the oldest
    await let_others_run()
    assert [task.done() for task in tasks] == [True, False]
    other.set(0)
    await let_others_run()
    assert tasks[1].done(), "alone, it is the oldest"


async def test_patience_ends() -> None:
    budget = make_budget(patience=0.01)
    one, other = budget.holding(), budget.holding()
    one.set(1000)
    assert not await other.wait_for_room()
    assert budget.waiting == 0


async def test_a_cancelled_wait_leaves_nothing_behind() -> None:
    budget = make_budget()
    one, other = budget.holding(), budget.holding()
    one.set(1000)
    waiting = asyncio.create_task(other.wait_for_room())
    await let_others_run()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert budget.waiting == 0
    one.set(0)


# Those who hold much and send little.


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Sender:
    """A holder that notes whether it was asked to give up."""

    def __init__(self, budget: ByteBudget, octets: int, *, yields: bool = True) -> None:
        self.gave_up = False
        self.yields = yields
        self.holding = budget.holding(self.give_up)
        self.holding.set(octets)

    def give_up(self) -> bool:
        self.gave_up = self.yields
        return self.yields


async def test_messages_that_hardly_move_make_room_for_others() -> None:
    hand = Hand()
    budget = ByteBudget(BudgetSettings(octets=1_000_000, patience=0.01), now=hand)
    oldest, large, larger = (Sender(budget, octets) for octets in (100_000, 300_000, 700_000))
    hand.seconds += 1.0
    assert await budget.holding().wait_for_room()
    assert [sender.gave_up for sender in (oldest, large, larger)] == [False, False, True]
    assert budget.total == 400_000


async def test_messages_that_move_are_left_alone() -> None:
    hand = Hand()
    budget = ByteBudget(BudgetSettings(octets=1_000_000, patience=0.01), now=hand)
    moving = Sender(budget, 800_000)
    dripping = Sender(budget, 400_000)
    hand.seconds += 1.0
    moving.holding.set(900_000)
    dripping.holding.set(400_001)
    assert await budget.holding().wait_for_room()
    assert (moving.gave_up, dripping.gave_up) == (False, True)


async def test_a_message_that_was_paused_counts_as_moving() -> None:
    hand = Hand()
    budget = ByteBudget(BudgetSettings(octets=1_000_000, patience=0.01), now=hand)
    storing = Sender(budget, 900_000, yields=False)
    paused = Sender(budget, 200_000)
    hand.seconds += 1.0
    assert not await paused.holding.wait_for_room()
    assert not await budget.holding().wait_for_room()
    assert (storing.gave_up, paused.gave_up) == (False, False)


@pytest.mark.parametrize("seed", range(5))
async def test_no_deadlock_and_bounded_overshoot(seed: int) -> None:
    """Forty messages, most of them larger than the budget together, all get through in chunks."""
    draw = random.Random(seed)  # noqa: S311 (a test's dice)
    budget = make_budget(octets=500)
    finished = []

    async def receive(holding: Holding, octets: int) -> None:
        held = 0
        with holding:
            while held < octets:
                if not holding.has_room:
                    assert await holding.wait_for_room()
                await asyncio.sleep(0)
                held += 50
                holding.set(held)
                assert budget.total <= 500 + 900 + 40 * 50
            finished.append(octets)

    sizes = [draw.randrange(50, 900) for _ in range(40)]
    async with asyncio.timeout(10):
        await asyncio.gather(*(receive(budget.holding(), size) for size in sizes))
    assert sorted(finished) == sorted(sizes)
    assert budget.total == 0
