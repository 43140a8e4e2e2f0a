"""What counting a message for DMARC reports costs: in the delivery's way, and when the counts are written.

python -m bench feedback [--messages 100000]
"""

import argparse
import asyncio
import secrets
import tempfile
import time
from collections.abc import Sequence
from ipaddress import IPv4Address
from pathlib import Path

from tempory.feedback import Gatherer
from tempory.mailauth import (
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
from tempory.mailauth.arc import ArcReason
from tempory.mailauth.dmarc import Discovery, parse_report_uris
from tempory.storage.sqlite import open_storage
from tempory.values import Instant

DOMAINS = 200
HOSTS = 40


class _Clock:
    def now(self) -> Instant:
        return Instant(time.time_ns() // 1_000_000)


def _findings(domain: str) -> Findings:
    record = DmarcRecord(policy=Policy.REJECT, rua=parse_report_uris(f"mailto:agg@{domain}"))
    discovery = Discovery(domain=domain, organization=domain, policy_domain=domain, record=record)
    signature = DkimResult(result=Result.PASS, reason=DkimReason.VERIFIED, domain=domain, selector="s1")
    return Findings(
        spf=SpfResult(result=Result.PASS, reason=SpfReason.MATCHED, domain=domain),
        dkim=(signature, signature),
        arc=ArcResult(result=Result.NONE, reason=ArcReason.NO_CHAIN),
        dmarc=(
            DmarcResult(
                result=Result.PASS,
                reason=DmarcReason.ALIGNED,
                domain=domain,
                is_dkim_aligned=True,
                is_spf_aligned=True,
                discovery=discovery,
            ),
        ),
        iprev=IprevResult(result=Result.NONE),
    )


async def _measure(folder: Path, messages: int) -> None:
    storage = open_storage(folder)
    gatherer = Gatherer(
        store=storage.mail.feedback,
        keys=storage.keys.feedback_days,
        clock=_Clock(),
        random=secrets.token_bytes,
        is_on=True,
    )
    findings = [_findings(f"d{number}.example") for number in range(DOMAINS)]
    hosts = [IPv4Address(0xC0000200 + number) for number in range(HOSTS)]
    start = time.thread_time()
    for number in range(messages):
        gatherer.count(
            findings[number % DOMAINS],
            address=hosts[number // DOMAINS % HOSTS],
            envelope_from="a.example",
            handling=Policy.NONE,
        )
    counted = time.thread_time() - start
    start = time.process_time()
    await gatherer.flush()
    written = time.process_time() - start
    size = len(await storage.mail.feedback.find(_Clock().now() // 86_400_000) or b"")
    storage.close()
    kinds = min(messages, DOMAINS * HOSTS)
    print(f"count   {counted / messages * 1e6:.1f} µs of CPU a message, {kinds} kinds")
    print(f"write   {written * 1e3:.0f} ms of CPU every five minutes, {size:,} octets")


def main(arguments: Sequence[str]) -> int:
    """Count, write, and print what it took."""
    parser = argparse.ArgumentParser(prog="python -m bench feedback")
    parser.add_argument("--messages", type=int, default=100_000)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder), parser.parse_args(arguments).messages))
    return 0
