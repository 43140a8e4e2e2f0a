import asyncio
import base64
import gc
from collections.abc import Sequence
from ipaddress import ip_network

import pytest
from starlette.requests import Request

from tempory.accesslog import Verb
from tempory.api import ApiSettings, LiveLimits
from tempory.api.auth import Doorkeeper, Holder
from tempory.api.live_stream import CLOSING, HEARTBEAT, TOO_SLOW
from tempory.events import MailboxCreated, MessageStored
from tempory.mailboxes import OpenMailbox
from tempory.mailboxes.forgetting import sweep
from tempory.values import MailboxId, Uid
from tests.api.conftest import House, MakeHouse, Token
from tests.api.stream_reader import StreamReader
from tests.making import NOON, draw_message_id

pytestmark = pytest.mark.anyio

EVENTS = "/api/v1/mailbox/events"


def follow(house: House, *tokens: Token, mode: str = "sealed", peer: str = "192.0.2.7") -> StreamReader:
    credentials = ", ".join(token.text if mode == "open" else token.auth_half for token in tokens)
    return StreamReader(house.face, EVENTS, headers={"authorization": f"Bearer {credentials}"}, peer=peer)


async def id_of(house: House, token: Token) -> MailboxId:
    return (await house.world.mailboxes.open(token.secret)).mailbox.id


async def refusal(house: House, headers: dict[str, str]) -> tuple[int, str]:
    async with house.client() as client:
        response = await client.get(EVENTS, headers=headers)
        return response.status_code, response.json()["type"].removeprefix("/problems/")


async def test_a_stream_tells_everything_that_happens(house: House) -> None:
    token, address = await house.make_mailbox()
    mailbox = await id_of(house, token)
    async with follow(house, token) as stream:
        assert stream.status == 200
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.headers["cache-control"] == "no-store"
        assert "content-length" not in stream.headers
        assert await stream.event() == ("ready", {"mailboxes": [str(mailbox)]})

        message = await house.deliver(address)
        name, item = await stream.event()
        assert name == "message"
        (stored,) = (await house.world.mailboxes.messages(mailbox)).messages
        assert item == {
            "mailbox": str(mailbox),
            "id": str(message),
            "uid": stored.uid,
            "received_at": "2026-11-21T12:00:00.000Z",
            "size": stored.size,
            "seen": False,
            "summary": base64.b64encode(stored.summary).decode(),
        }
        await house.world.mailboxes.mark(mailbox, message, seen=True)
        assert await stream.event() == ("changed", {"mailbox": str(mailbox), "id": str(message), "seen": True})
        await house.world.mailboxes.delete(mailbox, message)
        assert await stream.event() == ("deleted", {"mailbox": str(mailbox), "id": str(message)})
        await house.world.mailboxes.extend(mailbox, 7_200)
        ends = {"mailbox": str(mailbox), "expires_at": "2026-11-21T14:00:00.000Z"}
        assert await stream.event() == ("extended", ends)
        await house.world.mailboxes.forget(mailbox)
        assert await stream.event() == ("forgotten", {"mailbox": str(mailbox), "reason": "asked"})
        assert await stream.event() == ("end", {})


async def test_open_mode_tells_what_a_message_holds(house: House) -> None:
    token, address = await house.make_mailbox()
    async with follow(house, token, mode="open") as stream:
        await stream.event()
        await house.deliver(address, subject="Sesame", text="Your code is 481516.")
        _, item = await stream.event()
        assert (item["subject"], item["codes"]) == ("Sesame", ["481516"])
        assert item["summary"]


async def test_expiry_ends_the_stream(house: House) -> None:
    token, _ = await house.make_mailbox()
    mailbox = await id_of(house, token)
    async with follow(house, token) as stream:
        await stream.event()
        house.world.clock.advance(3_601)
        await sweep(house.world.workshop)
        assert await stream.event() == ("forgotten", {"mailbox": str(mailbox), "reason": "expired"})
        assert await stream.event() == ("end", {})


