"""The API described for programs: OpenAPI 3.1, made from the table of operations and the types it names.

JSON Schema 2020-12 comes from msgspec, so that what is documented is what is checked.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from types import UnionType
from typing import Any, Final, final, get_args

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tempory import __version__
from tempory.api.answers import encode_json
from tempory.api.browsers import SESSION_COOKIE
from tempory.api.operations import Access, Answer, NoQuery, Operation
from tempory.api.problems import MEDIA_TYPE, Problem, ProblemDetails, ProblemError, describe_problem
from tempory.api.representations import ID_PATTERN
from tempory.people import Permission, Role

JsonObject = dict[str, Any]

_REFERENCE: Final = "#/components/schemas/{name}"
_AUTH_HALF: Final[JsonObject] = {"authHalf": []}
_SECRET: Final[JsonObject] = {"secret": []}
_SESSION: Final[JsonObject] = {"session": []}
_SECURITY: Final[dict[Access, list[JsonObject]]] = {
    Access.ANYONE: [],
    Access.NEW_HOLDER: [_SECRET, _AUTH_HALF],
    Access.HOLDER: [_SECRET, _AUTH_HALF, _SESSION],
    Access.HOLDERS: [_SECRET, _AUTH_HALF, _SESSION],
    Access.OPEN: [_SECRET],
}
_SECURITY_SCHEMES: Final[JsonObject] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION_COOKIE,
        "description": "A signed-in member. `x-permission` says what the operation asks for.",
    },
    "secret": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "tpy_ and 43 characters of base64url",
        "description": "Open mode: the whole secret. Seals are opened in memory for the request; nothing is kept.",
    },
    "authHalf": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "tpa_ and 43 characters of base64url",
        "description": "Sealed mode: the auth half alone. Answers are ciphertexts that only the holder opens.",
    },
}
_CSRF_PARAMETER: Final[JsonObject] = {
    "name": "X-CSRF-Token",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "What the session says as `csrf`. Needed with the cookie.",
}
_PATH_PARAMETERS: Final[JsonObject] = {
    "message": {"type": "string", "pattern": ID_PATTERN},
    "role": {"type": "string", "enum": [role.value for role in Role]},
    "id": {"type": "string", "pattern": ID_PATTERN},
    "index": {"type": "integer", "minimum": 0, "maximum": 999_999},
}
_EXAMPLE_ID: Final = "0b8f4ad5d6f34f0c9a3e5b7c1d2e3f40"
_PATH_EXAMPLES: Final[JsonObject] = {
    "role": Role.AUDITOR.value,
    "message": _EXAMPLE_ID,
    "id": _EXAMPLE_ID,
    "index": 0,
}
_ALWAYS: Final = (Problem.INVALID_REQUEST, Problem.MISDIRECTED, Problem.RATE_LIMITED, Problem.INTERNAL)
# An access that cannot be recorded is not given: `UNAVAILABLE`.
_WITH_CREDENTIAL: Final = (Problem.CREDENTIAL_MISSING, Problem.MAILBOX_GONE, Problem.UNAVAILABLE)
_WITH_SESSION: Final = (Problem.NOT_SIGNED_IN, Problem.CSRF, Problem.NOT_ALLOWED, Problem.UNAVAILABLE)
_WITH_BODY: Final = (Problem.MALFORMED_JSON, Problem.UNSUPPORTED_MEDIA_TYPE, Problem.BODY_TOO_LARGE)
_INTRODUCTION: Final = (
    "Private mailboxes that are sealed on arrival and forgotten on time. A mailbox is named by its secret alone, in "
    "the Authorization header. Instants are RFC 3339 in UTC with milliseconds, octets are standard base64, and every "
    "error is a problem detail (RFC 9457) whose type is explained at that address."
)


@final
class OpenApiResource:
    """The handler of /openapi.json; the document is made once."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._document = encode_json(describe_api((*operations, self.operation())))

    async def show(self, request: Request) -> Response:
        return Response(self._document, headers={"cache-control": "no-cache"}, media_type="application/json")

    def operation(self) -> Operation:
        """Return this document's own row of the table."""
        return Operation(
            method="GET",
            path="/api/v1/openapi.json",
            name="describeApi",
            summary="This document",
            handler=self.show,
            access=Access.ANYONE,
            answers=(Answer(status=200, description="OpenAPI 3.1.", shape=dict[str, Any]),),
        )


def describe_api(operations: Sequence[Operation]) -> JsonObject:
    """Return the OpenAPI document of `operations`."""
    shapes = list(_shapes(operations))
    _, schemas = msgspec.json.schema_components(shapes, ref_template=_REFERENCE)
    paths: dict[str, JsonObject] = defaultdict(dict)
    for operation in operations:
        paths[operation.path][operation.method.lower()] = _describe(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tempory",
            "version": __version__,
            "description": _INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": dict(paths),
        "components": {"schemas": schemas, "securitySchemes": _SECURITY_SCHEMES},
    }


