"""The whole story in both languages: an address, a letter over SMTP, its code, its parts, and the forgetting."""

import re
import smtplib

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.letters import CODE, TRAVEL

WORDS = {
    "en": {
        "empty": "Ready, and listening.",
        "copy": "Copy address",
        "code": "Copy the code 481516",
        "tabs": ["Message", "Text", "Headers", "Source"],
        "delete": "Delete",
        "forget": "Forget now",
        "sure": "Forget it for good",
        "gone": "Forgotten.",
        "destroyed": "Messages destroyed",
    },
    "fr": {
        "empty": "Prête, et à l’écoute.",
        "copy": "Copier l’adresse",
        "code": "Copier le code 481516",
        "tabs": ["Message", "Texte", "En-têtes", "Source"],
        "delete": "Supprimer",
        "forget": "Oublier",
        "sure": "Oublier pour de bon",
        "gone": "Oubliée.",
        "destroyed": "Messages détruits",
    },
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_letter_arrives_is_read_and_is_forgotten(visit: Visit, language: str) -> None:
    words = WORDS[language]
    visitor = visit(language=language)
    page, server = visitor.page, visitor.server
    expect(page.locator("html")).to_have_attribute("lang", language)

    # An address in one click.
    address = visitor.make_address()
    assert address.endswith(f"@{server.domain}")
    expect(page.get_by_text(str(words["empty"]))).to_be_visible()
    page.get_by_role("button", name=str(words["copy"])).click()
    assert visitor.clipboard() == address

    # Mail appears by itself, its code one tap away.
    visitor.receive(CODE)
    page.get_by_role("button", name=str(words["code"])).click()
    assert visitor.clipboard() == "481516"
    expect(page).to_have_title(re.compile(r"^\(1\) \d+ minutes · Tempory$"))

    # Text; reading it marks it as seen, here and on the server.
    visitor.open(CODE.subject)
    expect(page.get_by_role("tabpanel")).to_contain_text("Your verification code is 481516")
    expect(page).to_have_title(re.compile(r"^\d+ minutes · Tempory$"))
    expect(page.locator("li.unread")).to_have_count(0)

    # HTML, headers and source.
    visitor.receive(TRAVEL)
    visitor.open(TRAVEL.subject)
    expect(visitor.mail.get_by_role("heading", name="Your autumn itinerary")).to_be_visible()
    tabs = page.get_by_role("tab")
    assert tabs.all_inner_texts() == words["tabs"]
    tabs.nth(1).click()
    expect(page.get_by_role("tabpanel")).to_contain_text("Your itinerary as text.")
    tabs.nth(2).click()
    expect(page.get_by_role("tabpanel").locator("dt", has_text="Message-ID")).to_be_visible()
    tabs.nth(3).click()
    expect(page.get_by_role("tabpanel").locator("pre")).to_contain_text("Subject: Your itinerary: Lisbon and Porto")

    # An attachment, whole.
    with page.expect_download() as download:
        page.get_by_role("button", name="boarding-passes.pdf").click()
    assert download.value.path().read_bytes() == b"%PDF-1.4 boarding" * 900
    assert download.value.suggested_filename == "boarding-passes.pdf"

    # Deleted: gone from the list, and from the server.
    page.get_by_role("button", name=str(words["delete"]), exact=True).click()
    expect(visitor.rows).to_have_count(1)
    assert len(visitor.elsewhere("GET", "/mailbox/messages").json()["messages"]) == 1

    # Forgotten: a receipt, and nobody answers any more.
    page.get_by_role("button", name=str(words["forget"]), exact=True).click()
    visitor.dialog.get_by_role("button", name=str(words["sure"])).click()
    expect(page.get_by_role("heading", level=1, name=str(words["gone"]))).to_be_focused()
    receipt = page.locator("dl")
    expect(receipt).to_contain_text(address)
    expect(receipt.locator("div", has_text=str(words["destroyed"])).locator("dd")).to_have_text("1")
    assert page.evaluate("localStorage.getItem('tempory.mailboxes')") is None
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        server.send(CODE.encode(address), address)
    assert refused.value.recipients[address][0] == 550


def test_mail_is_there_within_a_second(visit: Visit) -> None:
    visitor = visit()
    address = visitor.make_address()
    visitor.page.evaluate(
        "void (window.shown = new Promise((done) => new MutationObserver(() =>"
        " document.querySelector('[data-letter]') && done(Date.now())).observe(document.body,"
        " {childList: true, subtree: true})))"
    )
    visitor.server.send(CODE.encode(address), address)
    accepted = visitor.page.evaluate("Date.now()")
    assert visitor.page.evaluate("window.shown") - accepted < 1_000


def test_the_language_can_be_switched_and_is_remembered(visit: Visit) -> None:
    visitor = visit(language="en")
    visitor.page.get_by_role("button", name="FR – Français").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Une adresse qui sait oublier.")
    visitor.page.reload()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Une adresse qui sait oublier.")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "fr")


def test_another_language_is_answered_in_english(visit: Visit) -> None:
    expect(visit(language="de").page.get_by_role("heading", level=1)).to_have_text("An address that forgets.")
