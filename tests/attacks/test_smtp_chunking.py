"""BDAT (RFC 3030): sizes that lie, chunks that hold commands, chunks where none may come."""

from pathlib import Path

import pytest

from tempory.protocols.smtp import Limits
from tests.net.receiving import Peer, Receiver, start_receiver

pytestmark = pytest.mark.anyio

SMUGGLED = b"RSET\r\nMAIL FROM:<evil@client.example>\r\nRCPT TO:<victim@tempory.test>\r\nBDAT 1 LAST\r\nx"


async def begin(receiver: Receiver) -> Peer:
    """Open a transaction up to its recipient."""
    peer = await receiver.connect()
    for line in (b"EHLO client.example", b"MAIL FROM:<a@client.example>", b"RCPT TO:<b@tempory.test>"):
        assert (await peer.ask(line + b"\r\n")).startswith(b"250")
    return peer


async def test_commands_in_a_chunk_are_text(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await begin(receiver)
        body = b"Subject: x\r\n\r\n.\r\n" + SMUGGLED + b"\r\n.\r\n"
        assert (await peer.ask(b"BDAT %d LAST\r\n%s" % (len(body), body))).startswith(b"250 ")
        assert (await peer.ask(b"NOOP\r\n")).startswith(b"250 2.0.0 Still here")
        await peer.close()
        assert [kept.body for kept in receiver.delivery.kept] == [body]


@pytest.mark.parametrize(
    "size", [b"", b"-1", b"+5", b"0x5", b"5 5", b"5 LASTLY", b"5,LAST", b"1e3", b"9" * 21, b"\xd9\xa5"]
)
async def test_a_size_that_is_none_closes(tmp_path: Path, size: bytes) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await begin(receiver)
        await peer.send(b"BDAT " + size + b"\r\n" + SMUGGLED)
        said = await peer.rest()
        assert said.startswith((b"501 5.5.4 ", b"500 5.5.2 "))
        assert b"250" not in said or size == b"\xd9\xa5"
        await peer.close()
        assert receiver.delivery.kept == []


async def test_a_refused_chunk_is_read_to_its_end(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.ask(b"EHLO client.example\r\n")
        assert (await peer.ask(b"BDAT %d LAST\r\n%s" % (len(SMUGGLED), SMUGGLED))).startswith(b"503 ")
        assert (await peer.ask(b"NOOP\r\n")).startswith(b"250 2.0.0 Still here")
        await peer.close()
        assert receiver.delivery.sizes == []


async def test_data_and_bdat_do_not_mix(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await begin(receiver)
        assert (await peer.ask(b"BDAT 3\r\nabc")).startswith(b"250 ")
        for line in (b"DATA", b"MAIL FROM:<x@client.example>", b"RCPT TO:<victim@tempory.test>", b"STARTTLS"):
            assert (await peer.ask(line + b"\r\n")).startswith(b"503 ")
        assert (await peer.ask(b"BDAT 2 LAST\r\n\r\n")).startswith(b"250 ")
        await peer.close()
        assert receiver.delivery.kept[0].recipients == ("b@tempory.test",)
        assert receiver.delivery.kept[0].body == b"abc\r\n"


@pytest.mark.parametrize("content", [b"a\nb\r\n", b"a\rb\r\n", b"a\r", b"\n", b"x\0y\r\n", b"caf\xc3\xa9\r\n"])
async def test_chunks_may_hold_what_data_may_hold_and_no_more(tmp_path: Path, content: bytes) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await begin(receiver)
        assert (await peer.ask(b"BDAT %d LAST\r\n%s" % (len(content), content))).startswith(b"55")
        assert (await peer.ask(b"BDAT 0 LAST\r\n")).startswith(b"503 ")
        await peer.close()
        assert receiver.delivery.kept == []


async def test_a_cr_lf_parted_by_chunks_is_one(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await begin(receiver)
        await peer.send(b"BDAT 2\r\na\rBDAT 1\r\n\nBDAT 0 LAST\r\n")
        assert [(await peer.reply())[:4] for _ in range(3)] == [b"250 "] * 3
        await peer.close()
        assert receiver.delivery.kept[0].body == b"a\r\n"


async def test_an_endless_chunk_is_closed_on_at_once(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await begin(receiver)
        await peer.send(b"BDAT 99999999999999999999 LAST\r\nabc")
        assert (await peer.rest()).startswith(b"552 5.3.4 ")
        await peer.close()
        assert await receiver.is_well()


async def test_chunks_that_add_up_to_too_much(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, limits=Limits(message_octets=1000)) as receiver:
        peer = await begin(receiver)
        assert (await peer.ask(b"BDAT 900\r\n" + b"x" * 900)).startswith(b"250 ")
        assert (await peer.ask(b"BDAT 900\r\n" + b"x" * 900)).startswith(b"552 5.3.4 ")
        assert receiver.budget.total < 10
        assert (await peer.ask(b"BDAT 0 LAST\r\n")).startswith(b"552 5.3.4 ")
        assert (await peer.ask(b"NOOP\r\n")).startswith(b"250 ")
        await peer.close()
        assert receiver.delivery.kept == []
        assert receiver.delivery.is_even


async def test_many_empty_chunks(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await begin(receiver)
        await peer.send(b"BDAT 0\r\n" * 5000 + b"BDAT 0 LAST\r\nQUIT\r\n")
        said = await peer.rest()
        assert said.count(b"250 ") == 5001
        await peer.close()
        assert receiver.delivery.kept[0].body == b""
