"""The record that applies to a domain, and the organization it belongs to: the DNS tree walk. RFC 9989 §4.10."""

from dataclasses import dataclass
from typing import Final

from tempory.mailauth.dmarc.record import DmarcRecord, Policy, is_dmarc, parse_record
from tempory.mailauth.lookups import Outcome, Resolver

MAX_LABELS: Final = 8
"""A longer name is asked itself, then from its last seven labels on: eight questions at most (RFC 9989 §4.10)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """`record` None: no policy. `organization` is the organizational domain, the domain itself if nobody says."""

    domain: str
    organization: str
    policy_domain: str = ""
    record: DmarcRecord | None = None
    is_missing: bool = False
    has_failed: bool = False

    @property
    def policy(self) -> Policy:
        """What the owner asks for mail of this very domain (RFC 9989 §4.7: `p`, `sp`, `np`)."""
        if self.record is None:
            return Policy.NONE
        if self.domain == self.policy_domain:
            return self.record.policy
        if self.is_missing and self.record.missing is not None:
            return self.record.missing
        return self.record.policy if self.record.subdomains is None else self.record.subdomains


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    found: tuple[tuple[str, DmarcRecord], ...]
    has_failed: bool = False


async def discover(domain: str, resolver: Resolver) -> Discovery:
    """Find the policy for the author domain `domain` (normalised A-labels)."""
    walk = await _walk(domain, resolver)
    if walk.has_failed:
        return Discovery(domain=domain, organization=domain, has_failed=True)
    organization = _organization(domain, walk)
    # RFC 9989 §4.10.1: the domain's own record, else its organization's, else that of the public suffix above.
    records = dict(walk.found)
    suffix = next((name for name, record in walk.found if record.psd == "y"), "")
    for candidate in (domain, organization, suffix):
        if candidate in records:
            is_missing = candidate != domain and await _is_missing(domain, records[candidate], resolver)
            return Discovery(
                domain=domain,
                organization=organization,
                policy_domain=candidate,
                record=records[candidate],
                is_missing=is_missing,
            )
    return Discovery(domain=domain, organization=organization)


async def find_organizational_domain(domain: str, resolver: Resolver) -> str | None:
    """Return the organizational domain of any domain (RFC 9989 §4.10.2); None if DNS cannot say for the moment."""
    walk = await _walk(domain, resolver)
    return None if walk.has_failed else _organization(domain, walk)


def _organization(domain: str, walk: _Walk) -> str:
    for name, record in walk.found:
        if record.psd == "n":
            return name
        if record.psd == "y" and name != domain:
            below = domain.removesuffix(f".{name}").rpartition(".")[2]
            return f"{below}.{name}"
    return walk.found[-1][0] if walk.found else domain


async def _walk(domain: str, resolver: Resolver) -> _Walk:
    """Ask `domain` and what lies above, from the longest name to the shortest."""
    labels = domain.split(".")
    names = [domain]
    start = max(1, len(labels) - MAX_LABELS + 1)
    names += [".".join(labels[at:]) for at in range(start, len(labels))]
    found: list[tuple[str, DmarcRecord]] = []
    for name in names:
        answer = await resolver.look_up_texts(f"_dmarc.{name}")
        if answer.has_failed:
            return _Walk(found=(), has_failed=True)
        texts = [text for text in answer.records if is_dmarc(text)]
        record = parse_record(texts[0]) if len(texts) == 1 else None
        if record is not None:
            found.append((name, record))
            if record.psd in {"y", "n"}:
                break
    return _Walk(found=tuple(found))


async def _is_missing(domain: str, record: DmarcRecord, resolver: Resolver) -> bool:
    """Whether the author domain does not exist (RFC 9989 §3.2.13, RFC 8020); asked only if it makes a difference."""
    if record.missing is None:
        return False
    return (await resolver.look_up_addresses(domain, 4)).outcome is Outcome.NO_NAME
