"""The options that many commands share. Each may stand before or after the command's name; the last one wins."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    import httpx

DEFAULT_SERVER = "https://127.0.0.1:8443"
DEFAULT_CA = Path("var/tls/ca.pem")

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(slots=True, kw_only=True)
class Choices:
    """What was chosen, on the group or on the command. None: not chosen.

    `network` carries requests in place of the network itself, and `memory` is the folder of remembered mailboxes in
    place of the user's own; only tests choose them.
    """

    chosen_server: str | None = None
    ca: Path | None = None
    secret: str | None = None
    as_json: bool = False
    network: "httpx.BaseTransport | None" = None
    memory: Path | None = None

    @property
    def server(self) -> str:
        """The server's address: the one chosen, or this machine's."""
        return self.chosen_server or DEFAULT_SERVER


pass_choices = click.make_pass_decorator(Choices, ensure=True)
"""Hands a command its `Choices` as first argument."""


def server_options(command: Command) -> Command:
    """Add `--server` and `--ca`."""
    command = click.option(
        "--ca",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        expose_value=False,
        callback=_keep("ca"),
        help=f"Certificate authority to trust, PEM. For a server on this machine: {DEFAULT_CA}, if it is there.",
    )(command)
    return click.option(
        "--server",
        metavar="URL",
        expose_value=False,
        callback=_keep("chosen_server"),
        help=f"The service's address. Default: {DEFAULT_SERVER}",
    )(command)


def secret_option(command: Command) -> Command:
    """Add `--secret`."""
    return click.option(
        "--secret",
        metavar="tpy_…",
        expose_value=False,
        callback=_keep("secret"),
        help="The mailbox's secret; `-` reads it from standard input. Others on this machine can see an option: "
        "without this one, the remembered secret is taken, or standard input.",
    )(command)


def json_option(command: Command) -> Command:
    """Add `--json`."""
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        default=None,
        expose_value=False,
        callback=_keep("as_json"),
        help="Print JSON.",
    )(command)


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(context: click.Context, _parameter: click.Parameter, value: object) -> None:
        choices = context.ensure_object(Choices)
        if value is not None:
            setattr(choices, name, value)

    return callback
