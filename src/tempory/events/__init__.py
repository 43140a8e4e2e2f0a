"""What happened, as typed facts, and the stream they travel on.

Metrics, live pages and detection subscribe here; nothing is parsed back out of a log line. Events carry no plaintext of
a message, no address of a holder and no key. Enter at `EventStream`.
"""

from tempory.events.facts import (
    AccessEnded,
    ApiRequestAnswered,
    ConnectionClosed,
    ConnectionOpened,
    ConnectionRefused,
    EntryRefused,
    Event,
    FolderChanged,
    MailboxCreated,
    MailboxExtended,
    MailboxForgotten,
    MessageChanged,
    MessageDeleted,
    MessageJudged,
    MessageRefused,
    MessageStored,
    RecipientRefused,
    RemotePictureFetched,
    TlsEstablished,
)
from tempory.events.stream import EventStream

__all__ = [
    "AccessEnded",
    "ApiRequestAnswered",
    "ConnectionClosed",
    "ConnectionOpened",
    "ConnectionRefused",
    "EntryRefused",
    "Event",
    "EventStream",
    "FolderChanged",
    "MailboxCreated",
    "MailboxExtended",
    "MailboxForgotten",
    "MessageChanged",
    "MessageDeleted",
    "MessageJudged",
    "MessageRefused",
    "MessageStored",
    "RecipientRefused",
    "RemotePictureFetched",
    "TlsEstablished",
]
