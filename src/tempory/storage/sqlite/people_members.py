"""Members, their addresses and their one-time links as rows."""

from collections.abc import Mapping, Sequence

import apsw

from tempory.mailboxes import AddressTaken
from tempory.mailboxes.folders import SpecialUse
from tempory.mailboxes.store import MailboxRecord
from tempory.people.members import Grant, Link, LinkPurpose, Member, MemberStatus, Wrap
from tempory.people.refusals import MemberGone
from tempory.people.store import HashedAddress
from tempory.storage.sqlite import people_wraps, records
from tempory.storage.sqlite.folders import MEMBERS_MAILBOX
from tempory.storage.sqlite.querying import Row, every, one
from tempory.values import Address, Instant, MailboxId, MemberId

_MEMBER = "SELECT member, id, name, language, status, mailbox, created_at FROM members"
_OWNED = (
    "member_addresses", "links", "factors", "recovery_codes", "app_passwords", "roles", "sessions", "devices",
    "members",
)  # fmt: skip


def number_of(connection: apsw.Connection, member: MemberId) -> int:
    """Return the member's number; `MemberGone` if there is none."""
    row = one(connection, "SELECT member FROM members WHERE id = ?", (member.octets,))
    if row is None:
        reason = "There is no such member."
        raise MemberGone(reason)
    return int(row[0])


def add(
    connection: apsw.Connection, member: Member, addresses: Sequence[HashedAddress], grants: Sequence[Grant]
) -> None:
    """Store a member who is invited; raises `AddressTaken`."""
    connection.execute(
        "INSERT INTO members (id, name, language, status, mailbox, created_at) VALUES (?, ?, ?, ?, NULL, ?)",
        (member.id.octets, member.name, member.language, member.status.value, member.created_at),
    )
    number = connection.last_insert_rowid()
    for place, address in enumerate(addresses):
        _add_address(connection, number, place, address, now=member.created_at)
    for grant in grants:
        put_grant(connection, number, grant)


def put_grant(connection: apsw.Connection, number: int, grant: Grant) -> None:
    """Store a role, in place of the same one."""
    granted_by = None if grant.granted_by is None else grant.granted_by.octets
    values = (number, grant.role.value, grant.granted_at, granted_by, grant.used_at, grant.suspended)
    connection.execute("INSERT OR REPLACE INTO roles VALUES (?, ?, ?, ?, ?, ?)", values)


def add_address(connection: apsw.Connection, member: MemberId, address: HashedAddress, now: Instant) -> None:
    """Give a member one more address; the mailbox that is there is reached by it at once."""
    number = number_of(connection, member)
    row = one(connection, "SELECT coalesce(max(place), 0) + 1 FROM member_addresses WHERE member = ?", (number,))
    _add_address(connection, number, 0 if row is None else row[0], address, now=now)
    connection.execute(
        "INSERT INTO addresses SELECT ?, mailbox FROM mailboxes"
        " WHERE id = (SELECT mailbox FROM members WHERE member = ?)",
        (address[0], number),
    )


def _add_address(connection: apsw.Connection, number: int, place: int, address: HashedAddress, *, now: Instant) -> None:
    held = """
        SELECT 1 FROM addresses WHERE address_hash = ?1
        UNION ALL SELECT 1 FROM member_addresses WHERE address_hash = ?1
        UNION ALL SELECT 1 FROM retired_addresses WHERE address_hash = ?1 AND until > ?2
    """
    hashed, text = address
    if one(connection, held, (hashed, now)) is not None:
        reason = "This address is taken, or was lately; choose another name."
        raise AddressTaken(reason)
    connection.execute("INSERT INTO member_addresses VALUES (?, ?, ?, ?)", (hashed, number, place, str(text)))


