"""The line breaks and comes back, and the page says so."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.letters import BUILD, CODE, PARCEL


def test_offline_and_back(visit: Visit) -> None:
    visitor = visit()
    address = visitor.make_address()
    visitor.context.set_offline(True)
    expect(visitor.page.get_by_text("You are offline.")).to_be_visible()
    visitor.server.send(CODE.encode(address), address)
    visitor.context.set_offline(False)
    expect(visitor.page.get_by_text("You are offline.")).to_have_count(0)
    expect(visitor.rows).to_have_count(1)
    visitor.receive(PARCEL)


def test_what_came_while_the_line_was_broken_is_not_lost(visit: Visit) -> None:
    visitor = visit()
    address = visitor.make_address()
    # The stream breaks, and what answers for a while is no server of ours.
    visitor.page.route("**/api/v1/mailbox/events", lambda route: route.fulfill(status=502, body="bad gateway"))
    visitor.press("n")
    visitor.dialog.get_by_role("button", name="Make the address").click()
    expect(visitor.page.get_by_text("Connection lost.").first).to_be_visible()
    visitor.server.send(BUILD.encode(address), address)
    visitor.page.unroute("**/api/v1/mailbox/events")
    # The page tries by itself too, and may be first: then the button is gone before a pointer reaches it.
    visitor.page.evaluate("[...document.querySelectorAll('button')].find(b => /Try now/.test(b.textContent))?.click()")
    expect(visitor.page.locator(".line.live")).to_be_visible()
    visitor.press("[")
    expect(visitor.rows).to_have_count(1)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (429, "That was a lot in a short time. Try again in 7 seconds."),
        (503, "The service cannot do this just now."),
        (500, "The service cannot do this just now."),
    ],
)
def test_a_refusal_is_a_sentence(visit: Visit, status: int, answer: str) -> None:
    visitor = visit()
    slugs = {429: "rate-limited", 503: "unavailable", 500: "internal"}
    body = f'{{"type": "/problems/{slugs[status]}", "title": "x", "status": {status}, "detail": "x"}}'
    headers = {"content-type": "application/problem+json", "retry-after": "7"}
    visitor.page.route(
        "**/api/v1/mailboxes", lambda route: route.fulfill(status=status, body=body, headers=headers), times=1
    )
    visitor.page.get_by_role("button", name="Get an address").click()
    expect(visitor.page.get_by_role("alert")).to_contain_text(answer)
    visitor.make_address()


def test_a_creation_whose_answer_is_lost_is_repeated_and_made_once(visit: Visit) -> None:
    visitor = visit()
    asked: list[str | None] = []

    def lose(route: object) -> None:
        asked.append(route.request.post_data)  # type: ignore[attr-defined]
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    visitor.page.route("**/api/v1/mailboxes", lose, times=1)
    visitor.page.on("request", lambda request: asked.append(request.post_data) if "mailboxes" in request.url else None)
    visitor.make_address()
    assert len(set(asked)) == 1
    visitor.receive(CODE)


def test_a_message_whose_body_cannot_be_had_can_be_tried_again(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.receive(CODE)
    visitor.page.route("**/body", lambda route: route.abort(), times=1)
    visitor.rows.first.click()
    expect(visitor.page.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    visitor.page.get_by_role("button", name="Try again").click()
    expect(visitor.page.get_by_role("tabpanel")).to_contain_text("Your verification code is 481516")


def test_an_altered_message_is_said_to_be(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.receive(CODE)
    body = visitor.elsewhere("GET", "/mailbox/messages").json()["messages"][0]["id"]
    sealed = bytearray(visitor.elsewhere("GET", f"/mailbox/messages/{body}/body").content)
    sealed[-1] ^= 1
    visitor.page.route("**/body", lambda route: route.fulfill(body=bytes(sealed)))
    visitor.rows.first.click()
    expect(visitor.page.get_by_role("alert")).to_contain_text("The seal does not open")
