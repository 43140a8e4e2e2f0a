"""What a check came to, in the words of RFC 8601 §2.7, and why, as a code that a program can translate."""

from enum import StrEnum


class Result(StrEnum):
    """RFC 8601 §2.7.1–2.7.4; `POLICY`: signed, but in a way that we do not take."""

    NONE = "none"
    PASS = "pass"  # noqa: S105 (a result, not a password)
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    POLICY = "policy"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"
