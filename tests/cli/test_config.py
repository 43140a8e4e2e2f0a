import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tempory.cli.root import root
from tempory.config import Configuration, parse


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tempory.toml"


def test_a_right_file_is_said_to_be_right(file: Path, tmp_path: Path) -> None:
    file.write_text(f'[storage]\nfolder = "{tmp_path / "data"}"\n')
    result = CliRunner().invoke(root, ["config", "check", str(file)])
    assert result.exit_code == 0
    assert f"tempory serve --config {file}" in result.stdout


def test_each_mistake_is_explained_with_its_line(file: Path) -> None:
    file.write_text("[smtp]\nprot = 25\nport = 99999\n")
    result = CliRunner().invoke(root, ["config", "check", str(file)])
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"{file}, line 2: there is no setting smtp.prot; did you mean smtp.port?",
        f"{file}, line 3: smtp.port must be a port from 0 to 65535 (0: any free one); it is 99999",
    ]


def test_an_unsafe_configuration_is_explained(file: Path) -> None:
    file.write_text('[smtp]\nhost = "0.0.0.0"\n[process]\nuser = "nobody"\n')
    result = CliRunner().invoke(root, ["config", "check", str(file)])
    assert result.exit_code == 1
    assert result.stderr.startswith("Not safe to run: smtp listens on 0.0.0.0")


@pytest.mark.parametrize("arguments", [["--json", "config", "check"], ["config", "check", "--json"]])
def test_json_says_the_same(arguments: list[str], file: Path, tmp_path: Path) -> None:
    file.write_text("[smtp]\nport = 99999\n")
    result = CliRunner().invoke(root, [*arguments, str(file)])
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["ok"], answer["file"]) == (1, False, str(file))
    assert [mistake["line"] for mistake in answer["mistakes"]] == [2]
    file.write_text(f'[storage]\nfolder = "{tmp_path / "data"}"\n[health]\nhost = "::"')
    answer = json.loads(CliRunner().invoke(root, [*arguments, str(file)]).stdout)
    assert [mistake["line"] for mistake in answer["mistakes"]] == [None]


def test_what_is_in_force_is_shown_as_a_file(file: Path) -> None:
    file.write_text("[smtp]\nport = 25\n")
    result = CliRunner().invoke(root, ["config", "show", str(file)])
    assert result.exit_code == 0
    assert parse(result.stdout).configuration.smtp.port == 25
    assert "port = 25\n" in result.stdout


def test_the_records_to_publish(file: Path) -> None:
    file.write_text(
        '[service]\ndomains = ["mail.example"]\n[smtp]\nhost = "::"\n[imaps]\npublic = "mail.example:993"\n'
    )
    result = CliRunner().invoke(root, ["config", "dns", str(file)])
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0] == "mail.example. MX 10 mail.example."
    assert "_imaps._tcp.mail.example. SRV 0 1 993 mail.example." in lines
    assert "; mail.example needs A and AAAA records of its own, and a certificate that names it." in lines
    assert "; pop3 has no record: only this machine reaches it. Set pop3.host, or pop3.public." in lines
    answer = json.loads(CliRunner().invoke(root, ["--json", "config", "dns", str(file)]).stdout)
    assert answer["records"][0] == {"name": "mail.example.", "type": "MX", "value": "10 mail.example."}
    assert answer["need_addresses"] == ["mail.example"]
    assert answer["unreachable"] == ["submissions", "submission", "imap", "pop3s", "pop3"]


def test_what_is_in_force_is_shown_as_json(file: Path) -> None:
    file.write_text("[smtp]\nport = 25\n")
    shown = json.loads(CliRunner().invoke(root, ["config", "show", "--json", str(file)]).stdout)
    assert shown["smtp"]["port"] == {"value": 25, "default": False}
    assert shown["https"]["port"] == {"value": Configuration().https.port, "default": True}
    assert shown["tls"]["key"] == {"value": None, "default": True}


def test_without_a_file_the_defaults_are_meant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(root, ["config", "check"])
    assert result.exit_code == 0
    assert "defaults are in force" in result.stdout


def test_a_file_that_is_not_there_is_said_to_be(file: Path) -> None:
    result = CliRunner().invoke(root, ["config", "show", str(file)])
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr


def test_control_characters_of_a_file_do_not_reach_the_terminal(file: Path) -> None:
    file.write_text('[smtp]\n"p\\u001b[31m" = 25\n')
    result = CliRunner().invoke(root, ["config", "check", str(file)])
    assert "\x1b" not in result.stderr
