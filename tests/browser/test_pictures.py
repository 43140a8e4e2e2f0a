"""Records the README's pictures when asked to: TEMPORY_PICTURES=1 pytest tests/browser/test_pictures.py."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.conftest import ROOT, Visit
from tests.browser.letters import BUILD, CODE, FRIEND, PARCEL, TRAVEL
from tests.browser.visitor import Scheme, Visitor

PICTURES = ROOT / "docs" / "pictures"
pytestmark = pytest.mark.skipif(
    "TEMPORY_PICTURES" not in os.environ, reason="records pictures into docs/ only when TEMPORY_PICTURES is set"
)


def take(visitor: Visitor, name: str) -> None:
    visitor.page.mouse.move(0, 0)
    visitor.until("document.getAnimations().every((a) => a.effect.getTiming().iterations === Infinity)")
    visitor.page.screenshot(path=PICTURES / f"{name}.png")


def settle(visitor: Visitor, name: str) -> None:
    """A mailbox called `name`, a third of its hour gone, with mail in it, half of it read."""

    def began_earlier(route: Route) -> None:
        answer = route.fetch()
        begin = datetime.now(UTC)
        times = {"created_at": begin - timedelta(minutes=22), "expires_at": begin + timedelta(minutes=38, seconds=14)}
        written = {key: value.isoformat(timespec="milliseconds") for key, value in times.items()}
        route.fulfill(response=answer, json={**answer.json(), **written})

    visitor.page.route("**/api/v1/mailboxes", began_earlier)
    visitor.page.route("**/api/v1/mailbox", began_earlier)
    visitor.press("n")
    visitor.dialog.locator("input").first.fill(name)
    visitor.dialog.locator("button[type=submit]").click()
    expect(visitor.page.locator(".line.live")).to_be_visible()
    visitor.receive(BUILD, FRIEND)
    for letter in (BUILD, FRIEND):
        row: Locator = visitor.rows.filter(has_text=letter.subject)
        row.click()
        expect(visitor.page.get_by_role("tabpanel")).to_be_visible()
        visitor.press("Escape")
    visitor.receive(PARCEL, TRAVEL, CODE)
    visitor.page.evaluate("document.activeElement.blur()")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_record_the_pages(visit: Visit, scheme: Scheme) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    visitor = visit(scheme=scheme, width=1280)
    take(visitor, f"welcome-{scheme}")
    settle(visitor, {"light": "quiet-heron", "dark": "night-heron"}[scheme])
    take(visitor, f"inbox-{scheme}")
    visitor.open(TRAVEL.subject)
    expect(visitor.mail.get_by_alt_text("Map")).to_be_visible()
    take(visitor, f"message-{scheme}")


def test_record_the_phone(visit: Visit) -> None:
    visitor = visit(width=390, language="fr", touch=True)
    settle(visitor, "heron-tranquille")
    take(visitor, "phone-fr")
