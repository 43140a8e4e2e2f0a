"""A surface that another service defined: paths, shapes and errors as its clients know them, over our mailboxes.

What all surfaces share stands here: one route a path, a rate of their own, and problems told in the surface's own
words. Nothing behind a surface is other than behind our own API.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from tempory.api.answers import PRIVATE
from tempory.api.failures import log_failure
from tempory.api.limits import Limiter
from tempory.api.operations import Handler
from tempory.api.problems import Problem, ProblemError, problem_of
from tempory.values import TemporyError

Speak = Callable[[Request, ProblemError], Response]
"""Tells a problem as the surface's clients expect it."""

_OUR_FAULT = frozenset({Problem.INTERNAL, Problem.MESSAGE_DAMAGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method of one path. `is_live`: it answers over time, so HEAD has no answer."""

    method: str
    path: str
    handler: Handler
    is_live: bool = False


def surface_routes(methods: Iterable[Method], *, speak: Speak, rate: Limiter | None = None) -> list[Route]:
    """Return one route for each path among `methods`. `rate` is the surface's own, beside that of all requests."""
    by_path: dict[str, dict[str, Handler]] = {}
    for each in methods:
        handlers = by_path.setdefault(each.path, {})
        handlers[each.method] = each.handler
        if each.method == "GET" and not each.is_live:
            handlers["HEAD"] = each.handler
    return [Route(path, _Place(path, handlers, speak=speak, rate=rate)) for path, handlers in by_path.items()]


@final
class _Place:
    """All methods of one path, as an ASGI application."""

    def __init__(self, path: str, handlers: Mapping[str, Handler], *, speak: Speak, rate: Limiter | None) -> None:
        self._path = path
        self._handlers = handlers
        self._allow = ", ".join(sorted({*handlers, "OPTIONS"}))
        self._speak = speak
        self._rate = rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        request.state.route = self._path
        has_begun = False

        async def watch(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await (await self._answer(request))(scope, receive, watch)
        except ClientDisconnect:
            raise
        except Exception as error:
            problem = problem_of(error) if isinstance(error, TemporyError) else ProblemError(Problem.INTERNAL)
            if has_begun:
                raise
            if problem.problem in _OUR_FAULT:
                log_failure(error, route=self._path)
            await self._speak(request, problem)(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if self._rate is not None:
            self._rate.take(request.state.peer)
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"allow": self._allow, **PRIVATE})
        handler = self._handlers.get(request.method)
        if handler is None:
            raise ProblemError(Problem.METHOD_NOT_ALLOWED, headers={"allow": self._allow})
        return await handler(request)
