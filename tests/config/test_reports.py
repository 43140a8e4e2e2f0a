"""The name of the report address is one that nobody can take for a mailbox of theirs."""

import pytest

from tempory.config import parse
from tempory.values import ConfigurationError


def address(text: str) -> str:
    return parse(f"[reports]\naddress = {text}\n").configuration.reports.address


def test_a_name_of_the_services_own_is_taken_and_an_empty_one_switches_it_off() -> None:
    assert parse("").configuration.reports.address == "phishing"
    assert address('"report"') == "report"
    assert address('"security-report"') == "security-report"
    assert address('""') == ""


@pytest.mark.parametrize(
    "text", ['"marie"', '"postmaster"', '"abuse"', '"Phishing"', '"phishing@a.example"', '"phishing+x"', "1", '"a b"']
)
def test_a_name_that_somebody_else_may_hold_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError):
        address(text)
