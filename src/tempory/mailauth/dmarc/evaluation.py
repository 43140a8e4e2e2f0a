"""Alignment, and what is to be done. RFC 9989 §4.4, §5.3–5.4; RFC 7489 §6.6.4 for `pct`."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tempory.mailauth.dkim.verification import DkimResult
from tempory.mailauth.dmarc.discovery import Discovery, discover, find_organizational_domain
from tempory.mailauth.dmarc.record import Policy
from tempory.mailauth.lookups import Resolver
from tempory.mailauth.results import Result
from tempory.mailauth.spf.evaluation import SpfResult


class DmarcReason(StrEnum):
    """Why it came out so."""

    ALIGNED = "aligned"
    NOT_ALIGNED = "not_aligned"
    NO_POLICY = "no_policy"
    DNS = "dns"


@dataclass(frozen=True, slots=True, kw_only=True)
class DmarcResult:
    """For one author domain. `disposition` is what the owner asks to do with this very message.

    `is_dkim_aligned`, `is_spf_aligned`: what passed and is of the same organization; said without a policy too, and
    then by exact name alone.
    """

    result: Result
    reason: DmarcReason
    domain: str
    disposition: Policy = Policy.NONE
    is_dkim_aligned: bool = False
    is_spf_aligned: bool = False
    discovery: Discovery


async def evaluate_dmarc(
    domain: str, *, spf: SpfResult, dkim: Sequence[DkimResult], resolver: Resolver, sample: int
) -> DmarcResult:
    """Evaluate the author domain `domain` (normalised A-labels).

    `sample` is drawn anew for each message, 0 to 99: whether this one is among the `pct` of which the owner speaks.
    """
    discovery = await discover(domain, resolver)
    if discovery.has_failed:
        return DmarcResult(result=Result.TEMPERROR, reason=DmarcReason.DNS, domain=domain, discovery=discovery)
    organizations: dict[str, str | None] = {domain: discovery.organization}
    record = discovery.record
    signers = [each.domain for each in dkim if each.result is Result.PASS]
    is_dkim_strict = record is None or record.is_dkim_strict
    is_dkim_aligned = await _is_any_aligned(signers, domain, organizations, is_strict=is_dkim_strict, resolver=resolver)
    senders = [spf.domain] if spf.result is Result.PASS else []
    is_spf_strict = record is None or record.is_spf_strict
    is_spf_aligned = await _is_any_aligned(senders, domain, organizations, is_strict=is_spf_strict, resolver=resolver)
    is_aligned = is_dkim_aligned or is_spf_aligned
    result, reason = _conclude(discovery, spf, dkim, is_aligned=is_aligned, is_unsure=None in organizations.values())
    return DmarcResult(
        result=result,
        reason=reason,
        domain=domain,
        disposition=_dispose(discovery, sample) if result is Result.FAIL else Policy.NONE,
        is_dkim_aligned=is_dkim_aligned,
        is_spf_aligned=is_spf_aligned,
        discovery=discovery,
    )


def _conclude(
    discovery: Discovery, spf: SpfResult, dkim: Sequence[DkimResult], *, is_aligned: bool, is_unsure: bool
) -> tuple[Result, DmarcReason]:
    if discovery.record is None:
        return Result.NONE, DmarcReason.NO_POLICY
    if is_aligned:
        return Result.PASS, DmarcReason.ALIGNED
    # RFC 9989 §5.4: what could still have passed must not be turned away for good.
    if is_unsure or Result.TEMPERROR in {spf.result, *(each.result for each in dkim)}:
        return Result.TEMPERROR, DmarcReason.DNS
    return Result.FAIL, DmarcReason.NOT_ALIGNED


def _dispose(discovery: Discovery, sample: int) -> Policy:
    record = discovery.record
    policy = discovery.policy
    if record is not None and (record.is_testing or sample >= record.percent):
        return policy.weakened
    return policy


async def _is_any_aligned(
    names: Sequence[str], domain: str, organizations: dict[str, str | None], *, is_strict: bool, resolver: Resolver
) -> bool:
    """Whether one of `names` is `domain`, or, relaxed, of the same organization. What is asked is kept in passing."""
    if domain in names:
        return True
    if is_strict:
        return False
    for name in names:
        if name not in organizations:
            organizations[name] = await find_organizational_domain(name, resolver)
        if organizations[name] == organizations[domain]:
            return True
    return False
