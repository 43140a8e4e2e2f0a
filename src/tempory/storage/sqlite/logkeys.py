"""Subjects' keys in `keys.db`: each in a slot that is overwritten where it stands, as the shred keys are."""

from collections.abc import Iterable, Sequence

import apsw

from tempory.accesslog import Subject
from tempory.storage.sqlite.querying import one
from tempory.storage.sqlite.writer import Writer
from tempory.values import Secret

_ZERO = bytes(32)
_FIND = "SELECT key FROM subject_keys WHERE subject = ? AND held = 1"


class SubjectKeyTable:
    """Implements `tempory.accesslog.SubjectKeys`."""

    def __init__(self, writer: Writer, reading: apsw.Connection) -> None:
        self._writer = writer
        self._reading = reading

    async def find(self, subject: Subject) -> Secret | None:
        row = one(self._reading, _FIND, (subject.octets,))
        return None if row is None else Secret(row[0])

    async def keep(self, subject: Subject, fresh: Secret) -> Secret:
        known = await self.find(subject)
        if known is not None:
            return known
        return await self._writer.run(lambda connection: keep(connection, subject.octets, fresh), quick=True)

    async def destroy(self, subjects: Sequence[Subject]) -> None:
        ids = [subject.octets for subject in subjects]
        await self._writer.run(lambda connection: destroy(connection, ids))


def keep(connection: apsw.Connection, subject: bytes, fresh: Secret) -> Secret:
    """Return the key that is there; `fresh` becomes it otherwise."""
    known = one(connection, _FIND, (subject,))
    if known is not None:
        return Secret(known[0])
    values = (subject, fresh.reveal())
    free = one(connection, "SELECT slot FROM subject_keys WHERE held = 0 LIMIT 1")
    if free is None:
        connection.execute("INSERT INTO subject_keys (held, subject, key) VALUES (1, ?, ?)", values)
    else:
        update = "UPDATE subject_keys SET held = 1, subject = ?, key = ? WHERE slot = ?"
        connection.execute(update, (*values, free[0]))
    return fresh


def destroy(connection: apsw.Connection, subjects: Iterable[bytes]) -> None:
    """Overwrite keys where they stand."""
    overwrite = "UPDATE subject_keys SET held = 0, key = ? WHERE subject = ? AND held = 1"
    for octets in subjects:
        connection.execute(overwrite, (_ZERO, octets))
