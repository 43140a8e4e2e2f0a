"""STORE. RFC 9051 §6.4.6, RFC 7162 §3.1.3 (UNCHANGEDSINCE)."""

from dataclasses import dataclass
from enum import Enum

from tempory.protocols.imap.sequences import Messages
from tempory.values import Flags


class StoreMode(Enum):
    """Values are those of the mailboxes' `FlagChange`."""

    ADD = "+FLAGS"
    REMOVE = "-FLAGS"
    REPLACE = "FLAGS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    r"""`silent`: no untagged FETCH for the change itself. `flags` in the spelling of `parse_flag`; never `\Recent`."""

    messages: Messages
    mode: StoreMode
    flags: Flags
    silent: bool = False
    by_uid: bool = False
    unchanged_since: int | None = None
