"""One request and its answer, over a connection to one address that has been judged already.

The address is connected to as it is: nothing resolves a name here. RFC 9112; TLS verifies the name that was asked for.
"""

import asyncio
import socket
import ssl
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address
from typing import Final, final

import httptools

from tempory.fetching.failures import RemoteUnavailable, RemoteUnsuitable
from tempory.fetching.targets import Target

USER_AGENT: Final = "Mozilla/5.0 (compatible; Tempory picture proxy)"
ACCEPT: Final = "image/webp,image/png,image/jpeg,image/gif"
_READ_OCTETS: Final = 16 * 1024
_MAX_INTERIM: Final = 5
_SINGLE: Final = frozenset({"content-type", "content-encoding", "content-length", "location", "transfer-encoding"})
"""Fields that decide something here: one that comes twice could be read in two ways."""


@final
@dataclass(slots=True)
class Reply:
    """An answer while it comes in; httptools (llhttp) calls the methods."""

    most_octets: int
    status: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    has_head: bool = False
    is_whole: bool = False
    is_ambiguous: bool = False
    interim: int = 0

    @property
    def location(self) -> bytes:
        """Where to go on; empty if nowhere."""
        return self.fields.get("location", "").encode("latin-1")

    def on_header(self, raw_name: bytes, raw_value: bytes) -> None:
        name = raw_name.decode("latin-1").lower()
        if self.is_whole or name not in _SINGLE:
            return
        self.is_ambiguous |= name in self.fields
        self.fields[name] = raw_value.decode("latin-1").strip()

    def on_body(self, octets: bytes) -> None:
        if not self.is_whole:
            self.body += octets


class _Parser:
    """httptools' parser with the answer it fills."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self.on_header = reply.on_header
        self.on_body = reply.on_body
        self._parser = httptools.HttpResponseParser(self)

    def feed(self, octets: bytes) -> None:
        try:
            self._parser.feed_data(octets)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            if not self._reply.is_whole:  # what follows a whole answer is nobody's concern
                raise RemoteUnavailable from None

    def on_headers_complete(self) -> None:
        if not self._reply.is_whole:
            self._reply.status = self._parser.get_status_code()
            self._reply.has_head = self._reply.status >= HTTPStatus.OK

    def on_message_complete(self) -> None:
        reply = self._reply
        if reply.has_head:
            reply.is_whole = True
        else:  # RFC 9110 §15.2: an interim answer, the real one is still to come
            reply.interim += 1
            reply.fields.clear()


async def exchange(
    target: Target,
    address: IPv4Address | IPv6Address,
    *,
    trust: ssl.SSLContext,
    connect_seconds: float,
    head_octets: int,
    most_octets: int,
    may_reach_itself: bool,
) -> Reply:
    """Ask `target` at `address`. Raises OSError if there is no connection, else `RemoteUnavailable`/`RemoteUnsuitable`.

    The body is read for a success alone, and no further than `most_octets`.
    """
    async with asyncio.timeout(connect_seconds):
        reader, writer = await _connect(target, address, trust, may_reach_itself=may_reach_itself)
    try:
        writer.write(_encode(target))
        await writer.drain()
        return await _read(reader, Reply(most_octets), head_octets)
    except OSError:
        raise RemoteUnavailable from None
    finally:
        writer.transport.abort()


async def _connect(
    target: Target, address: IPv4Address | IPv6Address, trust: ssl.SSLContext, *, may_reach_itself: bool
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004 (IPv4)
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)  # noqa: FBT003 (the socket module's own way)
        await asyncio.get_running_loop().sock_connect(connection, (str(address), target.port))
        if not may_reach_itself:
            _refuse_itself(connection)
        context = trust if target.is_encrypted else None
        name = target.host if target.is_encrypted else None
        return await asyncio.open_connection(sock=connection, ssl=context, server_hostname=name, limit=_READ_OCTETS)
    except BaseException:
        connection.close()
        raise


def _refuse_itself(connection: socket.socket) -> None:
    """Raise if the connection came round: a machine's own public address is as near to it as loopback is."""
    if connection.getsockname()[0] == connection.getpeername()[0]:
        raise RemoteUnavailable


def _encode(target: Target) -> bytes:
    """Write the request: nothing of the reader, no cookie, no referrer, no language, and no compression."""
    lines = (
        f"GET {target.path} HTTP/1.1",
        f"Host: {target.authority}",
        f"User-Agent: {USER_AGENT}",
        f"Accept: {ACCEPT}",
        "Accept-Encoding: identity",
        "Connection: close",
    )
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii")


async def _read(reader: asyncio.StreamReader, reply: Reply, head_octets: int) -> Reply:
    parser = _Parser(reply)
    head = 0
    while not reply.is_whole:
        octets = await reader.read(_READ_OCTETS)
        if not octets:
            _end(reply)
            break
        head += 0 if reply.has_head else len(octets)
        parser.feed(octets)
        _check(reply, head if not reply.has_head else 0, head_octets)
        if reply.has_head and reply.status != HTTPStatus.OK:
            break  # what an error or a redirect says beside is not read
    return reply


def _check(reply: Reply, head: int, head_octets: int) -> None:
    if head > head_octets or reply.interim > _MAX_INTERIM or reply.is_ambiguous:
        raise RemoteUnavailable
    declared = reply.fields.get("content-length", "") if reply.has_head else ""
    if len(reply.body) > reply.most_octets or (declared.isdecimal() and int(declared[:20]) > reply.most_octets):
        raise RemoteUnsuitable


def _end(reply: Reply) -> None:
    """RFC 9112 §6.3, §8: an answer without a length ends with the connection; any other is cut off."""
    if not reply.has_head or reply.fields.keys() & {"content-length", "transfer-encoding"}:
        raise RemoteUnavailable
    reply.is_whole = True
