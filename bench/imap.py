"""An IMAP client that costs little: it sends a command and reads up to its tagged answer, over TLS on loopback."""

import socket
import ssl
from types import TracebackType
from typing import Self

_READ_OCTETS = 1 << 18


class Failed(Exception):  # noqa: N818 (the text is the server's)
    """The server refused a command."""


class Client:
    """One connection, logged in or not. Use it as a context."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        raw = socket.create_connection(("127.0.0.1", port), timeout=120)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = context.wrap_socket(raw, server_hostname="localhost")
        self._number = 0
        self._until(b"* OK")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def log_in(self, user: str, password: str) -> None:
        self.command(f'LOGIN "{user}" "{password}"'.encode())

    def command(self, line: bytes) -> int:
        """Send one command; return how many octets the whole answer has."""
        self._number += 1
        tag = b"b%d" % self._number
        self._socket.sendall(tag + b" " + line + b"\r\n")
        return self._until(tag + b" ")

    def append(self, folder: bytes, letters: list[bytes]) -> None:
        """APPEND each letter by itself, with a literal that waits for nobody (RFC 7888)."""
        for letter in letters:
            self.command(b'APPEND "%s" {%d+}\r\n%s' % (folder, len(letter), letter))

    def idle(self) -> None:
        """Begin IDLE, and return once the server waits."""
        self._number += 1
        self._socket.sendall(b"b%d IDLE\r\n" % self._number)
        self._until(b"+ ")

    def _until(self, start: bytes) -> int:
        """Read until the last line that came begins with `start`. A body in between ends its line with a bracket."""
        seen, tail = 0, b"\r\n"
        while True:
            octets = self._socket.recv(_READ_OCTETS)
            if not octets:
                message = "the server closed"
                raise Failed(message)
            seen += len(octets)
            tail = (tail + octets)[-2000:]
            if tail.endswith(b"\r\n"):
                last = tail[tail.rfind(b"\r\n", 0, -2) + 2 :]
                if last.startswith(start):
                    if b" NO " in last[:20] or b" BAD " in last[:20]:
                        raise Failed(last.decode(errors="replace"))
                    return seen
