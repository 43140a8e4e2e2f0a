"""/accounts, /token, /me, /domains: mailboxes made with a password, and who may have what was made."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, final

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from tempory.accesslog import Verb
from tempory.api.answers import answer_nothing
from tempory.api.bodies import read_body
from tempory.api.limits import Limiter
from tempory.api.mailtm.door import Door
from tempory.api.mailtm.negotiation import PLAIN, Collection, answer_collection, answer_object
from tempory.api.mailtm.problems import ViolationError
from tempory.api.mailtm.shapes import domain_id, show_account, show_domain
from tempory.api.mailtm.tokens import encode_token
from tempory.api.operations import KILOBYTE
from tempory.api.peers import Peer
from tempory.api.problems import Problem, ProblemError
from tempory.api.recording import record
from tempory.mailboxes import AddressTaken, InvalidRequest, NameReserved, PasswordRefused, WeakPassword
from tempory.values import Clock, Instant

_BODY_OCTETS = 4 * KILOBYTE
_JSON = frozenset({PLAIN, "application/ld+json", "application/merge-patch+json"})


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """What /accounts and /token take. Whatever else a client sends is passed over, as mail.tm does."""

    address: Annotated[str, Meta(max_length=320)]
    password: Annotated[str, Meta(max_length=1024)]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsResource:
    """Handlers of accounts and domains. `failed_passwords` counts by account, `door.failures` by peer."""

    door: Door
    creations: Limiter
    failed_passwords: Limiter
    clock: Clock
    since: Instant

    async def create(self, request: Request) -> Response:
        self.creations.check(request.state.peer)
        login = await _read_login(request)
        self.creations.spend(request.state.peer)
        try:
            opened = await self.door.credentials.create(login.address, login.password)
        except WeakPassword as refusal:
            raise ViolationError(field="password", reason=refusal.public_reason) from None
        except AddressTaken:
            raise ViolationError(field="address", reason="This value is already used.") from None
        except (InvalidRequest, NameReserved) as refusal:
            raise ViolationError(field="address", reason=refusal.public_reason) from None
        await record(self.door.mailboxes, request, opened.mailbox.id, Verb.CREATE_MAILBOX)
        return answer_object(request, show_account(opened), HTTPStatus.CREATED)

    async def login(self, request: Request) -> Response:
        login = await _read_login(request)
        peer: Peer = request.state.peer
        account = Peer(key=self.door.credentials.name_account(login.address), is_trusted=peer.is_trusted)

        def permit() -> None:
            self.door.failures.check(peer)
            self.failed_passwords.check(account)

        try:
            grant = await self.door.credentials.grant(login.address, login.password, permit=permit)
        except PasswordRefused:
            self.door.failures.spend(peer)
            self.failed_passwords.spend(account)
            raise ProblemError(Problem.MAILBOX_GONE, "Invalid credentials.") from None
        await record(self.door.mailboxes, request, grant.mailbox, Verb.OPEN_SESSION)
        token = encode_token(grant, issued_at=self.clock.now())
        return answer_object(request, {"id": str(grant.mailbox), "token": token})

    async def me(self, request: Request) -> Response:
        return answer_object(request, show_account(await self.door.admit(request, Verb.SHOW_MAILBOX)))

    async def show(self, request: Request) -> Response:
        return answer_object(request, show_account(await self.door.admit_to_account(request, Verb.SHOW_MAILBOX)))

    async def delete(self, request: Request) -> Response:
        opened = await self.door.admit_to_account(request, None)
        await self.door.mailboxes.forget(opened.mailbox.id)
        return answer_nothing()

    async def domains(self, request: Request) -> Response:
        shown = [show_domain(domain, self.since) for domain in self.door.mailboxes.rules.domains]
        members = shown if request.query_params.get("page", "1") == "1" else []
        return answer_collection(request, Collection(kind="Domain", path="/domains", members=members, total=len(shown)))

    async def domain(self, request: Request) -> Response:
        for domain in self.door.mailboxes.rules.domains:
            if domain_id(domain) == request.path_params["id"]:
                return answer_object(request, {"@context": "/contexts/Domain", **show_domain(domain, self.since)})
        raise ProblemError(Problem.NOT_FOUND, "Not Found")


async def _read_login(request: Request) -> Login:
    body = await read_body(request, max_octets=_BODY_OCTETS)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in _JSON:
        raise ProblemError(Problem.UNSUPPORTED_MEDIA_TYPE)
    try:
        return msgspec.json.decode(body, type=Login)
    except msgspec.ValidationError:
        raise ProblemError(Problem.BAD_REQUEST, "address and password are needed, both as text.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ProblemError(Problem.MALFORMED_JSON) from None
