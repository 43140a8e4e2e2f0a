"""What the checks come to, in the words that a reader is shown."""

from ipaddress import ip_address

import pytest

from tempory.mailauth import (
    ArcReason,
    ArcResult,
    Badge,
    DkimReason,
    DkimResult,
    DmarcReason,
    DmarcRecord,
    DmarcResult,
    Findings,
    IprevResult,
    Policy,
    Result,
    SpfReason,
    SpfResult,
    check_iprev,
    judge,
)
from tempory.mailauth.dmarc import Discovery
from tests.mailauth.zone import Zone

pytestmark = pytest.mark.anyio


def dmarc(
    result: Result = Result.FAIL, policy: Policy | None = Policy.REJECT, *, signed: bool = False, sent: bool = False
) -> DmarcResult:
    record = None if policy is None else DmarcRecord(policy=policy)
    return DmarcResult(
        result=result,
        reason=DmarcReason.NOT_ALIGNED,
        domain="bank.example",
        disposition=policy or Policy.NONE if result is Result.FAIL else Policy.NONE,
        is_dkim_aligned=signed,
        is_spf_aligned=sent,
        discovery=Discovery(
            domain="bank.example", organization="bank.example", policy_domain="bank.example", record=record
        ),
    )


def findings(
    *results: DmarcResult,
    spf: Result = Result.NONE,
    dkim: tuple[Result, ...] = (),
    arc: Result = Result.NONE,
    many: bool = False,
) -> Findings:
    return Findings(
        spf=SpfResult(result=spf, reason=SpfReason.MATCHED, domain="bank.example"),
        dkim=tuple(DkimResult(result=each, reason=DkimReason.VERIFIED) for each in dkim),
        arc=ArcResult(result=arc, reason=ArcReason.WHOLE),
        dmarc=results,
        iprev=IprevResult(result=Result.PASS),
        has_many_authors=many,
    )


@pytest.mark.parametrize(
    ("found", "badge", "reasons"),
    [
        (findings(dmarc(Result.PASS, signed=True), dkim=(Result.PASS,)), "verified", "signed"),
        (findings(dmarc(Result.PASS, sent=True), spf=Result.PASS), "verified", "host_allowed"),
        (findings(dmarc(Result.PASS, signed=True, sent=True)), "verified", "signed host_allowed"),
        (findings(dmarc(Result.NONE, None, signed=True)), "verified", "signed"),
        (findings(dmarc(Result.NONE, None)), "unverified", "no_policy not_signed host_unknown"),
        (
            findings(dmarc(Result.FAIL, Policy.NONE), dkim=(Result.FAIL,), spf=Result.SOFTFAIL),
            "unverified",
            "no_policy signature_broken host_not_allowed",
        ),
        (
            findings(dmarc(), dkim=(Result.POLICY,), spf=Result.FAIL),
            "pretends",
            "policy_reject signature_refused host_not_allowed",
        ),
        (
            findings(dmarc(policy=Policy.QUARANTINE), dkim=(Result.FAIL, Result.PASS), arc=Result.PASS),
            "pretends",
            "policy_quarantine forwarded signed_by_another host_unknown",
        ),
        (
            findings(dmarc(Result.TEMPERROR), dkim=(Result.TEMPERROR,)),
            "unverified",
            "dns_unanswered host_unknown",
        ),
        (
            findings(dmarc(Result.NONE, None), dkim=(Result.TEMPERROR,)),
            "unverified",
            "no_policy dns_unanswered host_unknown",
        ),
        (findings(), "unverified", "no_author"),
        (findings(dmarc(), dmarc(Result.NONE, None), many=True), "pretends", "many_authors"),
        (findings(dmarc(Result.NONE, None), many=True), "unverified", "many_authors"),
        (findings(dmarc(Result.PASS, signed=True), dmarc(Result.PASS, signed=True)), "unverified", "many_authors"),
    ],
)
def test_a_badge_says_what_the_findings_mean(found: Findings, badge: str, reasons: str) -> None:
    judgement = judge(found)
    assert judgement.badge == badge
    assert " ".join(judgement.reasons) == reasons
    assert (judgement.domain == "bank.example") == (reasons not in {"no_author", "many_authors"})


def test_the_strictest_owner_is_heard() -> None:
    assert findings().disposition is Policy.NONE
    both = findings(dmarc(policy=Policy.QUARANTINE), dmarc(policy=Policy.REJECT))
    assert both.disposition is Policy.REJECT
    assert judge(both).badge is Badge.PRETENDS


@pytest.mark.parametrize(
    ("zone", "result", "name"),
    [
        ("192.0.2.1 PTR MX.example.\nmx.example A 192.0.2.1", "pass", "mx.example"),
        ("192.0.2.1 PTR a.example\n192.0.2.1 PTR mx.example\nmx.example A 192.0.2.1", "pass", "mx.example"),
        ("192.0.2.1 PTR mx.example\nmx.example A 192.0.2.2", "fail", ""),
        ("192.0.2.1 PTR mx.example\nmx.example A TIMEOUT", "temperror", ""),
        ("192.0.2.1 PTR TIMEOUT", "temperror", ""),
        ("", "permerror", ""),
        ("\n".join(f"192.0.2.1 PTR h{at}.example" for at in range(4)) + "\nh3.example A 192.0.2.1", "fail", ""),
    ],
)
async def test_a_peer_and_its_name_lead_to_each_other(zone: str, result: str, name: str) -> None:
    found = await check_iprev(ip_address("192.0.2.1"), Zone(zone))
    assert (found.result, found.name) == (result, name)
