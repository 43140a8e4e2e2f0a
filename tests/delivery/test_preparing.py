"""Who seals a message: we ourselves, or somebody beside us while other mail is under way."""

import asyncio
from collections.abc import Sequence
from secrets import token_bytes

import pytest

from tempory.delivery import Delivery, Sealed, SealerLost, SealingOrder, Verdicts, seal_order
from tempory.events import MessageJudged
from tempory.mime import parse
from tempory.values import Domain
from tests.delivery.conftest import Post

pytestmark = pytest.mark.anyio

CONTENT = b"From: a@corp.example\r\nSubject: x\r\n\r\nhello\r\n"


class FakeSealer:
    """Notes its orders; seals, declines, or is lost."""

    def __init__(self, *, declines: bool = False, is_lost: bool = False) -> None:
        self.orders: list[SealingOrder] = []
        self.domains: Sequence[Domain] = ()
        self._declines = declines
        self._is_lost = is_lost

    async def seal(self, order: SealingOrder) -> Sealed | None:
        self.orders.append(order)
        await asyncio.sleep(0)
        if self._is_lost:
            message = "gone"
            raise SealerLost(message)
        return None if self._declines else seal_order(order, parse(order.arrival.content), Verdicts(()), token_bytes)

    def serve_domains(self, domains: Sequence[Domain]) -> None:
        self.domains = domains


def delivery_with(post: Post, sealer: FakeSealer) -> Delivery:
    return Delivery(
        store=post.storage.mail,
        hasher=post.world.workshop.hasher,
        domains=post.world.workshop.rules.domains,
        clock=post.world.clock,
        random=token_bytes,
        events=post.world.events,
        log=post.world.workshop.log,
        sealer=sealer,
    )


async def test_a_message_alone_is_sealed_here(post: Post) -> None:
    sealer = FakeSealer()
    delivery = delivery_with(post, sealer)
    address, token = await post.settle("ines")
    for _ in range(2):
        await delivery.deliver(CONTENT, [await delivery.reserve(address, 0)], reverse_path=None)
    assert not sealer.orders
    assert [body for _, body in await post.read(token)] == [CONTENT] * 2


@pytest.mark.parametrize("declines", [False, True])
async def test_of_several_messages_the_later_ones_are_sealed_beside_us(post: Post, *, declines: bool) -> None:
    sealer = FakeSealer(declines=declines)
    delivery = delivery_with(post, sealer)
    address, token = await post.settle("ines")
    contents = [CONTENT + b"%d\r\n" % number for number in range(5)]
    places = [await delivery.reserve(address, 0) for _ in contents]
    await asyncio.gather(
        *(delivery.deliver(each, [at], reverse_path=None) for each, at in zip(contents, places, strict=True))
    )
    assert len(sealer.orders) == len(contents) - 1
    assert {body for _, body in await post.read(token)} == set(contents)
    assert len([event for event in post.world.happened if isinstance(event, MessageJudged)]) == len(contents)


async def test_what_takes_long_goes_to_a_thread_as_it_did(post: Post) -> None:
    sealer = FakeSealer()
    delivery = delivery_with(post, sealer)
    address, _ = await post.settle("ines")
    long = CONTENT + b"x\r\n" * 100_000
    places = [await delivery.reserve(address, 0) for _ in range(2)]
    await asyncio.gather(*(delivery.deliver(long, [at], reverse_path=None) for at in places))
    assert not sealer.orders


async def test_a_sealer_that_is_lost_leaves_nothing_behind(post: Post) -> None:
    sealer = FakeSealer(is_lost=True)
    delivery = delivery_with(post, sealer)
    address, token = await post.settle("ines")
    places = [await delivery.reserve(address, 7) for _ in range(2)]
    results = await asyncio.gather(
        *(delivery.deliver(CONTENT, [at], reverse_path=None) for at in places), return_exceptions=True
    )
    assert results[0] is None
    assert isinstance(results[1], SealerLost)
    assert len(await post.read(token)) == 1
    await delivery.deliver(CONTENT, [await delivery.reserve(address, 7)], reverse_path=None)
    assert len(sealer.orders) == 1, "once all has ended, a message is alone again"


def test_the_sealer_hears_of_new_domains(post: Post) -> None:
    sealer = FakeSealer()
    domains = [Domain("elsewhere.example")]
    delivery_with(post, sealer).serve_domains(domains)
    assert sealer.domains == domains
