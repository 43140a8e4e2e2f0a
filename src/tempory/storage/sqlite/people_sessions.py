"""Sessions and known devices as rows."""

from collections.abc import Mapping

import apsw

from tempory.people.members import Session, SessionMode
from tempory.people.refusals import Conflict
from tempory.storage.sqlite.people_members import number_of
from tempory.storage.sqlite.querying import Row, every, one
from tempory.values import Instant, MemberId, RecordId

DEVICE_MILLISECONDS = 365 * 86_400_000
DEVICES = 50
SESSIONS = 100
_SESSION = (
    "SELECT s.id, m.id, mode, second_factor, device, place, s.created_at, seen_at, confirmed_at, expires_at"
    " FROM sessions AS s JOIN members AS m USING (member)"
)


def add(connection: apsw.Connection, token_hash: bytes, session: Session) -> None:
    """Store a session; of one member no more than the newest hundred."""
    number = number_of(connection, session.member)
    if session.mode is SessionMode.STAFF and not _may_be_staff(connection, number, session):
        reason = "A session with administrative permissions needs a second factor and a role."
        raise Conflict(reason)
    values = (
        session.id.octets, token_hash, number, session.mode.value, session.second_factor, session.device,
        session.place, session.created_at, session.seen_at, session.confirmed_at, session.expires_at,
    )  # fmt: skip
    connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    surplus = "SELECT rowid FROM sessions WHERE member = ? ORDER BY seen_at DESC LIMIT -1 OFFSET ?"
    connection.execute(f"DELETE FROM sessions WHERE rowid IN ({surplus})", (number, SESSIONS))


def _may_be_staff(connection: apsw.Connection, number: int, session: Session) -> bool:
    """Look at what is on the disk, whatever the caller thinks: this is where the invariant is kept."""
    role = one(connection, "SELECT 1 FROM roles WHERE member = ? AND suspended = ''", (number,))
    factor = one(connection, "SELECT 1 FROM factors WHERE member = ?", (number,))
    return session.second_factor and role is not None and factor is not None


def find(connection: apsw.Connection, token_hash: bytes) -> Session | None:
    """Return a session by the hash of its cookie."""
    row = one(connection, f"{_SESSION} WHERE token_hash = ?", (token_hash,))
    return None if row is None else _session(row)


def of_member(connection: apsw.Connection, member: MemberId) -> list[Session]:
    """Return the member's sessions, the one seen last first."""
    rows = every(connection, f"{_SESSION} WHERE m.id = ? ORDER BY seen_at DESC", (member.octets,))
    return [_session(row) for row in rows]


def _session(row: Row) -> Session:
    return Session(
        id=RecordId(row[0]),
        member=MemberId(row[1]),
        mode=SessionMode(row[2]),
        second_factor=bool(row[3]),
        device=row[4],
        place=row[5],
        created_at=Instant(row[6]),
        seen_at=Instant(row[7]),
        confirmed_at=Instant(row[8]),
        expires_at=Instant(row[9]),
    )


def touch(connection: apsw.Connection, session: RecordId, seen_at: Instant, confirmed_at: Instant | None) -> None:
    """Note that a session is in use."""
    update = (
        "UPDATE sessions SET seen_at = max(seen_at, ?), confirmed_at = max(confirmed_at, coalesce(?, 0)) WHERE id = ?"
    )
    connection.execute(update, (seen_at, confirmed_at, session.octets))


def end(
    connection: apsw.Connection, member: MemberId, only: RecordId | None, except_for: RecordId | None
) -> list[RecordId]:
    """Remove one session, or all but one; return which were removed."""
    delete = (
        "DELETE FROM sessions WHERE member = ?1 AND (?2 IS NULL OR id = ?2) AND (?3 IS NULL OR id <> ?3) RETURNING id"
    )
    wanted = (None if each is None else each.octets for each in (only, except_for))
    return [RecordId(id_) for (id_,) in every(connection, delete, (number_of(connection, member), *wanted))]


def is_way_in(connection: apsw.Connection, by: RecordId, now: Instant) -> bool:
    """Whether a session or an app password of this id lets an active member in."""
    query = (
        "SELECT 1 FROM (SELECT id, member, expires_at FROM sessions WHERE id = ?1"
        " UNION ALL SELECT id, member, expires_at FROM app_passwords WHERE id = ?1)"
        " JOIN members USING (member) WHERE status = 'active' AND (expires_at IS NULL OR expires_at > ?2)"
    )
    return one(connection, query, (by.octets, now)) is not None


def remove_ended(connection: apsw.Connection, now: Instant, idle_before: Mapping[SessionMode, Instant]) -> None:
    """Remove sessions, links and devices whose time is up."""
    connection.execute("DELETE FROM sessions WHERE expires_at <= ?", (now,))
    for mode, before in idle_before.items():
        connection.execute("DELETE FROM sessions WHERE mode = ? AND seen_at < ?", (mode.value, before))
    connection.execute("DELETE FROM links WHERE expires_at <= ?", (now,))
    connection.execute("DELETE FROM devices WHERE created_at < ?", (now - DEVICE_MILLISECONDS,))


def add_device(connection: apsw.Connection, token_hash: bytes, member: MemberId, at: Instant) -> None:
    """Remember a device; of one member the newest fifty."""
    number = number_of(connection, member)
    connection.execute("INSERT OR REPLACE INTO devices VALUES (?, ?, ?)", (token_hash, number, at))
    surplus = "SELECT token_hash FROM devices WHERE member = ? ORDER BY created_at DESC LIMIT -1 OFFSET ?"
    connection.execute(f"DELETE FROM devices WHERE token_hash IN ({surplus})", (number, DEVICES))


def knows_device(connection: apsw.Connection, token_hash: bytes, member: MemberId) -> bool:
    """Whether the member has signed in with this device."""
    query = "SELECT 1 FROM devices JOIN members USING (member) WHERE token_hash = ? AND id = ?"
    return one(connection, query, (token_hash, member.octets)) is not None
