"""docs/api.md and docs/members-api.md are for people, so nothing makes them; these hold them to the code."""

import re
from pathlib import Path

import pytest

from tempory.api import ApiSettings
from tempory.api.live_stream import CLOSING
from tempory.api.problems import Problem
from tests.api.conftest import House

DOCS = Path(__file__).parents[2] / "docs"
TEXT = "".join((DOCS / name).read_text() for name in ("api.md", "members-api.md"))
ROWS = {match[1]: match[0] for match in re.finditer(r"^\| `([^`]+)` \|.*$", TEXT, re.MULTILINE)}


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_stands_in_the_guide(problem: Problem) -> None:
    assert f"| {problem.value.status} |" in ROWS[problem.value.slug]


def test_the_guide_invents_no_problem() -> None:
    statuses = re.findall(r"^\| `([a-z-]+)` \| \d{3} \|", TEXT, re.MULTILINE)
    assert set(statuses) == {problem.value.slug for problem in Problem}


def test_every_operation_stands_in_the_guide_and_no_other(house: House) -> None:
    operations = [operation for operation in house.face.operations if not operation.is_page]
    offered = {f"{each.method} {each.path.removeprefix('/api/v1')}" for each in operations}
    assert {row for row in ROWS if re.match(r"(GET|POST|PATCH|DELETE) /", row)} == offered


def test_the_limits_are_those_of_the_code() -> None:
    settings = ApiSettings()
    rates, live, http = settings.rates, settings.live, settings.http
    for rate, what in (
        (rates.requests, "requests a minute"),
        (rates.creations, "new mailboxes a minute"),
        (rates.failed_credentials, "failing secrets a minute"),
    ):
        assert re.search(rf"\b{rate.per_minute:g} {what} \({rate.burst} at once", TEXT)
    assert f"{live.per_peer} streams and waits" in TEXT
    assert f"{http.connections_per_peer} connections" in TEXT
    assert f"falls {live.stream_queue}\nevents behind" in TEXT
    assert f"every {live.heartbeat:g} seconds" in TEXT
    assert CLOSING.decode().startswith(": closing")
