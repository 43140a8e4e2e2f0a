"""/api/v1/mailbox/accesses: who accessed the mailbox, and the proof of each access, for its holder to keep.

What is shown is what the access log holds of this mailbox; looking at it is an access too, and comes first in the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, final

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from tempory.accesslog import Identity, Kept, Kind, Leaf, LogReceipt, Result, Subject, Verb, Way, parse_leaf
from tempory.api.answers import PRIVATE, answer_json
from tempory.api.auth import Doorkeeper
from tempory.api.bodies import read_query
from tempory.api.log_entries import open_detail, parse_index
from tempory.api.operations import Access, Answer, Operation
from tempory.api.problems import Problem, ProblemError
from tempory.api.representations import Shape, When
from tempory.mailboxes import Mailboxes
from tempory.values import Instant, format_instant

_HOLDER: Final = "holder"


class AccessQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`cursor` is what the page before gave as `next`."""

    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    cursor: Annotated[str, Meta(pattern=r"^[0-9]{1,18}$")] | None = None


class AccessShape(Shape, frozen=True, kw_only=True):
    """One access. `who` is `holder` for yourself, `machine:…` for a part of the service, a pseudonym for anybody else.

    `network` is where it came from, and `message` which one it was, where that is known and was you.
    """

    index: int
    at: When
    who: str
    verb: Verb
    kind: Kind
    way: Way
    result: Result
    network: str | None = None
    message: str | None = None


class AccessList(Shape, frozen=True, kw_only=True):
    accesses: list[AccessShape]
    next: str | None


EXAMPLE: Final = {
    "accesses": [
        {
            "index": 4711,
            "at": "2026-11-21T20:00:00.123Z",
            "who": _HOLDER,
            "verb": "mail.read",
            "kind": "mailbox",
            "way": "imap",
            "result": "done",
            "network": "192.0.2.0/24",
            "message": None,
        }
    ],
    "next": "4711",
}


RECEIPT: Final = {
    "leaf": '{"v":1,"at":1795291200123,"who":"0f1e…","verb":"mail.read","kind":"mailbox","on":"0f1e…","way":"imap",'
    '"result":"done","detail":""}',
    "proof": "c2sp.org/tlog-proof@v1\nindex 4711\n…\n",
    "key": "mail.example/access-log+0a1b2c3d+AZ…",
    "subject": "8d0f4c7a9b3e4f5d8c7b6a5948372615",
    "opening": "5c1d2e3f4a5b6c7d8e9fa0b1c2d3e4f55c1d2e3f4a5b6c7d8e9fa0b1c2d3e4f5",
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AccessesResource:
    """Handlers of the access log, as far as it is about one mailbox."""

    mailboxes: Mailboxes
    doorkeeper: Doorkeeper

    async def list(self, request: Request) -> Response:
        holder = await self.doorkeeper.admit(request, Verb.READ_LOG)
        query = read_query(request, AccessQuery)
        log = self.mailboxes.workshop.log
        identity = await log.identify(Subject(holder.mailbox.id.octets))
        below = None if query.cursor is None else int(query.cursor)
        kept = await log.store.about(bytes.fromhex(identity.pseudonym), below=below, limit=query.limit + 1)
        shown = kept[: query.limit]
        following = str(shown[-1].index) if len(kept) > query.limit else None
        return answer_json(AccessList(accesses=_show_all(shown, identity), next=following))

    async def prove(self, request: Request) -> Response:
        holder = await self.doorkeeper.admit(request, Verb.READ_LOG)
        workshop, subject = self.mailboxes.workshop, Subject(holder.mailbox.id.octets)
        identity = await workshop.log.identify(subject)
        index = parse_index(request.path_params["index"])
        kept = await workshop.log.store.find(index)
        if kept is None or parse_leaf(kept.entry).on != identity.pseudonym:
            raise ProblemError(Problem.NOT_FOUND, "There is no such access to this mailbox, or it is no longer kept.")
        receipt = await workshop.checkpointer.receipt(index, subject, identity.opening)
        headers = {**PRIVATE, "content-disposition": f'attachment; filename="access-{index}.json"'}
        return answer_json(receipt, headers=headers)


def _show_all(kept: Sequence[Kept], identity: Identity) -> list[AccessShape]:
    return [_show(each, parse_leaf(each.entry), identity) for each in kept]


def _show(kept: Kept, leaf: Leaf, identity: Identity) -> AccessShape:
    is_holder = leaf.who == identity.pseudonym
    detail = open_detail(kept, leaf, identity) if is_holder else {}
    return AccessShape(
        index=kept.index,
        at=format_instant(Instant(leaf.at)),
        who=_HOLDER if is_holder else leaf.who,
        verb=leaf.verb,
        kind=leaf.kind,
        way=leaf.way,
        result=leaf.result,
        network=detail.get("network"),
        message=detail.get("message"),
    )


def access_operations(accesses: AccessesResource) -> tuple[Operation, ...]:
    """Return the operations, as the API's document lists them."""
    return (
        Operation(
            method="GET",
            path="/api/v1/mailbox/accesses",
            name="listAccesses",
            summary="Who accessed the mailbox, newest first",
            description="Each access is recorded before it is given, in a log that cannot be rewritten unseen.",
            handler=accesses.list,
            access=Access.HOLDER,
            query=AccessQuery,
            answers=(
                Answer(
                    status=200,
                    description="A page of accesses. `next` is the cursor of the page after, null at the end.",
                    shape=AccessList,
                    example=EXAMPLE,
                ),
            ),
        ),
        Operation(
            method="GET",
            path="/api/v1/mailbox/accesses/{index}/proof",
            name="proveAccess",
            summary="The proof that an access is in the log",
            description="A receipt to keep: `tempory log check` needs nothing else. It may wait for a signature.",
            handler=accesses.prove,
            access=Access.HOLDER,
            answers=(Answer(status=200, description="The receipt.", shape=LogReceipt, example=RECEIPT),),
            problems=(Problem.NOT_FOUND,),
        ),
    )
