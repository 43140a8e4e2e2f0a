"""One-time codes against the tables of the RFCs."""

import pytest

from tempory.people.totp import code_at, matching_step, provisioning_uri, step_at
from tempory.values import Instant, Secret

SECRET = Secret(b"12345678901234567890")


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
    ],
)  # fmt: skip
def test_the_table_of_rfc_6238(seconds: int, code: str) -> None:
    """Appendix B, SHA-1; its eight digits cut to the last six."""
    assert code_at(SECRET, step_at(Instant(seconds * 1000))) == code


def test_a_code_is_not_taken_after_its_step_was() -> None:
    now = Instant(59_000)
    assert matching_step(SECRET, "287082", now=now, after=0) == 1
    assert matching_step(SECRET, "287082", now=now, after=1) is None


@pytest.mark.parametrize(
    "code", ["", "28708", "2870821", "".join(chr(0xFF10 + int(digit)) for digit in "287082"), "28708\ud800"]
)
def test_what_is_no_code(code: str) -> None:
    assert matching_step(SECRET, code, now=Instant(59_000), after=0) is None


def test_the_address_that_programs_read() -> None:
    uri = provisioning_uri(SECRET, account="zoë@tempory.test", issuer="A & B")
    assert uri.startswith(
        "otpauth://totp/A%20%26%20B%3Azo%C3%AB%40tempory.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"
    )
