"""`tempory mailbox watch`: a live view on a terminal, a line an event elsewhere, JSON a line with `--json`."""

import sys
import time
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import click

from tempory.cli.connection import opened
from tempory.cli.kinds import ADDRESS
from tempory.cli.mailbox.board import SHOWN, Board
from tempory.cli.mailbox.following import Arrived, Happening, Listed, Lost, follow
from tempory.cli.mailbox.shapes import SHORT_ID, expiry_json, message_json, sender_of, subject_of
from tempory.cli.options import Choices, json_option, pass_choices, secret_option, server_options
from tempory.cli.terminal import console, print_json_line, safe_line
from tempory.client import Changed, Deleted, Extended, Forgotten, Mailbox, Message
from tempory.values import Address, Instant

_TICK = 1.0


@click.command()
@click.argument("address", type=ADDRESS)
@server_options
@secret_option
@json_option
@pass_choices
def watch(choices: Choices, address: Address) -> None:
    """Watch messages arrive at ADDRESS, until it is forgotten or you press Ctrl-C.

    With --json, or when its output goes elsewhere, it tells of what arrives from now on.
    """
    with opened(choices, address) as (client, mailbox):
        newest = next(mailbox.messages(limit=1), None)
        happenings = follow(client, mailbox, above=newest.uid if newest else 0, limit=SHOWN)
        try:
            if choices.as_json:
                _print_each(happenings, as_json=True)
            elif sys.stdout.isatty():
                _show_live(happenings, mailbox)
            else:
                _print_each(happenings, as_json=False)
        except KeyboardInterrupt:
            return


def happening_json(happening: Happening) -> list[dict[str, Any]]:  # noqa: PLR0911 (one for each event)
    """Return the lines that `--json` prints of what happened."""
    match happening:
        case Arrived(message=message):
            return [{"event": "message"} | message_json(message)]
        case Listed(new=new):
            return [{"event": "ready"}, *({"event": "message"} | message_json(message) for message in reversed(new))]
        case Changed():
            return [{"event": "changed", "id": str(happening.message), "seen": happening.seen}]
        case Deleted():
            return [{"event": "deleted", "id": str(happening.message)}]
        case Extended():
            return [{"event": "extended", "expires_at": expiry_json(happening.expires_at)}]
        case Forgotten():
            return [{"event": "forgotten", "reason": happening.reason}]
        case Lost():
            return [{"event": "lost", "reason": happening.reason, "retry_in": happening.pause}]


def happening_lines(happening: Happening) -> list[str]:
    """Return the lines that are printed of what happened where there is no terminal."""
    match happening:
        case Arrived(message=message):
            return [_line(message)]
        case Listed(new=new):
            return [_line(message) for message in reversed(new)]
        case Forgotten():
            return [f"The mailbox is forgotten ({safe_line(happening.reason)})."]
        case Lost():
            return [f"{safe_line(happening.reason)} Trying again in {happening.pause:.0f} s."]
        case _:
            return []


def _line(message: Message) -> str:
    codes = "  ".join(safe_line(code) for code in message.summary.codes) if message.summary else ""
    fields = [str(message.id)[:SHORT_ID], sender_of(message), subject_of(message), codes]
    return "  ".join(field for field in fields if field)


def _print_each(happenings: Iterator[Happening], *, as_json: bool) -> None:
    for happening in happenings:
        if as_json:
            for line in happening_json(happening):
                print_json_line(line)
        else:
            for text in happening_lines(happening):
                click.echo(text)


def _show_live(happenings: Iterator[Happening], mailbox: Mailbox) -> None:
    from rich.live import Live

    board = Board(mailbox)
    queue: SimpleQueue[Happening | Exception | None] = SimpleQueue()
    Thread(target=_pump, args=(happenings, queue), daemon=True).start()
    with Live(console=console(), auto_refresh=False) as live:
        while not board.is_forgotten:
            live.update(board.render(Instant(int(time.time() * 1000))), refresh=True)
            try:
                happening = queue.get(timeout=_TICK)
            except Empty:
                continue
            if isinstance(happening, Exception):
                raise happening
            if happening is None:
                break
            board.apply(happening)
    click.echo(f"{board.address} is forgotten.")


def _pump(happenings: Iterator[Happening], queue: "SimpleQueue[Happening | Exception | None]") -> None:
    try:
        for happening in happenings:
            queue.put(happening)
        queue.put(None)
    except Exception as error:  # noqa: BLE001 (raised again where the user sees it)
        queue.put(error)
