"""`tempory mailbox show`, `extend` and `forget`."""

import json
import sys
import time
from pathlib import Path

import click

from tempory.cli.connection import opened
from tempory.cli.failures import ExitStatus, Failure
from tempory.cli.kinds import ADDRESS, DURATION, spoken_duration, spoken_size
from tempory.cli.mailbox.shapes import expiry_json, mailbox_json
from tempory.cli.memory import Known, Memory
from tempory.cli.options import Choices, json_option, pass_choices, secret_option, server_options
from tempory.cli.terminal import print_json
from tempory.client import Mailbox, Receipt
from tempory.values import Address, format_instant


@click.command()
@click.argument("address", type=ADDRESS)
@server_options
@secret_option
@json_option
@pass_choices
def show(choices: Choices, address: Address) -> None:
    """Show how long ADDRESS lives and what it holds."""
    with opened(choices, address) as (_, mailbox):
        pass
    if choices.as_json:
        print_json(mailbox_json(mailbox))
        return
    usage, quota = mailbox.usage, mailbox.quota
    click.echo(click.style(str(mailbox.address), bold=True))
    click.echo(f"  lives  {_time_left(mailbox)}")
    click.echo(f"  holds  {usage.messages} of {quota.messages} messages, ", nl=False)
    click.echo(f"{spoken_size(usage.bytes)} of {spoken_size(quota.bytes)}")
    click.echo(f"  id     {mailbox.id}")


@click.command()
@click.argument("address", type=ADDRESS)
@click.argument("lifetime", type=DURATION)
@server_options
@secret_option
@json_option
@pass_choices
def extend(choices: Choices, address: Address, lifetime: int) -> None:
    """Let ADDRESS live LIFETIME from now: 10m, 1h30m, 7d. Less than it has left is allowed too."""
    with opened(choices, address) as (_, mailbox):
        mailbox.extend(lifetime)
    _remember_expiry(choices, mailbox)
    if choices.as_json:
        print_json({"id": str(mailbox.id), "address": str(address), "expires_at": expiry_json(mailbox.expires_at)})
    else:
        click.echo(f"{address} lives {_time_left(mailbox)}")


@click.command()
@click.argument("address", type=ADDRESS)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--receipt",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep the proof of it in FILE, for: tempory log check FILE",
)
@server_options
@secret_option
@json_option
@pass_choices
def forget(choices: Choices, address: Address, *, yes: bool, receipt: Path | None) -> None:
    """Destroy the key of ADDRESS and all it holds. There is no way back, for anybody."""
    with opened(choices, address) as (_, mailbox):
        if not yes:
            _confirm(mailbox)
        forgotten = mailbox.forget()
    Memory(choices.memory).drop(address.canonical)
    if receipt is not None:
        _keep(receipt, forgotten)
    if choices.as_json:
        print_json(
            {
                "id": str(forgotten.mailbox),
                "address": str(address),
                "forgotten_at": format_instant(forgotten.forgotten_at),
                "messages": forgotten.messages,
                "final": forgotten.final,
            }
        )
    else:
        click.echo(f"{address} is forgotten, with {_counted(forgotten.messages)}. Its key is destroyed.")


def _keep(path: Path, forgotten: Receipt) -> None:
    if forgotten.log is None:
        message = "It is forgotten, but the server gave no proof: it could not write its access log just then."
        raise Failure(message)
    path.write_text(json.dumps(forgotten.log, indent=2) + "\n", encoding="utf-8")


def _confirm(mailbox: Mailbox) -> None:
    if not sys.stdin.isatty():
        message = "Forgetting cannot be undone, so it has to be confirmed."
        raise Failure(message, hint="Add --yes.", status=ExitStatus.USAGE)
    click.confirm(f"Forget {mailbox.address}, with {_counted(mailbox.usage.messages)}, for good?", abort=True, err=True)


def _remember_expiry(choices: Choices, mailbox: Mailbox) -> None:
    """Remember a remembered mailbox for as long as it lives now."""
    memory = Memory(choices.memory)
    known = memory.find(mailbox.address.canonical)
    if known is not None and known.secret == mailbox.secret:
        memory.remember(
            Known(
                address=known.address,
                secret=known.secret,
                server=known.server,
                ca=known.ca,
                expires_at=mailbox.expires_at,
            )
        )


def _time_left(mailbox: Mailbox) -> str:
    if mailbox.expires_at is None:
        return "without end"
    left = mailbox.expires_at // 1000 - int(time.time())
    return f"{spoken_duration(left)} more, until {format_instant(mailbox.expires_at)[:16].replace('T', ' ')} UTC"


def _counted(messages: int) -> str:
    return "1 message" if messages == 1 else f"{messages} messages"
