"""axe-core finds nothing, in any view, light and dark; and what axe cannot see."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Visit
from tests.browser.letters import BUILD, CODE, TRAVEL, Letter
from tests.browser.visitor import Scheme, Visitor

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The mail's frame is the sender's own design and runs no scripts, axe's neither.
RUN = "axe.run({exclude: [['iframe']]}, {runOnly: %s, iframes: false}).then((found) => found.violations)"


STILL = """document.getAnimations().every((animation) =>
    animation.playState !== 'running' || animation.effect.getTiming().iterations === Infinity)"""

# What begins left of the screen cannot even be scrolled to, and makes the page no wider.
NOT_CUT_OFF = """[...document.querySelectorAll('header button, .card button')].every((each) =>
    !each.checkVisibility() || each.getBoundingClientRect().left >= 0)"""


def examine(visitor: Visitor, view: str) -> None:
    visitor.until(STILL)
    violations = visitor.page.evaluate(RUN % json.dumps(TAGS))
    found = [
        f"{view}: {rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in violations
        for node in rule["nodes"]
    ]
    assert found == []


def views(visitor: Visitor) -> Iterator[str]:
    """Walk through every state of the page."""
    page = visitor.page
    yield "welcome"
    visitor.make_address()
    yield "empty"
    visitor.receive(BUILD, TRAVEL, CODE)
    yield "list"
    visitor.open(CODE.subject)
    expect(page.get_by_role("tabpanel")).to_be_visible()
    yield "text"
    visitor.open(TRAVEL.subject) if page.viewport_size and page.viewport_size["width"] > 1350 else visitor.press("j")
    expect(page.locator(".blocked")).to_be_visible()
    yield "html"
    page.get_by_role("tab").nth(2).click()
    yield "headers"
    page.get_by_role("tab").nth(3).click()
    yield "source"
    visitor.press("Escape")
    for key in ("n", "e", "m", "p", "f", "?"):
        visitor.press(key)
        expect(visitor.dialog).to_be_visible()
        yield f"dialog {key}"
        visitor.press("Escape")
        expect(visitor.dialog).to_have_count(0)
    visitor.context.set_offline(True)
    expect(page.locator(".banner")).to_be_visible()
    yield "offline"
    visitor.context.set_offline(False)
    expect(page.locator(".line.live")).to_be_visible()
    visitor.press("n")
    visitor.dialog.locator("button[type=submit]").click()
    expect(page.get_by_role("navigation").get_by_role("button")).to_have_count(3)
    yield "several"
    visitor.press("f")
    visitor.dialog.locator(".danger").click()
    expect(page.locator(".slip")).to_be_visible()
    yield "receipt"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visit, scheme: Scheme, width: int, language: str) -> None:
    if not AXE.exists():
        pytest.skip("needs axe-core (npm ci in web/)")
    visitor = visit(scheme=scheme, width=width, language=language, calm=True)
    # By the browser's debugger, not as a script of the page: the page's own policy stays in force.
    visitor.page.evaluate(AXE.read_text())
    for view in views(visitor):
        examine(visitor, view)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width, (
            f"{view} is wider than the screen"
        )


def test_a_dangerous_attachment_and_a_link_pass_too(visit: Visit) -> None:
    if not AXE.exists():
        pytest.skip("needs axe-core (npm ci in web/)")
    visitor = visit(calm=True)
    visitor.page.evaluate(AXE.read_text())
    visitor.make_address()
    file = ("run.exe", "application/octet-stream", b"MZ")
    visitor.receive(Letter(subject="A file", attachments=(file,)))
    visitor.open("A file")
    visitor.page.get_by_role("button", name="run.exe").click()
    examine(visitor, "attachment")
    visitor.page.keyboard.press("Escape")
    # In a letter of its own: together they would be dangerous, and open as text.
    html = '<a href="http://xn--bcher-kva.example/">books.example</a>'
    visitor.receive(Letter(subject="A link", html=html))
    visitor.open("A link")
    visitor.mail.get_by_role("link").click()
    expect(visitor.dialog).to_contain_text("letters that may imitate others")
    examine(visitor, "link")


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_nothing_is_wider_than_the_screen(visit: Visit, width: int) -> None:
    visitor = visit(width=width, language="fr")
    for view in views(visitor):
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width, view
        visitor.until(NOT_CUT_OFF)


def test_new_mail_is_said_aloud(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.receive(CODE)
    expect(visitor.page.get_by_role("log")).to_have_text("New message from Lumen Accounts: Your sign-in code")


def test_reduced_motion_is_respected(visit: Visit) -> None:
    visitor = visit(calm=True)
    visitor.make_address()
    visitor.receive(CODE)
    still = "document.getAnimations().filter((a) => a.effect.getComputedTiming().duration > 50).length"
    assert visitor.page.evaluate(still) == 0


def test_the_theme_can_be_chosen(visit: Visit) -> None:
    visitor = visit(scheme="light")

    def paper() -> str:
        return str(visitor.page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    light = paper()
    toggle = visitor.page.get_by_role("button", name="Appearance")
    toggle.click()
    assert paper() == light
    toggle.click()
    assert paper() != light
    visitor.page.reload()
    assert paper() != light
