"""Reports and the team's keys as rows. What a holder handed over is cut into rows, as bodies are."""

from collections.abc import Sequence

import apsw

from tempory.mailboxes import MailboxGone
from tempory.people import Conflict
from tempory.storage.sqlite.querying import Row, every, one
from tempory.values import Instant, MailboxId, MemberId, MessageId, RecordId
from tempory.watch import Bounds, Channel, Counts, Report, Sightings, State, TeamKey, TeamWrap, TooManyReports

ROW_OCTETS = 512 * 1024
LISTED = 200
FOUND_AT_MOST = 100_000
GO_AT_ONCE = 64
"""Decided reports that make room for one more: small ones for a large one."""
_COLUMNS = "id, mailbox, message, channel, filed_at, key, size, state, decided_at, decided_by, answer, found"
_OPEN = State.OPEN.value
_STRANGERS = "(mailbox IS NULL AND channel = 'forward')"
_MEMBERS = "coalesce(mailbox IN (SELECT mailbox FROM members), FALSE)"


def add(connection: apsw.Connection, report: Report, sealed: bytes, bounds: Bounds) -> Report:
    """Store a report, or return the one that there is of this message."""
    if report.channel is not Channel.FORWARD and (report.mailbox is None or report.message is None):
        message = "a report is filed from a mailbox, or forwarded"
        raise ValueError(message)
    if report.mailbox is not None and report.message is not None:
        known = find_of(connection, report.mailbox, report.message)
        if known is not None:
            return known
    mailbox = None if report.mailbox is None else report.mailbox.octets
    if mailbox is not None:
        _check_mailbox(connection, mailbox)
    if one(connection, "SELECT 1 FROM reports WHERE id = ?", (report.id.octets,)) is not None:
        reason = "This report id is taken; draw another one."
        raise Conflict(reason)
    if mailbox is not None:
        _check_mailbox_bound(connection, mailbox, bounds)
    _check_room(connection, mailbox, len(sealed), bounds)
    values = (
        report.id.octets, mailbox, None if report.message is None else report.message.octets, report.channel.value,
        report.filed_at, report.key.octets, len(sealed), _OPEN, None, None, b"", None,
    )  # fmt: skip
    connection.execute("INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    if mailbox is not None:
        connection.execute("INSERT INTO report_filings VALUES (?, ?)", (mailbox, report.filed_at))
    for part, start in enumerate(range(0, len(sealed), ROW_OCTETS)):
        row = (report.id.octets, part, sealed[start : start + ROW_OCTETS])
        connection.execute("INSERT INTO report_parts VALUES (?, ?, ?)", row)
    return report


def _check_mailbox(connection: apsw.Connection, mailbox: bytes) -> None:
    if one(connection, "SELECT 1 FROM mailboxes WHERE id = ?", (mailbox,)) is None:
        reason = "The mailbox is gone."
        raise MailboxGone(reason)


def _check_mailbox_bound(connection: apsw.Connection, mailbox: bytes, bounds: Bounds) -> None:
    filed = "SELECT count(*) FROM report_filings WHERE mailbox = ? AND filed_at > ?"
    row = one(connection, filed, (mailbox, bounds.since))
    if row is not None and row[0] >= bounds.per_mailbox:
        reason = f"A mailbox reports at most {bounds.per_mailbox} messages a day."
        raise TooManyReports(reason)


def _check_room(connection: apsw.Connection, mailbox: bytes | None, octets: int, bounds: Bounds) -> None:
    _make_room(connection, "TRUE", octets, total=bounds.total, total_octets=bounds.total_octets)
    if mailbox is None or one(connection, "SELECT 1 FROM members WHERE mailbox = ?", (mailbox,)) is None:
        total, total_octets = bounds.total // bounds.open_to_all, bounds.total_octets // bounds.open_to_all
        _make_room(connection, f"NOT {_MEMBERS}", octets, total=total, total_octets=total_octets)
    if mailbox is None:
        _make_room(connection, _STRANGERS, octets, total=bounds.forwarded, total_octets=bounds.forwarded_octets)


def _make_room(connection: apsw.Connection, whose: str, octets: int, *, total: int, total_octets: int) -> None:
    """See that one more report of `octets` fits in with those of `whose`: decided ones go, the eldest first."""
    ((many, held),) = every(connection, f"SELECT count(*), coalesce(sum(size), 0) FROM reports WHERE {whose}")
    decided = f"SELECT id, size FROM reports WHERE {whose} AND state <> ? ORDER BY decided_at, id LIMIT ?"
    for report, size in every(connection, decided, (_OPEN, GO_AT_ONCE)):
        if many < total and held + octets <= total_octets:
            break
        _remove(connection, report)
        many, held = many - 1, held - size
    if many >= total or held + octets > total_octets:
        reason = "The security team has more reports than it can take just now; try again tomorrow."
        raise TooManyReports(reason)


def of_mailbox(connection: apsw.Connection, mailbox: MailboxId) -> list[Report]:
    """Return the reports of a mailbox's messages, the newest first."""
    query = (
        f"SELECT {_COLUMNS} FROM reports WHERE mailbox = ? AND message IS NOT NULL ORDER BY filed_at DESC, id LIMIT ?"
    )
    return [_report(row) for row in every(connection, query, (mailbox.octets, LISTED))]


def page(connection: apsw.Connection, limit: int) -> list[Report]:
    """Return open reports, those of members before all, the eldest first, then decided ones, the newest first."""
    waiting = f"SELECT {_COLUMNS} FROM reports WHERE state = ? ORDER BY {_MEMBERS} DESC, filed_at, id LIMIT ?"
    decided = f"SELECT {_COLUMNS} FROM reports WHERE state <> ? ORDER BY decided_at DESC, id LIMIT ?"
    rows = every(connection, waiting, (_OPEN, limit))
    rows += every(connection, decided, (_OPEN, limit - len(rows)))
    return [_report(row) for row in rows]


def find(connection: apsw.Connection, report: RecordId) -> Report | None:
    """Return one report."""
    row = one(connection, f"SELECT {_COLUMNS} FROM reports WHERE id = ?", (report.octets,))
    return None if row is None else _report(row)


def find_of(connection: apsw.Connection, mailbox: MailboxId, message: MessageId) -> Report | None:
    """Return the report of a message."""
    query = f"SELECT {_COLUMNS} FROM reports WHERE mailbox = ? AND message = ?"
    row = one(connection, query, (mailbox.octets, message.octets))
    return None if row is None else _report(row)


def sealed(connection: apsw.Connection, report: RecordId) -> bytes | None:
    """Return what was handed over."""
    rows = every(connection, "SELECT octets FROM report_parts WHERE report = ? ORDER BY part", (report.octets,))
    return b"".join(octets for (octets,) in rows) if rows else None


def count(connection: apsw.Connection) -> Counts:
    """Count reports by state."""
    rows = every(connection, "SELECT state, count(*), min(filed_at) FROM reports GROUP BY state")
    counted = {State(state): (many, first) for state, many, first in rows}
    waiting, first = counted.get(State.OPEN, (0, None))
    return Counts(
        open=waiting,
        confirmed=counted.get(State.CONFIRMED, (0, None))[0],
        harmless=counted.get(State.HARMLESS, (0, None))[0],
        eldest_open=None if first is None else Instant(first),
    )


def withdraw(connection: apsw.Connection, mailbox: MailboxId, message: MessageId) -> bool:
    """Remove an open report."""
    known = find_of(connection, mailbox, message)
    if known is None or known.state is not State.OPEN:
        return False
    _remove(connection, known.id.octets)
    return True


def decide(connection: apsw.Connection, decided: Report) -> bool:
    """Note a decision on an open report."""
    # A mailbox that was forgotten meanwhile gets no answer, and nothing sealed to it stays.
    update = (
        "UPDATE reports SET state = ?, decided_by = ?, decided_at = ?, found = ?,"
        " answer = CASE WHEN mailbox IS NULL THEN x'' ELSE ? END WHERE id = ? AND state = ?"
    )
    by = None if decided.decided_by is None else decided.decided_by.octets
    values = (decided.state.value, by, decided.decided_at, decided.found, decided.answer, decided.id.octets, _OPEN)
    connection.execute(update, values)
    return connection.changes() > 0


def remove_before(connection: apsw.Connection, filed: Instant, counted: Instant) -> int:
    """Remove reports whose time is over, some at a time, and what was counted for the bound of a day."""
    ids = every(connection, "SELECT id FROM reports WHERE filed_at < ? LIMIT 50", (filed,))
    for (octets,) in ids:
        _remove(connection, octets)
    connection.execute("DELETE FROM report_filings WHERE filed_at < ?", (counted,))
    return len(ids)


def _remove(connection: apsw.Connection, report: bytes) -> None:
    connection.execute("DELETE FROM report_parts WHERE report = ?", (report,))
    connection.execute("DELETE FROM reports WHERE id = ?", (report,))


def leave(connection: apsw.Connection, number: int, mailbox: bytes) -> None:
    """Take a forgotten mailbox out: its fingerprints, its holder's agreement, its name on what it reported."""
    connection.execute("DELETE FROM fingerprints WHERE mailbox = ?", (number,))
    connection.execute("DELETE FROM report_agreements WHERE mailbox = ?", (mailbox,))
    connection.execute("DELETE FROM report_filings WHERE mailbox = ?", (mailbox,))
    connection.execute("DELETE FROM team_wraps WHERE mailbox = ?", (mailbox,))
    nameless = "UPDATE reports SET mailbox = NULL, message = NULL, answer = x'' WHERE mailbox = ?"
    connection.execute(nameless, (mailbox,))


def agrees(connection: apsw.Connection, mailbox: MailboxId) -> bool:
    """Whether the holder lets the keyword report."""
    return one(connection, "SELECT 1 FROM report_agreements WHERE mailbox = ?", (mailbox.octets,)) is not None


def set_agreement(connection: apsw.Connection, mailbox: MailboxId, at: Instant | None) -> None:
    """Note or remove the agreement."""
    if at is None:
        connection.execute("DELETE FROM report_agreements WHERE mailbox = ?", (mailbox.octets,))
        return
    _check_mailbox(connection, mailbox.octets)
    connection.execute("INSERT OR REPLACE INTO report_agreements VALUES (?, ?)", (mailbox.octets, at))


def team_keys(connection: apsw.Connection) -> list[TeamKey]:
    """Return the team's keys, the newest first."""
    rows = every(connection, "SELECT id, public_key, made_at FROM team_keys ORDER BY made_at DESC, rowid DESC")
    return [TeamKey(id=RecordId(row[0]), public_key=row[1], made_at=Instant(row[2])) for row in rows]


def add_team_key(connection: apsw.Connection, key: TeamKey, wraps: Sequence[TeamWrap], after: RecordId | None) -> bool:
    """Store a key and its wraps, if the newest is still `after`."""
    known = team_keys(connection)
    if (known[0].id if known else None) != after:
        return False
    connection.execute("INSERT INTO team_keys VALUES (?, ?, ?)", (key.id.octets, key.public_key, key.made_at))
    add_team_wraps(connection, wraps)
    return True


def team_wraps(connection: apsw.Connection) -> list[TeamWrap]:
    """Return every wrap of the team's keys."""
    rows = every(connection, "SELECT key, mailbox, wrap FROM team_wraps ORDER BY key, mailbox")
    return [TeamWrap(key=RecordId(row[0]), mailbox=MailboxId(row[1]), wrap=row[2]) for row in rows]


def add_team_wraps(connection: apsw.Connection, wraps: Sequence[TeamWrap]) -> None:
    """Store wraps where there are none."""
    for each in wraps:
        values = (each.key.octets, each.mailbox.octets, each.wrap)
        connection.execute("INSERT OR IGNORE INTO team_wraps VALUES (?, ?, ?)", values)


def keep_team_wraps(connection: apsw.Connection, mailboxes: Sequence[MailboxId]) -> None:
    """Remove the wraps of others, and keys that nothing is sealed to (any more)."""
    kept = {each.octets for each in mailboxes}
    for (octets,) in every(connection, "SELECT DISTINCT mailbox FROM team_wraps"):
        if octets not in kept:
            connection.execute("DELETE FROM team_wraps WHERE mailbox = ?", (octets,))
    used = {octets for (octets,) in every(connection, "SELECT DISTINCT key FROM reports")}
    for key in team_keys(connection)[1:]:
        if key.id.octets not in used:
            connection.execute("DELETE FROM team_wraps WHERE key = ?", (key.id.octets,))
            connection.execute("DELETE FROM team_keys WHERE id = ?", (key.id.octets,))


def sightings(connection: apsw.Connection, fingerprints: Sequence[tuple[int, bytes]]) -> Sightings:
    """Count the messages, and mailboxes, with any of these fingerprints."""
    query = "SELECT object, mailbox FROM fingerprints WHERE day = ? AND hash = ? LIMIT ?"
    found: dict[int, int] = {}
    for day, octets in fingerprints:
        found.update(every(connection, query, (day, octets, FOUND_AT_MOST)))
        if len(found) >= FOUND_AT_MOST:
            break
    return Sightings(messages=len(found), mailboxes=len(set(found.values())))


def remove_fingerprints(connection: apsw.Connection, before: int) -> None:
    """Remove the fingerprints of days whose keys are gone."""
    connection.execute("DELETE FROM fingerprints WHERE day < ?", (before,))


def _report(row: Row) -> Report:
    return Report(
        id=RecordId(row[0]),
        mailbox=None if row[1] is None else MailboxId(row[1]),
        message=None if row[2] is None else MessageId(row[2]),
        channel=Channel(row[3]),
        filed_at=Instant(row[4]),
        key=RecordId(row[5]),
        size=row[6],
        state=State(row[7]),
        decided_at=None if row[8] is None else Instant(row[8]),
        decided_by=None if row[9] is None else MemberId(row[9]),
        answer=row[10],
        found=row[11],
    )
