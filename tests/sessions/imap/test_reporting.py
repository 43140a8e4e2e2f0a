"""The keyword $Phishing: it reports once the holder has agreed, and takes back; it never costs the flag itself."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from secrets import token_bytes

import pytest

from tempory.accesslog import Subject, Verb, parse_leaf
from tempory.mailboxes.folders import FolderId
from tempory.sealing import MAX_REPORT_OCTETS, KeyPair, open_report
from tempory.sessions.imap.reporting import AT_ONCE
from tempory.values import MailboxId, MessageId, RecordId, Uid
from tempory.watch import Report, State, TeamKey
from tests.people_making import people_of
from tests.sessions.imap.house import Holder, House, LiveChannel, settle
from tests.sessions.imap.test_recording import Program
from tests.watch_making import watch_of

pytestmark = pytest.mark.anyio
LETTER = b"From: a@shop.example\r\nSubject: Hello\r\n\r\nA letter: https://evil.example/login\r\n"
KEY, TEAM = RecordId(b"k" * 16), KeyPair.draw(token_bytes)


class Reporter(Program):
    """A mail program whose house has a watch."""

    def __init__(self, holder: Holder, channel: LiveChannel) -> None:
        super().__init__(holder, channel)
        world = holder.house.world
        self.watch = watch_of(world, people_of(world))
        holder.house.service = replace(holder.house.service, reports=self.watch.reports)

    async def make_key(self) -> None:
        key = TeamKey(id=KEY, public_key=TEAM.public_key.octets, made_at=self.holder.house.world.clock.now())
        assert await self.holder.house.storage.watch.add_team_key(key, [], after=None)

    async def agree(self) -> None:
        await self.watch.reports.agree(self.holder.opened.mailbox.id, agreed=True)

    async def reports(self) -> list[Report]:
        return list(await self.watch.reports.of_mailbox(self.holder.opened.mailbox.id))


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Reporter]:
    house = House(tmp_path / "data")
    holder = await house.make_mailbox()
    reporter = Reporter(holder, LiveChannel())
    await holder.deliver(LETTER)
    await holder.deliver(LETTER.replace(b"Hello", b"Again"))
    reporter.channel, task = holder.open_session()
    await settle([reporter.channel])
    reporter.channel.take()
    assert b"OK" in await reporter.ask(f'LOGIN "" {holder.token}')
    assert b"2 EXISTS" in await reporter.ask("SELECT INBOX")
    yield reporter
    reporter.channel.hang_up()
    await task
    house.close()


async def test_it_reports_only_what_the_holder_agreed_to(program: Reporter) -> None:
    await program.make_key()
    assert b"Reported" not in await program.ask("STORE 1 +FLAGS ($Phishing)")
    assert await program.reports() == []
    await program.agree()
    assert b"Reported" not in await program.ask("STORE 1 +FLAGS ($Phishing)"), "it was set already"
    said = await program.ask("UID STORE 1:2 +FLAGS.SILENT ($phishing)")
    assert b"* OK Reported to the security team: 1, thank you\r\n" in said
    (report,) = await program.reports()
    sealed = await program.holder.house.storage.watch.sealed_report(report.id)
    assert sealed is not None
    assert open_report(TEAM, sealed, key=KEY, report=report.id) == LETTER.replace(b"Hello", b"Again")
    assert (report.channel.value, report.state) == ("keyword", State.OPEN)


async def test_taking_the_keyword_away_takes_the_report_back(program: Reporter) -> None:
    await program.make_key()
    await program.agree()
    await program.ask("STORE 1:2 +FLAGS ($Phishing)")
    assert len(await program.reports()) == 2
    await program.ask("STORE 1 -FLAGS ($Phishing)")
    assert len(await program.reports()) == 1
    await program.ask("STORE 2 +FLAGS ($NotPhishing)")
    assert await program.reports() == []
    assert b"Reported" not in await program.ask("STORE 1 FLAGS ($Phishing $NotPhishing)"), "it says both"
    await program.ask("STORE 1 FLAGS (\\Seen)")
    await program.ask("STORE 1 FLAGS ($Phishing)")
    assert len(await program.reports()) == 1


async def test_what_was_decided_stays(program: Reporter) -> None:
    await program.make_key()
    await program.agree()
    await program.ask("STORE 1 +FLAGS ($Phishing)")
    (report,) = await program.reports()
    await program.holder.house.storage.watch.decide(replace(report, state=State.CONFIRMED))
    await program.ask("STORE 1 -FLAGS ($Phishing)")
    assert [each.state for each in await program.reports()] == [State.CONFIRMED]


async def test_without_a_key_of_the_team_the_flag_is_kept_and_the_peer_told(program: Reporter) -> None:
    await program.agree()
    said = await program.ask("STORE 1:2 +FLAGS ($Phishing)")
    assert said.count(b"* NO The security team has not set up its key yet") == 1
    assert b" OK Stored" in said
    assert b"$Phishing" in await program.ask("FETCH 1 FLAGS")


async def test_a_flood_of_keywords_is_bounded(program: Reporter) -> None:
    await program.make_key()
    await program.agree()
    for number in range(25):
        await program.holder.deliver(LETTER.replace(b"Hello", b"%d" % number))
    await program.ask("NOOP")
    said = await program.ask("STORE 1:* +FLAGS ($Phishing)")
    assert b"* OK Reported to the security team: 20, thank you" in said
    assert b"* NO A mailbox reports at most 20 messages a day." in said
    assert len(await program.reports()) == 20


async def test_unmarking_a_whole_folder_holds_few_and_writes_nothing(
    program: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    await program.make_key()
    for number in range(2 * AT_ONCE):
        await program.holder.deliver(b"Subject: %d\r\n\r\nx\r\n" % number)
    await program.ask("NOOP")
    await program.ask("STORE 1:* +FLAGS ($Phishing)")
    await program.agree()
    mail, watch = program.holder.house.storage.mail, program.watch.reports._store
    summaries, asked, withdrawn = mail.summaries, list[int](), list[MessageId]()

    async def counting(
        mailbox: MailboxId, folder: FolderId, uids: Sequence[Uid]
    ) -> Sequence[tuple[Uid, MessageId, bytes]]:
        asked.append(len(uids))
        return await summaries(mailbox, folder, uids)

    async def withdrawing(_: MailboxId, message: MessageId) -> bool:
        withdrawn.append(message)
        return False

    monkeypatch.setattr(mail, "summaries", counting)
    monkeypatch.setattr(watch, "withdraw", withdrawing)
    await program.ask("STORE 1:* -FLAGS ($Phishing)")
    assert (asked, withdrawn) == ([AT_ONCE, AT_ONCE, 2], [])


async def test_a_message_too_large_or_damaged_hinders_no_other(program: Reporter) -> None:
    await program.make_key()
    await program.agree()
    await program.holder.deliver(LETTER + b"a" * 76 + b"\r\n" * (MAX_REPORT_OCTETS // 2))
    await program.holder.deliver(LETTER + b"\r\n" * 600_000)
    writer = program.holder.house.storage.mail.writer
    await writer.run(lambda connection: connection.execute("UPDATE objects SET body = x'01' WHERE object = 1") and None)
    await program.ask("NOOP")
    said = await program.ask("STORE 1:4 +FLAGS ($Phishing)")
    assert b"* NO A message was not reported: it is larger" in said
    assert b"* NO A message was not reported: it cannot be opened" in said
    assert b"* OK Reported to the security team: 2, thank you" in said


async def test_it_is_recorded_as_a_report(program: Reporter) -> None:
    await program.make_key()
    await program.agree()
    await program.ask("STORE 1 +FLAGS ($Phishing)")
    log = program.holder.house.world.workshop.log
    identity = await log.identify(Subject(program.holder.opened.mailbox.id.octets))
    kept = await log.store.about(bytes.fromhex(identity.pseudonym), below=None, limit=10)
    assert [parse_leaf(each.entry).verb for each in kept[:2]] == [Verb.REPORT, Verb.CHANGE]
