"""Strangers who flood the security team's queue: what they may fill, and who gets through all the same."""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_bytes

import pytest

from tempory.mailboxes import InvalidRequest
from tempory.people import Role
from tempory.sealing import SEAL_OCTETS
from tempory.values import RecordId
from tempory.watch import Channel, Report, SealedReport, State, TooManyReports, reports
from tests.watch_making import LETTER, Lookout, open_lookout

pytestmark = pytest.mark.anyio
TOTAL = 8


@pytest.fixture
def lookout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lookout]:
    monkeypatch.setattr(reports, "TOTAL", TOTAL)
    made = open_lookout(tmp_path)
    yield made
    made.town.storage.close()


async def flood(lookout: Lookout) -> list[Report]:
    """Fill what strangers may fill; forgetting the mailbox afterwards gains nothing."""
    filed = []
    for number in range(TOTAL // reports.OPEN_TO_ALL):
        report, mailbox, _ = await lookout.report(f"m{number}", b"Subject: %d\r\n\r\nflood\r\n" % number)
        filed.append(report)
        if number % 2:
            await lookout.town.world.mailboxes.forget(mailbox)
    with pytest.raises(TooManyReports, match="more reports than"):
        await lookout.report("last", LETTER)
    return filed


async def report_as_member(lookout: Lookout) -> Report:
    ines = await lookout.town.settle("Ines", Role.AUDITOR)
    message = await lookout.receive(ines.member.addresses[0], LETTER)
    return await lookout.watch.reports.file(ines.mailbox, message, LETTER, Channel.PAGE)


async def test_members_are_heard_through_a_flood_and_first(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    filed = await flood(lookout)
    report = await report_as_member(lookout)
    _, queue = await lookout.watch.desk.queue(by)
    assert queue[0].id == report.id
    assert {each.id for each in queue[1:]} == {each.id for each in filed}


async def test_what_is_decided_makes_room(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    filed = await flood(lookout)
    await lookout.watch.desk.decide(by, filed[1].id, state=State.HARMLESS, answer="")
    further, _, _ = await lookout.report("late", LETTER)
    _, queue = await lookout.watch.desk.queue(by)
    assert {each.id for each in queue} == {filed[0].id, filed[2].id, filed[3].id, further.id}
    assert await lookout.town.storage.watch.sealed_report(filed[1].id) is None


async def test_a_small_message_is_no_large_report(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    key, _ = await lookout.make_key(olga, by)
    mailbox, address, _ = await lookout.mailbox("ann")
    message = await lookout.receive(address, LETTER)

    async def file(octets: int) -> Report:
        brought = SealedReport(id=RecordId(token_bytes(16)), key=key, sealed=bytes(octets))
        return await lookout.watch.reports.file_sealed(mailbox, message, brought, Channel.PAGE)

    with pytest.raises(InvalidRequest):
        await file(SEAL_OCTETS + len(LETTER) + 1)
    assert (await file(SEAL_OCTETS + len(LETTER))).size == SEAL_OCTETS + len(LETTER)
