"""The audit itself: an examination that hangs, raises or says too little is never taken for a proof."""

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import httpx
import pytest

from tempory.policy import REGISTER, Clause, Control, Finding, Framework, Owner, State, Words
from tempory.probes import EXAMINATIONS, Target, run_audit
from tempory.probes.examination import Examination, Examine, broken, kept, unknown
from tempory.values import Instant

TARGET = Target(server="https://127.0.0.1:1", ca=None)
WORDS = Words(en="x", fr="x")


def clause(id_: str, *probes: str) -> Clause:
    return Clause(
        id=id_, title=WORDS, promise=WORDS, proof=WORDS, owner=Owner.OPERATOR, probes=probes, max_age=60,
        controls=(Control(Framework.GDPR, "32"),),
    )  # fmt: skip


CLAUSES = (clause("a.one", "p.one"), clause("a.two", "p.two", "p.three"))


def audit(*examinations: Examination) -> dict[str, tuple[State, str]]:
    evidence = run_audit(TARGET, examinations=examinations, clauses=CLAUSES, now=lambda: 1_700_000_000.5)
    assert {each.checked_at for each in evidence} == {Instant(1_700_000_000_500)}
    return {each.clause: (each.state, each.text) for each in evidence}


def says(*findings: Finding) -> Examination:
    return Examination(probes=tuple(each.probe for each in findings), examine=lambda _: iter(findings))


GOOD = says(kept("p.one", "fine"))


def test_every_finding_reaches_its_clause() -> None:
    assert audit(GOOD, says(kept("p.two", "well"), broken("p.three", "torn"))) == {
        "a.one": (State.KEPT, "p.one: fine"),
        "a.two": (State.NOT_KEPT, "p.three: torn; p.two: well"),
    }


def test_a_probe_that_nobody_answers_is_unknown() -> None:
    assert audit(GOOD)["a.two"] == (
        State.UNKNOWN,
        "p.two: the probe gave no answer; p.three: the probe gave no answer",
    )


@pytest.mark.parametrize(
    "error",
    [ConnectionRefusedError("refused"), httpx.ConnectError("no"), ValueError("odd"), KeyError("listeners")],
    ids=lambda error: type(error).__name__,
)
def test_what_the_server_can_cause_is_told(error: Exception) -> None:
    found = audit(GOOD, Examination(probes=("p.two", "p.three"), examine=raising(error)))
    assert found["a.one"][0] is State.KEPT
    assert found["a.two"][0] is State.UNKNOWN
    assert f"p.three: {type(error).__name__}: " in found["a.two"][1]


def test_a_bug_is_told_as_one_and_without_its_text() -> None:
    found = audit(GOOD, Examination(probes=("p.two", "p.three"), examine=raising(ZeroDivisionError("a secret"))))
    assert found["a.one"][0] is State.KEPT
    assert found["a.two"] == (
        State.UNKNOWN,
        "p.two: a bug in the probe: ZeroDivisionError; p.three: a bug in the probe: ZeroDivisionError",
    )


def test_what_was_found_before_it_raised_counts() -> None:
    error = OSError("gone")
    for first, state in ((broken("p.two", "torn"), State.NOT_KEPT), (kept("p.two", "well"), State.UNKNOWN)):
        found = audit(GOOD, Examination(probes=("p.two", "p.three"), examine=raising(error, first)))
        assert found["a.two"][0] is state
        assert first.text in found["a.two"][1]
        assert "p.three: OSError: gone" in found["a.two"][1]


def test_an_examination_that_hangs_is_left_behind() -> None:
    leave = Event()

    def hang(_: Target) -> Iterator[Finding]:
        yield kept("p.two", "well")
        leave.wait(30)

    found = audit(Examination(probes=("p.two", "p.three"), examine=hang, timeout=0.1), GOOD)
    leave.set()
    assert found["a.one"] == (State.KEPT, "p.one: fine")
    assert found["a.two"] == (State.UNKNOWN, "p.three: no answer within 0 s; p.two: well")


def test_a_finding_of_a_probe_that_is_not_the_clause_s_changes_nothing() -> None:
    assert audit(GOOD, says(broken("p.nine", "torn")))["a.one"][0] is State.KEPT


def test_a_kept_answer_does_not_hide_an_unknown_one() -> None:
    assert audit(says(kept("p.one", "fine"), unknown("p.one", "one door was closed")))["a.one"][0] is State.UNKNOWN


def test_a_server_that_is_not_there_leaves_every_promise_unknown(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    evidence = run_audit(Target(server=f"https://127.0.0.1:{port}", ca=None, data=tmp_path, patience=1))
    assert [each.clause for each in evidence] == [each.id for each in REGISTER]
    assert {each.state for each in evidence if each.clause != "host.hardened"} == {State.UNKNOWN}
    assert len(EXAMINATIONS) == len({each.probes for each in EXAMINATIONS})


def raising(error: Exception, *findings: Finding) -> Examine:
    def examine(_: Target) -> Iterator[Finding]:
        yield from findings
        raise error

    return examine
