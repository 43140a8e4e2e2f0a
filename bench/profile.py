"""Where the server's CPU time goes under a load: samples of the serving thread and each thread's share, a message.

python -m bench.profile --cell 50x50x10:plain --lines 40
"""

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import load
from bench.cells import TARGET, Cell
from bench.servers import NotAvailable, Running
from bench.servers.tempory import one_server, running

MAILBOXES = 200
ROUNDS = 4
PATIENCE = 10.0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.profile", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--cell", type=Cell.parse, default=TARGET, help="SESSIONSxMESSAGESxKIBIBYTES:plain|starttls")
    parser.add_argument("--lines", type=int, default=40)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tempory-profile-") as name:
        target = Path(name) / "seen.json"
        try:
            with one_server((sys.executable, "-m", "bench.profiled", str(target))) as (pid, ready):
                server = running(pid, ready, MAILBOXES)
                _send(server, options.cell)  # warms up
                _collect(pid, target)
                accepted = sum(_send(server, options.cell) for _ in range(ROUNDS))
                seen = _collect(pid, target)
        except NotAvailable as reason:
            print(reason, file=sys.stderr)
            return 2
    for title, key in (("inside a function, with what it called", "inside"), ("on a line, C included", "lines")):
        print(f"\nµs a message {title}")
        _tell(seen[key], accepted, options.lines)
    print("\nCPU µs a message by thread")
    _tell({name: spent * 1e6 for name, spent in seen["threads"].items()}, accepted, options.lines)
    return 0


def _send(server: Running, cell: Cell) -> int:
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
    print(f"{outcome.rate:.0f}/s while profiled; failures: {dict(outcome.failures)}", flush=True)
    return max(outcome.accepted, 1)


def _collect(pid: int, target: Path) -> dict[str, Any]:
    """Ask the server for what was seen."""
    os.kill(pid, signal.SIGUSR1)
    deadline = time.monotonic() + PATIENCE
    while not target.exists():
        if time.monotonic() > deadline:
            message = "the server did not write its profile"
            raise NotAvailable(message)
        time.sleep(0.05)
    seen: dict[str, Any] = json.loads(target.read_text())
    target.unlink()
    return seen


def _tell(seen: Mapping[str, float], accepted: int, lines: int) -> None:
    for place, microseconds in sorted(seen.items(), key=lambda item: -item[1])[:lines]:
        if microseconds / accepted >= 0.1:
            print(f"{microseconds / accepted:9.1f}  {place}")


if __name__ == "__main__":
    sys.exit(main())
