"""Accepts TLS connections. Admission comes before the handshake, which costs more than anything else.

Accepting is ours here: asyncio's servers tell of a connection only once its handshake is done.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Coroutine
from typing import Any, Final, final

from tempory.api.connection import Connection, Listening
from tempory.api.peers import Peer

BACKLOG: Final = 1024
_BREATH: Final = 0.1
"""Seconds until accepting is tried again."""
_GOODBYE_SECONDS: Final = 2.0
"""How long a peer may take to answer our close_notify (RFC 8446 §6.1)."""


@final
class TlsAcceptor:
    """Admits, encrypts and hands over the connections of some sockets."""

    def __init__(self, listening: Listening, tls: ssl.SSLContext) -> None:
        self._listening = listening
        self._tls = tls
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
            peer = self._listening.peers.find_connected((str(name[0]), int(name[1])))
            if self._listening.admit(peer):
                self._start_task(self._encrypt(accepted, peer))
            else:
                accepted.close()
            await asyncio.sleep(0)  # those who are served have their turn between those who come

    async def _encrypt(self, accepted: socket.socket, peer: Peer) -> None:
        connection = Connection(self._listening, admitted=peer)
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
