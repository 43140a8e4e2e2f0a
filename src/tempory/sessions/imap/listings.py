"""Briefs of many messages: from the pages that were kept, and made from the summaries where there are none.

The first session that opens a folder's summaries keeps what it learnt, sealed under a key that comes from the mailbox's
own; the sessions after it open a page instead of 256 summaries.
"""

import asyncio
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from tempory.mailboxes import FolderGone, MailboxGone
from tempory.mailboxes.folders import LISTING_UIDS
from tempory.sealing import KeyPair, decode_summary, open_body, open_summary
from tempory.sessions.imap.briefs import Brief, decode_page, encode_page, make_brief, needs_content
from tempory.sessions.imap.selected import SelectedFolder
from tempory.sessions.imap.visit import Visit
from tempory.values import IntegrityError, MailboxId, MessageId, Uid, Unavailable

KEEP_FROM = 32
"""A page is written again once it lacks so many messages, or is complete: not for every message that arrives."""
ON_THE_LOOP = 2
"""So many summaries (some 0.2 ms each) are opened without a thread."""

_keeping: set["asyncio.Task[None]"] = set()

Briefs = Mapping[int, Brief]


class Listings:
    """The briefs of one session. Holds the page it used last, so that messages asked for one by one cost no more."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._page: tuple[int, int] | None = None
        self._briefs: Briefs = {}

    def forget(self) -> None:
        """Hold nothing."""
        self._page, self._briefs = None, {}

    async def page(self, folder: SelectedFolder, page: int, uids: Sequence[Uid]) -> Briefs:
        """Return the briefs of `uids`, all of one page, by uid; those that have gone are missing."""
        if self._page == (folder.id, page) and all(uid in self._briefs for uid in uids):
            return self._briefs
        known = await self._open(folder, page)
        missing = [uid for uid in uids if uid not in known]
        if missing:
            # Whoever asks for one is likely to ask for its neighbours; a page is what is kept.
            missing = [uid for uid in _uids_of(folder, page) if uid not in known] if len(uids) > 1 else missing
            made = await self._make(folder, missing)
            known.update({brief.uid: brief for brief in made})
            if len(made) >= KEEP_FROM or (made and _is_complete(folder, page, known)):
                self._keep(folder, page, known)
        self._page, self._briefs = (folder.id, page), known
        return known

    async def _open(self, folder: SelectedFolder, page: int) -> dict[int, Brief]:
        visit = self._visit
        sealed = await visit.store.listing(visit.mailbox, folder.id, page)
        if sealed is None:
            return {}
        try:
            opened = decode_page(visit.account.cipher.open(sealed, folder=folder.id, number=page))
        except IntegrityError:
            return {}  # made anew from the summaries, which say it if they are altered too
        return {brief.uid: brief for brief in opened}

    async def _make(self, folder: SelectedFolder, uids: Sequence[Uid]) -> list[Brief]:
        visit = self._visit
        rows = await visit.store.summaries(visit.mailbox, folder.id, uids)
        keys = visit.account.keys
        if len(rows) <= ON_THE_LOOP:
            made = _make_briefs(keys, visit.mailbox, rows)
        else:
            made = await asyncio.to_thread(_make_briefs, keys, visit.mailbox, rows)
        briefs = [each for each in made if isinstance(each, Brief)]
        summaries = {uid: (message, sealed) for uid, message, sealed in rows}
        for uid in (each for each in made if isinstance(each, int)):
            bodies = await visit.store.bodies(visit.mailbox, folder.id, [uid])
            for _, _, body in bodies:
                message, sealed = summaries[uid]
                brief = await asyncio.to_thread(
                    _make_with_content, visit.account.keys, visit.mailbox, (uid, message, sealed), body
                )
                briefs.append(brief)
        return briefs

    def _keep(self, folder: SelectedFolder, page: int, briefs: Briefs) -> None:
        visit = self._visit
        uids = sorted(Uid(uid) for uid in briefs)
        plain = encode_page([briefs[uid] for uid in uids])
        sealed = visit.account.cipher.seal(plain, folder=folder.id, number=page, random=visit.service.random)

        async def keep() -> None:
            try:
                await visit.store.keep_listing(visit.mailbox, folder.id, page, sealed, uids=uids)
            except (FolderGone, MailboxGone, Unavailable):
                return  # there is nothing to list any more, or it is made again another time

        task = asyncio.get_running_loop().create_task(keep())
        _keeping.add(task)
        task.add_done_callback(_keeping.discard)


def _uids_of(folder: SelectedFolder, page: int) -> list[Uid]:
    first = page * LISTING_UIDS
    indexes = [index for index in _range(folder, first, first + LISTING_UIDS) if folder.uids[index] not in folder.gone]
    return folder.uids_at(indexes)


def _range(folder: SelectedFolder, first: int, end: int) -> range:
    return range(bisect_left(folder.uids, first), bisect_left(folder.uids, end))


def _is_complete(folder: SelectedFolder, page: int, briefs: Briefs) -> bool:
    is_past = folder.next_uid >= (page + 1) * LISTING_UIDS
    return is_past and all(uid in briefs for uid in _uids_of(folder, page))


def _make_briefs(keys: KeyPair, mailbox: MailboxId, rows: Sequence[tuple[Uid, MessageId, bytes]]) -> list[Brief | Uid]:
    """Return the brief of each, or the uid of one that needs its content first."""
    made: list[Brief | Uid] = []
    for uid, message, sealed in rows:
        summary = decode_summary(open_summary(keys, sealed, mailbox=mailbox, message=message))
        made.append(uid if needs_content(summary) else make_brief(uid, message, summary, None))
    return made


def _make_with_content(keys: KeyPair, mailbox: MailboxId, row: tuple[Uid, MessageId, bytes], body: bytes) -> Brief:
    uid, message, sealed = row
    summary = decode_summary(open_summary(keys, sealed, mailbox=mailbox, message=message))
    content = open_body(body, content_key=summary.content_key, message=message)
    return make_brief(uid, message, summary, content)
