"""Mailbox records as rows, and back."""

from collections.abc import Sequence

import apsw

from tempory.mailboxes import AddressTaken, CredentialInUse, Quota, Usage
from tempory.mailboxes.folders import SpecialUse
from tempory.mailboxes.store import MailboxRecord
from tempory.storage.sqlite.folders import NEW_MAILBOX, add_first_folders
from tempory.storage.sqlite.querying import Row, every, one
from tempory.values import Instant, MailboxId

_RECORD = """
    SELECT id, auth_hash, public_key, wrapped_key, profile, created_at, expires_at,
           quota_messages, quota_octets, messages, octets
    FROM mailboxes JOIN counters USING (mailbox)
"""


def insert(
    connection: apsw.Connection,
    record: MailboxRecord,
    address_hashes: Sequence[bytes],
    *,
    member: int = 0,
    folders: Sequence[tuple[str, SpecialUse]] = NEW_MAILBOX,
) -> int:
    """Store a new mailbox and its addresses; return its number. `member`: whose addresses these may be already.

    Raises `AddressTaken` or `CredentialInUse`.
    """
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
        "INSERT INTO counters VALUES (?, 0, 0, ?, ?)", (mailbox, record.quota.messages, record.quota.bytes)
    )
    _add_addresses(connection, mailbox, address_hashes, now=record.created_at, member=member)
    add_first_folders(connection, mailbox, folders)
    return mailbox


def add_addresses(connection: apsw.Connection, mailbox: MailboxId, address_hashes: Sequence[bytes]) -> None:
    """Let a mailbox be reached by further addresses; raises `AddressTaken`."""
    for number, created_at in every(
        connection, "SELECT mailbox, created_at FROM mailboxes WHERE id = ?", (mailbox.octets,)
    ):
        _add_addresses(connection, number, address_hashes, now=created_at)


def _add_addresses(
    connection: apsw.Connection, mailbox: int, address_hashes: Sequence[bytes], *, now: Instant, member: int = 0
) -> None:
    held = """
        SELECT 1 FROM addresses WHERE address_hash = ?1
        UNION ALL SELECT 1 FROM retired_addresses WHERE address_hash = ?1 AND until > ?2
        UNION ALL SELECT 1 FROM member_addresses WHERE address_hash = ?1 AND member <> ?3
    """
    for address_hash in address_hashes:
        if one(connection, held, (address_hash, now, member)) is not None:
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
