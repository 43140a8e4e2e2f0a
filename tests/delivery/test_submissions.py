"""What members submit: true authors, and the fields that are left to us. RFC 6409 §6.1, §8."""

import pytest

from tempory.delivery import SubmissionRefused, Submissions
from tempory.mailauth import Badge, BadgeReason
from tempory.values import Address
from tests.making import HandClock

OWN = frozenset({"ines@tempory.test", "i.vega@tempory.test", "jürg@tempory.test"})
WRITER = Address.parse("ines@tempory.test")
DATE = b"Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n"
MESSAGE_ID = b"Message-ID: <4f2a@tempory.test>\r\n"


def prepare(header: str | bytes, rest: bytes = b"\r\nHi\r\n") -> bytes:
    octets = header if isinstance(header, bytes) else header.encode()
    submissions = Submissions(clock=HandClock(), draw_id=lambda: "4f2a")
    return submissions.prepare(octets + rest, own=OWN, reverse_path=WRITER, hostname="mx.tempory.test").content


@pytest.mark.parametrize(
    "author",
    [
        "ines@tempory.test",
        "<INES@Tempory.Test>",
        "Ines <ines@tempory.test>",
        "Ines Q. Vega <i.vega@tempory.test>",
        '"Vega, Ines \\"I.\\"" <ines@tempory.test>',
        '"ines@tempory.test" <ines@tempory.test>',
        "Jürg <jürg@tempory.test>",
        "=?utf-8?q?In=C3=A8s?= =?utf-8?b?VmVnYQ==?= <ines@tempory.test>",
        "Ines\r\n <ines@tempory.test>",
        "\r\n ines@tempory.test",
        "Ines <ines@tempory.test>, I.\r\n\t<i.vega@tempory.test>",
    ],
)
def test_ones_own_addresses_may_be_written_as_programs_do(author: str) -> None:
    header = f"From: {author}\r\nSubject: Hi\r\n"
    assert prepare(header) == header.encode() + DATE + MESSAGE_ID + b"\r\nHi\r\n"


def test_what_is_said_of_the_writer() -> None:
    submissions = Submissions(clock=HandClock(), draw_id=lambda: "4f2a")
    content = b"Authentication-Results: mx.tempory.test; dkim=pass\r\nFrom: ines@tempory.test\r\n\r\n"
    examined = submissions.prepare(content, own=OWN, reverse_path=WRITER, hostname="mx.tempory.test")
    assert examined.results == (
        b"Authentication-Results: mx.tempory.test;\r\n\tauth=pass smtp.mailfrom=ines@tempory.test\r\n"
    )
    assert b"dkim" not in examined.content
    assert not examined.is_junk
    judgement = examined.judgement
    assert (judgement.badge, judgement.domain, judgement.reasons) == (
        Badge.VERIFIED,
        "tempory.test",
        (BadgeReason.MEMBER,),
    )


def test_a_date_and_an_id_that_are_there_stay() -> None:
    header = "DATE: Fri, 1 Jan 2027 00:00:00 +0100\r\nmessage-id: <x@y>\r\nFrom: ines@tempory.test\r\n"
    assert prepare(header) == header.encode() + b"\r\nHi\r\n"


def test_what_is_not_for_the_recipients_is_removed() -> None:
    hidden = "Bcc: a@tempory.test,\r\n\tb@tempory.test\r\nresent-bcc: c@d\r\nReturn-Path: <x@y>\r\n"
    header = f"{hidden}From: ines@tempory.test\r\n"
    assert prepare(header) == b"From: ines@tempory.test\r\n" + DATE + MESSAGE_ID + b"\r\nHi\r\n"


@pytest.mark.parametrize("rest", [b"", b"\r\n"])
def test_a_message_may_be_all_header(rest: bytes) -> None:
    assert prepare("From: ines@tempory.test\r\n", rest) == b"From: ines@tempory.test\r\n" + DATE + MESSAGE_ID + b"\r\n"
    assert prepare("From: ines@tempory.test", b"") == b"From: ines@tempory.test\r\n" + DATE + MESSAGE_ID + b"\r\n"


def test_the_body_stays_octet_for_octet() -> None:
    body = b"\r\nFrom: ceo@tempory.test\r\nBcc: x\r\n\r\n \r\n\xff\r\n"
    assert prepare("From: ines@tempory.test\r\n", body).endswith(MESSAGE_ID + body)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("", "missing"),
        ("To: ines@tempory.test\r\n", "missing"),
        ("From: ceo@tempory.test\r\n", "own addresses"),
        ("From: ines@elsewhere.example\r\n", "own addresses"),
        ("From: ines@tempory.test, ceo@tempory.test\r\n", "own addresses"),
        ("From: ceo@tempory.test <ines@tempory.test>\r\n", "plain addresses"),
        ('From: "ceo@tempory.test" <ines@tempory.test>\r\n', "own addresses"),
        ('From: "a ceo@bank b" <ines@tempory.test>\r\n', "own addresses"),
        ("From: =?utf-8?q?ceo=40bank=2Eexample?= <ines@tempory.test>\r\n", "own addresses"),
        ("From: ceo\uff20bank.example <ines@tempory.test>\r\n", "own addresses"),
        ("From: ines@tempory.test\r\nSender: ceo@tempory.test\r\n", "own addresses"),
        ("From: ines@tempory.test\r\nResent-Sender: ceo@tempory.test\r\n", "own addresses"),
        ("From: Team: ines@tempory.test;\r\n", "plain addresses"),
        ("From: <@a.example:ines@tempory.test>\r\n", "plain addresses"),
        ("From: ines@tempory.test (ceo@tempory.test)\r\n", "plain addresses"),
        ("From: ines@tempory.test,\r\n", "plain addresses"),
        ("From: ines@tempory.test <ceo@tempory.test>\r\n", "plain addresses"),
        ("From: <ines..v@tempory.test>\r\n", "plain addresses"),
        ("From: <@tempory.test>\r\n", "plain addresses"),
        ("From: <ines@tempory..test>\r\n", "plain addresses"),
        ("From: <ines@-_-!>\r\n", "own addresses"),
        ("From:\r\n", "plain addresses"),
        ("From: " + ", ".join(["ines@tempory.test"] * 11) + "\r\n", "plain addresses"),
        (b"From: \xff <ines@tempory.test>\r\n", "UTF-8"),
        ("From: ines@tempory.test\r\nfrom: ines@tempory.test\r\n", "twice"),
        ("From: ines@tempory.test\r\nTo: a@b\r\nTO: c@d\r\n", "twice"),
        ("From : ines@tempory.test\r\n", "no field"),
        ("From: ines@tempory.test\r\nnothing\r\n", "no field"),
        (" From: ines@tempory.test\r\n", "continues nothing"),
        ("Subject: x\r\n \t\r\nFrom: ines@tempory.test\r\n", "blank"),
    ],
)
def test_what_could_be_read_as_somebody_elses_is_refused(header: str | bytes, reason: str) -> None:
    with pytest.raises(SubmissionRefused, match=reason):
        prepare(header)


def test_a_long_field_is_read_in_one_pass() -> None:
    for text in ("a " * 40_000, '"' * 80_000, "a." * 40_000, '"\\' * 40_000, "a," * 40_000):
        with pytest.raises(SubmissionRefused):
            prepare(f"From: {text}\r\n")
