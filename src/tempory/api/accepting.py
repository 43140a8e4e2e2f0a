"""Accepts TLS connections. Admission comes before the handshake, which costs more than anything else.

Accepting is ours here: asyncio's servers tell of a connection only once its handshake is done.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, final

from tempory.api.connection import Connection, Listening
from tempory.api.peers import Peer
from tempory.events import ConnectionRefused
from tempory.values import RemoteProtocolError

BACKLOG: Final = 1024
_BREATH: Final = 0.1
"""Seconds until accepting is tried again."""
_GOODBYE_SECONDS: Final = 2.0
"""How long a peer may take to answer our close_notify (RFC 8446 §6.1)."""


Client = tuple[str, int]
Identify = Callable[[socket.socket, Client], Awaitable[Client]]
"""Says whom a proxy speaks for, from what comes before the handshake. `RemoteProtocolError` if nothing fit does."""


@final
class TlsAcceptor:
    """Admits, encrypts and hands over the connections of some sockets."""

    def __init__(self, listening: Listening, tls: ssl.SSLContext, *, identify: Identify | None = None) -> None:
        """Take `identify` if connections of proxies begin with a word about whom they are for."""
        self._listening = listening
        self._tls = tls
        self._identify = identify
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, sock: socket.socket) -> None:
        """Accept on `sock` from now on."""
        sock.setblocking(False)  # noqa: FBT003 (the standard library's signature)
        sock.listen(BACKLOG)
        self._start_task(self._accept(sock))

    async def stop(self) -> None:
        """Accept no more, and cut off handshakes that are not done."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _accept(self, sock: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                accepted, name = await loop.sock_accept(sock)
            except OSError:  # out of files, or the peer has gone already
                await asyncio.sleep(_BREATH)
                continue
            client = (str(name[0]), int(name[1]))
            if self._identify is not None and self._listening.peers.is_proxy(client):
                self._start_task(self._encrypt_behind_proxy(accepted, client, self._identify))
            elif (peer := self._admit(accepted, client)) is not None:
                self._start_task(self._encrypt(accepted, peer, client))
            await asyncio.sleep(0)  # those who are served have their turn between those who come

    def _admit(self, accepted: socket.socket, client: Client) -> Peer | None:
        peer = self._listening.peers.find_connected(client)
        if self._listening.admit(peer):
            return peer
        accepted.close()
        return None

    async def _encrypt_behind_proxy(self, accepted: socket.socket, proxy: Client, identify: Identify) -> None:
        try:
            client = await identify(accepted, proxy)
        except RemoteProtocolError:
            self._listening.events.publish(ConnectionRefused(listener=self._listening.name, reason="proxy"))
            accepted.close()
            return
        except asyncio.CancelledError:
            accepted.close()
            raise
        if (peer := self._admit(accepted, client)) is not None:
            await self._encrypt(accepted, peer, client)

    async def _encrypt(self, accepted: socket.socket, peer: Peer, client: Client) -> None:
        connection = Connection(self._listening, admitted=peer, client=client)
        is_open = False
        try:
            with contextlib.suppress(OSError):  # `ssl.SSLError` is one
                await asyncio.get_running_loop().connect_accepted_socket(
                    lambda: connection,
                    accepted,
                    ssl=self._tls,
                    ssl_handshake_timeout=self._listening.limits.handshake_seconds,
                    ssl_shutdown_timeout=_GOODBYE_SECONDS,
                )
                is_open = True
        finally:
            if not is_open:
                accepted.close()
                connection.leave("lost")

    def _start_task(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
