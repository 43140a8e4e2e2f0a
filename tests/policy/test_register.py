"""A promise without a probe, a probe without an examination, a probe that no test has broken: each fails the build."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tempory.policy import REGISTER
from tempory.probes import EXAMINATIONS

TESTS_OF_PROBES = Path(__file__).resolve().parent.parent / "probes"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "policy.md"
# Issue 2, §6: what this service promises from the first day.
FIRST = {"transit.tls", "host.hardened", "data.minimal", "data.deleted", "data.limited"}


def promised_probes() -> Counter[str]:
    return Counter(probe for clause in REGISTER for probe in clause.probes)


def answered_probes() -> Counter[str]:
    return Counter(probe for examination in EXAMINATIONS for probe in examination.probes)


def breaking_tests(source: str) -> Iterator[tuple[str, str]]:
    """Give each probe that a test is marked to break; the fixture `judge`, which it needs, holds it to that."""
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or not function.name.startswith("test_"):
            continue
        takes_judge = "judge" in {argument.arg for argument in function.args.args}
        for decorator in function.decorator_list:
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.breaks" and takes_judge:
                yield from ((str(ast.literal_eval(argument)), function.name) for argument in decorator.args)


def test_the_first_promises_are_made() -> None:
    assert {clause.id for clause in REGISTER} >= FIRST
    assert len({clause.id for clause in REGISTER}) == len(REGISTER)


def test_every_clause_has_a_probe_and_every_probe_one_clause() -> None:
    assert not [clause.id for clause in REGISTER if not clause.probes]
    assert not [probe for probe, count in promised_probes().items() if count > 1]


def test_every_probe_is_answered_by_one_examination() -> None:
    assert promised_probes() == answered_probes()


def test_every_probe_has_been_broken_by_a_test() -> None:
    broken = {
        probe for file in TESTS_OF_PROBES.glob("test_*.py") for probe, _ in breaking_tests(file.read_text("utf-8"))
    }
    assert promised_probes().keys() - broken == set(), "nobody has seen these probes fail"
    assert broken - promised_probes().keys() == set(), "these are probes of no clause"


def test_a_mark_counts_only_where_it_is_held_to() -> None:
    source = """
@pytest.mark.breaks("p.one", "p.two")
def test_one(judge): ...
@pytest.mark.breaks("p.three")
def test_without_a_judge(): ...
@pytest.mark.breaks("p.four")
def not_a_test(judge): ...
"""
    assert list(breaking_tests(source)) == [("p.one", "test_one"), ("p.two", "test_one")]


def test_every_clause_and_probe_is_documented() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert not [clause.id for clause in REGISTER if f"`{clause.id}`" not in text]
    assert not [probe for probe in promised_probes() if f"`{probe}`" not in text]
