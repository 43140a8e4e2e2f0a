"""Pictures from elsewhere: blocked, named, loaded through the server when asked, from a real host on loopback."""

import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Come, Visit
from tests.browser.letters import REMOTE, Letter, draw_picture
from tests.browser.member import Town
from tests.browser.test_accessibility import AXE, examine
from tests.browser.visitor import Scheme, Visitor
from tests.nameserver import serve_names
from tests.picture_hosts import PUBLIC
from tests.serving import RunningServer, start_server

LOOKS = os.environ.get("TEMPORY_REMOTE_PICTURES")
"""A folder for screenshots, when somebody wants to look."""
LAUNCHER = Path(__file__).parents[1] / "serving_reach.py"
NAME = "pictures.bank.example"


@dataclass
class Host:
    port: int = 0
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    """A host that has a picture at every path but /gone.png and /text.png."""
    made = Host()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            made.heads.append(str(self.headers))
            body = b"<html>" if self.path == "/text.png" else draw_picture(220, 60, (30, 90, 160))
            self.send_response(404 if self.path == "/gone.png" else 200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer((PUBLIC, 0), Answer) as server:
        made.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, host: Host) -> Iterator[RunningServer]:
    """A server that asks a name server of ours and may reach that one host."""
    folder = tmp_path_factory.mktemp("pictures")
    with serve_names() as names:
        names.add(NAME, "A", PUBLIC)
        names.add("inside.bank.example", "A", "127.0.0.1")
        config = folder / "tempory.toml"
        config.write_text(f'[dns]\nservers = ["{names.setting}"]\n')
        running = start_server(folder / "data", config, (sys.executable, str(LAUNCHER), PUBLIC, str(host.port)))
        yield running
        running.kill()


@pytest.fixture(scope="module")
def town(server: RunningServer) -> Town:
    return Town.found(server, "Maya")


def newsletter(
    host: Host, subject: str = "News from the quay", sender: str = "Quay <news@elsewhere.example>"
) -> Letter:
    at = f"http://{NAME}:{host.port}"
    html = f"""<html><head><style>p.far {{ background: url({at}/sheet.png) }}</style></head><body>
<img src="{at}/banner.png" alt="The quay at dusk" width="220" height="60">
<table background="{at}/background.png"><tr><td>Behind this there is one</td></tr></table>
<p style="background-image: url('{at}/style.png')">And behind this</p>
<img srcset="{at}/small.png 1x, {at}/large.png 2x" alt="In sizes">
<img src="{at}/banner.png" alt="Once more"><p class="far">Far away</p>
<img src="{at}/gone.png" alt="Gone"><img src="{at}/text.png" alt="A text">
<img src="http://inside.bank.example:{host.port}/inside.png" alt="Inside">
<img src="http://127.0.0.1:{host.port}/number.png" alt="By number">
<img src="{at}/seen.png" width="1" height="1"><img src="{at}/wf/open?u=1" alt="">
<img src="{at}/h.png" style="display:none">
<img src="https://pixel.{REMOTE}/o.gif" width="1" height="1"></body></html>"""
    return Letter(subject=subject, sender=sender, text="News as text.\n", html=html)


LOADED = ["/background.png", "/banner.png", "/gone.png", "/small.png", "/style.png", "/text.png"]


def width_of(visitor: Visitor, name: str) -> int:
    picture = visitor.mail.get_by_alt_text(name, exact=True)
    return int(picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)"))


def test_pictures_are_loaded_when_asked_and_tracking_pixels_never(visit: Visit, host: Host) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.receive(newsletter(host))
    visitor.open("News from the quay")
    banner = visitor.page.locator(".blocked")
    expect(banner).to_contain_text("14 remote items were blocked.")
    expect(banner).to_contain_text(
        f"4 tracking pixels from {NAME}:{host.port}, pixel.{REMOTE}. Such pixels tell the sender"
    )
    expect(banner).to_contain_text("The sender may see that the message was opened, not who or where you are.")
    expect(banner).to_contain_text("Tracking pixels stay blocked")
    assert host.asked == []

    banner.get_by_role("button", name="Load 8 pictures through Tempory").click()
    expect(banner.get_by_role("status")).to_contain_text("4 pictures were loaded through Tempory.")
    expect(banner.get_by_role("status")).to_contain_text("4 could not be had, or are none that are shown.")
    assert sorted(host.asked) == LOADED
    assert not [head for head in host.heads for word in ("Cookie:", "Referer:", "Accept-Language:") if word in head]

    for name in ("The quay at dusk", "Once more", "In sizes"):
        assert width_of(visitor, name) == 220
    for text in ("Behind this there is one", "And behind this"):
        shown = visitor.mail.get_by_text(text)
        around = "(node) => getComputedStyle(node.closest('[background], [style]')).backgroundImage"
        assert shown.evaluate(around).startswith('url("blob:')
    far = visitor.mail.get_by_text("Far away")
    assert far.evaluate("(node) => getComputedStyle(node).backgroundImage") == "none"
    expect(banner).to_contain_text("9 remote items were blocked.")
    expect(banner).to_contain_text("4 tracking pixels")
    expect(visitor.mail.locator(".tempory-blocked")).to_have_count(4)
    # What failed may be asked for again; the rest is not.
    expect(banner.get_by_role("button", name="Load 4 pictures through Tempory")).to_be_enabled()
    log = visitor.server.log.read_text()
    assert not [name for name in (NAME, "banner.png", "inside.bank") if name in log]


