"""Commands as frozen dataclasses and the parsers that make them, one file a command or close family.

Enter at `table.COMMANDS`: which verb is parsed by what, in which states. RFC 9051 §6 and the extensions
each file names.
"""

from tempory.protocols.imap.commands.append import Append, Replace
from tempory.protocols.imap.commands.copy import Copy, Expunge, Move
from tempory.protocols.imap.commands.fetch import Fetch
from tempory.protocols.imap.commands.listing import List, Lsub
from tempory.protocols.imap.commands.login import LogIn
from tempory.protocols.imap.commands.mailboxes import Create, Delete, Namespace, Rename, Subscribe
from tempory.protocols.imap.commands.quota import GetQuota, GetQuotaRoot
from tempory.protocols.imap.commands.search import Search
from tempory.protocols.imap.commands.select import Close, Select
from tempory.protocols.imap.commands.session import Noop
from tempory.protocols.imap.commands.sort import Sort, Thread
from tempory.protocols.imap.commands.starttls import StartTls
from tempory.protocols.imap.commands.status import Status
from tempory.protocols.imap.commands.store import Store

Command = (
    Append
    | Close
    | Copy
    | Create
    | Delete
    | Expunge
    | Fetch
    | GetQuota
    | GetQuotaRoot
    | List
    | LogIn
    | Lsub
    | Move
    | Namespace
    | Noop
    | Rename
    | Replace
    | Search
    | Select
    | Sort
    | StartTls
    | Status
    | Store
    | Subscribe
    | Thread
)

__all__ = [
    "Append",
    "Close",
    "Command",
    "Copy",
    "Create",
    "Delete",
    "Expunge",
    "Fetch",
    "GetQuota",
    "GetQuotaRoot",
    "List",
    "LogIn",
    "Lsub",
    "Move",
    "Namespace",
    "Noop",
    "Rename",
    "Replace",
    "Search",
    "Select",
    "Sort",
    "StartTls",
    "Status",
    "Store",
    "Subscribe",
    "Thread",
]
