"""Events as a stream's reader sees them: `event:` and one line of JSON in `data:` (WHATWG HTML §9.2.6).

The JSON stands on one line, so that no text of a stranger's can begin a field of its own.
"""

from collections.abc import Iterable

import msgspec

from tempory.api.answers import encode_json
from tempory.api.opening import open_item
from tempory.api.representations import OpenItem, SealedItem, show_sealed
from tempory.events import (
    Event,
    MailboxExtended,
    MailboxForgotten,
    MessageChanged,
    MessageDeleted,
    MessageStored,
)
from tempory.mailboxes import OpenMailbox, StoredMessage
from tempory.values import MailboxId, format_instant


def encode_ready(mailboxes: Iterable[MailboxId]) -> bytes:
    """Return the first event of a stream: the mailboxes it carries, those alive among the ones asked for."""
    return _encode("ready", {"mailboxes": [str(mailbox) for mailbox in mailboxes]})


def encode_comment(text: str) -> bytes:
    """Return a line that readers pass over."""
    return b": " + text.encode() + b"\n\n"


def encode_event(event: Event, opened: OpenMailbox | None) -> bytes:
    """Return `event` for a reader, a message opened where its holder lets us; nothing for what readers do not see."""
    match event:
        case MessageStored():
            return _encode("message", _show_message(event, opened))
        case MessageChanged(mailbox=mailbox, message=message, seen=seen):
            return _encode("changed", {"mailbox": str(mailbox), "id": str(message), "seen": seen})
        case MessageDeleted(mailbox=mailbox, message=message):
            return _encode("deleted", {"mailbox": str(mailbox), "id": str(message)})
        case MailboxExtended(mailbox=mailbox, expires_at=expires_at):
            shown = None if expires_at is None else format_instant(expires_at)
            return _encode("extended", {"mailbox": str(mailbox), "expires_at": shown})
        case MailboxForgotten(mailbox=mailbox, reason=reason):
            return _encode("forgotten", {"mailbox": str(mailbox), "reason": reason})
        case _:
            return b""


def stored_message(event: MessageStored) -> StoredMessage:
    """Return the message that `event` tells of, as the store has it just now."""
    return StoredMessage(
        id=event.message,
        uid=event.uid,
        received_at=event.received_at,
        size=event.size,
        seen=False,
        summary=event.summary,
    )


def _show_message(event: MessageStored, opened: OpenMailbox | None) -> dict[str, object]:
    stored = stored_message(event)
    shown: SealedItem | OpenItem = show_sealed(stored)
    fields = {"mailbox": str(event.mailbox), **msgspec.to_builtins(shown)}
    if opened is not None:
        fields |= msgspec.to_builtins(open_item(opened, stored))
    return fields


def _encode(name: str, fields: dict[str, object]) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + encode_json(fields) + b"\n\n"
