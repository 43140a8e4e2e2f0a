"""What the access log costs: mail delivered and mail read, with it and without it, side by side in one run.

Both servers run at once, and take turns; what is compared is medians. Reading is one record a command: IMAP FETCH of a
whole message, and the API's sealed message. Verification is timed over a log made for it.

    python -m bench.accesslog                 rates, CPU and their ratios
    python -m bench.accesslog --verify 1000000
"""

import argparse
import asyncio
import secrets
import ssl
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop

from bench import certificate, cpu, load, report
from bench.logs import make_log, time_verification
from bench.servers.tempory import COMMAND, create, serving

UNLOGGED = (sys.executable, "-m", "bench.unlogged")
SESSIONS = 50
DELIVERED = 4000
READ = 4000
SHARE_WANTED = 0.90
VERIFY_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One server, and mailboxes in it: each secret with its address."""

    name: str
    pid: int
    ready: Mapping[str, Any]
    holders: Sequence[tuple[str, str]]

    def port(self, listener: str) -> int:
        return int(self.ready["listeners"][listener]["port"])


@dataclass(slots=True)
class Sample:
    """Rates in operations a second, CPU in seconds for 1,000 of them."""

    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def take(self, done: int, seconds: float, used: float) -> None:
        self.rates.append(done / seconds)
        self.cpu.append(used * 1000 / done)


def deliver(house: House, sample: Sample) -> None:
    """Deliver messages of 10 KiB over 50 sessions."""
    before = cpu.seconds(house.pid)
    outcome = load.run(
        load.Load(
            host="127.0.0.1",
            port=house.port("smtp"),
            recipients=[address for _, address in house.holders],
            sessions=SESSIONS,
            messages=50,
            size=10 * 1024,
            total=DELIVERED,
        )
    )
    if outcome.failures:
        message = f"{house.name}: {outcome.failures}"
        raise RuntimeError(message)
    sample.take(outcome.accepted, outcome.seconds, cpu.seconds(house.pid) - before)


def read_imap(house: House, sample: Sample) -> None:
    """Fetch whole messages over 50 sessions that stay open."""
    uvloop.run(_read(house, sample, _imap_session))


def read_api(house: House, sample: Sample) -> None:
    """Read sealed messages over 50 connections that stay open."""
    uvloop.run(_read(house, sample, _api_session))


async def _read(house: House, sample: Sample, session: Any) -> None:  # noqa: ANN401 (one of the two below)
    context = ssl.create_default_context(cafile=house.ready["ca"])
    context.check_hostname = False
    each, start = READ // SESSIONS, Start()
    tasks = [
        asyncio.create_task(session(house, context, secret, times=each, start=start))
        for secret, _ in house.holders[:SESSIONS]
    ]
    await start.all_are_ready(SESSIONS)
    before, begun = cpu.seconds(house.pid), time.perf_counter()
    start.go()
    await asyncio.gather(*tasks)
    sample.take(each * SESSIONS, time.perf_counter() - begun, cpu.seconds(house.pid) - before)


class Start:
    """Sessions log in one after the other, and read all at once."""

    def __init__(self) -> None:
        self._ready, self._go = asyncio.Semaphore(0), asyncio.Event()

    async def wait(self) -> None:
        self._ready.release()
        await self._go.wait()

    async def all_are_ready(self, sessions: int) -> None:
        for _ in range(sessions):
            await self._ready.acquire()

    def go(self) -> None:
        self._go.set()


async def _imap_session(house: House, context: ssl.SSLContext, secret: str, *, times: int, start: "Start") -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port("imaps"), ssl=context)
    for tag, command in ((b"a", b'LOGIN "" ' + secret.encode()), (b"b", b"SELECT INBOX")):
        writer.write(tag + b" " + command + b"\r\n")
        await _until(reader, tag)
    await start.wait()
    for number in range(times):
        tag = b"c%d" % number
        writer.write(tag + b" FETCH %d (BODY.PEEK[])\r\n" % (number % 20 + 1))
        await _until(reader, tag)
    writer.close()


async def _until(reader: asyncio.StreamReader, tag: bytes) -> None:
    while True:
        line = await reader.readline()
        if line.startswith(tag + b" "):
            if not line.startswith(tag + b" OK"):
                raise RuntimeError(line)
            return
        if not line:
            raise ConnectionError


async def _api_session(house: House, context: ssl.SSLContext, secret: str, *, times: int, start: "Start") -> None:
    host, port = house.ready["https"].removeprefix("https://").rsplit(":", 1)
    reader, writer = await asyncio.open_connection(host, int(port), ssl=context)
    head = f"Host: {host}\r\nAuthorization: Bearer {secret}\r\n\r\n"
    listed = await _get(reader, writer, "/api/v1/mailbox/messages?limit=20", head)
    ids = [part.split(b'"', 1)[0].decode() for part in listed.split(b'"id":"')[1:]]
    await start.wait()
    for number in range(times):
        await _get(reader, writer, f"/api/v1/mailbox/messages/{ids[number % len(ids)]}/raw", head)
    writer.close()


async def _get(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, head: str) -> bytes:
    writer.write(f"GET {path} HTTP/1.1\r\n{head}".encode())
    length = -1
    status = await reader.readline()
    while (line := await reader.readline()) != b"\r\n":
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    body = await reader.readexactly(length)
    if b" 200 " not in status:
        raise RuntimeError(status + body)
    return body


LOADS = {"deliver": deliver, "read over IMAP": read_imap, "read over the API": read_api}


def measure(repetitions: int) -> dict[str, dict[str, Sample]]:
    """Measure both, in turns."""
    results = {name: {"with": Sample(), "without": Sample()} for name in LOADS}
    with tempfile.TemporaryDirectory(prefix="tempory-bench-", ignore_cleanup_errors=True) as top, ExitStack() as stack:
        houses = []
        for name, command in (("with", COMMAND), ("without", UNLOGGED)):
            folder = Path(top) / name
            folder.mkdir()
            pid, ready = stack.enter_context(serving(folder, *certificate.write(folder), command))
            secrets_ = [f"tpy_{secrets.token_urlsafe(32)}" for _ in range(SESSIONS)]
            holders = [(secret, create(ready, secret)) for secret in secrets_]
            houses.append(House(name=name, pid=pid, ready=ready, holders=holders))
        for house in houses:
            deliver(house, Sample())  # what is read later; and caches are warm
        for repetition in range(repetitions):
            for name, run in LOADS.items():
                for house in houses if repetition % 2 else reversed(houses):
                    run(house, results[name][house.name])
    return results


def tell(results: Mapping[str, Mapping[str, Sample]]) -> int:
    """Print the table; 1 if logging costs more than a tenth of a rate."""
    print("| load | with, 1/s | without, 1/s | rate | CPU-ms with | without | CPU |\n|---|---|---|---|---|---|---|")
    status = 0
    for name, row in results.items():
        rate_with, rate_without = (statistics.median(row[each].rates) for each in ("with", "without"))
        cpu_with, cpu_without = (statistics.median(row[each].cpu) for each in ("with", "without"))
        rate, used = rate_with / rate_without, cpu_with / cpu_without
        print(
            f"| {name} | {rate_with:.0f} | {rate_without:.0f} | {rate:.2f} | {cpu_with:.2f} | {cpu_without:.2f} |"
            f" {used:.2f} |"
        )
        status |= rate < SHARE_WANTED
    print("kept: logging costs under a tenth" if not status else "missed: logging costs more than a tenth")
    return int(status)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.accesslog", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--verify", type=int, metavar="RECORDS", help="time the verification of a log of so many")
    options = parser.parse_args(arguments)
    if options.verify:
        return verify(options.verify)
    results = measure(options.repetitions)
    kept = {
        name: {each: {"rates": sample.rates, "cpu": sample.cpu} for each, sample in row.items()}
        for name, row in results.items()
    }
    print(f"written to {report.keep('accesslog', kept)}")
    return tell(results)


def verify(records: int) -> int:
    """Make a log of `records` and time its verification."""
    with tempfile.TemporaryDirectory(prefix="tempory-bench-") as top:
        key = make_log(Path(top), records)
        before = time.process_time()
        seconds, verdict = time_verification(Path(top), key)
        used = time.process_time() - before
    told = f"{verdict.size} records under {verdict.checkpoints} checkpoints verified"
    print(f"{told} in {seconds:.1f} s, {used:.1f} s of CPU")
    return int(not verdict.is_intact or seconds > VERIFY_SECONDS * records / 1_000_000)


if __name__ == "__main__":
    sys.exit(main())
