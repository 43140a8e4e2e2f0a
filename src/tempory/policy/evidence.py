"""What probes found out.

Evidence is for the operator: its text may name files and listeners, and never leaves by the public page. What the
public reads is decided by `assess`, from the state and the age alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tempory.values import Instant


class State(StrEnum):
    """Whether a clause is kept, as far as anybody can tell."""

    KEPT = "kept"
    NOT_KEPT = "not_kept"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One probe's answer: what it looked at, and what it saw. UNKNOWN: it could not look."""

    probe: str
    state: State
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What all probes of one clause found at one instant."""

    clause: str
    state: State
    text: str
    checked_at: Instant


def conclude(clause: str, probes: Iterable[str], findings: Iterable[Finding], *, checked_at: Instant) -> Evidence:
    """Weigh `findings` for a clause. Fails closed: a probe that did not answer makes the clause unknown at best.

    One broken finding breaks the clause, whatever else is unknown. The text puts what is wrong first.
    """
    by_probe: dict[str, list[Finding]] = {name: [] for name in probes}
    for finding in findings:
        if finding.probe in by_probe:
            by_probe[finding.probe].append(finding)
    weighed = [
        finding
        for name, found in by_probe.items()
        for finding in found or [Finding(probe=name, state=State.UNKNOWN, text="the probe gave no answer")]
    ]
    order = (State.NOT_KEPT, State.UNKNOWN, State.KEPT)
    state = min((finding.state for finding in weighed), key=order.index, default=State.UNKNOWN)
    weighed.sort(key=lambda finding: order.index(finding.state))
    text = "; ".join(f"{finding.probe}: {finding.text}" for finding in weighed)
    return Evidence(clause=clause, state=state, text=text, checked_at=checked_at)
