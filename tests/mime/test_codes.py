import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mime import LIMITS, find_codes
from tempory.mime.code_languages import CODE_WORDS
from tempory.mime.code_shapes import MAX_CANDIDATES, Candidate, Shape, find_candidates
from tempory.mime.code_words import CODES, ROOTS
from tempory.mime.folding import fold
from tempory.mime.markup import markup_text

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("code_cases.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_codes_are_found_in_mail_that_has_some_and_nowhere_else(case: dict[str, Any]) -> None:
    body: str = case["body"]
    text = markup_text(body) if body.startswith("<") else body.replace("\n", "\r\n")
    assert find_codes(case["subject"], [text]) == tuple(case["codes"])


def test_there_are_enough_cases_of_both_kinds() -> None:
    assert sum(bool(case["codes"]) for case in CASES) >= 60
    assert sum(not case["codes"] for case in CASES) >= 60


def test_a_code_in_several_places_is_one_code() -> None:
    text = "Your code is 481516.\n\n481516\n"
    assert find_codes("481516 is your code", [text, text]) == ("481516",)


def test_the_clearer_code_comes_first() -> None:
    found = find_codes("Sign in", ["Your code for today 5501.\n\nYour sign-in code is: 481516\n"])
    assert found[0] == "481516"


def test_no_more_codes_than_the_limit() -> None:
    listed = "\n".join(f"{number:04d}-{number:04d}" for number in range(4801, 4821))
    assert len(find_codes("Your backup codes", [f"Your backup codes:\n\n{listed}\n"])) == LIMITS.codes


@pytest.mark.parametrize(
    ("text", "shape", "code"),
    [
        ("481516", Shape.DIGITS, "481516"),
        ("481 516", Shape.GROUPED, "481516"),
        ("481\u00a0516", Shape.GROUPED, "481516"),
        ("4815-1623", Shape.GROUPED, "48151623"),
        ("48 15 16", Shape.PAIRED, "481516"),
        ("4 8 1 5", Shape.SPACED, "4815"),
        ("4\n8\n1\n5", Shape.SPACED, "4815"),
        ("G-482913", Shape.PREFIXED, "G-482913"),
        ("X7K2P9", Shape.MIXED, "X7K2P9"),
        ("ABC-DEF", Shape.DASHED, "ABC-DEF"),
        ("AB3D-9KQ2-77XY", Shape.DASHED, "AB3D-9KQ2-77XY"),
        ("HKQZTW", Shape.CAPITALS, "HKQZTW"),
        ("x7k2p9", Shape.SMALL, "x7k2p9"),
        ("k3f9ab", Shape.SMALL, "k3f9ab"),
    ],
)
def test_shapes(text: str, shape: Shape, code: str) -> None:
    assert list(find_candidates(f"it is {text} ")) == [Candidate(code, shape, 6, 6 + len(text))]


@pytest.mark.parametrize(
    "text",
    [
        *("05.11.2026", "2026-11-05", "05/11/2026", "05-11-26", "2019–2024", "2019-2024"),
        *("10:4530", "1,234.5678", "4815.16", "$4815", "€4815", "4815€", "4815%", "4815,-", "1234,5678"),
        *("+481516", "020 7946 0958", "01 44 55 66 77", "6006 4915 1234 5678", "123456789"),
        *("192.168.1000.1", "v2.14815", "#481516", "/481516", "?c=481516", "a@481516", "481516@example.org"),
        *("****4821", "••••4821", "…3456", "xx..3456", "CVE-2024-3094", "RFC-5322", "1 2 3 4 5", "4815.example"),
        *("abc", "12", "ABC", "ab12"),
    ],
)
def test_what_has_no_shape(text: str) -> None:
    assert list(find_candidates(f"it is {text} ")) == []


def test_a_code_is_sought_in_its_own_sentence() -> None:
    assert find_codes("Hello", ["We sent letters, parcels etc. your code is 4815"]) == ("4815",)
    assert find_codes("Hello", ["Never share your code. We live in 48151 Berlin."]) == ()


def test_hostile_texts_give_a_bounded_number_of_candidates() -> None:
    assert len(list(find_candidates("4815 and " * 20_000))) == MAX_CANDIDATES
    assert list(find_candidates("X" * 250_000)) == []
    assert list(find_candidates("1-" * 100_000)) == []


def test_rarer_shapes_are_sought_near_the_beginning_only() -> None:
    assert [candidate.code for candidate in find_candidates("a " * 5_000 + "HKQZTW")] == []


def test_every_name_of_a_code_has_a_root_that_lets_it_be_noticed() -> None:
    names = {name.strip("-") for words in CODE_WORDS.values() for name in words.codes.split()}
    assert [name for name in names if not any(root in name for root in ROOTS)] == []


def test_words_are_listed_as_they_are_compared() -> None:
    for words in CODE_WORDS.values():
        for listed in (words.codes, words.passwords, words.proofs, words.requests, words.numbers, words.months):
            assert fold(listed) == listed


def test_a_vocabulary_knows_words_stems_and_endings() -> None:
    assert "code" in CODES
    assert "sicherheitscode" in CODES
    assert "codeine" not in CODES
    assert "" not in CODES


@given(st.text(), st.text())
def test_any_text_is_read_without_an_error(subject: str, text: str) -> None:
    found = find_codes(subject, [text])
    assert len(found) <= LIMITS.codes


@given(st.text(alphabet="0123456789 -\nABCXYZabc:.,codeis", max_size=400))
def test_codes_come_out_of_the_text(text: str) -> None:
    letters = set(text)
    for code in find_codes("Your code", [text]):
        assert set(code) <= letters
        assert 4 <= len(code) <= 23


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)
