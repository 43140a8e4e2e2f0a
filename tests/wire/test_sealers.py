"""Sealers as processes: they seal as we do, they may not do more, and losing one loses no mail."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from secrets import token_bytes

import msgspec
import psutil
import pytest

from tempory.app.verdict import load_model
from tempory.delivery import Arrival, Copy, Sealed, SealerLost, SealingOrder, Verdicts, seal_order
from tempory.mime import parse
from tempory.sealers import Sealers, link
from tempory.sealers.pool import WAITING_MAX
from tempory.sealers.wire import LENGTH_OCTETS, Order, decode_request, encode_order, read_sealed
from tempory.sealing import KeyPair, decode_summary, open_body, open_summary
from tempory.values import Address, Domain, Instant, MailboxId, MessageId
from tempory.verdict import Codes

pytestmark = pytest.mark.anyio

DOMAINS = [Domain("tempory.test")]
KEYS = KeyPair.draw(token_bytes)
CONTENT = (
    b"From: PayPal <a@paypa1.example>\r\nTo: ines@tempory.test\r\nSubject: 481516 is your code\r\n\r\n"
    b"Verify your account within 24 hours: https://paypal.evil.example/login\r\n"
)


def order(content: bytes = CONTENT, copies: int = 1) -> SealingOrder:
    return SealingOrder(
        arrival=Arrival(content=content, reverse_path=Address("a", Domain("b.example")), received_at=Instant(7)),
        copies=tuple(
            Copy(mailbox=MailboxId(bytes([n]) * 16), address=Address("ines", DOMAINS[0]), public_key=KEYS.public_key)
            for n in range(copies)
        ),
    )


def sealed_here(ordered: SealingOrder, domains: Sequence[Domain] = DOMAINS) -> Sealed:
    verdicts = Verdicts(domains, model=load_model())
    return seal_order(ordered, parse(ordered.arrival.content), verdicts, token_bytes)


@pytest.fixture
async def sealers() -> AsyncIterator[Sealers]:
    troubles: list[str] = []
    made = Sealers(DOMAINS, most=1, model=load_model(), troubled=troubles.append)
    yield made
    await made.close()
    assert not made.pids or not any(psutil.pid_exists(pid) for pid in made.pids)


async def started(sealers: Sealers) -> int:
    """Return the process of the one sealer, once it answers."""
    async with asyncio.timeout(30):
        while await sealers.seal(order()) is None:  # noqa: ASYNC110 (there is no event: a process loads)
            await asyncio.sleep(0.02)
    (pid,) = sealers.pids
    return pid


async def test_it_seals_as_we_do(sealers: Sealers) -> None:
    await started(sealers)
    wanted = sealed_here(order(copies=3))
    sealed = await sealers.seal(order(copies=3))
    assert sealed is not None
    assert (sealed.level, sealed.codes) == (wanted.level, wanted.codes)
    assert wanted.codes, "a verdict that says something"
    for number, message in enumerate(sealed.messages):
        plain = open_summary(KEYS, message.summary, mailbox=message.mailbox, message=message.message)
        summary = decode_summary(plain)
        assert message.mailbox == MailboxId(bytes([number]) * 16)
        assert summary.codes == ("481516",)
        assert summary.recipient == "ines@tempory.test"
        body = open_body(message.body, content_key=summary.content_key, message=MessageId(message.message.octets))
        assert body == CONTENT


async def test_it_hears_of_new_domains(sealers: Sealers) -> None:
    await started(sealers)
    theirs = order(CONTENT.replace(b"PayPal <a@paypa1.example>", b"IT <a@my-corp.example>"))
    sealers.serve_domains([Domain("mycorp.example")])
    sealed = await sealers.seal(theirs)
    wanted = sealed_here(theirs, [Domain("mycorp.example")])
    assert sealed is not None
    assert sealed.codes == wanted.codes
    assert wanted.codes != sealed_here(theirs).codes


async def test_pictures_that_nobody_looked_at_come_back(sealers: Sealers) -> None:
    await started(sealers)
    pictured = CONTENT.replace(b"Subject", b"Content-Type: image/png\r\nSubject", 1)
    assert await sealers.seal(order(pictured)) is None
    searched = replace(order(pictured), codes=Codes(texts=("https://paypa1.example/",)))
    sealed = await sealers.seal(searched)
    assert sealed is not None
    assert sealed.codes == sealed_here(searched).codes


async def test_none_is_started_where_there_may_be_none() -> None:
    sealers = Sealers(DOMAINS, most=0)
    assert await sealers.seal(order()) is None
    assert not sealers.pids
    await sealers.close()


async def test_more_than_it_has_time_for_is_done_by_whoever_asks(sealers: Sealers) -> None:
    pid = await started(sealers)
    os.kill(pid, signal.SIGSTOP)
    waiting = [asyncio.ensure_future(sealers.seal(order())) for _ in range(WAITING_MAX)]
    await asyncio.sleep(0)
    assert await sealers.seal(order()) is None
    os.kill(pid, signal.SIGCONT)
    assert all(isinstance(sealed, Sealed) for sealed in await asyncio.gather(*waiting))


async def test_a_pile_is_shared_and_a_sealer_that_is_through_takes_more_of_it(sealers: Sealers) -> None:
    await started(sealers)
    asked = 10 * WAITING_MAX
    handed: list[int] = []
    (process,) = sealers._processes
    ask = process.ask

    def count(frame: bytes, answer: "asyncio.Future[bytes | None]") -> None:
        handed.append(process.waiting)
        ask(frame, answer)

    process.ask = count  # type: ignore[method-assign, assignment]

    async def take_part() -> bool:
        if await sealers.seal(order()) is not None:
            return True
        sealed_here(order())  # what the asker does then, and as long as the loop stands still by it
        return False

    elsewhere = await asyncio.gather(*(take_part() for _ in range(asked)))
    assert len(handed) == sum(elsewhere), "nothing is done twice"
    assert max(handed) < WAITING_MAX
    assert WAITING_MAX < sum(elsewhere) < asked, "both had a part of the pile"


async def test_orders_that_nobody_waits_for_are_not_done(sealers: Sealers) -> None:
    pid = await started(sealers)
    os.kill(pid, signal.SIGSTOP)
    waiting = [asyncio.ensure_future(sealers.seal(order())) for _ in range(2 * WAITING_MAX)]
    await asyncio.sleep(0)
    left = waiting[WAITING_MAX + 1 :]
    for each in left:
        each.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    assert await sealers.seal(order()) is None, "the pile is empty but for this one"
    os.kill(pid, signal.SIGCONT)
    assert all(isinstance(sealed, Sealed) for sealed in await asyncio.gather(*waiting[:WAITING_MAX]))


async def test_what_a_killed_one_had_is_deferred_and_another_is_started(sealers: Sealers) -> None:
    pid = await started(sealers)
    os.kill(pid, signal.SIGSTOP)
    waiting = [asyncio.ensure_future(sealers.seal(order())) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[1].cancel()
    os.kill(pid, signal.SIGKILL)
    first, second, third = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(first, SealerLost)
    assert isinstance(second, asyncio.CancelledError)
    assert isinstance(third, SealerLost)
    assert await sealers.seal(order()) is None, "nobody is there, so it is done here"
    assert await started(sealers) != pid


async def test_one_that_stands_still_is_ended(sealers: Sealers, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = await started(sealers)
    monkeypatch.setattr(link, "STALLED_AFTER", 0.2)
    os.kill(pid, signal.SIGSTOP)
    async with asyncio.timeout(20):
        # The watch that is under way still has its old patience, unless it has nobody to watch over.
        sealers._processes[0]._look_again()
        with pytest.raises(SealerLost):
            await sealers.seal(order())


async def test_signals_meant_for_the_service_do_not_end_it(sealers: Sealers) -> None:
    pid = await started(sealers)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        os.kill(pid, number)
    assert await sealers.seal(order()) is not None


async def test_it_holds_its_socket_and_nothing_of_ours_and_may_write_no_file(
    sealers: Sealers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORY_CANARY", "a secret of whoever started the service")
    with (tmp_path / "open").open("w"):
        pid = await started(sealers)
        process = psutil.Process(pid)
        assert not [each.path for each in process.open_files() if str(tmp_path) in each.path]
        assert _sockets_of(pid) == ["0"]
    assert (process.environ(), process.cwd()) == ({}, "/")
    assert process.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    assert process.rlimit(psutil.RLIMIT_CORE) == (0, 0)


def _sockets_of(pid: int) -> list[str]:
    return [each.name for each in Path(f"/proc/{pid}/fd").iterdir() if str(each.readlink()).startswith("socket:")]


async def test_it_ends_when_nobody_is_at_the_other_end() -> None:
    sealers = Sealers(DOMAINS, most=1)
    pid = await started(sealers)
    (process,) = sealers._processes
    process._transport.abort()
    async with asyncio.timeout(20):
        await process._gone
    assert not psutil.pid_exists(pid)
    await sealers.close()


async def test_octets_that_are_no_request_end_it(sealers: Sealers) -> None:
    await started(sealers)
    sealers._processes[0].tell(b"\0\0\0\2{}")
    with pytest.raises(SealerLost):
        await sealers.seal(order())


async def test_an_order_that_goes_wrong_there_is_done_by_whoever_asks(sealers: Sealers) -> None:
    pid = await started(sealers)
    request = decode_request(encode_order(order())[LENGTH_OCTETS:])
    assert isinstance(request, Order)
    broken = msgspec.msgpack.encode(msgspec.structs.replace(request, reverse_path="no address"))
    answer: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
    sealers._processes[0].ask(len(broken).to_bytes(LENGTH_OCTETS, "big") + broken, answer)
    assert read_sealed(await answer or b"", order()) is None
    assert await sealers.seal(order()) is not None
    assert list(sealers.pids) == [pid]


async def test_an_answer_that_is_too_long_is_not_read(sealers: Sealers, monkeypatch: pytest.MonkeyPatch) -> None:
    await started(sealers)
    monkeypatch.setattr(link, "MAX_FRAME_OCTETS", 100)
    with pytest.raises(SealerLost):
        await sealers.seal(order())


async def test_a_machine_without_room_for_one_is_not_asked_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    troubles: list[str] = []
    sealers = Sealers(DOMAINS, most=1, troubled=troubles.append)
    monkeypatch.setattr(link, "COMMAND", ("/nonexistent",))
    for _ in range(5):
        assert await sealers.seal(order()) is None
        await asyncio.sleep(0)
    await sealers.close()
    assert troubles == ["FileNotFoundError"]
