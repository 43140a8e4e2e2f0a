"""Whose an address is, kept in memory for those who are written to often.

A commit of anybody else empties the page cache of the connection that looks, so a look-up reads a dozen pages anew;
what is kept here leaves two. What changes with each message, the room that is used, is asked every time, and so
whether the mailbox is there at all. All of the rest is dropped around any work of the writer that does not say that it
leaves mailboxes, addresses and folders as they are (`Writer.on_change`): whatever forgets, renames or extends is heard
of at once.
"""

from dataclasses import dataclass, replace

import apsw

from tempory.delivery import Recipient
from tempory.storage.sqlite import appending
from tempory.storage.sqlite.querying import one

KEPT = 1024
"""Recipients, of two kilobytes at most each, by the keyed hash of their address."""


@dataclass(frozen=True, slots=True)
class _Known:
    mailbox: int
    recipient: Recipient


class Recipients:
    """Looks recipients up on `connection`, which sees what is committed."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._known: dict[bytes, _Known] = {}

    def __len__(self) -> int:
        return len(self._known)

    def find(self, address_hash: bytes) -> Recipient | None:
        """Return the mailbox with this keyed hash of its address, and the room that is used now."""
        known = self._known.get(address_hash)
        if known is not None:
            used = one(self._connection, "SELECT messages, octets FROM counters WHERE mailbox = ?", (known.mailbox,))
            if used is not None:
                return replace(known.recipient, used_messages=used[0], used_bytes=used[1])
            del self._known[address_hash]
        found = appending.find_recipient(self._connection, address_hash)
        if found is None:
            return None
        mailbox, recipient = found
        if len(self._known) >= KEPT:
            del self._known[next(iter(self._known))]
        self._known[address_hash] = _Known(mailbox, recipient)
        return recipient

    def forget_all(self) -> None:
        """Look everything up anew from now on."""
        self._known.clear()
