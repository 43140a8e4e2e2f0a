"""Signatures that hold, those that do not, and those that nobody should look at."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mailauth import DkimReason, DkimResult, Letter, Result, prepare, verify_dkim
from tempory.mailauth.dkim import MAX_SIGNATURES, KeyRecordError, SignatureError, parse_key_record, parse_signature
from tempory.mailauth.tags import MAX_TAGS, TagListError, parse_tags
from tests.mailauth.letters import PLAIN, RFC8463, RFC8463_ZONE
from tests.mailauth.signing import Signer, ed25519_key, key_record, rsa_key
from tests.mailauth.zone import Zone

pytestmark = pytest.mark.anyio
NOW = 1_800_000_000


async def verify(message: bytes, zone: str | Zone, now: int = NOW) -> tuple[DkimResult, ...]:
    zone = Zone(zone) if isinstance(zone, str) else zone
    return await verify_dkim(Letter(message), zone, now=now)


async def test_the_messages_of_rfc_8463_hold() -> None:
    found = await verify(RFC8463, RFC8463_ZONE)
    assert [(each.result, each.algorithm, each.bits) for each in found] == [
        ("pass", "ed25519-sha256", 256),
        ("pass", "rsa-sha256", 1024),
    ]
    assert [each.tag for each in found] == ["/gCrinpc", "F45dVWDf"]
    changed = await verify(RFC8463.replace(b"lost", b"won"), RFC8463_ZONE)
    assert {each.reason for each in changed} == {DkimReason.BODY_CHANGED}
    changed = await verify(RFC8463.replace(b"dinner", b"supper"), RFC8463_ZONE)
    assert {each.reason for each in changed} == {DkimReason.HEADER_CHANGED}


@pytest.mark.parametrize("header", ["simple", "relaxed"])
@pytest.mark.parametrize("body", ["simple", "relaxed"])
@pytest.mark.parametrize("key", [rsa_key(), ed25519_key()], ids=["rsa", "ed25519"])
async def test_each_way_to_sign_is_verified(header: str, body: str, key: object) -> None:
    assert isinstance(key, type(rsa_key()) | type(ed25519_key()))
    signer = Signer(header=header, body=body, key=key)
    zone = Zone(signer.zone())
    zone.is_authentic = True
    (found,) = await verify(signer.sign(PLAIN), zone)
    assert (found.result, found.reason) == ("pass", "verified")
    assert (found.domain, found.selector, found.identity) == ("bank.example", "s1", "@bank.example")
    assert found.is_key_authentic
    (forwarded,) = await verify(signer.sign(PLAIN).replace(b"Subject: Your\r\n  ", b"Subject: Your "), signer.zone())
    assert forwarded.result == ("pass" if header == "relaxed" else "fail")
    (trimmed,) = await verify(signer.sign(PLAIN).replace(b"well. \r\n", b"well.\r\n"), signer.zone())
    assert trimmed.result == ("pass" if body == "relaxed" else "fail")


async def test_a_message_without_a_signature_has_no_result() -> None:
    assert await verify(PLAIN, "") == ()


async def test_fields_signed_before_they_exist_cannot_be_added() -> None:
    signer = Signer(names="from:from:to:subject:subject:date")
    signed = signer.sign(PLAIN)
    assert (await verify(signed, signer.zone()))[0].result is Result.PASS
    added = signed.replace(b"Subject: Your", b"Subject: Pay now\r\nSubject: Your")
    assert (await verify(added, signer.zone()))[0].reason is DkimReason.HEADER_CHANGED


@pytest.mark.parametrize(
    ("tags", "result", "reason"),
    [
        ({"l": "5"}, "policy", "body_length"),
        ({"a": "rsa-sha1"}, "policy", "algorithm"),
        ({"a": "ed25519-sha256"}, "permerror", "key_mismatch"),
        ({"v": "2"}, "permerror", "version"),
        ({"v": ""}, "permerror", "missing_tag"),
        ({"d": ""}, "permerror", "missing_tag"),
        ({"bh": ""}, "permerror", "missing_tag"),
        ({"bh": "AAAA"}, "fail", "body_changed"),
        ({"bh": "?"}, "permerror", "syntax"),
        ({"bh": "é"}, "permerror", "syntax"),
        ({"d": "not a domain"}, "permerror", "syntax"),
        ({"s": "a/b"}, "permerror", "syntax"),
        ({"c": "nowsp"}, "permerror", "syntax"),
        ({"c": "relaxed/nowsp"}, "permerror", "syntax"),
        ({"q": "http"}, "permerror", "syntax"),
        ({"q": "http:dns/txt"}, "pass", "verified"),
        ({"t": "soon"}, "permerror", "syntax"),
        ({"t": str(NOW + 9_999)}, "fail", "future"),
        ({"t": str(NOW + 60)}, "pass", "verified"),
        ({"x": str(NOW - 1)}, "fail", "expired"),
        ({"x": str(NOW + 1), "t": str(NOW)}, "pass", "verified"),
        ({"x": str(NOW), "t": str(NOW)}, "permerror", "syntax"),
        ({"i": "jo@mail.bank.example"}, "pass", "verified"),
        ({"i": "@notbank.example"}, "permerror", "identity"),
        ({"i": "bank.example"}, "permerror", "syntax"),
        ({"h": "to:subject"}, "permerror", "from_not_signed"),
        ({"h": "from::to"}, "permerror", "syntax"),
        ({"h": ":".join(["from"] * 1_001)}, "permerror", "syntax"),
        ({"z": "Subject:b=3Dx"}, "pass", "verified"),
        ({"x-other": "1"}, "permerror", "syntax"),
        ({"unheard": "of"}, "pass", "verified"),
    ],
)
async def test_what_a_signature_says_of_itself_counts(tags: dict[str, str], result: str, reason: str) -> None:
    signer = Signer(tags=tags)
    (found,) = await verify(signer.sign(PLAIN), signer.zone())
    assert (found.result, found.reason) == (result, reason)


@pytest.mark.parametrize(
    ("zone", "result", "reason"),
    [
        ("", "permerror", "no_key"),
        ("s1._domainkey.bank.example A 192.0.2.1", "permerror", "no_key"),
        ("s1._domainkey.bank.example TXT TIMEOUT", "temperror", "dns"),
        ("s1._domainkey.bank.example TXT v=DKIM1; p=", "permerror", "key_revoked"),
        ("s1._domainkey.bank.example TXT v=DKIM2; p=AAAA", "permerror", "key_syntax"),
        ("s1._domainkey.bank.example TXT p=AAAA; v=DKIM1", "permerror", "key_syntax"),
        ("s1._domainkey.bank.example TXT v=DKIM1; k=rsa", "permerror", "key_syntax"),
        ("s1._domainkey.bank.example TXT v=DKIM1; p=AAAA", "permerror", "key_syntax"),
        ("s1._domainkey.bank.example TXT v=DKIM1; p=?", "permerror", "key_syntax"),
        ("s1._domainkey.bank.example TXT hello", "permerror", "key_syntax"),
        (f"s1._domainkey.bank.example TXT v=DKIM1; n={'x' * 9_000}; p=A", "permerror", "key_syntax"),
        ("s1._domainkey.bank.example TXT v=DKIM1; k=ed25519; p=AAAA", "permerror", "key_syntax"),
        (f"s1._domainkey.bank.example TXT {key_record(ed25519_key())}", "permerror", "key_mismatch"),
        (f"s1._domainkey.bank.example TXT h=sha1; {key_record(rsa_key(), '')}", "permerror", "key_mismatch"),
        (f"s1._domainkey.bank.example TXT s=tlsrpt; {key_record(rsa_key(), '')}", "permerror", "key_mismatch"),
        (
            f"s1._domainkey.bank.example TXT {key_record(rsa_key()).replace('k=rsa', 'k=dsa')}",
            "permerror",
            "key_mismatch",
        ),
        (f"s1._domainkey.bank.example TXT {key_record(rsa_key(3072))}", "fail", "header_changed"),
        (f"s1._domainkey.bank.example TXT t=y; {key_record(rsa_key(), '')}", "neutral", "testing"),
        (f"s1._domainkey.bank.example TXT t=y:s; {key_record(rsa_key(3072), '')}", "neutral", "testing"),
        (
            f"s1._domainkey.bank.example TXT t=s; s=email:x; h=sha1:sha256; {key_record(rsa_key(), '')}",
            "pass",
            "verified",
        ),
        (
            f"s1._domainkey.bank.example TXT junk\ns1._domainkey.bank.example TXT {key_record(rsa_key())}",
            "pass",
            "verified",
        ),
    ],
)
async def test_what_a_key_record_says_counts(zone: str, result: str, reason: str) -> None:
    (found,) = await verify(Signer().sign(PLAIN), zone)
    assert (found.result, found.reason) == (result, reason)


async def test_a_strict_key_signs_for_its_domain_alone() -> None:
    signer = Signer(tags={"i": "@mail.bank.example"})
    (found,) = await verify(signer.sign(PLAIN), signer.zone("v=DKIM1; t=s; "))
    assert (found.result, found.reason) == ("permerror", "identity")


@pytest.mark.parametrize(("bits", "reason"), [(1024, "verified"), (4096, "verified"), (5120, "key_size")])
async def test_keys_have_a_size(bits: int, reason: str) -> None:
    signer = Signer(key=rsa_key(bits))
    (found,) = await verify(signer.sign(PLAIN), signer.zone())
    assert found.reason == reason


async def test_a_key_of_512_bits_opens_nothing() -> None:
    weak = (
        "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALRiMLAhgWKkT6fNKPpKbOoxPMJR5nbjvPnYzEqzjKlJBDPOBxbS4Qn8mpDBrxG+H7Qg"
        "dFv1+n6K2K9sQ1JbSdkCAwEAAQ=="
    )
    (found,) = await verify(Signer().sign(PLAIN), f"s1._domainkey.bank.example TXT v=DKIM1; p={weak}")
    assert (found.result, found.reason) == ("policy", "key_size")


async def test_five_signatures_are_looked_at_and_no_more() -> None:
    message = PLAIN
    for _ in range(8):
        message = Signer().sign(message)
    zone = Zone(Signer().zone())
    assert len(await verify(message, zone)) == MAX_SIGNATURES
    assert len(zone.asked) == MAX_SIGNATURES


@pytest.mark.parametrize("other", [b"From: evil@evil.example\r\n", b"from : x\r\n"])
async def test_two_authors_verify_nothing(other: bytes) -> None:
    signer = Signer()
    zone = Zone(signer.zone())
    (found,) = await verify(other + signer.sign(PLAIN), zone)
    assert (found.result, found.reason) == ("policy", "many_authors")
    assert not zone.asked


async def test_a_flood_of_fields_is_not_hashed() -> None:
    signer = Signer()
    (found,) = await verify(signer.sign(b"X: y\r\n" * 10_001 + PLAIN), signer.zone())
    assert (found.result, found.reason) == ("policy", "header_flood")


async def test_names_beyond_ascii_are_asked_as_a_labels() -> None:
    signer = Signer(domain="bücher.example", selector="é")
    zone = f"xn--9ca._domainkey.xn--bcher-kva.example TXT {key_record(rsa_key())}"
    message = signer.sign(PLAIN)
    (found,) = await verify(message, zone)
    assert (found.result, found.domain) == ("pass", "xn--bcher-kva.example")


def test_bodies_are_hashed_ahead_of_the_questions() -> None:
    message = Signer(body="simple").sign(Signer(tags={"v": "3"}).sign(PLAIN))
    letter = Letter(message)
    prepare(letter)
    assert len(letter._digests) == 1


def test_the_value_of_b_is_taken_out_wherever_it_stands() -> None:
    signer = Signer(tags={"z": "b=1"})
    assert parse_signature(signer.sign(PLAIN).split(b":", 1)[1].split(b"\r\nReceived")[0]).domain == "bank.example"


@given(st.text(alphabet="abvdhsx=;: \t\r\nABé12/+", max_size=80))
def test_any_field_is_a_signature_or_is_refused(text: str) -> None:
    try:
        assert parse_signature(text.encode()).domain
    except SignatureError:
        return


@given(st.binary(max_size=120) | st.binary(max_size=60).map(lambda tail: b"v=DKIM1; p=" + tail))
def test_any_record_is_a_key_or_is_refused(record: bytes) -> None:
    try:
        assert parse_key_record(record).bits
    except KeyRecordError:
        return


@pytest.mark.parametrize("text", [b"a=1; a=2", b"a", b"=1", b"a=1;;b=2", b"1=a", b"a=\xff", b"a=\x00", b"a b=c"])
def test_what_is_no_tag_list_is_refused(text: bytes) -> None:
    with pytest.raises(TagListError):
        parse_tags(text)


def test_a_tag_list_has_a_limit() -> None:
    assert len(parse_tags(b"".join(b"t%d=1;" % number for number in range(MAX_TAGS)))) == MAX_TAGS
    with pytest.raises(TagListError):
        parse_tags(b"".join(b"t%d=1;" % number for number in range(MAX_TAGS + 1)))


async def test_the_same_as_dkimpy() -> None:
    """What another implementation signs, we verify, and the other way round."""
    dkim = pytest.importorskip("dkim", reason="dkimpy is not installed")
    key = rsa_key()
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 (only here)
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    signer = Signer()
    record = key_record(key).encode()
    for header in (b"simple", b"relaxed"):
        for body in (b"simple", b"relaxed"):
            field = dkim.sign(PLAIN, b"s1", b"bank.example", pem, canonicalize=(header, body))
            (found,) = await verify(field + PLAIN, signer.zone())
            assert found.result is Result.PASS
            ours = replace(signer, header=header.decode(), body=body.decode()).sign(PLAIN)
            assert dkim.verify(ours, dnsfunc=lambda _name, timeout=5: record)
            for before, after in (
                (b"all is", b"all  is"),
                (b"well", b"ill"),
                (b"Subject", b"subject"),
                (b"Your", b"My"),
            ):
                changed = ours.replace(before, after)
                (found,) = await verify(changed, signer.zone())
                assert (found.result is Result.PASS) == dkim.verify(changed, dnsfunc=lambda _name, timeout=5: record)
