"""What one method of one path does, declared once: Starlette's routes and the OpenAPI document are both made from it.

A table of operations is all that says what the API is. `access` says who may call: anybody, the holder of a mailbox, or
whoever is signed in with a permission. Nothing is reachable that the table does not say so of.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tempory.api.problems import Problem
from tempory.people import Permission

Handler = Callable[[Request], Awaitable[Response]]
KILOBYTE = 1024


class Access(Enum):
    """Who may call an operation."""

    ANYONE = "anyone"
    NEW_HOLDER = "new holder"  # a credential that no mailbox has yet
    HOLDER = "holder"  # either credential of a living mailbox, or a signed-in member for their own
    OPEN = "open"  # the whole secret of a living mailbox
    HOLDERS = "holders"  # one credential or several, with commas between


class NoQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An operation without query parameters; one that is sent all the same is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One success: its status, and either a JSON `shape` or another `media_type`."""

    status: int
    description: str
    shape: Any = None
    media_type: str = "application/json"
    example: object = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path. `body` lists the JSON types it takes, by credential where they differ."""

    method: str
    path: str
    name: str
    summary: str
    handler: Handler
    access: Access | Permission
    answers: tuple[Answer, ...]
    problems: tuple[Problem, ...] = ()
    description: str = ""
    query: type[msgspec.Struct] = NoQuery
    body: tuple[type[msgspec.Struct], ...] = ()
    body_example: object = None
    body_is_required: bool = True
    body_octets: int = 4 * KILOBYTE
    step_up: bool = False  # dangerous: who is signed in has shown within minutes that it is them
    is_live: bool = False  # answers over time: HEAD would have to wait, so it has none
    is_page: bool = False  # for people: not part of the API's description, and free to carry any query


DONE = Answer(status=204, description="Done.")


def permitted(  # noqa: PLR0917 (a table's columns)
    method: str,
    path: str,
    name: str,
    summary: str,
    handler: Handler,
    permission: Permission,
    /,
    **more: Any,  # noqa: ANN401 (an operation's own)
) -> Operation:
    """Return an operation of who is signed in with `permission`. Its body is small, its answer `DONE`, unless said."""
    more = {"answers": (DONE,), "body_octets": KILOBYTE, **more}
    return Operation(method=method, path=path, name=name, summary=summary, handler=handler, access=permission, **more)
