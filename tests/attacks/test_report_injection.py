"""Mail whose sender wants to write into our reports, or through them to somebody else, or to fill our memory."""

import gzip
from secrets import token_bytes

import msgspec
import pytest

from tempory.delivery import AuthenticitySettings, Examiner, ForgedSender, Incoming
from tempory.feedback import (
    Counts,
    Gatherer,
    Limits,
    Report,
    UriPublished,
    compose_letter,
    find_destinations,
    open_counts,
    prepare_letters,
)
from tempory.mailauth.dmarc import parse_record
from tempory.values import Address
from tests.feedback.making import DAY, PUBLISHED, REPORTER, SEEN, MemoryKeys, MemoryStore, make_report
from tests.feedback.schema import NAMESPACE, check, read
from tests.mailauth.zone import Zone
from tests.making import NOON, HandClock

pytestmark = pytest.mark.anyio
SETTINGS = AuthenticitySettings(hostname="mx.tempory.test")
ZONE = """
evil.example TXT v=spf1 ip4:192.0.2.66 -all
_dmarc.evil.example TXT v=DMARC1; p=none; rua=mailto:me@evil.example
"""
XML = '"><record>&x;]]></spf><!--'


class Desk:
    """Where mail is examined and counted, and what is kept of it."""

    def __init__(self, zone: str = ZONE, limits: Limits | None = None) -> None:
        self.store, self.keys = MemoryStore(), MemoryKeys()
        self.gatherer = Gatherer(
            store=self.store,
            keys=self.keys,
            clock=HandClock(),
            random=token_bytes,
            is_on=True,
            limits=limits or Limits(),
        )
        self.examiner = Examiner(
            resolver=Zone(zone), settings=SETTINGS, clock=HandClock(), random=bytes, counter=self.gatherer
        )

    async def send(
        self, *fields: str, sender: str = "me@evil.example", hello: str = "evil.example", peer: str = "192.0.2.66"
    ) -> None:
        content = "\r\n".join([*fields, "", "Hello", ""]).encode()
        path = Address.parse(sender) if sender else None
        await self.examiner.examine(Incoming(content=content, peer=peer, hello=hello, reverse_path=path))

    async def counts(self) -> Counts:
        await self.gatherer.flush()
        return open_counts(self.store.days[DAY], key=self.keys.keys[DAY], day=DAY)

    async def documents(self) -> list[str]:
        counts = await self.counts()
        return [Report(reporter=REPORTER, day=DAY, tally=tally).encode() for tally in counts.tallies.values()]


@pytest.mark.parametrize(
    "field",
    [
        f"DKIM-Signature: v=1; a=rsa-sha256; d={XML}; s={XML}; h=from; bh=AAAA; b=AAAA",
        f"DKIM-Signature: v=1; a=rsa-sha256; d=evil.example; s={XML}; h=from; bh=AAAA; b=AAAA",
        "DKIM-Signature: v=1; a=rsa-sha256; d=evil.example; s=a&lt;b; h=from; bh=AAAA; b=AAAA",
        f"DKIM-Signature: v=1; a=rsa-sha256; d=evil.example; s={'x' * 9_000}; h=from; bh=AAAA; b=AAAA",
    ],
)
@pytest.mark.parametrize("hello", ["evil.example", f"a{XML}", "&amp;", "é\u2028\ufffe", "x" * 255])
async def test_nothing_a_message_says_adds_an_element(field: str, hello: str) -> None:
    desk = Desk()
    await desk.send("From: me@evil.example", field, hello=hello, sender="")
    (document,) = await desk.documents()
    assert check(document) == []
    assert len(list(read(document).iter(f"{{{NAMESPACE}}}record"))) == 1
    assert "<!" not in document
    assert len(document) < 5_000


async def test_refused_mail_is_counted_and_says_so() -> None:
    desk = Desk(ZONE.replace("p=none", "p=reject"))
    with pytest.raises(ForgedSender):
        await desk.send("From: me@evil.example", peer="203.0.113.9")
    (document,) = await desk.documents()
    assert "<disposition>reject</disposition>" in document
    assert "<source_ip>203.0.113.9</source_ip>" in document


