"""GET /api/v1/mailbox/events: what happens in one mailbox or several, as it happens.

Server-sent events (WHATWG HTML §9.2) over a streamed answer, read with fetch and the Authorization header, because
EventSource would put the secret into an address. One stream carries up to 20 mailboxes: HTTP/1.1 gives a browser six
connections. There is no replay: a reader lists after `ready`, and again after it reconnects.
"""

from dataclasses import dataclass
from typing import final

from starlette.requests import Request
from starlette.responses import Response

from tempory.accesslog import Verb
from tempory.api.auth import Doorkeeper
from tempory.api.live_stream import LiveStream
from tempory.api.occurrences import encode_event, encode_ready
from tempory.api.streams import Live
from tempory.events import AccessEnded, Event, EventStream, MailboxForgotten
from tempory.mailboxes import Mailboxes
from tempory.values import MailboxId


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class EventsResource:
    """The handler of event streams."""

    mailboxes: Mailboxes
    doorkeeper: Doorkeeper
    events: EventStream
    live: Live

    async def stream(self, request: Request) -> Response:
        holders = await self.doorkeeper.admit_several(request, Verb.FOLLOW)
        opened = {holder.mailbox.id: holder.opened for holder in holders}
        members = {holder.mailbox.id: holder for holder in holders if holder.by is not None}

        async def encode(event: Event) -> bytes:
            mailbox = getattr(event, "mailbox", None)
            encoded = encode_event(event, None if mailbox is None else opened.get(mailbox))
            if isinstance(event, MailboxForgotten | AccessEnded):
                opened.pop(event.mailbox, None)  # its private key ends with it, not with the stream
            return encoded

        async def is_admitted(mailbox: MailboxId) -> bool:
            holder = members.get(mailbox)
            return holder is None or await self.doorkeeper.still_admits(holder)

        return LiveStream(
            opened,
            usage=self.mailboxes.usage,
            by={mailbox: holder.by for mailbox, holder in members.items()},
            is_admitted=is_admitted,
            first=encode_ready(opened),
            encode=encode,
            events=self.events,
            live=self.live,
            peer=request.state.peer,
            route=request.state.route,
        )
