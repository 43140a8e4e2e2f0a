"""The operations of /reviews and /break-glass. Each names its permission; what decides anything wants a fresh proof."""

from typing import Final

from tempory.api import reviews as shapes
from tempory.api.operations import Answer, Operation, permitted
from tempory.api.people_examples import BROKEN_GLASS, GLASS, GLASS_DEMAND, REVIEW, REVIEW_DETAIL
from tempory.api.problems import Problem
from tempory.api.representations import SealedList
from tempory.api.reviews import ReviewsResource
from tempory.people import Permission

_REVIEWS: Final = "/api/v1/reviews"
_GLASS: Final = "/api/v1/break-glass"
_GONE: Final = (Problem.RECORD_GONE,)
_OPENED: Final = (Problem.RECORD_GONE, Problem.MEMBER_GONE, Problem.MAILBOX_GONE, Problem.CONFLICT)
_DECIDE: Final = Permission.REVIEWS_DECIDE


def review_operations(reviews: ReviewsResource) -> tuple[Operation, ...]:
    """Return what is done about reviews, and about mailboxes without their holders."""
    return (*_reviews(reviews), *_glass(reviews))


def _reviews(reviews: ReviewsResource) -> tuple[Operation, ...]:
    listed = Answer(status=200, description="The newest first.", shape=list[shapes.ReviewShape], example=[REVIEW])
    shown = Answer(status=200, description="Every right in it.", shape=shapes.ReviewDetail, example=REVIEW_DETAIL)
    begun = Answer(status=201, description="Begun.", shape=shapes.ReviewShape, example=REVIEW)
    closed = Answer(status=200, description="Closed and signed.", shape=shapes.ReviewShape, example=REVIEW)
    snapshot = Answer(
        status=200, description="The snapshot. As JSON it is what was signed: X-Signature-Ed25519 is in base64.",
        media_type="application/octet-stream",
    )  # fmt: skip
    one = f"{_REVIEWS}/{{id}}"
    return (
        permitted("GET", _REVIEWS, "listReviews", "List access reviews", reviews.list, Permission.REVIEWS_READ,
                   answers=(listed,)),
        permitted("POST", _REVIEWS, "startReview", "Begin a review", reviews.start, _DECIDE, step_up=True,
                   answers=(begun,), problems=(Problem.CONFLICT, Problem.MEMBER_GONE)),
        permitted("GET", one, "showReview", "Look at a review", reviews.show, Permission.REVIEWS_READ,
                   answers=(shown,), problems=_GONE),
        permitted("POST", f"{one}/decisions", "decideRight", "Attest a right, or remove it", reviews.decide, _DECIDE,
                   step_up=True, body=(shapes.DecisionDemand,),
                   body_example={"member": REVIEW["id"], "role": "auditor", "decision": "attest"},
                   problems=(*_GONE, Problem.CONFLICT, Problem.MEMBER_GONE, Problem.SECOND_PERSON_NEEDED)),
        permitted("POST", f"{one}/closing", "closeReview", "Close a review in which everything is decided",
                   reviews.close, _DECIDE, step_up=True, answers=(closed,), problems=(*_GONE, Problem.CONFLICT)),
        permitted("GET", f"{one}/snapshot", "exportReview", "The signed snapshot, as JSON or for spreadsheets",
                   reviews.export, Permission.REVIEWS_READ, query=shapes.ExportQuery, answers=(snapshot,),
                   problems=(*_GONE, Problem.CONFLICT)),
    )  # fmt: skip


def _glass(reviews: ReviewsResource) -> tuple[Operation, ...]:
    listed = Answer(status=200, description="The newest first.", shape=list[shapes.GlassShape], example=[GLASS])
    asked = Answer(status=201, description="Asked.", shape=shapes.GlassShape, example=GLASS)
    approved = Answer(status=200, description="Approved; the holder was told.", shape=shapes.GlassShape, example=GLASS)
    given = Answer(status=200, description="The wrap.", shape=shapes.BrokenGlassShape, example=BROKEN_GLASS)
    sealed = Answer(
        status=200, description="Sealed messages.", shape=SealedList, example={"messages": [], "next": None}
    )
    body = Answer(status=200, description="The ciphertext.", media_type="application/octet-stream")
    one, ask = f"{_GLASS}/{{id}}", Permission.BREAK_GLASS_ASK
    return (
        permitted("GET", "/api/v1/account/break-glass", "listOwnGlass", "Who opened your mailbox, why and until when",
                   reviews.own, Permission.ACCOUNT_USE, answers=(listed,)),
        permitted("GET", _GLASS, "listGlass", "List requests to open a mailbox", reviews.requests,
                   Permission.BREAK_GLASS_APPROVE, answers=(listed,)),
        permitted("POST", _GLASS, "askForGlass", "Ask for a member's mailbox", reviews.ask, ask, step_up=True,
                   body=(shapes.GlassDemand,), body_example=GLASS_DEMAND, body_octets=shapes.GLASS_OCTETS,
                   answers=(asked,), problems=(*_OPENED, Problem.SECOND_PERSON_NEEDED),
                   description="Only where the organisation keeps keys in escrow. A second person has to approve."),
        permitted("POST", f"{one}/approval", "approveGlass", "Approve somebody else's request", reviews.approve,
                   Permission.BREAK_GLASS_APPROVE, step_up=True, answers=(approved,),
                   problems=(*_OPENED, Problem.SECOND_PERSON_NEEDED)),
        permitted("POST", f"{one}/opening", "openGlass", "Get the escrow wrap, while it lasts", reviews.open, ask,
                   step_up=True, answers=(given,), problems=_OPENED),
        permitted("GET", f"{one}/messages", "listGlassMessages", "Sealed messages of the mailbox", reviews.messages,
                   ask, query=shapes.GlassQuery, answers=(sealed,), problems=_OPENED),
        permitted("GET", f"{one}/messages/{{message}}/body", "readGlassBody", "One sealed body", reviews.body, ask,
                   answers=(body,), problems=(*_OPENED, Problem.MESSAGE_GONE)),
    )  # fmt: skip