async def test_one_stream_carries_several_mailboxes_and_no_other(house: House) -> None:
    first, first_address = await house.make_mailbox()
    second, second_address = await house.make_mailbox()
    _, stranger = await house.make_mailbox()
    ids = [await id_of(house, first), await id_of(house, second)]
    async with follow(house, first, second, first) as stream:
        assert await stream.event() == ("ready", {"mailboxes": [str(each) for each in ids]})
        await house.deliver(stranger)
        await house.deliver(second_address)
        await house.deliver(first_address)
        told = [(await stream.event())[1]["mailbox"] for _ in range(2)]
        assert told == [str(ids[1]), str(ids[0])]
        await house.world.mailboxes.forget(ids[0])
        assert (await stream.event())[0] == "forgotten"
        await house.deliver(second_address)
        assert (await stream.event())[1]["mailbox"] == str(ids[1])


def held_in_memory() -> set[MailboxId]:
    gc.collect()
    return {each.mailbox.id for each in gc.get_objects() if type(each) is OpenMailbox}


async def test_the_key_of_a_forgotten_mailbox_does_not_outlive_it_in_a_stream(houses: MakeHouse) -> None:
    house = houses(ApiSettings(live=LiveLimits(heartbeat=900)))  # memory is slow to look through
    (first, _), (second, address) = await house.make_mailbox(), await house.make_mailbox()
    ids = [await id_of(house, first), await id_of(house, second)]
    async with follow(house, first, second, mode="open") as stream:
        await stream.event()
        assert held_in_memory() >= set(ids)
        await house.world.mailboxes.forget(ids[0])
        assert (await stream.event())[0] == "forgotten"
        assert held_in_memory() & set(ids) == {ids[1]}
        await house.deliver(address, subject="Still open")
        assert (await stream.event())[1]["subject"] == "Still open"


