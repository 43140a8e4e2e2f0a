"""Second factors, recovery codes and app passwords as rows."""

from collections.abc import Sequence

import apsw

from tempory.people.members import AppPassword, Factor, FactorKind, Scope
from tempory.people.refusals import Conflict, LastFactorKept
from tempory.storage.sqlite.people_members import number_of
from tempory.storage.sqlite.people_roles import owners_in_force, owns
from tempory.storage.sqlite.querying import Row, every, one
from tempory.values import Instant, MailboxId, MemberId, RecordId

NO_FACTOR = "no second factor"
_FACTOR = "SELECT f.id, kind, f.name, secret, credential, counter, f.created_at, used_at FROM factors AS f"
_APP = "SELECT a.id, a.name, scopes, a.created_at, expires_at, used_at, used_from FROM app_passwords AS a"


def of_member(connection: apsw.Connection, member: MemberId) -> list[Factor]:
    """Return the member's second factors, eldest first."""
    query = f"{_FACTOR} JOIN members AS m USING (member) WHERE m.id = ? ORDER BY f.created_at"
    return [_factor(row) for row in every(connection, query, (member.octets,))]


def find_by_credential(connection: apsw.Connection, credential: bytes) -> tuple[MemberId, Factor] | None:
    """Return whose passkey it is, and the passkey."""
    query = f"{_FACTOR.replace('used_at', 'used_at, m.id', 1)} JOIN members AS m USING (member) WHERE credential = ?"
    row = one(connection, query, (credential,)) if credential else None
    return None if row is None else (MemberId(row[8]), _factor(row))


def _factor(row: Row) -> Factor:
    return Factor(
        id=RecordId(row[0]),
        kind=FactorKind(row[1]),
        name=row[2],
        secret=row[3],
        credential=row[4],
        counter=row[5],
        created_at=Instant(row[6]),
        used_at=None if row[7] is None else Instant(row[7]),
    )


