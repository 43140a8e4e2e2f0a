"""Keys of what is kept for a few days only, each in a slot of `keys.db` that is overwritten where it stands."""

from collections.abc import Sequence
from enum import IntEnum

import apsw

from tempory.storage.sqlite.querying import every, one
from tempory.storage.sqlite.writer import Writer
from tempory.values import Secret

_ZERO = bytes(32)
_DAY_OCTETS = 8


class Purpose(IntEnum):
    """What the keys are for: each has its own of a day."""

    FEEDBACK = 1
    FINGERPRINTS = 2


class DayKeyTable:
    """Implements `tempory.feedback.DayKeys` and `tempory.watch.DayKeyStore`."""

    def __init__(self, writer: Writer, reading: apsw.Connection, purpose: Purpose) -> None:
        self._writer = writer
        self._reading = reading
        self._purpose = purpose

    async def find(self, day: int) -> Secret | None:
        return find_key(self._reading, self._purpose, day)

    async def keep(self, day: int, fresh: Secret) -> Secret:
        return await self._writer.run(lambda connection: _keep_key(connection, self._purpose, day, fresh), quick=True)

    async def living(self) -> Sequence[tuple[int, Secret]]:
        query = "SELECT day, key FROM day_keys WHERE purpose = ? AND held = 1 ORDER BY day"
        rows = every(self._reading, query, (_encode_purpose(self._purpose),))
        return [(int.from_bytes(day), Secret(key)) for day, key in rows]

    async def destroy(self, before: int) -> int:
        where = "WHERE purpose = ? AND day < ? AND held = 1"
        bound = (_encode_purpose(self._purpose), _encode(before))
        if one(self._reading, f"SELECT 1 FROM day_keys {where}", bound) is None:
            return 0

        def work(connection: apsw.Connection) -> int:
            connection.execute(f"UPDATE day_keys SET held = 0, key = ? {where}", (_ZERO, *bound))
            return connection.changes()

        return await self._writer.run(work)


def find_key(connection: apsw.Connection, purpose: Purpose, day: int) -> Secret | None:
    """Return the key of `day`; None if there is none, or none any more."""
    query = "SELECT key FROM day_keys WHERE purpose = ? AND day = ? AND held = 1"
    row = one(connection, query, (_encode_purpose(purpose), _encode(day)))
    return None if row is None else Secret(row[0])


def _keep_key(connection: apsw.Connection, purpose: Purpose, day: int, fresh: Secret) -> Secret:
    known = find_key(connection, purpose, day)
    if known is not None:
        return known
    values = (_encode_purpose(purpose), _encode(day), fresh.reveal())
    free = one(connection, "SELECT slot FROM day_keys WHERE held = 0 LIMIT 1")
    if free is None:
        connection.execute("INSERT INTO day_keys (held, purpose, day, key) VALUES (1, ?, ?, ?)", values)
    else:
        update = "UPDATE day_keys SET held = 1, purpose = ?, day = ?, key = ? WHERE slot = ?"
        connection.execute(update, (*values, free[0]))
    return fresh


# One size for ever, so that SQLite overwrites the row in place; big-endian, so that days are in order.


def _encode(day: int) -> bytes:
    return day.to_bytes(_DAY_OCTETS)


def _encode_purpose(purpose: Purpose) -> bytes:
    return purpose.to_bytes(1)
