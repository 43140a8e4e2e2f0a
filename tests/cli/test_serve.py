"""What `tempory serve` makes of its options, and what it tells a person. tests/wire starts it for true."""

import shlex
from pathlib import Path

import pytest

from tempory.api import Listener
from tempory.app import Ready
from tempory.cli.root import root
from tempory.cli.serve import configuration_of, welcome
from tempory.config import UnreadableConfigurationError
from tests.cli.conftest import Run


def test_the_command_line_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "tempory.toml"
    file.write_text('[storage]\nfolder = "elsewhere"\n[smtp]\nport = 2626\n[service]\ndomains = ["mail.example"]\n')
    configuration = configuration_of(file, data=tmp_path / "data", is_anywhere=False)
    assert configuration.storage.folder == tmp_path / "data"
    assert configuration.smtp.port == 2626
    assert configuration_of(file, data=None, is_anywhere=False).storage.folder == Path("elsewhere")
    anywhere = configuration_of(file, data=None, is_anywhere=True)
    assert (anywhere.smtp.port, anywhere.https.port, anywhere.health.port) == (0, 0, 0)
    assert anywhere.service.domains[0].name == "mail.example"


def test_without_a_file_the_defaults_are_in_force() -> None:
    configuration = configuration_of(None, data=None, is_anywhere=False)
    assert (configuration.smtp.port, configuration.https.port) == (2525, 8443)


def test_a_mistake_ends_it_before_it_starts(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "tempory.toml"
    file.write_text("[smtp]\nprot = 25\nport = 99999\n")
    with pytest.raises(UnreadableConfigurationError):
        configuration_of(file, data=None, is_anywhere=False)
    result = run("serve", "--config", str(file))
    assert result.exit_code == 1
    assert [line.partition(", ")[2][:6] for line in result.stderr.splitlines()] == ["line 2", "line 3"]
    assert run("serve", "--config", str(tmp_path / "absent.toml")).exit_code == 2


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "smtp://127.0.0.1:2525"), ("::1", "smtp://[::1]:2525")])
def test_a_person_is_told_how_to_send_a_first_message(host: str, shown: str) -> None:
    ready = Ready(
        https="https://127.0.0.1:8443",
        ca=Path("var/tls/ca.pem"),
        health="http://127.0.0.1:8090",
        domains=("tempory.test",),
        listeners={"smtp": Listener(host=host, port=2525, tls="starttls")},
        operator_link=Path("var/operator.link"),
    )
    lines = welcome(ready, Path("var"))
    assert "  Tempory is ready:  https://127.0.0.1:8443/" in lines
    assert any("tempory operator claim --data var" in line for line in lines)
    (create,) = [line for line in lines if "mailbox create" in line]
    root.make_context("tempory", shlex.split(create)[1:3])  # the options it names exist
    (send,) = [line for line in lines if "curl" in line]
    assert shown in shlex.split(send)
    assert "--cacert" in shlex.split(send)


def test_a_claimed_operator_and_a_public_certificate_are_not_spoken_of() -> None:
    ready = Ready(
        https="https://mail.example",
        ca=None,
        health="http://127.0.0.1:8090",
        domains=("mail.example",),
        listeners={"smtp": Listener(host="192.0.2.1", port=25, tls="starttls")},
        operator_link=None,
    )
    told = "\n".join(welcome(ready, Path("var")))
    assert "operator" not in told
    assert "--ca" not in told
