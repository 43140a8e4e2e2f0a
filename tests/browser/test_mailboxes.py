"""Several mailboxes, kept, moved, extended and ended."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Route, expect

from tests.browser.conftest import Visit
from tests.browser.letters import CODE, PARCEL


def test_a_name_is_chosen_and_a_refusal_says_what_to_do(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    page.get_by_role("button", name="Choose the name, domain or time").click()
    name = visitor.dialog.get_by_label("Name")
    for wish, answer in (
        ("postmaster", "This name belongs to the service itself. Choose another."),
        ("no spaces!", "The server does not accept this."),
    ):
        name.fill(wish)
        visitor.press("Enter")
        expect(visitor.dialog.get_by_role("alert")).to_contain_text(answer)
    name.fill("marta.k")
    visitor.dialog.get_by_text("1 day").click()
    visitor.dialog.get_by_role("button", name="Make the address").click()
    expect(page.locator("h1")).to_have_text(f"marta.k@{visitor.server.domain}")
    expect(page.get_by_role("timer")).to_have_text(re.compile("23 h 59|1 d 0 h"))
    # Somebody else wants it too.
    other = visit()
    other.press("n")
    other.dialog.get_by_label("Name").fill("marta.k")
    other.press("Enter")
    expect(other.dialog.get_by_role("alert")).to_contain_text("Somebody has this address")


def test_several_mailboxes_are_live_at_once(visit: Visit) -> None:
    visitor = visit()
    first = visitor.make_address()
    visitor.press("n")
    visitor.dialog.get_by_role("button", name="Make the address").click()
    expect(visitor.page.locator("h1")).not_to_have_text(first)
    second = visitor.address
    expect(visitor.page.locator(".line.live")).to_be_visible()

    visitor.server.send(CODE.encode(first), first)
    switcher = visitor.page.get_by_role("navigation", name="Your addresses")
    expect(switcher.get_by_role("button", name=first)).to_contain_text("1 unread message")
    expect(visitor.page).to_have_title(re.compile(r"^\(1\) "))
    expect(visitor.rows).to_have_count(0)
    switcher.get_by_role("button", name=first).click()
    expect(visitor.rows).to_have_count(1)
    visitor.press("]")
    expect(visitor.page.locator("h1")).to_have_text(second)
    visitor.receive(PARCEL, at=second)


def test_a_reload_loses_nothing(visit: Visit) -> None:
    visitor = visit()
    address = visitor.make_address()
    visitor.receive(CODE)
    visitor.page.reload()
    expect(visitor.page.locator("h1")).to_have_text(address)
    expect(visitor.rows).to_have_count(1)
    visitor.receive(PARCEL)


def test_a_mailbox_moves_by_link_and_the_secret_leaves_the_address_bar(visit: Visit) -> None:
    visitor = visit()
    address = visitor.make_address()
    visitor.receive(CODE)
    visitor.press("m")
    expect(visitor.dialog.get_by_role("img", name="QR code of the mailbox’s link")).to_be_visible()
    expect(visitor.dialog).to_contain_text("This link is the key.")
    visitor.dialog.get_by_role("button", name="Copy the link").click()
    link = visitor.clipboard()
    assert link == f"{visitor.server.url}/#{visitor.token}"

    other = visit(fragment=f"#{visitor.token}", language="fr")
    expect(other.page.locator("h1")).to_have_text(address)
    expect(other.rows).to_have_count(1)
    assert other.page.url == f"{visitor.server.url}/"
    assert "tpy_" not in str(other.page.evaluate("history.length + JSON.stringify(history.state) + document.referrer"))

    # Both are live, and both know what the other did.
    expect(other.page.locator(".line.live")).to_be_visible()
    visitor.press("Escape")
    visitor.receive(PARCEL, at=address)
    expect(other.rows).to_have_count(2)
    other.open(PARCEL.subject)
    expect(visitor.page.locator("li.unread")).to_have_count(1)
    other.press("#")
    expect(visitor.rows).to_have_count(1)


def test_a_link_followed_while_the_page_is_open(visit: Visit) -> None:
    giver, taker = visit(), visit()
    address = giver.make_address()
    own = taker.make_address()
    taker.page.evaluate(f"location.hash = '{giver.token}'")
    expect(taker.page.locator("h1")).to_have_text(address)
    expect(taker.page.get_by_role("navigation").get_by_role("button", name=own)).to_be_visible()
    assert taker.page.url == f"{giver.server.url}/"


def test_the_ring_is_filled_again(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.page.get_by_role("button", name="Keep longer").click()
    visitor.dialog.get_by_text("7 days").click()
    visitor.dialog.get_by_role("button", name="Start the ring anew").click()
    expect(visitor.page.get_by_role("timer")).to_have_text(re.compile("6 d 23 h|7 d 0 h"))
    visitor.announced("The ring is full again")
    expires = visitor.elsewhere("GET", "/mailbox").json()["expires_at"]
    shown = visitor.page.evaluate("JSON.parse(localStorage.getItem('tempory.mailboxes'))[0].expires")
    assert shown == visitor.page.evaluate("(at) => Date.parse(at)", expires)


def test_time_runs_out_before_the_eyes(visit: Visit) -> None:
    visitor = visit()

    def shorten(route: Route) -> None:
        """The server's shortest lifetime is ten minutes: let the page believe in three seconds."""
        answer = route.fetch()
        soon = datetime.now(UTC) + timedelta(seconds=3)
        route.fulfill(response=answer, json={**answer.json(), "expires_at": soon.isoformat(timespec="milliseconds")})

    visitor.page.route("**/api/v1/mailboxes", shorten)
    visitor.page.route("**/api/v1/mailbox", shorten)
    address = visitor.make_address()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Time is up.")
    expect(visitor.page.locator("dl")).to_contain_text(address)
    assert visitor.page.evaluate("localStorage.getItem('tempory.mailboxes')") is None


