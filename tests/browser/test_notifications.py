"""Notifications: asked for on a click, shown when nobody looks at the page, and silent otherwise."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.letters import CODE, PARCEL

# The desktop's own notifications cannot be seen from here: what the page asks of them can.
RECORD = """
window.asked = 0; window.shown = [];
window.Notification = class {
  static permission = 'default';
  static async requestPermission() { window.asked += 1; return (this.permission = 'granted'); }
  constructor(title, { body }) { window.shown.push([title, body]); }
  close() {}
};
"""
LOOK_AWAY = "Object.defineProperty(document, 'hidden', {value: true, configurable: true})"


def test_notifications(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    page.add_init_script(RECORD)
    page.reload()
    visitor.make_address()
    assert page.evaluate("window.asked") == 0
    page.get_by_role("button", name="Notify me of new mail").click()
    visitor.announced("Notifications are on")
    assert page.evaluate("window.asked") == 1

    visitor.receive(PARCEL)
    assert page.evaluate("window.shown") == []
    page.evaluate(LOOK_AWAY)
    visitor.receive(CODE)
    assert page.evaluate("window.shown") == [["Lumen Accounts", "Code 481516 · Your sign-in code"]]

    page.get_by_role("button", name="Stop notifying me").click()
    visitor.receive(PARCEL)
    assert len(page.evaluate("window.shown")) == 1


def test_a_refusal_is_explained(visit: Visit) -> None:
    visitor = visit()
    visitor.page.add_init_script(RECORD.replace("'granted'", "'denied'"))
    visitor.page.reload()
    visitor.make_address()
    visitor.page.get_by_role("button", name="Notify me of new mail").click()
    visitor.announced("The browser refuses notifications for this site.")
    expect(visitor.page.get_by_role("button", name="Notify me of new mail")).to_be_visible()
