"""A load of mail, as a busy mail client would send it: one process, raw protocols, little CPU of its own.

Every server gets the same behaviour: EHLO, STARTTLS if asked for, then for each message MAIL, RCPT and DATA in one
packet where PIPELINING is offered (RFC 2920) and one by one where it is not. Only a 250 after the data counts.
Loopback only.

    python -m bench.load --port 2525 --to one@tempory.test --sessions 50 --messages 50 --size 10 --total 5000 [--tls]
"""

import argparse
import asyncio
import gc
import ipaddress
import itertools
import secrets
import socket
import ssl
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

import uvloop

from bench import messages

VARIANTS = 32
GIVE_UP_AFTER = 120.0
PAUSE_AFTER_FAILURE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """`total` messages of `size` octets to `recipients` in turn, over `sessions` at once, `messages` a connection."""

    host: str
    port: int
    recipients: Sequence[str]
    sessions: int
    messages: int
    size: int
    total: int
    tls: bool = False

    def __post_init__(self) -> None:
        if not ipaddress.ip_address(self.host).is_loopback:
            error = "the load generator sends to loopback only"
            raise ValueError(error)


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of a load. Seconds from the first connection to the last 250; CPU of the generator itself."""

    accepted: int = 0
    seconds: float = 0.0
    generator_cpu: float = 0.0
    failures: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Accepted messages a second."""
        return self.accepted / self.seconds if self.seconds else 0.0


class Letters:
    """Hands out complete messages, each with a Message-ID of its own, up to `total`."""

    def __init__(self, *, size: int, total: int, recipients: Sequence[str]) -> None:
        self._bodies = itertools.cycle([messages.build(size, seed) + b".\r\n" for seed in range(min(VARIANTS, total))])
        self._recipients = itertools.cycle([recipient.encode() for recipient in recipients])
        self._run = secrets.token_hex(6).encode()
        self._numbers = itertools.count()
        self.left = total

    def take(self) -> tuple[bytes, bytes]:
        """Return the next recipient and message, the latter with the dot that ends it."""
        self.left -= 1
        head = b"Message-ID: <%d.%s@load.example>\r\n" % (next(self._numbers), self._run)
        return next(self._recipients), head + next(self._bodies)


class Connection(asyncio.Protocol):
    """One SMTP connection that sends up to `quota` letters, then quits. `done` is set when it is closed."""

    def __init__(self, letters: Letters, outcome: Outcome, quota: int, tls: ssl.SSLContext | None) -> None:
        self._letters = letters
        self._outcome = outcome
        self._quota = quota
        self._tls = tls
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._input = b""
        self._reply: list[bytes] = []
        self._next: Callable[[bytes], None] = self._on_greeting
        self._pipelining = False
        self._letter = b""
        self._refused = False
        self._upgrade: asyncio.Task[None] | None = None
        self.done: asyncio.Future[None] = self._loop.create_future()
        self.last_accepted = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._next != self._on_quit:
            self._fail(f"connection lost: {exc}".encode())
        if not self.done.done():
            self.done.set_result(None)

    def data_received(self, data: bytes) -> None:
        *lines, self._input = (self._input + data).split(b"\r\n")
        for line in lines:
            if line[3:4] == b"-":
                self._reply.append(line)
            else:
                self._next(line)
                self._reply.clear()

    def _fail(self, line: bytes) -> None:
        self._outcome.failures[line.decode("ascii", "replace")[:100]] += 1

    def _hang_up(self, line: bytes) -> None:
        self._fail(line)
        self._quit()

    def _quit(self) -> None:
        self._next = self._on_quit
        self._transport.write(b"QUIT\r\n")

    def _on_quit(self, _line: bytes) -> None:
        self._transport.close()

    def _on_greeting(self, line: bytes) -> None:
        if not line.startswith(b"220"):
            self._hang_up(line)
            return
        self._next = self._on_ehlo
        self._transport.write(b"EHLO load.example\r\n")

    def _on_ehlo(self, line: bytes) -> None:
        offered = {reply[4:].upper() for reply in (*self._reply, line)}
        if not line.startswith(b"250") or (self._tls and b"STARTTLS" not in offered):
            self._hang_up(line)
        elif self._tls:
            self._next = self._on_starttls
            self._transport.write(b"STARTTLS\r\n")
        else:
            self._pipelining = b"PIPELINING" in offered
            self._send_envelope()

    def _on_starttls(self, line: bytes) -> None:
        if not line.startswith(b"220"):
            self._hang_up(line)
            return
        self._next = self._on_greeting
        self._upgrade = self._loop.create_task(self._start_tls())

    async def _start_tls(self) -> None:
        context, self._tls = cast("ssl.SSLContext", self._tls), None
        try:
            transport = await self._loop.start_tls(self._transport, self, context, server_hostname="localhost")
        except OSError as error:
            self._fail(f"handshake: {error}".encode())
            self._transport.abort()
            return
        self._transport = cast("asyncio.Transport", transport)
        self._on_greeting(b"220")
        await asyncio.sleep(0)  # until EHLO is on its way
        # A server without TCP_NODELAY holds its reply to EHLO back until its session tickets are acknowledged, and this
        # side may wait 40 ms for something to send along (delayed ACK). It would be measured as the server's slowness.
        self._transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def _send_envelope(self) -> None:
        if self._quota == 0 or self._letters.left <= 0:
            self._quit()
            return
        self._quota -= 1
        recipient, self._letter = self._letters.take()
        mail, rcpt = b"MAIL FROM:<news@load.example>\r\n", b"RCPT TO:<%s>\r\n" % recipient
        self._refused = False
        self._next = self._on_mail
        if self._pipelining:
            self._transport.write(mail + rcpt + b"DATA\r\n")
        else:
            self._rcpt = rcpt
            self._transport.write(mail)

    def _on_mail(self, line: bytes) -> None:
        self._note_refusal(line)
        self._next = self._on_rcpt
        if not self._pipelining:
            self._transport.write(self._rcpt)

    def _on_rcpt(self, line: bytes) -> None:
        self._note_refusal(line)
        self._next = self._on_data
        if not self._pipelining:
            self._transport.write(b"DATA\r\n")

    def _note_refusal(self, line: bytes) -> None:
        if not line.startswith(b"250"):
            self._refused = True
            self._fail(line)

    def _on_data(self, line: bytes) -> None:
        if line.startswith(b"354"):
            self._next = self._on_end_of_data
            # RFC 2920 §3.1: nobody accepted, yet 354: an empty message ends it.
            self._transport.write(b".\r\n" if self._refused else self._letter)
        elif line.startswith(b"421"):
            self._hang_up(line)
        else:
            if not self._refused:
                self._fail(line)
            self._send_envelope()

    def _on_end_of_data(self, line: bytes) -> None:
        if line.startswith(b"250") and not self._refused:
            self._outcome.accepted += 1
            self.last_accepted = time.perf_counter()
        else:
            self._fail(line)
        self._send_envelope()


