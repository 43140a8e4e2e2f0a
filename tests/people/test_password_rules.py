"""Which passwords are refused and which are not: examples that the page runs too."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tempory.people
from tempory.people.password_rules import FILTER_OCTETS, LONGEST, Flaw, PasswordRules

EXAMPLES: dict[str, Any] = json.loads((Path(__file__).parent / "password_rules.json").read_text())
CONTEXT = EXAMPLES["context"]
RULES = PasswordRules((Path(tempory.people.__file__).parent / "common_passwords.bin").read_bytes())
REFUSED = [(flaw, password) for flaw, passwords in EXAMPLES["refused"].items() for password in passwords]


@pytest.mark.parametrize(("flaw", "password"), [pair for pair in REFUSED if len(pair[1]) >= 15 or pair[0] == "short"])
def test_what_guessers_try_first_is_refused(flaw: str, password: str) -> None:
    assert RULES.flaw(password, CONTEXT) == flaw


@pytest.mark.parametrize("password", EXAMPLES["taken"])
def test_what_is_long_and_nobodys_is_taken(password: str) -> None:
    assert RULES.flaw(password, CONTEXT) is None


def test_there_is_no_rule_of_composition_and_an_end() -> None:
    assert RULES.flaw("only lower case letters here") is None
    assert RULES.flaw("x" + "heron stands in reeds " * 12) is Flaw.LONG
    assert len("x" + "heron stands in reeds " * 12) > LONGEST


@given(st.text(min_size=15, max_size=40))
def test_any_text_has_an_answer(password: str) -> None:
    assert RULES.flaw(password, CONTEXT) in {None, *Flaw}


@given(st.binary(min_size=15, max_size=20))
def test_what_is_drawn_at_random_is_taken(octets: bytes) -> None:
    """The filter errs once in 24,000; of random passwords nobody meets it."""
    from base64 import b85encode  # noqa: PLC0415 (beside its one use)
    from hashlib import sha256  # noqa: PLC0415 (the same)

    assert RULES.flaw(b85encode(sha256(octets).digest()).decode()) is None


def test_a_filter_of_another_size_is_none() -> None:
    with pytest.raises(ValueError, match=str(FILTER_OCTETS)):
        PasswordRules(b"")
