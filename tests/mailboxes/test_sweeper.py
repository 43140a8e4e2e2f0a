"""The background round: on time, patient with a bad disk, and quick to end."""

import asyncio
from secrets import token_bytes

import pytest

from tempory.events import MailboxForgotten
from tempory.mailboxes import Sweeper
from tempory.values import Secret, Unavailable
from tests.making import World

pytestmark = pytest.mark.anyio


async def test_what_is_overdue_is_forgotten_and_cleared(world: World) -> None:
    await world.mailboxes.create_open(Secret(token_bytes(32)), lifetime=600)
    world.clock.advance(600)
    forgotten = asyncio.Event()
    world.events.subscribe(lambda event: forgotten.set() if isinstance(event, MailboxForgotten) else None)
    sweeper = Sweeper(world.workshop, troubled=lambda trouble: pytest.fail(str(trouble)))

    running = asyncio.create_task(sweeper.run())
    await forgotten.wait()
    sweeper.stop()
    await running

    assert not await world.workshop.store.expired(world.clock.now(), 1)


async def test_a_disk_that_refuses_is_reported_and_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempory.mailboxes.sweeper.INTERVAL_SECONDS", 0)
    troubles: list[Exception] = []

    async def refuse(*_: object) -> None:
        if troubles:
            raise OSError
        message = "no"
        raise Unavailable(message)

    def note(trouble: Exception) -> None:
        troubles.append(trouble)
        if len(troubles) == 2:
            sweeper.stop()

    monkeypatch.setattr(world.workshop.store, "expired", refuse)
    sweeper = Sweeper(world.workshop, troubled=note)
    await sweeper.run()

    assert len(troubles) == 2


async def test_forgetting_does_not_wait_for_clearing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempory.mailboxes.sweeper.INTERVAL_SECONDS", 0.01)
    looks = 0

    async def look(*_: object) -> list[object]:
        nonlocal looks
        looks += 1
        if looks == 3:
            sweeper.stop()
        return []

    async def purge_without_end(*_: object) -> bool:
        await asyncio.sleep(0)
        return True

    monkeypatch.setattr(world.workshop.store, "expired", look)
    monkeypatch.setattr(world.workshop.store, "purge", purge_without_end)
    sweeper = Sweeper(world.workshop, troubled=lambda trouble: pytest.fail(str(trouble)))
    await sweeper.run()

    assert looks == 3
