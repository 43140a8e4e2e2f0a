"""What a session asks of its folder again and again: where it stands, what has changed, and many messages at once."""

from collections.abc import Iterable, Sequence

import apsw

from tempory.mailboxes.folders import Changes, FolderEntry, FolderId, Glance, Standing
from tempory.storage.sqlite.appending import ROW_OCTETS
from tempory.storage.sqlite.flagging import ENTRY, decode_flags, read_entry
from tempory.storage.sqlite.folders import place_of
from tempory.storage.sqlite.querying import Row, every, one
from tempory.values import MailboxId, MessageId, Uid

_HERE = "mailbox = ? AND folder = ?"
_STANDING = f"SELECT uid, flags, modseq, size FROM messages WHERE {_HERE}"
_GLANCE = """
    SELECT folder, modseq, next_uid, expunged FROM folders WHERE mailbox = (SELECT mailbox FROM mailboxes WHERE id = ?)
"""
_BODY = """
    SELECT uid, id, object, body FROM messages JOIN objects USING (object)
    WHERE mailbox = ? AND folder = ? AND uid BETWEEN ? AND ? ORDER BY uid
"""
# Up to so many uids that are not wanted are read over, rather than a new statement begun.
_GAP = 8


def glance(connection: apsw.Connection, mailbox: MailboxId, folder: FolderId) -> Glance | None:
    """Return where the folder stands."""
    row = one(connection, f"{_GLANCE} AND folder = ?", (mailbox.octets, folder))
    return None if row is None else Glance(*row)


def glance_at(connection: apsw.Connection, mailbox: MailboxId, name: str) -> Glance | None:
    """Return where the folder of this name stands."""
    row = one(connection, f"{_GLANCE} AND name = ?", (mailbox.octets, name))
    return None if row is None else Glance(*row)


def standings(connection: apsw.Connection, mailbox: MailboxId, folder: FolderId) -> list[Standing]:
    """Return all messages in brief, by uid."""
    return _standings(every(connection, f"{_STANDING} ORDER BY uid", place_of(connection, mailbox, folder)))


def changes(
    connection: apsw.Connection, mailbox: MailboxId, folder: FolderId, *, above_modseq: int, next_uid: Uid, known: int
) -> Changes:
    """Return what has changed, all of it from one look."""
    with connection:
        found = _changes(connection, place_of(connection, mailbox, folder), above_modseq, next_uid, known)
    return found  # noqa: RET504 (a connection may swallow what is raised, for all mypy knows)


def _changes(
    connection: apsw.Connection, place: tuple[int, int], above_modseq: int, next_uid: Uid, known: int
) -> Changes:
    ((modseq, upcoming),) = every(connection, "SELECT modseq, next_uid FROM folders WHERE folder = ?", place[1:])
    query = f"{_STANDING} AND modseq > ? ORDER BY uid"
    found = _standings(every(connection, query, (*place, above_modseq)))
    old = f"SELECT {{}} FROM messages WHERE {_HERE} AND uid < ?"
    ((left,),) = every(connection, old.format("count(*)"), (*place, next_uid))
    uids = None
    if left != known:
        uids = [Uid(uid) for (uid,) in every(connection, old.format("uid"), (*place, next_uid))]
    return Changes(modseq=modseq, next_uid=Uid(upcoming), standings=found, uids=uids)


def entries_of(
    connection: apsw.Connection, mailbox: MailboxId, folder: FolderId, uids: Sequence[Uid]
) -> list[FolderEntry]:
    """Return the entries of those of `uids` that are there."""
    place = place_of(connection, mailbox, folder)
    query = f"SELECT {ENTRY} FROM messages WHERE {_HERE} AND uid BETWEEN ? AND ? ORDER BY uid"
    wanted = set(uids)
    rows = (row for ends in _stretches(uids) for row in every(connection, query, (*place, *ends)) if row[0] in wanted)
    return [read_entry(row) for row in rows]


def bodies(
    connection: apsw.Connection, mailbox: MailboxId, folder: FolderId, uids: Sequence[Uid]
) -> list[tuple[Uid, MessageId, bytes]]:
    """Return the sealed bodies of those of `uids` that are there, put together from their continuations."""
    place = place_of(connection, mailbox, folder)
    wanted = set(uids)
    rows = (row for ends in _stretches(uids) for row in connection.execute(_BODY, (*place, *ends)) if row[0] in wanted)
    return [(Uid(uid), MessageId(message), _whole(connection, stored, body)) for uid, message, stored, body in rows]


def listings(
    connection: apsw.Connection, mailbox: MailboxId, folder: FolderId, pages: Sequence[int]
) -> list[tuple[int, bytes]]:
    """Return those of the sealed pages that were kept."""
    place = place_of(connection, mailbox, folder)
    query = "SELECT page, octets FROM listings WHERE mailbox = ? AND folder = ? AND page = ?"
    rows = (one(connection, query, (*place, page)) for page in pages)
    return [(row[0], row[1]) for row in rows if row is not None]


def _whole(connection: apsw.Connection, stored: int, body: bytes) -> bytes:
    if len(body) < ROW_OCTETS:
        return body
    query = "SELECT octets FROM continuations WHERE object = ? ORDER BY part"
    return b"".join([body, *(octets for (octets,) in every(connection, query, (stored,)))])


def _standings(rows: Iterable[Row]) -> list[Standing]:
    return [Standing(Uid(uid), decode_flags(flags), modseq, size) for uid, flags, modseq, size in rows]


def _stretches(uids: Sequence[Uid]) -> list[tuple[int, int]]:
    """Return ascending uids as ranges, small gaps included."""
    ranges: list[tuple[int, int]] = []
    for uid in uids:
        if ranges and uid - ranges[-1][1] <= _GAP:
            ranges[-1] = (ranges[-1][0], uid)
        else:
            ranges.append((uid, uid))
    return ranges
