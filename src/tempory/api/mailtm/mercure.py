"""/.well-known/mercure: what happens in one account, one line of `data:` each: a message, or the account.

mailjs tells them apart by `@type`, and messages by `seen` and `isDeleted`. The topic is the caller's own account.
"""

from dataclasses import dataclass
from typing import Final, final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from tempory.accesslog import Verb
from tempory.api.answers import encode_json
from tempory.api.live_stream import LiveStream
from tempory.api.mailtm.door import Door
from tempory.api.mailtm.negotiation import Fields
from tempory.api.mailtm.shapes import show_account, show_deleted, show_item
from tempory.api.occurrences import encode_comment, stored_message
from tempory.api.opening import Opener
from tempory.api.problems import Problem, ProblemError
from tempory.api.streams import Live
from tempory.events import (
    Event,
    EventStream,
    MailboxExtended,
    MailboxForgotten,
    MessageChanged,
    MessageDeleted,
    MessageStored,
)
from tempory.mailboxes import MessageGone, OpenMailbox, StoredMessage
from tempory.values import MessageId

_MAX_TOPICS: Final = 10


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MercureResource:
    """The handler of event streams."""

    door: Door
    opener: Opener
    events: EventStream
    live: Live

    async def stream(self, request: Request) -> Response:
        opened = await self.door.admit(request, Verb.FOLLOW)
        account = f"/accounts/{opened.mailbox.id}"
        topics = request.query_params.getlist("topic")[:_MAX_TOPICS]
        # A topic may be written as a whole address.
        if not topics or any(urlsplit(topic).path != account for topic in topics):
            raise ProblemError(Problem.OPEN_MODE_ONLY, "The topic is the token's own account: /accounts/{id}.")

        async def encode(event: Event) -> bytes:
            return await self._encode(opened, event)

        return LiveStream(
            (opened.mailbox.id,),
            usage=self.door.mailboxes.usage,
            first=encode_comment("listening"),
            encode=encode,
            events=self.events,
            live=self.live,
            peer=request.state.peer,
            route=request.state.route,
        )

    async def _encode(self, opened: OpenMailbox, event: Event) -> bytes:
        match event:
            case MessageStored():
                return await self._message(opened, stored_message(event)) + await self._account(opened)
            case MessageChanged(message=message):
                return await self._changed(opened, message)
            case MessageDeleted(message=message):
                return _data(show_deleted(opened, str(message))) + await self._account(opened)
            case MailboxExtended():
                return await self._account(opened)
            case MailboxForgotten():
                return _data({**show_account(opened), "isDeleted": True})
            case _:
                return b""

    async def _changed(self, opened: OpenMailbox, message: MessageId) -> bytes:
        try:
            stored = await self.door.mailboxes.message(opened.mailbox.id, message)
        except MessageGone:
            return b""  # deleted meanwhile, which is the next event
        return await self._message(opened, stored)

    async def _message(self, opened: OpenMailbox, stored: StoredMessage) -> bytes:
        (summary,) = await self.opener.summaries(opened, (stored,))
        return _data({"@context": "/contexts/Message", **show_item(opened, stored, summary)})

    async def _account(self, opened: OpenMailbox) -> bytes:
        """Return the account as it is now; nothing once it is gone."""
        usage = await self.door.mailboxes.usage(opened.mailbox.id)
        return b"" if usage is None else _data({**show_account(opened), "used": usage.bytes})


def _data(fields: Fields) -> bytes:
    return b"data: " + encode_json(fields) + b"\n\n"
