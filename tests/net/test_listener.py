import asyncio
import socket
import ssl
from pathlib import Path

import pytest

from tempory.events import ConnectionClosed, ConnectionOpened, ConnectionRefused, TlsEstablished
from tempory.net import GateSettings, PatienceSettings
from tests.net.receiving import HOST, start_receiver

pytestmark = pytest.mark.anyio

MESSAGE = b"Subject: Hi\r\n\r\nThere\r\n"


async def test_a_message_comes_through(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.open_transaction()
        assert (await peer.ask(MESSAGE + b".\r\n")).startswith(b"250 2.0.0 ")
        assert await peer.ask(b"QUIT\r\n") == b"221 2.0.0 Goodbye\r\n"
        assert await peer.rest() == b""
        await peer.close()
        [kept] = receiver.delivery.kept
        assert kept.body == MESSAGE
        assert b"([127.0.0.1])" in kept.content
        await receiver.until(lambda: receiver.listener.connected == 0)
        assert receiver.events == [
            ConnectionOpened(listener="smtp"),
            ConnectionClosed(listener="smtp", reason="quit"),
        ]


async def test_a_large_message_in_small_and_large_pieces(tmp_path: Path) -> None:
    body = b"\r\n" + b"".join(b"%07d %s\r\n" % (number, b"x" * 60) for number in range(40_000))
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.open_transaction()
        for start in range(0, len(body), 999_983):
            await peer.send(body[start : start + 999_983])
        assert (await peer.ask(b".\r\n")).startswith(b"250 ")
        assert receiver.delivery.kept[0].body == body
        await peer.close()


async def test_starttls_for_real(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        assert b"STARTTLS" in await peer.ask(b"EHLO client.example\r\n")
        assert (await peer.ask(b"STARTTLS\r\n")).startswith(b"220 ")
        await peer.writer.start_tls(receiver.context(), server_hostname="tempory.test")
        assert b"STARTTLS" not in await peer.ask(b"EHLO client.example\r\n")
        await peer.open_transaction()
        assert (await peer.ask(MESSAGE + b".\r\n")).startswith(b"250 ")
        assert (await peer.ask(b"QUIT\r\n")).startswith(b"221 ")
        assert await peer.rest() == b""
        await peer.close()
        content = receiver.delivery.kept[0].content
        assert b"with ESMTPS (TLSv1.3) id" in content
        assert b" tls TLS_" in content
        assert TlsEstablished(listener="smtp", version="TLSv1.3") in receiver.events


async def test_large_messages_under_tls(tmp_path: Path) -> None:
    body = b"\r\n" + b"".join(b"%07d %s\r\n" % (number, b"x" * 60) for number in range(30_000))
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.ask(b"STARTTLS\r\n")
        await peer.writer.start_tls(receiver.context(), server_hostname="tempory.test")
        await peer.open_transaction()
        assert (await peer.ask(body + b".\r\n")).startswith(b"250 ")
        assert receiver.delivery.kept[0].body == body
        await peer.close()


async def test_octets_right_behind_the_handshake_are_not_lost(tmp_path: Path) -> None:
    """TLS data may arrive before `start_tls` returns: the client speaks first, many times over."""
    async with start_receiver(tmp_path) as receiver:
        for _ in range(20):
            peer = await receiver.connect()
            await peer.ask(b"STARTTLS\r\n")
            await peer.writer.start_tls(receiver.context(), server_hostname="tempory.test")
            assert (await peer.ask(b"NOOP\r\n")).startswith(b"250 ")
            await peer.close()


async def test_sessions_are_resumed(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        reused = await asyncio.to_thread(_resume, receiver.port, receiver.context())
        assert reused == [False, True]


def _resume(port: int, context: ssl.SSLContext) -> list[bool]:
    session, reused = None, []
    for _ in range(2):
        with socket.create_connection((HOST, port), timeout=10) as sock:
            sock.recv(1000)
            sock.sendall(b"STARTTLS\r\n")
            sock.recv(1000)
            with context.wrap_socket(sock, server_hostname="tempory.test", session=session) as encrypted:
                encrypted.sendall(b"NOOP\r\n")
                encrypted.recv(1000)
                session = encrypted.session
                reused.append(bool(encrypted.session_reused))
    return reused


async def test_a_handshake_that_is_none(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        assert (await peer.ask(b"STARTTLS\r\n")).startswith(b"220 ")
        await peer.send(b"EHLO client.example\r\nMAIL FROM:<a@b.example>\r\n")
        assert b"250" not in await peer.rest()
        await peer.close()
        assert await receiver.is_well()


async def test_a_handshake_that_never_comes(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, patience=PatienceSettings(handshake=0.2, linger=0.2)) as receiver:
        peer = await receiver.connect()
        assert (await peer.ask(b"STARTTLS\r\n")).startswith(b"220 ")
        assert await peer.rest() == b""
        await peer.close()
        await receiver.until(lambda: receiver.listener.connected == 0)
        assert receiver.events[-1] == ConnectionClosed(listener="smtp", reason="lost")


async def test_a_certificate_changes_while_connections_run(tmp_path: Path) -> None:
    async with start_receiver(tmp_path / "old") as receiver, start_receiver(tmp_path / "new") as other:
        peer = await receiver.connect()
        for name in ("cert.pem", "key.pem"):
            (tmp_path / "new" / name).replace(tmp_path / "old" / name)
        receiver.tls.reload()
        assert (await peer.ask(b"STARTTLS\r\n")).startswith(b"220 ")
        await peer.writer.start_tls(other.context(), server_hostname="tempory.test")
        assert (await peer.ask(b"NOOP\r\n")).startswith(b"250 ")
        await peer.close()


# TLS from the first octet on.


async def test_implicit_tls(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, implicit_tls=True) as receiver:
        for _ in range(20):
            peer = await receiver.connect_silently(encrypted=True)
            assert (await peer.reply()).startswith(b"220 ")
            assert b"STARTTLS" not in await peer.ask(b"EHLO client.example\r\n")
            await peer.open_transaction()
            assert (await peer.ask(MESSAGE + b".\r\n")).startswith(b"250 ")
            await peer.close()
        assert b"([127.0.0.1])" in receiver.delivery.kept[-1].content
        assert b"with ESMTPS (TLSv1.3)" in receiver.delivery.kept[-1].content
        await receiver.until(lambda: receiver.listener.connected == 0)


async def test_limits_come_before_the_handshake(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, implicit_tls=True, gate=GateSettings(per_peer=1)) as receiver:
        silent = await receiver.connect_silently()
        await receiver.until(lambda: receiver.listener.connected == 1)
        refused = await receiver.connect_silently()
        assert await refused.rest() == b""
        assert receiver.events[-1] == ConnectionRefused(listener="smtp", reason="peer_limit")
        for peer in (silent, refused):
            await peer.close()
        await receiver.until(lambda: receiver.listener.connected == 0)
        assert ConnectionClosed(listener="smtp", reason="lost") in receiver.events


async def test_plaintext_where_tls_is_spoken(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, implicit_tls=True) as receiver:
        peer = await receiver.connect_silently()
        await peer.send(b"EHLO client.example\r\nMAIL FROM:<>\r\n")
        assert b"250" not in await peer.rest()
        await peer.close()
        await receiver.until(lambda: receiver.listener.connected == 0)


async def test_draining_with_handshakes_under_way(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, implicit_tls=True) as receiver:
        silent = await receiver.connect_silently()
        talking = await receiver.connect_silently(encrypted=True)
        assert (await talking.reply()).startswith(b"220 ")
        await receiver.until(lambda: receiver.listener.connected == 2)
        await receiver.listener.drain(0.1)
        assert (await talking.rest()).startswith(b"421 ")
        assert await silent.rest() == b""
        for peer in (silent, talking):
            await peer.close()
        await receiver.until(lambda: receiver.listener.connected == 0)
        with pytest.raises(ConnectionRefusedError):
            await receiver.connect_silently()


# Limits on peers.


async def test_too_many_connections_of_one_peer(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, gate=GateSettings(per_peer=2)) as receiver:
        first, second = await receiver.connect(), await receiver.connect()
        third = await receiver.connect_silently()
        assert await third.rest() == b"421 4.7.0 Too many connections; try again later\r\n"
        assert receiver.events[-1] == ConnectionRefused(listener="smtp", reason="peer_limit")
        await first.close()
        await receiver.until(lambda: receiver.listener.connected == 1)
        fourth = await receiver.connect()
        for peer in (second, third, fourth):
            await peer.close()


async def test_too_many_connections_of_one_network(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, gate=GateSettings(per_network=2)) as receiver:
        peers = [await receiver.connect_silently(f"127.0.0.{host}") for host in (1, 2, 3)]
        assert (await peers[2].rest()).startswith(b"421 4.7.0 ")
        assert receiver.events[-1] == ConnectionRefused(listener="smtp", reason="network_limit")
        for peer in peers:
            await peer.close()


async def test_too_many_new_connections(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, gate=GateSettings(rate=3)) as receiver:
        for _ in range(3):
            await (await receiver.connect()).close()
        peer = await receiver.connect_silently()
        assert (await peer.rest()).startswith(b"421 4.7.0 ")
        assert receiver.events[-1] == ConnectionRefused(listener="smtp", reason="rate")
        await peer.close()


# The PROXY protocol.

PROXIES = GateSettings(proxies=("127.0.0.1/32",), per_peer=1)


async def test_behind_a_proxy_the_true_peer_counts(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, gate=PROXIES) as receiver:
        one, other, same = [await receiver.connect_silently() for _ in range(3)]
        assert (await one.ask(b"PROXY TCP4 192.0.2.7 10.0.0.1 5000 25\r\n")).startswith(b"220 ")
        assert (await other.ask(b"PROXY TCP6 2001:db8::7 ::1 5000 25\r\nEHLO c\r\n")).startswith(b"220 ")
        assert (await other.reply()).startswith(b"250-")
        assert (await same.ask(b"PROXY TCP4 192.0.2.7 10.0.0.1 5001 25\r\n")).startswith(b"421 4.7.0 ")
        await one.open_transaction()
        await one.ask(MESSAGE + b".\r\n")
        assert b"from client.example ([192.0.2.7])" in receiver.delivery.kept[0].content
        for peer in (one, other, same):
            await peer.close()
        await receiver.until(lambda: receiver.listener.connected == 0)


async def test_a_proxy_that_speaks_for_itself(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, gate=PROXIES) as receiver:
        peer = await receiver.connect_silently()
        await peer.send(b"PROXY UNK")
        assert (await peer.ask(b"NOWN\r\n")).startswith(b"220 ")
        await peer.close()


@pytest.mark.parametrize("octets", [b"EHLO client.example\r\n", b"PROXY TCP4 nonsense\r\n"])
async def test_a_proxy_without_header(tmp_path: Path, octets: bytes) -> None:
    async with start_receiver(tmp_path, gate=PROXIES) as receiver:
        peer = await receiver.connect_silently()
        await peer.send(octets)
        assert (await peer.rest()).startswith(b"421 ")
        assert receiver.events == [ConnectionRefused(listener="smtp", reason="proxy")]
        await peer.close()


async def test_a_proxy_that_says_nothing(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, gate=PROXIES, patience=PatienceSettings(handshake=0.1)) as receiver:
        peer = await receiver.connect_silently()
        assert (await peer.rest()).startswith(b"421 ")
        await peer.close()
        gone = await receiver.connect_silently()
        await gone.send(b"PROXY")
        await gone.close()
        await receiver.until(lambda: receiver.listener.connected == 0)


async def test_nobody_else_may_claim_to_be_a_proxy(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        assert (await peer.ask(b"PROXY TCP4 192.0.2.7 10.0.0.1 5000 25\r\n")).startswith(b"500 ")
        await peer.close()


# Time.


async def test_a_silent_peer(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, patience=PatienceSettings(idle=0.2)) as receiver:
        peer = await receiver.connect()
        assert (await peer.rest()).startswith(b"421 4.4.2 ")
        await peer.close()
        await receiver.until(lambda: receiver.listener.connected == 0)
        assert receiver.events[-1] == ConnectionClosed(listener="smtp", reason="idle")


async def test_a_peer_that_does_not_read(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, patience=PatienceSettings(idle=0.5)) as receiver:
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.settimeout(10)
            await asyncio.to_thread(sock.connect, (HOST, receiver.port))
            sock.setblocking(False)
            async with asyncio.timeout(10):
                with pytest.raises(ConnectionError):
                    await asyncio.get_running_loop().sock_sendall(sock, b"HELP\r\n" * 4_000_000)
        await receiver.until(lambda: receiver.listener.connected == 0)
        assert await receiver.is_well()


async def test_a_peer_that_never_closes(tmp_path: Path) -> None:
    async with start_receiver(tmp_path, patience=PatienceSettings(linger=0.2)) as receiver:
        peer = await receiver.connect()
        assert (await peer.ask(b"QUIT\r\n")).startswith(b"221 ")
        await receiver.until(lambda: receiver.listener.connected == 0)
        await peer.close()


async def test_a_peer_that_closes_its_half_hears_the_answers(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        peer = await receiver.connect()
        await peer.send(b"EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<b@tempory.test>\r\nBDAT 5 LAST\r\na\r\n\r\nQUIT\r\n")
        peer.writer.write_eof()
        assert b"\r\n221 " in await peer.rest()
        await peer.close()


# Draining.


async def test_draining_sends_the_idle_away_and_lets_the_busy_finish(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        idle, busy = await receiver.connect(), await receiver.connect()
        await busy.open_transaction()
        await busy.send(MESSAGE)
        draining = asyncio.create_task(receiver.listener.drain(10.0))
        assert (await idle.rest()).startswith(b"421 4.3.2 ")
        await idle.close()
        assert not draining.done()
        assert (await busy.ask(b".\r\n")).startswith(b"250 ")
        assert (await busy.rest()).startswith(b"421 4.3.2 ")
        await busy.close()
        await draining
        assert receiver.delivery.kept[0].body == MESSAGE
        with pytest.raises(ConnectionRefusedError):
            await receiver.connect_silently()


async def test_draining_ends_at_its_deadline(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        busy = await receiver.connect()
        await busy.open_transaction()
        await busy.send(MESSAGE)
        await receiver.listener.drain(0.1)
        assert await busy.rest() == b""
        await busy.close()
        assert receiver.delivery.kept == []
        assert receiver.delivery.is_even
        await receiver.until(lambda: receiver.listener.connected == 0)


async def test_a_bug_in_one_session_is_not_the_end(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        receiver.delivery.failure = ZeroDivisionError("a secret")
        peer = await receiver.connect()
        await peer.open_transaction()
        await peer.send(MESSAGE + b".\r\n")
        assert await peer.rest() == b"421 4.3.0 Something went wrong here; try again later\r\n"
        await peer.close()
        receiver.delivery.failure = None
        assert await receiver.is_well()
