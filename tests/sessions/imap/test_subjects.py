"""RFC 5256 §2.1."""

import pytest

from tempory.sessions.imap.subjects import base_subject


@pytest.mark.parametrize(
    ("subject", "base", "is_reply"),
    [
        ("Tea", "TEA", False),
        ("Re: Tea", "TEA", True),
        ("RE : [list] re[2]: Tea (fwd)", "TEA", True),
        ("Fwd: FW: Tea", "TEA", True),
        ("[Fwd: Tea]", "TEA", True),
        ("[list] Tea", "TEA", False),
        ("[list]", "[LIST]", False),
        ("Re:", "", True),
        ("  Two \t words ", "TWO WORDS", False),
        ("Regards", "REGARDS", False),
        ("", "", False),
        ("Re: \u00c9t\u00e9", "E\u0301TE\u0301", True),
    ],
)
def test_base_subject(subject: str, base: str, is_reply: bool) -> None:
    assert base_subject(subject) == (base, is_reply)


def test_a_hostile_subject_takes_bounded_time() -> None:
    for subject in ("[" * 100_000, "re: " * 100_000, "[a] " * 100_000, "(fwd)" * 100_000):
        base_subject(subject)
