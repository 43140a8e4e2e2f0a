"""The true peer of a connection that TLS begins on at once: the PROXY header is read before the handshake.

Read from the socket itself, and never an octet further than the header goes: what follows is the handshake's.
"""

import asyncio
import socket

from tempory.net.gate import IpAddress, parse_peer
from tempory.net.proxy import count_certain, parse_proxy_header
from tempory.values import RemoteProtocolError


async def read_true_peer(connection: socket.socket, *, seconds: float) -> IpAddress | None:
    """Return whom the proxy at the other end speaks for; None: for itself.

    `RemoteProtocolError` unless a PROXY header comes whole within `seconds`.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _read(connection)
    except (TimeoutError, OSError) as error:
        message = "no PROXY header came"
        raise RemoteProtocolError(message) from error


async def _read(connection: socket.socket) -> IpAddress | None:
    loop = asyncio.get_running_loop()
    data = b""
    while (header := parse_proxy_header(data)) is None:
        more = await loop.sock_recv(connection, count_certain(data))
        if not more:
            message = "the connection ended within its PROXY header"
            raise RemoteProtocolError(message)
        data += more
    return None if header.peer is None else parse_peer(str(header.peer))
