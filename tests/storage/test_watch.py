"""What every storage adapter must do with reports, the team's keys and fingerprints, whatever it is made of."""

import asyncio
from dataclasses import replace
from secrets import token_bytes

import pytest

from tempory.mailboxes import MailboxGone
from tempory.people import Conflict
from tempory.storage.sqlite import Storage
from tempory.values import INBOX, Instant, MailboxId, MemberId, MessageId, RecordId
from tempory.watch import Bounds, Channel, Report, Sightings, State, TeamKey, TeamWrap, TooManyReports
from tests.making import NOON, draw_mailbox_id, draw_message_id, make_message, make_record

pytestmark = pytest.mark.anyio
BOUNDS = Bounds(
    since=Instant(NOON - 1),
    per_mailbox=3,
    total=10,
    total_octets=8 * 1024 * 1024,
    open_to_all=2,
    forwarded=2,
    forwarded_octets=1024 * 1024,
)
KEY = RecordId(b"k" * 16)


async def settle(storage: Storage) -> MailboxId:
    record = make_record()
    await storage.mail.create(record, [token_bytes(32)])
    return record.id


def report_on(mailbox: MailboxId, message: MessageId | None = None, *, filed_at: Instant = NOON) -> Report:
    return Report(
        id=RecordId(token_bytes(16)),
        mailbox=mailbox,
        message=message or draw_message_id(),
        channel=Channel.PAGE,
        filed_at=filed_at,
        key=KEY,
        size=6,
    )


async def test_a_report_comes_back_as_it_was_however_large(storage: Storage) -> None:
    mailbox = await settle(storage)
    sealed = token_bytes(3 * 512 * 1024 + 7)
    report = replace(report_on(mailbox), size=len(sealed))
    assert await storage.watch.add_report(report, sealed, BOUNDS) == report
    assert await storage.watch.report(report.id) == report
    assert await storage.watch.sealed_report(report.id) == sealed
    assert await storage.watch.reports_of(mailbox) == [report]
    assert await storage.watch.reports_of(draw_mailbox_id()) == []


async def test_many_at_once_file_one_message_once(storage: Storage) -> None:
    mailbox, message = await settle(storage), draw_message_id()
    filed = await asyncio.gather(
        *(storage.watch.add_report(report_on(mailbox, message), b"sealed", BOUNDS) for _ in range(20))
    )
    assert len({each.id for each in filed}) == 1
    assert (await storage.watch.counts()).open == 1


async def test_an_id_is_given_once_and_a_mailbox_has_to_live(storage: Storage) -> None:
    mailbox = await settle(storage)
    report = report_on(mailbox)
    await storage.watch.add_report(report, b"sealed", BOUNDS)
    with pytest.raises(Conflict):
        await storage.watch.add_report(replace(report, message=draw_message_id()), b"other", BOUNDS)
    with pytest.raises(MailboxGone):
        await storage.watch.add_report(report_on(draw_mailbox_id()), b"sealed", BOUNDS)
    assert await storage.watch.sealed_report(report.id) == b"sealed"


async def test_bounds_of_one_and_of_all(storage: Storage) -> None:
    first, second = await settle(storage), await settle(storage)
    for _ in range(3):
        await storage.watch.add_report(report_on(first), b"sealed", BOUNDS)
    with pytest.raises(TooManyReports, match="a day"):
        await storage.watch.add_report(report_on(first), b"sealed", BOUNDS)
    with pytest.raises(TooManyReports, match="can take"):
        await storage.watch.add_report(report_on(second), b"sealed", replace(BOUNDS, total_octets=20))
    for _ in range(2):
        await storage.watch.add_report(report_on(second), b"sealed", BOUNDS)
    with pytest.raises(TooManyReports, match="can take"):
        await storage.watch.add_report(report_on(second), b"sealed", BOUNDS)


async def test_one_decision_wins_against_another_and_against_taking_back(storage: Storage) -> None:
    mailbox, message = await settle(storage), draw_message_id()
    report = await storage.watch.add_report(report_on(mailbox, message), b"sealed", BOUNDS)
    by = MemberId(b"m" * 16)
    decisions = [replace(report, state=state, decided_by=by) for state in (State.CONFIRMED, State.HARMLESS)]
    done = await asyncio.gather(*(storage.watch.decide(each) for each in decisions))
    assert sorted(done) == [False, True]
    assert not await storage.watch.withdraw(mailbox, message)
    kept = await storage.watch.report_of(mailbox, message)
    assert kept is not None
    assert kept.state is decisions[done.index(True)].state


