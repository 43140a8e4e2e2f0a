import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_network
from typing import Any

import httpx
import pytest

from tempory.api import ApiSettings, LiveLimits
from tempory.api.auth import Doorkeeper, Holder
from tempory.api.wait import Waiter
from tempory.values import MessageId
from tests.api.conftest import House, MakeHouse, Token, problem_of, write_message
from tests.api.stream_reader import StreamReader

pytestmark = pytest.mark.anyio

WAIT = "/api/v1/mailbox/wait"


async def ask(house: House, token: Token, query: str = "", *, mode: str = "open") -> httpx.Response:
    async with house.client() as client:
        return await client.get(f"{WAIT}?{query}", headers=getattr(token, mode))


async def waiting(house: House, count: int = 1) -> None:
    """Return once so many requests wait for something to arrive."""
    asleep = 0
    while asleep < count:
        await asyncio.sleep(0)
        asleep = sum(map(is_asleep, house.face.live._open))


def is_asleep(waiter: object) -> bool:
    return isinstance(waiter, Waiter) and bool(waiter._stirred._waiters)


async def meanwhile(house: House, request: Awaitable[httpx.Response], act: Callable[[], Awaitable[object]]) -> Any:
    """Begin `request`, do `act` once it waits, and return its answer."""
    task = asyncio.ensure_future(request)
    await waiting(house)
    await act()
    return await task


@pytest.mark.parametrize("mode", ["open", "sealed"])
async def test_what_is_there_is_given_at_once_newest_first(house: House, mode: str) -> None:
    token, address = await house.make_mailbox()
    await house.deliver(address, subject="older")
    newest = await house.deliver(address, subject="newest", text="Your code is 481516")
    response = await ask(house, token, mode=mode)
    assert response.status_code == 200
    assert response.json()["id"] == str(newest)
    if mode == "open":
        assert response.json()["codes"] == ["481516"]
        assert response.json()["text"] == "Your code is 481516\n"
    else:
        assert set(response.json()) == {"id", "uid", "received_at", "size", "seen", "summary"}


@pytest.mark.parametrize("mode", ["open", "sealed"])
async def test_what_arrives_is_given_when_it_does(house: House, mode: str) -> None:
    token, address = await house.make_mailbox()
    response = await meanwhile(house, ask(house, token, mode=mode), lambda: house.deliver(address, subject="now"))
    assert response.status_code == 200
    assert len(house.face.live.waiters) == 0


async def test_nothing_in_time_is_204(house: House) -> None:
    token, _ = await house.make_mailbox()
    response = await ask(house, token, "timeout=0")
    assert (response.status_code, response.content) == (204, b"")
    response = await ask(house, token, "timeout=1")
    assert response.status_code == 204


@pytest.mark.parametrize(
    ("query", "subject"),
    [
        ("from=maya", "from Maya"),
        ("from=MAYA%20LIN", "from Maya"),
        ("from=example.org", "from Maya"),
        ("from=bounce@shop.example", "last"),
        ("subject=HÄUSER", "Häuser  und Gärten"),
        ("subject=und%20gärten", "Häuser  und Gärten"),
        ("contains=needle", "in the text"),
        ("contains=last", "last"),
        ("contains=481516", "with a code"),
        ("contains=far%20below", "in the text"),
        ("from=maya&subject=from&contains=letter", "from Maya"),
        ("", "last"),
    ],
)
async def test_filters_look_into_senders_subjects_and_text(house: House, query: str, subject: str) -> None:
    token, address = await house.make_mailbox()
    await house.deliver(address, sender="Maya Lin <maya@example.org>", subject="from Maya")
    await house.deliver(address, subject="=?utf-8?q?H=C3=A4user__und_G=C3=A4rten?=")
    await house.deliver(address, subject="in the text", text="a needle\r\n" + "hay " * 200 + "\r\nfar\r\nbelow")
    await house.deliver(address, subject="with a code", text="Your code is 481516.")
    await house.deliver(address, subject="last")
    response = await ask(house, token, f"timeout=0&{query}")
    assert response.status_code == 200
    assert response.json()["subject"].split() == subject.split()


async def test_html_is_searched_as_its_words(house: House) -> None:
    token, address = await house.make_mailbox()
    html = b"Subject: x\r\nContent-Type: text/html\r\n\r\n" + b"<p>hay</p>" * 300 + b"<p>the <b>need</b>le</p>\r\n"
    await house.deliver(address, html)
    assert (await ask(house, token, "timeout=0&contains=the%20needle")).status_code == 200
    assert (await ask(house, token, "timeout=0&contains=b%3Eneed")).status_code == 204


async def test_messages_that_do_not_fit_are_passed_over(house: House) -> None:
    token, address = await house.make_mailbox()
    task = asyncio.ensure_future(ask(house, token, "subject=wanted"))
    await waiting(house)
    for subject in ("one", "two"):
        await house.deliver(address, subject=subject)
        await waiting(house)
    assert not task.done()
    await house.deliver(address, subject="the wanted one")
    assert (await task).json()["subject"] == "the wanted one"


@pytest.mark.parametrize("field", ["from=", "subject=", "contains="])
async def test_sealed_messages_cannot_be_searched(house: House, field: str) -> None:
    token, _ = await house.make_mailbox()
    response = await ask(house, token, f"timeout=0&{field}x", mode="sealed")
    assert (response.status_code, problem_of(response)) == (403, "open-mode-only")