async def _session(load: Load, letters: Letters, outcome: Outcome, tls: ssl.SSLContext | None) -> float:
    """Open one connection after the other until the letters are gone; return when the last 250 came."""
    loop = asyncio.get_running_loop()
    last = 0.0
    while letters.left > 0:
        before = outcome.accepted
        connection = Connection(letters, outcome, load.messages, tls)
        try:
            await loop.create_connection(lambda made=connection: made, load.host, load.port)  # type: ignore[misc]
        except OSError as error:
            letters.left -= 1
            outcome.failures[f"connect: {error}"[:100]] += 1
        else:
            await connection.done
            last = max(last, connection.last_accepted)
        if outcome.accepted == before:
            letters.left -= 1  # so that a server that refuses everything is not asked for ever
            await asyncio.sleep(PAUSE_AFTER_FAILURE)
    return last


async def send(load: Load) -> Outcome:
    """Send `load` and return what became of it. Ends by itself, whatever the server does."""
    letters = Letters(size=load.size, total=load.total, recipients=load.recipients)
    tls = _client_context() if load.tls else None
    outcome = Outcome()
    gc.collect()
    gc.disable()
    began, cpu = time.perf_counter(), time.process_time()
    sessions = [asyncio.create_task(_session(load, letters, outcome, tls)) for _ in range(load.sessions)]
    done, late = await asyncio.wait(sessions, timeout=GIVE_UP_AFTER)
    gc.enable()
    for session in late:
        session.cancel()
        outcome.failures["not done in time"] += 1
    outcome.seconds = max(max((session.result() for session in done), default=0.0) - began, 0.0)
    outcome.generator_cpu = time.process_time() - cpu
    return outcome


def _client_context() -> ssl.SSLContext:
    """Opportunistic TLS as mail servers speak it to each other: encrypted, not authenticated."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def run(load: Load) -> Outcome:
    """Run `send` in a loop of its own."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(send(load))


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.load", description="Send a load of mail to a server on loopback."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--to", nargs="+", required=True, metavar="ADDRESS")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--messages", type=int, default=50, help="messages a connection")
    parser.add_argument("--size", type=int, default=10, help="KiB a message")
    parser.add_argument("--total", type=int, default=2500)
    parser.add_argument("--tls", action="store_true", help="STARTTLS")
    options = parser.parse_args()
    outcome = run(
        Load(
            host=options.host,
            port=options.port,
            recipients=options.to,
            sessions=options.sessions,
            messages=options.messages,
            size=options.size * messages.KIBIBYTE,
            total=options.total,
            tls=options.tls,
        )
    )
    print(f"{outcome.accepted} accepted, {outcome.rate:.0f}/s, generator {outcome.generator_cpu:.2f} CPU-s")
    for reason, count in outcome.failures.most_common():
        print(f"  {count} × {reason}")


if __name__ == "__main__":
    main()
