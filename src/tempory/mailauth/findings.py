"""All that was found out about one message's sender, and what it means to the one who reads it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tempory.mailauth.arc.validation import ArcResult
from tempory.mailauth.dkim.verification import DkimResult
from tempory.mailauth.dmarc.evaluation import DmarcResult
from tempory.mailauth.dmarc.record import Policy
from tempory.mailauth.iprev import IprevResult
from tempory.mailauth.results import Result
from tempory.mailauth.spf.evaluation import SpfResult


class Badge(StrEnum):
    """What a reader is shown."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    PRETENDS = "pretends"


class BadgeReason(StrEnum):
    """Why, as codes that page and API translate. Several may hold."""

    SIGNED = "signed"
    HOST_ALLOWED = "host_allowed"
    NOT_SIGNED = "not_signed"
    SIGNATURE_BROKEN = "signature_broken"
    SIGNATURE_REFUSED = "signature_refused"
    SIGNED_BY_ANOTHER = "signed_by_another"
    HOST_NOT_ALLOWED = "host_not_allowed"
    HOST_UNKNOWN = "host_unknown"
    POLICY_REJECT = "policy_reject"
    POLICY_QUARANTINE = "policy_quarantine"
    NO_POLICY = "no_policy"
    FORWARDED = "forwarded"
    DNS_UNANSWERED = "dns_unanswered"
    MANY_AUTHORS = "many_authors"
    NO_AUTHOR = "no_author"
    LOCAL = "local"
    MEMBER = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """`dmarc` has one entry an author domain; more than one never passes."""

    spf: SpfResult
    helo: SpfResult | None = None
    dkim: tuple[DkimResult, ...] = ()
    arc: ArcResult
    dmarc: tuple[DmarcResult, ...] = ()
    iprev: IprevResult
    has_many_authors: bool = False

    @property
    def disposition(self) -> Policy:
        """The strictest thing that an author domain's owner asks for."""
        return max((each.disposition for each in self.dmarc), key=lambda policy: policy.severity, default=Policy.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`domain` is the author's, where there is exactly one."""

    badge: Badge
    domain: str = ""
    reasons: tuple[BadgeReason, ...] = ()


NOT_CHECKED: Final = Judgement(badge=Badge.UNVERIFIED, reasons=(BadgeReason.LOCAL,))
"""For a peer on our own machine or network, of whom DNS says nothing."""

_POLICY_REASONS: Final = {
    Policy.REJECT: BadgeReason.POLICY_REJECT,
    Policy.QUARANTINE: BadgeReason.POLICY_QUARANTINE,
}


def judge(findings: Findings) -> Judgement:
    """Say what the findings mean.

    Verified: the author's own domain signed the message, or names the host that sent it. Pretends: the owner of the
    domain says that such mail is not theirs. Anything else could not be verified; that alone is no reproach.
    """
    if not findings.dmarc:
        return Judgement(badge=Badge.UNVERIFIED, reasons=(BadgeReason.NO_AUTHOR,))
    if findings.has_many_authors or len(findings.dmarc) > 1:
        badge = Badge.UNVERIFIED if findings.disposition is Policy.NONE else Badge.PRETENDS
        return Judgement(badge=badge, reasons=(BadgeReason.MANY_AUTHORS,))
    dmarc = findings.dmarc[0]
    reasons = (*_signature_reasons(findings, dmarc), *_host_reasons(findings, dmarc))
    if dmarc.is_dkim_aligned or dmarc.is_spf_aligned:
        shown = tuple(each for each in reasons if each in {BadgeReason.SIGNED, BadgeReason.HOST_ALLOWED})
        return Judgement(badge=Badge.VERIFIED, domain=dmarc.domain, reasons=shown)
    reasons = (*_policy_reasons(findings, dmarc), *reasons)
    # What the policy says counts, not what a sample of it does with this message: `pct=0` is no permission to pretend.
    has_failed = dmarc.result is Result.FAIL and dmarc.discovery.policy is not Policy.NONE
    badge = Badge.PRETENDS if has_failed else Badge.UNVERIFIED
    return Judgement(badge=badge, domain=dmarc.domain, reasons=reasons)


def _policy_reasons(findings: Findings, dmarc: DmarcResult) -> list[BadgeReason]:
    if dmarc.result is Result.TEMPERROR:
        return [BadgeReason.DNS_UNANSWERED]
    reasons = [_POLICY_REASONS.get(dmarc.discovery.policy, BadgeReason.NO_POLICY)]
    if findings.arc.result is Result.PASS:
        reasons.append(BadgeReason.FORWARDED)
    return reasons


def _signature_reasons(findings: Findings, dmarc: DmarcResult) -> list[BadgeReason]:
    results = {each.result for each in findings.dkim}
    if dmarc.is_dkim_aligned:
        return [BadgeReason.SIGNED]
    if Result.PASS in results:
        return [BadgeReason.SIGNED_BY_ANOTHER]
    if Result.FAIL in results:
        return [BadgeReason.SIGNATURE_BROKEN]
    if Result.TEMPERROR in results:
        return [BadgeReason.DNS_UNANSWERED] if dmarc.result is not Result.TEMPERROR else []
    return [BadgeReason.SIGNATURE_REFUSED if results else BadgeReason.NOT_SIGNED]


def _host_reasons(findings: Findings, dmarc: DmarcResult) -> list[BadgeReason]:
    if dmarc.is_spf_aligned:
        return [BadgeReason.HOST_ALLOWED]
    if findings.spf.result in {Result.FAIL, Result.SOFTFAIL}:
        return [BadgeReason.HOST_NOT_ALLOWED]
    return [BadgeReason.HOST_UNKNOWN]
