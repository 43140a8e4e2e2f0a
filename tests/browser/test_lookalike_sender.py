"""Somebody who looks like a correspondent is told from them when their message opens, and nobody else is blamed."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.letters import Letter
from tests.browser.test_dangerous_mail import look
from tests.browser.visitor import Scheme

PICTURES = os.environ.get("TEMPORY_LOOKALIKES")
"""A folder for pictures, when somebody wants to look."""

GENUINE = Letter(subject="Our plans", sender="Marie Dupont <marie@larkfield.example>", text="See you on Friday.\n")
FORGED = Letter(subject="A change", sender="Marie Dupont <marie@larkfie1d.example>", text="Here is the new file.\n")
NAMESAKE = Letter(subject="From home", sender="Marie Dupont <md77@elsewhere.example>", text="It is me.\n")
STRANGER = Letter(subject="Hello", sender="Paul Martin <paul@orchard.example>", text="We have not met.\n")

WORDS: dict[tuple[str, int, Scheme], tuple[str, str]] = {
    ("en", 1440, "light"): ("This looks like Marie Dupont, who wrote to you from", "easily mistaken"),
    ("en", 820, "dark"): ("This looks like Marie Dupont, who wrote to you from", "easily mistaken"),
    ("fr", 390, "dark"): ("Ceci ressemble à Marie Dupont, qui vous a écrit de", "se confond facilement"),
    ("fr", 820, "light"): ("Ceci ressemble à Marie Dupont, qui vous a écrit de", "se confond facilement"),
}


@pytest.mark.parametrize("looks", list(WORDS), ids=lambda looks: f"{looks[0]}-{looks[1]}-{looks[2]}")
def test_a_look_alike_of_a_correspondent_is_named(visit: Visit, looks: tuple[str, int, Scheme]) -> None:
    language, width, scheme = looks
    title, why = WORDS[looks]
    visitor = visit(language=language, width=width, scheme=scheme)
    page = visitor.page
    visitor.make_address()
    visitor.receive(GENUINE, FORGED)
    visitor.open(FORGED.subject)
    warning = page.get_by_role("region", name=title)
    expect(warning).to_contain_text(why)
    expect(warning.locator("dd")).to_have_text(["marie@larkfield.example", "marie@larkfie1d.example"])
    look(visitor, "look-alike")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"alike-{language}-{width}-{scheme}.png", full_page=True)


def test_who_wrote_first_and_who_looks_like_nobody_are_not_blamed(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    visitor.make_address()
    visitor.receive(GENUINE, FORGED, NAMESAKE, STRANGER)
    for letter, is_warned in ((GENUINE, False), (STRANGER, False), (NAMESAKE, True), (FORGED, True)):
        visitor.open(letter.subject)
        expect(page.locator(".alike")).to_have_count(int(is_warned))
        page.keyboard.press("Escape")
    visitor.open(NAMESAKE.subject)
    expect(page.locator(".alike")).to_contain_text("bears the same name")
