"""`tempory mailbox wait`: for scripts that go on when a message has come."""

import click

from tempory.cli.connection import opened
from tempory.cli.failures import Failure
from tempory.cli.kinds import ADDRESS, DURATION, spoken_duration
from tempory.cli.mailbox.reading import full_json, show_message
from tempory.cli.options import Choices, json_option, pass_choices, secret_option, server_options
from tempory.cli.terminal import print_json
from tempory.client import Message
from tempory.values import Address


@click.command()
@click.argument("address", type=ADDRESS)
@click.option("--from", "sender", default="", metavar="TEXT", help="Only if the author's name or address has TEXT.")
@click.option("--subject", default="", metavar="TEXT", help="Only if the subject has TEXT.")
@click.option("--timeout", type=DURATION, default=60, metavar="1m", help="How long to wait. Default: 1m.")
@click.option("--code", is_flag=True, help="Only if it holds a code; print the code alone.")
@server_options
@secret_option
@json_option
@pass_choices
def wait(choices: Choices, address: Address, sender: str, subject: str, timeout: int, *, code: bool) -> None:
    """Wait for a message at ADDRESS, one that is there already or that arrives, and print it. Exit status 1: none came.

    The filter runs here, since the server cannot read what it would compare. Case is not regarded.
    """

    def fits(message: Message) -> bool:
        summary = message.summary
        if summary is None or (code and not summary.codes):
            return False
        authors = " ".join(f"{party.name} {party.address}" for party in summary.envelope.from_)
        return sender.casefold() in authors.casefold() and subject.casefold() in summary.envelope.subject.casefold()

    with opened(choices, address) as (_, mailbox):
        found = mailbox.wait(fits, timeout=timeout)
        if found is None or found.summary is None:
            hint = f"tempory mailbox list {address} shows what is there."
            reason = f"Nothing that fits came to {address} within {spoken_duration(timeout)}."
            raise Failure(reason, hint=hint)
        source = mailbox.raw(found)
    if choices.as_json:
        print_json(full_json(found, source))
    elif code:
        click.echo(found.summary.codes[0])
    else:
        show_message(found, source)
