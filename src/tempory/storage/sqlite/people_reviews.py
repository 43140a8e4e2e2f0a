"""Access reviews and requests to break the glass, as rows."""

from collections.abc import Sequence

import apsw

from tempory.people.permissions import Role
from tempory.people.records import Decision, GlassRequest, Review, ReviewItem
from tempory.storage.sqlite.querying import Row, every
from tempory.values import Instant, MemberId, RecordId

REQUESTS = 500
_GLASS = (
    "SELECT id, member, asked_by, reason, seconds, asked_at, approved_by, ends_at FROM glass_requests"
    " WHERE ?1 IS NULL OR member = ?1 ORDER BY asked_at DESC LIMIT ?2"
)


def add(connection: apsw.Connection, review: Review, items: Sequence[ReviewItem]) -> None:
    """Store a review that begins."""
    values = (review.id.octets, review.started_at, review.due_at, review.closed_at, review.snapshot, review.signature)
    connection.execute("INSERT INTO reviews VALUES (?, ?, ?, ?, ?, ?)", values)
    for item in items:
        row = (
            review.id.octets, item.member.octets, item.name, item.role.value, item.granted_at, item.used_at,
            item.decision.value, None, item.decided_at,
        )  # fmt: skip
        connection.execute("INSERT INTO review_items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def every_review(connection: apsw.Connection) -> list[Review]:
    """Return all reviews, the newest first."""
    query = "SELECT id, started_at, due_at, closed_at, snapshot, signature FROM reviews ORDER BY started_at DESC"
    return [
        Review(
            id=RecordId(row[0]),
            started_at=Instant(row[1]),
            due_at=Instant(row[2]),
            closed_at=_instant(row[3]),
            snapshot=row[4],
            signature=row[5],
        )
        for row in every(connection, query)
    ]


def items_of(connection: apsw.Connection, review: RecordId) -> list[ReviewItem]:
    """Return the rights in a review."""
    query = (
        "SELECT member, name, role, granted_at, used_at, decision, decided_by, decided_at FROM review_items"
        " WHERE review = ? ORDER BY name, member, role"
    )
    return [
        ReviewItem(
            member=MemberId(row[0]),
            name=row[1],
            role=Role(row[2]),
            granted_at=Instant(row[3]),
            used_at=_instant(row[4]),
            decision=Decision(row[5]),
            decided_by=_member(row[6]),
            decided_at=_instant(row[7]),
        )
        for row in every(connection, query, (review.octets,))
    ]


def decide(
    connection: apsw.Connection,
    place: tuple[RecordId, MemberId, Role],
    decision: Decision,
    by: MemberId | None,
    at: Instant,
) -> bool:
    """Note a decision; False if there is no such right in the review."""
    review, member, role = place
    update = (
        "UPDATE review_items SET decision = ?, decided_by = ?, decided_at = ?"
        " WHERE review = ? AND member = ? AND role = ?"
    )
    decided_by = None if by is None else by.octets
    connection.execute(update, (decision.value, decided_by, at, review.octets, member.octets, role.value))
    return connection.changes() > 0


def close(connection: apsw.Connection, review: RecordId, at: Instant, snapshot: bytes, signature: bytes) -> None:
    """Close a review with what was signed."""
    update = "UPDATE reviews SET closed_at = ?, snapshot = ?, signature = ? WHERE id = ?"
    connection.execute(update, (at, snapshot, signature, review.octets))


def add_request(connection: apsw.Connection, request: GlassRequest) -> None:
    """Store a request to break the glass."""
    values = (
        request.id.octets, request.member.octets, request.asked_by.octets, request.reason, request.seconds,
        request.asked_at, None, None,
    )  # fmt: skip
    connection.execute("INSERT INTO glass_requests VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)


def approve_request(connection: apsw.Connection, request: GlassRequest) -> bool:
    """Note an approval; False if there was one before."""
    approved_by = None if request.approved_by is None else request.approved_by.octets
    update = "UPDATE glass_requests SET approved_by = ?, ends_at = ? WHERE id = ? AND approved_by IS NULL"
    connection.execute(update, (approved_by, request.ends_at, request.id.octets))
    return connection.changes() > 0


def requests(connection: apsw.Connection, member: MemberId | None) -> list[GlassRequest]:
    """Return requests, the newest first; of one member, or of all."""
    wanted = None if member is None else member.octets
    return [_request(row) for row in every(connection, _GLASS, (wanted, REQUESTS))]


def _request(row: Row) -> GlassRequest:
    return GlassRequest(
        id=RecordId(row[0]),
        member=MemberId(row[1]),
        asked_by=MemberId(row[2]),
        reason=row[3],
        seconds=row[4],
        asked_at=Instant(row[5]),
        approved_by=_member(row[6]),
        ends_at=_instant(row[7]),
    )


def _member(octets: bytes | None) -> MemberId | None:
    return None if octets is None else MemberId(octets)


def _instant(value: int | None) -> Instant | None:
    return None if value is None else Instant(value)
