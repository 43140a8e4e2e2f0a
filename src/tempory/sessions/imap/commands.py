"""Which command is answered by whom, and what is looked at before and after."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tempory.protocols.imap import Completion
from tempory.protocols.imap import commands as known
from tempory.sessions.imap.appending import answer_append, answer_replace
from tempory.sessions.imap.copying import answer_copy, answer_move
from tempory.sessions.imap.fetching import answer_fetch
from tempory.sessions.imap.folders import (
    answer_create,
    answer_delete,
    answer_get_quota,
    answer_get_quota_root,
    answer_namespace,
    answer_rename,
    answer_subscribe,
)
from tempory.sessions.imap.listings import Listings
from tempory.sessions.imap.naming import answer_list, answer_lsub, answer_status
from tempory.sessions.imap.recording import only_reads, verb_of
from tempory.sessions.imap.searching import answer_search
from tempory.sessions.imap.selecting import answer_close, answer_select
from tempory.sessions.imap.sorting import answer_sort
from tempory.sessions.imap.storing import answer_expunge, answer_store
from tempory.sessions.imap.threads import answer_thread
from tempory.sessions.imap.updates import look, say_modseq, say_withheld
from tempory.sessions.imap.visit import Visit

# Of each command's own type on the right; the table's key is that type.
_Answer = Callable[[Visit, Any], Awaitable[Completion]]
_Lookup = Callable[[Visit, Listings, Any], Awaitable[Completion]]


async def _answer_noop(_visit: Visit, _command: known.Noop) -> Completion:
    return Completion.ok("Here we are")


_ANSWERS: Mapping[type, _Answer] = {
    known.Append: answer_append,
    known.Close: answer_close,
    known.Copy: answer_copy,
    known.Create: answer_create,
    known.Delete: answer_delete,
    known.Expunge: answer_expunge,
    known.GetQuota: answer_get_quota,
    known.GetQuotaRoot: answer_get_quota_root,
    known.List: answer_list,
    known.Lsub: answer_lsub,
    known.Move: answer_move,
    known.Namespace: answer_namespace,
    known.Noop: _answer_noop,
    known.Rename: answer_rename,
    known.Replace: answer_replace,
    known.Select: answer_select,
    known.Status: answer_status,
    known.Store: answer_store,
    known.Subscribe: answer_subscribe,
}
_LOOKUPS: Mapping[type, _Lookup] = {
    known.Fetch: answer_fetch,
    known.Search: answer_search,
    known.Sort: answer_sort,
    known.Thread: answer_thread,
}
_BY_NUMBER = (known.Fetch, known.Store, known.Search, known.Sort, known.Thread)
"""RFC 9051 §7.5.1: while one of these is answered that goes by message numbers, numbers stay what they are."""


class Commands:
    """The commands of one session that has logged in."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self._listings = Listings(visit)
        self._knows_modseq = False

    def rest(self) -> None:
        """Hold no more than is needed while nothing is asked for."""
        self._listings.forget()

    async def answer(self, command: known.Command) -> Completion:
        """Record a command and carry it out. What has changed meanwhile is said with it."""
        verb = verb_of(command)
        if verb is None:
            return await self._answer(command)
        await self.visit.begin_record(verb, beside=only_reads(command))
        try:
            return await self._answer(command)
        finally:
            await self.visit.recorded()

    async def _answer(self, command: known.Command) -> Completion:
        by_uid = bool(getattr(command, "by_uid", False))
        keeps_numbers = isinstance(command, _BY_NUMBER) and not by_uid
        if self.visit.selected is not None:
            self.visit.selected.told.clear()
        if isinstance(command, known.Select | known.Close):
            self.rest()
        else:
            await look(self.visit, expunges=False, by_uid=by_uid)
            if self.visit.dialect.condstore and not self._knows_modseq:
                say_modseq(self.visit)
        self._knows_modseq = self.visit.dialect.condstore
        completion = await self._carry_out(command)
        await look(self.visit, expunges=not keeps_numbers, by_uid=by_uid)
        say_withheld(self.visit)
        return completion

    async def _carry_out(self, command: known.Command) -> Completion:
        lookup = _LOOKUPS.get(type(command))
        if lookup is not None:
            return await lookup(self.visit, self._listings, command)
        return await _ANSWERS[type(command)](self.visit, command)
