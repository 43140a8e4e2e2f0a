"""Reading what a caller sends: the query and the JSON body, within bounds, as values of a declared type.

RFC 8259 for the JSON, with one bound of ours: what is nested deeper than Python's stack is refused.
"""

import re
from typing import TypeVar

import msgspec
from starlette.requests import Request

from tempory.api.problems import Problem, ProblemError

Struct = TypeVar("Struct", bound=msgspec.Struct)

# msgspec ends a message with where the value stands. Names of our own fields are taken from it; the rest of the text is
# not for the caller, who may have written parts of it.
_PLACE = re.compile(r"at `\$\.([a-z_]{1,40})[`.\[]")
_MISSING = re.compile(r"missing required field `([a-z_]{1,40})`")
_MAX_PARAMETERS = 20


async def read_body(request: Request, *, max_octets: int) -> bytes:
    """Return the whole body, or raise `body-too-large` as soon as it is known to be."""
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared[:20]) > max_octets:
        raise _too_large(max_octets)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > max_octets:
            raise _too_large(max_octets)
    return bytes(body)


async def read_json(request: Request, shape: type[Struct], *, max_octets: int, default: Struct | None = None) -> Struct:
    """Return the body as `shape`; an empty body is `default` where there is one."""
    body = await read_body(request, max_octets=max_octets)
    if not body and default is not None:
        return default
    # RFC 9110 §8.3: the sender says what it is. A form or plain text that happens to be JSON was not meant as JSON.
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ProblemError(Problem.UNSUPPORTED_MEDIA_TYPE)
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        raise _invalid(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ProblemError(Problem.MALFORMED_JSON) from None


def read_query(request: Request, shape: type[Struct]) -> Struct:
    """Return the query parameters as `shape`; unknown and repeated ones are refused."""
    pairs = request.query_params.multi_items()
    values = dict(pairs)
    if len(pairs) > _MAX_PARAMETERS or len(values) != len(pairs):
        raise ProblemError(Problem.INVALID_REQUEST, "A query parameter is given more than once.")
    try:
        return msgspec.convert(values, shape, strict=False)
    except msgspec.ValidationError as error:
        raise _invalid(error) from None


def _invalid(error: msgspec.ValidationError) -> ProblemError:
    if place := _PLACE.search(str(error)):
        return ProblemError(Problem.INVALID_REQUEST, f"The value of {place[1]} is not one that this takes.")
    if missing := _MISSING.search(str(error)):
        return ProblemError(Problem.INVALID_REQUEST, f"{missing[1]} is missing.")
    return ProblemError(Problem.INVALID_REQUEST, "A field is unknown, or the whole is not of the documented type.")


def _too_large(max_octets: int) -> ProblemError:
    detail = f"This address takes at most {max_octets} octets."
    # The rest of the body is not read, so the connection cannot be used again.
    return ProblemError(Problem.BODY_TOO_LARGE, detail, headers={"connection": "close"})
