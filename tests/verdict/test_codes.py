import pytest

from tempory.mime import parse
from tempory.verdict import Codes, Judge, Level, Reason
from tempory.verdict.codes import coded_links
from tempory.verdict.outcome import Code
from tests.verdict.letters import letter

SCAN = letter(
    "Your mailbox password expires today. Scan the code with your telephone to keep your account active.",
    sender="IT Support <notice@corp.example>",
    subject="Action required: your password expires",
)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("https://evil.example/a", ["https://evil.example/a"]),
        ("HTTPS://EVIL.EXAMPLE/A", ["HTTPS://EVIL.EXAMPLE/A"]),
        (" evil.example/a?b#c ", ["http://evil.example/a?b#c"]),
        ("evil.example", ["http://evil.example"]),
        ("evil.example:8080", ["http://evil.example:8080"]),
        ("Pay here: http://evil.example/a, now", ["http://evil.example/a"]),
        ("javascript:alert(1)", ["javascript:alert(1)"]),
        ("WIFI:T:WPA;S:home;P:secret;;", []),
        ("otpauth://totp/a?secret=B", []),
        ("BCD\n002\n1\nSCT\nBANKFRPP\nName\nFR76", []),
        ("3.5 kg", []),
        ("1.2.3", []),
        ("", []),
    ],
)
def test_where_a_code_leads(text: str, links: list[str]) -> None:
    assert list(coded_links(Codes(texts=(text,)))) == links


def judged(content: bytes, *texts: str, unread: int = 0) -> tuple[Level, dict[Code, str]]:
    verdict = Judge(own_domains=["firm.example"]).judge(parse(content), codes=Codes(texts=texts, unread=unread))
    return verdict.level, {reason.code: reason.evidence for reason in verdict.reasons}


def test_a_code_that_leads_to_a_stranger_is_a_reason() -> None:
    level, reasons = judged(SCAN, "https://evil.example/owa/login", "https://else.example/")
    assert level is Level.DANGEROUS
    assert reasons[Code.LINK_IN_PICTURE] == "evil.example"
    assert reasons[Code.LINK_ASKS_LOGIN] == "evil.example/owa/login"
    assert Code.LINK_IN_PICTURE not in judged(SCAN)[1]


def test_what_a_code_holds_goes_through_the_rules_for_links() -> None:
    _, reasons = judged(letter(), "http://www.paypa1.com/x", "https://bit.ly/3x", "http://10.1.2.3/")
    assert {Code.LINK_LOOKS_ALIKE, Code.LINK_SHORTENED, Code.LINK_TO_ADDRESS} <= reasons.keys()


def test_an_honest_code() -> None:
    ticket = letter("Here is your ticket for Friday. Show the code at the door.", sender="Hall <box@hall.example>")
    assert judged(ticket, "https://www.hall.example/t/81", "HALL-2026-81")[1] == {}
    assert judged(ticket, "https://www.paypal.com/pay")[1].keys().isdisjoint({Code.LINK_IN_PICTURE})
    level, reasons = judged(ticket, "https://tickets.example/t/81")
    assert (level, list(reasons)) == (Level.NONE, [Code.LINK_IN_PICTURE])


def test_a_code_that_runs_code_leads_nowhere_but_is_told() -> None:
    assert judged(letter(), "javascript:alert(1)")[1] == {Code.LINK_RUNS_CODE: "javascript:alert(1)"}


def test_pictures_that_nobody_could_look_at_are_stated_and_blame_nobody() -> None:
    verdict = Judge().judge(parse(letter()), codes=Codes(unread=3))
    assert verdict.level is Level.NONE
    assert verdict.reasons == (Reason(Code.PICTURE_UNREAD, "3"),)
    assert verdict.score == Judge().judge(parse(letter())).score
