"""The twin for asyncio: the same methods, the same answers, the same failures."""

import inspect
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tempory.client import (
    AsyncClient,
    AsyncMailbox,
    Client,
    Forgotten,
    Mailbox,
    Message,
    MisunderstoodError,
    Ready,
    Refused,
    Unreachable,
)
from tests.client.memory_server import SERVER, MemoryServer

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(server: MemoryServer) -> AsyncIterator[AsyncClient]:
    def whole(request: httpx.Request) -> httpx.Response:
        response = server.answer(request)
        return httpx.Response(response.status_code, content=response.read())

    async with AsyncClient(SERVER, network=httpx.MockTransport(whole)) as client:
        yield client


@pytest.fixture
async def mailbox(client: AsyncClient) -> AsyncMailbox:
    return await client.create()


@pytest.mark.parametrize(("twin", "other"), [(AsyncClient, Client), (AsyncMailbox, Mailbox)])
def test_the_twins_have_the_same_methods(twin: type[Any], other: type[Any]) -> None:
    def parameters(kind: type[Any]) -> dict[str, list[str]]:
        methods = inspect.getmembers(kind, inspect.isfunction)
        return {name: list(inspect.signature(each).parameters) for name, each in methods if name[0] != "_"}

    assert parameters(twin) == parameters(other)


async def test_a_mailbox_is_made_opened_and_forgotten(client: AsyncClient, mailbox: AsyncMailbox) -> None:
    opened = await client.open(mailbox.secret)
    assert (opened.id, opened.address, client.server) == (mailbox.id, mailbox.address, SERVER)
    assert (await client.service()).name == "Tempory"
    await mailbox.extend(7200)
    await opened.refresh()
    assert opened.expires_at == mailbox.expires_at
    assert (await mailbox.forget()).final
    with pytest.raises(Refused, match="No living mailbox"):
        await opened.refresh()


async def test_messages_are_read_marked_and_deleted(server: MemoryServer, mailbox: AsyncMailbox) -> None:
    for number in range(3):
        server.deliver(mailbox.id, f"letter {number}".encode())
    listed = [message async for message in mailbox.messages()]
    assert [message.uid for message in listed] == [3, 2, 1]
    assert len([message async for message in mailbox.messages(limit=2)]) == 2

    newest = await mailbox.message(listed[0].id)
    assert await mailbox.raw(newest) == b"letter 2"
    assert (await mailbox.mark(newest.id, seen=True)).seen
    await mailbox.delete(newest.id)
    for refused in (mailbox.message(newest.id), mailbox.raw(newest)):
        with pytest.raises(Refused) as refusal:
            await refused
        assert refusal.value.slug == "message-gone"


async def test_waiting(server: MemoryServer, mailbox: AsyncMailbox) -> None:
    seconds = iter(range(0, 1000, 10))
    server.deliver(mailbox.id, b"x")
    there = await mailbox.wait(timeout=0)
    assert there is not None
    server.arriving = [{}, {}]
    later = await mailbox.wait(lambda each: each.uid == 3, timeout=60, clock=lambda: next(seconds))
    assert later is not None
    assert await mailbox.wait(lambda _: False, timeout=20, clock=lambda: next(seconds)) is None


async def test_waiting_goes_on_when_what_it_waits_behind_is_deleted(
    server: MemoryServer, mailbox: AsyncMailbox
) -> None:
    name = server.deliver(mailbox.id, b"x")
    server.arriving = [{}]
    (stored,) = server.mailboxes.values()

    def delete_then_look(message: Message) -> bool:
        stored.messages.pop(name, None)
        return message.uid == 2

    assert await mailbox.wait(delete_then_look, timeout=30) is not None
    server.mailboxes.clear()
    with pytest.raises(Refused):
        await mailbox.wait(timeout=30)


async def test_events_are_followed(server: MemoryServer, client: AsyncClient, mailbox: AsyncMailbox) -> None:
    server.tell("ready", mailboxes=[str(mailbox.id)])
    server.tell("forgotten", mailbox=str(mailbox.id), reason="asked")
    events = [event async for event in client.events([mailbox])]
    assert events == [Ready(mailboxes=(mailbox.id,)), Forgotten(mailbox=mailbox.id, reason="asked")]


def answer(*responses: httpx.Response | Exception) -> AsyncClient:
    given = iter(responses)

    def handle(_request: httpx.Request) -> httpx.Response:
        response = next(given)
        if isinstance(response, Exception):
            raise response
        return response

    return AsyncClient(SERVER, network=httpx.MockTransport(handle))


async def test_what_may_be_sent_twice_is_when_the_connection_broke() -> None:
    service = {
        "name": "Tempory", "version": "1", "domains": [], "lifetime": {"min": 1, "max": 2, "default": 1},
        "quota": {"messages": 1, "bytes": 1}, "listeners": {}, "page": "",
    }  # fmt: skip
    async with answer(httpx.ReadError("broken"), httpx.Response(200, json=service)) as client:
        assert (await client.service()).name == "Tempory"
    async with answer(httpx.ConnectTimeout("late")) as client:
        with pytest.raises(Unreachable):
            await client.service()


async def test_an_answer_of_another_program_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    async with answer(httpx.Response(200, text="<html>")) as client:
        with pytest.raises(MisunderstoodError):
            await client.service()
    monkeypatch.setattr("tempory.client.transport.MAX_ANSWER_OCTETS", 10)
    async with answer(httpx.Response(200, text="x" * 11)) as client:
        with pytest.raises(MisunderstoodError, match="longer"):
            await client.service()
