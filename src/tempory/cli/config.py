"""`tempory config`: whether a file is right, whether it is safe, and what is in force."""

import os
from pathlib import Path
from typing import Any

import click

from tempory.cli.options import Choices, json_option, pass_choices
from tempory.cli.terminal import print_json, safe_text
from tempory.config import Configuration, Reading, UnreadableConfigurationError, UnsafeConfigurationError, check_safety
from tempory.config.reading import read_file
from tempory.config.records import list_hosts, list_records, list_unreachable
from tempory.config.showing import as_toml, effective

_FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)


@click.group()
def config() -> None:
    """Check a configuration before it is used, and see what is in force. Without FILE: the defaults."""


@config.command()
@_FILE
@json_option
@pass_choices
def check(choices: Choices, file: Path | None) -> None:
    """Explain every mistake in FILE, and whether the service would be safe to run with it, here and as this user."""
    mistakes: list[dict[str, Any]] = []
    explained: list[str] = []
    try:
        reading = _read(file)
        check_safety(reading.configuration, effective_uid=os.geteuid())
    except UnreadableConfigurationError as error:
        mistakes = [{"line": mistake.line, "reason": mistake.reason} for mistake in error.mistakes]
        explained = error.explained()
    except UnsafeConfigurationError as error:
        mistakes = [{"line": None, "reason": reason} for reason in error.reasons]
        explained = [f"Not safe to run: {reason}" for reason in error.reasons]
    if choices.as_json:
        print_json({"file": str(file) if file else None, "ok": not mistakes, "mistakes": mistakes})
    elif explained:
        click.echo(safe_text("\n".join(explained)), err=True)
    elif file is None:
        click.echo("The defaults are in force, and safe to run. `tempory config show` prints them.")
    else:
        click.echo(safe_text(f"{file} is right, and safe to run. To use it: tempory serve --config {file}"))
    if mistakes:
        raise SystemExit(1)


@config.command()
@_FILE
@json_option
@pass_choices
def show(choices: Choices, file: Path | None) -> None:
    """Print what is in force with FILE, as a configuration file in which each default is marked."""
    reading = _read(file)
    if choices.as_json:
        shown: dict[str, dict[str, Any]] = {}
        for item in effective(reading):
            shown.setdefault(item.section, {})[item.key] = {"value": item.value, "default": item.is_default}
        print_json(shown)
    else:
        click.echo(safe_text(as_toml(reading)), nl=False)


@config.command()
@_FILE
@json_option
@pass_choices
def dns(choices: Choices, file: Path | None) -> None:
    """Print the DNS records to publish with FILE: where mail goes, and what mail programs look for."""
    configuration = _read(file).configuration
    records, hosts, unreachable = (
        list_records(configuration),
        list_hosts(configuration),
        list_unreachable(configuration),
    )
    if choices.as_json:
        shown = [{"name": each.name, "type": each.kind, "value": each.value} for each in records]
        print_json({"records": shown, "need_addresses": hosts, "unreachable": unreachable})
        return
    click.echo("\n".join(map(str, records)))
    for host in hosts:
        click.echo(f"; {host} needs A and AAAA records of its own, and a certificate that names it.")
    for name in unreachable:
        click.echo(f"; {name} has no record: only this machine reaches it. Set {name}.host, or {name}.public.")


def _read(file: Path | None) -> Reading:
    return Reading(configuration=Configuration(), written=frozenset()) if file is None else read_file(file)
