"""What goes wrong, as Mailpit tells it: one sentence of plain text."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from tempory.api.answers import PRIVATE
from tempory.api.problems import Problem, ProblemError, retry_after

_UNAUTHORIZED: Final = Problem.MAILBOX_GONE.value.status


def speak(_request: Request, error: ProblemError) -> Response:
    """Return the answer that tells a client of Mailpit about `error`."""
    kind = error.problem.value
    headers = {**PRIVATE, **retry_after(error), **error.headers}
    if kind.status == _UNAUTHORIZED:
        headers["www-authenticate"] = 'Basic realm="mailbox", charset="UTF-8"'  # RFC 7617 §2.1
    return Response(error.detail or kind.title, kind.status, headers, "text/plain")
