"""250 is a promise: under load the server is killed again and again, and nothing it acknowledged is lost or torn."""

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

from tempory.client import Client, Mailbox
from tests.serving import RunningServer, start_server

SEED = 20260214
CONFIG = '[mailboxes]\nquota_messages = 100000\nquota_bytes = "4 GiB"\nlifetime_min = "1h"\n'
MESSAGES = 5_000
DEATHS = 21
CONNECTIONS = 6
MAILBOXES = 8
READERS = 4
# SIGKILL comes this long after an acknowledgement at most: any moment of a commit, and of what follows it.
LONGEST_DELAY = 0.05
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it was given to the server: `digest` is SHA-256 of its octets."""

    size: int
    digest: bytes
    recipients: tuple[int, ...]


@dataclass
class Ledger:
    """What was sent, and what the server said 250 to."""

    sent: dict[str, Sent] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    _grown: threading.Condition = field(default_factory=threading.Condition)

    def write(self, name: str, content: bytes, recipients: tuple[int, ...]) -> None:
        self.sent[name] = Sent(len(content), sha256(content).digest(), recipients)

    def acknowledge(self, name: str) -> None:
        with self._grown:
            self.acknowledged.add(name)
            self._grown.notify_all()

    def wait_for(self, count: int) -> None:
        with self._grown:
            assert self._grown.wait_for(lambda: len(self.acknowledged) >= count, PATIENCE), "the load stands still"


@dataclass(eq=False)
class Sender(threading.Thread):
    """One connection that delivers until the server is gone. What it sends is drawn from `seed`."""

    port: int
    addresses: tuple[str, ...]
    ledger: Ledger
    seed: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        try:
            self._deliver()
        except OSError:
            pass  # It was killed, as it should be.
        except AssertionError as error:
            self.complaints.append(str(error))

    def _deliver(self) -> None:
        draw = random.Random(self.seed)  # noqa: S311 (a load, no secret)
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            lines = connection.makefile("rb")
            _expect(lines.readline(), b"220")
            connection.sendall(b"EHLO client.example\r\n")
            while _expect(lines.readline(), b"250")[3:4] == b"-":
                pass
            number = 0
            while True:
                number += 1
                recipients = tuple(draw.sample(range(len(self.addresses)), draw.choices((1, 2, 3), (8, 1, 1))[0]))
                name = f"{self.seed}-{number}"
                content = _make_message(name, draw)
                self.ledger.write(name, content, recipients)
                commands = [b"MAIL FROM:<load@client.example>"]
                commands += [b"RCPT TO:<%s>" % self.addresses[recipient].encode() for recipient in recipients]
                # RFC 2920 §3.1: DATA ends the group.
                connection.sendall(b"".join(command + b"\r\n" for command in (*commands, b"DATA")))
                for _ in commands:
                    _expect(lines.readline(), b"250")
                _expect(lines.readline(), b"354")
                connection.sendall(content + b".\r\n")
                _expect(lines.readline(), b"250")
                self.ledger.acknowledge(name)


def _expect(line: bytes, code: bytes) -> bytes:
    """Return a reply's line; an empty or torn one is the end of the connection."""
    if not line.endswith(b"\r\n"):
        raise ConnectionResetError
    assert line.startswith(code), f"{code!r} was due, and {line!r} came"
    return line