def add(connection: apsw.Connection, member: MemberId, factor: Factor) -> None:
    """Store a factor; `Conflict` for a passkey that is there already."""
    values = (
        factor.id.octets, number_of(connection, member), factor.kind.value, factor.name, factor.secret,
        factor.credential, factor.counter, factor.created_at, factor.used_at,
    )  # fmt: skip
    try:
        connection.execute("INSERT INTO factors VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    except apsw.ConstraintError as error:
        reason = "This passkey is registered already."
        raise Conflict(reason) from error


def remove(connection: apsw.Connection, member: MemberId, factor: RecordId, *, unless_last_owner: bool) -> bool:
    """Remove a factor. With the last one, administrative roles are suspended and staff sessions end."""
    number = number_of(connection, member)
    connection.execute("DELETE FROM factors WHERE id = ? AND member = ?", (factor.octets, number))
    if not connection.changes():
        return False
    if one(connection, "SELECT 1 FROM factors WHERE member = ?", (number,)) is None:
        # Counted after the removal, which an exception undoes.
        if unless_last_owner and owns(connection, number) and owners_in_force(connection) == 0:
            reason = "The last owner keeps a second factor; add another one first."
            raise LastFactorKept(reason)
        connection.execute("UPDATE roles SET suspended = ? WHERE member = ? AND suspended = ''", (NO_FACTOR, number))
        connection.execute("DELETE FROM sessions WHERE member = ? AND mode = 'staff'", (number,))
        connection.execute("DELETE FROM recovery_codes WHERE member = ?", (number,))
    return True


def use(connection: apsw.Connection, factor: RecordId, counter: int, at: Instant, *, may_repeat: bool) -> bool:
    """Advance a factor's counter; False if somebody was there before."""
    update = "UPDATE factors SET counter = ?1, used_at = ?2 WHERE id = ?3 AND (counter < ?1 OR (?4 AND counter = ?1))"
    connection.execute(update, (counter, at, factor.octets, may_repeat))
    return connection.changes() > 0


def set_recovery_codes(connection: apsw.Connection, member: MemberId, hashes: Sequence[bytes]) -> None:
    """Put new codes in place of all earlier ones."""
    number = number_of(connection, member)
    connection.execute("DELETE FROM recovery_codes WHERE member = ?", (number,))
    for code_hash in hashes:
        connection.execute("INSERT INTO recovery_codes VALUES (?, ?, NULL)", (number, code_hash))


def use_recovery_code(connection: apsw.Connection, member: MemberId, code_hash: bytes, at: Instant) -> bool:
    """Mark a code as used; True the first time."""
    update = "UPDATE recovery_codes SET used_at = ? WHERE member = ? AND code_hash = ? AND used_at IS NULL"
    connection.execute(update, (at, number_of(connection, member), code_hash))
    return connection.changes() > 0


def recovery_codes_left(connection: apsw.Connection, member: MemberId) -> int:
    """Return how many codes are unused."""
    query = "SELECT count(*) FROM recovery_codes JOIN members USING (member) WHERE id = ? AND used_at IS NULL"
    row = one(connection, query, (member.octets,))
    return 0 if row is None else int(row[0])


def app_passwords(connection: apsw.Connection, member: MemberId) -> list[AppPassword]:
    """Return the member's app passwords, eldest first."""
    query = f"{_APP} JOIN members AS m USING (member) WHERE m.id = ? ORDER BY a.created_at"
    return [_app_password(row) for row in every(connection, query, (member.octets,))]


def app_password_by_auth(connection: apsw.Connection, auth_hash: bytes) -> tuple[MemberId, AppPassword] | None:
    """Return whose app password it is, and the app password."""
    query = f"{_APP.replace('used_from', 'used_from, m.id', 1)} JOIN members AS m USING (member) WHERE auth_hash = ?"
    row = one(connection, query, (auth_hash,))
    return None if row is None else (MemberId(row[7]), _app_password(row))


def _app_password(row: Row) -> AppPassword:
    return AppPassword(
        id=RecordId(row[0]),
        name=row[1],
        scopes=frozenset(Scope(scope) for scope in row[2].split()),
        created_at=Instant(row[3]),
        expires_at=None if row[4] is None else Instant(row[4]),
        used_at=None if row[5] is None else Instant(row[5]),
        used_from=row[6],
    )


def add_app_password(connection: apsw.Connection, member: MemberId, password: AppPassword, auth_hash: bytes) -> None:
    """Store an app password; `Conflict` for one that is there already."""
    values = (
        password.id.octets, number_of(connection, member), auth_hash, password.name,
        " ".join(sorted(password.scopes)), password.created_at, password.expires_at, password.used_at,
        password.used_from,
    )  # fmt: skip
    try:
        connection.execute("INSERT INTO app_passwords VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    except apsw.ConstraintError as error:
        reason = "This app password is in use already; draw another one."
        raise Conflict(reason) from error


def remove_app_password(connection: apsw.Connection, member: MemberId, password: RecordId) -> bool:
    """Remove an app password; False if the member has no such."""
    delete = "DELETE FROM app_passwords WHERE id = ? AND member = ?"
    connection.execute(delete, (password.octets, number_of(connection, member)))
    return connection.changes() > 0


def app_passwords_over(connection: apsw.Connection, since: Instant, until: Instant) -> list[tuple[MailboxId, RecordId]]:
    """Return the app passwords that ended by themselves between two instants, with the mailboxes they opened."""
    query = (
        "SELECT mailbox, a.id FROM app_passwords AS a JOIN members USING (member)"
        " WHERE mailbox IS NOT NULL AND expires_at > ? AND expires_at <= ?"
    )
    return [(MailboxId(box), RecordId(id_)) for box, id_ in every(connection, query, (since, until))]


def note_app_password(connection: apsw.Connection, password: RecordId, at: Instant, place: str) -> None:
    """Note an app password's last use."""
    connection.execute("UPDATE app_passwords SET used_at = ?, used_from = ? WHERE id = ?", (at, place, password.octets))
