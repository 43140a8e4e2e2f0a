"""Access reviews: each quarter every administrative role is looked at by somebody else, and attested or removed.

What nobody attests by the date is suspended, but for the last owner in force, without whom nobody could put anything
right; the snapshot says so. When a review closes, its snapshot is signed (Ed25519) with a key of this server.
"""

import csv
import io
from collections.abc import Sequence
from typing import Final, final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tempory.people.acts import Actor
from tempory.people.members import Grant
from tempory.people.office import DAY, MILLISECONDS, Office, derive
from tempory.people.permissions import Role
from tempory.people.records import Decision, Review, ReviewItem
from tempory.people.refusals import Conflict, RecordGone, SecondPersonNeeded
from tempory.people.sessions import Sessions
from tempory.values import Instant, MemberId, RecordId, Secret, format_instant

QUARTER_DAYS: Final = 91
NOT_ATTESTED: Final = "not attested"
_FORMULA: Final = (
    *("=", "+", "-", "@", "\t", "\r", "\n", "|", "%"),
    *("\uff1d", "\uff0b", "\uff0d", "\uff20"),  # the same in full width, which some languages' spreadsheets take too
)


@final
class Reviews:
    """Starts, decides, closes and exports reviews."""

    def __init__(self, office: Office, *, sessions: Sessions) -> None:
        self._office = office
        self._store = office.store
        self._sessions = sessions

    async def list(self, by: Actor) -> Sequence[Review]:
        """Return all reviews, the newest first."""
        await self._office.record(by, "review.list", "reviews")
        return await self._store.reviews()

    async def show(self, by: Actor, review: RecordId) -> tuple[Review, Sequence[ReviewItem]]:
        """Return a review with every right in it. Raises `RecordGone`."""
        await self._office.record(by, "review.show", f"review:{review}")
        return await self._find(review), await self._store.review_items(review)

    async def start(self, by: Actor) -> Review:
        """Begin a review of every administrative role there is. Raises `Conflict` while one is under way."""
        if any(review.closed_at is None for review in await self._store.reviews()):
            reason = "A review is under way; it has to end first."
            raise Conflict(reason)
        items = [await self._item(member, grant) for member, grant in await self._store.all_grants()]
        now = self._office.now()
        review = Review(
            id=self._office.draw_record(),
            started_at=now,
            due_at=self._office.later(self._office.rules.review_days * DAY),
            closed_at=None,
            snapshot=b"",
            signature=b"",
        )
        await self._office.record(by, "review.start", f"review:{review.id}")
        await self._store.add_review(review, items)
        return review

    async def decide(self, by: Actor, review: RecordId, member: MemberId, role: Role, *, attest: bool) -> None:
        """Attest a right, or remove it. Nobody decides on their own. Raises `RecordGone`, `Conflict`."""
        if by.member == member:
            reason = "Nobody attests their own rights; somebody else has to."
            raise SecondPersonNeeded(reason)
        found = await self._find(review)
        if found.closed_at is not None:
            reason = "This review is closed."
            raise Conflict(reason)
        items = {(item.member, item.role): item for item in await self._store.review_items(review)}
        if (member, role) not in items:
            reason = "There is no such right in this review."
            raise RecordGone(reason)
        if items[member, role].decision is Decision.REMOVED:
            reason = "This right was removed already; whoever may grant roles can give it again."
            raise Conflict(reason)
        decision = Decision.ATTESTED if attest else Decision.REMOVED
        await self._office.record(by, f"review.{decision.value}.{role.value}", f"member:{member}")
        if not attest and await self._store.remove_grant(member, role, unless_last_owner=True):
            await self._sessions.end_all(by, member)
        at = self._office.now()
        await self._store.decide(review, member, role, decision=decision, by=by.member, at=at)

    async def close(self, by: Actor, review: RecordId) -> Review:
        """Close a review in which everything is decided. Raises `Conflict` otherwise."""
        if any(item.decision is Decision.OPEN for item in await self._store.review_items(review)):
            reason = "Some rights are not decided on yet; what is left at the date is suspended by itself."
            raise Conflict(reason)
        return await self._close(by, await self._find(review))

    async def sweep(self) -> None:
        """Close what is due, suspending what nobody attested; begin the next review when a quarter has passed."""
        now, reviews = self._office.now(), await self._store.reviews()
        for review in reviews:
            if review.closed_at is None and review.due_at <= now:
                await self._close(Actor(), review)
        newest = max((review.started_at for review in reviews), default=Instant(0))
        is_time = now - newest >= QUARTER_DAYS * DAY * MILLISECONDS
        if is_time and await self._store.all_grants() and all(review.closed_at is not None for review in reviews):
            await self.start(Actor())

    async def _close(self, by: Actor, review: Review) -> Review:
        if review.closed_at is not None:
            reason = "This review is closed."
            raise Conflict(reason)
        await self._office.record(by, "review.close", f"review:{review.id}")
        for item in await self._store.review_items(review.id):
            if item.decision is Decision.OPEN:
                await self._lapse(review, item)
        items = await self._store.review_items(review.id)
        closed_at = self._office.now()
        snapshot = encode_snapshot(review, items, closed_at=closed_at)
        signature = self._signer().sign(snapshot)
        await self._store.close_review(review.id, at=closed_at, snapshot=snapshot, signature=signature)
        return await self._find(review.id)

    async def _lapse(self, review: Review, item: ReviewItem) -> None:
        """Suspend a right that nobody attested, and end the sessions that it was used in."""
        for grant in await self._store.grants(item.member):
            if grant.role is not item.role or grant.suspended:
                continue
            if item.role is Role.OWNER and await self._store.owners_in_force() <= 1:
                await self._mark(review, item, Decision.KEPT)
                return
            lapsed = Grant(
                role=grant.role,
                granted_at=grant.granted_at,
                granted_by=grant.granted_by,
                used_at=grant.used_at,
                suspended=NOT_ATTESTED,
            )
            await self._store.set_grant(item.member, lapsed)
            await self._sessions.end_all(Actor(), item.member)
        await self._mark(review, item, Decision.LAPSED)

    async def _mark(self, review: Review, item: ReviewItem, decision: Decision) -> None:
        at = self._office.now()
        await self._store.decide(review.id, item.member, item.role, decision=decision, by=None, at=at)

    async def _item(self, member: MemberId, grant: Grant) -> ReviewItem:
        name = (await self._office.find(member)).name
        return ReviewItem(member=member, name=name, role=grant.role, granted_at=grant.granted_at, used_at=grant.used_at)

    async def _find(self, review: RecordId) -> Review:
        for each in await self._store.reviews():
            if each.id == review:
                return each
        reason = "There is no such review."
        raise RecordGone(reason)

    def _signer(self) -> Ed25519PrivateKey:
        return signer_of(self._office.server_key)

    @property
    def public_key(self) -> Ed25519PublicKey:
        """What signatures are checked with."""
        return self._signer().public_key()


