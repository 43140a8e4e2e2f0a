"""The panel for mail programs: what it shows opens the mailbox, and what it hides stays hidden."""

import imaplib
import plistlib
import poplib

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.letters import CODE
from tests.browser.visitor import Visitor


def shown(visitor: Visitor, key: str) -> str:
    return visitor.dialog.locator(f"[data-value={key}]").inner_text()


def copied(visitor: Visitor, label: str) -> str:
    visitor.dialog.get_by_role("button", name=label, exact=True).click()
    expect(visitor.page.get_by_role("status").filter(has_text="Copied").first).to_be_attached()
    return visitor.clipboard()


def open_panel(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="Mail program").click()
    expect(visitor.dialog.get_by_role("heading", level=2)).to_have_text("Use a mail program")


def test_what_is_copied_opens_the_mailbox(visit: Visit) -> None:
    visitor = visit()
    address = visitor.make_address()
    visitor.receive(CODE)
    open_panel(visitor)
    values = {name: copied(visitor, f"Copy: {name}") for name in ("user name", "server", "port", "security")}
    password = copied(visitor, "Copy the password")
    assert values == {
        "user name": address,
        "server": "127.0.0.1",
        "port": str(visitor.server.port("imaps")),
        "security": "SSL/TLS",
    }
    trust = visitor.server.trust()
    with imaplib.IMAP4_SSL(values["server"], int(values["port"]), ssl_context=trust) as imap:
        imap.login(values["user name"], password)
        assert imap.select()[1] == [b"1"]
    visitor.dialog.get_by_text("POP3", exact=True).click()
    expect(visitor.dialog.locator("[data-value=port]")).to_have_text(str(visitor.server.port("pop3s")))
    pop3 = poplib.POP3_SSL(shown(visitor, "host"), int(shown(visitor, "port")), context=trust)
    pop3.user(address)
    pop3.pass_(password)
    assert pop3.stat()[0] == 1
    pop3.quit()
    expect(visitor.dialog).to_contain_text(f"port {visitor.server.port('pop3')} with STARTTLS")
    expect(visitor.dialog).to_contain_text("Nothing can be sent from this address.")


def test_the_password_is_hidden_until_it_is_asked_for(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    open_panel(visitor)
    assert visitor.token not in visitor.page.content()
    visitor.dialog.get_by_role("button", name="Show the password").click()
    assert shown(visitor, "password") == visitor.token
    visitor.dialog.get_by_role("button", name="Hide the password").click()
    assert visitor.token not in visitor.page.content()
    visitor.dialog.get_by_role("button", name="Show the password").click()
    visitor.press("Escape")
    expect(visitor.dialog).to_have_count(0)
    open_panel(visitor)
    assert visitor.token not in visitor.page.content()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_set_up_file_names_the_mailbox_and_holds_no_secret(visit: Visit, language: str) -> None:
    visitor = visit(language=language)
    address = visitor.make_address()
    visitor.press("p")
    link = visitor.dialog.get_by_role("link", name=".mobileconfig")
    with visitor.page.expect_download() as download:
        link.click()
    content = download.value.path().read_bytes()
    assert download.value.suggested_filename == "tempory.mobileconfig"
    profile = plistlib.loads(content)
    account = profile["PayloadContent"][0]
    assert account["IncomingMailServerUsername"] == address
    assert account["IncomingMailServerPortNumber"] == visitor.server.port("imaps")
    assert ("mot de passe" if language == "fr" else "password") in profile["PayloadDescription"]
    assert visitor.token.encode() not in content
    assert b"tpy_" not in content
    # The page is still there, and the file is what a device expects.
    expect(link).to_be_visible()
    answer = httpx.get(f"{visitor.server.url}{link.get_attribute('href')}", verify=visitor.server.trust())
    assert answer.headers["content-type"] == "application/x-apple-aspen-config"
    expect(visitor.dialog.get_by_role("img")).to_be_visible()


def test_the_panel_by_keyboard_alone(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.page.evaluate("document.activeElement.blur()")
    visitor.press("p")
    expect(visitor.dialog).to_be_visible()

    def go_to(name: str) -> None:
        for _ in range(15):
            visitor.press("Tab")
            if visitor.page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.value") == name:
                return
        pytest.fail(f"{name} cannot be reached")

    go_to("Show the password")
    visitor.press("Enter")
    assert shown(visitor, "password") == visitor.token
    go_to("IMAP")
    visitor.press("ArrowRight")
    expect(visitor.dialog.locator("[data-value=port]")).to_have_text(str(visitor.server.port("pop3s")))
    go_to("Copy: port")
    visitor.press("Enter")
    visitor.announced("Copied")
    assert visitor.clipboard() == str(visitor.server.port("pop3s"))
    visitor.press("Escape")
    expect(visitor.dialog).to_have_count(0)
