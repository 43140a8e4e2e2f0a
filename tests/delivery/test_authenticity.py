"""What is found out about a sender, and what becomes of the message."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from ipaddress import ip_network

import pytest

from tempory.delivery import (
    AuthenticitySettings,
    Examined,
    Examiner,
    ForgedSender,
    Handling,
    Incoming,
    SenderNotVerifiable,
)
from tempory.delivery.deadline import DeadlineResolver
from tempory.mailauth import Answer, BadgeReason, Findings, IPAddress, Outcome, Policy
from tempory.values import Address
from tests.mailauth.letters import PLAIN
from tests.mailauth.signing import Signer
from tests.mailauth.zone import Zone
from tests.making import HandClock

pytestmark = pytest.mark.anyio
SETTINGS = AuthenticitySettings(hostname="mx.tempory.test", exempt=(ip_network("127.0.0.0/8"),))
ZONE = """
bank.example TXT v=spf1 ip4:192.0.2.1 -all
_dmarc.bank.example TXT v=DMARC1; p=reject
shop.example TXT v=spf1 ip4:192.0.2.1 -all
_dmarc.shop.example TXT v=DMARC1; p=quarantine
plain.example TXT v=spf1 -all
_dmarc.mute.example TXT TIMEOUT
mail.bank.example A 192.0.2.1
192.0.2.1 PTR mail.bank.example
"""


def letter(*authors: str, body: str = "Hello") -> bytes:
    return ("".join(f"From: {author}\r\n" for author in authors) + f"Subject: Hi\r\n\r\n{body}\r\n").encode()


def examiner(settings: AuthenticitySettings = SETTINGS, zone: str = ZONE) -> Examiner:
    return Examiner(resolver=Zone(zone), settings=settings, clock=HandClock(), random=bytes)


async def examine(
    content: bytes,
    *,
    peer: str = "192.0.2.1",
    sender: str = "jo@bank.example",
    settings: AuthenticitySettings = SETTINGS,
    zone: str = ZONE,
) -> Examined:
    incoming = Incoming(
        content=content,
        peer=peer,
        hello="mail.bank.example",
        reverse_path=Address.parse(sender) if sender else None,
    )
    return await examiner(settings, zone).examine(incoming)


async def test_the_domain_that_sends_by_its_own_host_is_verified() -> None:
    found = await examine(letter("Jo <jo@bank.example>"))
    assert (found.judgement.badge, found.judgement.domain) == ("verified", "bank.example")
    assert found.judgement.reasons == (BadgeReason.HOST_ALLOWED,)
    text = found.results.decode()
    assert text.startswith("Authentication-Results: mx.tempory.test;")
    for part in ("dmarc=pass", "dkim=none", "spf=pass", "smtp.helo=mail.bank.example", "iprev=pass"):
        assert part in text


async def test_a_signature_is_enough_wherever_the_message_comes_from() -> None:
    signer = Signer()
    content = signer.sign(PLAIN)
    found = await examine(content, peer="203.0.113.9", sender="bounce@list.example", zone=ZONE + signer.zone())
    assert (found.judgement.badge, found.judgement.reasons[0]) == ("verified", "signed")
    assert found.content is content


async def test_what_its_domain_disowns_is_refused() -> None:
    with pytest.raises(ForgedSender):
        await examine(letter("jo@bank.example"), peer="203.0.113.9")


@pytest.mark.parametrize(("handling", "is_junk"), [(Handling.JUNK, True), (Handling.MARK, False)], ids=["junk", "mark"])
async def test_or_it_is_set_apart_or_only_marked(handling: Handling, is_junk: bool) -> None:
    settings = replace(SETTINGS, on_reject=handling, on_quarantine=handling)
    for domain in ("bank.example", "shop.example"):
        found = await examine(letter(f"jo@{domain}"), peer="203.0.113.9", settings=settings)
        assert (found.judgement.badge, found.judgement.domain) == ("pretends", domain)
        assert found.is_junk == is_junk


async def test_a_domain_without_policy_could_not_be_verified() -> None:
    found = await examine(letter("jo@plain.example"))
    assert (found.judgement.badge, found.is_junk) == ("unverified", False)


async def test_the_null_path_is_asked_about_by_its_greeting_alone() -> None:
    found = await examine(letter("jo@bank.example"), sender="", zone=f"{ZONE}mail.bank.example TXT v=spf1 a -all")
    assert found.judgement.badge == "verified"
    assert b"smtp.mailfrom" not in found.results


@pytest.mark.parametrize("peer", ["127.0.0.1", ""])
async def test_of_our_own_machines_dns_says_nothing(peer: str) -> None:
    found = await examine(letter("jo@bank.example"), peer=peer)
    assert found.judgement.reasons == (BadgeReason.LOCAL,)
    assert found.results == b"Authentication-Results: mx.tempory.test;\r\n\tnone\r\n"


async def test_nothing_is_asked_when_the_operator_says_so() -> None:
    found = await examine(letter("jo@bank.example"), settings=replace(SETTINGS, is_on=False))
    assert found.judgement.reasons == (BadgeReason.LOCAL,)


@pytest.mark.parametrize("peer", ["127.0.0.1", "192.0.2.1"])
async def test_results_forged_in_our_name_are_taken_out(peer: str) -> None:
    forged = b"Authentication-Results: MX.tempory.test (really);\r\n dkim=pass header.d=bank.example\r\n"
    other = b"Authentication-Results: other.example; dkim=pass\r\n"
    found = await examine(forged + other + letter("jo@bank.example"), peer=peer)
    assert found.content == other + letter("jo@bank.example")


@pytest.mark.parametrize(
    "authors",
    [
        ["jo@plain.example", "jo@bank.example"],
        ["jo@bank.example", "jo@plain.example"],
        ["jo@plain.example, ceo@bank.example"],
        ['"a" <jo@plain.example>, b: <ceo@bank.example>;'],
    ],
)
async def test_who_names_several_authors_hides_behind_none(authors: list[str]) -> None:
    with pytest.raises(ForgedSender):
        await examine(letter(*authors), peer="203.0.113.9", sender="jo@plain.example")


async def test_two_from_fields_verify_nobody() -> None:
    found = await examine(letter("jo@bank.example", "ceo@bank.example"))
    assert (found.judgement.badge, found.judgement.reasons) == ("unverified", ("many_authors",))


async def test_more_authors_than_anybody_checks_are_refused() -> None:
    with pytest.raises(ForgedSender):
        await examine(letter(", ".join(f"jo@d{number}.example" for number in range(11))))


@pytest.mark.parametrize("author", ["", "nobody", "jo@[192.0.2.1]", "jo@", "undisclosed: ;"])
async def test_without_an_author_nobody_is_verified(author: str) -> None:
    found = await examine(letter(author))
    assert found.judgement.reasons == (BadgeReason.NO_AUTHOR,)


async def test_when_dns_does_not_say_mail_is_taken_or_told_to_come_again() -> None:
    found = await examine(letter("jo@mute.example"))
    assert (found.judgement.badge, found.judgement.reasons[0]) == ("unverified", "dns_unanswered")
    with pytest.raises(SenderNotVerifiable):
        await examine(letter("jo@mute.example"), settings=replace(SETTINGS, defers_unanswered=True))


class Counted:
    """Hears of messages, and keeps what it heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, Policy]] = []

    def count(self, findings: Findings, *, address: IPAddress, envelope_from: str, handling: Policy) -> None:
        assert findings.dmarc
        self.heard.append((str(address), envelope_from, handling))


