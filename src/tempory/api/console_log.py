"""/api/v1/console/log: the access log as staff read it, and what they check it with. Reading it is recorded in it.

Records name nobody. Whoever holds an administrative role is named all the same, and what they did is told: their work
is what the log is read for. RFC 6962 §2.1; C2SP tlog-checkpoint, tlog-proof.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, final

from starlette.requests import Request
from starlette.responses import Response

from tempory.accesslog import (
    Access,
    Identity,
    Kept,
    Kind,
    Leaf,
    LogStore,
    Subject,
    SubjectUnknown,
    Thing,
    Verb,
    Way,
    from_tiles,
    parse_leaf,
)
from tempory.api.answers import PRIVATE, answer_json
from tempory.api.bodies import read_query
from tempory.api.browsers import signed_in
from tempory.api.console_shapes import (
    CheckpointShape,
    LogEntry,
    LogPage,
    LogQuery,
    PathShape,
    VerificationQuery,
    VerificationShape,
)
from tempory.api.console_tail import TailStream
from tempory.api.log_entries import open_detail, parse_index
from tempory.api.problems import Problem, ProblemError
from tempory.api.streams import Live
from tempory.mailboxes import Mailboxes
from tempory.people import People, Permission, SignedIn
from tempory.translog import Proof, ReadNode, prove_consistency, prove_inclusion
from tempory.values import Instant, Refusal, format_instant

LOOKED_AT_ONCE: Final = 500
LOOKED_AT_MOST: Final = 10_000
"""Records that one request looks at. A search that finds little goes on in the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody with an administrative role, as the log knows them."""

    name: str
    identity: Identity


Names = Mapping[str, Named]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleLogResource:
    """Handlers of the access log as a whole."""

    mailboxes: Mailboxes
    people: People
    live: Live

    async def list(self, request: Request) -> Response:
        query = read_query(request, LogQuery)
        await self._record(request, "log.list")
        store, names = self.mailboxes.workshop.log.store, await self._names()
        found: list[Kept] = []
        searched = following = None
        async for each in _newest_first(store, query.cursor):
            leaf = parse_leaf(each.entry)
            if query.since is not None and leaf.at < query.since:
                following = None
                break
            searched = following = each.index
            if fits(leaf, query):
                found.append(each)
                if len(found) == query.limit:
                    break
        shown = [show_entry(each, names) for each in found]
        return answer_json(
            LogPage(
                entries=shown,
                next=_go_on(following, await store.first()),
                searched_to=searched,
                size=await store.size(),
            )
        )

    async def follow(self, request: Request) -> Response:
        """Stream records as they are written, for ten minutes at most."""
        await self._record(request, "log.follow")
        admitted = signed_in(request)
        names = await self._names()

        async def is_admitted() -> bool:
            try:
                await self.people.sessions.permit(
                    await self.people.sessions.find(admitted.token), Permission.LOG_READ, step_up=False
                )
            except Refusal:
                return False
            return True

        return TailStream(
            store=self.mailboxes.workshop.log.store,
            show=lambda kept: show_entry(kept, names),
            is_admitted=is_admitted,
            live=self.live,
            peer=request.state.peer,
            route=request.state.route,
        )

    async def verify(self, request: Request) -> Response:
        """Give what a browser checks by itself: nothing here says that all is well, the proofs do."""
        query = read_query(request, VerificationQuery)
        indexes = sorted({int(text) for text in query.indexes.split(",")})
        await self._record(request, "log.verify")
        workshop = self.mailboxes.workshop
        if indexes[-1] >= await workshop.log.store.size():
            raise ProblemError(Problem.NOT_FOUND, "The log has no such record.")
        row = await workshop.checkpointer.cover(indexes[-1])

        def work(read_node: ReadNode) -> tuple[Sequence[Proof], Proof | None]:
            paths = [prove_inclusion(index, row.size, read_node) for index in indexes]
            return paths, None if query.held > row.size else prove_consistency(query.held, row.size, read_node)

        paths, consistency = await from_tiles(workshop.log.store, work)
        inclusion = [PathShape(index=index, path=[*path]) for index, path in zip(indexes, paths, strict=True)]
        return answer_json(
            VerificationShape(
                checkpoint=row.note.decode(),
                key=str(workshop.checkpointer.key),
                size=row.size,
                inclusion=inclusion,
                consistency=None if consistency is None else [*consistency],
            )
        )

    async def checkpoint(self, request: Request) -> Response:
        await self._record(request, "log.checkpoint")
        checkpointer = self.mailboxes.workshop.checkpointer
        await checkpointer.checkpoint()
        latest = checkpointer.latest
        if latest is None:
            raise ProblemError(Problem.UNAVAILABLE)
        shape = CheckpointShape(checkpoint=latest.note.decode(), key=str(checkpointer.key))
        return answer_json(
            shape, headers={"content-disposition": f'attachment; filename="checkpoint-{latest.size}.json"'}
        )

    async def prove(self, request: Request) -> Response:
        """Give one record's proof as a text that any C2SP tool reads. It may wait for a signature."""
        index = parse_index(request.path_params["index"])
        await self._record(request, "log.prove")
        workshop = self.mailboxes.workshop
        if await workshop.log.store.find(index) is None:
            raise ProblemError(Problem.NOT_FOUND, "There is no such record, or it is no longer kept.")
        proof = await workshop.checkpointer.prove(index)
        headers = {**PRIVATE, "content-disposition": f'attachment; filename="access-{index}.tlog-proof"'}
        return Response(proof.encode(), 200, headers, "text/plain; charset=utf-8")

    async def _record(self, request: Request, act: str) -> None:
        admitted: SignedIn = signed_in(request)
        log, who = self.mailboxes.workshop.log, Subject(admitted.member.id.octets)
        await log.introduce(who)  # nothing, if the log knows them
        detail = {"act": act, "from": admitted.session.place}
        on = Thing(kind=Kind.LOG)
        await log.record(
            Access(who=who, verb=Verb.READ_LOG, on=on, way=Way.CONSOLE, peer=request.state.peer.key, detail=detail)
        )

    async def _names(self) -> Names:
        """Return who holds roles, by pseudonym. Those whom the log has not met yet have none."""
        office, log = self.people.office, self.mailboxes.workshop.log
        named: dict[str, Named] = {}
        for member in {member for member, _ in await office.store.all_grants()}:
            try:
                identity = await log.identify(Subject(member.octets))
            except SubjectUnknown:
                continue
            named[identity.pseudonym] = Named(name=(await office.find(member)).name, identity=identity)
        return named


