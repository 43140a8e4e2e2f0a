"""Roles: what they allow, who may give them, and that none is in force without a second factor."""

import pytest

from tempory.mailboxes import AddressTaken, InvalidRequest, NameReserved
from tempory.people import (
    PERMISSIONS,
    Conflict,
    LastFactorKept,
    LinkGone,
    MemberGone,
    NotAllowed,
    Permission,
    RecordGone,
    Role,
    SecondPersonNeeded,
    SessionGone,
    SessionMode,
    permissions_of,
    roles_with,
)
from tempory.people.members import Session
from tempory.people.office import hash_secret
from tempory.sealing import draw_secret
from tempory.values import MemberId
from tests.people_making import ALL, ANYBODY, BROWSER, Person, Town

pytestmark = pytest.mark.anyio


async def remove_factors(town: Town, person: Person) -> None:
    for factor in await town.people.factors.list(person.member.id):
        await town.people.factors.remove(ANYBODY, person.member, factor.id)


def test_every_role_is_a_set_and_no_permission_reads_mail() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert PERMISSIONS[Role.OWNER] == set(Permission)
    assert permissions_of(()) == frozenset()
    assert not [permission for permission in Permission if "mail" in permission.value or "message" in permission.value]
    assert roles_with(Permission.ROLES_GRANT) == (Role.OWNER,)
    changing = {Permission.PEOPLE_INVITE, Permission.PEOPLE_SUSPEND, Permission.PEOPLE_REMOVE, Permission.SESSIONS_END}
    assert not PERMISSIONS[Role.AUDITOR] & changing


async def test_an_administrative_session_needs_a_second_factor(town: Town) -> None:
    """With the password alone, whoever has the role of owner is a member and no more."""
    person, link = await town.invite("Owner", "", Role.OWNER)
    enrolling = await town.enrol(person, link)
    assert enrolling.permissions == {Permission.ACCOUNT_USE}
    without = await town.log_in(person)
    assert (without.session.mode, without.permissions) == (SessionMode.MEMBER, frozenset({Permission.ACCOUNT_USE}))
    await town.add_totp(person, enrolling)
    staff = await town.log_in(person)
    assert (staff.session.mode, staff.permissions) == (SessionMode.STAFF, frozenset(Permission))
    assert (await town.people.sessions.find(without.token)).permissions == {Permission.ACCOUNT_USE}
    assert await town.storage.people.breaches() == []


async def test_storage_refuses_a_staff_session_whoever_asks(town: Town) -> None:
    ines, owner = await town.settle(factor=True), await town.settle("Owner", Role.OWNER)
    for person, second_factor in ((ines, True), (owner, False)):
        assert person.signed_in is not None
        shown = person.signed_in.session
        forged = Session(
            id=town.office.draw_record(), member=person.member.id, mode=SessionMode.STAFF, second_factor=second_factor,
            device="", place="", created_at=shown.created_at, seen_at=shown.seen_at, confirmed_at=shown.confirmed_at,
            expires_at=shown.expires_at,
        )  # fmt: skip
        with pytest.raises(Conflict):
            await town.storage.people.add_session(hash_secret(draw_secret(town.world.workshop.random)), forged)


async def test_the_last_factor_takes_the_roles_along(town: Town) -> None:
    await town.settle("Owner", Role.OWNER)
    other = await town.settle("Other", Role.OWNER)
    staff = await town.log_in(other)
    await remove_factors(town, other)
    with pytest.raises(SessionGone):
        await town.people.sessions.find(staff.token)
    (grant,) = await town.storage.people.grants(other.member.id)
    assert grant.suspended
    assert await town.storage.people.breaches() == []
    # A factor that is added with the password alone does not bring the role back.
    signed_in = await town.log_in(other)
    await town.add_totp(other, signed_in)
    assert (await town.log_in(other)).permissions == {Permission.ACCOUNT_USE}


async def test_the_last_owner_keeps_a_factor_and_the_role(town: Town) -> None:
    owner, other = await town.settle("Owner", Role.OWNER), await town.settle("Other", Role.SUPPORT)
    with pytest.raises(LastFactorKept):
        await remove_factors(town, owner)
    assert await town.people.factors.list(owner.member.id)
    actor = (await town.log_in(other)).actor
    with pytest.raises(Conflict):
        await town.people.directory.revoke(actor, owner.member.id, Role.OWNER)
    for undo in (town.people.directory.suspend, town.people.directory.remove):
        with pytest.raises(Conflict):
            await undo(actor, owner.member.id)


async def test_nobody_deals_with_themselves(town: Town) -> None:
    owner = await town.settle("Owner", Role.OWNER)
    await town.settle("Other", Role.OWNER)
    actor, id_, directory = (await town.log_in(owner)).actor, owner.member.id, town.people.directory
    for deal in (
        directory.grant(actor, id_, Role.AUDITOR),
        directory.revoke(actor, id_, Role.OWNER),
        directory.suspend(actor, id_),
        directory.resume(actor, id_),
        directory.remove(actor, id_),
    ):
        with pytest.raises(SecondPersonNeeded):
            await deal


async def test_who_may_invite_cannot_become_more_by_it(town: Town) -> None:
    """Support gives links to members. One for an owner would make its bearer the owner."""
    owner, support = await town.settle("Owner", Role.OWNER), await town.settle("Support", Role.SUPPORT)
    staff = await town.log_in(support)
    invite = {"name": "Eve", "addresses": ["eve@tempory.test"], "language": "en"}
    for attempt in (
        town.people.directory.make_link(staff.actor, staff.permissions, owner.member.id),
        town.people.directory.invite(staff.actor, staff.permissions, roles=frozenset({Role.OWNER}), **invite),  # type: ignore[arg-type]
    ):
        with pytest.raises(NotAllowed):
            await attempt
    member, _ = await town.people.directory.invite(staff.actor, staff.permissions, **invite)  # type: ignore[arg-type]
    await town.people.directory.make_link(staff.actor, staff.permissions, member.id)


