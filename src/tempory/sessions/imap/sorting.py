"""SORT. RFC 5256 §3."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from tempory.mailboxes.folders import FolderEntry
from tempory.mime import parse_date
from tempory.protocols.imap import Completion
from tempory.protocols.imap.commands import Sort
from tempory.protocols.imap.commands.sort import SortKey
from tempory.protocols.imap.responses.found import encode_sort
from tempory.sessions.imap.briefs import Brief
from tempory.sessions.imap.casemap import casemap
from tempory.sessions.imap.contents import briefs_of, stretches
from tempory.sessions.imap.listings import Listings
from tempory.sessions.imap.searching import find
from tempory.sessions.imap.selected import SelectedFolder
from tempory.sessions.imap.subjects import base_subject
from tempory.sessions.imap.visit import Visit

Sortable = Any  # a string or a number; of one kind in one criterion


async def answer_sort(visit: Visit, listings: Listings, command: Sort) -> Completion:
    """Answer SORT and UID SORT."""
    folder = visit.folder
    indexes = await find(visit, listings, command.key)
    values = await _values(visit, listings, folder, indexes, [criterion.key for criterion in command.criteria])
    order = [index for index in indexes if index in values]
    # From the last criterion to the first: Python's sort keeps what is equal in its order, which is that of numbers.
    for place, criterion in reversed(list(enumerate(command.criteria))):
        order = _sorted(order, values, place, reverse=criterion.reverse)
    modseq = max((folder.modseqs[index] for index in order), default=None) if command.uses_modseq else None
    visit.say(encode_sort(folder.uids_at(order) if command.by_uid else [index + 1 for index in order], modseq))
    return Completion.ok("Sorted")


def _sorted(order: list[int], values: Mapping[int, tuple[Sortable, ...]], place: int, *, reverse: bool) -> list[int]:
    return sorted(order, key=lambda index: values[index][place], reverse=reverse)


async def _values(
    visit: Visit, listings: Listings, folder: SelectedFolder, indexes: Sequence[int], keys: Sequence[SortKey]
) -> dict[int, tuple[Sortable, ...]]:
    values: dict[int, tuple[Sortable, ...]] = {}
    for stretch in stretches(folder, indexes):
        uids = folder.uids_at(stretch)
        briefs = await briefs_of(listings, folder, stretch)
        entries = {entry.uid: entry for entry in await visit.store.entries_of(visit.mailbox, folder.id, uids)}
        for index, uid in zip(stretch, uids, strict=True):
            brief, entry = briefs.get(uid), entries.get(uid)
            if brief is not None and entry is not None:
                values[index] = tuple(_value(key, brief, entry) for key in keys)
    return values


def _value(key: SortKey, brief: Brief, entry: FolderEntry) -> Sortable:  # noqa: PLR0911 (one case a key)
    match key:
        case SortKey.ARRIVAL:
            return entry.received_at
        case SortKey.DATE:
            return sent_at(brief, entry)
        case SortKey.SIZE:
            return entry.size
        case SortKey.SUBJECT:
            return base_subject(brief.subject)[0]
        case SortKey.FROM:
            return casemap(brief.from_)
        case SortKey.TO:
            return casemap(brief.to)
        case SortKey.CC:
            return casemap(brief.cc)


def sent_at(brief: Brief, entry: FolderEntry) -> float:
    """Return when it was sent, in seconds; RFC 5256 §2.2: the internal date where the Date field says nothing."""
    sent = parse_date(brief.date)
    if sent is None:
        return entry.received_at / 1000
    return sent.astimezone(UTC).timestamp() if sent.year > 1 else 0.0
