"""The key store: shred keys, each in a slot that is overwritten when the mailbox is forgotten.

Fail closed: a key whose destruction did not reach the disk is reported as not destroyed, and the caller tries again.
"""

import secrets
from collections.abc import Iterable, Sequence

import apsw

from tempory.mailboxes import CredentialInUse, MailboxGone
from tempory.storage.sqlite import logkeys
from tempory.storage.sqlite.daykeys import DayKeyTable, Purpose
from tempory.storage.sqlite.querying import every, one
from tempory.storage.sqlite.writer import Writer
from tempory.values import MailboxId, Secret

KEY_OCTETS = 32
_ZERO = bytes(KEY_OCTETS)


class KeyStore:
    """`keys.db`. Implements `tempory.mailboxes.ShredKeys`; holds the server's own too.

    `subjects` are the access log's keys. A mailbox's own comes and goes with its shred key, in the same commit.
    `feedback_days` and `fingerprint_days` are the keys of what is kept for a few days only.
    """

    def __init__(self, writing: apsw.Connection, reading: apsw.Connection) -> None:
        self._writer = Writer(writing, name="keys", after_commit=_truncate_log)
        self._reading = reading
        self.subjects = logkeys.SubjectKeyTable(self._writer, reading)
        self.feedback_days = DayKeyTable(self._writer, reading, Purpose.FEEDBACK)
        self.fingerprint_days = DayKeyTable(self._writer, reading, Purpose.FINGERPRINTS)

    async def keep(self, mailbox: MailboxId, key: Secret) -> None:
        log_key = Secret(secrets.token_bytes(KEY_OCTETS))

        def work(connection: apsw.Connection) -> None:
            logkeys.keep(connection, mailbox.octets, log_key)
            row = one(connection, "SELECT slot FROM shred_keys WHERE held = 0 LIMIT 1")
            values = (mailbox.octets, key.reveal())
            try:
                if row is None:
                    connection.execute("INSERT INTO shred_keys (held, mailbox, key) VALUES (1, ?, ?)", values)
                else:
                    update = "UPDATE shred_keys SET held = 1, mailbox = ?, key = ? WHERE slot = ?"
                    connection.execute(update, (*values, row[0]))
            except apsw.ConstraintError as error:
                message = "This mailbox id is already in use; draw another one."
                raise CredentialInUse(message) from error

        await self._writer.run(work, quick=True)

    async def find(self, mailbox: MailboxId) -> Secret | None:
        query = "SELECT key FROM shred_keys WHERE mailbox = ? AND held = 1"
        row = one(self._reading, query, (mailbox.octets,))
        return None if row is None else Secret(row[0])

    async def replace(self, mailbox: MailboxId, key: Secret) -> None:
        def work(connection: apsw.Connection) -> None:
            overwrite = "UPDATE shred_keys SET key = ? WHERE mailbox = ? AND held = 1"
            connection.execute(overwrite, (key.reveal(), mailbox.octets))
            if not connection.changes():
                message = "The mailbox is gone."
                raise MailboxGone(message)

        await self._writer.run(work)

    async def destroy(self, mailboxes: Iterable[MailboxId]) -> None:
        ids = [mailbox.octets for mailbox in mailboxes]

        def work(connection: apsw.Connection) -> None:
            overwrite = "UPDATE shred_keys SET held = 0, key = ? WHERE mailbox = ? AND held = 1"
            for octets in ids:
                connection.execute(overwrite, (_ZERO, octets))
            logkeys.destroy(connection, ids)

        await self._writer.run(work)

    async def mailbox_ids(self, after: MailboxId | None, limit: int) -> Sequence[MailboxId]:
        query = "SELECT mailbox FROM shred_keys WHERE held = 1 AND mailbox > ? ORDER BY mailbox LIMIT ?"
        rows = every(self._reading, query, (b"" if after is None else after.octets, limit))
        return [MailboxId(octets) for (octets,) in rows]

    async def server_key(self, name: str, fresh: Secret) -> Secret:
        """Return the server's key of this name; `fresh` becomes it if there is none yet."""

        def work(connection: apsw.Connection) -> Secret:
            connection.execute("INSERT OR IGNORE INTO server_keys VALUES (?, ?)", (name, fresh.reveal()))
            ((key,),) = every(connection, "SELECT key FROM server_keys WHERE name = ?", (name,))
            return Secret(key)

        return await self._writer.run(work)

    def close(self) -> None:
        self._reading.close()
        self._writer.close()


def _truncate_log(connection: apsw.Connection) -> None:
    # The write-ahead log still holds pages with the keys just overwritten.
    connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
