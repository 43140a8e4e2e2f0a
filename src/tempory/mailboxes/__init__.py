"""Disposable mailboxes: made in one request, lent for a while, forgotten for good.

Knows nothing of HTTP, SQL or SMTP. Enter at `Mailboxes`.
"""

from tempory.mailboxes.credentials import Credentials, TokenGrant
from tempory.mailboxes.filing import Filing
from tempory.mailboxes.making import Creation, Workshop
from tempory.mailboxes.names import OPERATOR_NAMES
from tempory.mailboxes.passwords import PasswordPool, check_password
from tempory.mailboxes.records import Mailbox, Page, Quota, Receipt, StoredMessage, Usage
from tempory.mailboxes.refusals import (
    AddressTaken,
    CredentialInUse,
    FolderExists,
    FolderGone,
    FolderKept,
    InvalidRequest,
    KeywordsFull,
    MailboxGone,
    MessageGone,
    NameReserved,
    PasswordRefused,
    WeakPassword,
)
from tempory.mailboxes.rules import Rules
from tempory.mailboxes.service import Mailboxes, OpenMailbox
from tempory.mailboxes.store import Census, CredentialKind, CredentialRecord, MailboxRecord, MailboxStore, ShredKeys
from tempory.mailboxes.sweeper import Sweeper

__all__ = [
    "OPERATOR_NAMES",
    "AddressTaken",
    "Census",
    "Creation",
    "CredentialInUse",
    "CredentialKind",
    "CredentialRecord",
    "Credentials",
    "Filing",
    "FolderExists",
    "FolderGone",
    "FolderKept",
    "InvalidRequest",
    "KeywordsFull",
    "Mailbox",
    "MailboxGone",
    "MailboxRecord",
    "MailboxStore",
    "Mailboxes",
    "MessageGone",
    "NameReserved",
    "OpenMailbox",
    "Page",
    "PasswordPool",
    "PasswordRefused",
    "Quota",
    "Receipt",
    "Rules",
    "ShredKeys",
    "StoredMessage",
    "Sweeper",
    "TokenGrant",
    "Usage",
    "WeakPassword",
    "Workshop",
    "check_password",
]
