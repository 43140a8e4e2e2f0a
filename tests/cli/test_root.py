"""The overview, its speed, its exits, and the completion of shells."""

import shutil
import subprocess
import sys

import click
import pytest

from tempory.cli.failures import failure_of
from tempory.cli.kinds import spoken_duration, spoken_size
from tempory.cli.lazy import LazyGroup
from tempory.cli.root import root
from tempory.values import (
    ConfigurationError,
    IntegrityError,
    InvalidValueError,
    LocalProtocolError,
    Refusal,
    RemoteProtocolError,
    TemporyError,
    Unavailable,
)
from tests.cli.conftest import Run

HEAVY = ("rich", "httpx", "cryptography", "tempory.values", "tempory.client", "tempory.config", "tempory.app", "uvloop")


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["mailbox", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys; from tempory.cli.root import root\n"
        f"try: root.main({arguments}, prog_name='tempory')\n"
        f"except SystemExit: pass\nprint([name for name in {HEAVY} if name in sys.modules])"
    )
    assert python(code).endswith("[]\n")


def walk(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    found = [(path, command)]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            found += walk(child, (*path, name))
    return found


def test_every_command_explains_itself() -> None:
    for path, command in walk(root):
        assert command.help, path
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, (path, parameter.name)


def test_every_leaf_that_asks_the_server_takes_json() -> None:
    commands = dict(walk(root))
    for path, command in commands.items():
        names = {parameter.name for parameter in command.params}
        if "chosen_server" in names or "server" in names:
            assert "as_json" in names, path


def test_an_unknown_command_is_a_mistake_in_the_call(run: Run) -> None:
    assert run("mailbix").exit_code == 2
    assert run("mailbox", "eat").exit_code == 2
    assert run("mailbox", "list").exit_code == 2
    assert run("mailbox", "list", "not an address").exit_code == 2


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Refusal("No."), 4),
        (Unavailable("Later."), 3),
        (IntegrityError("altered"), 1),
        (ConfigurationError("Change it."), 1),
        (InvalidValueError("not an address"), 1),
        (RemoteProtocolError("what?"), 1),
    ],
)
def test_each_error_has_its_exit_status(error: TemporyError, status: int) -> None:
    failure = failure_of(error)
    assert failure
    assert failure.exit_code == status
    assert failure.message[0].isupper() or failure.message == "what?".capitalize()


def test_a_bug_is_no_failure() -> None:
    assert failure_of(LocalProtocolError("ours")) is None
    assert failure_of(KeyError("ours")) is None


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_its_shell_reads(run: Run, shell: str) -> None:
    script = run("completion", shell).stdout
    assert "_TEMPORY_COMPLETE" in script
    if shutil.which(shell):
        flags = ["--no-execute"] if shell == "fish" else ["-n"]
        subprocess.run([shell, *flags], input=script, text=True, check=True, timeout=30)


def test_completion_knows_commands_options_and_remembered_addresses(run: Run) -> None:
    from click.shell_completion import ShellComplete  # noqa: PLC0415 (what completion imports is part of the test)

    def complete(*arguments: str, incomplete: str = "") -> set[str]:
        shell = ShellComplete(root, {}, "tempory", "_TEMPORY_COMPLETE")
        return {item.value for item in shell.get_completions(list(arguments), incomplete)}

    assert complete() >= {"serve", "mailbox", "audit", "config", "completion"}
    assert complete("mailbox", incomplete="f") == {"forget"}
    assert "--secret" in complete("mailbox", "list", incomplete="--")


def test_remembered_addresses_are_completed(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    from click.shell_completion import ShellComplete  # noqa: PLC0415 (what completion imports is part of the test)

    run("mailbox", "create", "--address", "kept", "--lifetime", "30d", "--remember")
    monkeypatch.setattr(click, "get_app_dir", lambda _name: f"{tmp_path}/settings")
    shell = ShellComplete(root, {}, "tempory", "_TEMPORY_COMPLETE")
    completions = shell.get_completions(["mailbox", "list"], "k")
    assert [item.value for item in completions] == ["kept@tempory.test"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "0 s"), (0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min 59 s"), (3600, "1 h"), (90_061, "1 d 1 h")],
)
def test_durations_are_spoken(seconds: int, words: str) -> None:
    assert spoken_duration(seconds) == words
    assert spoken_duration(seconds, units=1) == " ".join(words.split()[:2])


@pytest.mark.parametrize(
    ("octets", "words"), [(0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (10_240, "10 KiB"), (2_500_000, "2.4 MiB")]
)
def test_sizes_are_spoken(octets: int, words: str) -> None:
    assert spoken_size(octets) == words


def test_a_group_lists_only_its_table() -> None:
    group = LazyGroup(name="empty", lazy={})
    assert group.get_command(click.Context(group), "serve") is None
