"""/metrics, /livez and /readyz: a second, tiny application, for loopback only and without TLS.

It says how the server is, so only those on the machine may ask: the Host header has to be an address or localhost, or a
page of somebody else's could read it through the browser of whoever runs it (DNS rebinding).
"""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from tempory.api.front import Hosts
from tempory.api.metrics import Metrics
from tempory.api.problems import Problem, ProblemError, answer_problem

_PROMETHEUS: Final = "text/plain; version=0.0.4; charset=utf-8"
_HEADERS: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


def make_health_app(*, metrics: Metrics, is_ready: Callable[[], Awaitable[bool]]) -> ASGIApp:
    """Return the application. `is_ready`: whether new work is taken just now (not while starting or draining)."""

    async def show_metrics(request: Request) -> Response:
        return Response(metrics.expose(), 200, _HEADERS, _PROMETHEUS)

    async def live(request: Request) -> Response:
        return Response("ok\n", 200, _HEADERS, "text/plain")

    async def ready(request: Request) -> Response:
        if await is_ready():
            return Response("ready\n", 200, _HEADERS, "text/plain")
        return Response("not ready\n", 503, _HEADERS, "text/plain")

    routes = [Route("/metrics", show_metrics), Route("/livez", live), Route("/readyz", ready)]
    return _Guard(Router(routes, redirect_slashes=False))


class _Guard:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._hosts = Hosts(frozenset)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self._hosts.check(scope)
        except ProblemError:
            await answer_problem(ProblemError(Problem.MISDIRECTED))(scope, receive, send)
            return
        await self._app(scope, receive, send)
