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
    troubles: list[Unavailable] = []

    async def refuse(*_: object) -> None:
        message = "no"
        raise Unavailable(message)

    def note(trouble: Unavailable) -> None:
        troubles.append(trouble)
        if len(troubles) == 2:
            sweeper.stop()

    monkeypatch.setattr(world.workshop.store, "expired", refuse)
    sweeper = Sweeper(world.workshop, troubled=note)
    await sweeper.run()

    assert len(troubles) == 2
