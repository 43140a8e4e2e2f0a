"""/api/v1/reviews and /api/v1/break-glass: rights looked at each quarter, and mailboxes opened without their holder.

Every handler runs behind the guard, with its permission.
"""

from base64 import b64encode
from dataclasses import dataclass
from typing import Annotated, Literal, final

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from tempory.api.account import path_record
from tempory.api.answers import PRIVATE, answer_json, answer_nothing
from tempory.api.bodies import read_json, read_query
from tempory.api.browsers import signed_in
from tempory.api.operations import KILOBYTE
from tempory.api.problems import Problem, ProblemError
from tempory.api.representations import Demand, Hex, Octets, SealedList, Shape, When, show_sealed
from tempory.people import GlassRequest, People, Review, ReviewItem, Role
from tempory.people.reviews import encode_csv
from tempory.values import InvalidValueError, MemberId, MessageId, Uid, format_instant

GLASS_OCTETS = 4 * KILOBYTE


class ReviewShape(Shape, frozen=True, kw_only=True):
    """`closed_at` null: under way."""

    id: Hex
    started_at: When
    due_at: When
    closed_at: When | None


class RightShape(Shape, frozen=True, kw_only=True):
    """One right of one person; `used_at` is its last use when the review began."""

    member: Hex
    name: str
    role: str
    granted_at: When
    used_at: When | None
    decision: str
    decided_by: Hex | None
    decided_at: When | None


class ReviewDetail(ReviewShape, frozen=True, kw_only=True):
    rights: list[RightShape]


class DecisionDemand(Demand, frozen=True, kw_only=True):
    member: Hex
    role: Role
    decision: Literal["attest", "remove"]


class ExportQuery(Demand, frozen=True, kw_only=True):
    format: Literal["json", "csv"] = "json"


class GlassDemand(Demand, frozen=True, kw_only=True):
    member: Hex
    reason: Annotated[str, Meta(min_length=20, max_length=1000)]
    seconds: Annotated[int, Meta(ge=60, le=86_400)]


class GlassShape(Shape, frozen=True, kw_only=True):
    """`approved_by` null: nobody has yet."""

    id: Hex
    member: Hex
    asked_by: Hex
    reason: str
    seconds: int
    asked_at: When
    approved_by: Hex | None
    ends_at: When | None


class BrokenGlassShape(Shape, frozen=True, kw_only=True):
    """The escrow wrap opens with the organisation's offline key alone (docs/sealing.md, "Members")."""

    mailbox: Hex
    public_key: Octets
    escrow_wrap: Octets


