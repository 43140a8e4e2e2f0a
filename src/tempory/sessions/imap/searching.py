"""SEARCH. RFC 9051 §6.4.4, RFC 3501 §6.4.4, RFC 4731 (ESEARCH), RFC 5182 (SEARCHRES), RFC 7162 §3.1.5.

Messages are opened for it a few at a time and let go; no index is left behind.
"""

import asyncio
from collections.abc import Sequence

from tempory.protocols.imap import Completion
from tempory.protocols.imap.commands import Search
from tempory.protocols.imap.commands import search_keys as keys
from tempory.protocols.imap.commands.search import SearchReturn
from tempory.protocols.imap.responses.found import encode_esearch, encode_search
from tempory.sessions.imap.contents import Opened, open_messages
from tempory.sessions.imap.listings import Listings
from tempory.sessions.imap.matching import Candidate, Judge, make_judge, needs_entry
from tempory.sessions.imap.selected import SelectedFolder
from tempory.sessions.imap.texts import Texts
from tempory.sessions.imap.visit import Visit

_SEARCHED = Completion.ok("Searched")
_AT_ONCE = 512
_ENDS = frozenset({SearchReturn.MIN, SearchReturn.MAX})
_ALL = frozenset({SearchReturn.ALL})


async def answer_search(visit: Visit, listings: Listings, command: Search) -> Completion:
    """Answer SEARCH and UID SEARCH."""
    folder = visit.folder
    returns = command.returns
    if command.refusal is not None:
        folder.saved = ()
        return command.refusal
    if returns is not None and SearchReturn.SAVE in returns:
        saved, folder.saved = folder.saved, ()  # RFC 5182 §2.1: what fails leaves nothing
        indexes = await _find_with(visit, listings, command, saved)
        folder.saved = folder.uids_at(_kept(indexes, returns))
    else:
        indexes = await find(visit, listings, command.key)
    numbers: Sequence[int] = folder.uids_at(indexes) if command.by_uid else [index + 1 for index in indexes]
    if returns is None and not visit.dialect.rev2:
        visit.say(encode_search(numbers, _modseq(folder, indexes) if command.uses_modseq else None))
        return _SEARCHED
    returns = _ALL if returns is None else returns
    if returns != {SearchReturn.SAVE}:
        told = _kept(indexes, returns)
        visit.say(
            encode_esearch(
                visit.tag,
                by_uid=command.by_uid,
                least=numbers[0] if numbers and SearchReturn.MIN in returns else None,
                largest=numbers[-1] if numbers and SearchReturn.MAX in returns else None,
                count=len(numbers) if SearchReturn.COUNT in returns else None,
                found=numbers if SearchReturn.ALL in returns else None,
                modseq=_modseq(folder, told) if command.uses_modseq else None,
            )
        )
    return _SEARCHED


async def find(visit: Visit, listings: Listings, key: keys.SearchKey) -> list[int]:
    """Return the indexes of the messages that `key` finds, ascending."""
    folder = visit.folder
    judge = make_judge(key, folder, visit.service.clock.now())
    found: list[int] = []
    for start in range(0, len(folder), _AT_ONCE):
        candidates = [Candidate(index) for index in range(start, min(start + _AT_ONCE, len(folder)))]
        if needs_entry(key):
            await _add_entries(visit, folder, candidates)
        # A long key is tried in a thread, so that the others are not kept waiting.
        verdicts = await asyncio.to_thread(_judge_all, judge, candidates)
        found += [each.index for each, verdict in zip(candidates, verdicts, strict=True) if verdict]
        undecided = [each for each, verdict in zip(candidates, verdicts, strict=True) if verdict is None]
        if undecided:
            found += await _open_and_judge(visit, listings, judge, undecided)
    return sorted(found)


async def _find_with(visit: Visit, listings: Listings, command: Search, saved: Sequence[int]) -> list[int]:
    """Search with "$" meaning what was saved before."""
    folder = visit.folder
    folder.saved = saved
    try:
        return await find(visit, listings, command.key)
    finally:
        folder.saved = ()


async def _add_entries(visit: Visit, folder: SelectedFolder, candidates: Sequence[Candidate]) -> None:
    uids = folder.uids_at(each.index for each in candidates)
    entries = {entry.uid: entry for entry in await visit.store.entries_of(visit.mailbox, folder.id, uids)}
    for candidate, uid in zip(candidates, uids, strict=True):
        candidate.entry = entries.get(uid)


async def _open_and_judge(visit: Visit, listings: Listings, judge: Judge, undecided: Sequence[Candidate]) -> list[int]:
    waiting = {candidate.index: candidate for candidate in undecided}
    found: list[int] = []
    async for few in open_messages(visit, listings, visit.folder, list(waiting)):
        found += await asyncio.to_thread(_judge_opened, judge, waiting, few)
    return found


def _judge_all(judge: Judge, candidates: Sequence[Candidate]) -> list[bool | None]:
    return [judge(candidate) for candidate in candidates]


def _judge_opened(judge: Judge, waiting: dict[int, Candidate], few: Sequence[Opened]) -> list[int]:
    found = []
    for opened in few:
        candidate = waiting[opened.index]
        candidate.texts = Texts(opened.content, opened.brief)
        if judge(candidate):
            found.append(opened.index)
        candidate.texts = None
    return found


def _kept(indexes: list[int], returns: frozenset[SearchReturn]) -> list[int]:
    """Return what MIN and MAX leave of what was found, if neither ALL nor COUNT was asked for (RFC 5182 §2.1)."""
    asked = returns - {SearchReturn.SAVE}
    if not asked or not asked <= _ENDS or not indexes:
        return indexes
    ends = [indexes[0]] if SearchReturn.MIN in asked else []
    return ends + ([indexes[-1]] if SearchReturn.MAX in asked and [indexes[-1]] != ends else [])


def _modseq(folder: SelectedFolder, indexes: Sequence[int]) -> int | None:
    return max((folder.modseqs[index] for index in indexes), default=None)
