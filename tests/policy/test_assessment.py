"""What may be claimed in public: the table of tempory.policy.assessment, row by row, on both sides of each edge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.policy import REGISTER, Evidence, Reason, State, assess
from tempory.values import Instant

CLAUSE = REGISTER[0]
NOW = Instant(1_795_262_400_000)
AGE = CLAUSE.max_age * 1000
MINUTE = 60_000


def evidence(state: State, age: int) -> Evidence:
    return Evidence(clause=CLAUSE.id, state=state, text="seen", checked_at=Instant(NOW - age))


@pytest.mark.parametrize(
    ("state", "age", "claimed", "reason"),
    [
        (State.KEPT, 0, State.KEPT, Reason.PROVED),
        (State.KEPT, AGE, State.KEPT, Reason.PROVED),
        (State.KEPT, AGE + 1, State.NOT_KEPT, Reason.LAPSED),
        (State.KEPT, -MINUTE, State.KEPT, Reason.PROVED),
        (State.KEPT, -MINUTE - 1, State.NOT_KEPT, Reason.LAPSED),
        (State.NOT_KEPT, 0, State.NOT_KEPT, Reason.BROKEN),
        (State.NOT_KEPT, 10 * AGE, State.NOT_KEPT, Reason.BROKEN),
        (State.NOT_KEPT, -10 * AGE, State.NOT_KEPT, Reason.BROKEN),
        (State.UNKNOWN, 0, State.NOT_KEPT, Reason.UNDETERMINED),
        (State.UNKNOWN, 10 * AGE, State.NOT_KEPT, Reason.UNDETERMINED),
    ],
)
def test_evidence(state: State, age: int, claimed: State, reason: Reason) -> None:
    assessment = assess(CLAUSE, evidence(state, age), now=NOW, since=Instant(0))
    assert (assessment.state, assessment.reason) == (claimed, reason)
    assert assessment.checked_at == NOW - age
    assert assessment.age == max(0, age) // 1000


@pytest.mark.parametrize(
    ("running", "claimed", "reason"),
    [
        (0, State.UNKNOWN, Reason.UNCHECKED),
        (AGE, State.UNKNOWN, Reason.UNCHECKED),
        (AGE + 1, State.NOT_KEPT, Reason.LAPSED),
    ],
)
def test_no_evidence(running: int, claimed: State, reason: Reason) -> None:
    assessment = assess(CLAUSE, None, now=NOW, since=Instant(NOW - running))
    assert (assessment.state, assessment.reason) == (claimed, reason)
    assert (assessment.checked_at, assessment.age) == (None, None)


@given(state=st.sampled_from(State), age=st.integers(-10 * AGE, 10 * AGE), running=st.integers(0, 10 * AGE))
def test_only_fresh_proof_is_a_claim(state: State, age: int, running: int) -> None:
    assessment = assess(CLAUSE, evidence(state, age), now=NOW, since=Instant(NOW - running))
    assert (assessment.state is State.KEPT) == (state is State.KEPT and -MINUTE <= age <= AGE)
    assert assessment.state is not State.UNKNOWN
