"""PROXY headers before a handshake: who counts, what is refused, and no octet of TLS is taken for theirs."""

import asyncio
import socket
import ssl
import struct
from pathlib import Path

import pytest

from tempory.events import ConnectionRefused
from tempory.net import GateSettings, PatienceSettings
from tests.net.receiving import HOST, Receiver, start_receiver

pytestmark = pytest.mark.anyio

PROXIES = GateSettings(proxies=("127.0.0.1/32",), per_peer=1)
V1 = b"PROXY TCP4 192.0.2.7 10.0.0.1 5000 993\r\n"
V2 = b"\r\n\r\n\0\r\nQUIT\n" + struct.pack("!BBH", 0x21, 0x11, 15) + bytes([192, 0, 2, 8, 10, 0, 0, 1]) + b"\0" * 7


def greet(receiver: Receiver, header: bytes, *, at_once: bool = True) -> tuple[ssl.SSLSocket, bytes]:
    """Connect as a proxy does, and return the encrypted connection with the greeting that came on it.

    `at_once`: the header and the first octets of the handshake come in one packet.
    """
    plain = socket.create_connection((HOST, receiver.port), timeout=10)
    context, into, out = receiver.context(), ssl.MemoryBIO(), ssl.MemoryBIO()
    if not at_once:
        plain.sendall(header)
        encrypted = context.wrap_socket(plain, server_hostname="tempory.test")
        return encrypted, encrypted.recv(1000)
    handshake = context.wrap_bio(into, out, server_hostname="tempory.test")
    with pytest.raises(ssl.SSLWantReadError):
        handshake.do_handshake()
    plain.sendall(header + out.read())
    while True:
        try:
            handshake.do_handshake()
            plain.sendall(out.read())
            greeting = handshake.read(1000)
        except ssl.SSLWantReadError:
            into.write(plain.recv(65536))
        else:
            plain.shutdown(socket.SHUT_WR)
            return plain, greeting  # type: ignore[return-value]  # closed like one


@pytest.mark.parametrize("header", [V1, V2, b"PROXY UNKNOWN\r\n"])
@pytest.mark.parametrize("at_once", [True, False])
async def test_the_header_comes_before_the_handshake(tmp_path: Path, header: bytes, at_once: bool) -> None:
    async with start_receiver(tmp_path, gate=PROXIES, implicit_tls=True) as receiver:
        connection, greeting = await asyncio.to_thread(greet, receiver, header, at_once=at_once)
        assert greeting.startswith(b"220 ")
        peer = receiver.channels[0].peer
        assert peer == {V1: "192.0.2.7", V2: "192.0.2.8"}.get(header, "127.0.0.1")
        connection.close()
        await receiver.until(lambda: receiver.listener.connected == 0)


async def test_the_true_peer_is_the_one_that_is_limited(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, gate=PROXIES, implicit_tls=True) as receiver:
        first, _ = await asyncio.to_thread(greet, receiver, V1, at_once=False)
        other, _ = await asyncio.to_thread(greet, receiver, V2, at_once=False)
        again = await receiver.connect_silently()
        await again.send(V1)
        assert await again.rest() == b""
        assert receiver.events[-1] == ConnectionRefused(listener="smtp", reason="peer_limit")
        first.close()
        other.close()
        await again.close()


@pytest.mark.parametrize(
    "octets", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03abcde", b"PROXY TCP4 nonsense\r\n", V1[:20]]
)
async def test_a_proxy_without_a_whole_header(tmp_path: Path, octets: bytes) -> None:
    patience = PatienceSettings(handshake=0.2)
    async with start_receiver(tmp_path, gate=PROXIES, implicit_tls=True, patience=patience) as receiver:
        peer = await receiver.connect_silently()
        await peer.send(octets)
        assert await peer.rest() == b""
        assert receiver.events == [ConnectionRefused(listener="smtp", reason="proxy")]
        assert receiver.listener.connected == 0
        await peer.close()


async def test_a_proxy_that_goes_in_the_middle(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, gate=PROXIES, implicit_tls=True) as receiver:
        peer = await receiver.connect_silently()
        await peer.send(V1[:20])
        await peer.close()
        await receiver.until(lambda: receiver.events == [ConnectionRefused(listener="smtp", reason="proxy")])


async def test_draining_while_a_header_is_waited_for(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, gate=PROXIES, implicit_tls=True) as receiver:
        peer = await receiver.connect_silently()
        await peer.send(V1[:20])
        await receiver.until(lambda: bool(receiver.listener._tasks))
        await receiver.listener.drain(0.1)
        assert await peer.rest() == b""
        await peer.close()


@pytest.mark.parametrize("implicit_tls", [True, False])
async def test_a_listener_that_is_not_behind_the_proxies(tmp_path: Path, implicit_tls: bool) -> None:
    async with start_receiver(tmp_path, gate=PROXIES, implicit_tls=implicit_tls, behind_proxies=False) as receiver:
        peer = await receiver.connect_silently(encrypted=implicit_tls)
        assert (await peer.reply()).startswith(b"220 ")
        await peer.close()
