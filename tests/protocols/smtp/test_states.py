import pytest

from tempory.protocols.smtp import TRANSITIONS, State, Step


def test_every_state_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(State)


def test_every_state_can_be_reached() -> None:
    reached = {State.START}
    while more := {after for state in reached for after in TRANSITIONS[state].values()} - reached:
        reached |= more
    assert reached == set(State)


def test_every_step_is_used() -> None:
    assert {step for steps in TRANSITIONS.values() for step in steps} == set(Step)


@pytest.mark.parametrize("state", State)
def test_every_state_can_close(state: State) -> None:
    assert TRANSITIONS[state][Step.CLOSE] is State.CLOSED


def test_nothing_leads_out_of_closed() -> None:
    assert set(TRANSITIONS[State.CLOSED].values()) == {State.CLOSED}


def test_a_message_follows_a_recipient_only() -> None:
    assert {state for state, steps in TRANSITIONS.items() if Step.DATA in steps} == {State.RCPT}
    assert {state for state, steps in TRANSITIONS.items() if Step.CHUNK in steps} == {State.RCPT, State.BDAT}
