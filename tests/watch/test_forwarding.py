"""Reports by mail: what is handed over, from whom, how much, and who is thanked."""

from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tempory.mailauth import NOT_CHECKED, Badge, Judgement
from tempory.mime import parse
from tempory.sealing import MAX_REPORT_OCTETS
from tempory.values import Address, MailboxId, Unavailable
from tempory.watch import (
    FORWARDED,
    PER_NETWORK,
    Channel,
    Forwarding,
    NotAReport,
    Report,
    ReportsClosed,
    ReportTooLarge,
    State,
    TooManyReports,
    forwarded_message,
)
from tests.making import DOMAIN
from tests.watch_making import LETTER, Lookout, open_as

pytestmark = pytest.mark.anyio
SENDER = Address("ann", DOMAIN)
VERIFIED = Judgement(badge=Badge.VERIFIED, domain=DOMAIN.name)


def forward(*attached: bytes, author: str = f"Ann <ann@{DOMAIN}>", text: str = "Look at this.\n") -> bytes:
    """Return a mail with messages attached as they are."""
    head = f"From: {author}\r\nTo: phishing@{DOMAIN}\r\nMIME-Version: 1.0\r\nSubject: Fwd\r\n".encode()
    if not attached:
        return head + b"\r\n" + text.encode()
    parts = b"".join(
        b"--=_f\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + each + b"\r\n"
        for each in attached
    )
    opening = b"--=_f\r\nContent-Type: text/plain\r\n\r\n" + text.encode() + b"\r\n"
    return head + b'Content-Type: multipart/mixed; boundary="=_f"\r\n\r\n' + opening + parts + b"--=_f--\r\n"


class Post:
    """The report address of a lookout, and what it did."""

    def __init__(self, lookout: Lookout, *, name: str = "phishing") -> None:
        self.lookout = lookout
        self.thanked: list[tuple[MailboxId, Report]] = []
        self.recorded: list[MailboxId | None] = []
        self.log_fails = self.thanks_fail = False
        self.forwarding = Forwarding(
            lookout.town.office,
            lookout.watch.reports,
            name=lambda: name,
            find=self._find,
            record=self._record,
            thank=self._thank,
        )

    async def _find(self, address: Address) -> MailboxId | None:
        workshop = self.lookout.town.world.workshop
        return await workshop.store.find_by_address(workshop.hasher.hash(address))

    async def _record(self, mailbox: MailboxId | None) -> None:
        if self.log_fails:
            message = "no log"
            raise Unavailable(message)
        self.recorded.append(mailbox)

    async def _thank(self, mailbox: MailboxId, report: Report) -> None:
        if self.thanks_fail:
            message = "the mailbox is full"
            raise Unavailable(message)
        self.thanked.append((mailbox, report))

    async def take(
        self,
        content: bytes,
        *,
        peer: str = "192.0.2.7",
        judgement: Judgement | None = NOT_CHECKED,
        reverse_path: Address | None = SENDER,
    ) -> Report:
        return await self.forwarding.take(content, peer=peer, reverse_path=reverse_path, judgement=judgement)


def test_one_attached_message_is_taken_alone_and_anything_else_whole() -> None:
    assert forwarded_message(parse(forward(LETTER))) == LETTER
    for whole in (forward(), forward(LETTER, LETTER), b"", forward(b"")):
        assert forwarded_message(parse(whole)) == whole
    # What the forwarded message holds in turn is its own.
    nested = forward(LETTER).replace(b"=_f", b"=_g")
    assert forwarded_message(parse(forward(nested))) == nested
    letter = EmailMessage(policy=SMTP)
    letter["From"] = "a@firm.example"
    letter.set_content("see")
    letter.add_attachment(LETTER, maintype="application", subtype="octet-stream", filename="a.eml")
    encoded = letter.as_bytes().replace(b"application/octet-stream", b"message/rfc822")
    assert forwarded_message(parse(encoded)) == LETTER


async def test_the_address_is_there_once_the_team_can_read(lookout: Lookout) -> None:
    post, off = Post(lookout), Post(lookout, name="")
    report = Address("Phishing", DOMAIN)
    assert not await post.forwarding.reads(report)
    with pytest.raises(ReportsClosed):
        await post.take(forward(LETTER))
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    assert await post.forwarding.reads(report)
    assert not await off.forwarding.reads(report)
    assert not await post.forwarding.reads(Address("phishing+x", DOMAIN))


