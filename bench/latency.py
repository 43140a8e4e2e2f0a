"""How long after its 250 a message is on the open page: SMTP in, server-sent event over TLS out.

python -m bench.latency --rate 100 --seconds 30
"""

import argparse
import asyncio
import itertools
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import uvloop

from bench import messages, report
from bench.pages import Page, Pages, make
from bench.servers import NotAvailable
from bench.servers.tempory import one_server

PAGES = 100
SENDERS = 10
WANTED_MS = 250.0
LATE, PATIENCE = 10.0, 0.05


@dataclass(slots=True)
class Moments:
    """For each address, when its messages were sent in full and when they got their 250, in order."""

    sent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    accepted: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


class Sender:
    """One SMTP connection that stays open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def connect(cls, smtp: Mapping[str, Any]) -> "Sender":
        sender = cls(*await asyncio.open_connection(smtp["host"], smtp["port"]))
        await sender._expect(b"220")
        sender._writer.write(b"EHLO load.example\r\n")
        await sender._expect(b"250")
        return sender

    async def send(self, address: str, content: bytes, moments: Moments) -> None:
        envelope = f"MAIL FROM:<news@load.example>\r\nRCPT TO:<{address}>\r\nDATA\r\n"
        self._writer.write(envelope.encode())
        for code in (b"250", b"250", b"354"):
            await self._expect(code)
        self._writer.write(content + b".\r\n")
        sent = time.perf_counter()
        await self._expect(b"250")
        moments.accepted[address].append(time.perf_counter())
        moments.sent[address].append(sent)

    async def _expect(self, code: bytes) -> None:
        while (line := await self._reader.readline())[3:4] == b"-":
            pass
        if not line.startswith(code):
            message = f"wanted {code!r}, got {line!r}"
            raise RuntimeError(message)

    def close(self) -> None:
        self._writer.close()


async def send_evenly(
    smtp: Mapping[str, Any], addresses: Sequence[str], rate: float, seconds: float, content: bytes
) -> Moments:
    """Send `rate` messages a second to `addresses` in turn."""
    moments = Moments()
    senders = [await Sender.connect(smtp) for _ in range(SENDERS)]
    turns = zip(range(round(rate * seconds)), itertools.cycle(addresses))
    began = time.perf_counter()

    async def work(sender: Sender) -> None:
        for number, address in turns:
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            await sender.send(address, content, moments)
        sender.close()

    await asyncio.gather(*(work(sender) for sender in senders))
    return moments


async def measure(ready: Mapping[str, Any], rate: float, seconds: float, size: int) -> dict[str, Any]:
    """Return the quantiles in ms: from the 250, and from the end of the message, to the event."""
    owned = await make(ready, PAGES)
    open_pages = Pages(ready)
    pages = await open_pages.open(owned)
    smtp = ready["listeners"]["smtp"]
    content = messages.build(size, seed=1)
    await send_evenly(smtp, [each.address for each in owned], rate, 1, content)  # warms up
    await _all_arrived(pages, round(rate))
    for page in pages:
        page.arrived.clear()
    moments = await send_evenly(smtp, [each.address for each in owned], rate, seconds, content)
    total = sum(map(len, moments.accepted.values()))
    await _all_arrived(pages, total)
    await open_pages.close()
    return {
        "messages": total,
        "events": sum(len(page.arrived) for page in pages),
        "from_250": _quantiles(_delays(pages, moments.accepted)),
        "from_end_of_data": _quantiles(_delays(pages, moments.sent)),
    }


async def _all_arrived(pages: Sequence[Page], total: int) -> None:
    """Wait a while for the last events; whoever asked compares the counts."""
    for _ in range(round(LATE / PATIENCE)):
        if sum(len(page.arrived) for page in pages) >= total:
            return
        await asyncio.sleep(PATIENCE)


def _delays(pages: Sequence[Page], since: Mapping[str, Sequence[float]]) -> list[float]:
    """Pair the messages of each mailbox with its events: a mailbox gets one a second, so their order is the same.

    An event that comes before its 250 counts as 0.
    """
    delays = []
    for page in pages:
        for moment, event in zip(since[page.owned.address], page.arrived, strict=False):
            delays.append(max(0.0, event - moment) * 1000)
    return delays


def _quantiles(delays: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(delays, n=1000)
    return {"p50": cuts[499], "p99": cuts[989], "p999": cuts[998], "max": max(delays)}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.latency", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rate", type=float, default=100, help="messages a second")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--size", type=int, default=10, help="KiB a message")
    parser.add_argument("--document", action="store_true", help="put the figures into docs/performance.md")
    options = parser.parse_args(arguments)
    try:
        with one_server() as (_, ready), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            found = runner.run(measure(ready, options.rate, options.seconds, options.size * messages.KIBIBYTE))
    except NotAvailable as reason:
        print(reason, file=sys.stderr)
        return 2
    lines = ["| ms to the event on the open page | p50 | p99 | p99.9 | longest |", "|---|---:|---:|---:|---:|"]
    for name, since in (("from_250", "from the 250"), ("from_end_of_data", "from the end of the message")):
        values = " | ".join(f"{value:.1f}" for value in found[name].values())
        lines.append(f"| {since}, {options.rate:g} messages/s of {options.size} KiB | {values} |")
    print("\n".join(lines))
    if options.document:
        report.document("latency", lines)
    print(f"written to {report.keep('latency', found)}")
    if found["events"] < found["messages"]:
        print(f"{found['messages'] - found['events']} of {found['messages']} events never came")
        return 1
    if found["from_250"]["p99"] > WANTED_MS:
        print(f"wanted: p99 below {WANTED_MS:g} ms")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
