"""A surface that another service defined: paths, shapes and errors as its clients know them, over our mailboxes.

What all surfaces share stands here: one route a path, a rate of their own, and whose words a problem is told in.
Nothing behind a surface is other than behind our own API.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tempory.api.answers import PRIVATE
from tempory.api.limits import Limiter
from tempory.api.operations import Handler
from tempory.api.problems import Problem, ProblemError, answer_problem

Speak = Callable[[Request, ProblemError], Response]
"""Tells a problem as the surface's clients expect it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method of one path. `is_live`: it answers over time, so HEAD has no answer."""

    method: str
    path: str
    handler: Handler
    is_live: bool = False


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """`roots` are the paths that are the surface's with all that is below: what goes wrong there is told by `speak`."""

    roots: tuple[str, ...]
    speak: Speak
    routes: Sequence[Route]

    def has(self, path: str) -> bool:
        """Whether `path` is this surface's, though nothing may be there."""
        return any(path == root or path.startswith(f"{root}/") for root in self.roots)


def surface_routes(methods: Iterable[Method], *, rate: Limiter) -> list[Route]:
    """Return one route for each path among `methods`. `rate` is the surface's own, beside that of all requests."""
    by_path: dict[str, dict[str, Handler]] = {}
    for each in methods:
        handlers = by_path.setdefault(each.path, {})
        handlers[each.method] = each.handler
        if each.method == "GET" and not each.is_live:
            handlers["HEAD"] = each.handler
    return [Route(path, _Place(path, handlers, rate=rate)) for path, handlers in by_path.items()]


def speak_for(surfaces: Sequence[Surface]) -> Speak:
    """Return what tells any problem in the words of the surface it happened on; elsewhere as our own API does."""

    def speak(request: Request, error: ProblemError) -> Response:
        path = request.scope["path"]
        for surface in surfaces:
            if surface.has(path):
                return surface.speak(request, error)
        return answer_problem(error)

    return speak


@final
class _Place:
    """All methods of one path, as an ASGI application. What it raises, the front answers."""

    def __init__(self, path: str, handlers: Mapping[str, Handler], *, rate: Limiter) -> None:
        self._path = path
        self._handlers = handlers
        self._allow = ", ".join(sorted({*handlers, "OPTIONS"}))
        self._rate = rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        request.state.route = self._path
        await (await self._answer(request))(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        self._rate.take(request.state.peer)
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"allow": self._allow, **PRIVATE})
        handler = self._handlers.get(request.method)
        if handler is None:
            raise ProblemError(Problem.METHOD_NOT_ALLOWED, headers={"allow": self._allow})
        return await handler(request)
