"""Where the server's time goes under the target load: cProfile in every thread of it, in µs a message.

Profiling slows Python calls down more than it does C, so compare lines with each other, not with the clock.

    python -m bench.profile --cell 50x50x10:plain --lines 40
"""

import argparse
import pstats
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import cpu, load
from bench.cells import TARGET, Cell
from bench.servers import NotAvailable, Running
from bench.servers.tempory import one_server, running

MAILBOXES = 200
ROUNDS = 2


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.profile", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--cell", type=Cell.parse, default=TARGET, help="SESSIONSxMESSAGESxKIBIBYTES:plain|starttls")
    parser.add_argument("--lines", type=int, default=40)
    parser.add_argument("--cumulative", action="store_true", help="sort by time with what was called from there")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tempory-profile-") as name:
        folder = Path(name)
        try:
            with one_server((sys.executable, "-m", "bench.profiled", str(folder))) as (pid, ready):
                server = running(pid, ready, MAILBOXES)
                accepted = _load(server, options.cell)
        except NotAvailable as reason:
            print(reason, file=sys.stderr)
            return 2
        for path in sorted(folder.glob("*.prof")):
            print(f"\n# {path.stem}: µs a message (calls a message), {'cumulative' if options.cumulative else 'own'}")
            _tell(pstats.Stats(str(path)), accepted, options.lines, cumulative=options.cumulative)
    return 0


def _load(server: Running, cell: Cell) -> int:
    accepted = 0
    before = cpu.seconds(server.pid)
    for _ in range(ROUNDS):
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
        accepted += outcome.accepted
        print(f"{outcome.rate:.0f}/s while profiled, failures: {dict(outcome.failures)}")
    print(f"{(cpu.seconds(server.pid) - before) / max(accepted, 1) * 1e3:.2f} CPU-s per 1,000 while profiled")
    return max(accepted, 1)


def _tell(stats: pstats.Stats, accepted: int, lines: int, *, cumulative: bool) -> None:
    # {(file, line, function): (primitive calls, calls, own seconds, cumulative seconds, callers)}
    rows = [(row[3 if cumulative else 2], row[1], place) for place, row in stats.stats.items()]  # type: ignore[attr-defined]
    for seconds, calls, (file, line, function) in sorted(rows, reverse=True)[:lines]:
        short = file if file == "~" else "/".join(Path(file).parts[-3:])
        print(f"{seconds / accepted * 1e6:9.1f} ({calls / accepted:7.2f})  {short}:{line} {function}")


if __name__ == "__main__":
    sys.exit(main())
