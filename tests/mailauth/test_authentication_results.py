"""The field that we write, and the forged ones that we take out. RFC 8601."""

from dataclasses import replace
from email import message_from_bytes
from ipaddress import ip_address
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    encode_authentication_results,
    encode_submission_results,
    remove_forged_results,
)
from tempory.mailauth.authentication_results import read_authserv_id
from tempory.mailauth.dmarc import Discovery

HOST = "mx.tempory.test"
FINDINGS = Findings(
    spf=SpfResult(result=Result.PASS, reason=SpfReason.MATCHED, domain="bank.example"),
    helo=SpfResult(result=Result.NONE, reason=SpfReason.NO_RECORD, domain="mail.bank.example", identity="helo"),
    dkim=(
        DkimResult(
            result=Result.PASS,
            reason=DkimReason.VERIFIED,
            domain="bank.example",
            selector="s1",
            algorithm="rsa-sha256",
            tag="ab/cd+ef",
        ),
        DkimResult(result=Result.PERMERROR, reason=DkimReason.SYNTAX),
    ),
    arc=ArcResult(result=Result.PASS, reason=ArcReason.WHOLE, sealers=("lists.example",)),
    dmarc=(
        DmarcResult(
            result=Result.PASS,
            reason=DmarcReason.ALIGNED,
            domain="bank.example",
            discovery=Discovery(
                domain="bank.example",
                organization="bank.example",
                policy_domain="bank.example",
                record=DmarcRecord(policy=Policy.REJECT),
            ),
        ),
    ),
    iprev=IprevResult(result=Result.PASS, name="mail.bank.example"),
)


def encode(findings: Findings | None, sender: str = "jo@bank.example", peer: str = "192.0.2.1") -> str:
    return encode_authentication_results(HOST, findings, address=ip_address(peer), sender=sender).decode()


def test_every_check_is_reported() -> None:
    assert encode(FINDINGS) == (
        "Authentication-Results: mx.tempory.test;\r\n"
        "\tdmarc=pass reason=aligned header.from=bank.example policy.dmarc=reject;\r\n"
        '\tdkim=pass reason=verified header.d=bank.example header.s=s1 header.a=rsa-sha256 header.b="ab/cd+ef";\r\n'
        "\tdkim=permerror reason=syntax;\r\n"
        "\tspf=pass reason=matched smtp.mailfrom=jo@bank.example;\r\n"
        "\tspf=none reason=no_record smtp.helo=mail.bank.example;\r\n"
        "\tarc=pass reason=whole;\r\n"
        "\tiprev=pass policy.iprev=192.0.2.1 policy.iprev.name=mail.bank.example\r\n"
    )


def test_nothing_checked_is_said_too() -> None:
    assert encode(None) == "Authentication-Results: mx.tempory.test;\r\n\tnone\r\n"


def test_what_others_wrote_cannot_break_out() -> None:
    bare = replace(
        FINDINGS,
        helo=SpfResult(result=Result.NONE, reason=SpfReason.NO_DOMAIN, domain='x" y\r\n', identity="helo"),
        dkim=(),
        dmarc=(),
        arc=ArcResult(result=Result.NONE, reason=ArcReason.NO_CHAIN),
        iprev=IprevResult(result=Result.FAIL, name='"\r\n'),
    )
    text = encode(bare, sender='"a b"@bank.example', peer="2001:db8::1")
    assert text == (
        "Authentication-Results: mx.tempory.test;\r\n"
        "\tdkim=none;\r\n"
        "\tspf=pass reason=matched smtp.mailfrom=bank.example;\r\n"
        "\tspf=none reason=no_domain;\r\n"
        '\tiprev=fail policy.iprev="2001:db8::1"\r\n'
    )
    record_less = replace(FINDINGS.dmarc[0], discovery=Discovery(domain="a.example", organization="a.example"))
    assert "policy.dmarc" not in encode(replace(FINDINGS, dmarc=(record_less,)))
    assert "smtp.helo" not in encode(replace(FINDINGS, helo=None))


