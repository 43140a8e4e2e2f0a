"""One connection's socket, as a session sees it.

An `asyncio.Protocol` of our own rather than streams: `StreamWriter.start_tls` on Python 3.11 leaves plaintext that came
before the handshake to be read after it (RFC 3207 §5). Reading stops while what has come is not read yet
(backpressure).
"""

import asyncio
import ssl
from collections import deque
from typing import Literal, Protocol, cast

from tempory.net.patience import Patience
from tempory.net.settings import PatienceSettings

_UNREAD_MAX = 256 * 1024  # octets after which reading from the socket stops


class ChannelOwner(Protocol):
    """Whoever accepts connections: told when one has come and when it has gone."""

    def opened(self, channel: "SocketChannel") -> None:
        """Take charge of a channel that has just been connected."""
        ...

    def closed(self, channel: "SocketChannel") -> None:
        """Forget a channel whose connection is gone."""
        ...


class SocketChannel(asyncio.Protocol):
    """Reads, writes, starts TLS and closes; cuts off peers that keep it waiting too long."""

    def __init__(self, owner: ChannelOwner, *, patience: PatienceSettings, tls: ssl.SSLContext | None) -> None:
        self._owner = owner
        self._settings = patience
        self._context = tls
        self._loop = asyncio.get_running_loop()
        self._patience = Patience(patience)
        self._timer: asyncio.TimerHandle | None = None
        self._unread: deque[bytes] = deque()
        self._unread_octets = 0
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None
        self._is_reading_paused = False
        self._is_writing_paused = False
        self._is_closing = False
        self._is_lost = False
        self._transport: asyncio.Transport
        self.end: Literal["", "lost", "idle"] = ""
        self.is_draining = False
        self.peer = ""
        self.tls_version: str | None = None
        self.tls_cipher: str | None = None

    # What a session may do.

    @property
    def has_unread(self) -> bool:
        return bool(self._unread)

    def begin(self) -> None:
        self._patience.renew()

    async def read(self) -> bytes:
        if not self._unread:
            if self.end:
                return b""
            self._reader = self._loop.create_future()
            await self._wait(self._reader)
            self._reader = None
            if not self._unread:
                return b""
        data = self._unread.popleft()
        self._unread_octets -= len(data)
        if self._is_reading_paused and not self._unread:
            self._is_reading_paused = False
            self._transport.resume_reading()
        return data

    async def write(self, data: bytes) -> None:
        if self._is_over:
            return
        self._transport.write(data)
        if self._is_writing_paused:
            self._writer = self._loop.create_future()
            await self._wait(self._writer)
            if self.end == "idle":
                self.abort()  # who does not read would not read a farewell either

    async def start_tls(self, announcement: bytes) -> bool:
        if self._context is None or self._unread or self.end or self._is_over:
            self.abort()
            return False
        self._transport.write(announcement)
        try:
            # No await between: what the loop reads from here on is the handshake's.
            transport = await self._loop.start_tls(
                self._transport,
                self,
                self._context,
                server_side=True,
                ssl_handshake_timeout=self._settings.handshake,
                ssl_shutdown_timeout=self._settings.linger,
            )
        except OSError:  # `ssl.SSLError` is one
            self.abort()
            self.connection_lost(None)  # the loop tells nobody of a connection that is lost during a handshake
            return False
        if transport is None or self._is_lost:
            return False
        self._transport = transport
        self._note_tls()
        return True

    def wake(self) -> None:
        _wake(self._reader)

    def close(self) -> None:
        """Send what is written, then end our half; the peer has a while to end its own.

        Closing at once would reset the connection if anything unread is there, and the peer could lose our last reply.
        """
        if self._is_over:
            return
        self._stop_conversing()
        if self.end != "lost" and self._transport.can_write_eof():
            self._transport.write_eof()
        else:
            self._transport.close()

    # What the owner may do.

    def refuse(self, farewell: bytes) -> None:
        """Send one line and close, without waiting for the peer."""
        self._transport.write(farewell)
        self._stop_conversing()
        self._transport.close()

    def interrupt(self) -> None:
        """Let the session see that the server wants to stop."""
        self.is_draining = True
        _wake(self._reader)

    def abort(self) -> None:
        """Cut the connection."""
        self.end = self.end or "lost"
        if not self._is_lost:
            self._transport.abort()

    def remote_address(self) -> str:
        """Return the address the socket is connected to: the peer's or the proxy's."""
        name = self._transport.get_extra_info("peername")
        return str(name[0]) if isinstance(name, tuple) else ""

    def unread(self, data: bytes) -> None:
        """Put octets in front of what is to be read."""
        if data:
            self._unread.appendleft(data)
            self._unread_octets += len(data)

    # What the loop says.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._timer = self._loop.call_later(self._settings.idle, self._look_at_clock)
        self._note_tls()
        self._owner.opened(self)

    def data_received(self, data: bytes) -> None:
        if self._is_closing:
            return
        self._unread.append(data)
        self._unread_octets += len(data)
        if self._reader is not None:
            self._patience.stop(self._loop.time(), len(data))
            _wake(self._reader)
        if self._unread_octets > _UNREAD_MAX and not self._is_reading_paused:
            self._is_reading_paused = True
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        self.end = self.end or "lost"
        _wake(self._reader)
        # In clear, a peer may close its half and still wait for our replies. Under TLS there are no halves.
        return not self._is_closing and self.tls_version is None

    def pause_writing(self) -> None:
        self._is_writing_paused = True

    def resume_writing(self) -> None:
        self._is_writing_paused = False
        _wake(self._writer)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (the loop's signature)
        if self._is_lost:
            return
        self._is_lost = True
        self.end = self.end or "lost"
        if self._timer is not None:
            self._timer.cancel()
        _wake(self._reader)
        _wake(self._writer)
        self._owner.closed(self)

    @property
    def _is_over(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._is_closing or self._is_lost or self._transport.is_closing()

    # Time.

    async def _wait(self, future: "asyncio.Future[None]") -> None:
        self._patience.start(self._loop.time())
        try:
            await future
        finally:
            self._patience.stop(self._loop.time(), 0)

    def _look_at_clock(self) -> None:
        """Cut off a peer that is waited for too long. One timer a connection, moved on when it fires and not before."""
        now = self._loop.time()
        ends_at = self._patience.ends_at(now)
        if not self._patience.is_waiting or ends_at > now:
            self._timer = self._loop.call_at(max(ends_at, now + 1.0), self._look_at_clock)
            return
        self.end = "idle"
        _wake(self._reader)
        _wake(self._writer)

    def _note_tls(self) -> None:
        encrypted: ssl.SSLObject | None = self._transport.get_extra_info("ssl_object")
        if encrypted is not None:
            self.tls_version = encrypted.version()
            self.tls_cipher = (encrypted.cipher() or ("",))[0]

    def _stop_conversing(self) -> None:
        """Look at nothing that comes from here on, and cut the connection if the peer does not close it soon."""
        self._is_closing = True
        self._unread.clear()
        self._unread_octets = 0
        if self._is_reading_paused:
            self._is_reading_paused = False
            self._transport.resume_reading()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(self._settings.linger, self.abort)


def _wake(future: "asyncio.Future[None] | None") -> None:
    if future is not None and not future.done():
        future.set_result(None)
