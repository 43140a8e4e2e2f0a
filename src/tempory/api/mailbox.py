"""/api/v1/mailboxes and /api/v1/mailbox: made, looked at, extended, forgotten.

The mailbox is never named in the path: the credential is the name, so that no log, history or referrer can hold it.
"""

from dataclasses import dataclass
from typing import final

from starlette.requests import Request
from starlette.responses import Response

from tempory.accesslog import Verb
from tempory.api.answers import answer_json
from tempory.api.auth import Credential, Doorkeeper, Holder, parse_one_credential
from tempory.api.bodies import read_json
from tempory.api.limits import Limiter
from tempory.api.operations import KILOBYTE
from tempory.api.recording import record
from tempory.api.representations import (
    Extension,
    MailboxShape,
    OpenCreation,
    SealedCreation,
    show_mailbox,
    show_receipt,
)
from tempory.mailboxes import Creation, Mailbox, Mailboxes
from tempory.values import Address, MailboxId

_LOCATION = {"location": "/api/v1/mailbox"}
CREATION_OCTETS = 8 * KILOBYTE


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxResource:
    """Handlers of one mailbox's life."""

    mailboxes: Mailboxes
    doorkeeper: Doorkeeper
    creations: Limiter

    async def create(self, request: Request) -> Response:
        credential = parse_one_credential(request)
        self.creations.take(request.state.peer)
        mailbox, address = await (self._create_open if credential.is_open else self._create_sealed)(request, credential)
        await record(self.mailboxes, request, mailbox.id, Verb.CREATE_MAILBOX)
        return answer_json(show_mailbox(mailbox, address), 201, _LOCATION)

    async def _create_open(self, request: Request, credential: Credential) -> tuple[Mailbox, Address | None]:
        wish = await read_json(request, OpenCreation, max_octets=CREATION_OCTETS, default=OpenCreation())
        return await self.mailboxes.create_open(
            credential.secret, name=wish.name, domain=wish.domain, lifetime=wish.lifetime
        )

    async def _create_sealed(self, request: Request, credential: Credential) -> tuple[Mailbox, Address | None]:
        wish = await read_json(request, SealedCreation, max_octets=CREATION_OCTETS)
        creation = Creation(
            id=MailboxId.parse(wish.id),
            auth_half=credential.secret,
            public_key=wish.public_key,
            wrapped_key=wish.wrapped_key,
            name=wish.name,
            domain=wish.domain,
            lifetime=wish.lifetime,
        )
        return await self.mailboxes.create(creation)

    async def show(self, request: Request) -> Response:
        return answer_json(_show(await self.doorkeeper.admit(request, Verb.SHOW_MAILBOX)))

    async def extend(self, request: Request) -> Response:
        holder = await self.doorkeeper.admit(request, Verb.CHANGE_MAILBOX)
        wish = await read_json(request, Extension, max_octets=KILOBYTE)
        mailbox = await self.mailboxes.extend(holder.mailbox.id, wish.lifetime)
        return answer_json(show_mailbox(mailbox, holder.opened.address if holder.opened else None))

    async def forget(self, request: Request) -> Response:
        holder = await self.doorkeeper.admit_unrecorded(request)
        return answer_json(show_receipt(await self.mailboxes.forget(holder.mailbox.id)))


def _show(holder: Holder) -> MailboxShape:
    return show_mailbox(holder.mailbox, holder.opened.address if holder.opened else None)
