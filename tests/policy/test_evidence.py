"""Weighing findings: the worst decides, what is wrong is said first, and silence is no proof."""

from hypothesis import given
from hypothesis import strategies as st

from tempory.policy import Evidence, Finding, State, conclude
from tempory.values import Instant

AT = Instant(1_795_262_400_000)
STATES = st.sampled_from(State)


def finding(probe: str, state: State, text: str = "seen") -> Finding:
    return Finding(probe=probe, state=state, text=text)


def weigh(probes: tuple[str, ...], *findings: Finding) -> tuple[State, str]:
    evidence = conclude("a.one", probes, findings, checked_at=AT)
    assert evidence == Evidence(clause="a.one", state=evidence.state, text=evidence.text, checked_at=AT)
    return evidence.state, evidence.text


def test_every_probe_must_answer() -> None:
    assert weigh(("p.a", "p.b"), finding("p.a", State.KEPT)) == (
        State.UNKNOWN,
        "p.b: the probe gave no answer; p.a: seen",
    )
    assert weigh(("p.a",)) == (State.UNKNOWN, "p.a: the probe gave no answer")


def test_a_clause_without_probes_is_unknown() -> None:
    assert weigh(()) == (State.UNKNOWN, "")


def test_what_is_wrong_comes_first() -> None:
    found = (
        finding("p.a", State.KEPT, "good"),
        finding("p.b", State.UNKNOWN, "dark"),
        finding("p.a", State.NOT_KEPT, "bad"),
    )
    assert weigh(("p.a", "p.b"), *found) == (State.NOT_KEPT, "p.a: bad; p.b: dark; p.a: good")


def test_the_probes_of_others_are_left_alone() -> None:
    assert weigh(("p.a",), finding("p.a", State.KEPT), finding("p.z", State.NOT_KEPT)) == (State.KEPT, "p.a: seen")


@given(st.lists(st.tuples(st.sampled_from(["p.a", "p.b", "p.c"]), STATES), max_size=8))
def test_kept_means_that_every_probe_said_so_and_none_said_other(found: list[tuple[str, State]]) -> None:
    state, _ = weigh(("p.a", "p.b"), *(finding(probe, state) for probe, state in found))
    ours = [(probe, state) for probe, state in found if probe != "p.c"]
    kept = {probe for probe, _ in ours} == {"p.a", "p.b"} and {state for _, state in ours} == {State.KEPT}
    assert (state is State.KEPT) == kept
    assert (state is State.NOT_KEPT) == any(each is State.NOT_KEPT for _, each in ours)
