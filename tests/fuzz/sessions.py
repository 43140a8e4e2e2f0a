"""Two IMAP sessions under random commands until the time is up: `python -m tests.fuzz.sessions - SECONDS FOLDER`.

What fails is shrunk and shown as the steps that lead there. `tests.sessions.imap.machine` says what is compared.
"""

import asyncio
import random
import sys
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sessions.imap.house import House
from tests.sessions.imap.machine import TwoSessions

RUNS, STEPS = 20, 50  # a seed is good for so many runs; then the clock is looked at


def main() -> None:
    seconds, folder = int(sys.argv[2]), Path(sys.argv[3])
    end = time.monotonic() + seconds
    campaign = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
        verbosity=Verbosity.normal,
    )
    with asyncio.Runner() as runner:
        house = House(folder / "data")
        machine = type("Machine", (TwoSessions,), {"runner": runner, "house": house, "steps": 0})
        try:
            while time.monotonic() < end:
                chosen = random.SystemRandom().getrandbits(64)
                print(f"seed {chosen}", flush=True)  # noqa: T201 (what repeats a failure)
                run_state_machine_as_test(seed(chosen)(machine), settings=campaign)
        finally:
            print(f"{machine.steps} steps")  # type: ignore[attr-defined]  # noqa: T201 (a command's output)
            house.close()


if __name__ == "__main__":
    main()
