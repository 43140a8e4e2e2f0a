"""Reporting a message in a real browser: the reader hands it over, the console decides, the reader is answered."""

import os
from base64 import b64decode, b64encode
from pathlib import Path
from secrets import token_bytes

import pytest
from playwright.sync_api import Locator, expect

from tempory.people import Role
from tempory.sealing import KeyPair, PublicKey, seal_team_key
from tempory.values import MailboxId, RecordId
from tests.browser.conftest import Come, Visit
from tests.browser.letters import Letter
from tests.browser.member import DERIVING_MS, PASSWORD, Member, Town
from tests.browser.staff import Crew, heading
from tests.browser.test_accessibility import AXE, examine
from tests.browser.visitor import Scheme, Visitor
from tests.serving import RunningServer

PICTURES = os.environ.get("TEMPORY_REPORTS")
"""A folder for pictures, when somebody wants to look."""
HTML = (
    "<p>Dear customer, verify your account within 24 hours or it will be closed: "
    '<a href="http://192.0.2.7/login?for=you&amp;x=1">https://www.paypal.com/signin</a></p>'
)
PHISHING = Letter(
    subject="Your account has been limited",
    sender="PayPal Service <service@elsewhere.example>",
    html=HTML,
    attachments=(("invoice.exe", "application/octet-stream", b"MZ not a program"),),
)
ANSWER = "It imitates PayPal.\n<b>Do not</b> answer it."


@pytest.fixture(scope="module")
def town(server: RunningServer) -> Town:
    return Town.found(server, "Ines")


@pytest.fixture(scope="module")
def crew(town: Town) -> Crew:
    return Crew.gather(
        town, {"Bert": (Role.SECURITY_OFFICER,), "Ada": (Role.AUDITOR,), "Lea": (Role.SECURITY_OFFICER,)}
    )


@pytest.fixture
def keyed(crew: Crew) -> Crew:
    """The crew with a key of the team: the one that there is, or one that the owner makes."""
    with crew.town.owner() as owner:
        team = owner.ask("GET", "/console/reports/team")
        if not team["keys"]:
            key, pair = RecordId(token_bytes(16)), KeyPair.draw(token_bytes)
            public_key = b64encode(pair.public_key.octets).decode()
            wraps = [wrap_for(officer, key, pair) for officer in team["officers"]]
            owner.ask("POST", "/console/reports/team", {"id": str(key), "public_key": public_key, "wraps": wraps})
    return crew


def wrap_for(officer: dict[str, str], key: RecordId, pair: KeyPair) -> dict[str, str]:
    public_key, mailbox = PublicKey(b64decode(officer["public_key"])), MailboxId.parse(officer["mailbox"])
    wrap = seal_team_key(pair.seed, public_key, key=key, mailbox=mailbox)
    return {"mailbox": officer["mailbox"], "wrap": b64encode(wrap).decode()}


def look(visitor: Visitor, view: str) -> None:
    """Have axe look, if it is installed, and take a picture, if somebody wants one."""
    if AXE.exists():
        visitor.page.evaluate(AXE.read_text())
        examine(visitor, view)
    if PICTURES:
        visitor.page.screenshot(path=Path(PICTURES) / f"{view}.png", full_page=True)


def unlock(member: Member) -> None:
    """Give the password that opens the officer's key."""
    expect(member.dialog.locator("input[name=password]")).to_be_visible()
    member.dialog.locator("input[name=password]").fill(PASSWORD)
    member.dialog.locator("form button[type=submit]").click()


def prove(crew: Crew, member: Member, name: str) -> None:
    """Answer the question for proof, if there is one."""
    code = member.dialog.locator("input[name=code]")
    if code.is_visible():
        code.fill(crew.codes[name].next())
        member.dialog.locator("form button[type=submit]").click()


