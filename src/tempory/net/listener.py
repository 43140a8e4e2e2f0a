"""Accepts connections on bound sockets and gives each its session."""

import asyncio
import traceback
from collections.abc import Callable, Coroutine, Sequence
from socket import socket
from types import TracebackType
from typing import Any

import structlog

from tempory.events import ConnectionClosed, ConnectionOpened, ConnectionRefused, EventStream
from tempory.net.channel import SocketChannel
from tempory.net.gate import Admission, Gate, IpAddress, parse_peer
from tempory.net.proxied import read_true_peer
from tempory.net.proxy import parse_proxy_header
from tempory.net.settings import PatienceSettings
from tempory.net.sockets import BACKLOG
from tempory.net.tls import ServerTls
from tempory.values import RemoteProtocolError

log = structlog.get_logger(__name__)

_BREATH = 0.1  # seconds until accepting is tried again

Converse = Callable[[SocketChannel], Coroutine[Any, Any, None]]
Refuse = Callable[[str], bytes]


class Listener:
    """One service on one or more sockets. Protocols are the business of `converse`, which runs once a connection."""

    def __init__(
        self,
        *,
        name: str,
        sockets: Sequence[socket],
        converse: Converse,
        refuse: Refuse,
        gate: Gate,
        events: EventStream,
        tls: ServerTls | None = None,
        implicit_tls: bool = False,
        behind_proxies: bool = True,
        patience: PatienceSettings | None = None,
    ) -> None:
        """Take `refuse`, which gives the one line for a peer that is not served.

        Its argument is a reason of `ConnectionRefused`, or `failed` when `converse` raised. `implicit_tls`: peers speak
        TLS from their first octet on (RFC 8314 §3). `behind_proxies`: connections of the gate's proxies begin with a
        PROXY header, before anything else.
        """
        self.name = name
        self.sockets = tuple(sockets)
        self._converse = converse
        self._refuse = refuse
        self._gate = gate
        self._events = events
        self._context = tls.context if tls is not None else None
        self._is_tls_implicit = implicit_tls
        self._is_behind_proxies = behind_proxies
        self._patience = patience or PatienceSettings()
        self._servers: list[asyncio.Server] = []
        self._channels: dict[SocketChannel, Admission | None] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._acceptors: list[asyncio.Task[None]] = []
        self._is_draining = False

    @property
    def connected(self) -> int:
        """Connections at present."""
        return len(self._channels)

    async def start(self) -> None:
        """Accept connections from now on."""
        loop = asyncio.get_running_loop()
        for sock in self.sockets:
            if self._is_tls_implicit:
                sock.listen(BACKLOG)
                self._acceptors.append(loop.create_task(self._accept_encrypted(sock)))
                continue
            self._servers.append(await loop.create_server(self._make_channel, sock=sock, backlog=BACKLOG))

    async def drain(self, seconds: float) -> None:
        """Stop: accept nobody, let sessions finish what they have begun, cut the rest after `seconds`."""
        self._is_draining = True
        for server in self._servers:
            server.close()
        await self._stop_acceptors()
        for channel in tuple(self._channels):
            channel.interrupt()
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=seconds)
        for task in tuple(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(tuple(self._tasks))
        for channel in tuple(self._channels):
            channel.abort()

    # What a channel says.

    def opened(self, channel: SocketChannel) -> None:
        """Serve a new connection, or refuse it at once."""
        if channel in self._channels:
            self._start_task(self._serve(channel))  # admitted before its handshake
            return
        self._channels[channel] = None
        address = parse_peer(channel.remote_address())
        if self._is_draining:
            self._turn_away(channel, "draining")
        elif self._is_proxy(address):
            self._start_task(self._serve_behind_proxy(channel))
        elif self._admit(channel, address):
            self._start_task(self._serve(channel))

    def closed(self, channel: SocketChannel) -> None:
        """Give the connection's place back."""
        admission = self._channels.pop(channel, None)
        if admission is not None:
            self._gate.leave(admission)

    # One connection.

    def _is_proxy(self, address: IpAddress | None) -> bool:
        return self._is_behind_proxies and self._gate.is_proxy(address)

    def _make_channel(self) -> SocketChannel:
        return SocketChannel(self, patience=self._patience, tls=self._context)

    def _admit(self, channel: SocketChannel, address: IpAddress | None) -> bool:
        entered = self._gate.enter(address)
        if isinstance(entered, str):
            self._turn_away(channel, entered)
            return False
        self._channels[channel] = entered
        channel.peer = "" if address is None else str(address)
        self._events.publish(ConnectionOpened(listener=self.name))
        return True

    def _turn_away(self, channel: SocketChannel, reason: str) -> None:
        self._events.publish(ConnectionRefused(listener=self.name, reason=reason))
        channel.refuse(self._refuse(reason))

    async def _serve_behind_proxy(self, channel: SocketChannel) -> None:
        try:
            async with asyncio.timeout(self._patience.handshake):
                peer = await _read_proxy_header(channel)
        except (RemoteProtocolError, TimeoutError):
            self._turn_away(channel, "proxy")
            return
        address = parse_peer(channel.remote_address()) if peer is None else peer
        if not channel.end and self._admit(channel, address):
            await self._serve(channel)

    async def _serve(self, channel: SocketChannel) -> None:
        try:
            await self._converse(channel)
        except Exception as error:  # noqa: BLE001 (one session's bug is not another's end)
            kind, where = type(error).__name__, _where(error.__traceback__)
            log.error("session.failed", listener=self.name, error=kind, where=where)  # noqa: TRY400 (no message text)
            await channel.write(self._refuse("failed"))
        finally:
            channel.close()

    # TLS from the first octet on: admission comes before the handshake, which costs more than anything else. Accepting
    # is ours here, because uvloop may read octets of a handshake before `start_tls` could claim them.

    async def _accept_encrypted(self, sock: socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, name = await loop.sock_accept(sock)
            except OSError:  # out of files, or the peer has gone already
                await asyncio.sleep(_BREATH)
                continue
            address = parse_peer(str(name[0]))
            if self._is_proxy(address):
                self._start_task(self._encrypt_behind_proxy(connection, address))
            elif (admission := self._enter_encrypted(connection, address)) is not None:
                self._start_task(self._encrypt(connection, address, admission))

    def _enter_encrypted(self, connection: socket, address: IpAddress | None) -> Admission | None:
        entered = self._gate.enter(address)
        if isinstance(entered, Admission):
            return entered
        self._refuse_encrypted(connection, entered)
        return None

    def _refuse_encrypted(self, connection: socket, reason: str) -> None:
        """Close without a word: before the handshake nothing can be said that the peer would understand."""
        self._events.publish(ConnectionRefused(listener=self.name, reason=reason))
        connection.close()

    async def _encrypt_behind_proxy(self, connection: socket, proxy: IpAddress | None) -> None:
        try:
            address = await read_true_peer(connection, seconds=self._patience.handshake) or proxy
        except RemoteProtocolError:
            self._refuse_encrypted(connection, "proxy")
            return
        except asyncio.CancelledError:
            connection.close()
            raise
        if (admission := self._enter_encrypted(connection, address)) is not None:
            await self._encrypt(connection, address, admission)

    async def _encrypt(self, connection: socket, address: IpAddress | None, admission: Admission) -> None:
        channel = self._make_channel()
        channel.peer = "" if address is None else str(address)
        self._channels[channel] = admission
        self._events.publish(ConnectionOpened(listener=self.name))
        is_open = False
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: channel,
                connection,
                ssl=self._context,
                ssl_handshake_timeout=self._patience.handshake,
                ssl_shutdown_timeout=self._patience.linger,
            )
            is_open = True
        except OSError:  # `ssl.SSLError` is one
            self._events.publish(ConnectionClosed(listener=self.name, reason="lost"))
        finally:
            if not is_open:
                connection.close()
                self.closed(channel)

    async def _stop_acceptors(self) -> None:
        for task in self._acceptors:
            task.cancel()
        await asyncio.gather(*self._acceptors, return_exceptions=True)
        if self._acceptors:
            for sock in self.sockets:
                sock.close()
        self._acceptors.clear()

    def _start_task(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _read_proxy_header(channel: SocketChannel) -> IpAddress | None:
    data = b""
    while (header := parse_proxy_header(data)) is None:
        more = await channel.read()
        if not more:
            message = "the connection ended within its PROXY header"
            raise RemoteProtocolError(message)
        data += more
    channel.unread(data[header.octets :])
    return parse_peer(str(header.peer)) if header.peer is not None else None


def _where(trace: TracebackType | None) -> str:
    """Return file and line of the innermost frame. No message text: it could hold what a peer sent."""
    frames = traceback.extract_tb(trace)
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
