"""What a message adds to the counts, and what it does not."""

from ipaddress import ip_address

import pytest

from tempory.feedback import Disposition, Override, Published, Seen, UriPublished, observe
from tempory.mailauth import DkimReason, DkimResult, DmarcRecord, DmarcResult, Findings, IPAddress, Policy, Result
from tests.feedback.making import ADDRESS, make_dmarc, make_findings, make_record


def seen(
    dmarc: DmarcResult | None = None, handling: Policy = Policy.NONE, *, address: IPAddress = ADDRESS
) -> tuple[Published, Seen]:
    findings = make_findings(*([dmarc] if dmarc else []))
    ((published, one),) = observe(findings, address=address, envelope_from="list.example", handling=handling)
    return published, one


def count(findings: Findings) -> int:
    return len(list(observe(findings, address=ADDRESS, envelope_from="", handling=Policy.NONE)))


def test_a_message_is_seen_as_it_came() -> None:
    published, one = seen()
    assert published == Published(
        domain="bank.example",
        policy=Policy.REJECT,
        subdomains=Policy.REJECT,
        missing=Policy.REJECT,
        is_dkim_strict=False,
        is_spf_strict=False,
        is_testing=False,
        rua=(UriPublished("agg@bank.example", None),),
    )
    assert (one.source, one.header_from, one.envelope_from) == ("192.0.2.1", "bank.example", "list.example")
    assert [(each.domain, each.selector, each.result) for each in one.signatures] == [("bank.example", "s1", "pass")]
    assert (one.spf_domain, one.spf_result) == ("bank.example", "fail")
    assert (one.is_dkim_aligned, one.is_spf_aligned) == (True, False)


def test_what_a_record_leaves_out_is_as_the_rest() -> None:
    record = DmarcRecord(policy=Policy.REJECT, subdomains=Policy.NONE, rua=make_record().rua)
    published, _ = seen(make_dmarc(record=record))
    assert (published.policy, published.subdomains, published.missing) == ("reject", "none", "none")
    record = DmarcRecord(policy=Policy.REJECT, subdomains=Policy.NONE, missing=Policy.REJECT, rua=make_record().rua)
    assert seen(make_dmarc(record=record))[0].missing == "reject"


def test_a_domain_that_asks_for_no_reports_is_not_counted() -> None:
    assert count(make_findings(make_dmarc(has_record=False))) == 0
    assert count(make_findings(make_dmarc(record=make_record(rua="")))) == 0
    assert count(make_findings(make_dmarc(), make_dmarc(domain="b.example", policy_domain="b.example"))) == 2


def test_a_public_suffix_is_told_nothing_of_the_domains_below_it() -> None:
    suffix = make_record(psd="y")
    assert count(make_findings(make_dmarc(domain="bank.gov", policy_domain="gov", record=suffix))) == 0
    assert count(make_findings(make_dmarc(domain="gov", policy_domain="gov", record=suffix))) == 1


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_an_address_is_written_as_the_schema_knows_it(address: str, source: str) -> None:
    assert seen(address=ip_address(address))[1].source == source


def test_signatures_that_cannot_be_named_are_left_out_and_long_names_cut() -> None:
    dkim = (
        DkimResult(result=Result.PERMERROR, reason=DkimReason.SYNTAX),
        DkimResult(result=Result.FAIL, reason=DkimReason.NO_KEY, domain="d" * 500, selector="s" * 500),
    )
    findings = make_findings(dkim=dkim, spf_domain="h" * 500)
    ((_, one),) = observe(findings, address=ADDRESS, envelope_from="", handling=Policy.NONE)
    assert [(len(each.domain), len(each.selector)) for each in one.signatures] == [(253, 253)]
    assert len(one.spf_domain) == 253


def failed(asked: Policy, *, policy: Policy = Policy.REJECT, is_testing: bool = False) -> DmarcResult:
    return make_dmarc(Result.FAIL, record=make_record(policy, is_testing=is_testing), disposition=asked)


@pytest.mark.parametrize(
    ("dmarc", "handling", "disposition", "overrides"),
    [
        (make_dmarc(), Policy.NONE, Disposition.PASS, ()),
        (make_dmarc(record=make_record(Policy.NONE)), Policy.NONE, Disposition.NONE, ()),
        (make_dmarc(), Policy.REJECT, Disposition.REJECT, (Override.LOCAL_POLICY,)),
        (failed(Policy.REJECT), Policy.REJECT, Disposition.REJECT, ()),
        (failed(Policy.REJECT), Policy.QUARANTINE, Disposition.QUARANTINE, (Override.LOCAL_POLICY,)),
        (failed(Policy.REJECT), Policy.NONE, Disposition.NONE, (Override.LOCAL_POLICY,)),
        (failed(Policy.NONE, policy=Policy.NONE), Policy.NONE, Disposition.NONE, ()),
        (failed(Policy.QUARANTINE), Policy.QUARANTINE, Disposition.QUARANTINE, (Override.SAMPLED_OUT,)),
        (
            failed(Policy.QUARANTINE, is_testing=True),
            Policy.NONE,
            Disposition.NONE,
            (Override.TEST_MODE, Override.LOCAL_POLICY),
        ),
        (make_dmarc(Result.TEMPERROR), Policy.NONE, Disposition.NONE, (Override.DNS,)),
    ],
)
def test_what_was_done_and_why_it_is_not_what_the_policy_says(
    dmarc: DmarcResult, handling: Policy, disposition: Disposition, overrides: tuple[Override, ...]
) -> None:
    _, one = seen(dmarc, handling)
    assert (one.disposition, one.overrides) == (disposition, overrides)
