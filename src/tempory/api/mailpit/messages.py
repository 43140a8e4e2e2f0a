"""/message/{ID}: one message, its header, its source, its parts, and how it looks. `latest` is the newest."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, final

from starlette.requests import Request
from starlette.responses import Response

from tempory.api.answers import LargeResponse, Payload, encode_json
from tempory.api.budget import Budget
from tempory.api.mailpit.door import Door
from tempory.api.mailpit.shapes import part_index, show_headers, show_message
from tempory.api.messages import OCTET_STREAM, disposition
from tempory.api.opening import Opener
from tempory.api.problems import Problem, ProblemError
from tempory.mailboxes import OpenMailbox, StoredMessage
from tempory.mime import read_message
from tempory.sealing import Summary
from tempory.values import InvalidValueError, MessageId

LATEST: Final = "latest"
_JSON: Final = "application/json"
_TEXT: Final = "text/plain; charset=utf-8"
# Types that a browser only shows or saves. All others, and whatever could run, are octets.
_HARMLESS: Final = re.compile(
    r"(?:image/(?:png|jpeg|gif|webp|bmp)|application/(?:pdf|zip|json)|text/(?:plain|csv|calendar))"
)
# A stranger's markup, under our own origin: no script, no form, no request to anywhere, and an origin of its own.
_VIEW_CSP: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MessageResource:
    """Handlers of one message."""

    door: Door
    opener: Opener
    budget: Budget

    async def show(self, request: Request) -> Response:
        opened, stored = await self._find(request)
        if not stored.seen:  # Mailpit marks what is looked at
            stored = await self.door.mailboxes.mark(opened.mailbox.id, stored.id, seen=True)
        return self._studied(
            request, opened, stored, lambda *given: encode_json(show_message(stored, *given)), media=_JSON
        )

    async def headers(self, request: Request) -> Response:
        opened, stored = await self._find(request)
        return self._studied(request, opened, stored, lambda *given: encode_json(show_headers(*given)), media=_JSON)

    async def raw(self, request: Request) -> Response:
        opened, stored = await self._find(request)
        headers = {"content-disposition": f'attachment; filename="{stored.id}.eml"'}
        given = headers if request.query_params.get("dl") == "1" else {}
        return self._studied(request, opened, stored, lambda _, content: content, media=_TEXT, headers=given)

    async def part(self, request: Request) -> Response:
        opened, stored = await self._find(request)
        index = part_index(request.path_params["part"])

        async def load() -> Payload:
            found = await self.opener.attachment(opened, stored, index)
            if found is None:
                raise ProblemError(Problem.ATTACHMENT_GONE, "Part not found")
            media = found.type if _HARMLESS.fullmatch(found.type) else OCTET_STREAM
            headers = {"content-disposition": disposition(found.name)}
            return Payload(content=found.data, media_type=media, headers=headers)

        return self._large(request, stored, load)

    async def view(self, request: Request) -> Response:
        """Return the message as a page (`{ID}.html`) or as text (`{ID}.txt`)."""
        name, _, form = request.path_params["name"].rpartition(".")
        if form not in {"html", "txt"}:
            raise ProblemError(Problem.NOT_FOUND, "404 page not found")
        opened, stored = await self._find(request, name)

        def look(_summary: Summary, content: bytes) -> bytes:
            read = read_message(content)
            shown = read.text if form == "txt" else read.html
            if shown is None:
                raise ProblemError(Problem.NOT_FOUND, "This message does not contain a HTML part")
            return shown.encode("utf-8", "replace")

        media = _TEXT if form == "txt" else "text/html; charset=utf-8"
        return self._studied(request, opened, stored, look, media=media, headers={"content-security-policy": _VIEW_CSP})

    async def _find(self, request: Request, name: str = "") -> tuple[OpenMailbox, StoredMessage]:
        opened = await self.door.admit(request)
        text = name or request.path_params["id"]
        if text == LATEST:
            newest = (await self.door.mailboxes.messages(opened.mailbox.id, limit=1)).messages
            if not newest:
                raise ProblemError(Problem.MESSAGE_GONE, "no message found")
            return opened, newest[0]
        try:
            message = MessageId.parse(text)
        except InvalidValueError:
            raise ProblemError(Problem.MESSAGE_GONE, "message not found") from None
        return opened, await self.door.mailboxes.message(opened.mailbox.id, message)

    def _studied(
        self,
        request: Request,
        opened: OpenMailbox,
        stored: StoredMessage,
        work: Callable[[Summary, bytes], bytes],
        *,
        media: str,
        headers: dict[str, str] | None = None,
    ) -> Response:
        async def load() -> Payload:
            content = await self.opener.study(opened, stored, work)
            return Payload(content=content, media_type=media, headers=headers or {})

        return self._large(request, stored, load)

    def _large(self, request: Request, stored: StoredMessage, load: Callable[[], Awaitable[Payload]]) -> Response:
        return LargeResponse(load, budget=self.budget, peer=request.state.peer, octets=stored.size)
