"""Findings and counts as they come up, for the tests of reports."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from secrets import token_bytes

from tempory.feedback import Counts, Disposition, Published, Report, Reporter, Seen, SignatureSeen, Tally, UriPublished
from tempory.mailauth import (
    ArcReason,
    ArcResult,
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
)
from tempory.mailauth.dmarc import Discovery, ReportUri
from tempory.values import Address, Domain, Secret, Unavailable

ADDRESS = ip_address("192.0.2.1")
DAY = 20_778  # 2026-11-21
REPORTER = Reporter(
    organization=Domain("tempory.test"),
    host=Domain("mx.tempory.test"),
    contact=Address.parse("postmaster@tempory.test"),
)
PUBLISHED = Published(
    domain="bank.example",
    policy=Policy.REJECT,
    subdomains=Policy.QUARANTINE,
    missing=Policy.REJECT,
    is_dkim_strict=False,
    is_spf_strict=True,
    is_testing=False,
    rua=(UriPublished("agg@bank.example", None),),
)
SEEN = Seen(
    source="192.0.2.1",
    disposition=Disposition.PASS,
    is_dkim_aligned=True,
    is_spf_aligned=False,
    overrides=(),
    header_from="bank.example",
    envelope_from="list.example",
    signatures=(SignatureSeen("bank.example", "s1", Result.PASS),),
    spf_domain="list.example",
    spf_result=Result.SOFTFAIL,
)


def make_record(
    policy: Policy = Policy.REJECT, *, rua: str = "agg@bank.example", is_testing: bool = False, psd: str = "u"
) -> DmarcRecord:
    uris = (ReportUri(Address.parse(rua)),) if rua else ()
    return DmarcRecord(policy=policy, rua=uris, is_testing=is_testing, psd=psd)


def make_dmarc(
    result: Result = Result.PASS,
    *,
    domain: str = "bank.example",
    policy_domain: str = "bank.example",
    record: DmarcRecord | None = None,
    has_record: bool = True,
    disposition: Policy = Policy.NONE,
) -> DmarcResult:
    found = (record or make_record()) if has_record else None
    return DmarcResult(
        result=result,
        reason=DmarcReason.ALIGNED,
        domain=domain,
        disposition=disposition,
        is_dkim_aligned=result is Result.PASS,
        discovery=Discovery(
            domain=domain, organization=policy_domain, policy_domain=policy_domain if found else "", record=found
        ),
    )


def make_findings(
    *dmarc: DmarcResult, dkim: tuple[DkimResult, ...] | None = None, spf_domain: str = "bank.example"
) -> Findings:
    signed = DkimResult(result=Result.PASS, reason=DkimReason.VERIFIED, domain="bank.example", selector="s1")
    return Findings(
        spf=SpfResult(result=Result.FAIL, reason=SpfReason.MATCHED, domain=spf_domain),
        dkim=(signed,) if dkim is None else dkim,
        arc=ArcResult(result=Result.NONE, reason=ArcReason.NO_CHAIN),
        dmarc=dmarc or (make_dmarc(),),
        iprev=IprevResult(result=Result.NONE),
    )


def make_tally(*kinds: tuple[Seen, int], published: Published = PUBLISHED, left_out: int = 0) -> Tally:
    return Tally(published, dict(kinds or ((SEEN, 3),)), left_out)


def make_counts(*tallies: Tally) -> Counts:
    return Counts(tallies={tally.published.domain: tally for tally in tallies or (make_tally(),)})


def make_report(*kinds: tuple[Seen, int], published: Published = PUBLISHED, left_out: int = 0) -> Report:
    return Report(reporter=REPORTER, day=DAY, tally=make_tally(*kinds, published=published, left_out=left_out))


@dataclass
class MemoryStore:
    """`FeedbackStore` in memory. `refuses`: the disk is full."""

    days: dict[int, bytes] = field(default_factory=dict)
    refuses: bool = False

    async def keep(self, day: int, sealed: bytes) -> None:
        if self.refuses:
            raise Unavailable
        self.days[day] = sealed

    async def find(self, day: int) -> bytes | None:
        return self.days.get(day)

    async def remove(self, before: int) -> None:
        self.days = {day: sealed for day, sealed in self.days.items() if day >= before}


@dataclass
class MemoryKeys:
    """`DayKeys` in memory."""

    keys: dict[int, Secret] = field(default_factory=dict)

    async def find(self, day: int) -> Secret | None:
        return self.keys.get(day)

    async def keep(self, day: int, fresh: Secret) -> Secret:
        return self.keys.setdefault(day, fresh)

    async def destroy(self, before: int) -> None:
        self.keys = {day: key for day, key in self.keys.items() if day >= before}


async def fill(store: MemoryStore, keys: MemoryKeys, counts: Counts, day: int = DAY) -> None:
    key = await keys.keep(day, Secret(token_bytes(32)))
    await store.keep(day, counts.snapshot().seal(key=key, day=day, random=token_bytes))
