"""What tests of probes share. A test marked `breaks(probe, …)` has to see each of these probes say NOT_KEPT.

tests/policy/test_register.py counts the marks: a probe that nobody has broken fails the build.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pytest

from tempory.policy import Finding, State

ORDER = (State.NOT_KEPT, State.UNKNOWN, State.KEPT)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "breaks(*probes): breaks what these probes check, and sees them say so")


@dataclass
class Judge:
    """Gives each probe's worst finding, and remembers which were NOT_KEPT."""

    broken: set[str] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)

    def __call__(self, findings: Iterable[Finding]) -> dict[str, State]:
        states: dict[str, State] = {}
        for finding in findings:
            self.texts[finding.probe] = f"{self.texts.get(finding.probe, '')}{finding.text}\n"
            states[finding.probe] = min(finding.state, states.get(finding.probe, State.KEPT), key=ORDER.index)
        self.broken |= {probe for probe, state in states.items() if state is State.NOT_KEPT}
        return states


@pytest.fixture
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    judge = Judge()
    yield judge
    promised = {probe for marker in request.node.iter_markers("breaks") for probe in marker.args}
    assert promised <= judge.broken, f"this test does not break {sorted(promised - judge.broken)}"
