"""Chains of seals: RFC 8617 §5.2, whole and broken in each way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mailauth import ArcReason, ArcResult, Letter, Result, validate_arc
from tests.mailauth.letters import PLAIN
from tests.mailauth.signing import Signer, ed25519_key
from tests.mailauth.zone import Zone

pytestmark = pytest.mark.anyio
LIST = Signer(domain="lists.example", selector="arc", names="from:to:subject:date:arc-authentication-results")
OTHER = Signer(domain="relay.example", selector="arc", key=ed25519_key())
ZONE = LIST.zone() + OTHER.zone()


def chain(length: int, message: bytes = PLAIN) -> bytes:
    for instance in range(1, length + 1):
        signer = LIST if instance % 2 else OTHER
        message = signer.seal(message, instance, "none" if instance == 1 else "pass")
    return message


async def validate(message: bytes, zone: str = ZONE) -> ArcResult:
    return await validate_arc(Letter(message), Zone(zone))


async def test_without_a_chain_there_is_nothing_to_validate() -> None:
    assert await validate(PLAIN) == ArcResult(result=Result.NONE, reason=ArcReason.NO_CHAIN)


@pytest.mark.parametrize("length", [1, 2, 3, 12, 50])
async def test_a_whole_chain_passes(length: int) -> None:
    found = await validate(chain(length))
    assert (found.result, found.reason, len(found.sealers)) == ("pass", "whole", length)
    assert found.sealers[0] == "lists.example"


async def test_a_message_may_change_between_hops_but_not_after_the_last() -> None:
    once = chain(1)
    changed = once.replace(b"Subject: Your", b"Subject: [list] Your")
    assert (await validate(OTHER.seal(changed, 2, "pass"))).result is Result.PASS
    assert (await validate(changed)).reason is ArcReason.MESSAGE_CHANGED
    assert (await validate(once.replace(b"well", b"ill"))).reason is ArcReason.MESSAGE_CHANGED


async def test_a_chain_of_more_than_fifty_is_not_followed() -> None:
    zone = Zone(ZONE)
    found = await validate_arc(Letter(LIST.seal(chain(50), 51, "pass")), zone)
    assert (found.reason, zone.asked) == (ArcReason.TOO_MANY, [])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"cv=none", b"cv=pass", "chain_status"),
        (b"cv=none", b"cv=fail", "chain_status"),
        (b"cv=pass", b"cv=none", "chain_status"),
        (b"cv=pass", b"cv=fail", "sealed_as_failed"),
        (b"cv=pass", b"cv=maybe", "syntax"),
        (b"cv=pass; ", b"", "syntax"),
        (b"ARC-Seal: i=2", b"ARC-Seal: i=3", "structure"),
        (b"ARC-Seal: i=2", b"ARC-Seal: i=0", "syntax"),
        (b"ARC-Seal: i=2", b"ARC-Seal: i=x", "syntax"),
        (b"ARC-Seal: i=2", b"ARC-Seal: h=from; i=2", "syntax"),
        (b"ARC-Seal: i=2", b"ARC-Seal: t=now; i=2", "syntax"),
        (b"ARC-Seal: i=2", b"ARC-Seal: I=2", "syntax"),
        (b"ARC-Seal: i=2; a=ed25519-sha256", b"ARC-Seal: i=2; a=rsa-sha1", "syntax"),
        (b"ARC-Seal: i=2; a=ed25519-sha256", b"ARC-Seal: i=2; a=rsa-sha256", "seal_broken"),
        (b"ARC-Message-Signature: i=2", b"ARC-Message-Signature: i=02", "syntax"),
        (b"ARC-Message-Signature: i=2;", b"ARC-Message-Signature: i=2; l=3;", "syntax"),
        (b"ARC-Authentication-Results: i=2;", b"ARC-Authentication-Results: i=2", "syntax"),
        (b"ARC-Authentication-Results: i=2;", b"ARC-Authentication-Results: x; i=2;", "syntax"),
        (b"ARC-Authentication-Results: i=1;", b"ARC-Authentication-Results: i=2;", "structure"),
        (b"ARC-Authentication-Results: i=1", b"X-Was: i=1", "structure"),
        (b"lists.example; dmarc=pass", b"lists.example; dmarc=fail", "seal_broken"),
        (b"arc._domainkey", b"arc._domainkey", "whole"),
    ],
)
async def test_a_chain_that_was_tampered_with_fails_as_a_whole(old: bytes, new: bytes, reason: str) -> None:
    found = await validate(chain(2).replace(old, new, 1))
    assert found.reason == reason
    assert found.result == ("pass" if reason == "whole" else "fail")


async def test_a_signature_does_not_cover_seals() -> None:
    signer = Signer(domain="lists.example", selector="arc", names="from:arc-seal")
    assert (await validate(signer.seal(PLAIN, 1, "none"))).reason is ArcReason.SYNTAX


async def test_fields_that_came_twice() -> None:
    once = LIST.seal(PLAIN, 1, "none")
    sets = once[: once.index(b"Received:")]
    assert (await validate(sets + once)).result is Result.PASS  # all of it, octet for octet
    seal = once[: once.index(b"ARC-Message")]
    assert (await validate(seal + once)).reason is ArcReason.STRUCTURE
    assert (await validate(sets.replace(b"dmarc=pass", b"dmarc=none") + once)).result is Result.FAIL


async def test_a_signature_without_canonicalization_may_have_meant_either() -> None:
    for how in ("simple", "relaxed"):
        signer = Signer(domain="lists.example", selector="arc", header=how, body=how, tags={"c": ""})
        assert (await validate(signer.seal(PLAIN, 1, "none"))).result is Result.PASS


@pytest.mark.parametrize(
    ("zone", "result", "reason"),
    [("arc._domainkey.lists.example TXT TIMEOUT", "temperror", "dns"), ("", "fail", "seal_broken")],
)
async def test_keys_that_cannot_be_had(zone: str, result: str, reason: str) -> None:
    found = await validate(chain(1), zone)
    assert (found.result, found.reason) == (result, reason)


async def test_a_flood_of_fields_is_not_validated() -> None:
    assert (await validate(b"X: y\r\n" * 10_001 + PLAIN)).reason is ArcReason.HEADER_FLOOD


@given(st.binary(max_size=40), st.integers(min_value=0, max_value=900))
async def test_any_change_fails_or_changes_nothing(junk: bytes, at: int) -> None:
    message = chain(2)
    end = message.index(b"Received:")
    at = min(at, end)
    found = await validate(message[:at] + junk + message[at:])
    assert found.result in {Result.FAIL, Result.PASS, Result.NONE}
