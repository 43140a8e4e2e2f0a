"""What happens to rows whose keys are already destroyed: gone from sight at once, gone from the disk in small steps.

Everything removed here is ciphertext nobody can open any more, or a keyed hash.
"""

from collections.abc import Sequence

import apsw

from tempory.storage.sqlite.credentials import remove_ended
from tempory.storage.sqlite.querying import every, number, one
from tempory.storage.sqlite.watch_rows import leave
from tempory.values import Instant, MailboxId

# A step of `purge` holds the writer for a few milliseconds at most, whatever the mailbox held.
PURGE_ROWS = 24
PURGE_OCTETS = 2 * 1024 * 1024
VACUUM_PAGES = 128
RETIRED_ROWS = 200
# Space that is kept for what arrives next, as a share of the file and a floor in pages.
SPARE_SHARE = 50
SPARE_PAGES = 256


def bury(
    connection: apsw.Connection, mailboxes: Sequence[MailboxId], quarantine_until: Instant
) -> dict[MailboxId, int]:
    """Remove the records of `mailboxes`, retire their addresses, leave their messages to `purge`."""
    buried: dict[MailboxId, int] = {}
    for mailbox in mailboxes:
        row = one(
            connection,
            "SELECT mailbox, messages FROM mailboxes JOIN counters USING (mailbox) WHERE id = ?",
            (mailbox.octets,),
        )
        if row is None:
            continue
        number, buried[mailbox] = row
        connection.execute(
            "INSERT OR REPLACE INTO retired_addresses SELECT address_hash, ? FROM addresses WHERE mailbox = ?",
            (quarantine_until, number),
        )
        connection.execute("DELETE FROM addresses WHERE mailbox = ?", (number,))
        connection.execute("DELETE FROM mailboxes WHERE mailbox = ?", (number,))
        connection.execute("DELETE FROM counters WHERE mailbox = ?", (number,))
        connection.execute("DELETE FROM credentials WHERE mailbox = ?", (number,))
        connection.execute("DELETE FROM wraps WHERE mailbox = ?", (mailbox.octets,))
        leave(connection, number, mailbox.octets)
        connection.execute("INSERT INTO graves VALUES (?)", (number,))
    return buried


def purge(connection: apsw.Connection, now: Instant) -> bool:
    """Take one small step: remove rows of a buried mailbox, or give pages back. False when nothing is left to do."""
    grave = one(connection, "SELECT mailbox FROM graves LIMIT 1")
    if grave is not None:
        _empty(connection, grave[0])
        return True
    retired = "SELECT address_hash FROM retired_addresses WHERE until <= ? LIMIT ?"
    ended = every(connection, retired, (now, RETIRED_ROWS))
    for row in ended:
        connection.execute("DELETE FROM retired_addresses WHERE address_hash = ?", row)
    return remove_ended(connection, now) or bool(ended) or _give_space_back(connection)


def _empty(connection: apsw.Connection, mailbox: int) -> None:
    rows = every(
        connection, "SELECT folder, uid, object, size FROM messages WHERE mailbox = ? LIMIT ?", (mailbox, PURGE_ROWS)
    )
    removed = 0
    for folder, uid, stored, size in rows:
        if removed and removed + size > PURGE_OCTETS:
            return
        if not _remove_object(connection, stored):
            return
        connection.execute("DELETE FROM messages WHERE mailbox = ? AND folder = ? AND uid = ?", (mailbox, folder, uid))
        removed += size
    if len(rows) < PURGE_ROWS:
        connection.execute("DELETE FROM listings WHERE mailbox = ?", (mailbox,))
        retained = "DELETE FROM retention WHERE folder IN (SELECT folder FROM folders WHERE mailbox = ?)"
        connection.execute(retained, (mailbox,))
        connection.execute("DELETE FROM folders WHERE mailbox = ?", (mailbox,))
        connection.execute("DELETE FROM subscriptions WHERE mailbox = ?", (mailbox,))
        connection.execute("DELETE FROM graves WHERE mailbox = ?", (mailbox,))


def _remove_object(connection: apsw.Connection, stored: int) -> bool:
    """Remove a stored object, or four rows of a large one. True when it is gone entirely."""
    parts = every(connection, "SELECT rowid FROM continuations WHERE object = ? LIMIT 4", (stored,))
    for part in parts:
        connection.execute("DELETE FROM continuations WHERE rowid = ?", part)
    if parts:
        return False
    connection.execute("DELETE FROM objects WHERE object = ?", (stored,))
    return True


def _give_space_back(connection: apsw.Connection) -> bool:
    free, pages = number(connection, "PRAGMA freelist_count"), number(connection, "PRAGMA page_count")
    spare = max(SPARE_PAGES, pages // SPARE_SHARE)
    if free <= spare:
        return False
    connection.execute(f"PRAGMA incremental_vacuum({min(VACUUM_PAGES, free - spare)})").fetchall()
    return True
