"""SMTP smuggling: whatever another server may take for the end of a message, only CR LF . CR LF is one here.

Each case is octets on a real socket. The outer message carries a whole second transaction behind a false end.
"""

from pathlib import Path

import pytest

from tempory.delivery import StorageUnavailable
from tempory.protocols.smtp import Limits
from tests.net.receiving import Peer, Receiver, start_receiver

pytestmark = pytest.mark.anyio

SMUGGLED = (
    b"MAIL FROM:<admin@tempory.test>\r\nRCPT TO:<victim@tempory.test>\r\nDATA\r\n"
    b"From: admin@tempory.test\r\nSubject: smuggled\r\n\r\nYou have won\r\n"
)
BARE_ENDS = [
    b"\n.\n",
    b"\r.\r",
    b"\r\n.\n",
    b"\n.\r\n",
    b"\r\n.\r",
    b"\r.\r\n",
    b"\n.\r",
    b"\r.\n",
    b"\r\n.\r\r\n",
    b"\r\r\n.\r\r\n",
    b"\n\r\n.\n\r\n",
    b"\n\n.\n\n",
    b"\r\n\n.\r\n\n",
    b"\n\r.\n\r",
    b"\r\n\r.\r\n",
    b"\n..\n",
    b"\r\n.\x0b\n",
]
NUL_ENDS = [b"\r\n\0.\r\n", b"\r\n.\0\r\n", b"\r\0\n.\r\0\n", b"\0", b"\r\n.\r\0\n"]
HARMLESS_ENDS = [
    b"\r\n..\r\n",
    b"\r\n. \r\n",
    b"\r\n.\t\r\n",
    b"\r\n .\r\n",
    b".\r\n",
    b"\r\n.\x0b\r\n",
    b"\r\n.\x0c\r\n",
    b"\x1a",
    b"\x04",
    b"\\r\\n.\\r\\n",
    b"=0D=0A.=0D=0A",
]
EIGHT_BIT_ENDS = [
    b"\x85.\x85",
    b"\xe2\x80\xa8.\xe2\x80\xa8",
    b"\r\n\xc0\xae\r\n",
    b"\x8d\x8a.\x8d\x8a",
    b"\r\n\xef\xbc\x8e\r\n",
]


async def play(receiver: Receiver, false_end: bytes, *, parameters: bytes = b"", octetwise: bool = False) -> bytes:
    """Send the outer message with its cargo; return the one reply to it, having seen that it is only one."""
    peer = await receiver.connect()
    for line in (b"EHLO client.example", b"MAIL FROM:<a@client.example>" + parameters, b"RCPT TO:<b@tempory.test>"):
        assert (await peer.ask(line + b"\r\n")).startswith(b"250")
    assert (await peer.ask(b"DATA\r\n")).startswith(b"354 ")
    octets = b"Subject: outer\r\n\r\nbody" + false_end + SMUGGLED + b".\r\n"
    for piece in [octets[place : place + 1] for place in range(len(octets))] if octetwise else [octets]:
        await peer.send(piece)
    reply = await peer.reply()
    await assert_in_step(peer)
    await peer.close()
    return reply


async def assert_in_step(peer: Peer) -> None:
    """The next reply is the one to the next command, and nothing of the envelope is left."""
    assert await peer.ask(b"NOOP\r\n") == b"250 2.0.0 Still here\r\n"
    assert (await peer.ask(b"RCPT TO:<victim@tempory.test>\r\n")).startswith(b"503 ")
    assert (await peer.ask(b"DATA\r\n")).startswith(b"503 ")


def assert_nobody_was_fooled(receiver: Receiver) -> None:
    for kept in receiver.delivery.kept:
        assert kept.recipients == ("b@tempory.test",)
        assert kept.reverse_path == "a@client.example"
    assert receiver.delivery.is_even


@pytest.mark.parametrize("false_end", BARE_ENDS, ids=repr)
async def test_bare_cr_or_lf_around_a_dot(tmp_path: Path, false_end: bytes) -> None:
    async with start_receiver(tmp_path) as receiver:
        for octetwise in (False, True):
            assert (await play(receiver, false_end, octetwise=octetwise)).startswith(b"550 5.5.2 ")
        assert receiver.delivery.kept == []
        assert await receiver.is_well()


@pytest.mark.parametrize("false_end", NUL_ENDS, ids=repr)
async def test_nul(tmp_path: Path, false_end: bytes) -> None:
    async with start_receiver(tmp_path) as receiver:
        assert (await play(receiver, false_end)).startswith((b"550 5.6.0 ", b"550 5.5.2 "))
        assert receiver.delivery.kept == []
        assert await receiver.is_well()


@pytest.mark.parametrize("false_end", HARMLESS_ENDS, ids=repr)
async def test_what_only_looks_like_an_end_is_text(tmp_path: Path, false_end: bytes) -> None:
    async with start_receiver(tmp_path) as receiver:
        assert (await play(receiver, false_end)).startswith(b"250 ")
        [kept] = receiver.delivery.kept
        unstuffed = false_end.replace(b"\r\n.", b"\r\n")
        assert kept.body == b"Subject: outer\r\n\r\nbody" + unstuffed + SMUGGLED
        assert_nobody_was_fooled(receiver)


