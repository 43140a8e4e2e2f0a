"""Tempory, Postfix as it is, and Postfix with OpenDKIM and SpamAssassin, side by side: what checking mail costs.

`python -m bench.checked`. Every message is one of `bench.messages`, 10 KiB, over twenty sessions; the checked Postfix
gets two sessions and a hundred messages, once, for each takes it half a second of CPU. Nobody asks DNS here: senders on
loopback are spared it, and SpamAssassin runs with `--local`.
"""

import sys
from collections.abc import Sequence

from bench.cells import Cell
from bench.ingest import SERVERS, Sample, started
from bench.servers import NotAvailable
from bench.servers.checked import checked

WANTED_OF_CHECKED = 20.0
WANTED_OF_BARE = 0.5
CELLS = {"tempory": Cell(20, 50, 10, tls=False), "postfix": Cell(20, 50, 10, tls=False)}
CHECKED = Cell(2, 50, 10, tls=False)
REPETITIONS = 3


def main(arguments: Sequence[str]) -> int:
    """Measure, print the ratios, and return 1 if one is missed."""
    del arguments
    SERVERS["postfix-checked"] = checked
    try:
        with started(["tempory", "postfix", "postfix-checked"]) as servers:
            samples = {server.name: Sample() for server in servers}
            for server in servers[:2]:
                Sample().take(server, Cell(5, 10, 10, tls=False))
            for repetition in range(REPETITIONS):
                for server in servers[: 2 if repetition else 3]:
                    samples[server.name].take(server, CELLS.get(server.name, CHECKED))
    except NotAvailable as reason:
        print(reason, file=sys.stderr)
        return 2
    for name, sample in samples.items():
        print(f"{name:>16}: {sample.rate:.1f}/s {dict(sample.failures) or ''}", flush=True)
    of_checked = samples["tempory"].rate / samples["postfix-checked"].rate
    of_bare = samples["tempory"].rate / samples["postfix"].rate
    print(
        f"rate: {of_checked:.1f} x checked Postfix (>= {WANTED_OF_CHECKED}), {of_bare:.2f} x bare (>= {WANTED_OF_BARE})"
    )
    return int(of_checked < WANTED_OF_CHECKED or of_bare < WANTED_OF_BARE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
