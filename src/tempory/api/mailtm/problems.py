"""What goes wrong, as mail.tm's clients read it: API Platform's errors, with every field that one of them looks at."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from tempory.api.mailtm.negotiation import answer_object
from tempory.api.problems import Problem, ProblemError, retry_after

_UNAUTHORIZED: Final = Problem.MAILBOX_GONE.value.status


class ViolationError(ProblemError):
    """422: the value of one field cannot be taken, and why."""

    def __init__(self, *, field: str, reason: str) -> None:
        super().__init__(Problem.INVALID_REQUEST, reason)
        self.field = field


def speak(request: Request, error: ProblemError) -> Response:
    """Return the answer that tells a client of mail.tm about `error`."""
    kind = error.problem.value
    reason = error.detail or kind.title
    field = error.field if isinstance(error, ViolationError) else ""
    described = f"{field}: {reason}" if field else reason
    is_violation = kind.status == Problem.INVALID_REQUEST.value.status
    violations = [{"propertyPath": field, "message": reason, "code": None}] if is_violation else []
    fields = {
        "@context": "/contexts/ConstraintViolationList" if is_violation else "/contexts/Error",
        "@type": "ConstraintViolationList" if is_violation else "hydra:Error",
        "hydra:title": "An error occurred",
        "hydra:description": described,
        "title": "An error occurred",
        "detail": described,
        "message": described,
        "code": kind.status,
        "status": kind.status,
        "violations": violations,
    }
    answer = answer_object(request, fields, kind.status)
    answer.headers.update({**retry_after(error), **error.headers})
    if kind.status == _UNAUTHORIZED:
        answer.headers["www-authenticate"] = "Bearer"  # RFC 9110 §11.6.1
    return answer
