"""DMARC by RFC 9989: records, the tree walk, alignment, and what is to be done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mailauth import DkimReason, DkimResult, DmarcResult, Policy, Result, SpfReason, SpfResult, evaluate_dmarc
from tempory.mailauth.dmarc import discover, find_organizational_domain, parse_record
from tempory.mailauth.dmarc.record import is_dmarc, parse_report_uris
from tests.mailauth.zone import Zone

pytestmark = pytest.mark.anyio
ZONE = """
_dmarc.bank.example TXT v=DMARC1; p=reject; sp=quarantine; np=reject; rua=mailto:agg@bank.example
_dmarc.strict.example TXT v=DMARC1; p=reject; adkim=s; aspf=s
_dmarc.test.example TXT v=DMARC1; p=reject; t=y
_dmarc.half.example TXT v=DMARC1; p=quarantine; pct=50
_dmarc.watch.example TXT v=DMARC1; p=none
_dmarc.own.bank.example TXT v=DMARC1; p=none
_dmarc.twice.example TXT v=DMARC1; p=reject
_dmarc.twice.example TXT v=DMARC1; p=none
_dmarc.other.example TXT v=spf1 -all
_dmarc.mute.example TXT TIMEOUT
_dmarc.gov TXT v=DMARC1; p=reject; psd=y
_dmarc.apart.bank.example TXT v=DMARC1; p=quarantine; psd=n
news.bank.example A 192.0.2.1
mail.bank.example A 192.0.2.1
"""


def spf(domain: str = "x.example", result: Result = Result.NONE) -> SpfResult:
    return SpfResult(result=result, reason=SpfReason.NO_RECORD, domain=domain)


def dkim(domain: str, result: Result = Result.PASS) -> DkimResult:
    return DkimResult(result=result, reason=DkimReason.VERIFIED, domain=domain)


async def evaluate(
    domain: str, *signatures: DkimResult, sender: SpfResult | None = None, sample: int = 0
) -> DmarcResult:
    return await evaluate_dmarc(domain, spf=sender or spf(), dkim=signatures, resolver=Zone(ZONE), sample=sample)


@pytest.mark.parametrize(
    ("domain", "policy_domain", "organization", "policy"),
    [
        ("bank.example", "bank.example", "bank.example", "reject"),
        ("news.bank.example", "bank.example", "bank.example", "quarantine"),
        ("missing.bank.example", "bank.example", "bank.example", "reject"),
        ("own.bank.example", "own.bank.example", "bank.example", "none"),
        ("deep.apart.bank.example", "apart.bank.example", "apart.bank.example", "quarantine"),
        ("a.strict.example", "strict.example", "strict.example", "reject"),
        ("agency.gov", "gov", "agency.gov", "reject"),
        ("www.agency.gov", "gov", "agency.gov", "reject"),
        ("gov", "gov", "gov", "reject"),
        ("twice.example", "", "twice.example", "none"),
        ("other.example", "", "other.example", "none"),
        ("a.b.c.d.e.f.g.h.i.bank.example", "bank.example", "bank.example", "reject"),
    ],
)
async def test_the_walk_finds_policy_and_organization(
    domain: str, policy_domain: str, organization: str, policy: str
) -> None:
    zone = Zone(ZONE)
    found = await discover(domain, zone)
    assert (found.policy_domain, found.organization, found.policy) == (policy_domain, organization, policy)
    assert len(zone.asked) <= 9
    assert await find_organizational_domain(domain, Zone(ZONE)) == organization


async def test_the_walk_asks_eight_names_at_most() -> None:
    zone = Zone("")
    await discover(".".join("abcdefghijklmnop"), zone)
    assert [question.count(".") for question in zone.asked] == [16, 7, 6, 5, 4, 3, 2, 1]


async def test_what_dns_cannot_say_is_no_failure() -> None:
    assert (await evaluate("mute.example")).result is Result.TEMPERROR
    assert await find_organizational_domain("a.mute.example", Zone(ZONE)) is None
    for unsure in (
        await evaluate("bank.example", dkim("bank.example", Result.TEMPERROR)),
        await evaluate("bank.example", sender=spf("bank.example", Result.TEMPERROR)),
        await evaluate("bank.example", dkim("a.mute.example")),
    ):
        assert (unsure.result, unsure.disposition) == ("temperror", "none")


@pytest.mark.parametrize(
    ("domain", "signer", "is_aligned"),
    [
        ("bank.example", "bank.example", True),
        ("bank.example", "mail.bank.example", True),
        ("news.bank.example", "mail.bank.example", True),
        ("bank.example", "notbank.example", False),
        ("bank.example", "example", False),
        ("bank.example", "apart.bank.example", False),
        ("strict.example", "strict.example", True),
        ("strict.example", "mail.strict.example", False),
        ("other.example", "other.example", True),
        ("other.example", "mail.other.example", False),
    ],
)
async def test_alignment(domain: str, signer: str, is_aligned: bool) -> None:
    signed = await evaluate(domain, dkim("else.example"), dkim("else.example"), dkim(signer))
    assert (signed.is_dkim_aligned, signed.is_spf_aligned) == (is_aligned, False)
    sent = await evaluate(domain, dkim(signer, Result.FAIL), sender=spf(signer, Result.PASS))
    assert (sent.is_dkim_aligned, sent.is_spf_aligned) == (False, is_aligned)
    if domain == "other.example":
        assert {signed.result, sent.result} == {Result.NONE}
    else:
        assert {signed.result, sent.result} == {Result.PASS if is_aligned else Result.FAIL}


@pytest.mark.parametrize(
    ("domain", "sample", "disposition"),
    [
        ("bank.example", 0, "reject"),
        ("news.bank.example", 0, "quarantine"),
        ("test.example", 0, "quarantine"),
        ("half.example", 49, "quarantine"),
        ("half.example", 50, "none"),
        ("watch.example", 0, "none"),
    ],
)
async def test_what_the_owner_asks_for(domain: str, sample: int, disposition: str) -> None:
    found = await evaluate(domain, sample=sample)
    assert (found.result, found.disposition) == ("fail", disposition)


@pytest.mark.parametrize(
    ("text", "is_record"),
    [
        (b"v=DMARC1", True),
        (b" v = DMARC1 ; p=none", True),
        (b"v=DMARC1;", True),
        (b"v=dmarc1; p=none", False),
        (b"p=none; v=DMARC1", False),
        (b"v=DMARC10", False),
        (b"v=DMARC1; " + b"x" * 5_000, False),
    ],
)
def test_a_record_says_that_it_is_one(text: bytes, is_record: bool) -> None:
    assert is_dmarc(text) == is_record


def test_what_is_wrong_in_a_record_falls_back() -> None:
    record = parse_record(
        b"v=DMARC1; p=Reject; SP=none; adkim=x; aspf=S; pct=many; t=Y; psd=z; junk; fo=1; p=none;"
        b" rua=mailto:a@b.example!10m, https://c.example, mailto:d@e.example"
    )
    assert record is not None
    assert (record.policy, record.subdomains, record.missing) == (Policy.REJECT, Policy.NONE, None)
    assert (record.is_dkim_strict, record.is_spf_strict, record.is_testing) == (False, True, True)
    assert (record.percent, record.psd) == (100, "u")
    assert [(str(uri.address), uri.max_octets) for uri in record.rua] == [
        ("a@b.example", 10 << 20),
        ("d@e.example", None),
    ]
    assert parse_record(b"v=DMARC1; pct=900") is not None
    assert parse_record(b"v=DMARC1; p=delete") is None
    told = parse_record(b"v=DMARC1; p=delete; rua=mailto:a@b.example")
    assert told is not None
    assert told.policy is Policy.NONE


@pytest.mark.parametrize(
    ("uri", "address", "octets"),
    [
        ("mailto:a@b.example", "a@b.example", None),
        ("MAILTO:a@b.example!500", "a@b.example", 500),
        ("mailto:a@b.example!2K", "a@b.example", 2_048),
        ("mailto:a@b.example!1g", "a@b.example", 1 << 30),
        ("mailto:a@b.example!1t", "a@b.example", 1 << 40),
        ("mailto:a%21b%2Cc@b.example", None, None),
        ("mailto:%22a%20b%22@b.example", '"a b"@b.example', None),
        ("mailto:a%2Bb@b.example", "a+b@b.example", None),
        ("mailto:a%0D%0ABcc:x@b.example", None, None),
        ("mailto:%C3%A9@b.example", None, None),
        ("mailto:%ff@b.example", None, None),
        ("mailto:a@b.example?subject=x", None, None),
        ("mailto:a@b.example!10x", None, None),
        ("mailto:a@-", None, None),
        ("mailto:a@b..example", None, None),
        ("https://b.example/report", None, None),
    ],
)
def test_reports_go_to_plain_addresses_only(uri: str, address: str | None, octets: int | None) -> None:
    read = parse_report_uris(uri)
    assert [(str(each.address), each.max_octets) for each in read] == ([] if address is None else [(address, octets)])


def test_of_many_addresses_the_first_ten_are_read() -> None:
    assert len(parse_report_uris(",".join(f"mailto:a{number}@b.example" for number in range(50)))) == 10


@given(st.binary(max_size=200))
def test_any_record_is_read(text: bytes) -> None:
    record = parse_record(b"v=DMARC1;" + text)
    assert record is None or 0 <= record.percent <= 100
