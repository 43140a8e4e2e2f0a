"""/messages, /search, /tags, /info: what the mailbox holds, found, marked and deleted together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, final
from urllib.parse import parse_qs

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from tempory import __version__
from tempory.api.answers import PRIVATE, answer_json
from tempory.api.bodies import read_body
from tempory.api.budget import Budget
from tempory.api.mailpit.door import Door
from tempory.api.mailpit.queries import Term, parse_query
from tempory.api.mailpit.shapes import show_item
from tempory.api.mailpit.shelf import Found, Shelf
from tempory.api.opening import Opener
from tempory.api.operations import KILOBYTE
from tempory.api.problems import Problem, ProblemError
from tempory.mailboxes import MessageGone
from tempory.values import InvalidValueError, MessageId

_BODY_OCTETS: Final = 512 * KILOBYTE
_MAX_IDS: Final = 10_000
_PAGE: Final = 50
_MAX_PAGE: Final = 1_000
_MAX_START: Final = 1_000_000


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages are meant. Without ids or search: all of them, as in Mailpit."""

    ids: Annotated[list[str], Meta(max_length=_MAX_IDS)] = msgspec.field(name="IDs", default_factory=list)
    search: str = msgspec.field(name="Search", default="")
    read: bool = msgspec.field(name="Read", default=False)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ListsResource:
    """Handlers of many messages at once."""

    door: Door
    opener: Opener
    budget: Budget

    async def list(self, request: Request) -> Response:
        shelf = await self._shelf(request)
        start, limit = _read_range(request)
        return await self._answer(shelf, await shelf.part(start, limit), start=start)

    async def search(self, request: Request) -> Response:
        shelf = await self._shelf(request)
        start, limit = _read_range(request)
        found = await shelf.search(_read_query(request))
        return await self._answer(shelf, found[start : start + limit], start=start, found=found)

    async def delete(self, request: Request) -> Response:
        shelf = await self._shelf(request)
        choice = await _read_choice(request)
        await self._delete(shelf, await _chosen(shelf, choice, request))
        return _answer_ok()

    async def delete_search(self, request: Request) -> Response:
        shelf = await self._shelf(request)
        found = await shelf.search(_read_query(request))
        await self._delete(shelf, [stored.id for stored, _ in found])
        return _answer_ok()

    async def mark(self, request: Request) -> Response:
        shelf = await self._shelf(request)
        choice = await _read_choice(request)
        for message in await _chosen(shelf, choice, request):
            try:
                await self.door.mailboxes.mark(shelf.opened.mailbox.id, message, seen=choice.read)
            except MessageGone:
                continue  # Mailpit passes over ids that are not there
        return _answer_ok()

    async def tags(self, request: Request) -> Response:
        await self.door.admit(request)
        return answer_json([])

    async def info(self, request: Request) -> Response:
        opened = await self.door.admit(request)
        inbox = await self.door.mailboxes.inbox(opened.mailbox.id)
        version = f"Tempory {__version__}"
        return answer_json(
            {
                "Version": version,
                "LatestVersion": version,
                "Database": "",
                "DatabaseSize": opened.mailbox.usage.bytes,
                "Messages": inbox.messages,
                "Unread": inbox.unseen,
                "Tags": {},
            }
        )

    async def chaos(self, request: Request) -> Response:
        await self.door.admit(request)
        raise ProblemError(Problem.BAD_REQUEST, "Chaos is not enabled")

    async def _shelf(self, request: Request) -> Shelf:
        return Shelf(
            mailboxes=self.door.mailboxes,
            opener=self.opener,
            budget=self.budget,
            opened=await self.door.admit(request),
            peer=request.state.peer,
        )

    async def _delete(self, shelf: Shelf, messages: Iterable[MessageId]) -> None:
        for message in messages:
            try:
                await self.door.mailboxes.delete(shelf.opened.mailbox.id, message)
            except MessageGone:
                continue

    async def _answer(
        self, shelf: Shelf, shown: Sequence[Found], *, start: int, found: Sequence[Found] | None = None
    ) -> Response:
        inbox = await self.door.mailboxes.inbox(shelf.opened.mailbox.id)
        unread = inbox.unseen if found is None else sum(not stored.seen for stored, _ in found)
        return answer_json(
            {
                "total": inbox.messages,
                "unread": inbox.unseen,
                "count": len(shown),
                "messages_count": inbox.messages if found is None else len(found),
                "messages_unread": unread,
                "start": start,
                "tags": [],
                "messages": [show_item(stored, summary) for stored, summary in shown],
            }
        )


async def _chosen(shelf: Shelf, choice: Choice, request: Request) -> list[MessageId]:
    if choice.ids and choice.search:
        raise ProblemError(Problem.BAD_REQUEST, "You may specify either IDs or a search query, not both")
    if choice.search:
        terms = parse_query(choice.search, zone=request.query_params.get("tz", ""))
        return [stored.id for stored, _ in await shelf.search(terms)]
    if choice.ids:
        return [message for text in choice.ids if (message := _parse_id(text)) is not None]
    return [stored.id async for stored in shelf.stored()]


def _parse_id(text: str) -> MessageId | None:
    try:
        return MessageId.parse(text)
    except InvalidValueError:
        return None


async def _read_choice(request: Request) -> Choice:
    """Read which messages are meant. Mailpit takes what it cannot read for all of them; here that is refused."""
    body = await read_body(request, max_octets=_BODY_OCTETS)
    if not body.strip():
        return Choice()
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return _read_form(body)
    try:
        return msgspec.json.decode(body, type=Choice)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ProblemError(Problem.BAD_REQUEST, "The body is not JSON with IDs, Search or Read.") from None


def _read_form(body: bytes) -> Choice:
    """mailpit-api-client sends a form, and names its fields as Python does."""
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=_MAX_IDS)
    except ValueError:
        raise ProblemError(Problem.BAD_REQUEST, "The form cannot be read.") from None
    ids = [*fields.get("ids", []), *fields.get("IDs", [])]
    if not ids:
        raise ProblemError(Problem.BAD_REQUEST, "The form names no ids.")
    return Choice(ids=ids, read="true" in (value.lower() for value in fields.get("Read", [])))


def _read_query(request: Request) -> tuple[Term, ...]:
    return parse_query(request.query_params.get("query", ""), zone=request.query_params.get("tz", ""))


def _read_range(request: Request) -> tuple[int, int]:
    start = _read_number(request, "start", default=0, most=_MAX_START)
    return start, _read_number(request, "limit", default=_PAGE, most=_MAX_PAGE)


def _read_number(request: Request, name: str, *, default: int, most: int) -> int:
    text = request.query_params.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and int(text) <= most):
        raise ProblemError(Problem.BAD_REQUEST, f"{name} is a number from 0 to {most}.")
    return int(text)


def _answer_ok() -> Response:
    return Response("ok", headers=PRIVATE, media_type="text/plain")
