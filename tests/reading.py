"""A mailbox of a running server, and sessions of it: by a client that others wrote, or line by line."""

import imaplib
import re
import socket
import ssl
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any, Self

import httpx

from tempory.sealing import SecretKind, draw_secret
from tests.serving import RunningServer

HOST = "127.0.0.1"
_LITERAL = re.compile(rb"\{([0-9]+)\}\r\n\Z")


class Box:
    """A mailbox of its own."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.token = SecretKind.TOKEN.encode(draw_secret(token_bytes))
        self.headers = {"Authorization": f"Bearer {self.token}"}
        answer = httpx.post(f"{server.url}/api/v1/mailboxes", headers=self.headers, verify=server.trust())
        answer.raise_for_status()
        self.address = str(answer.json()["address"])

    def deliver(self, subject: str, body: str = "Hello.\r\n", *, header: str = "") -> None:
        fields = f"From: Maya <maya@elsewhere.example>\r\nTo: {self.address}\r\nSubject: {subject}\r\n{header}"
        self.server.send(f"{fields}\r\n{body}".encode(), self.address)

    def forget(self) -> None:
        httpx.delete(f"{self.server.url}/api/v1/mailbox", headers=self.headers, verify=self.server.trust())

    def log_in(self) -> Any:
        client: Any = imaplib.IMAP4_SSL(HOST, self.server.port("imaps"), ssl_context=self.server.trust())
        client.login(self.address, self.token)
        return client

    def dialogue(self, *commands: str) -> "Dialogue":
        """Log in, give `commands`, and go on line by line."""
        dialogue = Dialogue.over_tls(self.server)
        assert dialogue.ask(f"LOGIN {self.address} {self.token}")[-1].startswith(b"OK")
        for command in commands:
            assert dialogue.ask(command)[-1].startswith(b"OK"), command
        return dialogue


@dataclass(slots=True)
class Dialogue:
    """Sends lines and gives back what comes; literals are part of their line."""

    sock: socket.socket
    _unread: bytearray = field(default_factory=bytearray)
    _tags: int = 0

    @classmethod
    def over_tls(cls, server: RunningServer) -> Self:
        dialogue = cls(server.trust().wrap_socket(_connect(server.port("imaps")), server_hostname=HOST))
        dialogue.read_line()
        return dialogue

    @classmethod
    def in_clear(cls, server: RunningServer) -> Self:
        dialogue = cls(_connect(server.port("imap")))
        dialogue.read_line()
        return dialogue

    def begin_tls(self, context: ssl.SSLContext) -> None:
        self.sock = context.wrap_socket(self.sock, server_hostname=HOST)

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def read_line(self) -> bytes:
        """Return a line with its literals, without its end; b"" at the end."""
        line = b""
        while True:
            piece = self._until_line_end()
            line += piece
            literal = _LITERAL.search(piece)
            if literal is None:
                return line.removesuffix(b"\r\n")
            line += self._exactly(int(literal[1]))

    def ask(self, command: str, *literals: bytes) -> list[bytes]:
        """Give a command, its literals when they are waited for, and return the answer, the last line without a tag."""
        self._tags += 1
        tag = b"t%d" % self._tags
        self.send(tag + b" " + command.encode() + b"\r\n")
        waiting, lines = list(literals), list[bytes]()
        while True:
            line = self.read_line()
            if line.startswith(b"+ "):
                self.send(waiting.pop(0))
            elif line.startswith(tag + b" "):
                return [*lines, line.removeprefix(tag + b" ")]
            elif not line:
                return lines
            else:
                lines.append(line)

    def close(self) -> None:
        self.sock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _until_line_end(self) -> bytes:
        while b"\r\n" not in self._unread:
            if not self._receive():
                break
        end = self._unread.find(b"\r\n") + 2
        return self._take(end if end > 1 else len(self._unread))

    def _exactly(self, octets: int) -> bytes:
        while len(self._unread) < octets and self._receive():
            pass
        return self._take(octets)

    def _take(self, octets: int) -> bytes:
        taken = bytes(self._unread[:octets])
        del self._unread[:octets]
        return taken

    def _receive(self) -> bool:
        try:
            data = self.sock.recv(65_536)
        except ConnectionError:
            return False
        self._unread += data
        return bool(data)


def _connect(port: int) -> socket.socket:
    return socket.create_connection((HOST, port), timeout=20)
