"""The messages of INBOX as the page and the API see them, and any message by its id."""

import apsw

from tempory.mailboxes import Page, StoredMessage
from tempory.mailboxes.folders import FlagChange
from tempory.storage.sqlite.flagging import change_flags, decode_flags, raise_modseq
from tempory.storage.sqlite.moving import Place, remove
from tempory.storage.sqlite.querying import Row, every, one
from tempory.values import INBOX, Instant, MailboxId, MessageId, SystemFlag, Uid

_MAILBOX = "(SELECT mailbox FROM mailboxes WHERE id = ?)"
_MESSAGE = "SELECT m.id, m.uid, m.received_at, m.size, m.flags, o.summary"
_INBOX = f"""
    {_MESSAGE} FROM folders AS f JOIN messages AS m USING (mailbox, folder) JOIN objects AS o USING (object)
    WHERE f.mailbox = {_MAILBOX} AND f.name = '{INBOX}' AND m.uid < ? ORDER BY m.uid DESC LIMIT ?
"""
_BY_ID = f"""
    {_MESSAGE} FROM messages AS m JOIN objects AS o USING (object) WHERE m.mailbox = {_MAILBOX} AND m.id = ? LIMIT 1
"""
LARGEST_UID = 2**63 - 1


def list_inbox(connection: apsw.Connection, mailbox: MailboxId, below: Uid | None, limit: int) -> Page:
    """Return up to `limit` messages with a uid below `below`, newest first."""
    ceiling = LARGEST_UID if below is None else below
    rows = every(connection, _INBOX, (mailbox.octets, ceiling, limit + 1))
    page = tuple(_message(row) for row in rows[:limit])
    return Page(messages=page, next=page[-1].uid if len(rows) > limit else None)


def find(connection: apsw.Connection, mailbox: MailboxId, message: MessageId) -> StoredMessage | None:
    """Return one message, whatever folder it is in."""
    row = one(connection, _BY_ID, (mailbox.octets, message.octets))
    return None if row is None else _message(row)


def _message(row: Row) -> StoredMessage:
    return StoredMessage(
        id=MessageId(row[0]),
        uid=Uid(row[1]),
        received_at=Instant(row[2]),
        size=row[3],
        seen=SystemFlag.SEEN in decode_flags(row[4]),
        summary=row[5],
    )


def body(connection: apsw.Connection, mailbox: MailboxId, message: MessageId) -> bytes | None:
    """Return one message's sealed body, put together from its continuations."""
    row = one(
        connection,
        f"SELECT object, body FROM messages JOIN objects USING (object) WHERE mailbox = {_MAILBOX} AND id = ?",
        (mailbox.octets, message.octets),
    )
    if row is None:
        return None
    query = "SELECT octets FROM continuations WHERE object = ? ORDER BY part"
    return b"".join([row[1], *(octets for (octets,) in every(connection, query, (row[0],)))])


def mark(connection: apsw.Connection, mailbox: MailboxId, message: MessageId, *, seen: bool) -> StoredMessage | None:
    """Set or clear the seen flag wherever the message is, and return it, if it is there."""
    change = FlagChange.ADD if seen else FlagChange.REMOVE
    for place, uid in _places(connection, mailbox, message):
        change_flags(connection, place, [uid], change, frozenset({str(SystemFlag.SEEN)}))
    return find(connection, mailbox, message)


def delete(connection: apsw.Connection, mailbox: MailboxId, message: MessageId) -> bool:
    """Remove the message wherever it is. False if it is not there."""
    places = _places(connection, mailbox, message)
    for place, uid in places:
        remove(connection, place, [uid])
        raise_modseq(connection, place[1], expunges=True)
    return bool(places)


def _places(connection: apsw.Connection, mailbox: MailboxId, message: MessageId) -> list[tuple[Place, Uid]]:
    rows = every(
        connection,
        f"SELECT mailbox, folder, uid FROM messages WHERE mailbox = {_MAILBOX} AND id = ?",
        (mailbox.octets, message.octets),
    )
    return [((number, folder), Uid(uid)) for number, folder, uid in rows]
