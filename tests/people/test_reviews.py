"""Access reviews: every right is looked at by somebody else, in time, and what was decided is signed."""

import csv
import io
import json

import pytest
from cryptography.exceptions import InvalidSignature

from tempory.people import Conflict, Decision, Permission, RecordGone, Role, SecondPersonNeeded, SessionGone
from tempory.people.reviews import NOT_ATTESTED, QUARTER_DAYS, encode_csv
from tempory.values import RecordId
from tests.people_making import ANYBODY, Person, Town

pytestmark = pytest.mark.anyio
DAY = 86_400


async def three(town: Town) -> tuple[Person, Person, Person]:
    return (
        await town.settle("Owner", Role.OWNER),
        await town.settle("Second", Role.OWNER),
        await town.settle("Auditor", Role.AUDITOR),
    )


async def test_everything_is_attested_or_removed_by_somebody_else(town: Town) -> None:
    owner, second, auditor = await three(town)
    actor, other = (await town.log_in(owner)).actor, (await town.log_in(second)).actor
    used = await town.log_in(auditor)
    reviews = town.people.reviews
    review = await reviews.start(actor)
    with pytest.raises(Conflict):
        await reviews.start(actor)
    _, items = await reviews.show(actor, review.id)
    assert [(item.name, item.role) for item in items] == [
        ("Auditor", Role.AUDITOR), ("Owner", Role.OWNER), ("Second", Role.OWNER),
    ]  # fmt: skip
    with pytest.raises(SecondPersonNeeded):
        await reviews.decide(actor, review.id, owner.member.id, Role.OWNER, attest=True)
    with pytest.raises(Conflict):
        await reviews.close(actor, review.id)
    await reviews.decide(other, review.id, owner.member.id, Role.OWNER, attest=True)
    await reviews.decide(actor, review.id, second.member.id, Role.OWNER, attest=True)
    await reviews.decide(actor, review.id, auditor.member.id, Role.AUDITOR, attest=False)
    with pytest.raises(RecordGone):
        await reviews.decide(actor, review.id, auditor.member.id, Role.SUPPORT, attest=True)
    with pytest.raises(SessionGone):
        await town.people.sessions.find(used.token)
    closed = await reviews.close(actor, review.id)
    with pytest.raises(Conflict):
        await reviews.decide(actor, review.id, second.member.id, Role.OWNER, attest=False)
    assert not await town.storage.people.grants(auditor.member.id)
    rights = {right["name"]: right["decision"] for right in json.loads(closed.snapshot)["rights"]}
    assert rights == {"Owner": "attested", "Second": "attested", "Auditor": "removed"}
    reviews.public_key.verify(closed.signature, closed.snapshot)
    with pytest.raises(InvalidSignature):
        reviews.public_key.verify(closed.signature, closed.snapshot.replace(b"removed", b"attested"))
    with pytest.raises(RecordGone):
        await reviews.show(actor, RecordId(b"x" * 16))


async def test_a_review_decides_on_what_is_in_it_and_removes_once(town: Town) -> None:
    """Whoever may decide in reviews may not take any role at any time: only what was there when the review began."""
    owner, second, auditor = await three(town)
    actor = (await town.log_in(owner)).actor
    reviews = town.people.reviews
    review = await reviews.start(actor)
    await town.people.directory.grant(actor, second.member.id, Role.SUPPORT)
    with pytest.raises(RecordGone):
        await reviews.decide(actor, review.id, second.member.id, Role.SUPPORT, attest=False)
    assert Role.SUPPORT in {grant.role for grant in await town.storage.people.grants(second.member.id)}
    await reviews.decide(actor, review.id, auditor.member.id, Role.AUDITOR, attest=False)
    with pytest.raises(Conflict):
        await reviews.decide(actor, review.id, auditor.member.id, Role.AUDITOR, attest=True)


async def test_a_right_is_used_by_what_it_alone_allows(town: Town) -> None:
    """The last use of a right is of that right: an auditor's reading is none of the support's."""
    person = await town.settle("Both", Role.AUDITOR, Role.SUPPORT)
    signed_in = await town.log_in(person)
    for permission, used in (
        (Permission.LOG_READ, {Role.AUDITOR}),
        (Permission.PEOPLE_READ, {Role.AUDITOR, Role.SUPPORT}),
    ):
        await town.people.sessions.permit(signed_in, permission, step_up=False)
        grants = await town.storage.people.grants(person.member.id)
        assert {grant.role for grant in grants if grant.used_at is not None} == used


async def test_what_nobody_attests_by_the_date_is_suspended(town: Town) -> None:
    owner, second, auditor = await three(town)
    review = await town.people.reviews.start((await town.log_in(owner)).actor)
    town.world.clock.advance(13 * DAY)
    staff = await town.log_in(auditor)
    await town.people.sweep()
    assert not (await town.storage.people.grants(auditor.member.id))[0].suspended
    town.world.clock.advance(DAY)
    await town.people.sweep()
    (grant,) = await town.storage.people.grants(auditor.member.id)
    assert grant.suspended == NOT_ATTESTED
    with pytest.raises(SessionGone):
        await town.people.sessions.find(staff.token)
    decisions = {item.name: item.decision for item in await town.storage.people.review_items(review.id)}
    # One owner stays, or nobody could put it right.
    assert sorted(decisions.values()) == [Decision.KEPT, Decision.LAPSED, Decision.LAPSED]
    assert await town.storage.people.owners_in_force() == 1
    kept = owner if not (await town.storage.people.grants(owner.member.id))[0].suspended else second
    await town.people.directory.grant((await town.log_in(kept)).actor, auditor.member.id, Role.AUDITOR)
    assert not (await town.storage.people.grants(auditor.member.id))[0].suspended


async def test_a_review_begins_by_itself_each_quarter(town: Town) -> None:
    await town.people.reviews.sweep()
    assert not await town.people.reviews.list(ANYBODY)  # nobody has a right to be reviewed
    await three(town)
    await town.people.reviews.sweep()
    assert len(await town.people.reviews.list(ANYBODY)) == 1
    town.world.clock.advance((QUARTER_DAYS - 1) * DAY)
    await town.people.reviews.sweep()
    assert [review.closed_at is None for review in await town.people.reviews.list(ANYBODY)] == [False]
    town.world.clock.advance(DAY)
    await town.people.reviews.sweep()
    assert [review.closed_at is None for review in await town.people.reviews.list(ANYBODY)] == [True, False]


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "  =HYPERLINK(1)",
        "|x",
        "%x",
        '=1","x',
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
    ],
)
async def test_no_cell_of_the_table_is_a_formula(town: Town, name: str) -> None:
    person, link = await town.invite(name, "mallory@tempory.test", Role.AUDITOR)
    await town.add_totp(person, await town.enrol(person, link))
    review = await town.people.reviews.start(ANYBODY)
    text = encode_csv(await town.storage.people.review_items(review.id))
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:3] == ["member", "name", "role"]
    assert rows[1][1].startswith("'")
    assert all(not cell.lstrip().startswith(("=", "+", "-", "@", "|", "%")) for row in rows for cell in row)
