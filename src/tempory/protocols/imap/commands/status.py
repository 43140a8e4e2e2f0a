"""STATUS. RFC 9051 §6.3.11, RFC 8438 (SIZE), RFC 7162 §3.1.7, RFC 8474 §4.3, RFC 7889 §3.2."""

from dataclasses import dataclass
from enum import StrEnum


class StatusItem(StrEnum):
    MESSAGES = "MESSAGES"
    RECENT = "RECENT"  # RFC 3501 only
    UIDNEXT = "UIDNEXT"
    UIDVALIDITY = "UIDVALIDITY"
    UNSEEN = "UNSEEN"
    DELETED = "DELETED"
    SIZE = "SIZE"
    HIGHESTMODSEQ = "HIGHESTMODSEQ"
    MAILBOXID = "MAILBOXID"
    APPENDLIMIT = "APPENDLIMIT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`items` in the order asked for, each once."""

    mailbox: str
    items: tuple[StatusItem, ...]
