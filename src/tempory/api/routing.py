"""From the table of operations to Starlette's routes: one route a path, and one answer for each method.

RFC 9110 §9.3.2 (HEAD), §9.3.7 (OPTIONS), §15.5.6 (405 names what is allowed).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tempory.api.answers import PRIVATE
from tempory.api.bodies import read_query
from tempory.api.browsers import Guard
from tempory.api.operations import NoQuery, Operation
from tempory.api.problems import Problem, ProblemError
from tempory.people import Permission


@final
class Resource:
    """All operations of one path, as an ASGI application."""

    def __init__(self, path: str, operations: Mapping[str, Operation], guard: Guard) -> None:
        self._path = path
        self._guard = guard
        self._operations = dict(operations)
        getter = operations.get("GET")
        if getter is not None and not getter.is_live:
            self._operations["HEAD"] = getter
        self._allow = ", ".join(sorted({*self._operations, "OPTIONS"}))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        request.state.route = self._path
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"allow": self._allow, **PRIVATE})
        operation = self._operations.get(request.method)
        if operation is None:
            raise ProblemError(Problem.METHOD_NOT_ALLOWED, headers={"allow": self._allow})
        if operation.query is NoQuery and not operation.is_page:
            read_query(request, NoQuery)
        if isinstance(operation.access, Permission):
            await self._guard.admit(request, operation.access, step_up=operation.step_up)
        return await operation.handler(request)


def make_routes(operations: Iterable[Operation], guard: Guard) -> list[Route]:
    """Return one route for each path among `operations`. Those that need a permission are behind `guard`."""
    by_path: dict[str, dict[str, Operation]] = defaultdict(dict)
    for operation in operations:
        by_path[operation.path][operation.method] = operation
    return [Route(path, Resource(path, by_method, guard)) for path, by_method in by_path.items()]