def report_button(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("button", name="Report as phishing")


def make_key(bert: Member) -> None:
    """Draw the team's key, as the first officer does."""
    expect(heading(bert)).to_have_text("Reported messages")
    expect(bert.page.get_by_text("Nothing was reported.")).to_be_visible()
    look(bert, "console-no-key")
    bert.click("Make the team’s key")
    unlock(bert)
    expect(bert.page.get_by_text("There is no key yet")).to_have_count(0, timeout=DERIVING_MS)


def hand_over(visitor: Visitor) -> None:
    """Be told what is handed over, change one's mind, and say yes in the end; all of it by keyboard."""
    report_button(visitor).click()
    expect(visitor.dialog).to_contain_text("You hand over this one message, whole")
    expect(visitor.dialog).to_contain_text("for 90 days at most")
    look(visitor, "dialog")
    visitor.press("Escape")
    expect(report_button(visitor)).to_be_focused()
    visitor.press("Enter")
    visitor.dialog.get_by_role("button", name="Hand it over").click()
    expect(visitor.page.get_by_role("region", name="You have reported this message")).to_be_visible()
    expect(report_button(visitor)).to_have_count(0)
    look(visitor, "reported")


def decide(crew: Crew, bert: Member) -> None:
    """Open the report, as words, look what it can be found again by, and confirm it."""
    bert.click("Look again")
    queued = bert.page.locator("[data-report]")
    expect(queued).to_have_count(1)
    queued.get_by_role("button").focus()
    bert.press("Enter")
    report = bert.page.get_by_role("region", name="The report")
    expect(report).to_contain_text("PayPal Service", timeout=DERIVING_MS)
    expect(report).to_contain_text("verify your account within 24 hours")
    expect(report.locator("iframe, img, a")).to_have_count(0)
    report.get_by_label("192.0.2.7/login").check()
    report.get_by_label("invoice.exe").check()
    report.get_by_role("button", name="Search").click()
    expect(report.get_by_role("status")).to_have_text("1 message in 1 mailbox")
    report.get_by_label("Answer to the reporter").fill(ANSWER)
    look(bert, "console-report")
    report.get_by_role("button", name="It is phishing").click()
    expect(bert.dialog.locator("input[name=code]").or_(queued.filter(has_text="Phishing"))).to_be_visible()
    prove(crew, bert, "Bert")
    expect(queued.filter(has_text="Phishing")).to_contain_text("found in 1 mailbox")
    expect(bert.page.get_by_role("region", name="The report")).to_have_count(0)
    look(bert, "console-decided")


@pytest.mark.timeout(300)  # two pages, a password derived, and axe at each step
def test_from_the_readers_page_to_the_console_and_back(crew: Crew, visit: Visit, come: Come) -> None:
    visitor = visit()
    page = visitor.page
    visitor.make_address()
    visitor.receive(PHISHING)
    visitor.open(PHISHING.subject)
    expect(page.get_by_role("button", name="Mark as unread")).to_be_visible()
    expect(report_button(visitor)).to_have_count(0)  # there is no key of the team to seal it to
    bert = crew.send(come, "Bert", "reports")
    make_key(bert)
    page.reload()
    visitor.open(PHISHING.subject)
    hand_over(visitor)
    decide(crew, bert)
    decided = page.get_by_role("region", name="The security team says: this is phishing")
    expect(decided).to_contain_text("It imitates PayPal.")
    expect(decided).to_contain_text("<b>Do not</b> answer it.")
    expect(decided).to_contain_text("Thank you")
    look(visitor, "answered")
    visitor.press("Escape")
    visitor.open("Your report: it was phishing / Votre signalement : c’était de l’hameçonnage")
    expect(page.locator("#view")).to_contain_text("It imitates PayPal.")


def test_a_colleague_is_given_the_key_and_nobody_else_sees_the_queue(keyed: Crew, come: Come) -> None:
    ada = keyed.send(come, "Ada", "reports")
    expect(ada.page.get_by_role("navigation").get_by_role("link", name="Reports")).to_have_count(0)
    lea = keyed.send(come, "Lea", "reports")
    expect(heading(lea)).to_have_text("Reported messages")
    details = lea.page.locator("details").filter(has_text="The team’s key")
    details.locator("summary").click()
    # Bert sealed the key to everybody who read reports when it was made: Lea among them, and the owner.
    expect(details).to_contain_text("Lea Moreau")
    expect(details).to_contain_text("Olga Berg")


def test_a_report_is_taken_back(keyed: Crew, visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.receive(PHISHING)
    visitor.open(PHISHING.subject)
    report_button(visitor).click()
    visitor.dialog.get_by_role("button", name="Hand it over").click()
    visitor.page.get_by_role("button", name="Take the report back").click()
    expect(report_button(visitor)).to_be_visible()


def test_a_member_reports_and_chooses_the_keyword(keyed: Crew, town: Town, come: Come) -> None:
    town.settle("Ines")
    town.server.send(PHISHING.encode(town.address("Ines")), town.address("Ines"))
    ines = come()
    ines.come_in(town.address("Ines"))
    ines.open(PHISHING.subject)
    report_button(ines).click()
    look(ines, "member-dialog")
    ines.dialog.get_by_role("button", name="Hand it over").click()
    expect(ines.page.get_by_role("region", name="You have reported this message")).to_be_visible()
    ines.go("Programs")
    choice = ines.page.get_by_label("Report what I mark as phishing in a mail program")
    expect(choice).not_to_be_checked()
    look(ines, "member-keyword")
    choice.check()
    ines.announced("Marking a message as phishing now reports it")
    ines.again()
    expect(choice).to_be_checked(timeout=DERIVING_MS)


LOOKS: tuple[tuple[str, int, Scheme], ...] = (("fr", 390, "dark"), ("fr", 820, "light"), ("en", 1440, "dark"))


@pytest.mark.parametrize("looks", LOOKS, ids=lambda looks: f"{looks[0]}-{looks[1]}-{looks[2]}")
def test_looks(keyed: Crew, visit: Visit, come: Come, looks: tuple[str, int, Scheme]) -> None:
    language, width, scheme = looks
    visitor = visit(language=language, width=width, scheme=scheme)
    page = visitor.page
    visitor.make_address()
    visitor.receive(PHISHING)
    visitor.open(PHISHING.subject)
    name = {"en": "Report as phishing", "fr": "Signaler un hameçonnage"}[language]
    page.get_by_role("button", name=name).click()
    look(visitor, f"looks-dialog-{language}-{width}")
    visitor.dialog.get_by_role("button").last.click()
    expect(page.locator("section.report")).to_be_visible()
    look(visitor, f"looks-reported-{language}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    bert = keyed.send(come, "Bert", "reports", language=language, width=width, scheme=scheme)
    expect(bert.page.locator("[data-report]").first).to_be_visible()
    bert.page.locator("[data-report] button").first.click()
    unlock(bert)
    expect(bert.page.locator("fieldset")).to_be_visible(timeout=DERIVING_MS)
    look(bert, f"looks-console-{language}-{width}")
    assert bert.page.evaluate("document.documentElement.scrollWidth") <= width
