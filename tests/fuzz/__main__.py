"""`make fuzz`: every target for a bounded time, then two IMAP sessions under random commands. docs/testing.md."""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.targets import TARGETS

SESSIONS = "sessions"
SECONDS = 60
_TRIED = re.compile(r"stat::number_of_executed_units: +(\d+)|(\d+) steps")
_SPARE = 60  # seconds to start in, and to write down what was found


def main() -> int:
    names = [*TARGETS, SESSIONS]
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="for each target")
    parser.add_argument("targets", nargs="*", metavar="target", help=f"of {', '.join(names)}; all without one")
    chosen = parser.parse_args()
    if unknown := set(chosen.targets) - set(names):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    failed = [name for name in chosen.targets or names if not fuzz(name, chosen.seconds)]
    return 1 if failed else 0


def fuzz(name: str, seconds: int) -> bool:
    """Run one target in a process of its own; say how it went."""
    module = "tests.fuzz.sessions" if name == SESSIONS else "tests.fuzz.run"
    with tempfile.TemporaryDirectory(prefix="tempory-fuzz-") as folder:
        command = [sys.executable, "-W", "error", "-m", module, name, str(seconds), folder]
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds * 3 + _SPARE, check=False)
        said = done.stdout + done.stderr
        tried = [next(filter(None, match)) for match in _TRIED.findall(said)]
        outcome = "held" if done.returncode == 0 else "FAILED"
        notes = "".join(f"; {line}" for line in said.splitlines() if line.startswith("without atheris"))
        print(f"{name:10} {outcome}, {tried[-1] if tried else 'no'} inputs in {seconds} s{notes}", flush=True)  # noqa: T201 (a command's output)
        if done.returncode:
            print("\n".join(said.splitlines()[-80:]))  # noqa: T201 (a command's output)
            for crash in sorted(Path(folder).glob("*-*")) + sorted(Path(folder).glob("crash")):
                print(f"{crash.name}: {crash.read_bytes()!r}")  # noqa: T201 (a command's output)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
