"""`tempory admin`: what the owner of the machine does about the people who run the service."""

import time
from pathlib import Path

import click
import msgspec

from tempory.cli.failures import ExitStatus, Failure
from tempory.cli.options import Choices, json_option, pass_choices
from tempory.cli.terminal import print_json

WAIT_SECONDS = 15.0
_LOOK_SECONDS = 0.05


@click.group()
def admin() -> None:
    """Begin with the people who run the service."""


@admin.command()
@click.option("--name", required=True, help="The owner's name.")
@click.option(
    "--address", required=True, metavar="NAME@DOMAIN", help="The owner's address, in a domain of the service."
)
@click.option(
    "--language",
    type=click.Choice(["en", "fr"]),
    default="en",
    show_default=True,
    help="The language that pages and letters speak.",
)
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("var"),
    show_default=True,
    help="The service's data folder. Whoever may write there may do this.",
)
@json_option
@pass_choices
def init(choices: Choices, name: str, address: str, language: str, data: Path) -> None:
    """Make an owner, and print the one-time link that they enrol with. There is no default password."""
    from tempory.app.first_owner import ANSWER_FILE, REQUEST_FILE, OwnerAnswer, OwnerRequest
    from tempory.app.private_files import write_privately

    answer_file = data / ANSWER_FILE
    answer_file.unlink(missing_ok=True)
    wish = OwnerRequest(name=name, address=address, language=language)
    write_privately(data / REQUEST_FILE, msgspec.json.encode(wish))
    deadline = time.monotonic() + WAIT_SECONDS
    while not answer_file.exists():
        if time.monotonic() > deadline:
            (data / REQUEST_FILE).unlink(missing_ok=True)
            message = f"No service answers over {data}."
            hint = "Start it (tempory serve), as the same user, and name its data folder with --data."
            raise Failure(message, hint=hint, status=ExitStatus.UNREACHABLE)
        time.sleep(_LOOK_SECONDS)
    answer = msgspec.json.decode(answer_file.read_bytes(), type=OwnerAnswer)
    answer_file.unlink()
    if answer.problem:
        raise Failure(answer.problem, status=ExitStatus.REFUSED)
    if choices.as_json:
        print_json({"link": answer.link, "page": answer.page})
    else:
        click.echo(
            f"Page    {answer.page}\nLink    {answer.link}\n\nIt works once, for three days, and makes its bearer an "
            "owner once they have added a second factor.\nOn a terminal: tempory member enrol"
        )
