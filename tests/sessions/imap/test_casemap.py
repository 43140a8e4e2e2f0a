"""RFC 5051 §2."""

import time

import pytest

from tempory.sessions.imap.casemap import casemap


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tea", "tEA"),
        ("\u00c9t\u00e9", "e\u0301te\u0301"),
        ("\uff34\uff25\uff21", "tea"),
        ("\ufb01n", "FIN"),
        ("\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c3"),
    ],
)
def test_what_is_the_same(one: str, other: str) -> None:
    assert casemap(one) == casemap(other)


def test_the_order_is_that_of_letters_before_brackets_and_of_accents_with_their_letter() -> None:
    assert sorted(["[x]", "zoo", "\u00e9t\u00e9", "apple", "Fig"], key=casemap) == [
        "apple", "\u00e9t\u00e9", "Fig", "zoo", "[x]",
    ]  # fmt: skip


def test_a_text_of_characters_that_grow_stays_bounded() -> None:
    grown = casemap("\ufdfa" * 1_000_000)
    assert len(grown) == 1_000_000
    began = time.process_time()
    casemap("\u0390" * 1_000_000)
    assert time.process_time() - began < 5
