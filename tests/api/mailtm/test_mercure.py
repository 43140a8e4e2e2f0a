"""Live events, as Mercure carries them for mail.tm."""

import json
from typing import Any

import pytest

from tests.api.mailtm.conftest import Account, check_problem
from tests.api.stream_reader import StreamReader

pytestmark = pytest.mark.anyio


def follow(account: Account) -> StreamReader:
    path = f"/.well-known/mercure?topic=/accounts/{account.id}"
    return StreamReader(account.house.face, path, headers={"authorization": f"Bearer {account.token}"})


async def events(stream: StreamReader, count: int) -> list[dict[str, Any]]:
    """Read until `count` events are there. Each is one line of data."""
    lines: list[str] = []
    while len(lines) < count:
        piece = (await stream.piece()).decode()
        lines += [line.removeprefix("data: ") for line in piece.split("\n\n") if line.startswith("data: ")]
    return [json.loads(line) for line in lines]


async def test_an_arrival_is_a_message_and_the_account(account: Account) -> None:
    async with follow(account) as stream:
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        message = await account.house.deliver(account.address, subject="Hello\ndata: {}")
        arrived, owner = await events(stream, 2)
    assert (arrived["@type"], arrived["id"], arrived["seen"]) == ("Message", str(message), False)
    assert (owner["@type"], owner["id"]) == ("Account", account.id)
    assert owner["used"] == arrived["size"]


async def test_marking_and_deleting_are_told(account: Account) -> None:
    message = await account.house.deliver(account.address)
    async with follow(account) as stream:
        await account.client.patch(f"/messages/{message}")
        (marked,) = await events(stream, 1)
        await account.client.delete(f"/messages/{message}")
        deleted, owner = await events(stream, 2)
    assert (marked["@type"], marked["seen"], marked["isDeleted"]) == ("Message", True, False)
    assert (deleted["@type"], deleted["id"], deleted["isDeleted"]) == ("Message", str(message), True)
    assert owner["used"] == 0


async def test_what_is_marked_and_deleted_at_once_is_told_once(account: Account) -> None:
    message = await account.house.deliver(account.address)
    async with follow(account) as stream:
        stream.stop_reading()
        await account.client.patch(f"/messages/{message}")
        await account.client.delete(f"/messages/{message}")
        stream.read_on()
        told = await events(stream, 2)
    assert told[-2]["isDeleted"] is True


async def test_the_end_of_the_account_ends_the_stream(account: Account) -> None:
    opened = (await account.house.world.workshop.store.mailbox_ids(None, 1))[0]
    async with follow(account) as stream:
        await account.house.world.mailboxes.extend(opened, 7200)
        (extended,) = await events(stream, 1)
        await account.client.delete(f"/accounts/{account.id}")
        (gone,) = await events(stream, 1)
        assert await stream.body() == b""
    assert extended["@type"] == gone["@type"] == "Account"
    assert gone["isDeleted"] is True


async def test_a_topic_is_the_callers_own_account(account: Account) -> None:
    for topic in ("", "?topic=/accounts/1", "?topic=*", f"?topic=/accounts/{account.id}&topic=/accounts/2"):
        check_problem(await account.client.get(f"/.well-known/mercure{topic}"), 403)
    whole = f"/.well-known/mercure?topic=https://api.mail.tm/accounts/{account.id}"
    headers = {"authorization": f"Bearer {account.token}"}
    async with StreamReader(account.house.face, whole, headers=headers) as stream:
        assert stream.status == 200
