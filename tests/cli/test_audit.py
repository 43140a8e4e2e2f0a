"""`tempory audit` over evidence of the test's own making: what it prints, when it fails. The real one is in wire."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tempory.policy import REGISTER, Evidence, State
from tempory.probes import Target
from tempory.values import Instant
from tests.client.memory_server import SERVER

Run = Callable[..., Result]
AT = Instant(1_795_262_400_123)


class Audits:
    """Stands in for `run_audit`; `targets` is what it was asked to examine."""

    def __init__(self) -> None:
        self.states: dict[str, State] = {}
        self.text = "probe.one: seen; probe.two: seen too"
        self.targets: list[Target] = []

    def __call__(self, target: Target) -> list[Evidence]:
        self.targets.append(target)
        return [
            Evidence(clause=each.id, state=self.states.get(each.id, State.KEPT), text=self.text, checked_at=AT)
            for each in REGISTER
        ]


@pytest.fixture
def audits(monkeypatch: pytest.MonkeyPatch) -> Audits:
    audits = Audits()
    monkeypatch.setattr("tempory.cli.audit.run_audit", audits)
    return audits


def test_json_is_the_contract(run: Run, audits: Audits) -> None:
    audits.states = {"host.hardened": State.UNKNOWN}
    result = run("audit", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == [
        {
            "id": clause.id,
            "state": "unknown" if clause.id == "host.hardened" else "kept",
            "evidence": "probe.one: seen; probe.two: seen too",
            "checked_at": "2026-11-21T12:00:00.123Z",
        }
        for clause in REGISTER
    ]


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["table", "json"])
@pytest.mark.parametrize(("state", "status"), [(State.KEPT, 0), (State.UNKNOWN, 0), (State.NOT_KEPT, 1)], ids=str)
def test_only_a_broken_promise_is_a_failure(
    run: Run, audits: Audits, options: tuple[str, ...], state: State, status: int
) -> None:
    audits.states = {"data.deleted": state}
    assert run("audit", *options).exit_code == status


def test_the_target_is_what_was_chosen(run: Run, audits: Audits, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.touch()
    assert run("audit", "--data", str(tmp_path), "--ca", str(ca)).exit_code == 0
    assert run("audit", "--server", "https://mail.example").exit_code == 0
    assert audits.targets[0] == Target(server=SERVER, ca=ca, data=tmp_path)
    assert (audits.targets[1].server, audits.targets[1].data) == ("https://mail.example", None)


def test_the_table_says_everything_and_what_to_do_next(run: Run, audits: Audits, tmp_path: Path) -> None:
    audits.states = {"transit.tls": State.NOT_KEPT, "host.hardened": State.UNKNOWN}
    said = run("audit").stdout
    for clause in REGISTER:
        assert clause.title.en in said
    assert "not kept transit.tls" in said
    assert "unknown  host.hardened" in said
    assert "kept     data.deleted" in said
    assert "· probe.two: seen too" in said
    assert "--data FOLDER" in said
    assert "--data FOLDER" not in run("audit", "--data", str(tmp_path)).stdout


def test_what_a_server_says_cannot_drive_the_terminal(run: Run, audits: Audits) -> None:
    audits.text = "probe.one: answered with \x1b[2J\x07 and\nmore"
    said = run("audit").stdout
    assert not {"\x1b", "\x07"} & set(said)
    assert "answered with ␛[2J␇ and more" in said


def test_a_folder_that_is_not_there_is_refused(run: Run, audits: Audits, tmp_path: Path) -> None:
    result = run("audit", "--data", str(tmp_path / "nowhere"))
    assert result.exit_code == 2
    assert "does not exist" in result.stderr
    assert audits.targets == []
