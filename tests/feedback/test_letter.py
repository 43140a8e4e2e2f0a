"""The mail that carries a report."""

import email
from email import policy
from email.message import EmailMessage

import pytest

from tempory.feedback import compose_letter
from tempory.values import Address
from tests.feedback.making import make_report
from tests.making import NOON

TO = Address.parse("agg@bank.example")


def read(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def test_a_letter_brings_the_file_and_says_what_it_is() -> None:
    report = make_report()
    letter = compose_letter(report, to=TO, at=NOON)
    message = read(letter.content)
    assert message["Subject"].split() == [
        "Report",
        "Domain:",
        "bank.example",
        "Submitter:",
        "mx.tempory.test",
        "Report-ID:",
        "<1795219200.bank.example@mx.tempory.test>",
    ]
    assert (message["From"], message["To"]) == ("postmaster@tempory.test", "agg@bank.example")
    assert message["Date"] == "Sat, 21 Nov 2026 12:00:00 +0000"
    assert message["Message-ID"] == f"<{report.id}>"
    assert message["Auto-Submitted"] == "auto-generated"
    text, attachment = message.iter_parts()
    assert "claimed to come\r\nfrom bank.example on 2026-11-21" in text.get_payload()
    assert "counts 3 messages" in text.get_payload()
    assert attachment.get_content_type() == "application/gzip"
    assert attachment.get_filename() == report.file_name
    assert attachment.get_content() == report.compress()


def test_lines_are_as_long_as_mail_allows() -> None:
    content = compose_letter(make_report(), to=TO, at=NOON).content
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) < 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert content.isascii()


def test_the_same_report_to_the_same_recipient_has_the_same_id() -> None:
    one, again = (compose_letter(make_report(), to=TO, at=NOON) for _ in range(2))
    assert one.id == again.id
    assert one.id != compose_letter(make_report(), to=Address.parse("b@bank.example"), at=NOON).id
    assert (one.sender, one.recipient) == (Address.parse("postmaster@tempory.test"), TO)


@pytest.mark.parametrize("recipient", ['"a, b"@bank.example', '"<x>"@bank.example', "a=b{}|@bank.example"])
def test_an_odd_recipient_is_one_recipient(recipient: str) -> None:
    message = read(compose_letter(make_report(), to=Address.parse(recipient), at=NOON).content)
    (address,) = message["To"].addresses
    assert address.addr_spec == recipient
