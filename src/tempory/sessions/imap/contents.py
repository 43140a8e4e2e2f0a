"""Messages opened, some at a time, so that a session never holds more than a stretch of them whatever is asked for."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from tempory.mailboxes.folders import LISTING_UIDS
from tempory.sealing import open_body
from tempory.sessions.imap.briefs import Brief
from tempory.sessions.imap.listings import Briefs, Listings
from tempory.sessions.imap.selected import SelectedFolder
from tempory.sessions.imap.visit import Visit
from tempory.values import MessageId, Secret, Uid

STRETCH_OCTETS = 512 * 1024
STRETCH_MESSAGES = 128
LARGE_OCTETS = 1024 * 1024
"""A message above this is opened alone, within the bound of what all sessions hold, and sent piece by piece."""
ON_THE_LOOP_OCTETS = 64 * 1024


@dataclass(slots=True)
class Opened:
    """A message with what was asked for of it."""

    index: int
    uid: Uid
    brief: Brief
    content: bytes = b""


def stretches(folder: SelectedFolder, indexes: Iterable[int]) -> Iterable[list[int]]:
    """Cut `indexes` where a page of the listing ends."""
    page, stretch = -1, list[int]()
    for index in indexes:
        if folder.uids[index] // LISTING_UIDS != page:
            if stretch:
                yield stretch
            page, stretch = folder.uids[index] // LISTING_UIDS, []
        stretch.append(index)
    if stretch:
        yield stretch


async def briefs_of(listings: Listings, folder: SelectedFolder, stretch: Sequence[int]) -> Briefs:
    """Return the briefs of a stretch."""
    uids = folder.uids_at(stretch)
    return await listings.page(folder, uids[0] // LISTING_UIDS, uids)


async def open_messages(
    visit: Visit, listings: Listings, folder: SelectedFolder, indexes: Sequence[int]
) -> AsyncIterator[list[Opened]]:
    """Open messages in order, a few at a time; while they are looked at, the next few are opened.

    Those that have gone are left out.
    """
    coming: asyncio.Task[list[Opened]] | None = None
    try:
        for stretch in stretches(folder, indexes):
            briefs = await briefs_of(listings, folder, stretch)
            for few in _by_size(folder, stretch):
                octets = sum(folder.sizes[index] for index in few)
                if octets > LARGE_OCTETS:
                    if coming is not None:
                        yield await coming
                        coming = None
                    # Sealed and opened it is there twice for a moment; nothing else is opened meanwhile.
                    async with visit.room_for(2 * octets):
                        yield await _open(visit, folder, few, briefs)
                    continue
                task = asyncio.ensure_future(_open(visit, folder, few, briefs))
                if coming is not None:
                    yield await coming
                coming = task
        if coming is not None:
            yield await coming
            coming = None
    finally:
        if coming is not None:
            coming.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await coming


def _by_size(folder: SelectedFolder, stretch: Sequence[int]) -> Iterable[list[int]]:
    few, octets = list[int](), 0
    for index in stretch:
        if few and (octets + folder.sizes[index] > STRETCH_OCTETS or len(few) == STRETCH_MESSAGES):
            yield few
            few, octets = [], 0
        few.append(index)
        octets += folder.sizes[index]
    if few:
        yield few


async def _open(visit: Visit, folder: SelectedFolder, few: Sequence[int], briefs: Briefs) -> list[Opened]:
    uids = folder.uids_at(few)
    rows = await visit.store.bodies(visit.mailbox, folder.id, uids)
    visit.account.keys  # noqa: B018 (nothing more is opened once the mailbox is forgotten)
    index_of = dict(zip(uids, few, strict=True))
    wanted = [
        (Opened(index_of[uid], uid, briefs[uid]), message, sealed) for uid, message, sealed in rows if uid in briefs
    ]
    if sum(folder.sizes[index] for index in few) > ON_THE_LOOP_OCTETS:
        return await asyncio.to_thread(_open_all, wanted)
    return _open_all(wanted)


def _open_all(wanted: Sequence[tuple[Opened, MessageId, bytes]]) -> list[Opened]:
    for opened, message, sealed in wanted:
        opened.content = open_body(sealed, content_key=Secret(opened.brief.content_key), message=message)
    return [opened for opened, _, _ in wanted]
