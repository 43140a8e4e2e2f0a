"""STATUS. RFC 9051 §6.3.11, RFC 8438 (SIZE), RFC 7162 §3.1.7, RFC 8474 §4.3, RFC 7889 §3.2, RFC 9208 §4.1.4."""

from dataclasses import dataclass
from enum import StrEnum

from tempory.protocols.imap.arguments import Arguments
from tempory.protocols.imap.refusal import bad


class StatusItem(StrEnum):
    MESSAGES = "MESSAGES"
    RECENT = "RECENT"  # RFC 3501 only
    UIDNEXT = "UIDNEXT"
    UIDVALIDITY = "UIDVALIDITY"
    UNSEEN = "UNSEEN"
    DELETED = "DELETED"
    DELETED_STORAGE = "DELETED-STORAGE"
    SIZE = "SIZE"
    HIGHESTMODSEQ = "HIGHESTMODSEQ"
    MAILBOXID = "MAILBOXID"
    APPENDLIMIT = "APPENDLIMIT"


_ITEMS = {str(item): item for item in StatusItem}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`items` in the order asked for, each once."""

    mailbox: str
    items: tuple[StatusItem, ...]


def parse_status(arguments: Arguments) -> Status:
    """Read a mailbox and `(item …)`."""
    arguments.space()
    mailbox = arguments.mailbox()
    arguments.space()
    return Status(mailbox=mailbox, items=read_status_items(arguments))


def read_status_items(arguments: Arguments) -> tuple[StatusItem, ...]:
    """Read `(item …)`, each item once."""

    def read_item() -> StatusItem:
        item = _ITEMS.get(arguments.keyword())
        if item is None:
            message = "Not a status item"
            raise bad(message)
        return item

    return tuple(dict.fromkeys(arguments.parenthesised(read_item)))
