"""The few words of each protocol that a probe needs before encryption. No octet of a handshake is swallowed."""

import socket
from dataclasses import dataclass
from typing import Protocol

from tempory.values import RemoteProtocolError

_MAX_LINE_OCTETS = 8 * 1024
_MAX_LINES = 100
# What a probe calls itself in EHLO: a name reserved for this kind of use (RFC 6761 §6.4).
_OUR_NAME = "probe.invalid"
# RFC 4616: base64 of NUL "probe" NUL "probe".
_PLAIN = "AHByb2JlAHByb2Jl"


class Dialogue(Protocol):
    """One protocol, spoken in clear."""

    injection: bytes
    """The command that begins TLS, with another one behind it in the same packet."""

    def greet(self) -> bool:
        """Read the greeting and ask what is offered; return whether encryption is."""
        ...

    def offers_auth(self) -> bool:
        """Whether a log-in was offered in clear by what `greet` read."""
        ...

    def log_in(self) -> tuple[bool, str]:
        """Try to log in, in clear. Return whether that was refused for good, and the answer."""
        ...

    def start_tls(self) -> bool:
        """Ask for encryption; return whether the handshake may begin."""
        ...


@dataclass(slots=True)
class _Lines:
    connection: socket.socket

    def line(self) -> str:
        line = bytearray()
        while not line.endswith(b"\r\n"):
            octet = self.connection.recv(1)
            if not octet or len(line) > _MAX_LINE_OCTETS:
                message = "the line ended in the middle of a reply"
                raise RemoteProtocolError(message)
            line += octet
        return line[:-2].decode("utf-8", "replace")

    def send(self, command: str) -> None:
        self.connection.sendall(command.encode("ascii") + b"\r\n")


class SmtpDialogue(_Lines):
    """RFC 5321 §4.2, RFC 3207, RFC 4954."""

    injection = b"STARTTLS\r\nNOOP injected\r\n"
    _offered: tuple[str, ...] = ()

    def greet(self) -> bool:
        code, _ = self._reply()
        if code != 220:  # noqa: PLR2004 (RFC 5321 §4.2.3: service ready)
            message = f"greeted with {code}"
            raise RemoteProtocolError(message)
        self.send(f"EHLO {_OUR_NAME}")
        self._offered = tuple(line.upper() for line in self._reply()[1][1:])
        return "STARTTLS" in self._offered

    def offers_auth(self) -> bool:
        return any(keyword.split()[:1] == ["AUTH"] for keyword in self._offered)

    def log_in(self) -> tuple[bool, str]:
        self.send(f"AUTH PLAIN {_PLAIN}")
        code, _ = self._reply()
        return 500 <= code < 600, str(code)  # noqa: PLR2004 (RFC 5321 §4.2.1: refused for good)

    def start_tls(self) -> bool:
        self.send("STARTTLS")
        return self._reply()[0] == 220  # noqa: PLR2004 (RFC 3207 §4: ready to start TLS)

    def _reply(self) -> tuple[int, list[str]]:
        lines: list[str] = []
        while len(lines) < _MAX_LINES:
            line = self.line()
            if len(line) < 3 or not line[:3].isdigit():  # noqa: PLR2004 (three digits)
                break
            lines.append(line[4:])
            if line[3:4] != "-":
                return int(line[:3]), lines
        message = "no SMTP reply"
        raise RemoteProtocolError(message)


class ImapDialogue(_Lines):
    """RFC 9051 §6.1.1, §6.2.1."""

    injection = b"p1 STARTTLS\r\np2 NOOP\r\n"
    _offered: frozenset[str] = frozenset()

    def greet(self) -> bool:
        if not self.line().startswith("* OK"):
            message = "no IMAP greeting"
            raise RemoteProtocolError(message)
        self.send("c CAPABILITY")
        self._offered = frozenset(word for line in self._until("c ") for word in line.upper().split())
        return "STARTTLS" in self._offered

    def offers_auth(self) -> bool:
        return "LOGINDISABLED" not in self._offered or any(word.startswith("AUTH=") for word in self._offered)

    def log_in(self) -> tuple[bool, str]:
        self.send("l LOGIN probe probe")
        answer = self._until("l ")[-1]
        return answer.startswith(("l NO", "l BAD")), answer

    def start_tls(self) -> bool:
        self.send("s STARTTLS")
        return self._until("s ")[-1].startswith("s OK")

    def _until(self, tag: str) -> list[str]:
        lines: list[str] = []
        while len(lines) < _MAX_LINES and not (lines and lines[-1].startswith(tag)):
            lines.append(self.line())
        return lines


class Pop3Dialogue(_Lines):
    """RFC 1939 §3, RFC 2449 §5, RFC 2595 §4."""

    injection = b"STLS\r\nNOOP\r\n"
    _offered: frozenset[str] = frozenset()

    def greet(self) -> bool:
        if not self.line().startswith("+OK"):
            message = "no POP3 greeting"
            raise RemoteProtocolError(message)
        self.send("CAPA")
        lines = [self.line()]
        while len(lines) < _MAX_LINES and lines[-1] != "." and lines[0].startswith("+OK"):
            lines.append(self.line())
        self._offered = frozenset(line.upper().partition(" ")[0] for line in lines[1:])
        return "STLS" in self._offered

    def offers_auth(self) -> bool:
        return bool(self._offered & {"USER", "SASL"})

    def log_in(self) -> tuple[bool, str]:
        self.send(f"AUTH PLAIN {_PLAIN}")
        answer = self.line()
        return answer.startswith("-ERR"), answer

    def start_tls(self) -> bool:
        self.send("STLS")
        return self.line().startswith("+OK")


def dialogue(listener: str, connection: socket.socket) -> Dialogue:
    """Return the dialogue of a listener by its name."""
    kinds: dict[str, type[SmtpDialogue | ImapDialogue | Pop3Dialogue]] = {
        "smtp": SmtpDialogue,
        "submission": SmtpDialogue,
        "imap": ImapDialogue,
        "pop3": Pop3Dialogue,
    }
    if listener not in kinds:
        message = f"no probe speaks {listener}"
        raise RemoteProtocolError(message)
    return kinds[listener](connection)
