"""Commands that are not the peer's own: injected before TLS, by way of HTTP, in names, in replies, in commands."""

import asyncio
import socket
import ssl
from pathlib import Path

import pytest

from tempory.events import ConnectionClosed
from tests.net.receiving import HOST, start_receiver

pytestmark = pytest.mark.anyio

MESSAGE = b"Subject: x\r\n\r\nbody\r\n.\r\n"
INJECTED = b"MAIL FROM:<evil@client.example>\r\nRCPT TO:<b@tempory.test>\r\n"


# STARTTLS (RFC 3207 §5, "NO STARTTLS").


@pytest.mark.parametrize(
    "injected", [b"NOOP\r\n", b"RSET\r\n", INJECTED, b"E", b"\r\n", b"\0", b"EHLO c\r\n" + INJECTED]
)
async def test_plaintext_in_the_packet_of_starttls(tmp_path: Path, injected: bytes) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.ask(b"EHLO client.example\r\n")
        await peer.send(b"STARTTLS\r\n" + injected)
        assert await peer.rest() == b"554 5.5.1 STARTTLS must be the last command of its group; closing\r\n"
        await peer.close()
        await receiver.until(lambda: receiver.listener.connected == 0)
        assert receiver.events[-1] == ConnectionClosed(listener="smtp", reason="protocol")


async def test_plaintext_right_behind_starttls_is_never_run(tmp_path: Path) -> None:
    """In packets of its own the injection may meet the handshake: then that fails, and nothing runs."""
    async with start_receiver(tmp_path) as receiver:
        for _ in range(10):
            peer = await receiver.connect()
            await peer.ask(b"EHLO client.example\r\n")
            await peer.send(b"STARTTLS\r\n")
            await peer.send(INJECTED)
            assert b"250 2.1" not in await peer.rest()
            await peer.close()
        assert not receiver.delivery.sizes
        assert await receiver.is_well()


async def test_plaintext_before_the_clients_hello(tmp_path: Path) -> None:
    """A man in the middle who adds a command between our 220 and the client's handshake breaks the handshake."""
    async with start_receiver(tmp_path) as receiver:
        await asyncio.to_thread(_shake_hands_after_injection, receiver.port, receiver.context())
        assert await receiver.is_well()


def _shake_hands_after_injection(port: int, context: ssl.SSLContext) -> None:
    with socket.create_connection((HOST, port), timeout=10) as sock:
        sock.recv(1000)
        sock.sendall(b"STARTTLS\r\n")
        assert sock.recv(1000).startswith(b"220 ")
        sock.sendall(b"RSET\r\n")
        with pytest.raises(OSError):  # noqa: PT011 (a refused or a broken handshake)
            context.wrap_socket(sock, server_hostname="tempory.test")


