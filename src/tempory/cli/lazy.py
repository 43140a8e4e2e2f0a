"""Groups of commands that import each command when it is called, and not before."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem


@dataclass(frozen=True, slots=True)
class Lazy:
    """Where a command is found (`module:attribute`) and the line that the overview shows of it."""

    place: str
    summary: str


class LazyGroup(click.Group):
    """A group whose commands are named in a table. It turns Tempory's errors into exit statuses."""

    def __init__(self, *, lazy: dict[str, Lazy], **attributes: Any) -> None:  # noqa: ANN401 (click's own)
        super().__init__(**attributes)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        if cmd_name not in self._lazy:
            return None
        module, _, attribute = self._lazy[cmd_name].place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete names from the table: a press of Tab imports no command."""
        names = [CompletionItem(name, help=lazy.summary) for name, lazy in self._lazy.items()]
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [name for name in names if name.value.startswith(incomplete)] + options

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's signature)
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.summary) for name, lazy in self._lazy.items()])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            from tempory.cli.failures import failure_of

            failure = failure_of(error)
            if failure is None:
                raise
            raise failure from error