@pytest.mark.parametrize("false_end", EIGHT_BIT_ENDS, ids=repr)
async def test_eight_bit_octets_that_others_may_take_for_line_ends(tmp_path: Path, false_end: bytes) -> None:
    async with start_receiver(tmp_path) as receiver:
        assert (await play(receiver, false_end)).startswith(b"554 5.6.1 ")
        assert receiver.delivery.kept == []
        assert (await play(receiver, false_end, parameters=b" BODY=8BITMIME")).startswith(b"250 ")
        assert len(receiver.delivery.kept) == 1
        assert_nobody_was_fooled(receiver)


@pytest.mark.parametrize("place", ["first", "header", "before the blank line", "body", "last"])
@pytest.mark.parametrize("bare", [b"\n", b"\r"], ids=repr)
async def test_bare_line_ends_anywhere(tmp_path: Path, bare: bytes, place: str) -> None:
    contents = {
        "first": bare + b"Subject: x\r\n\r\nbody\r\n",
        "header": b"Subject: x" + bare + b"Bcc: y\r\n\r\nbody\r\n",
        "before the blank line": b"Subject: x\r\n" + bare + b"\r\nbody\r\n",
        "body": b"Subject: x\r\n\r\nbo" + bare + b"dy\r\n",
        "last": b"Subject: x\r\n\r\nbody" + bare + b"\r\n",
    }
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.open_transaction()
        assert (await peer.ask(contents[place] + b".\r\n")).startswith(b"550 5.5.2 ")
        await assert_in_step(peer)
        await peer.close()
        assert receiver.delivery.kept == []


async def test_a_refusal_comes_only_after_the_true_end(tmp_path: Path) -> None:
    """A server that answers at the first bare LF would take the rest of the message for commands."""
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.open_transaction()
        await peer.send(b"x\ny\r\n" + SMUGGLED)
        await receiver.until(lambda: receiver.budget.total > len(SMUGGLED))
        assert (await peer.ask(b".\r\n")).startswith(b"550 5.5.2 ")
        await assert_in_step(peer)
        await peer.close()
        assert receiver.delivery.kept == []


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"Subject: x\r\n\r\nfine\r\n.\r\n", b"250 "),
        (b"Subject: x\r\n\r\nbare\n\r\n.\r\n", b"550 "),
        (b"Subject: x\r\n\r\n" + b"y" * 4000 + b"\r\n.\r\n", b"552 "),
        (b"Received: x\r\n" * 100 + b"\r\n.\r\n", b"554 5.4.6 "),
    ],
)
async def test_no_envelope_outlives_its_message(tmp_path: Path, octets: bytes, code: bytes) -> None:
    async with start_receiver(tmp_path, limits=Limits(message_octets=2000)) as receiver:
        peer = await receiver.connect()
        await peer.open_transaction()
        assert (await peer.ask(octets)).startswith(code)
        await assert_in_step(peer)
        assert (await peer.ask(b"MAIL FROM:<c@client.example>\r\n")).startswith(b"250 ")
        assert (await peer.ask(b"DATA\r\n")).startswith(b"503 "), "recipients of the message before"
        await peer.close()
        assert receiver.delivery.is_even


async def test_no_envelope_outlives_a_message_that_storage_refuses(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        receiver.delivery.failure = StorageUnavailable("")
        peer = await receiver.connect()
        await peer.open_transaction()
        assert (await peer.ask(b"x\r\n.\r\n")).startswith(b"451 4.3.0 ")
        await assert_in_step(peer)
        await peer.close()


async def test_a_message_pipelined_behind_data(tmp_path: Path) -> None:
    """RFC 2920 forbids it, some do it: the message must be one, and its lines never commands."""
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.ask(b"EHLO c\r\n")
        await peer.send(
            b"MAIL FROM:<a@client.example>\r\nRCPT TO:<b@tempory.test>\r\nDATA\r\n" + SMUGGLED + b".\r\nQUIT\r\n"
        )
        codes = [line[:3] for line in (await peer.rest()).splitlines()]
        assert codes == [b"250", b"250", b"354", b"250", b"221"]
        assert receiver.delivery.kept[0].body == SMUGGLED
        await peer.close()
        assert_nobody_was_fooled(receiver)


@pytest.mark.parametrize("recipient", [b"nobody@tempory.test", b"x@elsewhere.example"])
async def test_a_message_pipelined_behind_a_refused_data_does_not_run(tmp_path: Path, recipient: bytes) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.ask(b"EHLO c\r\n")
        await peer.send(
            b"MAIL FROM:<a@client.example>\r\nRCPT TO:<" + recipient + b">\r\nDATA\r\n" + SMUGGLED + b".\r\n"
        )
        codes = [line[:3] for line in (await peer.rest()).splitlines()]
        assert codes == [b"250", b"550", b"554"]
        await peer.close()
        assert receiver.delivery.kept == []
