"""`tempory operator`: the mailbox that postmaster and abuse reach."""

from pathlib import Path

import click

from tempory.accesslog import Kind, Verb
from tempory.app.operator import unclaimed
from tempory.cli.log.folder import record_command
from tempory.cli.options import Choices, json_option, pass_choices
from tempory.cli.terminal import print_json
from tempory.values import ConfigurationError


@click.group()
def operator() -> None:
    """Claim the operator's mailbox: mail for postmaster and abuse of every domain."""


@operator.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("var"),
    show_default=True,
    help="The service's data folder.",
)
@json_option
@pass_choices
def claim(choices: Choices, data: Path) -> None:
    """Show the secret of the operator's mailbox once, and remove it from the server."""
    link = unclaimed(data)
    if link is None:
        message = f"There is nothing to claim in {data}: start the service once, or it was claimed before."
        raise ConfigurationError(message)
    record_command(data, Verb.CHANGE_CREDENTIALS, kind=Kind.KEY, name="operator")
    secret = link.read_text().strip()
    page = f"{choices.server.rstrip('/')}/#{secret}"
    if choices.as_json:
        print_json({"secret": secret, "page": page})
    else:
        click.echo(
            f"Secret  {secret}\nPage    {page}\n\nKeep it safe: it is shown this once. The server no longer has it."
        )
    link.unlink()
