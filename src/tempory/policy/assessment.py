"""What may be claimed in public, given the evidence and its age.

| evidence                        | public state | reason       | why |
|---------------------------------|--------------|--------------|-----|
| kept, not older than `max_age`  | kept         | proved       | |
| kept, older                     | not kept     | lapsed       | a promise nobody checks is not kept |
| kept, dated in the future       | not kept     | lapsed       | a clock or a file is wrong; trust neither |
| not kept, of any age            | not kept     | broken       | a broken promise does not heal by waiting |
| unknown, of any age             | not kept     | undetermined | looked, and could not tell: that is no proof |
| none, server younger than that  | unknown      | unchecked    | "not yet checked", for one `max_age` at most |
| none, server older              | not kept     | lapsed       | or it could stay "not yet checked" for ever |
"""

from dataclasses import dataclass
from enum import StrEnum

from tempory.policy.clauses import Clause
from tempory.policy.evidence import Evidence, State
from tempory.values import Instant

# Two clocks of one machine, read in two processes, do not differ by more.
_CLOCK_TOLERANCE_MS = 60_000


class Reason(StrEnum):
    """Why a clause stands as it stands."""

    PROVED = "proved"
    BROKEN = "broken"
    UNDETERMINED = "undetermined"
    LAPSED = "lapsed"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A clause as the public sees it. `age` in seconds; None while there is no evidence."""

    clause: Clause
    state: State
    reason: Reason
    checked_at: Instant | None
    age: int | None


def assess(clause: Clause, evidence: Evidence | None, *, now: Instant, since: Instant) -> Assessment:
    """Return what may be said of `clause` at `now`; `since` is when this server began to run. See the table above."""
    reason = _reason(clause, evidence, now, since)
    states = {Reason.PROVED: State.KEPT, Reason.UNCHECKED: State.UNKNOWN}
    return Assessment(
        clause=clause,
        state=states.get(reason, State.NOT_KEPT),
        reason=reason,
        checked_at=None if evidence is None else evidence.checked_at,
        age=None if evidence is None else max(0, now - evidence.checked_at) // 1000,
    )


def _reason(clause: Clause, evidence: Evidence | None, now: Instant, since: Instant) -> Reason:
    max_age_ms = clause.max_age * 1000
    if evidence is None:
        return Reason.UNCHECKED if now - since <= max_age_ms else Reason.LAPSED
    if evidence.state is State.NOT_KEPT:
        return Reason.BROKEN
    if evidence.state is State.UNKNOWN:
        return Reason.UNDETERMINED
    if -_CLOCK_TOLERANCE_MS <= now - evidence.checked_at <= max_age_ms:
        return Reason.PROVED
    return Reason.LAPSED
