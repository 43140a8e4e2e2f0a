"""What happens in the transaction that takes responsibility for a message."""

from collections.abc import Sequence

import apsw

from tempory.accesslog import Record
from tempory.delivery import MailboxFull, Recipient, Replaced, SealedMessage, UnknownRecipient
from tempory.mailboxes import FolderGone, MessageGone
from tempory.mailboxes.folders import FolderId, SpecialUse
from tempory.storage.sqlite import logrows
from tempory.storage.sqlite.flagging import encode_flags, raise_modseq
from tempory.storage.sqlite.folders import place_of
from tempory.storage.sqlite.moving import remove
from tempory.storage.sqlite.querying import one
from tempory.values import Instant, MailboxId, MessageId, Uid

# A body above this is cut into rows of this size, so that storing or removing a large message comes in small steps.
ROW_OCTETS = 512 * 1024


def find_recipient(connection: apsw.Connection, address_hash: bytes) -> tuple[int, Recipient] | None:
    """Return the number of the mailbox with this keyed hash of its address, and what delivery knows of it."""
    row = one(
        connection,
        "SELECT mailbox, id, public_key, expires_at, quota_messages, quota_octets, messages, octets,"
        " (SELECT name FROM folders WHERE folders.mailbox = mailboxes.mailbox AND special_use = ? LIMIT 1)"
        " FROM addresses JOIN mailboxes USING (mailbox) JOIN counters USING (mailbox) WHERE address_hash = ?",
        (SpecialUse.JUNK.value, address_hash),
    )
    if row is None:
        return None
    return row[0], Recipient(
        mailbox=MailboxId(row[1]),
        public_key=row[2],
        expires_at=None if row[3] is None else Instant(row[3]),
        quota_messages=row[4],
        quota_bytes=row[5],
        used_messages=row[6],
        used_bytes=row[7],
        junk=row[8],
    )


def append(connection: apsw.Connection, messages: Sequence[SealedMessage], records: Sequence[Record] = ()) -> list[Uid]:
    """Store `messages` and what the access log says of them; return uids. All of it or, by an exception, none."""
    uids = [_append_one(connection, message) for message in messages]
    logrows.write(connection, records)
    return uids


def replace(connection: apsw.Connection, message: SealedMessage, folder: FolderId, uid: Uid) -> Replaced:
    """Remove a message and store `message`, which may need its room; both of it or, by an exception, neither."""
    place = place_of(connection, message.mailbox, folder)
    old = one(connection, "SELECT id FROM messages WHERE mailbox = ? AND folder = ? AND uid = ?", (*place, uid))
    if old is None:
        reason = "The message is gone."
        raise MessageGone(reason)
    remove(connection, place, [uid])
    raise_modseq(connection, folder, expunges=True)
    return Replaced(uid=_append_one(connection, message), removed=MessageId(old[0]))


def _append_one(connection: apsw.Connection, message: SealedMessage) -> Uid:
    mailbox = _count(connection, message)
    folder = one(
        connection,
        "UPDATE folders SET next_uid = next_uid + 1, modseq = modseq + 1"
        " WHERE mailbox = ? AND name = ? RETURNING folder, next_uid - 1, modseq",
        (mailbox, message.folder),
    )
    if folder is None:
        reason = "No such folder here."
        raise FolderGone(reason)
    number, uid, modseq = folder
    stored = _store_object(connection, message)
    for fingerprint in message.fingerprints:
        noted = (message.day, fingerprint, stored, mailbox)
        connection.execute("INSERT OR IGNORE INTO fingerprints VALUES (?, ?, ?, ?)", noted)
    row = (
        mailbox,
        number,
        uid,
        message.message.octets,
        stored,
        message.received_at,
        message.saved_at,
        message.size,
        encode_flags(message.flags),
        modseq,
    )
    connection.execute("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    return Uid(uid)


def _count(connection: apsw.Connection, message: SealedMessage) -> int:
    """Take the message's place in the quota and return the mailbox's number."""
    found = one(connection, "SELECT mailbox FROM mailboxes WHERE id = ?", (message.mailbox.octets,))
    if found is None:
        reason = "No such mailbox here."
        raise UnknownRecipient(reason)
    counted = one(
        connection,
        "UPDATE counters SET messages = messages + 1, octets = octets + ?1"
        " WHERE mailbox = ?2 AND messages < quota_messages AND octets + ?1 <= quota_octets RETURNING mailbox",
        (message.size, found[0]),
    )
    if counted is None:
        reason = "The mailbox is full."
        raise MailboxFull(reason)
    return int(counted[0])


def _store_object(connection: apsw.Connection, message: SealedMessage) -> int:
    first = (message.summary, message.body[:ROW_OCTETS])
    connection.execute("INSERT INTO objects (summary, body) VALUES (?, ?)", first)
    stored = connection.last_insert_rowid()
    for part, start in enumerate(range(ROW_OCTETS, len(message.body), ROW_OCTETS)):
        octets = message.body[start : start + ROW_OCTETS]
        connection.execute("INSERT INTO continuations VALUES (?, ?, ?)", (stored, part, octets))
    return stored