def test_a_mailbox_forgotten_elsewhere_is_said_to_be(visit: Visit) -> None:
    visitor = visit()
    address = visitor.make_address()
    assert visitor.elsewhere("DELETE", "/mailbox").status_code == 200
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Forgotten elsewhere.")
    expect(visitor.page.locator("dl")).to_contain_text(address)
    visitor.page.get_by_role("button", name="Get a new address").click()
    expect(visitor.page.locator(".card")).to_be_visible()


def test_a_mailbox_that_ended_while_nobody_looked(visit: Visit) -> None:
    visitor = visit()
    address = visitor.make_address()
    kept = visitor.page.evaluate("localStorage.getItem('tempory.mailboxes')")
    visitor.elsewhere("DELETE", "/mailbox")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Forgotten elsewhere.")
    visitor.page.evaluate("(kept) => localStorage.setItem('tempory.mailboxes', kept)", kept)
    visitor.page.reload()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Forgotten elsewhere.")
    expect(visitor.page.locator("dl")).to_contain_text(address)
    visitor.page.reload()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("An address that forgets.")


def test_two_windows_of_one_browser_agree(visit: Visit) -> None:
    visitor = visit()
    window = visitor.another_window()
    address = visitor.make_address()
    expect(window.locator("h1")).to_have_text(address)
    visitor.press("f")
    visitor.dialog.get_by_role("button", name="Forget it for good").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Forgotten.")
    expect(window.locator("h1")).not_to_have_text(address)


def test_the_favicon_is_the_ring(visit: Visit) -> None:
    visitor = visit()
    icon = visitor.page.locator("link[rel=icon]")
    visitor.make_address()
    expect(icon).to_have_attribute("href", re.compile("^data:image/png"))
    full = icon.get_attribute("href")
    visitor.receive(CODE)
    expect(icon).not_to_have_attribute("href", str(full))
