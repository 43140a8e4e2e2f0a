"""Serves an application on sockets that are bound already, inside a loop that runs already.

uvicorn does the work; it takes no signal handlers, writes no access log, and ends within its deadline.
"""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import Callable, Generator, Sequence
from typing import Final, final

import uvicorn
from starlette.types import ASGIApp

from tempory.api.accepting import BACKLOG, Identify, TlsAcceptor
from tempory.api.connection import Connection, Listening
from tempory.api.limits import Monotonic
from tempory.api.peers import Peers
from tempory.api.settings import HttpLimits
from tempory.events import EventStream

_TICK_SECONDS: Final = 1.0


@final
class HttpServer:
    """One application on some sockets. `tls` None: plain HTTP, for loopback only.

    `drain` is called first when it stops, to end what would stay open for ever. Connections are told to `events` under
    the listener's `name`. `identify` says whom a proxy speaks for, where it says so before the handshake.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        sockets: Sequence[socket.socket],
        tls: ssl.SSLContext | None,
        peers: Peers,
        events: EventStream | None = None,
        name: str = "https",
        limits: HttpLimits | None = None,
        identify: Identify | None = None,
        drain: Callable[[], None] | None = None,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._limits = limits or HttpLimits()
        self._drain = drain
        self._sockets = list(sockets)
        config = _configure(app, self._limits)
        self._server = _Server(
            Listening(
                name=name,
                events=events or EventStream(),
                config=config,
                limits=self._limits,
                peers=peers,
                monotonic=monotonic,
            ),
            tls=tls,
            identify=identify,
        )
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to serve. Returns once every socket accepts; raises if one cannot."""
        self._task = asyncio.create_task(self._server.serve(self._sockets), name="http")
        accepting = asyncio.create_task(self._server.accepting.wait())
        await asyncio.wait((self._task, accepting), return_when=asyncio.FIRST_COMPLETED)
        accepting.cancel()
        if self._task.done():
            self._task.result()

    async def stop(self) -> None:
        """Accept no more, let running requests end, and cut off what has not ended by the deadline."""
        if self._task is None:
            return
        if self._drain is not None:
            self._drain()
        self._server.leave()
        await self._task
        self._server.abort_all()


class _Server(uvicorn.Server):
    def __init__(self, listening: Listening, *, tls: ssl.SSLContext | None, identify: Identify | None) -> None:
        super().__init__(listening.config)
        self.server_state = listening.state
        self.accepting = asyncio.Event()
        self._leaving = asyncio.Event()
        self._listening = listening
        self._encrypted = None if tls is None else TlsAcceptor(listening, tls, identify=identify)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals to `tempory.app`."""
        yield

    def leave(self) -> None:
        self.should_exit = True
        self._leaving.set()

    def abort_all(self) -> None:
        for connection in tuple(self.server_state.connections):
            connection.transport.abort()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        loop = asyncio.get_running_loop()
        self.servers = []
        for each in sockets or ():
            if self._encrypted is not None:
                self._encrypted.start(each)
                continue
            server = await loop.create_server(lambda: Connection(self._listening), sock=each, backlog=BACKLOG)
            self.servers.append(server)
        await self.on_tick(0)  # the Date header of the first answer
        self.started = True
        self.accepting.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._encrypted is not None:
            await self._encrypted.stop()
        await super().shutdown(sockets)

    async def main_loop(self) -> None:
        """Once a second: the Date header, and the sweep over every connection's deadlines."""
        while not await self.on_tick(0):
            now = self._listening.monotonic()
            for connection in tuple(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.check(now)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), _TICK_SECONDS)


def _configure(app: ASGIApp, limits: HttpLimits) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="critical",  # what it would log, a peer could make it log; failures are ours to log
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=limits.keep_alive_seconds,
        timeout_graceful_shutdown=limits.drain_seconds,
    )
    config.load()
    return config