def _go_on(searched: int | None, first: int) -> int | None:
    """Return where a search goes on; None once the eldest record that is kept was looked at."""
    return None if searched is None or searched <= first else searched


async def _newest_first(store: LogStore, below: int | None) -> AsyncIterator[Kept]:
    """Give records as they were written, the newest first, as many as one request looks at."""
    for _ in range(LOOKED_AT_MOST // LOOKED_AT_ONCE):
        kept = await store.newest(below=below, limit=LOOKED_AT_ONCE)
        for each in kept:
            yield each
        if len(kept) < LOOKED_AT_ONCE:
            return
        below = kept[-1].index


def fits(leaf: Leaf, query: LogQuery) -> bool:
    """Whether a record is one of those asked for."""
    wanted = (
        (query.who, leaf.who), (query.on, leaf.on), (query.verb, leaf.verb), (query.way, leaf.way),
        (query.result, leaf.result),
    )  # fmt: skip
    is_in_time = query.until is None or leaf.at <= query.until
    return is_in_time and all(asked is None or asked == told for asked, told in wanted)


def show_entry(kept: Kept, names: Names) -> LogEntry:
    """Return a record as staff see it."""
    leaf = parse_leaf(kept.entry)
    who, on = names.get(leaf.who), names.get(leaf.on)
    detail = {} if who is None else open_detail(kept, leaf, who.identity)
    return LogEntry(
        index=kept.index,
        at=format_instant(Instant(leaf.at)),
        who=leaf.who,
        who_name=None if who is None else who.name,
        verb=leaf.verb,
        kind=leaf.kind,
        on=leaf.on,
        on_name=None if on is None else on.name,
        way=leaf.way,
        result=leaf.result,
        act=detail.get("act"),
        network=detail.get("network") or detail.get("from") or None,
        leaf=kept.entry.decode(),
    )
