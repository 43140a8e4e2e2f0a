"""Wraps of members' private keys, and how long messages stay in folders, as rows."""

from collections.abc import Sequence

import apsw

from tempory.mailboxes.folders import FolderId
from tempory.people.members import Wrap, WrapKind
from tempory.people.store import Overdue, RetentionRule
from tempory.storage.sqlite.folders import place_of
from tempory.storage.sqlite.querying import every
from tempory.values import Instant, MailboxId, Uid

OVERDUE_UIDS = 200


def every_wrap(connection: apsw.Connection, mailbox: MailboxId) -> list[Wrap]:
    """Return all wraps of the mailbox, of every generation."""
    query = "SELECT kind, reference, generation, detail, wrapped_key FROM wraps WHERE mailbox = ?"
    return [
        Wrap(kind=WrapKind(row[0]), reference=row[1], generation=row[2], detail=row[3], wrapped_key=row[4])
        for row in every(connection, query, (mailbox.octets,))
    ]


def add(connection: apsw.Connection, mailbox: MailboxId, wraps: Sequence[Wrap]) -> None:
    """Store wraps, each in place of the same one of the same generation."""
    for wrap in wraps:
        values = (mailbox.octets, wrap.kind.value, wrap.reference, wrap.generation, wrap.detail, wrap.wrapped_key)
        connection.execute("INSERT OR REPLACE INTO wraps VALUES (?, ?, ?, ?, ?, ?)", values)


def drop_generations(connection: apsw.Connection, mailbox: MailboxId, below: int | None, above: int | None) -> None:
    """Remove the wraps of generations below, or above, the one given."""
    delete = "DELETE FROM wraps WHERE mailbox = ? AND (generation < ? OR generation > ?)"
    connection.execute(delete, (mailbox.octets, below, above))


def mailboxes_in_doubt(connection: apsw.Connection) -> list[MailboxId]:
    """Return the mailboxes with wraps of more than one generation."""
    query = "SELECT mailbox FROM wraps GROUP BY mailbox HAVING min(generation) <> max(generation)"
    return [MailboxId(octets) for (octets,) in every(connection, query)]


def retention(connection: apsw.Connection, mailbox: MailboxId) -> list[RetentionRule]:
    """Return each folder of the mailbox with its rule."""
    query = (
        "SELECT folder, name, seconds FROM folders LEFT JOIN retention USING (folder)"
        " WHERE mailbox = (SELECT mailbox FROM mailboxes WHERE id = ?) ORDER BY name"
    )
    rows = every(connection, query, (mailbox.octets,))
    return [RetentionRule(folder=FolderId(folder), name=name, seconds=seconds) for folder, name, seconds in rows]


def set_retention(connection: apsw.Connection, mailbox: MailboxId, folder: FolderId, seconds: int | None) -> None:
    """Set or remove a folder's rule; `FolderGone` if it is not the mailbox's."""
    place_of(connection, mailbox, folder)
    if seconds is None:
        connection.execute("DELETE FROM retention WHERE folder = ?", (folder,))
    else:
        connection.execute("INSERT OR REPLACE INTO retention VALUES (?, ?)", (folder, seconds))


def overdue(connection: apsw.Connection, now: Instant, limit: int) -> list[Overdue]:
    """Return messages whose time is up, of up to `limit` folders.

    Numbers in a folder rise with the instants at which messages came into it, so the lowest is the eldest.
    """
    due = """
        SELECT b.id, f.mailbox, r.folder, r.seconds FROM retention AS r
        JOIN folders AS f USING (folder) JOIN mailboxes AS b ON b.mailbox = f.mailbox
        JOIN messages AS m ON m.mailbox = f.mailbox AND m.folder = f.folder
         AND m.uid = (SELECT min(uid) FROM messages WHERE mailbox = f.mailbox AND folder = f.folder)
        WHERE m.saved_at <= ?1 - r.seconds * 1000 LIMIT ?2
    """
    eldest = "SELECT uid FROM messages WHERE mailbox = ? AND folder = ? AND saved_at <= ? ORDER BY uid LIMIT ?"
    found = []
    for id_, mailbox, folder, seconds in every(connection, due, (now, limit)):
        rows = every(connection, eldest, (mailbox, folder, now - seconds * 1000, OVERDUE_UIDS))
        uids = [Uid(uid) for (uid,) in rows]
        found.append(Overdue(mailbox=MailboxId(id_), folder=FolderId(folder), uids=uids))
    return found
