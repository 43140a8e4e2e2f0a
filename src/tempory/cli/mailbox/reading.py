"""`tempory mailbox read` and `delete`."""

import sys
from typing import Any

import click

from tempory.cli.connection import opened
from tempory.cli.failures import ExitStatus, Failure
from tempory.cli.kinds import ADDRESS, MESSAGE, spoken_size
from tempory.cli.mailbox.shapes import message_json
from tempory.cli.options import Choices, json_option, pass_choices, secret_option, server_options
from tempory.cli.terminal import print_json, safe_line, safe_text
from tempory.client import Mailbox, Message
from tempory.mime import read_message
from tempory.sealing import Party, Summary
from tempory.values import Address, IntegrityError, MessageId
from tempory.values.ids import ID_OCTETS


@click.command()
@click.argument("address", type=ADDRESS)
@click.argument("message", type=MESSAGE, metavar="ID")
@click.option("--raw", is_flag=True, help="The message's source as it arrived (RFC 5322).")
@click.option("--peek", is_flag=True, help="Leave it unseen.")
@server_options
@secret_option
@json_option
@pass_choices
def read(choices: Choices, address: Address, message: str, *, raw: bool, peek: bool) -> None:
    """Read the message ID of ADDRESS: its id, the first four digits or more of it, or `latest`."""
    with opened(choices, address) as (_, mailbox):
        found = find_message(mailbox, message)
        source = mailbox.raw(found)
        if not peek and not found.seen:
            found = mailbox.mark(found.id, seen=True)
    if raw:
        _write_source(source)
    elif choices.as_json:
        print_json(full_json(found, source))
    else:
        show_message(found, source)


@click.command()
@click.argument("address", type=ADDRESS)
@click.argument("message", type=MESSAGE, metavar="ID")
@server_options
@secret_option
@json_option
@pass_choices
def delete(choices: Choices, address: Address, message: str) -> None:
    """Delete the message ID of ADDRESS at once."""
    with opened(choices, address) as (_, mailbox):
        found = find_message(mailbox, message)
        mailbox.delete(found.id)
    if choices.as_json:
        print_json({"id": str(found.id), "deleted": True})
    else:
        click.echo(f"Deleted {found.id}.")


def find_message(mailbox: Mailbox, name: str) -> Message:
    """Return the one message that `name` fits; raise `Failure` if there is none, or more than one."""
    if len(name) == ID_OCTETS * 2:
        return mailbox.message(MessageId.parse(name))
    fitting = [
        message for message in mailbox.messages(limit=1 if name == "latest" else None) if _is_called(message, name)
    ]
    match fitting:
        case [found]:
            return found
        case []:
            reason = f"No message of {mailbox.address} is called {name}."
            hint = f"tempory mailbox list {mailbox.address} shows what is there."
            raise Failure(reason, hint=hint, status=ExitStatus.REFUSED)
        case _:
            reason = f"{len(fitting)} messages begin with {name}."
            raise Failure(reason, hint="Write more of its id.", status=ExitStatus.USAGE)


def full_json(message: Message, source: bytes) -> dict[str, Any]:
    """Return what `mailbox read --json` says: the item of the list, and what only the body tells."""
    summary, readable = _summary(message), read_message(source)
    return message_json(message) | {
        "to": [party.address for party in summary.envelope.to],
        "date": summary.envelope.date,
        "text": readable.text,
        "html": readable.html,
        "attachments": [
            {"index": part.index, "name": part.name, "type": part.type, "size": part.size}
            for part in summary.attachments
        ],
    }


def show_message(message: Message, source: bytes) -> None:
    """Print a message for a person: who, what, the codes, then the text."""
    summary = _summary(message)
    envelope = summary.envelope
    _show_field("From", ", ".join(_party(party) for party in envelope.from_))
    _show_field("To", ", ".join(_party(party) for party in envelope.to))
    _show_field("Subject", envelope.subject)
    _show_field("Date", envelope.date)
    for part in summary.attachments:
        _show_field("Attached", f"{part.name or 'unnamed'} ({part.type}, {spoken_size(part.size)})")
    if summary.codes:
        click.echo(f"{'Code':>9}  {click.style('  '.join(map(safe_line, summary.codes)), fg='green', bold=True)}")
    click.echo()
    click.echo(safe_text(read_message(source).text).rstrip())


def _is_called(message: Message, name: str) -> bool:
    return name == "latest" or str(message.id).startswith(name)


def _show_field(name: str, value: str) -> None:
    if value:
        click.echo(f"{click.style(f'{name:>9}', dim=True)}  {safe_line(value)}")


def _party(party: Party) -> str:
    return f"{party.name} <{party.address}>" if party.name else party.address


def _summary(message: Message) -> Summary:
    if message.summary is None:  # its body has been opened with it, so it is there
        raise IntegrityError
    return message.summary


def _write_source(source: bytes) -> None:
    """Write the source as it is; to a terminal, without what a terminal would obey."""
    if sys.stdout.isatty():
        sys.stdout.write(safe_text(source.decode("utf-8", "replace")))
    else:
        sys.stdout.buffer.write(source)
    sys.stdout.flush()
