import pytest

from tempory.verdict import Standing
from tempory.verdict.outcome import Code
from tests.verdict.letters import codes_of, letter


@pytest.mark.parametrize(
    ("sender", "code"),
    [
        ("Support <a@paypa1.com>", Code.SENDER_LOOKS_ALIKE),
        ("Support <a@xn--pypal-4ve.com>", Code.SENDER_LOOKS_ALIKE),
        ("Support <a@netfllix.com>", Code.SENDER_LOOKS_ALIKE),
        ("Support <a@flrm.example>", Code.SENDER_LOOKS_ALIKE),
        ("PayPal <a@corp.example>", Code.NAME_IMITATES),
        ("Crédit Agricole <a@corp.example>", Code.NAME_IMITATES),
        ("Apple Support <a@gmail.com>", Code.NAME_IMITATES),
        ('"ceo@firm.example" <a@gmail.com>', Code.NAME_SHOWS_ADDRESS),
        ('"bank-login.com" <a@corp.example>', Code.NAME_SHOWS_ADDRESS),
        ("IT Support <a@corp.example>", Code.NAME_CLAIMS_INSIDER),
        ('"firm.example notice" <a@corp.example>', Code.NAME_CLAIMS_INSIDER),
        ("P\u0430ypal <a@corp.example>", Code.NAME_MIXES_SCRIPTS),
        ("nobody", Code.SENDER_MISSING),
    ],
)
def test_a_sender_that_is_not_what_it_says(sender: str, code: Code) -> None:
    content = letter().replace(b"From: Bob <bob@corp.example>", b"From: " + sender.encode())
    assert code in codes_of(content)


@pytest.mark.parametrize(
    "sender",
    [
        "Bob <bob@corp.example>",
        "PayPal <service@paypal.com>",
        "PayPal by way of DocuSign <a@docusign.net>",
        "Chase Miller <chase@corp.example>",
        "Apple Tree Nursery <info@corp.example>",
        "IT Support <help@firm.example>",
        "Ann at firm.example <ann@mail.firm.example>",
        "amazon.de <info@amazon.de>",
        "Impots.gouv.fr <a@dgfip.finances.gouv.fr>",
    ],
)
def test_an_honest_sender(sender: str) -> None:
    assert not codes_of(letter(sender=sender))


def test_without_a_from_there_is_no_sender() -> None:
    assert Code.SENDER_MISSING in codes_of(b"Subject: x\r\n\r\nhi\r\n")


def test_what_verifying_came_to() -> None:
    known, other = letter(sender="PayPal <a@paypal.com>"), letter()
    assert Code.SENDER_PRETENDS in codes_of(other, Standing.PRETENDS)
    assert Code.SENDER_UNVERIFIED in codes_of(known, Standing.UNVERIFIED)
    assert not codes_of(other, Standing.UNVERIFIED)
    assert not codes_of(letter(sender="Bob <bob@gmail.com>"), Standing.UNVERIFIED)
    assert not codes_of(known, Standing.VERIFIED)
    assert not codes_of(known, Standing.UNKNOWN)


def test_answers_that_go_to_a_free_mailbox() -> None:
    assert Code.REPLY_ELSEWHERE in codes_of(letter(Reply_To="bob.corp@gmail.com"))
    assert Code.REPLY_ELSEWHERE not in codes_of(letter(Reply_To="desk@tickets.example"))
    assert Code.REPLY_ELSEWHERE not in codes_of(letter(Reply_To="a@gmail.com", List_Id="<x.example>"))
    assert Code.NAME_MIXES_SCRIPTS in codes_of(letter(subject="Your p\u0430ssword"))
    assert Code.NAME_MIXES_SCRIPTS not in codes_of(letter(subject="Привет, Боб, café"))
