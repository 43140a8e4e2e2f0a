"""Disposable mailboxes: made in one request, lent for a while, forgotten for good.

Knows nothing of HTTP, SQL or SMTP. Enter at `Mailboxes`.
"""

from tempory.mailboxes.records import Mailbox, Page, Quota, Receipt, StoredMessage, Usage
from tempory.mailboxes.refusals import (
    AddressTaken,
    CredentialInUse,
    InvalidRequest,
    MailboxGone,
    MessageGone,
    NameReserved,
)
from tempory.mailboxes.rules import Rules
from tempory.mailboxes.service import Creation, Mailboxes, OpenMailbox

__all__ = [
    "AddressTaken",
    "Creation",
    "CredentialInUse",
    "InvalidRequest",
    "Mailbox",
    "MailboxGone",
    "Mailboxes",
    "MessageGone",
    "NameReserved",
    "OpenMailbox",
    "Page",
    "Quota",
    "Receipt",
    "Rules",
    "StoredMessage",
    "Usage",
]
