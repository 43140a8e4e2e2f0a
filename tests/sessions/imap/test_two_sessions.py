"""A modest run of what `make fuzz` runs for longer: `machine` says what is compared."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sessions.imap.house import House
from tests.sessions.imap.machine import TwoSessions


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[type[TwoSessions]]:
    with asyncio.Runner() as runner:
        house = House(tmp_path / "data")
        yield type("Machine", (TwoSessions,), {"runner": runner, "house": house, "steps": 0})
        house.close()


def test_two_sessions_see_one_mailbox(machine: type[TwoSessions]) -> None:
    modest = settings(
        max_examples=25,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # `make fuzz` shrinks what fails; here it would take minutes
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(machine, settings=modest)
    assert machine.steps > 500