async def test_nothing_said_in_clear_is_known_under_tls(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.ask(b"EHLO evil.example\r\n")
        await peer.ask(b"STARTTLS\r\n")
        await peer.writer.start_tls(receiver.context(), server_hostname="tempory.test")
        assert (await peer.ask(b"MAIL FROM:<>\r\n")).startswith(b"503 ")
        await peer.open_transaction()
        await peer.ask(MESSAGE)
        assert b"evil.example" not in receiver.delivery.kept[0].content
        await peer.close()


async def test_starttls_within_a_transaction(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.ask(b"EHLO client.example\r\n")
        await peer.ask(b"MAIL FROM:<evil@client.example>\r\n")
        assert (await peer.ask(b"STARTTLS\r\n")).startswith(b"503 ")
        await peer.close()


# Other protocols.


@pytest.mark.parametrize(
    "request_line",
    [b"GET / HTTP/1.1", b"POST / HTTP/1.1", b"PUT /x HTTP/1.0", b"CONNECT a:25 HTTP/1.1", b"PRI * HTTP/2.0"],
)
async def test_a_browser_made_to_send_mail(tmp_path: Path, request_line: bytes) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.send(
            request_line
            + b"\r\nHost: tempory.test\r\nContent-Length: 999\r\n\r\nEHLO c\r\n"
            + INJECTED
            + b"DATA\r\n"
            + MESSAGE
        )
        assert await peer.rest() == b"554 5.5.1 This is a mail server; closing\r\n"
        await peer.close()
        assert receiver.delivery.kept == []


async def test_tls_spoken_without_starttls(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        assert (await peer.ask(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n")).startswith(b"500 5.5.2 ")
        await peer.close()


# Command lines.


@pytest.mark.parametrize(
    "line",
    [
        b"NOOP\nMAIL FROM:<evil@client.example>",
        b"NOOP\rMAIL FROM:<evil@client.example>",
        b"MAIL FROM:<a@client.example>\nRCPT TO:<b@tempory.test>",
        b"MAIL FROM:<a@client.example>\rRCPT TO:<b@tempory.test>",
        b'MAIL FROM:<"a\nRCPT TO:<b"@client.example>',
        b"MAIL FROM:<a@client.example>\0",
        b"MAIL FROM:<a\0@client.example>",
        b"MAIL FROM:<a\xff@client.example>",
    ],
)
async def test_one_line_is_one_command(tmp_path: Path, line: bytes) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.ask(b"EHLO client.example\r\n")
        assert (await peer.ask(line + b"\r\n")).startswith(b"500 5.5.2 ")
        assert (await peer.ask(b"NOOP\r\n")).startswith(b"250 ")
        assert (await peer.ask(b"RCPT TO:<b@tempory.test>\r\n")).startswith(b"503 ")
        await peer.close()


async def test_lf_alone_ends_no_command(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.send(b"EHLO client.example\nMAIL FROM:<>\nRCPT TO:<b@tempory.test>\nDATA\n")
        assert (await peer.ask(b"\r\n")).startswith(b"500 5.5.2 ")
        await peer.close()


# Names that end up in header fields or replies.


@pytest.mark.parametrize(
    "hello",
    [
        b"x;b=1(",
        b"<script>",
        b"[evil]",
        b"a\x7fb",
        "zoë.example".encode(),
        b"x" * 255,
        b"(comment",
        b'"quoted',
        b"a,b:c",
    ],
)
async def test_a_hello_name_does_not_reach_the_header(tmp_path: Path, hello: bytes) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        reply = await peer.ask(b"EHLO " + hello + b"\r\n")
        assert hello not in reply
        if reply.startswith(b"250"):
            for line in (b"MAIL FROM:<>", b"RCPT TO:<b@tempory.test>", b"DATA"):
                await peer.ask(line + b"\r\n")
            assert (await peer.ask(MESSAGE)).startswith(b"250 ")
            field = receiver.delivery.kept[0].content.split(b"\r\n")[1]
            assert field in (b"Received: from unknown ([127.0.0.1])", b"Received: from " + hello + b" ([127.0.0.1])")
            assert hello == b"x" * 255 or field.startswith(b"Received: from unknown ")
        await peer.close()


async def test_nothing_a_peer_says_is_echoed(tmp_path: Path) -> None:
    canary = b"cAnArY"
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.send(
            b"EHLO %(c)s\r\nVRFY %(c)s\r\nEXPN %(c)s\r\nHELP %(c)s\r\nNOOP %(c)s\r\n%(c)s\r\nRSET %(c)s\r\n"
            b"MAIL FROM:<%(c)s>\r\nMAIL FROM:<a@b.example> %(c)s=1\r\nMAIL FROM:<%(c)s@b.example>\r\n"
            b"RCPT TO:<%(c)s@elsewhere.example>\r\nRCPT TO:<%(c)s@tempory.test>\r\nQUIT\r\n" % {b"c": canary}
        )
        said = await peer.rest()
        assert said.count(b"\r\n") >= 13
        assert canary.lower() not in said.lower()
        await peer.close()


async def test_every_reply_has_its_enhanced_code(tmp_path: Path) -> None:
    """RFC 2034 §4: all of class 2, 4 and 5 but the greeting and the answers to EHLO and HELO."""
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.ask(b"EHLO client.example\r\n")
        await peer.send(
            b"VRFY x\r\nEXPN x\r\nHELP\r\nNOOP\r\nXYZZY\r\nAUTH PLAIN\r\nMAIL\r\nRCPT\r\nDATA\r\n"
            b"MAIL FROM:<a@b.example>\r\n"
            b"RCPT TO:<nobody@tempory.test>\r\nRCPT TO:<x@elsewhere.example>\r\nRCPT TO:<b@tempory.test>\r\nRSET\r\n"
            b"BDAT 1\r\nxQUIT\r\n"
        )
        for line in (await peer.rest()).splitlines():
            assert line[4:9:2].isdigit(), line
            assert line[4:5] == line[:1], line
        await peer.close()
