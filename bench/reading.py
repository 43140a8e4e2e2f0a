"""Tempory and Dovecot read by the same IMAP client, over TLS, side by side in one run.

One mailbox with 10,000 messages of 4 KiB on each side. Tempory opens every message it gives; Dovecot reads them from a
Maildir. Measures are interleaved, and what is compared is medians; only the first listing can be had once.

    python -m bench.reading [--messages 10000] [--repetitions 3] [--document]
"""

import argparse
import secrets
import ssl
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench import certificate, cpu, load, messages, report
from bench.imap import Client
from bench.servers import NotAvailable
from bench.servers import tempory as ours
from bench.servers.dovecot import PASSWORD, dovecot

LETTER = 4 * messages.KIBIBYTE
VARIANTS = 64
CONNECTIONS = 10
IDLE = 1_000
BOXES = 100
SINGLE = 1_000
APPENDED = 200
LOGINS = 60
ANY = float("inf")
LISTING = b"FETCH 1:* (FLAGS ENVELOPE)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where to log in, and as whom: the full mailbox first, then the others."""

    name: str
    pid: int
    port: int
    context: ssl.SSLContext
    users: Sequence[tuple[str, str]]

    def connect(self, number: int = 0) -> Client:
        """Connect and log in as user `number`."""
        client = Client(self.port, self.context)
        client.log_in(*self.users[number])
        return client


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure. `wanted` bounds ours ÷ theirs from above, for rates from below; for `alone`, ours itself."""

    name: str
    unit: str
    take: Callable[[Server], float]
    wanted: float
    is_rate: bool = False
    once: bool = False
    alone: bool = False

    def holds(self, mine: float, theirs: float) -> bool:
        """Whether the promise is kept."""
        value = mine if self.alone else report.ratio(mine, theirs)
        return value >= self.wanted if self.is_rate else value <= self.wanted


@dataclass(slots=True)
class Row:
    """What was measured of one figure, by server."""

    seen: dict[str, list[float]] = field(default_factory=dict)

    def median(self, name: str) -> float:
        return statistics.median(self.seen[name])


def list_all(server: Server) -> float:
    """LOGIN, SELECT and the listing, on a connection of its own."""
    with Client(server.port, server.context) as client:
        begun = time.perf_counter()
        client.log_in(*server.users[0])
        client.command(b"SELECT INBOX")
        client.command(LISTING)
        return time.perf_counter() - begun


def fetch_bodies(server: Server) -> float:
    """Every body in one command."""
    with server.connect() as client:
        client.command(b"EXAMINE INBOX")
        begun = time.perf_counter()
        client.command(b"FETCH 1:* BODY.PEEK[]")
        return time.perf_counter() - begun


def fetch_single(server: Server) -> float:
    """UID FETCH of one message after the other: commands a second."""
    with server.connect() as client:
        client.command(b"EXAMINE INBOX")
        begun = time.perf_counter()
        for uid in range(1, SINGLE + 1):
            client.command(b"UID FETCH %d (UID BODY.PEEK[])" % uid)
        return SINGLE / (time.perf_counter() - begun)


def search_text(server: Server) -> float:
    """Seek a word that no message holds in all of them."""
    with server.connect() as client:
        client.command(b"EXAMINE INBOX")
        begun = time.perf_counter()
        client.command(b"SEARCH TEXT nosuchword")
        return time.perf_counter() - begun


def append_many(server: Server) -> float:
    """APPEND on ten connections at once, each to a mailbox of its own: messages a second."""
    letters = [messages.build(LETTER, seed) for seed in range(APPENDED)]
    clients = [server.connect(number + 1) for number in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        begun = time.perf_counter()
        for done in [pool.submit(client.append, b"INBOX", letters) for client in clients]:
            done.result()
        rate = CONNECTIONS * APPENDED / (time.perf_counter() - begun)
    for client in clients:
        client.__exit__(None, None, None)
    return rate


def log_in_often(server: Server) -> float:
    """TLS handshake, greeting and LOGIN, one after the other: connections a second."""
    begun = time.perf_counter()
    for _ in range(LOGINS):
        with server.connect():
            pass
    return LOGINS / (time.perf_counter() - begun)


def hold_idle(server: Server) -> float:
    """KiB that one idle connection costs, pages that processes share counted once."""
    before = _proportional(server.pid)
    with ExitStack() as stack:
        for number in range(IDLE):
            client = stack.enter_context(server.connect(1 + number % (BOXES - 1)))
            client.command(b"SELECT INBOX")
            client.idle()
        return (_proportional(server.pid) - before) / 1024 / IDLE


def _proportional(pid: int) -> int:
    total = 0
    for each in cpu.tree(pid):
        try:
            total += each.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue
    return total


MEASURES = (
    Measure(name="first LOGIN + SELECT + FETCH 1:* (FLAGS ENVELOPE)", unit="s", take=list_all, wanted=ANY, once=True),
    Measure(name="the same again, warm", unit="s", take=list_all, wanted=2),
    Measure(name="all bodies", unit="s", take=fetch_bodies, wanted=4),
    Measure(name="single UID FETCH", unit="/s", take=fetch_single, wanted=0, is_rate=True),
    Measure(name="SEARCH TEXT", unit="s", take=search_text, wanted=3),
    Measure(name="APPEND on 10 connections", unit="/s", take=append_many, wanted=1, is_rate=True),
    Measure(name="TLS connect + LOGIN", unit="/s", take=log_in_often, wanted=10, is_rate=True),
    Measure(name="an idle IDLE connection", unit="KiB", take=hold_idle, wanted=100, once=True, alone=True),
)


@contextmanager
def started(count: int) -> Iterator[list[Server]]:
    """Start both servers with a full mailbox and empty ones."""
    letters = [messages.build(LETTER, seed) for seed in range(VARIANTS)]
    with tempfile.TemporaryDirectory(prefix="tempory-bench-", ignore_cleanup_errors=True) as name, ExitStack() as stack:
        top = Path(name)
        top.chmod(0o755)
        cert, key = certificate.write(top)
        context = ssl.create_default_context(cafile=str(cert))
        context.check_hostname = False
        folders = [top / "tempory", top / "dovecot"]
        for folder in folders:
            folder.mkdir(mode=0o755)
        pid, ready = stack.enter_context(ours.serving(folders[0], cert, key))
        tokens = ["tpy_" + secrets.token_urlsafe(32) for _ in range(BOXES)]
        users = [(ours.create(ready, token), token) for token in tokens]
        filled = load.run(
            load.Load(
                host="127.0.0.1",
                port=ready["listeners"]["smtp"]["port"],
                recipients=[users[0][0]],
                sessions=10,
                messages=50,
                size=LETTER,
                total=count,
            )
        )
        if filled.accepted != count:
            message = f"only {filled.accepted} of {count} messages were taken: {filled.failures}"
            raise NotAvailable(message)
        tempory = Server(
            name="tempory", pid=pid, port=ready["listeners"]["imaps"]["port"], context=context, users=users
        )
        boxes = {
            f"box{number}": ([] if number else [letters[i % VARIANTS] for i in range(count)]) for number in range(BOXES)
        }
        master, port = stack.enter_context(dovecot(folders[1], cert, key, boxes))
        theirs = Server(
            name="dovecot", pid=master, port=port, context=context, users=[(box, PASSWORD) for box in boxes]
        )
        yield [tempory, theirs]


def measure(servers: Sequence[Server], repetitions: int, chosen: Sequence[Measure]) -> list[tuple[Measure, Row]]:
    """Take every measure, the servers in turn."""
    rows = []
    for each in chosen:
        row = Row()
        for repetition in range(1 if each.once else repetitions):
            turn = repetition % len(servers)
            for server in (*servers[turn:], *servers[:turn]):
                row.seen.setdefault(server.name, []).append(each.take(server))
        rows.append((each, row))
        print(line(each, row), flush=True)
    return rows


HEADING = "| | Tempory | Dovecot | Tempory ÷ Dovecot | wanted |\n|---|---:|---:|---:|---:|"


def line(each: Measure, row: Row) -> str:
    """Return one line of the table."""
    mine, theirs = row.median("tempory"), row.median("dovecot")
    wanted = ""
    if each.wanted not in {0, ANY}:
        wanted = f"{'≥' if each.is_rate else '≤'} {each.wanted:g}{f' {each.unit}' if each.alone else ''}"
    shown = f"{_show(mine, each.unit)} | {_show(theirs, each.unit)} | **{report.ratio(mine, theirs):.2f}**"
    return f"| {each.name} | {shown} | {wanted} |"


def _show(value: float, unit: str) -> str:
    return f"{value:,.3f} {unit}" if unit == "s" else f"{value:,.0f} {unit}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--only", nargs="+", metavar="WORD", help="measures whose names hold one of these words")
    parser.add_argument("--document", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args(arguments)
    chosen = [each for each in MEASURES if not options.only or any(word in each.name for word in options.only)]
    try:
        with started(options.messages) as servers:
            print(HEADING, flush=True)
            rows = measure(servers, options.repetitions, chosen)
    except NotAvailable as reason:
        print(reason, file=sys.stderr)
        return 2
    kept = report.keep("reading", [{"measure": each.name, "unit": each.unit, **row.seen} for each, row in rows])
    print(f"\nwritten to {kept}")
    if options.document:
        report.document("reading", [HEADING, *(line(each, row) for each, row in rows)])
    missed = [
        f"{each.name}: {line(each, row)}"
        for each, row in rows
        if not each.holds(row.median("tempory"), row.median("dovecot"))
    ]
    print("\n".join(missed) if missed else "every promise about reading holds")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
