from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes

import pytest

from tempory.delivery import Delivery
from tempory.sealing import Summary, decode_summary, open_body, open_summary
from tempory.storage.sqlite import Storage, open_storage
from tempory.values import Address, MessageId, Secret
from tests.making import World, make_world


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A delivery over a real store, and the holders' side of it."""

    world: World
    delivery: Delivery
    storage: Storage

    async def settle(self, name: str) -> tuple[Address, Secret]:
        token = Secret(token_bytes(32))
        _, address = await self.world.mailboxes.create_open(token, name=name)
        return address, token

    async def read(self, token: Secret) -> list[tuple[Summary, bytes]]:
        opened = await self.world.mailboxes.open(token)
        mailbox = opened.mailbox.id
        read = []
        for stored in (await self.world.mailboxes.messages(mailbox)).messages:
            plain = open_summary(opened.keys, stored.summary, mailbox=mailbox, message=stored.id)
            summary = decode_summary(plain)
            sealed = await self.world.mailboxes.body(mailbox, stored.id)
            body = open_body(sealed, content_key=summary.content_key, message=MessageId(stored.id.octets))
            read.append((summary, body))
        return read


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    storage = open_storage(tmp_path)
    world = make_world(storage.mail, storage.keys)
    delivery = Delivery(
        store=storage.mail,
        hasher=world.workshop.hasher,
        domains=world.workshop.rules.domains,
        clock=world.clock,
        random=token_bytes,
        events=world.events,
        log=world.workshop.log,
    )
    yield Post(world=world, delivery=delivery, storage=storage)
    storage.close()
