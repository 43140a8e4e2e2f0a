"""watch.report, asked of a real server: as it is, without a team, and when its reports are not what they should be."""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_bytes

import apsw
import pytest

from tempory.policy import State
from tempory.probes.examination import Target
from tempory.probes.reported import PROBES, examine_report
from tempory.sealing import KeyPair
from tests.probes.conftest import Judge
from tests.serving import RunningServer, start_server

SEED_OF_TEAM = KeyPair.draw(token_bytes)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningServer]:
    """A server of one's own, whose security team has a key."""
    server = start_server(tmp_path / "data")
    yield server
    server.kill()


@pytest.fixture
def target(running: RunningServer) -> Target:
    change(
        running,
        "mail.db",
        "INSERT INTO team_keys VALUES (?, ?, 1)",
        (token_bytes(16), SEED_OF_TEAM.public_key.octets),
    )
    return Target(server=running.url, ca=running.ca, data=running.data, patience=20)


def change(server: RunningServer, file: str, sql: str, values: tuple[bytes, ...] = ()) -> None:
    connection = apsw.Connection(str(server.data / file))
    connection.set_busy_timeout(5_000)
    connection.execute(sql, values)
    connection.close()


def test_a_canary_goes_round(target: Target, judge: Judge) -> None:
    assert judge(examine_report(target)) == dict.fromkeys(PROBES, State.KEPT)


def test_from_outside_only_the_round_is_seen(target: Target, judge: Judge) -> None:
    outside = Target(server=target.server, ca=target.ca, patience=20)
    states = judge(examine_report(outside))
    assert states == {"report.filed": State.KEPT, "report.sealed": State.UNKNOWN, "report.answered": State.UNKNOWN}


def test_without_a_team_nothing_is_claimed(running: RunningServer, judge: Judge) -> None:
    target = Target(server=running.url, ca=running.ca, data=running.data, patience=20)
    assert judge(examine_report(target)) == dict.fromkeys(PROBES, State.UNKNOWN)
    assert "not made its key" in judge.texts["report.filed"]


@pytest.mark.breaks("report.filed", "report.sealed")
def test_a_server_that_loses_reports_is_seen(target: Target, running: RunningServer, judge: Judge) -> None:
    change(
        running,
        "mail.db",
        "CREATE TRIGGER lose AFTER INSERT ON report_parts BEGIN UPDATE reports SET state = 'harmless';"
        " DELETE FROM report_parts; END",
    )
    judge(examine_report(target))
    assert "not among what is reported" in judge.texts["report.filed"]
    assert "nothing of it is in the database" in judge.texts["report.sealed"]


@pytest.mark.breaks("report.filed")
def test_a_server_that_keeps_what_was_taken_back_is_seen(target: Target, running: RunningServer, judge: Judge) -> None:
    change(running, "mail.db", "CREATE TRIGGER keep BEFORE DELETE ON reports BEGIN SELECT RAISE(IGNORE); END")
    assert judge(examine_report(target))["report.sealed"] is State.KEPT
    assert "taken back is still there" in judge.texts["report.filed"]


@pytest.mark.breaks("report.sealed")
def test_a_server_that_holds_the_teams_key_is_seen(target: Target, running: RunningServer, judge: Judge) -> None:
    change(running, "keys.db", "INSERT INTO server_keys VALUES ('team', ?)", (SEED_OF_TEAM.seed.reveal(),))
    assert judge(examine_report(target))["report.filed"] is State.KEPT
    assert "server key team of the data folder opens a report" in judge.texts["report.sealed"]


@pytest.mark.breaks("report.answered")
def test_a_report_that_nobody_answers_is_seen(target: Target, running: RunningServer, judge: Judge) -> None:
    old = "INSERT INTO reports VALUES (?, NULL, NULL, 'page', ?, ?, 1, 'open', NULL, NULL, x'', NULL)"
    eight_days_ago = "(CAST(strftime('%s') AS INTEGER) - 8 * 86400) * 1000"
    old = old.replace("'page', ?", f"'page', {eight_days_ago}")
    change(running, "mail.db", old, (token_bytes(16), token_bytes(16)))
    assert judge(examine_report(target))["report.sealed"] is State.KEPT
    assert "waited for 8.0 days" in judge.texts["report.answered"]
