"""Everything without a mouse."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.letters import BUILD, CODE, FRIEND, PARCEL, Letter

HTML = Letter(subject="With a link", html='<p>Here is <a href="https://travel.example/">a link</a>.</p>')


def test_reading_with_single_keys(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.receive(BUILD, FRIEND, CODE)  # newest first: CODE, FRIEND, BUILD
    heading = visitor.page.locator("#subject")

    visitor.press("j")
    expect(visitor.rows.nth(0)).to_be_focused()
    visitor.press("j")
    expect(visitor.rows.nth(1)).to_be_focused()
    visitor.press("k", "x")
    visitor.announced("Code copied")
    assert visitor.clipboard() == "481516"

    visitor.press("Enter")
    expect(heading).to_have_text(CODE.subject)
    expect(heading).to_be_focused()
    visitor.press("j")
    expect(heading).to_have_text(FRIEND.subject)
    visitor.press("j", "j", "j")
    expect(heading).to_have_text(BUILD.subject)
    visitor.press("Escape")
    expect(heading).to_have_count(0)
    expect(visitor.rows.nth(2)).to_be_focused()

    visitor.press("u")
    visitor.announced("Marked as unread")
    expect(visitor.page.locator("li.unread")).to_have_count(1)
    visitor.press("k", "#")
    expect(visitor.rows).to_have_count(2)
    expect(visitor.rows.nth(1)).to_be_focused()
    expect(visitor.rows.nth(1)).to_contain_text(BUILD.subject)


def test_keys_for_the_mailbox(visit: Visit) -> None:
    visitor = visit()
    address = visitor.make_address()
    for key, title in (
        ("?", "Keyboard"),
        ("e", "Keep this address longer"),
        ("m", "On another device"),
        ("f", "Forget this mailbox?"),
        ("n", "A new address"),
    ):
        visitor.press(key)
        expect(visitor.page.get_by_role("dialog", name=title)).to_be_visible()
        visitor.press("Escape")
        expect(visitor.dialog).to_have_count(0)
    visitor.press("c")
    visitor.announced("Copied")
    assert visitor.clipboard() == address


def test_focus_returns_to_where_a_dialog_was_opened(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    opener = visitor.page.get_by_role("button", name="Keep longer")
    opener.focus()
    visitor.press("Enter")
    expect(visitor.dialog).to_be_visible()
    visitor.press("Escape")
    expect(opener).to_be_focused()


def test_keys_sleep_in_fields_and_can_be_turned_off(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.press("n")
    name = visitor.dialog.get_by_label("Name")
    expect(name).to_be_focused()
    visitor.press("j", "#", "?")
    expect(name).to_have_value("j#?")
    visitor.press("Escape", "?")
    visitor.dialog.get_by_label("Single-key shortcuts are on").uncheck()
    visitor.press("Escape")
    expect(visitor.dialog).to_have_count(0)
    visitor.press("n")
    expect(visitor.dialog).to_have_count(0)


def test_keys_work_while_the_mail_has_the_focus(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.receive(BUILD, PARCEL)
    visitor.receive(HTML)
    visitor.open(HTML.subject)
    visitor.mail.get_by_role("link", name="a link").focus()
    visitor.press("j")
    expect(visitor.page.locator("#subject")).to_have_text(PARCEL.subject)


def test_tabs_follow_the_arrows(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.receive(CODE)
    visitor.open(CODE.subject)
    visitor.page.get_by_role("tab", name="Text").focus()
    visitor.press("ArrowRight")
    expect(visitor.page.get_by_role("tab", name="Headers")).to_be_focused()
    expect(visitor.page.get_by_role("tab", name="Headers")).to_have_attribute("aria-selected", "true")
    expect(visitor.page.get_by_role("tabpanel").locator("dt").first).to_be_visible()