def enrol(
    connection: apsw.Connection,
    member: MemberId,
    record: MailboxRecord,
    wraps: Sequence[Wrap],
    retention: Mapping[SpecialUse, int],
) -> None:
    """Make the member's mailbox and the member active, in one go; raises `MemberGone`, `CredentialInUse`."""
    number = number_of(connection, member)
    rows = every(connection, "SELECT address_hash FROM member_addresses WHERE member = ?", (number,))
    for row in rows:
        # The member's own, resting since a mailbox before this one was forgotten.
        connection.execute("DELETE FROM retired_addresses WHERE address_hash = ?", row)
    connection.execute("DELETE FROM app_passwords WHERE member = ?", (number,))
    mailbox = records.insert(connection, record, [hashed for (hashed,) in rows], member=number, folders=MEMBERS_MAILBOX)
    connection.execute(
        "UPDATE members SET mailbox = ?, status = ? WHERE member = ?",
        (record.id.octets, MemberStatus.ACTIVE.value, number),
    )
    people_wraps.add(connection, record.id, wraps)
    for use, seconds in retention.items():
        insert = "INSERT INTO retention SELECT folder, ? FROM folders WHERE mailbox = ? AND special_use = ?"
        connection.execute(insert, (seconds, mailbox, use.value))


def find(connection: apsw.Connection, member: MemberId) -> Member | None:
    """Return a member by id."""
    return _member(connection, one(connection, f"{_MEMBER} WHERE id = ?", (member.octets,)))


def find_by_address(connection: apsw.Connection, address_hash: bytes) -> Member | None:
    """Return the member who has the address."""
    query = f"{_MEMBER} WHERE member = (SELECT member FROM member_addresses WHERE address_hash = ?)"
    return _member(connection, one(connection, query, (address_hash,)))


def page(connection: apsw.Connection, after: MemberId | None, limit: int) -> list[Member]:
    """Return the next members, eldest first."""
    begin = 0 if after is None else number_of(connection, after)
    rows = every(connection, f"{_MEMBER} WHERE member > ? ORDER BY member LIMIT ?", (begin, limit))
    return [member for row in rows if (member := _member(connection, row)) is not None]


def _member(connection: apsw.Connection, row: Row | None) -> Member | None:
    if row is None:
        return None
    query = "SELECT address FROM member_addresses WHERE member = ? ORDER BY place"
    return Member(
        id=MemberId(row[1]),
        name=row[2],
        language=row[3],
        status=MemberStatus(row[4]),
        addresses=tuple(Address.parse(text) for (text,) in every(connection, query, (row[0],))),
        mailbox=None if row[5] is None else MailboxId(row[5]),
        created_at=Instant(row[6]),
    )


def change(
    connection: apsw.Connection, member: MemberId, name: str | None, language: str | None, status: MemberStatus | None
) -> None:
    """Change what is given."""
    connection.execute(
        "UPDATE members SET name = coalesce(?, name), language = coalesce(?, language), status = coalesce(?, status)"
        " WHERE member = ?",
        (name, language, None if status is None else status.value, number_of(connection, member)),
    )


def remove(connection: apsw.Connection, member: MemberId) -> None:
    """Remove all rows of a member."""
    number = number_of(connection, member)
    for table in _OWNED:
        connection.execute(f"DELETE FROM {table} WHERE member = ?", (number,))


def add_link(connection: apsw.Connection, token_hash: bytes, link: Link) -> None:
    """Keep a link in place of the member's earlier ones."""
    number = number_of(connection, link.member)
    connection.execute("DELETE FROM links WHERE member = ?", (number,))
    values = (token_hash, number, link.purpose.value, link.expires_at)
    connection.execute("INSERT INTO links VALUES (?, ?, ?, ?)", values)


def find_link(connection: apsw.Connection, token_hash: bytes) -> Link | None:
    """Return a link by the hash of its secret."""
    query = "SELECT id, purpose, expires_at FROM links JOIN members USING (member) WHERE token_hash = ?"
    row = one(connection, query, (token_hash,))
    if row is None:
        return None
    return Link(member=MemberId(row[0]), purpose=LinkPurpose(row[1]), expires_at=Instant(row[2]))


def take_link(connection: apsw.Connection, token_hash: bytes) -> bool:
    """Remove a link; True if it was there."""
    connection.execute("DELETE FROM links WHERE token_hash = ?", (token_hash,))
    return connection.changes() > 0
