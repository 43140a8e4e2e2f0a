"""Tempory, Postfix and aiosmtpd under the same loads, side by side in one run.

Repetitions are interleaved (each server once, then again), so that whatever else the machine does falls on all of them;
what is compared is medians. Tempory seals, stores and syncs before the 250; Postfix syncs its queue file before the
250 and its Maildir file later, which its CPU figure includes: CPU is read when the queue is empty.

    python -m bench.ingest                      all 36 cells, about a quarter of an hour
    python -m bench.ingest --quick              the target cell and three more
    python -m bench.ingest --cells 50x50x10:plain 1x1x1:starttls
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import certificate, cpu, load, report
from bench.cells import ALL, QUICK, TARGET, Cell
from bench.servers import NotAvailable, Running
from bench.servers.aiosmtpd import aiosmtpd
from bench.servers.postfix import postfix
from bench.servers.tempory import tempory

Start = Callable[[Path, Path, Path, int], AbstractContextManager[Running]]
SERVERS: dict[str, Start] = {"tempory": tempory, "postfix": postfix, "aiosmtpd": aiosmtpd}
MAILBOXES = 200
RATE_WANTED = 2.0
CPU_WANTED = 1 / 3


@dataclass(slots=True)
class Sample:
    """One server under one load: rates in accepted messages a second, CPU in seconds per 1,000 accepted messages."""

    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    generator_cores: list[float] = field(default_factory=list)
    failures: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    @property
    def cpu_per_thousand(self) -> float:
        return statistics.median(self.cpu)

    def take(self, server: Running, cell: Cell) -> None:
        """Measure once more."""
        before = cpu.seconds(server.pid)
        outcome = load.run(
            load.Load(
                host="127.0.0.1",
                port=server.port,
                recipients=server.recipients,
                sessions=cell.sessions,
                messages=cell.messages,
                size=cell.octets,
                total=cell.total,
                tls=cell.tls,
            )
        )
        server.drain()
        used = cpu.seconds(server.pid) - before
        self.rates.append(outcome.rate)
        self.cpu.append(used * 1000 / max(outcome.accepted, 1))
        self.generator_cores.append(outcome.generator_cpu / max(outcome.seconds, 1e-9))
        for reason, count in outcome.failures.items():
            self.failures[reason] = self.failures.get(reason, 0) + count


Results = Mapping[Cell, Mapping[str, Sample]]


@contextmanager
def started(names: Sequence[str]) -> Iterator[list[Running]]:
    """Start the servers in one temporary folder; stop them and remove it at the end."""
    with tempfile.TemporaryDirectory(prefix="tempory-bench-", ignore_cleanup_errors=True) as name, ExitStack() as stack:
        top = Path(name)
        top.chmod(0o755)  # Postfix's virtual(8) delivers as another user
        cert, key = certificate.write(top)
        servers = []
        for server in names:
            folder = top / server
            folder.mkdir(mode=0o755)
            servers.append(stack.enter_context(SERVERS[server](folder, cert, key, MAILBOXES)))
        yield servers


def measure(cells: Sequence[Cell], servers: Sequence[Running], repetitions: int) -> dict[Cell, dict[str, Sample]]:
    """Measure every cell; a line for each as it is done."""
    results: dict[Cell, dict[str, Sample]] = {}
    for server in servers:  # caches, lazy imports and the first processes of a pool are not what is compared
        Sample().take(server, Cell(10, 10, 10, tls=False))
        Sample().take(server, Cell(10, 10, 10, tls=True))
    for cell in cells:
        samples = results[cell] = {server.name: Sample() for server in servers}
        for repetition in range(repetitions):
            turn = repetition % len(servers)
            for server in (*servers[turn:], *servers[:turn]):
                samples[server.name].take(server, cell)
        print(report.line(cell, samples), flush=True)
    return results


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.ingest", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="the target cell and three more")
    parser.add_argument(
        "--cells", nargs="+", type=Cell.parse, metavar="CELL", help="SESSIONSxMESSAGESxKIBIBYTES:plain|starttls"
    )
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--servers", nargs="+", choices=SERVERS, default=list(SERVERS))
    parser.add_argument("--document", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args(arguments)
    cells = options.cells or (QUICK if options.quick else ALL)
    try:
        with started(options.servers) as servers:
            print(report.heading(options.servers), flush=True)
            results = measure(cells, servers, options.repetitions)
    except NotAvailable as reason:
        print(reason, file=sys.stderr)
        return 2
    print(f"\nwritten to {report.keep('ingest', report.ingest_json(results))}")
    if options.document:
        table = [report.heading(options.servers), *(report.line(cell, samples) for cell, samples in results.items())]
        report.document("ingest", table)
    return judge(results)


def judge(results: Results) -> int:
    """Say whether the promises hold; the exit status says it too."""
    failed = [
        f"{cell.name}: {name}: {sample.failures}"
        for cell, row in results.items()
        for name, sample in row.items()
        if sample.failures
    ]
    for cell, row in results.items():
        if not {"tempory", "postfix"} <= set(row):
            continue
        rate = report.ratio(row["tempory"].rate, row["postfix"].rate)
        share = report.ratio(row["tempory"].cpu_per_thousand, row["postfix"].cpu_per_thousand)
        if cell == TARGET and not (rate >= RATE_WANTED and share <= CPU_WANTED):
            failed.append(f"{cell.name}: {rate:.2f}× Postfix's rate, {share:.2f} of its CPU (wanted 2×, 0.33)")
        elif not rate >= 1:
            failed.append(f"{cell.name}: {rate:.2f}× Postfix's rate (wanted 1×)")
    if failed or {"tempory", "postfix"} <= {name for row in results.values() for name in row}:
        print("\n".join(failed) if failed else "every promise about speed holds")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
