"""What a request does, said to the access log before it is answered. Fails closed: without the record, 503."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request

from tempory.accesslog import Verb, Way, by_holder
from tempory.mailboxes import Mailboxes
from tempory.values import MailboxId

_BY_METHOD: Final[Mapping[str, Verb]] = {"PUT": Verb.CHANGE, "PATCH": Verb.CHANGE, "DELETE": Verb.DELETE}
_NAMED: Final = ("id", "ID")


def verb_of(request: Request) -> Verb:
    """Return what a request on messages does, where its method says it."""
    named = any(request.path_params.get(name) for name in _NAMED)
    return _BY_METHOD.get(request.method, Verb.READ if named else Verb.LIST)


async def record(mailboxes: Mailboxes, request: Request, mailbox: MailboxId, verb: Verb) -> None:
    """Record that a mailbox's holder does `verb`; it is on disk when this returns. Raises `LogUnavailable`."""
    message = next((request.path_params[name] for name in _NAMED if name in request.path_params), "")
    detail = {"message": message[:_MAX_DETAIL]} if message else None
    access = by_holder(mailbox.octets, verb, Way.API, peer=request.state.peer.key, detail=detail)
    await mailboxes.workshop.log.record(access)


_MAX_DETAIL: Final = 64