def test_the_keyboard_does_not_lose_its_place(visit: Visit, host: Host) -> None:
    visitor = visit()
    visitor.make_address()
    html = f'<img src="http://{NAME}:{host.port}/one.png" alt="One">'
    visitor.receive(Letter(subject="One picture", html=html))
    visitor.open("One picture")
    banner = visitor.page.locator(".blocked")
    button = banner.get_by_role("button", name="Load 1 picture through Tempory")
    expect(button).to_be_visible()
    button.focus()
    visitor.press("Enter")
    expect(banner.get_by_role("status")).to_have_text("1 picture was loaded through Tempory.")
    expect(banner.get_by_role("status")).to_be_focused()
    expect(button).to_have_count(0)
    expect(banner).not_to_contain_text("blocked")


def test_dangerous_mail_does_not_offer_it(visit: Visit, host: Host) -> None:
    visitor = visit()
    visitor.make_address()
    before = len(host.asked)
    html = (
        "<p>Dear customer, verify your account within 24 hours or it will be closed: "
        '<a href="http://192.0.2.7/login">https://www.paypal.com/signin</a></p>'
        f'<img src="http://{NAME}:{host.port}/banner.png" alt="Logo">'
    )
    visitor.receive(
        Letter(subject="Your account has been limited", sender="PayPal Service <service@elsewhere.example>", html=html)
    )
    visitor.open("Your account has been limited")
    visitor.page.get_by_role("tab", name="Message", exact=True).click()
    visitor.page.get_by_role("button", name="Show").last.click()
    banner = visitor.page.locator(".blocked")
    expect(banner).to_contain_text("Because this message is dangerous, its pictures are not loaded.")
    expect(banner.get_by_role("button")).to_have_count(0)
    assert len(host.asked) == before


def test_a_limit_is_said_plainly(visit: Visit, host: Host) -> None:
    visitor = visit()
    visitor.make_address()
    at = f"http://{NAME}:{host.port}"
    html = "".join(f'<img src="{at}/many/{number}.png" alt="{number}">' for number in range(90))
    visitor.receive(Letter(subject="Many", html=html))
    visitor.open("Many")
    banner = visitor.page.locator(".blocked")
    expect(banner).to_contain_text("At most 80 pictures of a message are loaded.")
    visitor.page.route(
        "**/remote-picture",
        lambda route: route.fulfill(
            status=429,
            headers={"retry-after": "40", "content-type": "application/problem+json"},
            body='{"type":"/problems/rate-limited"}',
        ),
    )
    banner.get_by_role("button", name="Load 80 pictures through Tempory").click()
    expect(banner.get_by_role("status")).to_contain_text("That was a lot in a short time. Try again in 40 seconds.")
    expect(banner.get_by_role("button")).to_be_enabled()


def test_a_member_loads_them_too(come: Come, town: Town, host: Host) -> None:
    before = len(host.asked)
    letter = newsletter(host)
    town.settle("Maya")
    address = town.address("Maya")
    member = come()
    member.come_in(address)
    town.server.send(letter.encode(address), address)
    member.page.get_by_text(letter.subject).click()
    banner = member.page.locator(".blocked")
    banner.get_by_role("button", name="Load 8 pictures through Tempory").click()
    expect(banner.get_by_role("status")).to_contain_text("4 pictures were loaded through Tempory.")
    assert sorted(host.asked[before:]) == LOADED


VIEWS: list[tuple[str, int, Scheme]] = [
    ("en", 1440, "light"),
    ("fr", 390, "dark"),
    ("fr", 820, "light"),
    ("en", 390, "light"),
]


@pytest.mark.parametrize(("language", "width", "scheme"), VIEWS)
def test_how_it_looks(visit: Visit, host: Host, language: str, width: int, scheme: Scheme) -> None:
    visitor = visit(language=language, width=width, scheme=scheme, calm=True)
    visitor.make_address()
    letter = newsletter(host)
    visitor.receive(letter)
    visitor.open(letter.subject)
    banner = visitor.page.locator(".blocked")
    expect(banner.get_by_role("button")).to_be_visible()
    look(visitor, f"before-{language}-{width}")
    banner.get_by_role("button").click()
    expect(banner.get_by_role("status")).to_contain_text("4")
    expect(banner.get_by_role("button")).to_be_enabled()
    look(visitor, f"after-{language}-{width}")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width


def look(visitor: Visitor, view: str) -> None:
    """Have axe look, if it is installed, and somebody, if they want to."""
    if LOOKS:
        visitor.page.screenshot(path=f"{LOOKS}/{view}.png", full_page=True)
    if AXE.exists():
        visitor.page.evaluate(AXE.read_text())
        examine(visitor, view)
