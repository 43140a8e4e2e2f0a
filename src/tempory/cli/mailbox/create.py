"""`tempory mailbox create`."""

from typing import Any

import click

from tempory.cli.connection import chosen_ca, connect
from tempory.cli.kinds import DURATION, spoken_duration
from tempory.cli.mailbox.shapes import expiry_json
from tempory.cli.memory import Known, Memory
from tempory.cli.options import Choices, json_option, pass_choices, server_options
from tempory.cli.terminal import print_json, program
from tempory.client import Mailbox


@click.command()
@click.option("--address", metavar="NAME[@DOMAIN]", help="The address wanted. Default: a random one.")
@click.option("--lifetime", type=DURATION, metavar="1h", help="How long it lives, such as 10m, 1h or 7d.")
@click.option("--remember", is_flag=True, help="Keep the secret in a file of yours, to be used from now on.")
@server_options
@json_option
@pass_choices
def create(choices: Choices, address: str | None, lifetime: int | None, *, remember: bool) -> None:
    """Make a private address. Its secret is shown once, and nobody else has it."""
    name, _, domain = (address or "").rpartition("@") if address and "@" in address else (address or "", "", "")
    with connect(choices) as client:
        made = client.create(name=name or None, domain=domain or None, lifetime=lifetime)
        page = f"{client.server}/#{made.secret}"
        if remember:
            _remember(choices, client.server, made)
    if choices.as_json:
        print_json(_json(made, page))
    else:
        _show(choices, made, page, remembered=remember)


def _json(made: Mailbox, page: str) -> dict[str, Any]:
    return {
        "id": str(made.id),
        "address": str(made.address),
        "secret": made.secret,
        "expires_at": expiry_json(made.expires_at),
        "page": page,
    }


def _remember(choices: Choices, server: str, made: Mailbox) -> None:
    ca = chosen_ca(choices)
    known = Known(
        address=made.address.canonical,
        secret=made.secret,
        server=server,
        ca=None if ca is None else str(ca.resolve()),
        expires_at=made.expires_at,
    )
    Memory(choices.memory).remember(known)


def _show(choices: Choices, made: Mailbox, page: str, *, remembered: bool) -> None:
    lives = "has no end" if made.expires_at is None else spoken_duration((made.expires_at - made.created_at) // 1000)
    click.echo(f"{click.style(str(made.address), bold=True)}   lives {lives}\n")
    click.echo(f"  secret  {made.secret}")
    click.echo(f"  page    {page}\n")
    if remembered:
        click.echo(f"The secret is kept in {Memory(choices.memory).path}, for you alone.")
        click.echo(f"Next: {program()} mailbox watch {made.address}")
    else:
        server = f" --server {choices.chosen_server}" if choices.chosen_server else ""
        trust = f" --ca {choices.ca}" if choices.ca else ""
        click.echo("Keep the secret: it is shown this once, and without it nobody can read what arrives.")
        click.echo(f"Next: tempory{server}{trust} mailbox watch {made.address}    (and type the secret)")