@pytest.mark.parametrize(
    "value",
    [
        " mx.tempory.test; dkim=pass",
        "mx.tempory.test; dkim=pass",
        " MX.Tempory.Test; dkim=pass",
        " mx.tempory.test.; dkim=pass",
        " mx.tempory.test 1; dkim=pass",
        " mx.tempory.test/1; dkim=pass",
        ' "mx.tempory.test"; dkim=pass',
        ' "mx.\\tempory.test"; dkim=pass',
        "\r\n\tmx.tempory.test;\r\n\tdkim=pass",
        " (a (nested \\) comment) here) mx.tempory.test; dkim=pass",
        " (c)\r\n (d) mx.tempory.test(e); dkim=pass",
        " mx.tempory.test",
        "",
        " ;",
        " (never closed mx.tempory.test; dkim=pass",
        ' "never closed',
        ' "mx.tempory\r\n .test"; dkim=pass',
        " \uff4dx.tempory.test; dkim=pass",
    ],
)
@pytest.mark.parametrize("name", ["Authentication-Results", "AUTHENTICATION-results ", "authentication-results\t"])
def test_what_claims_to_be_ours_is_removed(name: str, value: str) -> None:
    before, after = b"Received: x\r\n", b"Subject: y\r\n  z\r\n\r\nbody\r\n\r\n"
    forged = f"{name}:{value}\r\n".encode()
    assert remove_forged_results(before + forged + after, HOST) == before + after
    assert remove_forged_results(forged + after, HOST) == after
    assert remove_forged_results(forged + forged + before, HOST) == before
    assert remove_forged_results(forged + b"\r\nbody", HOST) == b"\r\nbody"


@pytest.mark.parametrize(
    "field",
    [
        "Authentication-Results: mx.other.test; dkim=pass",
        "Authentication-Results: notmx.tempory.test; dkim=pass",
        "Authentication-Results: mx.tempory.test.evil.example; dkim=pass",
        "Authentication-Results: (mx.tempory.test) other.example; dkim=pass",
        "ARC-Authentication-Results: i=1; mx.tempory.test; dkim=pass",
        "X-Authentication-Results: mx.tempory.test; dkim=pass",
        "Subject: authentication-results: mx.tempory.test",
        "no field at all: authentication-results",
    ],
)
def test_what_others_say_stays(field: str) -> None:
    content = f"Received: x\r\n{field}\r\n\r\nAuthentication-Results: mx.tempory.test; dkim=pass\r\n".encode()
    assert remove_forged_results(content, HOST) is content
    unmarked = b"Subject: x\r\n\r\n"
    assert remove_forged_results(unmarked, HOST) is unmarked


def test_a_host_that_is_no_domain_is_compared_as_it_stands() -> None:
    content = b"Authentication-Results: Local_Host!; none\r\n\r\n"
    assert remove_forged_results(content, "local_host!") == b"\r\n"


def test_a_field_of_open_comments_takes_no_longer_than_it_is() -> None:
    began = perf_counter()
    assert read_authserv_id(b"(" * 100_000) is None
    assert read_authserv_id(b'"' + b"\\a" * 50_000) is None
    assert perf_counter() - began < 5


@given(st.lists(st.binary(max_size=30), max_size=6))
def test_nothing_else_is_ever_changed(lines: list[bytes]) -> None:
    content = b"\r\n".join(lines)
    kept = remove_forged_results(b"Authentication-Results: mx.tempory.test\r\nX: y\r\n\r\n" + content, HOST)
    assert kept == b"X: y\r\n\r\n" + content


def test_our_field_is_one_that_others_read() -> None:
    message = message_from_bytes((encode(FINDINGS) + "\r\n").encode())
    assert message["Authentication-Results"].split(";")[0] == HOST


def test_what_a_member_submits_says_who_sent_it_and_not_how_they_logged_in() -> None:
    written = encode_submission_results("mx.tempory.test", sender="ines@tempory.test")
    assert written == b"Authentication-Results: mx.tempory.test;\r\n\tauth=pass smtp.mailfrom=ines@tempory.test\r\n"
    assert (
        encode_submission_results("mx", sender="jürg@tempory.test") == b"Authentication-Results: mx;\r\n\tauth=pass\r\n"
    )
