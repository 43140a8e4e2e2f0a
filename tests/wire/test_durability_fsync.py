"""250 comes after fsync: what a real server asks of the kernel, as strace saw it, for each message of a busy moment."""

import re
import shutil
import socket
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.serving import RunningServer

CONNECTIONS = 5
MESSAGES = 8
READS = frozenset({"read", "readv", "recvfrom", "recvmsg"})
WRITES = frozenset({"write", "writev", "sendto", "sendmsg"})
STORES = frozenset({"pwrite64", "pwritev"})
SYNCS = frozenset({"fsync", "fdatasync"})
WAL = "/mail.db-wal"
# -D: strace is the grandchild, so that the server is the process we signal. -y: descriptors with what they stand for.
STRACE = ("strace", "-D", "-f", "-y", "-qq", "--seccomp-bpf", "-s", "1000")
CALLS = ("-e", "trace=" + ",".join(sorted(READS | WRITES | STORES | SYNCS)))

_LINE = re.compile(r"(?P<pid>\d+) +(?P<rest>.*)")
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>")
_CALL = re.compile(r"(?P<name>\w+)\(\d+<(?P<file>[^>]*)>(?P<text>.*) = (?P<result>-?\d+)[^=]*")


@dataclass(frozen=True, slots=True)
class Call:
    """A system call on a file or socket; `began` and `ended` are lines of the trace."""

    name: str
    file: str
    text: str
    result: int
    began: int
    ended: int


def parse_trace(lines: Iterable[str]) -> Iterator[Call]:
    """Return the calls in the order of their ends. One that others interrupt stands on two lines of the trace."""
    unfinished: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(lines):
        match = _LINE.fullmatch(line.rstrip("\n"))
        if match is None:
            continue
        pid, rest = match["pid"], match["rest"]
        if rest.endswith("<unfinished ...>"):
            unfinished[pid] = (number, rest.removesuffix("<unfinished ...>"))
            continue
        began = number
        if (resumed := _RESUMED.match(rest)) is not None:
            began, start = unfinished.pop(pid)
            rest = start + rest[resumed.end() :]
        if (call := _CALL.fullmatch(rest)) is not None:
            yield Call(call["name"], call["file"], call["text"], int(call["result"]), began, number)


def find_faults(calls: list[Call], endings: dict[str, str]) -> Iterator[str]:
    """Check that each message was read to its end, then written, then synced, then answered, in this order.

    `endings` gives for each message's mark what its last read ends with, as strace writes it.
    """
    for mark, ending in endings.items():
        arrival = _arrival(calls, mark, ending)
        if arrival is None:
            yield f"{mark} was never read"
            continue
        answer = next((call for call in calls if _answers(call, arrival)), None)
        if answer is None:
            yield f"{mark} was never answered"
        elif not any(_synced_between(calls, sync, arrival, answer) for sync in calls):
            yield f"{mark} was answered without a sync"


def _arrival(calls: list[Call], mark: str, ending: str) -> Call | None:
    """Return the call that read the last octet of the message, which may come later than its mark."""
    begun = next((call for call in calls if call.name in READS and mark in call.text), None)
    if begun is None:
        return None
    reads = (call for call in calls if call.name in READS and call.file == begun.file and call.ended >= begun.ended)
    return next((call for call in reads if f'{ending}"' in call.text), None)


def _answers(call: Call, arrival: Call) -> bool:
    is_reply = call.name in WRITES and call.file == arrival.file and call.began > arrival.ended
    return is_reply and '"250 2.0.0' in call.text


def _synced_between(calls: list[Call], sync: Call, arrival: Call, answer: Call) -> bool:
    if sync.name not in SYNCS or not sync.file.endswith(WAL) or sync.result != 0:
        return False
    stored = any(
        call.name in STORES and call.file == sync.file and arrival.ended < call.began and call.ended < sync.began
        for call in calls
    )
    return stored and sync.ended < answer.began


def _deliver(port: int, recipient: str, marks: list[str], *, chunks: bool) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        replies = connection.makefile("rb")

        def ask(octets: bytes, code: bytes) -> None:
            connection.sendall(octets)
            while (line := replies.readline())[3:4] == b"-":
                pass
            assert line.startswith(code), line

        ask(b"", b"220")
        ask(b"EHLO client.example\r\n", b"250")
        for mark in marks:
            content = b"Subject: x\r\n\r\n" + mark.encode() + b"\r\n"
            ask(b"MAIL FROM:<a@client.example>\r\n", b"250")
            ask(b"RCPT TO:<%s>\r\n" % recipient.encode(), b"250")
            if chunks:
                ask(b"BDAT %d LAST\r\n%s" % (len(content), content), b"250 2.0.0")
            else:
                ask(b"DATA\r\n", b"354")
                ask(content + b".\r\n", b"250 2.0.0")


