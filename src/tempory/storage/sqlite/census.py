"""How many mailboxes there are, how they fare, and what they take on the disk: numbers, and nothing of any one."""

import shutil
from pathlib import Path

import apsw

from tempory.mailboxes import Census
from tempory.storage.sqlite.querying import number, one
from tempory.values import Instant

_COUNTED = """
    SELECT count(*), coalesce(sum(messages), 0), coalesce(sum(octets), 0),
           coalesce(sum(messages >= quota_messages OR octets >= quota_octets), 0)
    FROM counters
"""
_OVERDUE = "SELECT count(*) FROM mailboxes WHERE expires_at <= ?"


def take(connection: apsw.Connection, folder: Path, now: Instant) -> Census:
    """Count. What the disk does not tell is 0."""
    mailboxes, messages, octets, full = one(connection, _COUNTED) or (0, 0, 0, 0)
    overdue = one(connection, _OVERDUE, (now,)) or (0,)
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        free = 0
    return Census(
        mailboxes=mailboxes,
        permanent=number(connection, "SELECT count(*) FROM mailboxes WHERE expires_at IS NULL"),
        overdue=overdue[0],
        full=full,
        buried=number(connection, "SELECT count(*) FROM graves"),
        messages=messages,
        octets=octets,
        on_disk=_size(folder),
        free=free,
    )


def _size(folder: Path) -> int:
    try:
        return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    except OSError:  # a file went while it was counted
        return 0
