"""Resident memory of the server with many stored mailboxes and many open event streams, and after a load of mail.

python -m bench.memory --mailboxes 10000 --streams 1000
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import uvloop

from bench import cpu, load, messages, report
from bench.pages import Page, Pages, make
from bench.servers import NotAvailable
from bench.servers.tempory import one_server

WANTED = 300_000_000
SETTLE = 2.0
TOLD = 20
LATE = 10.0


async def measure(pid: int, ready: Mapping[str, Any], mailboxes: int, streams: int) -> dict[str, int]:
    """Return resident octets at each step."""
    found = {"at start": cpu.resident(pid)}
    owned = await make(ready, mailboxes)
    await asyncio.sleep(SETTLE)
    found[f"{mailboxes:,} mailboxes"] = cpu.resident(pid)
    open_pages = Pages(ready)
    pages = await open_pages.open(owned[:streams])
    await asyncio.sleep(SETTLE)
    found[f"and {streams:,} event streams"] = cpu.resident(pid)
    outcome = await load.send(_mail(ready, [each.address for each in owned]))
    if outcome.failures:
        message = f"mail was refused: {outcome.failures}"
        raise RuntimeError(message)
    await _hear(pages, outcome.accepted)
    found[f"and after {outcome.accepted:,} messages of 10 KiB"] = cpu.resident(pid)
    await open_pages.close()
    return found


def _mail(ready: Mapping[str, Any], recipients: Sequence[str]) -> load.Load:
    smtp = ready["listeners"]["smtp"]
    return load.Load(
        host=smtp["host"],
        port=smtp["port"],
        recipients=recipients,
        sessions=50,
        messages=50,
        size=10 * messages.KIBIBYTE,
        total=5_000,
    )


async def _hear(pages: Sequence[Page], accepted: int) -> None:
    """Prove that the streams are alive: mailboxes are written to in turn, so the first of them all heard."""
    expected = min(len(pages), accepted)
    deadline = time.perf_counter() + LATE
    while sum(bool(page.arrived) for page in pages) < expected:
        if time.perf_counter() > deadline:
            message = f"only {sum(bool(page.arrived) for page in pages)} of {expected} streams heard of their mail"
            raise RuntimeError(message)
        await asyncio.sleep(0.1)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--mailboxes", type=int, default=10_000)
    parser.add_argument("--streams", type=int, default=1_000)
    parser.add_argument("--document", action="store_true", help="put the figures into docs/performance.md")
    options = parser.parse_args(arguments)
    try:
        with one_server() as (pid, ready), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            found = runner.run(measure(pid, ready, options.mailboxes, options.streams))
    except NotAvailable as reason:
        print(reason, file=sys.stderr)
        return 2
    lines = ["| server | resident MB |", "|---|---:|"]
    lines += [f"| {step} | {octets / 1e6:.0f} |" for step, octets in found.items()]
    print("\n".join(lines))
    if options.document:
        report.document("memory", lines)
    print(f"written to {report.keep('memory', found)}")
    if max(found.values()) > WANTED:
        print(f"wanted: below {WANTED / 1e6:.0f} MB")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
