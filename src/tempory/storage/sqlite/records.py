"""Mailbox records and stored messages as rows, and back."""

from collections.abc import Sequence

import apsw

from tempory.mailboxes import AddressTaken, CredentialInUse, Page, Quota, StoredMessage, Usage
from tempory.mailboxes.store import MailboxRecord
from tempory.storage.sqlite.querying import Row, every, one
from tempory.values import Instant, MailboxId, MessageId, Uid

_RECORD = """
    SELECT id, auth_hash, public_key, wrapped_key, profile, created_at, expires_at,
           quota_messages, quota_octets, messages, octets
    FROM mailboxes JOIN counters USING (mailbox)
"""
_MESSAGE = """
    SELECT m.id, m.uid, m.received_at, m.size, m.seen, o.summary
    FROM messages AS m JOIN objects AS o USING (object)
    WHERE m.mailbox = (SELECT mailbox FROM mailboxes WHERE id = ?)
"""
LARGEST_UID = 2**63 - 1


def insert(connection: apsw.Connection, record: MailboxRecord, address_hashes: Sequence[bytes]) -> None:
    """Store a new mailbox and its addresses; raises `AddressTaken` or `CredentialInUse`."""
    values = (
        record.id.octets,
        record.auth_hash,
        record.public_key,
        record.wrapped_key,
        record.profile,
        record.created_at,
        record.expires_at,
    )
    try:
        connection.execute(
            "INSERT INTO mailboxes (id, auth_hash, public_key, wrapped_key, profile, created_at, expires_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            values,
        )
    except apsw.ConstraintError as error:
        message = "This token or mailbox id is already in use; draw another one."
        raise CredentialInUse(message) from error
    mailbox = connection.last_insert_rowid()
    connection.execute(
        "INSERT INTO counters VALUES (?, 0, 0, 1, ?, ?)", (mailbox, record.quota.messages, record.quota.bytes)
    )
    _add_addresses(connection, mailbox, address_hashes, now=record.created_at)


def add_addresses(connection: apsw.Connection, mailbox: MailboxId, address_hashes: Sequence[bytes]) -> None:
    """Let a mailbox be reached by further addresses; raises `AddressTaken`."""
    for number, created_at in every(
        connection, "SELECT mailbox, created_at FROM mailboxes WHERE id = ?", (mailbox.octets,)
    ):
        _add_addresses(connection, number, address_hashes, now=created_at)


def _add_addresses(connection: apsw.Connection, mailbox: int, address_hashes: Sequence[bytes], *, now: Instant) -> None:
    held = """
        SELECT 1 FROM addresses WHERE address_hash = ?1
        UNION ALL SELECT 1 FROM retired_addresses WHERE address_hash = ?1 AND until > ?2
    """
    for address_hash in address_hashes:
        if one(connection, held, (address_hash, now)) is not None:
            message = "This address is taken, or was lately; choose another name."
            raise AddressTaken(message)
        connection.execute("INSERT INTO addresses VALUES (?, ?)", (address_hash, mailbox))


def find_by_address(connection: apsw.Connection, address_hash: bytes) -> MailboxId | None:
    """Return the mailbox whose address has this keyed hash."""
    row = one(
        connection,
        "SELECT id FROM addresses JOIN mailboxes USING (mailbox) WHERE address_hash = ?",
        (address_hash,),
    )
    return None if row is None else MailboxId(row[0])


def find_by_auth(connection: apsw.Connection, auth_hash: bytes) -> MailboxRecord | None:
    """Return the record of the mailbox whose auth half has this SHA-256."""
    return _record(one(connection, f"{_RECORD} WHERE auth_hash = ?", (auth_hash,)))


def find(connection: apsw.Connection, mailbox: MailboxId) -> MailboxRecord | None:
    """Return the record of this mailbox."""
    return _record(one(connection, f"{_RECORD} WHERE id = ?", (mailbox.octets,)))


def _record(row: Row | None) -> MailboxRecord | None:
    if row is None:
        return None
    return MailboxRecord(
        id=MailboxId(row[0]),
        auth_hash=row[1],
        public_key=row[2],
        wrapped_key=row[3],
        profile=row[4],
        created_at=Instant(row[5]),
        expires_at=None if row[6] is None else Instant(row[6]),
        quota=Quota(messages=row[7], bytes=row[8]),
        usage=Usage(messages=row[9], bytes=row[10]),
    )


def messages(connection: apsw.Connection, mailbox: MailboxId, below: Uid | None, limit: int) -> Page:
    """Return up to `limit` messages with a uid below `below`, newest first."""
    ceiling = LARGEST_UID if below is None else below
    rows = every(
        connection, f"{_MESSAGE} AND m.uid < ? ORDER BY m.uid DESC LIMIT ?", (mailbox.octets, ceiling, limit + 1)
    )
    page = tuple(_message(row) for row in rows[:limit])
    return Page(messages=page, next=page[-1].uid if len(rows) > limit else None)


def message(connection: apsw.Connection, mailbox: MailboxId, message_id: MessageId) -> StoredMessage | None:
    """Return one message."""
    row = one(connection, f"{_MESSAGE} AND m.id = ?", (mailbox.octets, message_id.octets))
    return None if row is None else _message(row)


def _message(row: Row) -> StoredMessage:
    return StoredMessage(
        id=MessageId(row[0]),
        uid=Uid(row[1]),
        received_at=Instant(row[2]),
        size=row[3],
        seen=bool(row[4]),
        summary=row[5],
    )


def body(connection: apsw.Connection, mailbox: MailboxId, message_id: MessageId) -> bytes | None:
    """Return one message's sealed body, put together from its continuations."""
    row = one(
        connection,
        "SELECT object, body FROM messages JOIN objects USING (object)"
        " WHERE mailbox = (SELECT mailbox FROM mailboxes WHERE id = ?) AND id = ?",
        (mailbox.octets, message_id.octets),
    )
    if row is None:
        return None
    query = "SELECT octets FROM continuations WHERE object = ? ORDER BY part"
    return b"".join([row[1], *(octets for (octets,) in connection.execute(query, (row[0],)))])


def mark(connection: apsw.Connection, mailbox: MailboxId, message_id: MessageId, *, seen: bool) -> StoredMessage | None:
    """Set or clear the seen flag and return the message, if it is there."""
    connection.execute(
        "UPDATE messages SET seen = ? WHERE mailbox = (SELECT mailbox FROM mailboxes WHERE id = ?) AND id = ?",
        (seen, mailbox.octets, message_id.octets),
    )
    return message(connection, mailbox, message_id)
