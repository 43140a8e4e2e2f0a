"""Binding, apart from serving, so that privileges can be dropped in between and several processes can share a port."""

import socket

_BACKLOG = 1_024


def bind(host: str, port: int, *, reuse_port: bool = False) -> list[socket.socket]:
    """Bind every address of `host` and return the sockets, not yet listening. Port 0: one free port for all of them.

    `reuse_port`: other processes may bind the same port, and the kernel shares connections out among them.
    Raises `OSError`.
    """
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    sockets: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in dict.fromkeys(found):
            sock = socket.socket(family, kind, protocol)
            sockets.append(sock)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if reuse_port:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            if family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            chosen = address[1] or sockets[0].getsockname()[1]  # 0 is still 0 for the first
            sock.bind((address[0], chosen, *address[2:]))
            sock.setblocking(False)  # noqa: FBT003 (the standard library's signature)
    except OSError:
        for sock in sockets:
            sock.close()
        raise
    return sockets


def endpoint(sock: socket.socket) -> tuple[str, int]:
    """Return host and port that a bound socket has."""
    host, port = sock.getsockname()[:2]
    return host, port


BACKLOG = _BACKLOG