async def test_neither_recipient_nor_subject_nor_sender_gets_into_the_counts() -> None:
    desk = Desk()
    await desk.send(
        "From: Mallory <mallory-from@evil.example>",
        "To: secret-recipient@tempory.test",
        "Subject: secret-subject",
        "Message-ID: <secret-id@evil.example>",
        sender="secret-path@evil.example",
    )
    counts = await desk.counts()
    (tally,) = counts.tallies.values()
    kept = repr(counts).encode() + msgspec.msgpack.encode(list(tally.kinds))
    letter = compose_letter(Report(reporter=REPORTER, day=DAY, tally=tally), to=Address.parse("a@b.example"), at=NOON)
    written = (await desk.documents())[0].encode() + letter.content
    for octets in (kept, written):
        assert b"evil.example" in octets, "the search finds what is there"
        assert not [word for word in (b"secret", b"mallory", b"tempory.test/") if word in octets.lower()]
    assert b"192.0.2.66" not in desk.store.days[DAY]
    assert b"evil.example" not in desk.store.days[DAY]


async def test_who_invents_names_for_us_fills_a_bounded_room() -> None:
    desk = Desk(limits=Limits(domain_kinds=20, kinds=50))
    for number in range(200):
        await desk.send("From: me@evil.example", sender=f"a@x{number}.evil.example")
    counts = await desk.counts()
    assert counts.kinds == 20
    assert counts.tallies["evil.example"].messages == 200
    (document,) = await desk.documents()
    assert "180 messages are in no record" in document


async def test_nor_do_invented_domains_fill_more() -> None:
    zone = "\n".join(
        f"_dmarc.d{number}.example TXT v=DMARC1; p=none; rua=mailto:a@d{number}.example" for number in range(100)
    )
    desk = Desk(zone, limits=Limits(domain_kinds=20, kinds=50))
    for number in range(100):
        await desk.send(f"From: me@d{number}.example", sender="")
    counts = await desk.counts()
    assert (counts.kinds, len(counts.tallies), counts.left_out) == (50, 50, 50)


async def test_the_largest_day_stays_small_on_disk_and_as_a_letter() -> None:
    counts = Counts()
    noise = "".join(f"{number:03x}." for number in range(62))[:253]
    for number in range(1_200):
        kind = msgspec.structs.replace(SEEN, envelope_from=f"{number}.{noise}", spf_domain=f"{number}.{noise}")
        counts.add(PUBLISHED, kind)
    report = make_report(*counts.tallies["bank.example"].kinds.items())
    assert len(counts.tallies["bank.example"].kinds) == 1_000
    assert len(compose_letter(report, to=Address.parse("a@b.example"), at=NOON).content) < 1 << 20
    assert len(gzip.decompress(report.compress())) < 4 << 20


async def test_a_record_cannot_have_a_stranger_flooded() -> None:
    text = (
        b"v=DMARC1; p=reject; rua=mailto:victim@victim.example,mailto:a%0d%0aBcc:victim@victim.example,"
        b"https://victim.example/"
    )
    record = parse_record(text)
    assert record is not None
    assert [str(uri.address) for uri in record.rua] == ["victim@victim.example"]
    rua = tuple(UriPublished(str(uri.address), uri.max_octets) for uri in record.rua)
    named = msgspec.structs.replace(PUBLISHED, rua=rua)
    assert (await find_destinations(named, Zone(ZONE))).uris == ()


async def test_a_chain_of_consents_leads_nowhere() -> None:
    zone = f"""{ZONE}
    evil.example._report._dmarc.first.example TXT v=DMARC1; rua=mailto:a@second.example
    evil.example._report._dmarc.second.example TXT v=DMARC1; rua=mailto:victim@victim.example
    """
    published = msgspec.structs.replace(PUBLISHED, domain="evil.example", rua=(UriPublished("a@first.example", None),))
    counts = Counts()
    counts.add(published, SEEN)
    letters = prepare_letters(counts, DAY, reporter=REPORTER, resolver=Zone(zone), clock=HandClock())
    assert [letter async for letter in letters] == []
