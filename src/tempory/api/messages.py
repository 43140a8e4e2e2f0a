"""/api/v1/mailbox/messages: listed, read, marked, deleted. Sealed mode gives ciphertexts, open mode what they hold."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, final
from urllib.parse import quote

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from tempory.accesslog import Verb
from tempory.api.answers import LargeResponse, Payload, answer_json, answer_nothing, encode_json
from tempory.api.auth import Doorkeeper, Holder
from tempory.api.bodies import read_json, read_query
from tempory.api.budget import Budget
from tempory.api.opening import Opener, open_item
from tempory.api.operations import KILOBYTE
from tempory.api.problems import Problem, ProblemError
from tempory.api.representations import Mark, OpenList, SealedList, show_sealed
from tempory.mailboxes import Mailboxes, StoredMessage
from tempory.values import InvalidValueError, MessageId, Uid

_INDEX_DIGITS = 6
OCTET_STREAM = "application/octet-stream"


class ListQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`cursor` is what the page before gave as `next`."""

    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    cursor: Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,17}$")] | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesResource:
    """Handlers of a mailbox's messages."""

    mailboxes: Mailboxes
    doorkeeper: Doorkeeper
    opener: Opener
    budget: Budget

    async def list(self, request: Request) -> Response:
        holder = await self.doorkeeper.admit(request, Verb.LIST)
        query = read_query(request, ListQuery)
        below = None if query.cursor is None else Uid(int(query.cursor))
        page = await self.mailboxes.messages(holder.mailbox.id, below=below, limit=query.limit)
        following = None if page.next is None else str(page.next)
        if holder.opened is None:
            return answer_json(SealedList(messages=[show_sealed(each) for each in page.messages], next=following))
        items = await self.opener.items(holder.opened, page.messages)
        return answer_json(OpenList(messages=items, next=following))

    async def show(self, request: Request) -> Response:
        holder = await self.doorkeeper.admit(request, Verb.READ)
        stored = await self._find(request, holder)
        if holder.opened is None:
            return answer_json(show_sealed(stored))
        opened = holder.opened

        async def load() -> Payload:
            message = await self.opener.message(opened, stored)
            return Payload(content=encode_json(message), media_type="application/json")

        return self._large(request, stored, load)

    async def body(self, request: Request) -> Response:
        holder = await self.doorkeeper.admit(request, Verb.READ)
        stored = await self._find(request, holder)

        async def load() -> Payload:
            return Payload(content=await self.mailboxes.body(holder.mailbox.id, stored.id), media_type=OCTET_STREAM)

        return self._large(request, stored, load)

    async def raw(self, request: Request) -> Response:
        opened = await self.doorkeeper.admit_open(request, Verb.READ)
        stored = await self._find(request, Holder(mailbox=opened.mailbox))

        async def load() -> Payload:
            headers = {"content-disposition": f'attachment; filename="{stored.id}.eml"'}
            return Payload(content=await self.opener.raw(opened, stored), media_type="message/rfc822", headers=headers)

        return self._large(request, stored, load)

    async def attachment(self, request: Request) -> Response:
        opened = await self.doorkeeper.admit_open(request, Verb.READ)
        stored = await self._find(request, Holder(mailbox=opened.mailbox))
        index = _parse_index(request.path_params["index"])

        async def load() -> Payload:
            found = await self.opener.attachment(opened, stored, index)
            if found is None:
                raise ProblemError(Problem.ATTACHMENT_GONE)
            # The declared type is the sender's word. Nothing a stranger sent is ever shown inline under our own origin.
            headers = {"content-disposition": disposition(found.name)}
            return Payload(content=found.data, media_type=OCTET_STREAM, headers=headers)

        return self._large(request, stored, load)

    async def mark(self, request: Request) -> Response:
        holder = await self.doorkeeper.admit(request, Verb.CHANGE)
        wish = await read_json(request, Mark, max_octets=KILOBYTE)
        stored = await self.mailboxes.mark(holder.mailbox.id, parse_message_id(request), seen=wish.seen)
        return answer_json(show_sealed(stored) if holder.opened is None else open_item(holder.opened, stored))

    async def delete(self, request: Request) -> Response:
        holder = await self.doorkeeper.admit(request, Verb.DELETE)
        await self.mailboxes.delete(holder.mailbox.id, parse_message_id(request))
        return answer_nothing()

    async def _find(self, request: Request, holder: Holder) -> StoredMessage:
        return await self.mailboxes.message(holder.mailbox.id, parse_message_id(request))

    def _large(self, request: Request, stored: StoredMessage, load: Callable[[], Awaitable[Payload]]) -> Response:
        return LargeResponse(load, budget=self.budget, peer=request.state.peer, octets=stored.size)


def parse_message_id(request: Request) -> MessageId:
    """Return the message that the path names; `message-gone` for what names none."""
    try:
        return MessageId.parse(request.path_params["id"])
    except InvalidValueError:
        raise ProblemError(Problem.MESSAGE_GONE) from None


def _parse_index(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _INDEX_DIGITS):
        raise ProblemError(Problem.ATTACHMENT_GONE)
    return int(text)


def disposition(name: str) -> str:
    """RFC 6266 §5, RFC 8187: the sender's file name, as octets that cannot end the header or leave the folder."""
    bare = "".join(character for character in name if character.isprintable() and character not in '/\\:"')
    return f"attachment; filename*=UTF-8''{quote(bare[:120] or 'attachment', safe='')}"
