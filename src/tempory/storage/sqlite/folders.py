"""Folders as rows, and what is listed from them."""

from collections.abc import Iterable, Sequence

import apsw

from tempory.mailboxes import FolderExists, FolderGone, MailboxGone
from tempory.mailboxes.folders import HIERARCHY, MAX_FOLDERS, Folder, FolderEntry, FolderId, SpecialUse
from tempory.storage.sqlite.flagging import ENTRY, raise_modseq, read_entry
from tempory.storage.sqlite.moving import remove
from tempory.storage.sqlite.querying import Row, every, one
from tempory.values import INBOX, MailboxId, MessageId, Uid

NEW_MAILBOX = ((INBOX, SpecialUse.NONE), ("Trash", SpecialUse.TRASH))
MEMBERS_MAILBOX = (
    (INBOX, SpecialUse.NONE),
    ("Archive", SpecialUse.ARCHIVE),
    ("Drafts", SpecialUse.DRAFTS),
    ("Junk", SpecialUse.JUNK),
    ("Sent", SpecialUse.SENT),
    ("Trash", SpecialUse.TRASH),
)
_FOLDER = """
    SELECT f.folder, f.name, f.special_use, f.subscribed, f.next_uid, f.modseq,
           count(m.uid), coalesce(sum(m.flags NOT LIKE '%\\Seen%'), 0), coalesce(sum(m.flags LIKE '%\\Deleted%'), 0),
           coalesce(sum(m.size) FILTER (WHERE m.flags LIKE '%\\Deleted%'), 0), coalesce(sum(m.size), 0)
    FROM folders AS f LEFT JOIN messages AS m ON m.mailbox = f.mailbox AND m.folder = f.folder
    WHERE f.mailbox = (SELECT mailbox FROM mailboxes WHERE id = ?)
"""
# What a folder's column `subscribed` holds: a folder is subscribed when it is made, without anybody's asking.
_NOT, _FROM_THE_START, _ASKED_FOR = 0, 1, 2
_KEEP_SUBSCRIPTION = """
    INSERT OR IGNORE INTO subscriptions SELECT mailbox, name FROM folders
    WHERE folder = ? AND subscribed = ? AND (SELECT count(*) FROM subscriptions WHERE mailbox = ?) < ?
"""
# Summaries are read by number, so that a long list of uids is one statement each and no huge one.
_SUMMARY = """
    SELECT m.uid, m.id, o.summary FROM messages AS m JOIN objects AS o USING (object)
    WHERE m.mailbox = ? AND m.folder = ? AND m.uid = ?
"""


def number_of(connection: apsw.Connection, mailbox: MailboxId) -> int:
    """Return the mailbox's number; `MailboxGone` if it is no longer there."""
    row = one(connection, "SELECT mailbox FROM mailboxes WHERE id = ?", (mailbox.octets,))
    if row is None:
        reason = "The mailbox is gone."
        raise MailboxGone(reason)
    return int(row[0])


def place_of(connection: apsw.Connection, mailbox: MailboxId, folder: FolderId) -> tuple[int, int]:
    """Return the numbers of mailbox and folder; `FolderGone` unless the folder is there and the mailbox's own."""
    number = number_of(connection, mailbox)
    if one(connection, "SELECT 1 FROM folders WHERE folder = ? AND mailbox = ?", (folder, number)) is None:
        reason = "The folder is gone."
        raise FolderGone(reason)
    return number, folder


def add_first_folders(
    connection: apsw.Connection, mailbox: int, folders: Sequence[tuple[str, SpecialUse]] = NEW_MAILBOX
) -> None:
    """Give a new mailbox the folders it begins with."""
    for name, special_use in folders:
        _add(connection, mailbox, name, special_use)


def _add(connection: apsw.Connection, mailbox: int, name: str, special_use: SpecialUse) -> None:
    insert = "INSERT INTO folders VALUES (NULL, ?, ?, ?, ?, 1, 1, 1)"
    is_asked_for = _forget_subscription(connection, mailbox, name)
    connection.execute(insert, (mailbox, name, special_use.value, _ASKED_FOR if is_asked_for else _FROM_THE_START))


def list_folders(connection: apsw.Connection, mailbox: MailboxId) -> list[Folder]:
    """Return all folders of the mailbox, ordered by name."""
    rows = every(connection, f"{_FOLDER} GROUP BY f.folder ORDER BY f.name", (mailbox.octets,))
    return [_folder(row) for row in rows]


def find(connection: apsw.Connection, mailbox: MailboxId, name: str) -> Folder | None:
    """Return the folder of this name."""
    row = one(connection, f"{_FOLDER} AND f.name = ? GROUP BY f.folder", (mailbox.octets, name))
    return None if row is None else _folder(row)


def _folder(row: Row) -> Folder:
    return Folder(
        id=FolderId(row[0]),
        name=row[1],
        special_use=SpecialUse(row[2]),
        is_subscribed=bool(row[3]),
        next_uid=Uid(row[4]),
        modseq=row[5],
        messages=row[6],
        unseen=row[7],
        deleted=row[8],
        deleted_size=row[9],
        size=row[10],
    )


def create(connection: apsw.Connection, mailbox: MailboxId, name: str, special_use: SpecialUse) -> Folder:
    """Make a folder; raises `FolderExists`."""
    try:
        _add(connection, number_of(connection, mailbox), name, special_use)
    except apsw.ConstraintError as error:
        raise _exists() from error
    created = find(connection, mailbox, name)
    if created is None:
        raise AssertionError(name)
    return created


