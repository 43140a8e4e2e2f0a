"""Copying, moving and removing messages.

Copies within a mailbox share their stored object; the last one takes it along.
"""

from collections.abc import Sequence

import apsw

from tempory.delivery import MailboxFull
from tempory.mailboxes.folders import LISTING_UIDS, Copied
from tempory.storage.sqlite.flagging import raise_modseq
from tempory.storage.sqlite.querying import Row, every, one
from tempory.values import Instant, Uid

Place = tuple[int, int]
"""The numbers of a mailbox and of one of its folders."""

_KEPT = "id, object, received_at, size, flags"


def copy(
    connection: apsw.Connection, source: Place, uids: Sequence[Uid], target: Place, saved_at: Instant
) -> list[Copied]:
    """Copy those of `uids` that are there, ascending; raises `MailboxFull`, and then none is copied."""
    rows = _rows(connection, source, uids)
    _count(connection, source[0], messages=len(rows), octets=sum(row[4] for row in rows))
    return _add(connection, rows, target, saved_at)


def move(
    connection: apsw.Connection, source: Place, uids: Sequence[Uid], target: Place, saved_at: Instant
) -> list[Copied]:
    """Move those of `uids` that are there, ascending."""
    rows = _rows(connection, source, uids)
    moved = _add(connection, rows, target, saved_at)
    _drop_listings(connection, source, rows)
    for row in rows:
        connection.execute("DELETE FROM messages WHERE mailbox = ? AND folder = ? AND uid = ?", (*source, row[0]))
    if rows:
        raise_modseq(connection, source[1], expunges=True)
    return moved


def remove(connection: apsw.Connection, place: Place, uids: Sequence[Uid]) -> list[Uid]:
    """Remove those of `uids` that are there, give their places in the quota back, and return them."""
    rows = _rows(connection, place, uids)
    _drop_listings(connection, place, rows)
    for uid, message, stored, *_ in rows:
        connection.execute("DELETE FROM messages WHERE mailbox = ? AND folder = ? AND uid = ?", (*place, uid))
        shared = one(connection, "SELECT 1 FROM messages WHERE mailbox = ? AND id = ?", (place[0], message))
        if shared is None:
            connection.execute("DELETE FROM continuations WHERE object = ?", (stored,))
            connection.execute("DELETE FROM fingerprints WHERE object = ?", (stored,))
            connection.execute("DELETE FROM objects WHERE object = ?", (stored,))
    refund = "UPDATE counters SET messages = messages - ?, octets = octets - ? WHERE mailbox = ?"
    connection.execute(refund, (len(rows), sum(row[4] for row in rows), place[0]))
    return [Uid(row[0]) for row in rows]


def _drop_listings(connection: apsw.Connection, place: Place, rows: Sequence[Row]) -> None:
    """Drop the pages that speak of these messages: a listing must not outlive one of them."""
    for page in {row[0] // LISTING_UIDS for row in rows}:
        delete = "DELETE FROM listings WHERE mailbox = ? AND folder = ? AND page = ?"
        connection.execute(delete, (*place, page))


def _rows(connection: apsw.Connection, place: Place, uids: Sequence[Uid]) -> list[Row]:
    query = f"SELECT uid, {_KEPT} FROM messages WHERE mailbox = ? AND folder = ? AND uid = ?"
    rows = (one(connection, query, (*place, uid)) for uid in sorted(set(uids)))
    return [row for row in rows if row is not None]


def _add(connection: apsw.Connection, rows: Sequence[Row], target: Place, saved_at: Instant) -> list[Copied]:
    if not rows:
        return []
    modseq = raise_modseq(connection, target[1])
    ((first,),) = every(
        connection,
        "UPDATE folders SET next_uid = next_uid + ?1 WHERE folder = ?2 RETURNING next_uid - ?1",
        (len(rows), target[1]),
    )
    insert = "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    copied = []
    for uid, (source, message, stored, received_at, size, flags) in enumerate(rows, start=first):
        row = (*target, uid, message, stored, received_at, saved_at, size, flags, modseq)
        connection.execute(insert, row)
        copied.append(Copied(source=Uid(source), target=Uid(uid)))
    return copied


def _count(connection: apsw.Connection, mailbox: int, *, messages: int, octets: int) -> None:
    counted = one(
        connection,
        "UPDATE counters SET messages = messages + ?1, octets = octets + ?2 WHERE mailbox = ?3"
        " AND messages + ?1 <= quota_messages AND octets + ?2 <= quota_octets RETURNING 1",
        (messages, octets, mailbox),
    )
    if counted is None:
        reason = "The mailbox is full."
        raise MailboxFull(reason)
