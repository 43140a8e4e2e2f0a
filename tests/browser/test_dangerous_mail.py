"""Dangerous mail warns and says why, opens as text, and nothing of it is one click away."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.letters import Letter, draw_picture
from tests.browser.test_accessibility import AXE, examine
from tests.browser.visitor import Scheme, Visitor

PICTURES = os.environ.get("TEMPORY_VERDICTS")
"""A folder for pictures, when somebody wants to look."""


def locked_zip() -> bytes:
    """Return a ZIP whose entry says that it is encrypted (APPNOTE.TXT §4.4.4, bit 0)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("invoice.txt", b"to be paid")
    octets = bytearray(buffer.getvalue())
    octets[6] |= 1
    octets[octets.find(b"PK\x01\x02") + 8] |= 1
    return bytes(octets)


def look(visitor: Visitor, view: str) -> None:
    """Have axe look, if it is installed."""
    if AXE.exists():
        visitor.page.evaluate(AXE.read_text())
        examine(visitor, view)


HTML = (
    "<p>Dear customer, verify your account within 24 hours or it will be closed: "
    '<a href="http://192.0.2.7/login">https://www.paypal.com/signin</a></p>'
)
PHISHING = Letter(
    subject="Your account has been limited",
    sender="PayPal Service <service@elsewhere.example>",
    text="Dear customer,\n\nverify your account within 24 hours or it will be closed:\n"
    "http://www.paypal.com@192.0.2.7/login\n\nThe PayPal team\n",
    html=HTML,
    attachments=(
        ("notes.pdf", "application/pdf", b"%PDF-1.4\n"),
        ("invoice.zip", "application/zip", locked_zip()),
        ("logo.png", "image/png", draw_picture(40, 30)),
    ),
)
DESIGNED_ONLY = Letter(subject="Confirm now", sender=PHISHING.sender, html=HTML)
SUSPICIOUS = Letter(
    subject="Please verify", html='<p><a href="https://login.evil.invalid/verify?x=1">www.my-bank.example</a></p>'
)
WORDS: dict[tuple[str, int, Scheme], tuple[str, str, str]] = {
    ("en", 1440, "light"): ("This message is dangerous", "A link names one place and leads to another.", "Dangerous."),
    ("fr", 390, "dark"): ("Ce message est dangereux", "Un lien annonce un lieu et mène à un autre.", "Dangereux."),
}


@pytest.mark.parametrize("looks", list(WORDS), ids=lambda looks: f"{looks[0]}-{looks[1]}-{looks[2]}")
def test_a_dangerous_message_warns_says_why_and_opens_as_text(visit: Visit, looks: tuple[str, int, Scheme]) -> None:
    language, width, scheme = looks
    title, why, mark = WORDS[looks]
    visitor = visit(language=language, width=width, scheme=scheme)
    page = visitor.page
    visitor.make_address()
    visitor.receive(PHISHING)
    expect(visitor.rows.first.locator(".danger")).to_have_text(mark)
    look(visitor, "list")
    visitor.open(PHISHING.subject)
    warning = page.get_by_role("region", name=title)
    expect(warning).to_contain_text(why)
    expect(warning).to_contain_text("paypal.com → 192.0.2.7")
    # Text, with the true host beside the link, and no address that the browser opens by itself.
    expect(page.locator("#tab-text")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".text .host")).to_have_text("192.0.2.7")
    expect(page.locator(".text a")).to_have_count(0)
    look(visitor, "dangerous")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"dangerous-{language}-{width}-{scheme}.png", full_page=True)


def test_a_link_of_it_takes_two_deliberate_steps(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    visitor.make_address()
    visitor.receive(PHISHING)
    visitor.open(PHISHING.subject)
    page.locator(".text button").click()
    expect(visitor.dialog.locator(".target strong")).to_have_text("192.0.2.7")
    expect(visitor.dialog.get_by_role("link")).to_have_count(0)
    visitor.dialog.get_by_role("button", name="I want to open it all the same").click()
    expect(visitor.dialog.get_by_role("alert")).to_contain_text("This opens 192.0.2.7.")
    expect(visitor.dialog.get_by_role("link", name="Open 192.0.2.7")).to_be_visible()
    look(visitor, "dialog")
    visitor.press("Escape")
    # As its sender designed it: asked for, and guarded alike, the menu of a link too.
    page.locator("#tab-html").click()
    expect(page.locator("iframe")).to_have_count(0)
    page.get_by_role("button", name="Show it as its sender designed it").click()
    for button in ("left", "middle", "right"):
        visitor.mail.get_by_role("link").click(button=button)
        expect(visitor.dialog.get_by_role("button", name="I want to open it all the same")).to_be_visible()
        expect(visitor.dialog.get_by_role("link")).to_have_count(0)
        visitor.press("Escape")
    assert len(visitor.context.pages) == 1


def test_its_files_ask_and_name_why_but_pictures_do_not(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    visitor.make_address()
    visitor.receive(PHISHING)
    visitor.open(PHISHING.subject)
    downloads: list[str] = []
    page.on("download", lambda download: downloads.append(download.suggested_filename))
    files = page.locator("section[aria-labelledby=files]")
    for name, why in (("notes.pdf", "is not to be trusted"), ("invoice.zip", "An attached file is protected")):
        files.get_by_role("button", name=name).click()
        expect(files.get_by_role("alert")).to_contain_text(f"Save “{name}” only if you expected it")
        expect(files.get_by_role("alert")).to_contain_text(why)
    assert downloads == []
    look(visitor, "files")
    with page.expect_download():
        files.get_by_role("button", name="logo.png").click()
    assert downloads == ["logo.png"]


def test_without_a_text_its_words_are_shown(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.receive(DESIGNED_ONLY)
    visitor.open(DESIGNED_ONLY.subject)
    expect(visitor.page.locator("p.text")).to_contain_text("verify your account within 24 hours")
    expect(visitor.page.locator("iframe")).to_have_count(0)


def test_a_suspicious_message_says_why_one_click_away(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    visitor.make_address()
    visitor.receive(SUSPICIOUS)
    expect(visitor.rows.first.locator(".suspicious")).to_have_text("Suspicious.")
    visitor.open(SUSPICIOUS.subject)
    banner = page.locator("details.suspicious")
    expect(banner.locator("summary")).to_contain_text("This message looks suspicious")
    expect(banner.get_by_text("my-bank.example → login.evil.invalid")).to_be_hidden()
    banner.locator("summary").click()
    expect(banner).to_contain_text("A link names one place and leads to another.")
    expect(banner.get_by_text("my-bank.example → login.evil.invalid")).to_be_visible()
    look(visitor, "suspicious")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / "suspicious.png", full_page=True)
