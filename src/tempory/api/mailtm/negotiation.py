"""Which of its two forms an answer has: JSON-LD with Hydra, or plain JSON. RFC 9110 §12.5.1.

Plain JSON if the client prefers `application/json`; JSON-LD for `application/ld+json`, for anything, and for nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from tempory.api.answers import PRIVATE, encode_json

LINKED: Final = "application/ld+json"
PLAIN: Final = "application/json"
_RANGES: Final = {PLAIN: PLAIN, LINKED: LINKED, "application/*": LINKED, "*/*": LINKED}
_MAX_RANGES: Final = 20

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """One page of members of the type `kind`, of `total` in all on `pages` pages."""

    kind: str
    path: str
    members: Sequence[Fields]
    total: int
    page: int = 1
    pages: int = 1


def answer_object(request: Request, fields: Fields, status: int = HTTPStatus.OK) -> Response:
    """Return `fields`; in plain JSON without those that say what they are."""
    if form_of(request) == PLAIN:
        return _respond(_plain(fields), status, PLAIN)
    return _respond(fields, status, LINKED)


def answer_collection(request: Request, collection: Collection) -> Response:
    """Return a Hydra collection, or the bare array of its members."""
    if form_of(request) == PLAIN:
        return _respond([_plain(member) for member in collection.members], HTTPStatus.OK, PLAIN)
    return _respond(_hydra(collection), HTTPStatus.OK, LINKED)


def form_of(request: Request) -> str:
    """Return the media type that the client likes best; of equals the one it names first."""
    best, weight = LINKED, 0.0
    for part in request.headers.get("accept", "").split(",", _MAX_RANGES)[:_MAX_RANGES]:
        media, _, parameters = part.partition(";")
        form = _RANGES.get(media.strip().lower())
        if form is not None and (quality := _quality(parameters)) > weight:
            best, weight = form, quality
    return best


def _quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "q":
            try:
                return min(1.0, max(0.0, float(value[:5])))
            except ValueError:
                return 0.0
    return 1.0


def _hydra(collection: Collection) -> Fields:
    def page(number: int) -> str:
        return f"{collection.path}?page={number}"

    view = {"@id": page(collection.page), "@type": "hydra:PartialCollectionView"}
    view |= {"hydra:first": page(1), "hydra:last": page(collection.pages)}
    if collection.page > 1:
        view["hydra:previous"] = page(collection.page - 1)
    if collection.page < collection.pages:
        view["hydra:next"] = page(collection.page + 1)
    return {
        "@context": f"/contexts/{collection.kind}",
        "@id": collection.path,
        "@type": "hydra:Collection",
        "hydra:totalItems": collection.total,
        "hydra:member": collection.members,
        "hydra:view": view,
    }


def _plain(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if not name.startswith("@")}


def _respond(content: object, status: int, media_type: str) -> Response:
    headers = {**PRIVATE, "vary": "Accept"}
    return Response(encode_json(content), status, headers, f"{media_type}; charset=utf-8")
