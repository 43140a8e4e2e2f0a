"""The console with axe-core, by keyboard alone, in both languages, and without anything wider than the window."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tempory.client import Refused
from tempory.people import Role
from tests.browser.conftest import Come
from tests.browser.letters import CODE, TRAVEL
from tests.browser.member import Member, Town
from tests.browser.staff import Crew, heading
from tests.browser.test_accessibility import examine
from tests.browser.test_account_looks import load_axe
from tests.browser.visitor import Scheme
from tests.serving import RunningServer

PARTS = ("home", "reports", "people", "reviews", "glass", "log", "policy")
# Where pictures of each view go, to be looked at; nowhere unless asked.
PICTURES = os.environ.get("TEMPORY_CONSOLE_PICTURES")


@pytest.fixture(scope="module")
def town(server: RunningServer) -> Town:
    return Town.found(server)


@pytest.fixture(scope="module")
def crew(town: Town) -> Crew:
    roles: dict[str, tuple[Role, ...]] = {
        "Bert": (Role.SECURITY_OFFICER, Role.SUPPORT),
        "Otto": (Role.OPERATOR,),
        "Ines": (),
    }
    crew = Crew.gather(town, roles, without_factor=("Otto", "Ines"))
    with town.owner() as owner, suppress(Refused):  # it may have begun by itself
        owner.ask("POST", "/reviews")
    for letter in (CODE, TRAVEL):
        town.server.send(letter.encode(town.address("Ines")), town.address("Ines"))
    return crew


def show(member: Member, part: str) -> None:
    member.page.evaluate("part => { location.hash = part }", part)
    expect(member.page.locator(f"nav a[href='#{part}']")).to_have_attribute("aria-current", "page")
    expect(heading(member)).to_be_visible()
    expect(member.page.get_by_role("status").filter(has_text="…")).to_have_count(0)


def views(member: Member) -> Iterator[str]:
    """Walk through every state of the console."""
    page = member.page
    for part in PARTS:
        show(member, part)
        yield part
    show(member, "home")
    page.locator("summary").first.click()
    yield "the table behind a chart"
    show(member, "people")
    page.locator("[data-person='Otto Moreau'] button").click()
    expect(member.dialog.locator(".note.warn")).to_be_visible()
    yield "a person without a second factor"
    member.press("Escape")
    page.locator(".top .button.primary").click()
    expect(member.dialog.locator("input[name=name]")).to_be_visible()
    yield "the invitation"
    member.press("Escape")
    show(member, "log")
    page.locator(".acts .button.primary").click()
    expect(page.locator("[data-verdict=held]")).to_be_visible()
    yield "a log that was verified"
    show(member, "policy")
    page.locator("summary").first.click()
    yield "how a promise is proved"


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("en", "light", 1440), ("fr", "dark", 390), ("fr", "light", 820), ("en", "dark", 1440), ("en", "light", 390)],
)
def test_axe_finds_nothing(crew: Crew, come: Come, language: str, scheme: Scheme, width: int) -> None:
    member = crew.send(come, "Olga", language=language, scheme=scheme, width=width, calm=True)
    load_axe(member)
    for number, view in enumerate(views(member)):
        examine(member, view)
        assert member.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
        if PICTURES:
            name = f"{width}-{scheme}-{language}-{number:02}-{view.replace(' ', '-')}.png"
            member.page.screenshot(path=Path(PICTURES) / name, full_page=True)


@pytest.mark.parametrize("name", ["", "Otto", "Ines"])
def test_what_is_missing_is_said_as_well(crew: Crew, come: Come, name: str) -> None:
    member = crew.send(come, name, calm=True, width=390) if name else come(path="console", calm=True, width=390)
    expect(heading(member)).to_be_visible()
    load_axe(member)
    examine(member, f"nothing for {name}")
    if PICTURES:
        member.page.screenshot(path=Path(PICTURES) / f"390-missing-{name}.png", full_page=True)


def test_everything_by_keyboard_alone(crew: Crew, come: Come) -> None:
    member = crew.send(come, "Olga")
    page = member.page
    member.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    member.press("Enter")
    member.press(*["Tab"] * (PARTS.index("people") + 1))
    expect(page.get_by_role("link", name="People")).to_be_focused()
    member.press("Enter")
    expect(heading(member)).to_have_text("People and roles")
    expect(page.locator("[data-person]").first).to_be_visible()
    member.press(*["Tab"] * (len(PARTS) + 1))
    expect(page.get_by_role("button", name="Invite somebody")).to_be_focused()
    member.press("Enter")
    expect(member.dialog).to_be_visible()
    member.press("Escape")
    expect(member.dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Invite somebody")).to_be_focused()
    member.press("Tab")
    page.keyboard.type("otto")
    expect(page.locator("[data-person]")).to_have_count(1)
    member.press("Tab", "Enter")
    expect(member.dialog.get_by_role("heading", name="Otto Moreau")).to_be_visible()
    role = member.dialog.locator("select[name=role]")
    role.focus()
    page.keyboard.type("Aud")
    member.press("Tab", "Enter")
    member.announced("Auditor: granted")