async def test_a_mailbox_forgotten_before_anyone_listens_is_told_of(
    houses: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = houses(ApiSettings(live=LiveLimits(heartbeat=900)))
    (first, _), (second, _) = await house.make_mailbox(), await house.make_mailbox()
    ids = [await id_of(house, first), await id_of(house, second)]
    admit = Doorkeeper.admit_several
    doomed = ids[:1]

    async def admit_and_forget(self: Doorkeeper, request: Request, verb: Verb) -> Sequence[Holder]:
        holders = await admit(self, request, verb)
        for mailbox in doomed:
            await house.world.mailboxes.forget(mailbox)
        return holders

    monkeypatch.setattr(Doorkeeper, "admit_several", admit_and_forget)
    async with follow(house, first, second, mode="open") as stream:
        assert (await stream.event())[0] == "ready"
        assert await stream.event() == ("forgotten", {"mailbox": str(ids[0]), "reason": "asked"})
        assert held_in_memory() & set(ids) == {ids[1]}
    doomed[:] = ids[1:]
    async with follow(house, second, mode="open") as stream:
        assert (await stream.event())[0] == "ready"
        assert (await stream.event())[0] == "forgotten"
        assert await stream.event() == ("end", {})


async def test_both_modes_of_one_mailbox_are_one_open_stream(house: House) -> None:
    token, address = await house.make_mailbox()
    credentials = f"Bearer {token.auth_half},{token.text},{token.auth_half}"
    async with StreamReader(house.face, EVENTS, headers={"authorization": credentials}) as stream:
        assert len((await stream.event())[1]["mailboxes"]) == 1
        await house.deliver(address, subject="Sesame")
        assert (await stream.event())[1]["subject"] == "Sesame"
        house.world.events.publish(MailboxCreated(mailbox=await id_of(house, token), expires_at=None))
        await house.deliver(address, subject="Next")
        assert (await stream.event())[1]["subject"] == "Next"


async def test_dead_mailboxes_are_left_out_while_one_lives(house: House) -> None:
    living, _ = await house.make_mailbox()
    mailbox = await id_of(house, living)
    async with follow(house, Token(), living, Token()) as stream:
        assert await stream.event() == ("ready", {"mailboxes": [str(mailbox)]})


async def test_no_stream_without_a_living_mailbox(house: House) -> None:
    assert await refusal(house, Token().sealed) == (401, "mailbox-gone")
    assert await refusal(house, {}) == (401, "credential-missing")
    many = ",".join(Token().auth_half for _ in range(21))
    assert await refusal(house, {"authorization": f"Bearer {many}"}) == (422, "invalid-request")


async def test_head_and_post_are_not_for_streams(house: House) -> None:
    token, _ = await house.make_mailbox()
    async with house.client() as client:
        for method in ("HEAD", "POST"):
            response = await client.request(method, EVENTS, headers=token.sealed)
            assert response.status_code == 405
            assert response.headers["allow"] == "GET, OPTIONS"


async def test_the_heart_beats_for_quiet_streams(house: House) -> None:
    token, _ = await house.make_mailbox()
    async with follow(house, token) as stream:
        await stream.event()
        for _ in range(15):
            house.face.live.heart.tick()
        assert await stream.event() == ("", {"comment": "still here"})
        assert HEARTBEAT == b": still here\n\n"


async def test_a_reader_that_is_behind_is_not_told_again_that_the_stream_lives(house: House) -> None:
    token, _ = await house.make_mailbox()
    async with follow(house, token) as stream:
        await stream.event()
        stream.stop_reading()
        for _ in range(100):
            house.face.live.heart.tick()
            await asyncio.sleep(0)
        stream.read_on()
        house.face.drain()
        assert await stream.body() == HEARTBEAT + CLOSING


async def test_a_slow_reader_is_dropped_and_told_so(houses: MakeHouse) -> None:
    house = houses(ApiSettings(live=LiveLimits(stream_queue=3)))
    token, address = await house.make_mailbox()
    mailbox = await id_of(house, token)
    async with follow(house, token) as stream:
        await stream.event()
        stream.stop_reading()
        message = await house.deliver(address)
        for _ in range(10):
            await house.world.mailboxes.mark(mailbox, message, seen=True)
        stream.read_on()
        assert (await stream.event())[0] == "message"
        assert await stream.body() == TOO_SLOW
    assert not house.world.events._mailboxes


async def test_leaving_frees_everything(house: House) -> None:
    token, _ = await house.make_mailbox()
    async with follow(house, token) as stream:
        await stream.event()
        assert len(house.face.live.streams) == 1
    assert len(house.face.live.streams) == 0
    assert not house.face.live._open
    assert not house.world.events._mailboxes
    assert house.face.live.heart._timer is None


async def test_leaving_while_nothing_can_be_written(house: House) -> None:
    token, address = await house.make_mailbox()
    stream = follow(house, token)
    await stream.__aenter__()
    await stream.event()
    stream.stop_reading()
    await house.deliver(address)
    await asyncio.sleep(0)
    stream._is_over.set()
    await asyncio.wait_for(stream._task, 5)
    assert len(house.face.live.streams) == 0


async def test_draining_ends_streams_and_those_that_come_after(house: House) -> None:
    token, _ = await house.make_mailbox()
    async with follow(house, token) as stream:
        await stream.event()
        house.face.drain()
        assert await stream.body() == CLOSING
        async with follow(house, token) as late:
            assert (await late.event())[0] == "ready"
            assert await late.body() == CLOSING


async def test_streams_are_bounded(houses: MakeHouse) -> None:
    house = houses(ApiSettings(live=LiveLimits(streams=2, per_peer=1)), trusted=(ip_network("203.0.113.0/24"),))
    token, _ = await house.make_mailbox()
    async with follow(house, token):
        assert await refusal(house, token.sealed) == (503, "busy")
        async with follow(house, token, peer="203.0.113.1") as second:
            assert second.status == 200
            async with house.client(("203.0.113.1", 1)) as client:
                response = await client.get(EVENTS, headers=token.sealed)
                assert response.status_code == 503


async def test_a_stream_that_cannot_write_a_message_ends_and_logs_no_word_of_it(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    token, _ = await house.make_mailbox()
    mailbox = await id_of(house, token)
    async with follow(house, token, mode="open") as stream:
        await stream.event()
        forged = MessageStored(
            mailbox=mailbox, message=draw_message_id(), uid=Uid(1), received_at=NOON, size=1, summary=b"\x01forged"
        )
        house.world.events.publish(forged)
        assert await stream.body() == b""
    logged = capsys.readouterr().out
    assert "IntegrityError" in logged
    assert "altered" not in logged
