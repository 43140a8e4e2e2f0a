"""A mailbox and its messages as JSON and as a table. What strangers wrote goes through `tempory.cli.terminal`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tempory.cli.kinds import spoken_duration, spoken_size
from tempory.cli.terminal import safe_line
from tempory.client import Mailbox, Message
from tempory.values import Instant, format_instant

if TYPE_CHECKING:
    from rich.table import Table

SHORT_ID = 8
BROKEN = "the seal does not open"


def message_json(message: Message) -> dict[str, Any]:
    """Return what `mailbox list --json` says of a message. `from` null: no author, or a seal that does not open."""
    summary = message.summary
    return {
        "id": str(message.id),
        "from": summary.envelope.from_[0].address if summary and summary.envelope.from_ else None,
        "subject": summary.envelope.subject if summary else None,
        "received_at": format_instant(message.received_at),
        "size": message.size,
        "seen": message.seen,
        "codes": list(summary.codes) if summary else [],
        "links": list(summary.links) if summary else [],
    }


def mailbox_json(mailbox: Mailbox) -> dict[str, Any]:
    """Return what `mailbox show --json` says."""
    return {
        "id": str(mailbox.id),
        "address": str(mailbox.address),
        "created_at": format_instant(mailbox.created_at),
        "expires_at": expiry_json(mailbox.expires_at),
        "quota": {"messages": mailbox.quota.messages, "bytes": mailbox.quota.bytes},
        "usage": {"messages": mailbox.usage.messages, "bytes": mailbox.usage.bytes},
    }


def expiry_json(expires_at: Instant | None) -> str | None:
    """Return when a mailbox ends, as JSON has it; None: never."""
    return None if expires_at is None else format_instant(expires_at)


def sender_of(message: Message) -> str:
    """Return who a message says it is from, in one line."""
    if message.summary is None or not message.summary.envelope.from_:
        return "—"
    author = message.summary.envelope.from_[0]
    return safe_line(author.name or author.address)


def subject_of(message: Message) -> str:
    """Return a message's subject in one line."""
    if message.summary is None:
        return f"({BROKEN})"
    return safe_line(message.summary.envelope.subject) or "(no subject)"


def messages_table(messages: Iterable[Message], *, now: Instant) -> "Table":
    """Return a table of messages: unseen ones bold, their codes in a column of their own."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("Id", style="dim", no_wrap=True)
    # These two give way on a narrow terminal: their texts are cut, where the columns without wrapping keep their width.
    table.add_column("From", max_width=28)
    table.add_column("Subject", ratio=1)
    table.add_column("Code", style="bold green", no_wrap=True)
    table.add_column("Received", justify="right", no_wrap=True)
    table.add_column("Size", justify="right", style="dim", no_wrap=True)
    for message in messages:
        codes = message.summary.codes if message.summary else ()
        table.add_row(
            str(message.id)[:SHORT_ID],
            Text(sender_of(message), no_wrap=True, overflow="ellipsis"),
            Text(subject_of(message), no_wrap=True, overflow="ellipsis"),
            Text(safe_line(codes[0]) if codes else ""),
            f"{spoken_duration(max(1, (now - message.received_at) // 1000), units=1)} ago",
            spoken_size(message.size),
            style="" if message.seen else "bold",
        )
    return table