async def test_a_stranger_is_read_and_not_answered(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    mailbox, _, _ = await lookout.mailbox("ann")
    post = Post(lookout)
    # The name of a holder, but nobody stands for it; and a domain that stands for itself alone.
    report = await post.take(forward(LETTER), judgement=None)
    for judgement in (NOT_CHECKED, Judgement(badge=Badge.VERIFIED, domain="elsewhere.example")):
        report = await post.take(forward(LETTER), judgement=judgement)
        assert (report.channel, report.mailbox, report.message) == (Channel.FORWARD, None, None)
        assert await open_as(lookout, olga, by, report) == LETTER
    two = forward(LETTER, author=f"a@{DOMAIN}, b@{DOMAIN}")
    nobody = forward(LETTER, author="Ann <not an address>")
    stranger = forward(LETTER, author=f"x@{DOMAIN}")
    for content in (two, nobody, stranger):
        assert (await post.take(content, judgement=VERIFIED)).mailbox is None
    decided, _ = await lookout.watch.desk.decide(by, report.id, state=State.CONFIRMED, answer="It is.")
    assert decided.answer == b""
    assert post.thanked == []
    assert lookout.told == []
    assert set(post.recorded) == {None}
    assert list(await lookout.watch.reports.of_mailbox(mailbox)) == []
    stored = b"".join(path.read_bytes() for path in lookout.town.storage.mail._folder.iterdir() if path.is_file())
    assert b"evil.example" not in stored


async def test_a_holder_is_thanked_and_answered(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    mailbox, _, _ = await lookout.mailbox("ann")
    post = Post(lookout)
    report = await post.take(forward(LETTER), judgement=VERIFIED)
    assert report.mailbox == mailbox
    assert post.thanked == [(mailbox, report)]
    assert post.recorded == [mailbox]
    # It is of no message that the page could show it with.
    assert list(await lookout.watch.reports.of_mailbox(mailbox)) == []
    await lookout.watch.desk.decide(by, report.id, state=State.HARMLESS, answer="It is not.")
    assert [(to, text) for to, _, text in lookout.told] == [(mailbox, "It is not.")]
    # Thanks that cannot be delivered cost no report.
    post.thanks_fail = True
    again = await post.take(forward(LETTER), judgement=VERIFIED)
    assert again.id != report.id


async def test_bounces_and_what_is_too_large_are_refused(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    post = Post(lookout)
    with pytest.raises(NotAReport):
        await post.take(forward(LETTER), reverse_path=None)
    with pytest.raises(ReportTooLarge):
        await post.take(forward(text="x" * 70 + "\n" + "y" * MAX_REPORT_OCTETS))
    post.log_fails = True
    for _ in range(PER_NETWORK + 1):  # what was refused is not counted
        with pytest.raises(Unavailable):
            await post.take(forward(LETTER))
    post.log_fails = False
    assert (await lookout.watch.desk.queue(by))[0].open == 0
    await post.take(forward(LETTER))


async def test_a_network_and_a_holder_are_bounded(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    await lookout.mailbox("ann")
    post = Post(lookout)
    for number in range(PER_NETWORK):
        await post.take(forward(LETTER), peer=f"192.0.2.{number}")
    with pytest.raises(TooManyReports):
        await post.take(forward(LETTER), peer="192.0.2.250")
    await post.take(forward(LETTER), peer="198.51.100.1")
    for number in range(PER_NETWORK):
        await post.take(forward(LETTER), peer=f"2001:db8::{number:x}")
    with pytest.raises(TooManyReports):
        await post.take(forward(LETTER), peer="2001:db8:0:ffff::1")
    await post.take(forward(LETTER), peer="")
    # A holder's bound is that of the page, whatever their mail came by.
    for _ in range(20):
        await post.take(forward(LETTER), judgement=VERIFIED)
    with pytest.raises(TooManyReports):
        await post.take(forward(LETTER), judgement=VERIFIED, peer="203.0.113.1")
    lookout.town.world.clock.advance(86_400)
    await lookout.watch.sweep()
    await post.take(forward(LETTER), peer="192.0.2.250")
    await post.take(forward(LETTER), judgement=VERIFIED)


async def test_strangers_cannot_fill_the_queue(lookout: Lookout) -> None:
    olga, by = await lookout.officer()
    await lookout.make_key(olga, by)
    post = Post(lookout)
    taken = 0
    with suppress(TooManyReports):
        for number in range(FORWARDED + 1):
            await post.take(forward(LETTER), peer=f"10.{number // 250}.{number % 250}.1")
            taken += 1
    assert taken == FORWARDED
    report, _, _ = await lookout.report()
    assert report.state is State.OPEN