def _need_strace(tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    tried = subprocess.run([*STRACE, "-o", str(tmp_path / "trial"), "true"], capture_output=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"strace may not trace here: {tried.stderr.decode(errors='replace').strip()}")


def test_every_message_is_synced_before_it_is_acknowledged(tmp_path: Path) -> None:
    _need_strace(tmp_path)
    trace = tmp_path / "trace"
    server = RunningServer(tmp_path / "data").start([*STRACE, *CALLS, "-o", str(trace)])
    endings: dict[str, str] = {}
    try:
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            delivering = []
            for connection in range(CONNECTIONS):
                chunks = connection % 2 == 1
                marks = [f"mark-{connection}-{number}-end" for number in range(MESSAGES)]
                endings |= {mark: mark + (r"\r\n" if chunks else r"\r\n.\r\n") for mark in marks}
                recipient = f"postmaster@{server.domain}"
                delivering.append(pool.submit(_deliver, server.port("smtp"), recipient, marks, chunks=chunks))
            for each in delivering:
                each.result()
        assert server.stop() == 0
    finally:
        server.kill()

    with trace.open(encoding="ascii", errors="replace") as lines:
        calls = list(parse_trace(lines))
    assert list(find_faults(calls, endings)) == []

    # The same moment without its syncs: each message would have been missed.
    unsynced = [call for call in calls if call.name not in SYNCS]
    assert len(list(find_faults(unsynced, endings))) == len(endings)
    failed = [replace(call, result=-1) if call.name in SYNCS else call for call in calls]
    assert len(list(find_faults(failed, endings))) == len(endings)


READ = r'1 read(31<socket:[7]>, "Subject: x\r\n\r\nmark\r\n.\r\n", 256000) = 25'
STORE = r'2 pwrite64(17</d/mail.db-wal>, "\0\0"..., 4096, 0) = 4096'
SYNC = "2 fdatasync(17</d/mail.db-wal>) = 0"
ANSWER = r'1 write(31<socket:[7]>, "250 2.0.0 Sealed and stored\r\n", 29) = 29'
SYNC_BEGINS = "2 fdatasync(17</d/mail.db-wal> <unfinished ...>"
SYNC_ENDS = "2 <... fdatasync resumed>) = 0"


@pytest.mark.parametrize(
    ("trace", "faults"),
    [
        ([READ, STORE, SYNC, ANSWER], []),
        ([READ, STORE, SYNC_BEGINS, SYNC_ENDS, ANSWER], []),
        ([READ.replace(r"\n.\r\n", r"\n"), r'1 read(31<socket:[7]>, "mark\r\n.\r\n", 9) = 3', STORE, SYNC, ANSWER], []),
        ([READ, STORE, SYNC_BEGINS, ANSWER, SYNC_ENDS], ["mark was answered without a sync"]),
        ([READ, STORE, ANSWER, SYNC], ["mark was answered without a sync"]),
        ([STORE, SYNC, READ, ANSWER], ["mark was answered without a sync"]),
        ([SYNC_BEGINS, READ, STORE, SYNC_ENDS, ANSWER], ["mark was answered without a sync"]),
        ([STORE, READ, SYNC, ANSWER], ["mark was answered without a sync"]),
        ([READ, STORE, SYNC.replace("mail.db-wal", "mail.db"), ANSWER], ["mark was answered without a sync"]),
        ([READ, STORE, SYNC.replace("= 0", "= -1 EIO (error)"), ANSWER], ["mark was answered without a sync"]),
        ([READ, STORE, SYNC], ["mark was never answered"]),
        ([READ, STORE, SYNC, ANSWER.replace("[7]", "[8]")], ["mark was never answered"]),
        ([STORE, SYNC, ANSWER], ["mark was never read"]),
    ],
)  # fmt: skip
def test_a_trace_that_shows_less_is_refused(trace: list[str], faults: list[str]) -> None:
    assert list(find_faults(list(parse_trace(trace)), {"mark": r"mark\r\n.\r\n"})) == faults
