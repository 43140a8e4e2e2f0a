"""Schemathesis against the whole API: whatever is sent, the answer is one that the document describes.

Seeds are fixed and examples bounded, so that a run takes seconds and repeats. The face is drained first: streams and
waits then end at once, and every other request is answered as ever.
"""

import asyncio
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.requests import Request
from starlette.responses import Response

from tempory.api import ApiSettings, Rate, RateLimits, ServiceDescription, make_app
from tempory.api.browsers import CSRF_HEADER, SESSION_COOKIE
from tempory.api.operations import Operation
from tempory.events import EventStream
from tempory.mailboxes import Mailboxes, MailboxGone
from tempory.people import People, Role
from tempory.storage.sqlite import open_storage
from tempory.watch import Watch
from tests.api.conftest import House, Token, make_house
from tests.making import HandClock, make_world
from tests.people_making import BROWSER, Person, Town

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
]
AnyOperation = APIOperation[Any, Any, Any, Any]
AnyCase = Case[Any]
PLENTY = Rate(burst=10**9, per_minute=1)
UNLIMITED = RateLimits(
    requests=PLENTY,
    creations=PLENTY,
    failed_credentials=PLENTY,
    pictures=PLENTY,
    mailbox_pictures=PLENTY,
    reports=PLENTY,
)
# What counts as a refusal of a request that the document does not allow.
REFUSALS = SchemathesisConfig.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": [400, 401, 403, 404, 409, 413, 415, 422]}}}
)
EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@dataclass(slots=True)
class Tenant:
    """A holder whose mailbox is made anew whenever a case has forgotten it."""

    house: House
    token: Token
    message: str = ""

    owner: Person | None = None

    async def sign_in(self) -> dict[str, str]:
        """Return what an owner's page sends; a case may have ended the session before."""
        if self.owner is None:
            storage = self.house.world.workshop.store
            town = Town(world=self.house.world, people=self.house.people, acts=[], storage=storage)  # type: ignore[arg-type]
            self.owner = await town.settle("Owner", Role.OWNER)
            await town.settle("Second", Role.OWNER)
        owner = await self.house.people.office.find(self.owner.member.id)
        signed_in = await self.house.people.sessions.begin(owner, BROWSER, second_factor=True)
        cookie = urlsafe_b64encode(signed_in.token.reveal()).decode().rstrip("=")
        return {"cookie": f"{SESSION_COOKIE}={cookie}", CSRF_HEADER: signed_in.csrf}

    async def move_in(self) -> None:
        try:
            await self.house.world.mailboxes.find(self.token.auth)
        except MailboxGone:
            self.token, address = await self.house.make_mailbox()
            self.message = str(await self.house.deliver(address, text="Your code is 481516."))


@pytest.fixture(scope="module")
def tenant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tenant]:
    folder = tmp_path_factory.mktemp("schema")
    storage = open_storage(folder / "data")
    world = make_world(storage.mail, storage.keys)
    house = make_house(folder, world, ApiSettings(hosts=("testserver",), rates=UNLIMITED))
    house.face.drain()
    yield Tenant(house=house, token=Token())
    house.face.close()
    storage.close()


async def answer(operation: Operation, request: Request) -> Response:
    return await operation.handler(request)


def operations() -> list[AnyOperation]:
    """Read the document as an outside program does. It depends on nothing that a test sets up."""
    face = make_app(
        mailboxes=Mailboxes.__new__(Mailboxes),
        people=People.__new__(People),
        watch=Watch.__new__(Watch),
        events=EventStream(),
        describe=ServiceDescription.__call__,
        assess=list,
        clock=HandClock(),
    )
    document = next(operation for operation in face.operations if operation.name == "describeApi")
    response = asyncio.run(answer(document, Request({"type": "http"})))
    schema = schemathesis.openapi.from_dict(json.loads(bytes(response.body)), config=REFUSALS)
    results = list(schema.get_all_operations())
    assert all(isinstance(result, Ok) for result in results)
    return [result.ok() for result in results if isinstance(result, Ok)]


def cases() -> Sequence[object]:
    """Every operation with what it takes; and with what it does not, where it takes anything."""
    found: list[object] = []
    for operation in operations():
        modes = [GenerationMode.POSITIVE]
        if list(operation.iter_parameters()) or operation.body:
            modes.append(GenerationMode.NEGATIVE)
        found += [pytest.param(operation, mode, id=f"{mode.value} {operation.label}") for mode in modes]
    return found


@pytest.mark.parametrize(("operation", "mode"), cases())
@pytest.mark.parametrize("credential", ["none", "open", "sealed", "owner"])
def test_whatever_is_sent_is_answered_as_described(
    operation: AnyOperation, mode: GenerationMode, credential: str, tenant: Tenant
) -> None:
    if credential == "owner" and "x-permission" not in operation.definition.raw:
        return  # it needs no session

    @EXAMPLES
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: AnyCase) -> None:
        headers: dict[str, str] = {}
        if credential != "none":
            asyncio.run(tenant.move_in())
            aim(case, tenant)
            headers = asyncio.run(tenant.sign_in()) if credential == "owner" else getattr(tenant.token, credential)
        checks = [*CHECKS, negative_data_rejection] if mode is GenerationMode.NEGATIVE else CHECKS
        if credential == "owner":
            # The cookie that a case leaves out on purpose is sent all the same, so its acceptance is no fault.
            checks = [check for check in checks if check is not negative_data_rejection]
        case.call_and_validate(app=tenant.house.face, checks=checks, headers=headers)

    ask()


_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


def aim(case: AnyCase, tenant: Tenant) -> None:
    """Ask for the message that is there in every other case, so that more than 404 is seen.

    An id that is none stays as it is: it may be all that is wrong with the case.
    """
    id_ = str(case.path_parameters.get("id", ""))
    if _ID.fullmatch(id_) and id_[-1] in set("02468ace"):
        case.path_parameters["id"] = tenant.message
