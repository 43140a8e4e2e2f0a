"""Too much of anything: lines, commands, errors, messages, connections, time. Bounded each, and others served."""

import asyncio
import resource
from pathlib import Path

import pytest

from tempory.events import ConnectionClosed, MessageRefused
from tempory.net import GateSettings, PatienceSettings
from tempory.protocols.smtp import Limits
from tempory.sessions import BudgetSettings
from tests.net.receiving import Peer, Receiver, start_receiver

pytestmark = pytest.mark.anyio

MIB = 1024 * 1024


def peak_memory() -> int:
    """Return the most memory this process ever had resident, in octets."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


# Lines and commands.


async def test_a_command_without_end(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        before = peak_memory()
        for _ in range(64):
            await peer.send(b"x" * MIB)
        assert (await peer.ask(b"\r\n")).startswith(b"500 5.5.2 ")
        assert peak_memory() - before < 48 * MIB
        assert (await peer.ask(b"NOOP\r\n")).startswith(b"250 ")
        await peer.close()


@pytest.mark.parametrize("octets", [2047, 2048, 2049, 4096, 65_536])
async def test_lines_around_the_limit(tmp_path: Path, octets: int) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        reply = await peer.ask(b"NOOP " + b"x" * (octets - 7) + b"\r\n")
        assert reply.startswith(b"250 " if octets <= 2048 else b"500 5.5.2 ")
        assert (await peer.ask(b"NOOP\r\n")).startswith(b"250 ")
        await peer.close()


async def test_a_very_long_line_in_a_message_is_kept_whole(tmp_path: Path) -> None:
    """RFC 5321 §4.5.3.1.6 asks receivers for 1,000 octets at least; nothing here depends on lines."""
    body = b"Subject: x\r\n\r\n" + b"y" * (2 * MIB) + b"\r\n"
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.open_transaction()
        assert (await peer.ask(body + b".\r\n")).startswith(b"250 ")
        assert receiver.delivery.kept[0].body == body
        await peer.close()


async def test_errors_without_end(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.send(b"XYZZY\r\n" * 1000)
        lines = (await peer.rest()).splitlines()
        assert [line[:3] for line in lines] == [b"500"] * 20 + [b"421"]
        await peer.close()
        await receiver.until(lambda: receiver.listener.connected == 0)
        assert receiver.events[-1] == ConnectionClosed(listener="smtp", reason="errors")


async def test_guessing_recipients(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.ask(b"EHLO c\r\n")
        await peer.ask(b"MAIL FROM:<>\r\n")
        await peer.send(b"RCPT TO:<nobody@tempory.test>\r\n" * 100)
        lines = (await peer.rest()).splitlines()
        assert [line[:3] for line in lines] == [b"550"] * 20 + [b"421"]
        await peer.close()


async def test_recipients_without_end(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.ask(b"EHLO c\r\n")
        await peer.ask(b"MAIL FROM:<>\r\n")
        await peer.send(b"".join(b"RCPT TO:<r%d@tempory.test>\r\n" % number for number in range(150)) + b"QUIT\r\n")
        codes = [line[:9] for line in (await peer.rest()).splitlines()]
        assert codes[:-1] == [b"250 2.1.5"] * 100 + [b"452 4.5.3"] * 50
        await peer.close()
        await receiver.until(lambda: receiver.delivery.is_even)


async def test_a_flood_of_commands_does_not_starve_others(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        flooder = await receiver.connect()
        flooder.writer.write(b"NOOP\r\n" * 400_000)
        other = await receiver.connect()
        loop = asyncio.get_running_loop()
        start = loop.time()
        for _ in range(5):
            assert (await other.ask(b"NOOP\r\n")).startswith(b"250 ")
        assert loop.time() - start < 2.0
        flooder.writer.transport.abort()
        await other.close()


# Messages.


async def test_a_message_without_end_is_not_held(tmp_path: Path) -> None:
    limits = Limits(message_octets=MIB, discarded_octets=64 * MIB)
    async with start_receiver(tmp_path, limits=limits) as receiver:
        peer = await receiver.connect()
        await peer.open_transaction()
        before = peak_memory()
        for _ in range(48):
            await peer.send(b"x" * MIB)
            assert receiver.budget.total <= MIB + 256 * 1024
        assert peak_memory() - before < 32 * MIB
        assert (await peer.ask(b"\r\n.\r\n")).startswith(b"552 5.3.4 ")
        assert (await peer.ask(b"NOOP\r\n")).startswith(b"250 ")
        await peer.close()
        assert await receiver.is_well()


async def test_a_message_that_never_stops_is_closed_on(tmp_path: Path) -> None:
    limits = Limits(message_octets=MIB, discarded_octets=4 * MIB)
    async with start_receiver(tmp_path, limits=limits) as receiver:
        peer = await receiver.connect()
        await peer.open_transaction()
        await peer.send(b"x" * (5 * MIB + 300_000))
        assert (await peer.rest()).startswith(b"552 5.3.4 ")
        await peer.close()
        assert await receiver.is_well()


async def test_a_header_without_end(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.open_transaction()
        assert (await peer.ask(b"X-Header: y\r\n" * 10_000 + b"\r\nbody\r\n.\r\n")).startswith(b"552 5.3.4 ")
        await peer.close()
        assert receiver.delivery.kept == []


@pytest.mark.parametrize(("fields", "code"), [(99, b"250 "), (100, b"554 5.4.6 ")])
async def test_a_message_in_a_loop(tmp_path: Path, fields: int, code: bytes) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.open_transaction()
        octets = b"Received: from x by y; Sat, 21 Nov 2026 12:00:00 +0000\r\n" * fields + b"\r\nbody\r\n.\r\n"
        assert (await peer.ask(octets)).startswith(code)
        await peer.close()


# Time.


async def test_a_message_that_drips(tmp_path: Path) -> None:
    """Each octet comes in time, the message never would."""
    async with start_receiver(tmp_path, patience=PatienceSettings(idle=0.4)) as receiver:
        peer = await receiver.connect()
        await peer.open_transaction()
        assert (await _drip(peer, b"Subject: drip\r\n" * 1000)).startswith(b"421 4.4.2 ")
        await receiver.until(lambda: receiver.listener.connected == 0)
        assert receiver.events[-1] == ConnectionClosed(listener="smtp", reason="idle")
        assert receiver.delivery.is_even
        assert receiver.budget.total == 0


async def test_a_command_that_drips(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, patience=PatienceSettings(idle=0.4)) as receiver:
        peer = await receiver.connect()
        assert (await _drip(peer, b"NOOP " + b"x" * 1000)).startswith(b"421 4.4.2 ")


async def test_a_fast_beginning_buys_no_slow_end(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, patience=PatienceSettings(idle=0.4)) as receiver:
        peer = await receiver.connect()
        await peer.open_transaction()
        await peer.send(b"x" * (4 * MIB))
        assert (await _drip(peer, b"y" * 1000)).startswith(b"421 4.4.2 ")


async def _drip(peer: Peer, octets: bytes) -> bytes:
    """Send octet by octet until the server has had enough; return what it said."""
    said = asyncio.create_task(peer.rest())
    for octet in octets:
        if said.done():
            break
        peer.writer.write(bytes([octet]))
        await asyncio.wait([said], timeout=0.02)
    answer = await said
    await peer.close()
    return answer


# The budget of octets over all connections.


async def fill(receiver: Receiver, octets: int) -> Peer:
    """Send the beginning of a message and wait until it is held."""
    before = receiver.budget.total
    peer = await receiver.connect()
    await peer.open_transaction()
    await peer.send(b"x" * octets)
    await receiver.until(lambda: receiver.budget.total >= before + octets)
    return peer


async def test_over_the_budget_peers_are_paused_and_then_go_on(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, budget=BudgetSettings(octets=MIB, patience=60)) as receiver:
        elder = await fill(receiver, MIB)
        younger = await receiver.connect()
        await younger.open_transaction()
        younger.writer.write(b"y" * 8 * MIB + b"\r\n.\r\n")
        await receiver.until(lambda: receiver.budget.waiting == 1)
        assert receiver.budget.total <= MIB + 256 * 1024 + 10
        assert younger.writer.transport.get_write_buffer_size() > 0, "TCP holds it back"
        assert (await elder.ask(b"\r\n.\r\n")).startswith(b"552 "), "the oldest goes on (its header has no end)"
        assert (await younger.reply()).startswith(b"552 ")
        for peer in (elder, younger):
            await peer.close()
        assert await receiver.is_well()


async def test_over_the_budget_for_too_long_is_deferred_in_step(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, budget=BudgetSettings(octets=MIB, patience=0.2)) as receiver:
        receiver.delivery.may_finish.clear()
        elder = await fill(receiver, 50_000)
        elder.writer.write(b"\r\n\r\n" + b"x" * MIB + b"\r\n.\r\n")
        await receiver.delivery.is_delivering.wait()
        younger = await receiver.connect()
        await younger.open_transaction()
        assert (await younger.ask(b"y" * 4 * MIB + b"\r\n.\r\n")).startswith(b"452 4.3.1 ")
        assert MessageRefused(listener="smtp", reason="budget") in receiver.events
        assert (await younger.ask(b"NOOP\r\n")).startswith(b"250 ")
        assert (await younger.ask(b"DATA\r\n")).startswith(b"503 ")
        receiver.delivery.may_finish.set()
        assert (await elder.reply()).startswith(b"250 ")
        await elder.close()
        await younger.open_transaction()
        assert (await younger.ask(b"Subject: again\r\n\r\n.\r\n")).startswith(b"250 ")
        await younger.close()
        assert await receiver.is_well()


async def test_whoever_holds_much_and_sends_little_gives_way(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, budget=BudgetSettings(octets=MIB, patience=0.3)) as receiver:
        hoarder = await fill(receiver, 2 * MIB)
        younger = await receiver.connect()
        await younger.open_transaction()
        assert (await younger.ask(b"Subject: y\r\n\r\n.\r\n")).startswith(b"250 ")
        assert (await hoarder.ask(b"\r\n.\r\n")).startswith(b"452 4.3.1 ")
        assert (await hoarder.ask(b"NOOP\r\n")).startswith(b"250 ")
        for peer in (hoarder, younger):
            await peer.close()
        assert await receiver.is_well()


async def test_recipients_multiply_what_a_message_costs(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, budget=BudgetSettings(octets=MIB, patience=0.2)) as receiver:
        elder = await receiver.connect()
        await elder.ask(b"EHLO c\r\n")
        await elder.ask(b"MAIL FROM:<>\r\n")
        for number in range(50):
            await elder.ask(b"RCPT TO:<r%d@tempory.test>\r\n" % number)
        await elder.ask(b"DATA\r\n")
        receiver.delivery.may_finish.clear()
        await elder.send(b"\r\n" + b"x" * 30_000 + b"\r\n.\r\n")
        await receiver.until(lambda: receiver.budget.total >= 50 * 30_000)
        younger = await receiver.connect()
        await younger.open_transaction()
        assert (await younger.ask(b"Subject: y\r\n\r\n.\r\n")).startswith(b"452 4.3.1 ")
        receiver.delivery.may_finish.set()
        for peer in (elder, younger):
            await peer.close()
        await receiver.until(lambda: receiver.budget.total == 0)


async def test_forty_large_messages_through_a_small_budget(tmp_path: Path) -> None:
    """All together twenty times the budget: all arrive, none is lost, and memory stays bounded."""
    body = b"Subject: large\r\n\r\n" + (b"z" * 76 + b"\r\n") * 6_000
    gate = GateSettings(trusted=("127.0.0.0/8",))
    async with start_receiver(tmp_path, gate=gate, budget=BudgetSettings(octets=MIB, patience=60)) as receiver:
        highest = 0

        async def deliver() -> None:
            nonlocal highest
            peer = await receiver.connect()
            await peer.open_transaction()
            for start in range(0, len(body), 50_000):
                await peer.send(body[start : start + 50_000])
                highest = max(highest, receiver.budget.total)
            assert (await peer.ask(b".\r\n")).startswith(b"250 ")
            await peer.close()

        async with asyncio.timeout(60):
            await asyncio.gather(*(deliver() for _ in range(40)))
        assert len(receiver.delivery.kept) == 40
        assert highest < 16 * MIB
        assert await receiver.is_well()


# Connections.


async def test_connections_that_come_and_go_leave_nothing(tmp_path: Path) -> None:
    gate = GateSettings(rate=10_000)
    async with start_receiver(tmp_path, gate=gate) as receiver:
        for octets in (
            b"",
            b"EHLO",
            b"EHLO c\r\n",
            b"EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<b@tempory.test>\r\nDATA\r\nhalf",
        ):
            for abort in (False, True):
                peer = await receiver.connect_silently()
                await peer.send(octets) if octets else None
                if abort:
                    peer.writer.transport.abort()
                else:
                    await peer.close()
        await receiver.until(lambda: receiver.listener.connected == 0)
        assert await receiver.is_well()


async def test_one_peer_cannot_take_all_places(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, patience=PatienceSettings(linger=0.2)) as receiver:
        peers = [await receiver.connect() for _ in range(30)]
        refused = await receiver.connect_silently()
        assert (await refused.rest()).startswith(b"421 4.7.0 ")
        stranger = await receiver.connect_silently("127.0.1.1")
        assert (await stranger.reply()).startswith(b"220 ")
        for peer in [*peers, refused, stranger]:
            peer.writer.transport.abort()
        await receiver.until(lambda: receiver.listener.connected == 0)
