"""/messages and /sources: listed thirty a page, read, marked, deleted, downloaded."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tempory.api.answers import LargeResponse, Payload, answer_nothing, encode_json
from tempory.api.bodies import read_body
from tempory.api.budget import Budget
from tempory.api.mailtm.door import Door
from tempory.api.mailtm.negotiation import LINKED, PLAIN, Collection, Fields, answer_collection, answer_object, form_of
from tempory.api.mailtm.shapes import show_attachments, show_item, show_message, show_source
from tempory.api.messages import OCTET_STREAM, disposition
from tempory.api.opening import Opener
from tempory.api.operations import KILOBYTE
from tempory.api.problems import Problem, ProblemError
from tempory.mailboxes import OpenMailbox, StoredMessage
from tempory.sealing import Summary
from tempory.values import InvalidValueError, MessageId

PAGE: Final = 30
_MAX_PAGE: Final = 1_000
_PAGE_NUMBER: Final = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
_ATTACHMENT: Final = re.compile(r"ATTACH([0-9]{6})", re.ASCII)


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What PATCH takes; without a body it marks as seen."""

    seen: bool = True


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesResource:
    """Handlers of a mailbox's messages, as mail.tm's clients ask for them."""

    door: Door
    opener: Opener
    budget: Budget

    async def list(self, request: Request) -> Response:
        opened = await self.door.admit(request)
        number = _parse_page(request.query_params.get("page", "1"))
        total = (await self.door.mailboxes.inbox(opened.mailbox.id)).messages
        messages = await self._page(opened, number) if (number - 1) * PAGE < total else ()
        summaries = await self.opener.summaries(opened, messages)
        members = [show_item(opened, stored, summary) for stored, summary in zip(messages, summaries, strict=True)]
        pages = max(1, -(-total // PAGE))
        return answer_collection(
            request,
            Collection(kind="Message", path="/messages", members=members, total=total, page=number, pages=pages),
        )

    async def show(self, request: Request) -> Response:
        opened, stored = await self._find(request)
        return self._studied(request, opened, stored, lambda *given: show_message(opened, stored, *given))

    async def source(self, request: Request) -> Response:
        opened, stored = await self._find(request)
        return self._studied(request, opened, stored, lambda _, content: show_source(stored, content))

    async def attachments(self, request: Request) -> Response:
        opened, stored = await self._find(request)
        return self._studied(request, opened, stored, lambda *given: show_attachments(stored, *given), media=PLAIN)

    async def download(self, request: Request) -> Response:
        opened, stored = await self._find(request)

        async def load() -> Payload:
            headers = {"content-disposition": f'attachment; filename="{stored.id}.eml"'}
            return Payload(content=await self.opener.raw(opened, stored), media_type="message/rfc822", headers=headers)

        return self._large(request, stored, load)

    async def attachment(self, request: Request) -> Response:
        opened, stored = await self._find(request)
        match = _ATTACHMENT.fullmatch(request.path_params["attachment"])

        async def load() -> Payload:
            found = None if match is None else await self.opener.attachment(opened, stored, int(match[1]) - 1)
            if found is None:
                raise ProblemError(Problem.ATTACHMENT_GONE, "Not Found")
            # As in our own API: the declared type is a stranger's word.
            headers = {"content-disposition": disposition(found.name)}
            return Payload(content=found.data, media_type=OCTET_STREAM, headers=headers)

        return self._large(request, stored, load)

    async def mark(self, request: Request) -> Response:
        opened, stored = await self._find(request)
        seen = (await _read_mark(request)).seen
        await self.door.mailboxes.mark(opened.mailbox.id, stored.id, seen=seen)
        named = {"@context": "/contexts/Message", "@id": f"/messages/{stored.id}", "@type": "Message"}
        return answer_object(request, {**named, "seen": seen})

    async def delete(self, request: Request) -> Response:
        opened, stored = await self._find(request)
        await self.door.mailboxes.delete(opened.mailbox.id, stored.id)
        return answer_nothing()

    async def _find(self, request: Request) -> tuple[OpenMailbox, StoredMessage]:
        opened = await self.door.admit(request)
        try:
            message = MessageId.parse(request.path_params["id"])
        except InvalidValueError:
            raise ProblemError(Problem.MESSAGE_GONE, "Not Found") from None
        return opened, await self.door.mailboxes.message(opened.mailbox.id, message)

    async def _page(self, opened: OpenMailbox, number: int) -> tuple[StoredMessage, ...]:
        """Return a page by its number, newest first: the pages before it are walked over unopened."""
        below = None
        for _ in range(number - 1):
            below = (await self.door.mailboxes.messages(opened.mailbox.id, below=below, limit=PAGE)).next
            if below is None:
                return ()
        return (await self.door.mailboxes.messages(opened.mailbox.id, below=below, limit=PAGE)).messages

    def _studied(
        self,
        request: Request,
        opened: OpenMailbox,
        stored: StoredMessage,
        show: Callable[[Summary, bytes], object],
        *,
        media: str | None = None,
    ) -> Response:
        """Return what `show` makes of the whole message."""
        form = media or form_of(request)

        async def load() -> Payload:
            shown = await self.opener.study(opened, stored, lambda *given: encode_json(_in_form(show(*given), form)))
            return Payload(content=shown, media_type=f"{form}; charset=utf-8")

        return self._large(request, stored, load)

    def _large(self, request: Request, stored: StoredMessage, load: Callable[[], Awaitable[Payload]]) -> Response:
        return LargeResponse(load, budget=self.budget, peer=request.state.peer, octets=stored.size)


def _in_form(shown: object, form: str) -> object:
    if form == LINKED or not isinstance(shown, dict):
        return shown
    fields: Fields = shown
    return {name: value for name, value in fields.items() if not name.startswith("@")}


def _parse_page(text: str) -> int:
    if not _PAGE_NUMBER.fullmatch(text) or int(text) > _MAX_PAGE:
        raise ProblemError(Problem.BAD_REQUEST, f"page is a number from 1 to {_MAX_PAGE}.")
    return int(text)


async def _read_mark(request: Request) -> Mark:
    body = await read_body(request, max_octets=KILOBYTE)
    if not body.strip():
        return Mark()
    try:
        return msgspec.json.decode(body, type=Mark)
    except msgspec.ValidationError:
        raise ProblemError(Problem.BAD_REQUEST, "seen is true or false.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ProblemError(Problem.MALFORMED_JSON) from None