async def test_sealed_mode_walks_along_without_missing_one(house: House) -> None:
    token, address = await house.make_mailbox()
    delivered = [str(await house.deliver(address)) for _ in range(4)]
    after, seen = delivered[0], []
    while (response := await ask(house, token, f"timeout=0&after={after}", mode="sealed")).status_code == 200:
        after = response.json()["id"]
        seen.append(after)
    assert seen == delivered[1:]
    response = await meanwhile(
        house, ask(house, token, f"after={after}", mode="sealed"), lambda: house.deliver(address)
    )
    assert response.json()["id"] not in delivered


async def test_open_mode_looks_only_at_what_came_after(house: House) -> None:
    token, address = await house.make_mailbox()
    first = await house.deliver(address, subject="wanted")
    response = await ask(house, token, f"timeout=0&subject=wanted&after={first}")
    assert response.status_code == 204
    second = await house.deliver(address, subject="wanted too")
    await house.deliver(address, subject="other")
    response = await ask(house, token, f"timeout=0&subject=wanted&after={first}")
    assert response.json()["id"] == str(second)


async def test_more_messages_than_a_page_are_all_looked_at(house: House) -> None:
    token, address = await house.make_mailbox()
    await house.deliver(address, subject="the oldest")
    for _ in range(105):
        await house.deliver(address, subject="newer")
    response = await ask(house, token, "timeout=0&subject=oldest")
    assert response.json()["subject"] == "the oldest"


@pytest.mark.parametrize(
    "query",
    ["timeout=61", "timeout=-1", "timeout=x", "after=x", "after=" + "A" * 32, "form=x", f"subject={'x' * 201}"],
)
async def test_unfit_queries_are_refused(house: House, query: str) -> None:
    token, _ = await house.make_mailbox()
    response = await ask(house, token, query)
    assert (response.status_code, problem_of(response)) == (422, "invalid-request")


async def test_a_forgotten_mailbox_ends_the_wait(house: House) -> None:
    token, _ = await house.make_mailbox()
    mailbox = (await house.world.mailboxes.open(token.secret)).mailbox.id
    response = await meanwhile(house, ask(house, token), lambda: house.world.mailboxes.forget(mailbox))
    assert (response.status_code, problem_of(response)) == (401, "mailbox-gone")


async def test_a_mailbox_forgotten_before_anyone_listens_ends_the_wait(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, _ = await house.make_mailbox()
    mailbox = (await house.world.mailboxes.open(token.secret)).mailbox.id
    admit = Doorkeeper.admit

    async def admit_and_forget(*asked: Any) -> Holder:
        holder = await admit(*asked)
        await house.world.mailboxes.forget(mailbox)
        return holder

    monkeypatch.setattr(Doorkeeper, "admit", admit_and_forget)
    response = await asyncio.wait_for(ask(house, token, "timeout=60"), 5)
    assert (response.status_code, problem_of(response)) == (401, "mailbox-gone")
    assert not house.world.events._mailboxes


async def test_a_peer_that_leaves_ends_its_wait(house: House) -> None:
    token, _ = await house.make_mailbox()
    reader = StreamReader(house.face, f"{WAIT}?timeout=60", headers=token.open)
    task = asyncio.ensure_future(reader.__aenter__())
    await waiting(house)
    await asyncio.wait_for(leave(reader), 5)
    await task
    assert reader.status == 204
    assert len(house.face.live.waiters) == 0
    assert not house.face.live._open
    assert not house.world.events._mailboxes


async def leave(reader: StreamReader) -> None:
    reader._is_over.set()
    await reader._task


async def test_draining_ends_every_wait(house: House) -> None:
    token, _ = await house.make_mailbox()

    async def drain() -> None:
        house.face.drain()

    response = await meanwhile(house, ask(house, token, "timeout=60"), drain)
    assert response.status_code == 204
    assert (await ask(house, token, "timeout=60")).status_code == 204


async def test_waiters_are_bounded(houses: MakeHouse) -> None:
    house = houses(ApiSettings(live=LiveLimits(waiters=2, per_peer=1)), trusted=(ip_network("203.0.113.0/24"),))
    token, address = await house.make_mailbox()
    first = asyncio.ensure_future(ask(house, token))
    await waiting(house)
    second = await ask(house, token)
    assert (second.status_code, problem_of(second)) == (503, "busy")
    assert second.headers["retry-after"] == "5"
    async with house.client(("203.0.113.9", 1)) as trusted:
        third = asyncio.ensure_future(trusted.get(WAIT, headers=token.open))
        await waiting(house, 2)
        fourth = await trusted.get(WAIT, headers=token.open)
        assert (fourth.status_code, problem_of(fourth)) == (503, "busy")
        await house.deliver(address)
        assert [(await each).status_code for each in (first, third)] == [200, 200]


async def test_a_message_deleted_meanwhile_is_passed_over(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    token, address = await house.make_mailbox()
    kept = await house.deliver(address, text="hay " * 200 + "needle")
    gone = await house.deliver(address, text="hay " * 200 + "needle")
    mailbox = (await house.world.mailboxes.open(token.secret)).mailbox.id
    body = house.world.mailboxes.body

    async def delete_then_read(owner: Any, message: MessageId) -> bytes:
        if message == gone:
            await house.world.mailboxes.delete(mailbox, gone)
        return await body(owner, message)

    monkeypatch.setattr(house.world.mailboxes, "body", delete_then_read)
    response = await ask(house, token, "timeout=0&contains=needle")
    assert response.json()["id"] == str(kept)


async def test_only_the_beginning_of_a_large_text_is_searched(house: House) -> None:
    token, address = await house.make_mailbox()
    await house.deliver(address, write_message(text="early\r\n" + "hay " * 100_000 + "\r\nlate"))
    assert (await ask(house, token, "timeout=0&contains=early")).status_code == 200
    assert (await ask(house, token, "timeout=0&contains=late")).status_code == 204
