"""The group that holds every command, and imports each one when it is called.

Exit status: 0 done; 1 it failed, or a clause is not kept; 2 the command was not understood; 3 the server could not be
reached; 4 the server refused.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from tempory import __version__
from tempory.cli.options import json_option, server_options


@dataclass(frozen=True, slots=True)
class Lazy:
    """Where a command is found (`module:attribute`) and the line that the overview shows of it."""

    place: str
    summary: str


COMMANDS = {
    "serve": Lazy("tempory.cli.serve:serve", "Run the service."),
    "mailbox": Lazy("tempory.cli.mailbox:mailbox", "Make, read, watch and forget private addresses."),
    "audit": Lazy("tempory.cli.audit:audit", "Probe the running service: is each promise kept?"),
    "config": Lazy("tempory.cli.config:config", "Check a configuration before it is used."),
    "completion": Lazy("tempory.cli.completion:completion", "Print the completion script for a shell."),
}


class LazyGroup(click.Group):
    """A group whose commands are named in a table and imported on use; it turns Tempory's errors into exit statuses."""

    def __init__(self, *, lazy: dict[str, Lazy], **attributes: Any) -> None:  # noqa: ANN401 (click's own)
        super().__init__(**attributes)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in self._lazy:
            return None
        module, _, attribute = self._lazy[cmd_name].place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.summary) for name, lazy in self._lazy.items()])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            from tempory.cli.failures import failure_of  # noqa: PLC0415 (only a failure pays for its import)

            failure = failure_of(error)
            if failure is None:
                raise
            raise failure from error


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tempory")
@server_options
@json_option
def root() -> None:
    """Private addresses that are sealed on arrival and forgotten on time.

    Start with `tempory serve`, then `tempory mailbox create`. The options below may also follow the command's name.
    """
