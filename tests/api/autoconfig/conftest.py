"""A house with every listener that mail programs use, as the world reaches them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tempory.api import Listener, make_app
from tests.api.conftest import BASE, PEER, assessments, describe
from tests.making import World
from tests.people_making import people_of
from tests.watch_making import watch_of

LISTENERS = {
    "smtp": Listener(host="mx.tempory.test", port=25, tls="starttls"),
    "imap": Listener(host="mail.tempory.test", port=143, tls="starttls"),
    "imaps": Listener(host="mail.tempory.test", port=993, tls="implicit"),
    "pop3": Listener(host="mail.tempory.test", port=110, tls="starttls"),
    "pop3s": Listener(host="pop.tempory.test", port=995, tls="implicit"),
}


@pytest.fixture
def listeners() -> dict[str, Listener]:
    """What is listened on; a test may take some away before it asks."""
    return dict(LISTENERS)


@pytest.fixture
async def client(tmp_path: Path, world: World, listeners: dict[str, Listener]) -> AsyncIterator[httpx.AsyncClient]:
    people = people_of(world)
    face = make_app(
        mailboxes=world.mailboxes,
        people=people,
        watch=watch_of(world, people),
        events=world.events,
        describe=lambda: replace(describe(world), listeners=listeners),
        assess=assessments,
        clock=world.clock,
        static=tmp_path,
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(face, client=PEER), base_url=BASE) as client:
        yield client
    face.close()
