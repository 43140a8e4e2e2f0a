"""mail.authentic: kept by the server as it is, and seen to be broken when it is."""

import pytest

from tempory.policy import State
from tempory.probes import authentic
from tempory.probes.authentic import AUTHENTIC, examine_authentic
from tempory.probes.examination import Target
from tests.probes.conftest import Judge
from tests.serving import RunningServer


@pytest.fixture
def outside(server: RunningServer) -> Target:
    return Target(server=server.url, ca=server.ca)


def test_the_server_keeps_all_of_it(outside: Target, judge: Judge) -> None:
    states = judge(list(examine_authentic(outside)))
    assert states == dict.fromkeys(AUTHENTIC.probes, State.KEPT), judge.texts


@pytest.mark.breaks("authenticity.vectors")
def test_a_verifier_that_knows_no_key_is_seen(outside: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authentic, "KEYS", {})
    assert judge(list(examine_authentic(outside)))["authenticity.vectors"] is State.NOT_KEPT


@pytest.mark.breaks("authenticity.vectors")
def test_a_verifier_that_passes_everything_is_seen(
    outside: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = authentic.MESSAGE

    class Credulous(bytes):
        def replace(self, *_: object) -> bytes:
            return original

    monkeypatch.setattr(authentic, "MESSAGE", Credulous(original))
    assert judge(list(examine_authentic(outside)))["authenticity.vectors"] is State.NOT_KEPT


@pytest.mark.breaks("authenticity.forged")
def test_forged_results_that_arrive_are_seen(outside: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authentic, "FIELD", "X-Authentication-Results")  # which the server lets through
    assert judge(list(examine_authentic(outside)))["authenticity.forged"] is State.NOT_KEPT