class GlassQuery(Demand, frozen=True, kw_only=True):
    below: Annotated[int, Meta(ge=1)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewsResource:
    """Handlers of access reviews and of breaking the glass."""

    people: People

    async def list(self, request: Request) -> Response:
        return answer_json([_show(review) for review in await self.people.reviews.list(signed_in(request).actor)])

    async def start(self, request: Request) -> Response:
        return answer_json(_show(await self.people.reviews.start(signed_in(request).actor)), 201)

    async def show(self, request: Request) -> Response:
        review, items = await self.people.reviews.show(signed_in(request).actor, path_record(request))
        shown = _show(review)
        detail = ReviewDetail(
            id=shown.id,
            started_at=shown.started_at,
            due_at=shown.due_at,
            closed_at=shown.closed_at,
            rights=[_show_right(item) for item in items],
        )
        return answer_json(detail)

    async def decide(self, request: Request) -> Response:
        wish = await read_json(request, DecisionDemand, max_octets=KILOBYTE)
        await self.people.reviews.decide(
            signed_in(request).actor,
            path_record(request),
            MemberId.parse(wish.member),
            wish.role,
            attest=wish.decision == "attest",
        )
        return answer_nothing()

    async def close(self, request: Request) -> Response:
        return answer_json(_show(await self.people.reviews.close(signed_in(request).actor, path_record(request))))

    async def export(self, request: Request) -> Response:
        """Give the snapshot as it was signed; the signature and the key to check it with are in the headers."""
        query = read_query(request, ExportQuery)
        review, items = await self.people.reviews.show(signed_in(request).actor, path_record(request))
        if review.closed_at is None:
            raise ProblemError(Problem.CONFLICT, "This review is under way; what it decides is signed when it closes.")
        name = f'attachment; filename="access-review-{review.id}.{query.format}"'
        headers = {**PRIVATE, "content-disposition": name}
        if query.format == "csv":
            return Response(encode_csv(items), headers=headers, media_type="text/csv")
        key = self.people.reviews.public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        headers["x-signature-ed25519"] = b64encode(review.signature).decode()
        headers["x-public-key-ed25519"] = b64encode(key).decode()
        return Response(review.snapshot, headers=headers, media_type="application/json")

    # Breaking the glass

    async def requests(self, request: Request) -> Response:
        found = await self.people.break_glass.list(signed_in(request).actor)
        return answer_json([show_glass(each) for each in found])

    async def ask(self, request: Request) -> Response:
        wish = await read_json(request, GlassDemand, max_octets=GLASS_OCTETS)
        asked = await self.people.break_glass.ask(
            signed_in(request).actor, MemberId.parse(wish.member), reason=wish.reason, seconds=wish.seconds
        )
        return answer_json(show_glass(asked), 201)

    async def approve(self, request: Request) -> Response:
        approved = await self.people.break_glass.approve(signed_in(request).actor, path_record(request))
        return answer_json(show_glass(approved))

    async def open(self, request: Request) -> Response:
        given = await self.people.break_glass.open(signed_in(request).actor, path_record(request))
        return answer_json(
            BrokenGlassShape(mailbox=str(given.mailbox), public_key=given.public_key, escrow_wrap=given.escrow_wrap)
        )

    async def messages(self, request: Request) -> Response:
        query = read_query(request, GlassQuery)
        below = None if query.below is None else Uid(query.below)
        page = await self.people.break_glass.messages(
            signed_in(request).actor, path_record(request), below=below, limit=query.limit
        )
        shown = [show_sealed(message) for message in page.messages]
        return answer_json(SealedList(messages=shown, next=None if page.next is None else str(page.next)))

    async def body(self, request: Request) -> Response:
        try:
            message = MessageId.parse(request.path_params["message"])
        except InvalidValueError:
            raise ProblemError(Problem.MESSAGE_GONE) from None
        octets = await self.people.break_glass.body(signed_in(request).actor, path_record(request), message)
        return Response(octets, headers=PRIVATE, media_type="application/octet-stream")

    async def own(self, request: Request) -> Response:
        """Show a member what was approved about their own mailbox."""
        found = await self.people.break_glass.of_member(signed_in(request).member.id)
        return answer_json([show_glass(each) for each in found])


def _show(review: Review) -> ReviewShape:
    return ReviewShape(
        id=str(review.id),
        started_at=format_instant(review.started_at),
        due_at=format_instant(review.due_at),
        closed_at=None if review.closed_at is None else format_instant(review.closed_at),
    )


def _show_right(item: ReviewItem) -> RightShape:
    return RightShape(
        member=str(item.member),
        name=item.name,
        role=item.role.value,
        granted_at=format_instant(item.granted_at),
        used_at=None if item.used_at is None else format_instant(item.used_at),
        decision=item.decision.value,
        decided_by=None if item.decided_by is None else str(item.decided_by),
        decided_at=None if item.decided_at is None else format_instant(item.decided_at),
    )


def show_glass(request: GlassRequest) -> GlassShape:
    """Return a request to break the glass."""
    return GlassShape(
        id=str(request.id),
        member=str(request.member),
        asked_by=str(request.asked_by),
        reason=request.reason,
        seconds=request.seconds,
        asked_at=format_instant(request.asked_at),
        approved_by=None if request.approved_by is None else str(request.approved_by),
        ends_at=None if request.ends_at is None else format_instant(request.ends_at),
    )
