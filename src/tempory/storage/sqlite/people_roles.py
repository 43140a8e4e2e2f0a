"""Administrative roles, and the invariant that none is in force without a second factor, as rows."""

from collections.abc import Collection

import apsw

from tempory.people.members import Grant
from tempory.people.permissions import Role
from tempory.people.refusals import Conflict
from tempory.storage.sqlite.people_members import number_of, put_grant
from tempory.storage.sqlite.querying import Row, every, one
from tempory.storage.sqlite.querying import number as count
from tempory.values import Instant, MemberId

_GRANT = "SELECT role, granted_at, granted_by, used_at, suspended, id FROM roles JOIN members USING (member)"
_OWNERS = """
    SELECT count(*) FROM roles JOIN members USING (member)
    WHERE role = 'owner' AND suspended = '' AND status = 'active'
      AND EXISTS (SELECT 1 FROM factors WHERE factors.member = roles.member)
"""
# The audit asks these of the database itself; none may ever give a row.
_FACTORLESS = "NOT EXISTS (SELECT 1 FROM factors WHERE factors.member = {table}.member)"
INVARIANT = (
    (
        "a role in force without a second factor",
        f"SELECT 1 FROM roles WHERE suspended = '' AND {_FACTORLESS.format(table='roles')}",
    ),
    ("a staff session without a second factor", "SELECT 1 FROM sessions WHERE mode = 'staff' AND second_factor <> 1"),
    (
        "a staff session of somebody who has no second factor",
        f"SELECT 1 FROM sessions WHERE mode = 'staff' AND {_FACTORLESS.format(table='sessions')}",
    ),
)


def of_member(connection: apsw.Connection, member: MemberId) -> list[Grant]:
    """Return the member's administrative roles."""
    return [_grant(row) for row in every(connection, f"{_GRANT} WHERE id = ? ORDER BY role", (member.octets,))]


def of_everybody(connection: apsw.Connection) -> list[tuple[MemberId, Grant]]:
    """Return every administrative role."""
    return [(MemberId(row[5]), _grant(row)) for row in every(connection, f"{_GRANT} ORDER BY member, role")]


def _grant(row: Row) -> Grant:
    return Grant(
        role=Role(row[0]),
        granted_at=Instant(row[1]),
        granted_by=None if row[2] is None else MemberId(row[2]),
        used_at=None if row[3] is None else Instant(row[3]),
        suspended=row[4],
    )


def put(connection: apsw.Connection, member: MemberId, grant: Grant) -> None:
    """Store a role, in place of the same one. One-time links end: who made them need not be one who gives roles."""
    number = number_of(connection, member)
    put_grant(connection, number, grant)
    connection.execute("DELETE FROM links WHERE member = ?", (number,))


def remove(connection: apsw.Connection, member: MemberId, role: Role, *, unless_last_owner: bool) -> bool:
    """Remove a role; `Conflict` if nobody would own the service any more."""
    member_number = number_of(connection, member)
    owned = role is Role.OWNER and owns(connection, member_number)
    connection.execute("DELETE FROM roles WHERE member = ? AND role = ?", (member_number, role.value))
    if not connection.changes():
        return False
    if unless_last_owner and owned and owners_in_force(connection) == 0:
        reason = "This is the last owner with a second factor; make another one first."
        raise Conflict(reason)
    return True


def lift(connection: apsw.Connection, member: MemberId, reason: str) -> None:
    """Put roles in force again that were suspended for this reason."""
    update = "UPDATE roles SET suspended = '' WHERE member = ? AND suspended = ?"
    connection.execute(update, (number_of(connection, member), reason))


def note(connection: apsw.Connection, member: MemberId, used: Collection[Role], at: Instant) -> None:
    """Note that these of the member's roles were used."""
    number = number_of(connection, member)
    update = "UPDATE roles SET used_at = ? WHERE member = ? AND role = ? AND suspended = ''"
    for role in used:
        connection.execute(update, (at, number, role.value))


def owns(connection: apsw.Connection, member: int) -> bool:
    """Whether the member is an owner, in force."""
    query = "SELECT 1 FROM roles WHERE member = ? AND role = 'owner' AND suspended = ''"
    return one(connection, query, (member,)) is not None


def owners_in_force(connection: apsw.Connection) -> int:
    """Return how many owners could sign in."""
    return count(connection, _OWNERS)


def breaches(connection: apsw.Connection) -> list[str]:
    """Return what breaks the invariant."""
    return [name for name, query in INVARIANT if one(connection, query) is not None]
