"""Which of Mailpit's paths there are, and who answers them."""

import re
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tempory.api.answers import PRIVATE
from tempory.api.budget import Budget
from tempory.api.limits import Limits
from tempory.api.mailpit.door import Door
from tempory.api.mailpit.lists import ListsResource
from tempory.api.mailpit.messages import MessageResource
from tempory.api.mailpit.problems import speak
from tempory.api.opening import Opener
from tempory.api.problems import Problem, ProblemError
from tempory.api.surfaces import Method, Surface, surface_routes
from tempory.mailboxes import Mailboxes

_ROOT = "/mailpit"
_API = f"{_ROOT}/api/v1"
_SLASHES = re.compile("/{2,}")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def mailpit_surface(mailboxes: Mailboxes, *, opener: Opener, budget: Budget, limits: Limits) -> Surface:
    """Return Mailpit's API, whose base address is `/mailpit/`."""
    door = Door(mailboxes=mailboxes, failures=limits.failed_credentials)
    lists = ListsResource(door=door, opener=opener, budget=budget)
    message = MessageResource(door=door, opener=opener, budget=budget)
    methods = (
        Method(method="GET", path=f"{_API}/messages", handler=lists.list),
        Method(method="PUT", path=f"{_API}/messages", handler=lists.mark),
        Method(method="DELETE", path=f"{_API}/messages", handler=lists.delete),
        Method(method="GET", path=f"{_API}/search", handler=lists.search),
        Method(method="DELETE", path=f"{_API}/search", handler=lists.delete_search),
        Method(method="GET", path=f"{_API}/tags", handler=lists.tags),
        Method(method="GET", path=f"{_API}/info", handler=lists.info),
        Method(method="GET", path=f"{_API}/chaos", handler=lists.chaos),
        Method(method="GET", path=f"{_API}/message/{{id}}", handler=message.show),
        Method(method="GET", path=f"{_API}/message/{{id}}/headers", handler=message.headers),
        Method(method="GET", path=f"{_API}/message/{{id}}/raw", handler=message.raw),
        Method(method="GET", path=f"{_API}/message/{{id}}/part/{{part}}", handler=message.part),
        Method(method="GET", path=f"{_ROOT}/view/{{name}}", handler=message.view),
        # Last: whatever else Mailpit has is answered as Mailpit answers what it has not.
        *(Method(method=method, path=f"{_ROOT}/{{rest:path}}", handler=_not_here) for method in _METHODS),
    )
    return Surface(roots=(_ROOT,), speak=speak, routes=surface_routes(methods, rate=limits.mailpit))


async def _not_here(request: Request) -> Response:
    path = request.url.path
    if "//" in path and request.method == "GET":  # cypress-mailpit asks for //view/…, which Mailpit's router puts right
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(_SLASHES.sub("/", path) + query, HTTPStatus.MOVED_PERMANENTLY, PRIVATE)
    raise ProblemError(Problem.NOT_FOUND, "404 page not found")