async def test_a_link_made_before_somebody_got_a_role_is_worth_nothing_after(town: Town) -> None:
    """Support makes a link for a member and waits until the member becomes an owner."""
    owner, support = await town.settle("Owner", Role.OWNER), await town.settle("Support", Role.SUPPORT)
    ines, staff = await town.settle(factor=True), await town.log_in(support)
    link = await town.people.directory.make_link(staff.actor, staff.permissions, ines.member.id)
    await town.people.directory.grant((await town.log_in(owner)).actor, ines.member.id, Role.OWNER)
    with pytest.raises(LinkGone):
        await town.people.enrolment.reset(link, ines.new_password(), BROWSER)


async def test_a_role_begins_with_the_next_log_in_and_ends_at_once(town: Town) -> None:
    owner, ines = await town.settle("Owner", Role.OWNER), await town.settle(factor=True)
    actor = (await town.log_in(owner)).actor
    before = await town.log_in(ines)
    await town.people.directory.grant(actor, ines.member.id, Role.AUDITOR)
    assert (await town.people.sessions.find(before.token)).permissions == {Permission.ACCOUNT_USE}
    staff = await town.log_in(ines)
    assert staff.permissions == PERMISSIONS[Role.AUDITOR]
    with pytest.raises(NotAllowed):
        await town.people.sessions.permit(staff, Permission.PEOPLE_INVITE, step_up=False)
    assert town.acts[-1].result == "refused"
    await town.people.directory.revoke(actor, ines.member.id, Role.AUDITOR)
    with pytest.raises(SessionGone):
        await town.people.sessions.find(staff.token)
    with pytest.raises(RecordGone):
        await town.people.directory.revoke(actor, ines.member.id, Role.AUDITOR)


async def test_a_role_given_to_who_has_no_factor_waits(town: Town) -> None:
    owner, ines = await town.settle("Owner", Role.OWNER), await town.settle()
    grant = await town.people.directory.grant((await town.log_in(owner)).actor, ines.member.id, Role.AUDITOR)
    assert grant.suspended
    assert await town.storage.people.breaches() == []
    with pytest.raises(Conflict):
        await town.people.directory.grant(ANYBODY, ines.member.id, Role.MEMBER)


async def test_staff_sessions_are_short(town: Town) -> None:
    owner = await town.settle("Owner", Role.OWNER)
    idle = await town.log_in(owner)
    town.world.clock.advance(15 * 60 + 1)
    with pytest.raises(SessionGone):
        await town.people.sessions.find(idle.token)
    busy = await town.log_in(owner)
    for _ in range(7 * 6):
        town.world.clock.advance(600)
        await town.people.sessions.find(busy.token)
    for _ in range(6):
        town.world.clock.advance(600)
        await town.storage.people.touch_session(busy.session.id, seen_at=town.office.now())
    with pytest.raises(SessionGone):
        await town.people.sessions.find(busy.token)


async def test_sessions_are_listed_and_ended(town: Town) -> None:
    ines = await town.settle()
    first, second = await town.log_in(ines), await town.log_in(ines)
    listed = await town.people.sessions.list(ines.member.id)
    assert {session.device for session in listed} == {BROWSER.device}
    await town.people.sessions.end(first.actor, ines.member.id, first.session.id)
    with pytest.raises(RecordGone):
        await town.people.sessions.end(first.actor, ines.member.id, first.session.id)
    with pytest.raises(SessionGone):
        await town.people.sessions.find(first.token)
    assert await town.people.sessions.end_all(second.actor, ines.member.id, except_for=second.session.id) == 1
    town.world.clock.advance(61 * 86_400)
    await town.people.sweep()
    assert await town.storage.people.sessions(ines.member.id) == []


@pytest.mark.parametrize(
    ("address", "refusal"),
    [
        ("ines@tempory.test", AddressTaken),
        ("postmaster@tempory.test", NameReserved),
        ("hostmaster@second.test", NameReserved),
        ("nora@elsewhere.test", InvalidRequest),
        ("nora", InvalidRequest),
        ("no+ra@tempory.test", InvalidRequest),
    ],
)
async def test_addresses_that_nobody_is_given(town: Town, address: str, refusal: type[Exception]) -> None:
    await town.settle()
    with pytest.raises(refusal):
        await town.invite("Nora", address)


async def test_an_address_of_somebody_invited_is_no_strangers(town: Town) -> None:
    await town.invite("Nora")
    with pytest.raises(AddressTaken):
        await town.world.mailboxes.create_open(draw_secret(town.world.workshop.random), name="nora")


async def test_members_are_listed_renamed_and_looked_up(town: Town) -> None:
    ines, nora = await town.settle(), await town.settle("Nora")
    directory = town.people.directory
    assert await directory.list(ANYBODY, after=None, limit=1) == [ines.member]
    assert await directory.list(ANYBODY, after=ines.member.id, limit=5) == [nora.member]
    await directory.rename(ANYBODY, nora.member.id, name="  Nora   Lind ", language="fr")
    shown, grants = await directory.show(ANYBODY, nora.member.id)
    assert (shown.name, shown.language, list(grants)) == ("Nora Lind", "fr", [])
    with pytest.raises(InvalidRequest):
        await directory.rename(ANYBODY, nora.member.id, name="\u202eNora", language=None)
    with pytest.raises(MemberGone):
        await directory.show(ANYBODY, MemberId(b"x" * 16))
    with pytest.raises(InvalidRequest):
        await directory.invite(ANYBODY, ALL, name="Maya", addresses=[], language="en")
