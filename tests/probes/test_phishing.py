"""mail.phishing, asked of a real server: as it is, and when what it says of letters is not what it should."""

import pytest

from tempory.policy import State
from tempory.probes import phishing
from tempory.probes.examination import Target
from tempory.verdict import Level
from tests.probes.conftest import Judge
from tests.serving import RunningServer


@pytest.fixture
def target(server: RunningServer) -> Target:
    return Target(server=server.url, ca=server.ca, data=server.data, patience=20)


def test_the_server_tells_forged_letters_from_ordinary_ones(target: Target, judge: Judge) -> None:
    assert judge(phishing.examine_phishing(target)) == dict.fromkeys(phishing.PROBES, State.KEPT)


@pytest.mark.breaks("phishing.caught")
def test_a_server_that_lets_a_forged_letter_pass_is_seen(
    target: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    # To the server this letter is harmless, so it answers what a blind one would to a forged one.
    monkeypatch.setattr(phishing, "PHISHING", (*phishing.PHISHING, phishing.ORDINARY[0]))
    assert judge(phishing.examine_phishing(target))["phishing.spared"] is State.KEPT


@pytest.mark.breaks("phishing.spared")
def test_a_server_that_warns_of_everything_is_seen(
    target: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phishing, "ORDINARY", (*phishing.ORDINARY, phishing.PHISHING[0]))
    assert judge(phishing.examine_phishing(target))["phishing.caught"] is State.KEPT


def test_a_letter_without_a_verdict_proves_nothing(
    target: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phishing, "Verdict", Level)  # nothing in a summary is of this kind
    assert judge(phishing.examine_phishing(target)) == dict.fromkeys(phishing.PROBES, State.UNKNOWN)
