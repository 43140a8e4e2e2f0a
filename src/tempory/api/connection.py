"""One HTTP connection, with the bounds that uvicorn leaves open: size of the head, pipelining, and time for each step.

Deadlines are numbers that one sweep a second compares with the clock: no timer a connection. All bounds fail closed.
RFC 9112 (HTTP/1.1); httptools (llhttp) parses.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from math import inf
from typing import Final, final

import httptools
import msgspec
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from tempory.api.headers import add_security_headers
from tempory.api.limits import Monotonic
from tempory.api.peers import Peer, Peers
from tempory.api.problems import MEDIA_TYPE, Problem, ProblemError, describe_problem
from tempory.api.settings import HttpLimits
from tempory.events import ConnectionClosed, ConnectionOpened, ConnectionRefused, EventStream, TlsEstablished

_MAX_FIELDS: Final = 100
_MAX_PIPELINED: Final = 8
_CHUNK_OCTETS: Final = 24
"""What one chunk may cost beside its content: size, a short extension, line ends. More counts as a head does."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """What all connections of one server share. `peers` says who is counted; `name` is the listener's in events."""

    name: str
    events: EventStream

    config: Config
    limits: HttpLimits
    peers: Peers
    monotonic: Monotonic
    state: ServerState = field(default_factory=ServerState)
    held: Counter[str] = field(default_factory=Counter)

    def refusal(self, peer: Peer) -> str | None:
        """Return why there is no room for one more connection of `peer`; None: there is."""
        if self.held.total() >= self.limits.connections:
            return "network_limit"
        if not peer.is_trusted and self.held[peer.key] >= self.limits.connections_per_peer:
            return "peer_limit"
        return None

    def admit(self, peer: Peer) -> bool:
        """Give one more connection of `peer` its place, or refuse it."""
        if reason := self.refusal(peer):
            self.events.publish(ConnectionRefused(listener=self.name, reason=reason))
            return False
        self.held[peer.key] += 1
        self.events.publish(ConnectionOpened(listener=self.name))
        return True

    def leave(self, peer: Peer, reason: str) -> None:
        """Take the place back."""
        self.held[peer.key] -= 1
        if not self.held[peer.key]:
            del self.held[peer.key]
        self.events.publish(ConnectionClosed(listener=self.name, reason=reason))


class RefusedError(httptools.HttpParserError):
    """Raised inside the parser to stop it: what it reads is over a bound."""


@final
class Connection(HttpToolsProtocol):
    """uvicorn's protocol with deadlines. `admitted`: the peer whose place it has already, from before its handshake.

    `client` is who that is, where the socket's other end is not: behind a proxy.
    """

    def __init__(
        self, listening: Listening, *, admitted: Peer | None = None, client: tuple[str, int] | None = None
    ) -> None:
        super().__init__(listening.config, listening.state, {})
        self._listening = listening
        self._limits = listening.limits
        self._peer = admitted
        self._client = client
        self._refusal = Problem.BAD_REQUEST
        self._is_reading_head = False
        self._head_octets = 0
        self._fields = 0
        self._is_reading_body = False
        self._content_octets = 0
        self._framing_octets = 0
        self._read_deadline = inf
        self._write_deadline = inf
        self._is_overdue = False

    # The transport

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.client = self._client or self.client
        if self._peer is None:
            peer = self._listening.peers.find_connected(self.client)
            if not self._listening.admit(peer):
                transport.abort()
                return
            self._peer = peer
        self._read_within(self._limits.head_seconds)
        if tls := transport.get_extra_info("ssl_object"):
            established = TlsEstablished(listener=self._listening.name, version=tls.version())
            self._listening.events.publish(established)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.leave("idle" if self._is_overdue else "quit" if exc is None else "lost")

    def leave(self, reason: str) -> None:
        """Give the connection's place back; twice is harmless."""
        if self._peer is not None:
            peer, self._peer = self._peer, None
            self._listening.leave(peer, reason)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        was_reading_body, self._content_octets = self._is_reading_body, 0
        super().data_received(data)
        # The parser keeps a field until it is whole, so an endless one has to be cut off from outside.
        if self._is_reading_head:
            self._head_octets += len(data)
        elif was_reading_body and self._is_reading_body:
            # What is not content is chunk extensions and trailers (RFC 9112 §7.1).
            self._framing_octets = max(0, self._framing_octets + len(data) - self._content_octets)
        if max(self._head_octets, self._framing_octets) > self._limits.head_octets and not self.transport.is_closing():
            self._cut_off()

    def _cut_off(self) -> None:
        if self._is_reading_body and self.cycle.response_started:
            self.transport.close()  # a second answer to one request would be taken for the next one's
            return
        self._refusal = Problem.HEADERS_TOO_LARGE
        self.send_400_response("")

    def pause_writing(self) -> None:
        super().pause_writing()
        self._write_deadline = self._listening.monotonic() + self._limits.write_seconds

    def resume_writing(self) -> None:
        super().resume_writing()
        self._write_deadline = inf

    def check(self, now: float) -> None:
        """Abort the connection if the peer has not done in time what it had to do."""
        if now >= min(self._read_deadline, self._write_deadline) and self.transport is not None:
            self._is_overdue = True
            self.transport.abort()

    def _read_within(self, seconds: float) -> None:
        self._read_deadline = self._listening.monotonic() + seconds

    # The parser

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_reading_head = True
        self._is_reading_body = False
        self._head_octets = self._framing_octets = self._fields = 0
        self._read_within(self._limits.head_seconds)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._fields += 1
        if self._fields > _MAX_FIELDS:
            self._refuse(Problem.HEADERS_TOO_LARGE)
        if self._is_reading_head:  # a trailer is never taken for a header (RFC 9110 §6.5.1)
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._is_reading_head = False
        self._is_reading_body = True
        self._head_octets = 0
        octets = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if octets > self._limits.head_octets:
            self._refuse(Problem.HEADERS_TOO_LARGE)
        if len(self.pipeline) >= _MAX_PIPELINED:
            self._refuse(Problem.BAD_REQUEST)
        self._read_within(self._limits.body_seconds)
        super().on_headers_complete()

    def on_chunk_header(self) -> None:
        """Allow for one chunk's size and line ends."""
        self._content_octets += _CHUNK_OCTETS

    def on_body(self, body: bytes) -> None:
        self._content_octets += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._is_reading_body = False
        self._read_deadline = inf
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete and self._read_deadline == inf:
            # uvicorn's own timer ends an idle connection; octets that never become a request would put it off.
            self._read_within(self._limits.keep_alive_seconds + self._limits.head_seconds)

    def _refuse(self, problem: Problem) -> None:
        self._refusal = problem
        raise RefusedError

    def send_400_response(self, msg: str) -> None:
        """Answer what the parser refused, as every other problem is answered, and close."""
        problem = self._refusal
        content = msgspec.json.encode(describe_problem(ProblemError(problem)))
        fields = [
            *self.server_state.default_headers,
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(content)).encode()),
            (b"connection", b"close"),
        ]
        status = HTTPStatus(problem.value.status)
        lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode()]
        lines += [name + b": " + value for name, value in add_security_headers(fields)]
        self.transport.write(b"\r\n".join([*lines, b"", content]))
        self.transport.close()
