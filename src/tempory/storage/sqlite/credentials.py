"""Further credentials of mailboxes as rows: passwords, and the tokens that they were exchanged for."""

import apsw

from tempory.mailboxes import CredentialInUse
from tempory.mailboxes.store import CredentialKind, CredentialRecord
from tempory.storage.sqlite.folders import number_of
from tempory.storage.sqlite.querying import one
from tempory.values import Instant, MailboxId

REMOVED_AT_ONCE = 200


def keep(connection: apsw.Connection, record: CredentialRecord, limit: int) -> None:
    """Store `record`; of its kind the mailbox keeps the `limit` newest. `MailboxGone`, `CredentialInUse`."""
    mailbox = number_of(connection, record.mailbox)
    values = (mailbox, record.kind.value, record.lookup, record.salt, record.wrapped_key, record.expires_at)
    try:
        connection.execute("INSERT INTO credentials VALUES (?, ?, ?, ?, ?, ?)", values)
    except apsw.ConstraintError as error:
        message = "This credential is already in use."
        raise CredentialInUse(message) from error
    newest = "SELECT rowid FROM credentials WHERE mailbox = ?1 AND kind = ?2 ORDER BY rowid DESC LIMIT ?3"
    surplus = f"DELETE FROM credentials WHERE mailbox = ?1 AND kind = ?2 AND rowid NOT IN ({newest})"
    connection.execute(surplus, (mailbox, record.kind.value, limit))


def find(connection: apsw.Connection, lookup: bytes) -> CredentialRecord | None:
    """Return the credential with this lookup hash, if its mailbox is there."""
    row = one(
        connection,
        "SELECT m.id, c.kind, c.lookup, c.salt, c.wrapped_key, c.expires_at"
        " FROM credentials AS c JOIN mailboxes AS m USING (mailbox) WHERE c.lookup = ?",
        (lookup,),
    )
    if row is None:
        return None
    return CredentialRecord(
        mailbox=MailboxId(row[0]),
        kind=CredentialKind(row[1]),
        lookup=row[2],
        salt=row[3],
        wrapped_key=row[4],
        expires_at=None if row[5] is None else Instant(row[5]),
    )


def remove_ended(connection: apsw.Connection, now: Instant) -> bool:
    """Remove a batch of those whose time is up. False: there were none."""
    ended = "SELECT rowid FROM credentials WHERE expires_at <= ? LIMIT ?"
    connection.execute(f"DELETE FROM credentials WHERE rowid IN ({ended})", (now, REMOVED_AT_ONCE))
    return connection.changes() > 0
