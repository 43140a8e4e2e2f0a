"""`tempory completion`: the script by which a shell completes this command."""

import click
from click.shell_completion import get_completion_class

_HINTS = {
    "bash": 'eval "$(tempory completion bash)"    # in ~/.bashrc',
    "zsh": 'eval "$(tempory completion zsh)"    # in ~/.zshrc',
    "fish": "tempory completion fish > ~/.config/fish/completions/tempory.fish",
}
_EPILOG = "\b\n" + "\n".join(_HINTS.values())


@click.command(epilog=_EPILOG)
@click.argument("shell", type=click.Choice(tuple(_HINTS)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script for SHELL."""
    kind = get_completion_class(shell)
    if kind is None:  # the choice above holds only shells that click knows
        raise AssertionError(shell)
    root = context.find_root().command
    click.echo(kind(root, {}, "tempory", "_TEMPORY_COMPLETE").source(), nl=False)