def signer_of(server_key: Secret) -> Ed25519PrivateKey:
    """Return the key that snapshots are signed with. RFC 8032, through HMAC-SHA256 of the server's key."""
    return Ed25519PrivateKey.from_private_bytes(derive(server_key, b"review signature"))


def encode_snapshot(review: Review, items: Sequence[ReviewItem], *, closed_at: Instant) -> bytes:
    """Return a review as JSON in one order, which is what is signed."""
    content = {
        "review": str(review.id),
        "started_at": format_instant(review.started_at),
        "due_at": format_instant(review.due_at),
        "closed_at": format_instant(closed_at),
        "rights": [dict(zip(_COLUMNS, _row(item), strict=True)) for item in items],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


_COLUMNS: Final = ("member", "name", "role", "granted_at", "used_at", "decision", "decided_by", "decided_at")


def encode_csv(items: Sequence[ReviewItem]) -> str:
    """Return the rights as a table for spreadsheets, in which no cell is a formula (OWASP: CSV injection)."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(_COLUMNS)
    for item in items:
        writer.writerow([_defuse(cell) for cell in _row(item)])
    return text.getvalue()


def _row(item: ReviewItem) -> list[str]:
    return [
        str(item.member),
        item.name,
        item.role.value,
        format_instant(item.granted_at),
        "" if item.used_at is None else format_instant(item.used_at),
        item.decision.value,
        "" if item.decided_by is None else str(item.decided_by),
        "" if item.decided_at is None else format_instant(item.decided_at),
    ]


def _defuse(cell: str) -> str:
    """Put a quotation mark before what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell.startswith(_FORMULA) else cell
