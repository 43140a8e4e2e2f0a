"""Filing a report: sealed to the team, once for each message, of one's own mailbox, within bounds."""

from secrets import token_bytes

import pytest

from tempory.mailboxes import InvalidRequest, MailboxGone, MessageGone
from tempory.people import Conflict
from tempory.sealing import MAX_REPORT_OCTETS, SEAL_OCTETS, open_answer, seal_report
from tempory.values import RecordId
from tempory.watch import (
    PER_MAILBOX,
    Channel,
    ReportsClosed,
    ReportTooLarge,
    SealedReport,
    State,
    TooManyReports,
)
from tests.making import draw_mailbox_id, draw_message_id
from tests.watch_making import HARMLESS, LETTER, Lookout, open_as

pytestmark = pytest.mark.anyio


async def test_a_report_is_read_by_the_team_and_lies_sealed(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    report, mailbox, _ = await lookout.report()
    assert await open_as(lookout, olga, by, report) == LETTER
    (listed,) = await lookout.watch.reports.of_mailbox(mailbox)
    assert (listed.state, listed.channel, listed.id) == (State.OPEN, Channel.API, report.id)
    stored = b"".join(path.read_bytes() for path in lookout.town.storage.mail._folder.iterdir() if path.is_file())
    assert b"evil.example" not in stored
    assert report.id.octets in stored


async def test_without_a_key_nothing_is_taken(lookout: Lookout) -> None:
    assert await lookout.watch.reports.team_key() is None
    with pytest.raises(ReportsClosed):
        await lookout.report()


async def test_the_same_message_is_reported_once(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    mailbox, address, _ = await lookout.mailbox("ann")
    message = await lookout.receive(address, LETTER)
    first = await lookout.watch.reports.file(mailbox, message, LETTER, Channel.API)
    again = await lookout.watch.reports.file(mailbox, message, LETTER, Channel.KEYWORD)
    assert again == first
    assert (await lookout.watch.desk.queue(by))[0].open == 1


async def test_nobody_reports_what_is_not_theirs(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    _, address, _ = await lookout.mailbox("ann")
    mallory, _, _ = await lookout.mailbox("mallory")
    message = await lookout.receive(address, LETTER)
    for other in (message, draw_message_id()):
        with pytest.raises(MessageGone):
            await lookout.watch.reports.file(mallory, other, LETTER, Channel.API)
    assert not await lookout.watch.reports.withdraw(mallory, message)


async def test_what_the_page_sealed_is_taken_as_it_is(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    key, pair = await lookout.make_key(olga, by)
    mailbox, address, _ = await lookout.mailbox("ann")
    message = await lookout.receive(address, HARMLESS)
    own = RecordId(token_bytes(16))
    sealed = seal_report(pair.public_key, HARMLESS, key=key, report=own)
    brought = SealedReport(id=own, key=key, sealed=sealed)
    report = await lookout.watch.reports.file_sealed(mailbox, message, brought, Channel.PAGE)
    assert report.id == own
    assert await open_as(lookout, olga, by, report) == HARMLESS
    # The same id for another message is not a repetition.
    other = await lookout.receive(address, LETTER)
    with pytest.raises(Conflict):
        await lookout.watch.reports.file_sealed(mailbox, other, brought, Channel.PAGE)


async def test_what_is_sealed_to_an_old_key_too_large_or_nothing_is_refused(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    old, pair = await lookout.make_key(olga, by)
    key, _ = await lookout.make_key(olga, by)
    mailbox, address, _ = await lookout.mailbox("ann")
    message = await lookout.receive(address, LETTER)
    own = RecordId(token_bytes(16))
    sealed = seal_report(pair.public_key, LETTER, key=old, report=own)
    file = lookout.watch.reports.file_sealed
    with pytest.raises(ReportsClosed):
        await file(mailbox, message, SealedReport(id=own, key=old, sealed=sealed), Channel.PAGE)
    too_large = bytes(SEAL_OCTETS + MAX_REPORT_OCTETS + 1)
    with pytest.raises(ReportTooLarge):
        await file(mailbox, message, SealedReport(id=own, key=key, sealed=too_large), Channel.PAGE)
    with pytest.raises(InvalidRequest):
        await file(mailbox, message, SealedReport(id=own, key=key, sealed=bytes(SEAL_OCTETS)), Channel.PAGE)
    with pytest.raises(ReportTooLarge):
        await lookout.watch.reports.file(mailbox, message, bytes(MAX_REPORT_OCTETS + 1), Channel.API)


async def test_a_mailbox_floods_nobody_not_even_by_taking_back(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    mailbox, address, _ = await lookout.mailbox("ann")
    message = await lookout.receive(address, HARMLESS)
    for _ in range(PER_MAILBOX):
        await lookout.watch.reports.file(mailbox, message, HARMLESS, Channel.API)
        assert await lookout.watch.reports.withdraw(mailbox, message)
    with pytest.raises(TooManyReports):
        await lookout.watch.reports.file(mailbox, message, HARMLESS, Channel.API)
    lookout.town.world.clock.advance(86_401)
    await lookout.watch.sweep()
    message = await lookout.receive((await lookout.mailbox("bob"))[1], HARMLESS)
    assert (await lookout.watch.desk.queue(by))[0].open == 0


async def test_what_was_decided_is_not_taken_back(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    report, mailbox, _ = await lookout.report()
    assert report.message is not None
    await lookout.watch.desk.decide(by, report.id, state=State.HARMLESS, answer="")
    assert not await lookout.watch.reports.withdraw(mailbox, report.message)


async def test_a_forgotten_mailbox_leaves_no_name(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    report, mailbox, _ = await lookout.report()
    decided, holder, _ = await lookout.report("bob")
    await lookout.watch.desk.decide(by, decided.id, state=State.CONFIRMED, answer="Thank you.")
    await lookout.watch.reports.agree(mailbox, agreed=True)
    for each in (mailbox, holder):
        await lookout.town.world.mailboxes.forget(each)
    _, left = await lookout.watch.desk.queue(by)
    assert {(each.mailbox, each.message, each.answer) for each in left} == {(None, None, b"")}
    assert not await lookout.watch.reports.agrees(mailbox)
    # What was handed over stays the team's to judge; nobody is answered.
    assert await open_as(lookout, olga, by, report) == LETTER
    await lookout.watch.desk.decide(by, report.id, state=State.CONFIRMED, answer="Thank you.")
    assert [each[0] for each in lookout.told] == [holder]


async def test_the_keyword_reports_only_once_the_holder_agreed(lookout: Lookout) -> None:
    mailbox, _, _ = await lookout.mailbox("ann")
    assert not await lookout.watch.reports.agrees(mailbox)
    await lookout.watch.reports.agree(mailbox, agreed=True)
    await lookout.watch.reports.agree(mailbox, agreed=True)
    assert await lookout.watch.reports.agrees(mailbox)
    await lookout.watch.reports.agree(mailbox, agreed=False)
    assert not await lookout.watch.reports.agrees(mailbox)
    with pytest.raises(MailboxGone):
        await lookout.watch.reports.agree(draw_mailbox_id(), agreed=True)


async def test_the_answer_is_for_the_reporter_alone(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    report, mailbox, token = await lookout.report()
    await lookout.watch.desk.decide(by, report.id, state=State.CONFIRMED, answer="  A forgery.  \r\nThank you! ")
    (listed,) = await lookout.watch.reports.of_mailbox(mailbox)
    opened = await lookout.town.world.mailboxes.open(token)
    assert open_answer(opened.keys, listed.answer, mailbox=mailbox, report=report.id) == "A forgery.\nThank you!"
    assert lookout.told[0][2] == "A forgery.\nThank you!"
    assert b"A forgery" not in listed.answer
