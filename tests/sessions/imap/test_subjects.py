"""RFC 5256 §2.1."""

import pytest

from tempory.sessions.imap.subjects import base_subject


@pytest.mark.parametrize(
    ("subject", "base", "is_reply"),
    [
        ("Tea", "tea", False),
        ("Re: Tea", "tea", True),
        ("RE : [list] re[2]: Tea (fwd)", "tea", True),
        ("Fwd: FW: Tea", "tea", True),
        ("[Fwd: Tea]", "tea", True),
        ("[list] Tea", "tea", False),
        ("[list]", "[list]", False),
        ("Re:", "", True),
        ("  Two \t words ", "two words", False),
        ("Regards", "regards", False),
        ("", "", False),
    ],
)
def test_base_subject(subject: str, base: str, is_reply: bool) -> None:
    assert base_subject(subject) == (base, is_reply)


def test_a_hostile_subject_takes_bounded_time() -> None:
    for subject in ("[" * 100_000, "re: " * 100_000, "[a] " * 100_000, "(fwd)" * 100_000):
        base_subject(subject)