async def test_forgetting_takes_the_name_the_agreement_and_the_key(storage: Storage) -> None:
    mailbox = await settle(storage)
    report = await storage.watch.add_report(report_on(mailbox), b"sealed", BOUNDS)
    await storage.watch.set_agreement(mailbox, at=NOON)
    wrap = TeamWrap(key=KEY, mailbox=mailbox, wrap=b"wrap")
    assert await storage.watch.add_team_key(TeamKey(id=KEY, public_key=b"p", made_at=NOON), [wrap], after=None)
    await storage.mail.bury([mailbox], quarantine_until=NOON)
    kept = await storage.watch.report(report.id)
    assert kept is not None
    assert (kept.mailbox, kept.message, kept.state) == (None, None, State.OPEN)
    assert not await storage.watch.agrees(mailbox)
    assert await storage.watch.team_wraps() == []
    # Nothing sealed to the mailbox is kept any more, even if an officer decides at this moment.
    assert await storage.watch.decide(replace(report, state=State.CONFIRMED, answer=b"sealed to it"))
    decided = await storage.watch.report(report.id)
    assert decided is not None
    assert decided.answer == b""


async def test_fingerprints_go_with_the_last_copy_of_their_message(storage: Storage) -> None:
    mailbox = await settle(storage)
    message = replace(make_message(mailbox), day=7, fingerprints=(b"f" * 32, b"g" * 32, b"f" * 32))
    (uid,) = await storage.mail.append([message])
    plain = make_message(mailbox)
    await storage.mail.append([plain])
    inbox = await storage.mail.folder(mailbox, INBOX)
    assert inbox is not None
    archive = await storage.mail.create_folder(mailbox, "Archive")
    assert await storage.watch.sightings([(7, b"f" * 32), (7, b"g" * 32)]) == Sightings(messages=1, mailboxes=1)
    assert await storage.watch.sightings([(8, b"f" * 32)]) == Sightings(messages=0, mailboxes=0)
    await storage.mail.copy(mailbox, inbox.id, [uid], archive.id, saved_at=NOON)
    await storage.mail.expunge(mailbox, inbox.id, [uid])
    assert (await storage.watch.sightings([(7, b"f" * 32)])).messages == 1
    await storage.mail.delete_folder(mailbox, archive.id)
    assert (await storage.watch.sightings([(7, b"f" * 32)])).messages == 0


async def test_what_is_refused_leaves_no_fingerprint(storage: Storage) -> None:
    mailbox = await settle(storage)
    marked = replace(make_message(mailbox), day=7, fingerprints=(b"f" * 32,))
    with pytest.raises(Exception, match="folder"):
        await storage.mail.append([marked, replace(marked, message=draw_message_id(), folder="Nowhere")])
    assert (await storage.watch.sightings([(7, b"f" * 32)])).messages == 0


async def test_time_takes_reports_and_what_was_counted(storage: Storage) -> None:
    mailbox = await settle(storage)
    for _ in range(3):
        await storage.watch.add_report(report_on(mailbox, filed_at=NOON), b"sealed", BOUNDS)
    assert await storage.watch.remove_reports(filed_before=NOON, counted_before=NOON) == 0
    later = Instant(NOON + 1)
    assert await storage.watch.remove_reports(filed_before=later, counted_before=later) == 3
    await storage.watch.add_report(report_on(mailbox), b"sealed", BOUNDS)


def forwarded(mailbox: MailboxId | None = None) -> Report:
    return replace(report_on(draw_mailbox_id()), mailbox=mailbox, message=None, channel=Channel.FORWARD)


async def test_what_is_forwarded_has_a_smaller_room_and_is_of_no_message(storage: Storage) -> None:
    mailbox = await settle(storage)
    with pytest.raises(TooManyReports):
        await storage.watch.add_report(forwarded(), bytes(BOUNDS.forwarded_octets + 1), BOUNDS)
    own, strange = forwarded(mailbox), forwarded()
    for each in (strange, forwarded(), own):  # a holder's does not count among strangers'
        await storage.watch.add_report(each, b"sealed", BOUNDS)
    with pytest.raises(TooManyReports):
        await storage.watch.add_report(forwarded(), b"sealed", BOUNDS)
    assert list(await storage.watch.reports_of(mailbox)) == []
    assert {each.mailbox for each in await storage.watch.reports(limit=9)} == {mailbox, None}
    for _ in range(2):  # the holder's bound counts the one that was forwarded
        await storage.watch.add_report(report_on(mailbox), b"sealed", BOUNDS)
    with pytest.raises(TooManyReports):
        await storage.watch.add_report(report_on(mailbox), b"sealed", BOUNDS)
    with pytest.raises(MailboxGone):
        await storage.watch.add_report(forwarded(draw_mailbox_id()), b"sealed", BOUNDS)
    with pytest.raises(ValueError, match="or forwarded"):
        await storage.watch.add_report(replace(report_on(mailbox), message=None), b"sealed", BOUNDS)
