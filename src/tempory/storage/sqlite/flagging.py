"""Flags as text, and changing them."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import apsw

from tempory.mailboxes import KeywordsFull
from tempory.mailboxes.folders import FlagChange, FolderEntry
from tempory.storage.sqlite.querying import Row, every, one
from tempory.values import Flags, Instant, MessageId, Uid, has_room_for

ENTRY = "uid, id, received_at, saved_at, size, flags, modseq"
_SPELLINGS_KEPT = 4096


def encode_flags(flags: Iterable[str]) -> str:
    """Write flags as they are kept: in order, with a space between two."""
    return " ".join(sorted(flags))


@lru_cache(_SPELLINGS_KEPT)
def decode_flags(text: str) -> Flags:
    """Read flags as they are kept. Few combinations are in use, so that most are read once."""
    return frozenset(text.split())


def read_entry(row: Row) -> FolderEntry:
    """Read the columns of `ENTRY`."""
    return FolderEntry(
        uid=Uid(row[0]),
        id=MessageId(row[1]),
        received_at=Instant(row[2]),
        saved_at=Instant(row[3]),
        size=row[4],
        flags=decode_flags(row[5]),
        modseq=row[6],
    )


def change_flags(
    connection: apsw.Connection,
    place: tuple[int, int],
    uids: Sequence[Uid],
    change: FlagChange,
    flags: Flags,
    *,
    unchanged_since: int | None = None,
) -> tuple[list[FolderEntry], list[Uid]]:
    """Change the flags of `uids` in the folder at `place` (mailbox, folder)."""
    query = f"SELECT {ENTRY} FROM messages WHERE mailbox = ? AND folder = ? AND uid = ?"
    rows = (one(connection, query, (*place, uid)) for uid in uids)
    before = [read_entry(row) for row in rows if row is not None]
    left_alone = [] if unchanged_since is None else [entry.uid for entry in before if entry.modseq > unchanged_since]
    wanted = {entry.uid: change.apply(entry.flags, flags) for entry in before if entry.uid not in set(left_alone)}
    changed = [entry.uid for entry in before if entry.uid in wanted and wanted[entry.uid] != entry.flags]
    if not all(has_room_for(wanted[uid]) for uid in changed):
        reason = "A message has room for fewer keywords."
        raise KeywordsFull(reason)
    if changed:
        modseq = raise_modseq(connection, place[1])
        update = "UPDATE messages SET flags = ?, modseq = ? WHERE mailbox = ? AND folder = ? AND uid = ?"
        for uid in changed:
            connection.execute(update, (encode_flags(wanted[uid]), modseq, *place, uid))
    after = (one(connection, query, (*place, uid)) for uid in wanted)
    return [read_entry(row) for row in after if row is not None], left_alone


def raise_modseq(connection: apsw.Connection, folder: int, *, expunges: bool = False) -> int:
    """Give the folder its next mod-sequence. RFC 7162 §3.1: strictly rising. `expunges`: for what has gone."""
    also = ", expunged = modseq + 1" if expunges else ""
    query = f"UPDATE folders SET modseq = modseq + 1{also} WHERE folder = ? RETURNING modseq"
    ((modseq,),) = every(connection, query, (folder,))
    return int(modseq)
