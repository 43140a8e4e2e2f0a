"""`tempory mailbox list`."""

import time

import click

from tempory.cli.connection import opened
from tempory.cli.kinds import ADDRESS
from tempory.cli.mailbox.shapes import message_json, messages_table
from tempory.cli.options import Choices, json_option, pass_choices, secret_option, server_options
from tempory.cli.terminal import console, print_json, program
from tempory.values import Address, Instant

_SHOWN = 50


@click.command("list")
@click.argument("address", type=ADDRESS)
@click.option("--all", "everything", is_flag=True, help=f"All messages, not only the newest {_SHOWN}.")
@server_options
@secret_option
@json_option
@pass_choices
def list_messages(choices: Choices, address: Address, *, everything: bool) -> None:
    """List the messages of ADDRESS, newest first."""
    with opened(choices, address) as (_, mailbox):
        messages = list(mailbox.messages(limit=None if everything else _SHOWN))
    if choices.as_json:
        print_json([message_json(message) for message in messages])
        return
    if not messages:
        click.echo(f"Nothing has arrived at {address} yet.")
        click.echo(f"Next: {program()} mailbox watch {address}")
        return
    console().print(messages_table(messages, now=Instant(int(time.time() * 1000))))
    left = mailbox.usage.messages - len(messages)
    if left > 0:
        click.echo(f"{left} older: --all lists them.")
