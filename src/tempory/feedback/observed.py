"""What one message adds to the counts: who brought it, what was verified, what was done. Nothing of who it is for.

RFC 9990 §3.1.1 (rows, identifiers, results), §3.1.6 (why a policy was not followed).
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec

from tempory.mailauth import DmarcRecord, DmarcResult, Findings, IPAddress, Policy, Result

MAX_NAME_OCTETS: Final = 253
"""A name that a peer chose is cut to this: none in DNS is longer."""

POLICIES_KEPT: Final = 512


class Disposition(StrEnum):
    """What became of a message, in the report's words. `PASS`: it passed, and there was a policy to follow."""

    NONE = "none"
    PASS = "pass"  # noqa: S105 (a disposition, not a password)
    QUARANTINE = "quarantine"
    REJECT = "reject"


class Override(StrEnum):
    """Why what was done is not what the policy says."""

    TEST_MODE = "policy_test_mode"
    LOCAL_POLICY = "local_policy"
    SAMPLED_OUT = "sampled_out"
    DNS = "dns"


class SignatureSeen(msgspec.Struct, frozen=True, array_like=True):
    """One DKIM signature: `d=`, `s=`, and how it came out (RFC 8601 §2.7.1)."""

    domain: str
    selector: str
    result: Result


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """A kind of message: those for which all of this is the same are counted together.

    `is_dkim_aligned`, `is_spf_aligned`: whether it passed for the author's domain. `envelope_from` is a domain, "" for
    the null path; `spf_domain` the one that SPF asked.
    """

    source: str
    disposition: Disposition
    is_dkim_aligned: bool
    is_spf_aligned: bool
    overrides: tuple[Override, ...]
    header_from: str
    envelope_from: str
    signatures: tuple[SignatureSeen, ...]
    spf_domain: str
    spf_result: Result


class UriPublished(msgspec.Struct, frozen=True, array_like=True):
    """Where a domain wants its report, and how large it may be."""

    address: str
    max_octets: int | None


class Published(msgspec.Struct, frozen=True, array_like=True):
    """A policy as it was found at `domain`; what its record leaves out has its default."""

    domain: str
    policy: Policy
    subdomains: Policy
    missing: Policy
    is_dkim_strict: bool
    is_spf_strict: bool
    is_testing: bool
    rua: tuple[UriPublished, ...]


def observe(
    findings: Findings, *, address: IPAddress, envelope_from: str, handling: Policy
) -> Iterator[tuple[Published, Seen]]:
    """Return what a message adds for each author domain whose policy names somebody to report to.

    `handling` is what was done: refused, set apart, or taken. RFC 9990 §7.3 (leakage): a public suffix is told nothing
    of the domains below it, which did not ask for reports.
    """
    for dmarc in findings.dmarc:
        record = dmarc.discovery.record
        if record is None or not record.rua or (record.psd == "y" and dmarc.domain != dmarc.discovery.policy_domain):
            continue
        yield _publish(dmarc.discovery.policy_domain, record), _seen(dmarc, findings, address, envelope_from, handling)


@lru_cache(POLICIES_KEPT)
def _publish(domain: str, record: DmarcRecord) -> Published:
    subdomains = record.policy if record.subdomains is None else record.subdomains
    return Published(
        domain=domain,
        policy=record.policy,
        subdomains=subdomains,
        missing=subdomains if record.missing is None else record.missing,
        is_dkim_strict=record.is_dkim_strict,
        is_spf_strict=record.is_spf_strict,
        is_testing=record.is_testing,
        rua=tuple(UriPublished(str(uri.address), uri.max_octets) for uri in record.rua),
    )


def _seen(dmarc: DmarcResult, findings: Findings, address: IPAddress, envelope_from: str, handling: Policy) -> Seen:
    return Seen(
        source=_source(address),
        disposition=_disposition(dmarc, handling),
        is_dkim_aligned=dmarc.is_dkim_aligned,
        is_spf_aligned=dmarc.is_spf_aligned,
        overrides=_overrides(dmarc, handling),
        header_from=dmarc.domain,
        envelope_from=envelope_from,
        signatures=tuple(
            SignatureSeen(each.domain[:MAX_NAME_OCTETS], each.selector[:MAX_NAME_OCTETS], each.result)
            for each in findings.dkim
            if each.domain and each.selector
        ),
        spf_domain=findings.spf.domain[:MAX_NAME_OCTETS],
        spf_result=findings.spf.result,
    )


def _source(address: IPAddress) -> str:
    """Write an address as the schema knows it: no IPv4 in IPv6's clothes, no name of an interface of ours."""
    if address.version == 4:  # noqa: PLR2004 (IPv4)
        return str(address)
    mapped = address.ipv4_mapped
    return str(address).partition("%")[0] if mapped is None else str(mapped)


def _disposition(dmarc: DmarcResult, handling: Policy) -> Disposition:
    if handling is Policy.NONE and dmarc.result is Result.PASS and dmarc.discovery.policy is not Policy.NONE:
        return Disposition.PASS
    return Disposition(handling)


def _overrides(dmarc: DmarcResult, handling: Policy) -> tuple[Override, ...]:
    if dmarc.result is Result.TEMPERROR:
        return (Override.DNS,)
    asked = Policy.NONE if dmarc.result is Result.PASS else dmarc.discovery.policy
    found = []
    if dmarc.disposition is not asked:
        record = dmarc.discovery.record
        found.append(Override.TEST_MODE if record is not None and record.is_testing else Override.SAMPLED_OUT)
    if handling is not dmarc.disposition:
        found.append(Override.LOCAL_POLICY)
    return tuple(found)
