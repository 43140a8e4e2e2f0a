"""A clause validates itself, and its words are fit for print in both languages."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tempory.policy import REGISTER, Clause, Framework, Words, clause_by_id
from tempory.values import InvalidValueError

GOOD = REGISTER[0]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: replace(GOOD, id="Transit"),
        lambda: replace(GOOD, id="transit.tls\n"),
        lambda: replace(GOOD, id=""),
        lambda: replace(GOOD, probes=()),
        lambda: replace(GOOD, probes=("tls.versions", "tls.versions")),
        lambda: replace(GOOD, max_age=0),
        lambda: replace(GOOD, max_age=-1),
        lambda: replace(GOOD, controls=()),
        lambda: Words(en="only English", fr=" "),
        lambda: Words(en="", fr="seulement en français"),
    ],
)
def test_what_promises_nothing_cannot_exist(spoil: Callable[[], object]) -> None:
    with pytest.raises(InvalidValueError):
        spoil()


def test_a_clause_is_found_by_its_id() -> None:
    assert clause_by_id("data.deleted") is next(clause for clause in REGISTER if clause.id == "data.deleted")
    assert clause_by_id("data.undeleted") is None


def test_french_has_its_unbreakable_spaces() -> None:
    words = Words(en="Kept: yes!", fr="Tenu : « oui » ; non ? si !")
    assert words.speak("en") == "Kept: yes!"
    assert words.speak("fr") == "Tenu\u00a0: «\u00a0oui\u00a0»\u00a0; non\u00a0? si\u00a0!"


@pytest.mark.parametrize("clause", REGISTER, ids=lambda clause: clause.id)
def test_the_words_are_fit_for_print(clause: Clause) -> None:
    for words in (clause.title, clause.promise, clause.proof):
        for sentence in (words.en, words.fr):
            assert sentence == sentence.strip()
            assert "  " not in sentence
            assert "'" not in sentence, "a typographer's apostrophe"
    for text in (clause.promise.en, clause.promise.fr, clause.proof.en, clause.proof.fr):
        assert text.endswith(".")
    assert clause.title.en != clause.title.fr


@pytest.mark.parametrize("clause", REGISTER, ids=lambda clause: clause.id)
def test_each_clause_answers_to_iso_27001(clause: Clause) -> None:
    assert Framework.ISO_27001 in {control.framework for control in clause.controls}
    assert all(control.id for control in clause.controls)
