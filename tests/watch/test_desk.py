"""The team's desk: who may do what with its key, the queue, decisions, and what is found again."""

from secrets import token_bytes

import pytest

from tempory.delivery import MailboxFull
from tempory.mailboxes import InvalidRequest
from tempory.people import Actor, Conflict, NotAllowed, RecordGone, Role
from tempory.sealing import KeyPair
from tempory.values import MailboxId, RecordId
from tempory.verdict import trace_link
from tempory.watch import Channel, Report, State, TeamWrap, check_answer
from tests.making import draw_mailbox_id
from tests.watch_making import HARMLESS, LETTER, Lookout, open_as, wrap_for

pytestmark = pytest.mark.anyio
TRACE = trace_link("http://evil.example/login") or b""


async def test_a_colleague_is_given_the_key_and_loses_it_with_the_role(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    key, pair = await lookout.make_key(olga, by)
    report, _, _ = await lookout.report()
    omar, other = await lookout.officer("Omar")
    assert (await lookout.watch.team.show(other)).wraps == []
    await lookout.watch.team.hand_on(by, [wrap_for(omar, key, pair)])
    assert await open_as(lookout, omar, other, report) == LETTER
    await lookout.town.office.store.remove_grant(omar.member.id, Role.SECURITY_OFFICER, unless_last_owner=True)
    await lookout.watch.sweep()
    assert {wrap.mailbox for wrap in await lookout.town.storage.watch.team_wraps()} == {olga.mailbox}


async def test_nobody_hands_on_what_they_do_not_hold_or_to_whom_it_is_not_for(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    key, pair = await lookout.make_key(olga, by)
    omar, other = await lookout.officer("Omar")
    ines = await lookout.town.settle("Ines")
    with pytest.raises(NotAllowed):
        await lookout.watch.team.hand_on(other, [wrap_for(omar, key, pair)])
    for wraps in (
        [],
        [wrap_for(ines, key, pair)],
        [TeamWrap(key=key, mailbox=omar.mailbox, wrap=b"short")],
        [TeamWrap(key=key, mailbox=draw_mailbox_id(), wrap=wrap_for(omar, key, pair).wrap)],
    ):
        with pytest.raises(InvalidRequest):
            await lookout.watch.team.hand_on(by, wraps)
    # Nor is a wrap that is there replaced by a worthless one.
    before = await lookout.town.storage.watch.team_wraps()
    await lookout.watch.team.hand_on(by, [wrap_for(olga, key, KeyPair.draw(token_bytes))])
    assert await lookout.town.storage.watch.team_wraps() == before


async def test_who_makes_the_key_holds_it_and_is_the_first(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    omar, other = await lookout.officer("Omar")
    key, pair = RecordId(token_bytes(16)), KeyPair.draw(token_bytes)
    make = lookout.watch.team.make
    with pytest.raises(NotAllowed):
        await make(by, key, pair.public_key.octets, [wrap_for(omar, key, pair)])
    with pytest.raises(NotAllowed):
        await make(Actor(), key, pair.public_key.octets, [wrap_for(omar, key, pair)])
    with pytest.raises(InvalidRequest):
        await make(by, key, bytes(1216), [wrap_for(olga, key, pair)])
    with pytest.raises(InvalidRequest):
        await make(by, RecordId(token_bytes(16)), pair.public_key.octets, [wrap_for(olga, key, pair)])
    await make(by, key, pair.public_key.octets, [wrap_for(olga, key, pair)])
    with pytest.raises(InvalidRequest):
        await make(other, key, pair.public_key.octets, [wrap_for(omar, key, pair)])
    newer = RecordId(token_bytes(16))
    store = lookout.town.storage.watch
    (made,) = await store.team_keys()
    late = type(made)(id=newer, public_key=made.public_key, made_at=made.made_at)
    assert not await store.add_team_key(late, [], after=None)
    assert [each.id for each in await store.team_keys()] == [key]


async def test_an_old_key_stays_as_long_as_a_report_needs_it(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    old, _ = await lookout.make_key(olga, by)
    report, mailbox, _ = await lookout.report()
    new, _ = await lookout.make_key(olga, by)
    await lookout.watch.sweep()
    assert await open_as(lookout, olga, by, report) == LETTER
    assert report.message is not None
    await lookout.watch.reports.withdraw(mailbox, report.message)
    lookout.town.world.clock.advance(61)
    await lookout.watch.sweep()
    assert [key.id for key in await lookout.town.storage.watch.team_keys()] == [new]
    assert old not in {wrap.key for wrap in await lookout.town.storage.watch.team_wraps()}


async def test_the_eldest_open_report_is_on_top_and_is_decided_once(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    first, _, _ = await lookout.report("ann")
    lookout.town.world.clock.advance(60)
    second, _, _ = await lookout.report("bob")
    _, listed = await lookout.watch.desk.queue(by)
    assert [each.id for each in listed] == [first.id, second.id]
    await lookout.watch.desk.decide(by, first.id, state=State.HARMLESS, answer="It is from us.")
    counts, listed = await lookout.watch.desk.queue(by)
    assert [each.id for each in listed] == [second.id, first.id]
    assert (counts.open, counts.harmless, counts.confirmed, counts.eldest_open) == (1, 1, 0, second.filed_at)
    with pytest.raises(Conflict):
        await lookout.watch.desk.decide(by, first.id, state=State.CONFIRMED, answer="")
    with pytest.raises(RecordGone):
        await lookout.watch.desk.decide(by, RecordId(bytes(16)), state=State.CONFIRMED, answer="")
    with pytest.raises(RecordGone):
        await lookout.watch.desk.open(by, RecordId(bytes(16)))
    for nobody, state in ((Actor(), State.CONFIRMED), (by, State.OPEN)):
        with pytest.raises(NotAllowed):
            await lookout.watch.desk.decide(nobody, second.id, state=state, answer="")


async def test_each_act_is_told_to_the_log_and_the_holder_sees_theirs(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    report, mailbox, _ = await lookout.report()
    lookout.town.acts.clear()
    await lookout.watch.desk.queue(by)
    await lookout.watch.desk.open(by, report.id)
    await lookout.watch.desk.decide(by, report.id, state=State.HARMLESS, answer="")
    acts = [(act.who, act.what, act.on) for act in lookout.town.acts]
    assert acts == [
        (by.member, "report.list", "reports"),
        (by.member, "report.open", f"mailbox:{mailbox}"),
        (by.member, "report.decide", f"mailbox:{mailbox}"),
    ]


async def test_a_confirmed_one_is_found_in_other_mailboxes_while_the_days_keys_live(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    report, mailbox, _ = await lookout.report("ann", LETTER.replace(b"%s", b"ann"))
    for name in ("bob", "cid"):
        _, address, _ = await lookout.mailbox(name)
        await lookout.receive(address, LETTER.replace(b"%s", name.encode()))
    lookout.town.world.clock.advance(86_400)
    _, late, _ = await lookout.mailbox("dan")
    await lookout.receive(late, LETTER)
    await lookout.receive(late, LETTER)
    _, spared, _ = await lookout.mailbox("eve")
    await lookout.receive(spared, HARMLESS)  # the same link, in mail that nobody was warned of
    decided, found = await lookout.watch.desk.decide(
        by, report.id, state=State.CONFIRMED, answer="", traces=[TRACE, TRACE]
    )
    assert found is not None
    assert (found.messages, found.mailboxes, decided.found) == (5, 4, 4)
    # Gone with the mailbox ...
    await lookout.town.world.mailboxes.forget(mailbox)
    assert (await lookout.watch.desk.search(by, [TRACE])).mailboxes == 3
    # ... and with the message.
    (newest, *_) = (await lookout.town.world.mailboxes.messages(await holder(lookout, late))).messages
    await lookout.town.world.mailboxes.delete(await holder(lookout, late), newest.id)
    assert (await lookout.watch.desk.search(by, [TRACE])).messages == 3
    # After fourteen days nothing is found, and the key is nowhere.
    (first, key), (second, _) = await lookout.town.storage.keys.fingerprint_days.living()
    lookout.town.world.clock.advance(13 * 86_400)
    await lookout.watch.sweep()
    assert [day for day, _ in await lookout.town.storage.keys.fingerprint_days.living()] == [second]
    assert second == first + 1
    assert (await lookout.watch.desk.search(by, [TRACE])).mailboxes == 1
    lookout.town.world.clock.advance(86_400)
    assert (await lookout.watch.desk.search(by, [TRACE])).mailboxes == 0, "expired, even before the round"
    await lookout.watch.sweep()
    folder = lookout.town.storage.mail._folder
    assert not any(key.reveal() in path.read_bytes() for path in folder.iterdir() if path.is_file())
    query = "SELECT count(*) FROM fingerprints"
    assert lookout.town.storage.mail._looking.execute(query).get == 0


async def holder(lookout: Lookout, address: object) -> MailboxId:
    hashed = lookout.town.world.workshop.hasher.hash(address)  # type: ignore[arg-type]
    found = await lookout.town.storage.mail.find_by_address(hashed)
    assert found is not None
    return found


@pytest.mark.parametrize("traces", [[b"short"], [bytes(32)] * 51])
async def test_what_is_no_trace_is_not_looked_for(lookout: Lookout, traces: list[bytes]) -> None:
    _, by = await lookout.officer()
    with pytest.raises(InvalidRequest):
        await lookout.watch.desk.search(by, traces)


async def test_a_letter_that_finds_no_room_does_not_undo_the_decision(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)

    async def refuse(_mailbox: MailboxId, _report: Report, _text: str) -> None:
        reason = "full"
        raise MailboxFull(reason)

    lookout.watch.desk._tell = refuse
    report, mailbox, _ = await lookout.report()
    await lookout.watch.desk.decide(by, report.id, state=State.CONFIRMED, answer="")
    (listed,) = await lookout.watch.reports.of_mailbox(mailbox)
    assert listed.state is State.CONFIRMED


@pytest.mark.parametrize("text", ["a" * 1001, "bell \a", "null \0", "turned \u202e", "\x1b[31m"])
def test_an_answer_has_no_control_characters(text: str) -> None:
    with pytest.raises(InvalidRequest):
        check_answer(text)


async def test_reports_go_in_time_decided_or_not(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    ines = await lookout.town.settle("Ines")
    message = await lookout.receive(ines.member.addresses[0], LETTER)
    report = await lookout.watch.reports.file(ines.mailbox, message, LETTER, Channel.PAGE)
    await lookout.watch.desk.decide(by, report.id, state=State.HARMLESS, answer="")
    lookout.town.world.clock.advance(89 * 86_400)
    await lookout.watch.sweep()
    assert len(await lookout.watch.reports.of_mailbox(ines.mailbox)) == 1
    lookout.town.world.clock.advance(2 * 86_400)
    await lookout.watch.sweep()
    assert await lookout.watch.reports.of_mailbox(ines.mailbox) == []
    assert await lookout.town.storage.watch.sealed_report(report.id) is None
