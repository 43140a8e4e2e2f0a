"""The messages of the caller's mailbox: pages by offset, and those that fit a query, newest first."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final, final

from tempory.api.budget import Budget
from tempory.api.mailpit.queries import Term, fits_summary, summary_has
from tempory.api.opening import Opener, Wanted
from tempory.api.peers import Peer
from tempory.mailboxes import Mailboxes, MessageGone, OpenMailbox, StoredMessage
from tempory.sealing import Summary

_STEP: Final = 100
Found = tuple[StoredMessage, Summary]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What one caller's mailbox holds. Lists open what they show, searches open all."""

    mailboxes: Mailboxes
    opener: Opener
    budget: Budget
    opened: OpenMailbox
    peer: Peer

    async def stored(self) -> AsyncIterator[StoredMessage]:
        """Give the messages of INBOX, sealed."""
        below = None
        while True:
            page = await self.mailboxes.messages(self.opened.mailbox.id, below=below, limit=_STEP)
            for stored in page.messages:
                yield stored
            if page.next is None:
                return
            below = page.next

    async def part(self, start: int, limit: int) -> list[Found]:
        """Return `limit` messages after the newest `start`."""
        wanted: list[StoredMessage] = []
        number = 0
        async for stored in self.stored():
            if number >= start + limit:
                break
            if number >= start:
                wanted.append(stored)
            number += 1
        return await self._open(wanted)

    async def search(self, terms: Sequence[Term]) -> list[Found]:
        """Return the messages that fit every term."""
        words = [term for term in terms if term.test is None]
        found: list[Found] = []
        batch: list[StoredMessage] = []
        async for stored in self.stored():
            batch.append(stored)
            if len(batch) == _STEP:
                found += await self._sift(batch, terms, words)
                batch = []
        return found + await self._sift(batch, terms, words)

    async def _sift(self, batch: Sequence[StoredMessage], terms: Sequence[Term], words: Sequence[Term]) -> list[Found]:
        fitting = [found for found in await self._open(batch) if fits_summary(terms, *found)]
        return [found for found in fitting if await self._has_words(*found, words)]

    async def _has_words(self, stored: StoredMessage, summary: Summary, words: Sequence[Term]) -> bool:
        for term in words:
            has = summary_has(summary, term.word) or await self._text_has(stored, term.word)
            if has is term.is_negated:
                return False
        return True

    async def _text_has(self, stored: StoredMessage, word: str) -> bool:
        try:
            with self.budget.hold(self.peer, stored.size):
                return await self.opener.fits(self.opened, stored, Wanted(contains=word))
        except MessageGone:
            return False  # deleted while we looked

    async def _open(self, messages: Sequence[StoredMessage]) -> list[Found]:
        return list(zip(messages, await self.opener.summaries(self.opened, messages), strict=True))