def _make_message(name: str, draw: random.Random) -> bytes:
    """Return a message that nobody else sends: most are small, some longer than a page of the database or many."""
    octets = draw.choice((40, 400, 1_500, 4_000)) if draw.random() < 0.97 else draw.randrange(30_000, 200_000)
    text = draw.randbytes(octets // 2).hex()
    lines = "\r\n".join(text[start : start + 76] for start in range(0, len(text), 76))
    return f"From: load@client.example\r\nSubject: {name}\r\n\r\n{lines}\r\n".encode()


def _live(server: RunningServer, addresses: tuple[str, ...], ledger: Ledger, life: int) -> list[Sender]:
    port = server.port("smtp")
    senders = [Sender(port, addresses, ledger, f"{SEED}-{life}-{number}") for number in range(CONNECTIONS)]
    for sender in senders:
        sender.start()
    return senders


@pytest.fixture
def killed_server(tmp_path: Path) -> Iterator[RunningServer]:
    config = tmp_path / "tempory.toml"
    config.write_text(CONFIG)
    server = start_server(tmp_path / "data", config)
    yield server
    server.kill()


@pytest.mark.timeout(500)  # less than a minute when the machine has nothing else to do
def test_no_acknowledged_message_is_lost_and_none_is_torn(killed_server: RunningServer) -> None:
    draw, ledger = random.Random(SEED), Ledger()  # noqa: S311 (a load, no secret)
    print(f"seed {SEED}")  # noqa: T201 (pytest shows it if the test fails)
    with Client(killed_server.url, ca=killed_server.ca) as client:
        mailboxes = [client.create() for _ in range(MAILBOXES)]
    addresses = tuple(str(mailbox.address) for mailbox in mailboxes)

    # Random shares of the load for all the lives, the last of which ends the load.
    ends = [*sorted(draw.sample(range(50, MESSAGES), DEATHS - 1)), MESSAGES]
    began = time.monotonic()
    for life, end in enumerate(ends):
        senders = _live(killed_server, addresses, ledger, life)
        ledger.wait_for(end)
        time.sleep(draw.uniform(0, LONGEST_DELAY))
        killed_server.kill()
        for sender in senders:
            sender.join(PATIENCE)
            assert not sender.is_alive()
            assert sender.complaints == []
        killed_server.start()
    took = time.monotonic() - began
    print(f"{len(ledger.acknowledged)} of {len(ledger.sent)} acknowledged in {took:.1f} s")  # noqa: T201 (as above)

    found = _read_everything(killed_server, [mailbox.secret for mailbox in mailboxes], ledger)
    assert len(ledger.acknowledged) >= MESSAGES
    assert list(find_faults(ledger, found)) == []
    assert killed_server.stop() == 0


def find_faults(ledger: Ledger, found: dict[str, list[int]]) -> Iterator[str]:
    """Compare what is there with what was sent.

    One transaction serves all recipients: an acknowledged message is with each of them, once; any other with each or
    with nobody.
    """
    for name, sent in ledger.sent.items():
        copies = sorted(found.get(name, []))
        if copies != sorted(sent.recipients) and (copies or name in ledger.acknowledged):
            yield f"{name} was sent to {sent.recipients} and is with {copies}"
    yield from (f"nobody sent {name}" for name in found.keys() - ledger.sent.keys())


@pytest.mark.parametrize(
    ("found", "faults"),
    [
        ({"a": [0, 1], "b": [2]}, 0),
        ({"a": [1, 0]}, 0),
        ({"b": [2]}, 1),
        ({"a": [0]}, 1),
        ({"a": [0, 1, 1]}, 1),
        ({"a": [0, 1], "b": [2, 2]}, 1),
        ({"a": [0, 1], "c": [2]}, 1),
    ],
    ids=["all", "not-acknowledged", "lost", "half", "twice", "not-acknowledged-twice", "unknown"],
)
def test_each_fault_would_be_found(found: dict[str, list[int]], faults: int) -> None:
    ledger = Ledger()
    ledger.write("a", b"a", (0, 1))
    ledger.write("b", b"b", (2,))
    ledger.acknowledge("a")
    assert len(list(find_faults(ledger, found))) == faults


def _read_everything(server: RunningServer, secrets: list[str], ledger: Ledger) -> dict[str, list[int]]:
    """Open every message of every mailbox; return in which mailboxes each was, torn ones refused."""
    found: dict[str, list[int]] = {}
    with ThreadPoolExecutor(READERS) as pool:
        for number, names in enumerate(pool.map(lambda secret: _read_mailbox(server, secret, ledger), secrets)):
            for name, count in names.items():
                found.setdefault(name, []).extend([number] * count)
    return found


def _read_mailbox(server: RunningServer, secret: str, ledger: Ledger) -> Counter[str]:
    names: Counter[str] = Counter()
    with Client(server.url, ca=server.ca) as client:
        mailbox = client.open(secret)
        for message in mailbox.messages():
            assert message.summary is not None, "a summary is torn"
            name = message.summary.envelope.subject
            sent = ledger.sent[name]
            content = mailbox.raw(message)
            assert sha256(content[-sent.size :]).digest() == sent.digest, f"{name} is torn"
            names[name] += 1
        _check_usage(mailbox, sum(names.values()))
    return names


def _check_usage(mailbox: Mailbox, messages: int) -> None:
    mailbox.refresh()
    assert mailbox.usage.messages == messages, "the counters disagree with the messages"
