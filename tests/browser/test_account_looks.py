"""The members' pages with axe-core, by keyboard alone, and without anything wider than the window."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Come
from tests.browser.letters import CODE, TRAVEL
from tests.browser.member import DERIVING_MS, PASSWORD, Member, Town
from tests.browser.test_accessibility import AXE, examine
from tests.browser.visitor import Scheme
from tests.serving import RunningServer

PARTS = ("mail", "security", "programs", "sessions", "keeping", "accesses", "you")


@pytest.fixture(scope="module")
def town(server: RunningServer) -> Town:
    return Town.found(server, "Ines", "Noor", "Tom", "Lea")


def load_axe(member: Member) -> None:
    """By the browser's debugger, not as a script of the page: the page's own policy stays in force."""
    if not AXE.exists():
        pytest.skip("needs axe-core (npm ci in web/)")
    member.page.evaluate(AXE.read_text())


def dialogs(member: Member) -> Iterator[str]:
    """Open what can be asked for, one after the other; the enrolment is proof enough for five minutes."""
    page = member.page
    for part, number in (("security", 0), ("security", 1), ("security", 3), ("security", 4), ("programs", 0)):
        page.evaluate("part => { location.hash = part }", part)
        page.locator(".room .acts button").nth(number).click()
        expect(member.dialog).to_be_visible()
        yield f"{part} dialog {number}"
        member.press("Escape")
        expect(member.dialog).to_have_count(0)


def views(member: Member, town: Town, name: str) -> Iterator[str]:
    """Walk through every state of the pages."""
    page = member.page
    expect(page.locator("input[name=new-password]")).to_be_visible()
    yield "enrolment"
    member.choose_password("qwertyuiopasdfgh")
    expect(page.locator(".verdict .bad")).to_be_visible()
    yield "a refused password"
    member.choose_password()
    expect(page.locator("form button[type=submit]")).to_be_enabled()
    page.locator("form button[type=submit]").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    yield "deriving"
    member.keep_phrase()
    yield "the phrase"
    page.locator(".piece > button.primary").click()
    expect(page.locator(".note.warn")).to_be_visible()
    yield "a second factor"
    page.locator(".way .acts button").last.click()
    member.is_in()
    for letter in (CODE, TRAVEL):
        town.server.send(letter.encode(town.address(name)), town.address(name))
    expect(member.rows).to_have_count(2)
    for part in PARTS:
        page.evaluate("part => { location.hash = part }", part)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("status").filter(has_text="…")).to_have_count(0)
        yield part
    yield from dialogs(member)
    page.evaluate("location.hash = 'mail'")
    member.rows.first.click()
    expect(page.get_by_role("tabpanel")).to_be_visible()
    yield "a letter"
    member.again()
    load_axe(member)
    expect(page.locator(".locked")).to_be_visible()
    yield "locked"
    page.locator(".locked button").click()
    expect(member.dialog.locator("input")).to_be_visible()
    yield "the question for proof"
    member.press("Escape")
    page.locator("header .out").click()
    expect(page.locator("input[name=address]")).to_be_visible()
    yield "the way in"
    page.locator(".ways button").click()
    yield "a lost password"
    member.press("Escape")


@pytest.mark.parametrize(
    ("name", "scheme", "width"), [("Ines", "light", 1440), ("Noor", "dark", 390), ("Tom", "light", 820)]
)
def test_axe_finds_nothing(town: Town, come: Come, name: str, scheme: Scheme, width: int) -> None:
    path = f"account{town.links[name].partition('/account')[2]}"
    member = come(path=path, scheme=scheme, width=width, calm=True)
    load_axe(member)
    if name != "Ines":
        member.page.get_by_role("button", name="FR – Français").click()
    for view in views(member, town, name):
        examine(member, view)
        assert member.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view


def test_everything_by_keyboard_alone(town: Town, come: Come) -> None:
    town.settle("Lea")
    member = come()
    page = member.page
    expect(page.locator("input[name=address]")).to_be_focused()
    page.keyboard.type(town.address("Lea"))
    member.press("Tab")
    page.keyboard.type(PASSWORD)
    member.press("Enter")
    expect(page.get_by_text("No mail yet.")).to_be_visible(timeout=DERIVING_MS)
    member.again()
    expect(page.locator(".locked")).to_be_visible()
    member.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    member.press("Enter")
    member.press("Tab")
    expect(page.get_by_role("button", name="Open my mail")).to_be_focused()
    programs = page.get_by_role("link", name="Programs")
    for _ in range(8):
        member.press("Shift+Tab")
        if programs.evaluate("link => link === document.activeElement"):
            break
    member.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mail programs")
    member.press("Tab")
    expect(page.get_by_role("button", name="New app password")).to_be_focused()
    member.press("Enter")
    expect(member.dialog.locator("input[name=name]")).to_be_focused()
    page.keyboard.type("Script")
    member.press("Tab", "Space")
    expect(member.dialog.get_by_label("Read (IMAP)")).not_to_be_checked()
    member.press("Enter")
    expect(member.dialog.get_by_role("alert")).to_have_text("Choose at least one.")
    member.press("Escape")
    expect(member.dialog).to_have_count(0)
    expect(page.get_by_role("button", name="New app password")).to_be_focused()
