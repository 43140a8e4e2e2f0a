"""access.admin, access.mfa, access.least, access.review: sessions, rights and reviews as they lie in the database."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import apsw
from cryptography.exceptions import InvalidSignature

from tempory.people import Role, Rules, SessionMode
from tempory.people.reviews import QUARTER_DAYS, signer_of
from tempory.policy import Finding, Store
from tempory.probes import store
from tempory.probes.examination import Examination, Target, broken, kept, unknown_without_data
from tempory.values import Secret

PROBES: Final = (
    "admin.sessions", "mfa.invariant", "least.roles", "review.recent", "review.signature",
)  # fmt: skip
_SWEEP_GRACE: Final = 180  # seconds; what is over is removed within a minute, and refused at once
_DAY: Final = 86_400
_RULES: Final = Rules()
# Asked of the file itself, in words of the probe's own: a mistake in the service must not blind its judge.
_RIGHTS_WITHOUT: Final = """
    SELECT count(*) FROM roles WHERE suspended = '' AND member NOT IN (SELECT member FROM factors)
"""
_SESSIONS_WITHOUT: Final = """
    SELECT count(*) FROM sessions WHERE mode = 'staff'
    AND (second_factor <> 1 OR member NOT IN (SELECT member FROM factors))
"""
_INVARIANT: Final = (("a role in force", _RIGHTS_WITHOUT), ("a staff session", _SESSIONS_WITHOUT))


def examine_rights(target: Target) -> Iterator[Finding]:
    """Look at rights and sessions in the data folder."""
    if target.data is None:
        yield from unknown_without_data(*PROBES)
        return
    now = int(time.time() * 1000)
    with store.opened(target.data, Store.MAIL) as mail:
        yield _check_sessions(mail, now)
        yield _check_invariant(mail)
        yield _check_roles(mail)
        yield _check_recent(mail, now)
        yield _check_signature(mail, target.data)


def _check_sessions(mail: apsw.Connection, now: int) -> Finding:
    probe = "admin.sessions"
    query = "SELECT expires_at - created_at, ? - seen_at FROM sessions WHERE mode = ?"
    rows = [(_number(life), _number(idle)) for life, idle in mail.execute(query, (now, SessionMode.STAFF.value))]
    too_long = sum(life > _RULES.staff_longest * 1000 for life, _ in rows)
    idle = sum(idle > (_RULES.staff_idle + _SWEEP_GRACE) * 1000 for _, idle in rows)
    if too_long or idle:
        return broken(probe, f"{too_long} staff sessions are made to last too long, {idle} outlast their idle time")
    return kept(probe, f"{len(rows)} staff sessions, none longer than {_RULES.staff_longest // 3600} h or idle")


def _check_invariant(mail: apsw.Connection) -> Finding:
    probe = "mfa.invariant"
    for what, query in _INVARIANT:
        count = _count(mail, query)
        if count:
            return broken(probe, f"{what} without a second factor ({count})")
    return kept(probe, "no role in force and no staff session without a second factor")


def _check_roles(mail: apsw.Connection) -> Finding:
    probe = "least.roles"
    stored = {str(role) for (role,) in mail.execute("SELECT DISTINCT role FROM roles")}
    strange = stored - {role.value for role in Role if role.is_administrative}
    if strange:
        return broken(probe, f"{len(strange)} roles in the database are none that is published")
    return kept(probe, f"{len(stored)} different roles in use, all of them published")


def _check_recent(mail: apsw.Connection, now: int) -> Finding:
    probe = "review.recent"
    overdue = _count(mail, "SELECT count(*) FROM reviews WHERE closed_at IS NULL AND due_at < ?", now - _DAY * 1000)
    if overdue:
        return broken(probe, "an access review is past its date and still open")
    longest = (QUARTER_DAYS + _RULES.review_days + 1) * _DAY * 1000
    closed = _count(mail, "SELECT coalesce(max(closed_at), 0) FROM reviews WHERE closed_at IS NOT NULL")
    eldest = _count(mail, "SELECT coalesce(min(granted_at), ?) FROM roles WHERE suspended = ''", now)
    if now - max(closed, eldest) > longest:
        return broken(probe, "rights are older than a quarter, and no review was closed since")
    return kept(probe, "no right has gone without a review for longer than a quarter")


def _check_signature(mail: apsw.Connection, data: Path) -> Finding:
    probe = "review.signature"
    closed = list(mail.execute("SELECT snapshot, signature FROM reviews WHERE closed_at IS NOT NULL"))
    if not closed:
        return kept(probe, "no review has been closed yet, so there is no snapshot to alter")
    key = next((octets for name, octets in store.every_key(data) if name == "server key people"), b"")
    public = signer_of(Secret(key)).public_key()
    for snapshot, signature in closed:
        try:
            public.verify(bytes(signature), bytes(snapshot))
        except InvalidSignature:
            return broken(probe, "a closed review's snapshot is not what was signed")
    return kept(probe, f"{len(closed)} snapshots, each as it was signed")


def _count(mail: apsw.Connection, query: str, *bindings: int) -> int:
    row = mail.execute(query, bindings).fetchone()
    return 0 if row is None else _number(row[0])


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


RIGHTS = Examination(probes=PROBES, examine=examine_rights)