def problems_of(operation: Operation) -> tuple[Problem, ...]:
    """Return every problem that `operation` may answer with, each once."""
    problems = [*_ALWAYS, *operation.problems]
    if isinstance(operation.access, Permission):
        problems += _WITH_SESSION
    elif operation.access is not Access.ANYONE:
        problems += _WITH_CREDENTIAL
    if operation.access in {Access.HOLDER, Access.HOLDERS, Access.OPEN}:
        problems += _WITH_SESSION
    if operation.step_up:
        problems.append(Problem.STEP_UP_NEEDED)
    if operation.access is Access.OPEN:
        problems.append(Problem.OPEN_MODE_ONLY)
    if operation.body:
        problems += _WITH_BODY
    return tuple(dict.fromkeys(problems))


def _shapes(operations: Iterable[Operation]) -> Iterable[Any]:
    yield ProblemDetails
    for operation in operations:
        yield from operation.body
        for answer in operation.answers:
            yield from _members(answer.shape)


def _members(shape: object) -> tuple[Any, ...]:
    """Take a union apart: msgspec itself describes only unions of tagged objects."""
    if shape is None:
        return ()
    return get_args(shape) if isinstance(shape, UnionType) else (shape,)


def _describe(operation: Operation) -> JsonObject:
    described: JsonObject = {
        "operationId": operation.name,
        "summary": operation.summary,
        "security": _security(operation),
        "parameters": [*_path_parameters(operation), *_query_parameters(operation), *_header_parameters(operation)],
        "responses": _responses(operation),
    }
    if isinstance(operation.access, Permission):
        described["x-permission"] = operation.access.value
    if operation.description:
        described["description"] = operation.description
    if operation.body:
        content: JsonObject = {"schema": _schema(operation.body), "example": operation.body_example}
        described["requestBody"] = {
            "required": operation.body_is_required,
            "content": {"application/json": content},
        }
    return described


def _security(operation: Operation) -> list[JsonObject]:
    return [_SESSION] if isinstance(operation.access, Permission) else _SECURITY[operation.access]


def _header_parameters(operation: Operation) -> list[JsonObject]:
    is_act = isinstance(operation.access, Permission) and operation.method != "GET"
    return [_CSRF_PARAMETER] if is_act else []


def _path_parameters(operation: Operation) -> list[JsonObject]:
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": _PATH_PARAMETERS[name],
            "example": _PATH_EXAMPLES[name],
        }
        for name in names
    ]


def _query_parameters(operation: Operation) -> list[JsonObject]:
    if operation.query is NoQuery:
        return []
    _, components = msgspec.json.schema_components((operation.query,), ref_template=_REFERENCE)
    described = components[operation.query.__name__]
    required = described.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _without_null(about)}
        for name, about in described["properties"].items()
    ]


def _without_null(schema: JsonObject) -> JsonObject:
    """Take null away: a query parameter is left out instead."""
    if "anyOf" not in schema:
        return schema
    (chosen,) = (each for each in schema["anyOf"] if each != {"type": "null"})
    return {**chosen}


def _responses(operation: Operation) -> JsonObject:
    responses: JsonObject = {str(answer.status): _describe_answer(answer) for answer in operation.answers}
    by_status: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems_of(operation):
        by_status[problem.value.status].append(problem)
    for status, problems in sorted(by_status.items()):
        responses[str(status)] = _describe_problems(status, problems)
    return responses


def _describe_answer(answer: Answer) -> JsonObject:
    described: JsonObject = {"description": answer.description}
    if answer.headers:
        described["headers"] = {
            name: {"description": text, "schema": {"type": "string"}} for name, text in answer.headers.items()
        }
    if answer.status == HTTPStatus.NO_CONTENT:
        return described
    content: JsonObject = {"schema": _schema(_members(answer.shape))} if answer.shape is not None else {}
    if answer.example is not None:
        content["example"] = answer.example
    described["content"] = {answer.media_type: content}
    return described


def _describe_problems(status: int, problems: Sequence[Problem]) -> JsonObject:
    described: JsonObject = {
        "description": " Or: ".join(problem.value.title for problem in problems),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": _REFERENCE.format(name=ProblemDetails.__name__)},
                "examples": {
                    problem.value.slug: {"value": msgspec.to_builtins(describe_problem(ProblemError(problem)))}
                    for problem in problems
                },
            }
        },
    }
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        described["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    return described


def _schema(shapes: Sequence[Any]) -> JsonObject:
    schemas, _ = msgspec.json.schema_components(shapes, ref_template=_REFERENCE)
    return schemas[0] if len(schemas) == 1 else {"anyOf": list(schemas)}
