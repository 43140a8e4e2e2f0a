"""Whom a report may go to: RFC 9990 §4, step by step."""

import msgspec
import pytest

from tempory.feedback import UriPublished, find_destinations
from tests.feedback.making import PUBLISHED
from tests.mailauth.zone import Zone

pytestmark = pytest.mark.anyio
ZONE = """
_dmarc.bank.example TXT v=DMARC1; p=reject
bank.example._report._dmarc.reports.example TXT v=DMARC1
bank.example._report._dmarc.loose.example TXT v=DMARC1;
bank.example._report._dmarc.moved.example TXT v=spf1 -all
bank.example._report._dmarc.moved.example TXT v=DMARC1; rua=mailto:new@moved.example!5m
bank.example._report._dmarc.moved.example TXT v=DMARC1
bank.example._report._dmarc.trap.example TXT v=DMARC1; rua=mailto:victim@other.example
bank.example._report._dmarc.half.example TXT v=DMARC1; rua=mailto:a@half.example, mailto:victim@other.example
bank.example._report._dmarc.page.example TXT v=DMARC1; rua=https://page.example
bank.example._report._dmarc.odd.example TXT DMARC1 yes
bank.example._report._dmarc.broken.example TXT v=DMARC1; p=delete
bank.example._report._dmarc.mute.example TXT TIMEOUT
_dmarc.deaf.example TXT TIMEOUT
"""


async def find(*rua: str, zone: str = ZONE, domain: str = "bank.example") -> tuple[list[tuple[str, int | None]], bool]:
    uris = tuple(UriPublished(address, None) for address in rua)
    found = await find_destinations(msgspec.structs.replace(PUBLISHED, rua=uris, domain=domain), Zone(zone))
    return [(str(uri.address), uri.max_octets) for uri in found.uris], found.is_unsure


@pytest.mark.parametrize("address", ["agg@bank.example", "agg@mail.bank.example"])
async def test_its_own_organization_needs_no_consent(address: str) -> None:
    assert await find(address) == ([(address, None)], False)


@pytest.mark.parametrize("host", ["reports.example", "loose.example", "page.example"])
async def test_another_one_agrees_in_dns(host: str) -> None:
    assert await find(f"agg@{host}") == ([(f"agg@{host}", None)], False)


@pytest.mark.parametrize("host", ["silent.example", "odd.example", "broken.example", "trap.example", "half.example"])
async def test_who_did_not_agree_gets_nothing_nor_does_whom_they_name(host: str) -> None:
    assert await find(f"agg@{host}") == ([], False)


async def test_it_may_name_another_of_its_addresses() -> None:
    assert await find("old@moved.example") == ([("new@moved.example", 5 << 20)], False)


@pytest.mark.parametrize("host", ["mute.example", "deaf.example"])
async def test_where_dns_is_silent_it_may_be_asked_again(host: str) -> None:
    assert await find(f"agg@{host}", "agg@bank.example") == ([("agg@bank.example", None)], True)


async def test_if_nobody_knows_the_organization_nobody_else_gets_anything() -> None:
    zone = ZONE.replace("_dmarc.bank.example TXT v=DMARC1; p=reject", "_dmarc.bank.example TXT TIMEOUT")
    assert await find("agg@bank.example", "agg@reports.example", zone=zone) == ([("agg@bank.example", None)], True)


async def test_one_address_gets_one_letter() -> None:
    found, _ = await find("agg@bank.example", "old@moved.example", "x@moved.example", "agg@bank.example")
    assert [address for address, _ in found] == ["agg@bank.example", "new@moved.example"]


async def test_a_name_that_dns_cannot_hold_agrees_to_nothing() -> None:
    long = ".".join(["a" * 60] * 4)
    assert await find("agg@reports.example", domain=long, zone=ZONE) == ([], False)