def delete(connection: apsw.Connection, mailbox: MailboxId, folder: FolderId) -> None:
    """Remove a folder and the messages in it. A subscription that was asked for stays (RFC 3501 §6.3.6)."""
    place = place_of(connection, mailbox, folder)
    connection.execute(_KEEP_SUBSCRIPTION, (folder, _ASKED_FOR, place[0], MAX_FOLDERS))
    rows = every(connection, "SELECT uid FROM messages WHERE mailbox = ? AND folder = ?", place)
    remove(connection, place, [uid for (uid,) in rows])
    connection.execute("DELETE FROM listings WHERE mailbox = ? AND folder = ?", place)
    connection.execute("DELETE FROM retention WHERE folder = ?", (folder,))
    connection.execute("DELETE FROM folders WHERE folder = ?", (folder,))


def rename(connection: apsw.Connection, mailbox: MailboxId, folder: FolderId, name: str) -> None:
    """Rename a folder and those below it (RFC 9051 §6.3.6); raises `FolderExists`."""
    number, _ = place_of(connection, mailbox, folder)
    ((old,),) = every(connection, "SELECT name FROM folders WHERE folder = ?", (folder,))
    below = every(
        connection,
        "SELECT folder, name FROM folders WHERE mailbox = ? AND substr(name, 1, ?) = ?",
        (number, len(old) + 1, old + HIERARCHY),
    )
    try:
        connection.execute("UPDATE folders SET name = ? WHERE folder = ?", (name, folder))
        _forget_subscription(connection, number, name)
        for child, child_name in below:
            renamed = name + child_name[len(old) :]
            connection.execute("UPDATE folders SET name = ? WHERE folder = ?", (renamed, child))
            _forget_subscription(connection, number, renamed)
    except apsw.ConstraintError as error:
        raise _exists() from error


def subscribe(connection: apsw.Connection, mailbox: MailboxId, name: str, *, subscribed: bool) -> bool:
    """Set or clear the subscription; False if there is neither a folder of this name nor a subscription to clear."""
    number = number_of(connection, mailbox)
    update = "UPDATE folders SET subscribed = ? WHERE mailbox = ? AND name = ? RETURNING folder"
    if one(connection, update, (_ASKED_FOR if subscribed else _NOT, number, name)) is not None:
        return True
    return not subscribed and _forget_subscription(connection, number, name)


def kept_subscriptions(connection: apsw.Connection, mailbox: MailboxId) -> list[str]:
    """Return the names that are subscribed and no folder's, in order."""
    query = "SELECT name FROM subscriptions WHERE mailbox = (SELECT mailbox FROM mailboxes WHERE id = ?) ORDER BY name"
    return [name for (name,) in every(connection, query, (mailbox.octets,))]


def _forget_subscription(connection: apsw.Connection, mailbox: int, name: str) -> bool:
    query = "DELETE FROM subscriptions WHERE mailbox = ? AND name = ? RETURNING name"
    return one(connection, query, (mailbox, name)) is not None


def entries(connection: apsw.Connection, mailbox: MailboxId, folder: FolderId, above_modseq: int) -> list[FolderEntry]:
    """Return the folder's messages with a mod-sequence above `above_modseq`, by uid."""
    query = f"SELECT {ENTRY} FROM messages WHERE mailbox = ? AND folder = ? AND modseq > ? ORDER BY uid"
    return [read_entry(row) for row in every(connection, query, (*place_of(connection, mailbox, folder), above_modseq))]


def uids(connection: apsw.Connection, mailbox: MailboxId, folder: FolderId) -> list[Uid]:
    """Return the uids in the folder, ascending."""
    query = "SELECT uid FROM messages WHERE mailbox = ? AND folder = ? ORDER BY uid"
    return [Uid(uid) for (uid,) in every(connection, query, place_of(connection, mailbox, folder))]


def summaries(
    connection: apsw.Connection, mailbox: MailboxId, folder: FolderId, wanted: Iterable[Uid]
) -> list[tuple[Uid, MessageId, bytes]]:
    """Return the sealed summaries of those of `wanted` that are there, ascending."""
    place = place_of(connection, mailbox, folder)
    rows = (one(connection, _SUMMARY, (*place, uid)) for uid in sorted(wanted))
    return [(Uid(row[0]), MessageId(row[1]), row[2]) for row in rows if row is not None]


def listing(connection: apsw.Connection, mailbox: MailboxId, folder: FolderId, page: int) -> bytes | None:
    """Return a sealed page of the folder's listing."""
    query = "SELECT octets FROM listings WHERE mailbox = ? AND folder = ? AND page = ?"
    row = one(connection, query, (*place_of(connection, mailbox, folder), page))
    return None if row is None else bytes(row[0])


def keep_listing(
    connection: apsw.Connection,
    mailbox: MailboxId,
    folder: FolderId,
    page: int,
    octets: bytes,
    *,
    uids: Sequence[Uid] = (),
) -> None:
    """Keep a sealed page of the folder's listing, unless one of `uids` has gone: it must not outlive its message."""
    place = place_of(connection, mailbox, folder)
    if uids:
        query = "SELECT uid FROM messages WHERE mailbox = ? AND folder = ? AND uid BETWEEN ? AND ?"
        there = {uid for (uid,) in every(connection, query, (*place, min(uids), max(uids)))}
        if not there.issuperset(uids):
            return
    connection.execute("INSERT OR REPLACE INTO listings VALUES (?, ?, ?, ?)", (*place, page, octets))


def expunge(connection: apsw.Connection, mailbox: MailboxId, folder: FolderId, wanted: Sequence[Uid]) -> list[Uid]:
    """Remove those of `wanted` that are there; return them."""
    removed = remove(connection, place_of(connection, mailbox, folder), wanted)
    if removed:
        raise_modseq(connection, folder, expunges=True)
    return removed


def _exists() -> FolderExists:
    return FolderExists("There is a folder of this name already.")