@pytest.mark.parametrize(
    ("peer", "author", "sender", "heard"),
    [
        ("192.0.2.1", "jo@bank.example", "jo@bank.example", ("192.0.2.1", "bank.example", Policy.NONE)),
        ("192.0.2.1", "jo@bank.example", "", ("192.0.2.1", "", Policy.REJECT)),
        ("203.0.113.9", "jo@shop.example", "jo@a.example", ("203.0.113.9", "a.example", Policy.QUARANTINE)),
        ("203.0.113.9", "jo@bank.example", "jo@a.example", ("203.0.113.9", "a.example", Policy.REJECT)),
        ("127.0.0.1", "jo@bank.example", "jo@bank.example", None),
        ("203.0.113.9", "jo@mute.example", "jo@a.example", None),
    ],
)
async def test_what_was_found_out_and_done_is_counted(
    peer: str, author: str, sender: str, heard: tuple[str, str, Policy] | None
) -> None:
    counter = Counted()
    counting = Examiner(
        resolver=Zone(ZONE),
        settings=replace(SETTINGS, defers_unanswered=True),
        clock=HandClock(),
        random=bytes,
        counter=counter,
    )
    path = Address.parse(sender) if sender else None
    incoming = Incoming(content=letter(author), peer=peer, hello="mail.bank.example", reverse_path=path)
    with suppress(ForgedSender, SenderNotVerifiable):
        await counting.examine(incoming)
    assert counter.heard == ([] if heard is None else [heard])


async def test_a_large_message_is_hashed_beside_the_event_loop() -> None:
    signer = Signer()
    content = signer.sign(PLAIN + b"x" * 300_000 + b"\r\n")
    found = await examine(content, peer="203.0.113.9", zone=ZONE + signer.zone())
    assert found.judgement.badge == "verified"


class Slow(Zone):
    """Answers nothing, ever."""

    async def look_up_texts(self, name: str) -> Answer[bytes]:
        await asyncio.Event().wait()
        raise AssertionError


async def test_time_and_questions_run_out() -> None:
    resolver = DeadlineResolver(Slow(ZONE), seconds=0.01, questions=3)
    answers = await asyncio.gather(*(resolver.look_up_texts("a.example") for _ in range(2)))
    assert {each.outcome for each in answers} == {Outcome.FAILED}
    patient = DeadlineResolver(Zone(ZONE), seconds=10, questions=3)
    assert (await patient.look_up_exchangers("bank.example")).outcome is Outcome.NO_DATA
    assert (await patient.look_up_texts("bank.example")).outcome is Outcome.FOUND
    assert (await patient.look_up_addresses("mail.bank.example", 4)).outcome is Outcome.FOUND
    assert (await patient.look_up_addresses("mail.bank.example", 4)).outcome is Outcome.FAILED


async def test_one_slow_sender_holds_up_no_other() -> None:
    slow = Examiner(resolver=Slow(ZONE), settings=replace(SETTINGS, seconds=0.2), clock=HandClock(), random=bytes)
    incoming = Incoming(content=letter("jo@bank.example"), peer="192.0.2.1", hello="h.example", reverse_path=None)
    many = asyncio.gather(*(slow.examine(incoming) for _ in range(50)))
    quick = await examine(letter("jo@bank.example"))
    assert quick.judgement.badge == "verified"
    assert not many.done()
    assert {found.judgement.reasons[0] for found in await many} == {BadgeReason.DNS_UNANSWERED}
