"""The witness over HTTP: POST /add-checkpoint. C2SP tlog-witness; RFC 9110 §15.5.14 (413 for what is too large)."""

import asyncio

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tempory.translog import (
    MAX_REQUEST_OCTETS,
    SIZE_MEDIA_TYPE,
    Status,
    WitnessRefusal,
    WitnessRequest,
    encode_signatures,
)
from tempory.values import IntegrityError
from tempory.witness.state import WitnessState

_TOO_LARGE = 413
_UNAVAILABLE = 503


def make_witness_app(state: WitnessState) -> Starlette:
    """Return the application. Whoever may reach it may ask: what counts is the log's signature."""

    async def add_checkpoint(request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return PlainTextResponse("the request is too large\n", _TOO_LARGE)
        try:
            asked = WitnessRequest.parse(body)
        except IntegrityError as error:
            return PlainTextResponse(f"{error}\n", Status.MALFORMED)
        try:
            signature = await asyncio.to_thread(state.cosign, asked)
        except WitnessRefusal as refusal:
            return _refuse(refusal)
        except OSError:
            return PlainTextResponse("the witness cannot remember this now\n", _UNAVAILABLE)
        return PlainTextResponse(encode_signatures((signature,)))

    async def show_key(_request: Request) -> Response:
        return PlainTextResponse(f"{state.key}\n")

    return Starlette(routes=[Route("/add-checkpoint", add_checkpoint, methods=["POST"]), Route("/key", show_key)])


def _refuse(refusal: WitnessRefusal) -> Response:
    if refusal.status is Status.CONFLICT:
        # C2SP tlog-witness names the type without a parameter, and clients compare it as it is.
        return Response(f"{refusal.size}\n", Status.CONFLICT, {"content-type": SIZE_MEDIA_TYPE})
    return PlainTextResponse(f"{refusal}\n", refusal.status)


async def _read(request: Request) -> bytes | None:
    parts: list[bytes] = []
    octets = 0
    async for part in request.stream():
        octets += len(part)
        if octets > MAX_REQUEST_OCTETS:
            return None
        parts.append(part)
    return b"".join(parts)
