"""Words are those that an expression finds, however they are found."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.verdict.wording import MAX_WORDS, read_wording

_WORDS = re.compile(r"[a-z]+(?:['-][a-z]+)*")


@given(st.text(alphabet="ab'- _1.\n\x00Z", max_size=60))
def test_words_of_ascii_are_letters_with_single_joiners_between(text: str) -> None:
    assert read_wording(text).words == _WORDS.findall(text.lower())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("your account- and co-op's don't", ["your", "account", "and", "co-op's", "don't"]),
        ("café- l’été a--b", ["cafe", "l’ete", "a", "b"]),
        ("", []),
    ],
)
def test_a_joiner_that_joins_nothing_is_no_part_of_a_word(text: str, words: list[str]) -> None:
    assert read_wording(text).words == words


def test_the_vocabulary_is_which_words_there_are_and_no_more_than_are_read() -> None:
    wording = read_wording("ab " * MAX_WORDS + "cd")
    assert wording.vocabulary == {"ab"}
    assert len(wording.words) == MAX_WORDS


def test_kinds_near_each_other_are_told_where_they_stand() -> None:
    wording = read_wording("Please verify your account within 24 hours")
    assert wording.near["verify", "account"] == "verify your account"
    assert wording.counts["verify"] == 1
