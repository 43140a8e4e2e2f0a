"""Many event streams on real TLS sockets: each hears its own mailbox, and one task is all that a quiet one costs."""

import asyncio

import pytest

from tests.api.conftest import house, houses, world
from tests.wire.test_api_server import Serve, Served, anyio_backend, request, serve, until

__all__ = ["anyio_backend", "house", "houses", "serve", "world"]  # fixtures

pytestmark = pytest.mark.anyio
STREAMS = 60

Connected = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def follow(served: Served, auth_half: str) -> Connected:
    reader, writer = await served.connect()
    writer.write(request("/api/v1/mailbox/events", f"Authorization: Bearer {auth_half}"))
    await reader.readuntil(b"event: ready")
    return reader, writer


async def test_each_of_many_streams_hears_its_own_mailbox(serve: Serve) -> None:
    served = await serve()
    made = [await served.house.make_mailbox() for _ in range(STREAMS)]
    streams = await asyncio.gather(*(follow(served, token.auth_half) for token, _ in made))
    assert len(served.house.face.live.streams) == STREAMS
    messages = [await served.house.deliver(address) for _, address in made]
    for (reader, _), message in zip(streams, messages, strict=True):
        heard = await asyncio.wait_for(reader.readuntil(b'"summary"'), 10)
        assert heard.count(b"event: message") == 1
        assert str(message).encode() in heard
    for _, writer in streams:
        writer.close()
    await until(lambda: len(served.house.face.live.streams) == 0)
    assert not served.house.world.events._mailboxes


async def test_a_peer_that_vanishes_is_noticed(serve: Serve) -> None:
    served = await serve()
    token, _ = await served.house.make_mailbox()
    _, writer = await follow(served, token.auth_half)
    writer.transport.abort()
    await until(lambda: len(served.house.face.live.streams) == 0)


async def test_a_stream_costs_one_task_while_nothing_happens(serve: Serve) -> None:
    served = await serve()
    token, _ = await served.house.make_mailbox()
    first = await follow(served, token.auth_half)
    tasks = len(asyncio.all_tasks())
    streams = [await follow(served, token.auth_half) for _ in range(20)]
    assert len(asyncio.all_tasks()) - tasks == len(streams)
    for _, writer in [first, *streams]:
        writer.close()
