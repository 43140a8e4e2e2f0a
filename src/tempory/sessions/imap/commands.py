"""Which command is answered by whom, and what is looked at before and after."""

from typing import Any

from tempory.protocols.imap import Completion
from tempory.protocols.imap.commands import (
    Append,
    Close,
    Expunge,
    Fetch,
    List,
    Lsub,
    Noop,
    Replace,
    Search,
    Select,
    Sort,
    Status,
    Store,
    Thread,
)
from tempory.sessions.imap.appending import answer_append, answer_replace
from tempory.sessions.imap.fetching import answer_fetch
from tempory.sessions.imap.listings import Listings
from tempory.sessions.imap.naming import answer_list, answer_lsub, answer_status
from tempory.sessions.imap.selecting import answer_close, answer_select
from tempory.sessions.imap.storing import answer_expunge, answer_store
from tempory.sessions.imap.updates import look
from tempory.sessions.imap.visit import Visit

_BY_NUMBER = (Fetch, Store, Search, Sort, Thread)
"""RFC 9051 §7.5.1: while one of these is answered that goes by message numbers, numbers stay what they are."""


class Commands:
    """The commands of one session that has logged in."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self._listings = Listings(visit)

    def rest(self) -> None:
        """Hold no more than is needed while nothing is asked for."""
        self._listings.forget()

    async def answer(self, command: Any) -> Completion:  # noqa: ANN401 (any of `Command`)
        """Carry a command out. What has changed meanwhile is said with it."""
        by_uid = bool(getattr(command, "by_uid", False))
        keeps_numbers = isinstance(command, _BY_NUMBER) and not by_uid
        if not isinstance(command, Select | Close):
            await look(self.visit, expunges=False, by_uid=by_uid)
        completion = await self._carry_out(command)
        await look(self.visit, expunges=not keeps_numbers, by_uid=by_uid)
        return completion

    async def _carry_out(self, command: Any) -> Completion:  # noqa: ANN401
        visit = self.visit
        match command:
            case Noop():
                return Completion.ok("Here we are")
            case Fetch():
                return await answer_fetch(visit, self._listings, command)
            case Select():
                self.rest()
                return await answer_select(visit, command)
            case Close():
                self.rest()
                return await answer_close(visit, command)
            case List():
                return await answer_list(visit, command)
            case Lsub():
                return await answer_lsub(visit, command)
            case Status():
                return await answer_status(visit, command)
            case Store():
                return await answer_store(visit, command)
            case Expunge():
                return await answer_expunge(visit, command)
            case Append():
                return await answer_append(visit, command)
            case Replace():
                return await answer_replace(visit, command)
            case _:
                return Completion.no("Not yet")
