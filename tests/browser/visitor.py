"""Somebody at the page: what they do, in their words, and what must never happen while they do it."""

import json as json_text
import time
from dataclasses import dataclass, field
from typing import Literal, Self

import httpx
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, FrameLocator, Locator, Page, Request, expect

from tests.browser.letters import Letter
from tests.serving import RunningServer

PATIENCE_MS = 10_000
Scheme = Literal["light", "dark"]
# Chromium notes these on the console; each is what the page expects to live through, and says so to the reader.
EXPECTED_NOTES = (
    "Failed to load resource",  # a refusal, or no network: the page tells of it in a sentence
    # The frame's sandbox at work on a mail's event handlers: none ran, which is what it is there for.
    "Blocked script execution in",
)
WITNESS = """
document.addEventListener('securitypolicyviolation', (event) =>
    console.error('policy violated:', event.violatedDirective, event.blockedURI, event.sample));
"""


@dataclass
class Visitor:
    server: RunningServer
    context: BrowserContext
    page: Page
    forbidden: list[str] = field(default_factory=list)

    @classmethod
    def arrive(
        cls,
        browser: Browser,
        server: RunningServer,
        *,
        language: str = "en",
        width: int = 1440,
        scheme: Scheme = "light",
        fragment: str = "",
        calm: bool = False,
        touch: bool = False,
    ) -> Self:
        context = browser.new_context(
            ignore_https_errors=True,  # the certificate is the server's own
            locale=language,
            timezone_id="Europe/Paris",
            viewport={"width": width, "height": 900 if width > 500 else 844},
            color_scheme=scheme,
            reduced_motion="reduce" if calm else "no-preference",
            has_touch=touch,
        )
        context.set_default_timeout(PATIENCE_MS)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
        context.add_init_script(WITNESS)
        visitor = cls(server, context, context.new_page())
        visitor._watch(visitor.page)
        visitor.page.goto(f"{server.url}/{fragment}")
        return visitor

    def _watch(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.forbidden.append(f"page error: {error}"))
        page.on("request", self._see)
        page.set_default_timeout(PATIENCE_MS)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED_NOTES):
            self.forbidden.append(f"console: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((f"{self.server.url}/", "data:", f"blob:{self.server.url}/")):
            self.forbidden.append(f"request to another origin: {request.url}")
        if "tpy_" in request.url or "tpy_" in json_text.dumps(request.headers) or "tpy_" in (request.post_data or ""):
            self.forbidden.append(f"the whole secret was sent: {request.url}")

    def another_window(self) -> Page:
        """The same browser, a second window."""
        window = self.context.new_page()
        self._watch(window)
        window.goto(f"{self.server.url}/")
        return window

    def leave(self) -> None:
        self.context.close()

    # What they see

    @property
    def address(self) -> str:
        return self.page.locator("h1:visible").inner_text().replace("\n", "")

    @property
    def rows(self) -> Locator:
        return self.page.locator("[data-letter]")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def mail(self) -> FrameLocator:
        """What is inside the frame of an HTML mail."""
        return self.page.frame_locator("iframe")

    @property
    def token(self) -> str:
        kept = self.page.evaluate("JSON.parse(localStorage.getItem('tempory.mailboxes'))")
        return str(kept[-1]["token"])

    def clipboard(self) -> str:
        return str(self.page.evaluate("navigator.clipboard.readText()"))

    def announced(self, text: str) -> None:
        expect(self.page.get_by_role("status").filter(has_text=text).first).to_be_attached()

    # What they do

    def make_address(self) -> str:
        self.page.get_by_role("button", name="Get an address").or_(
            self.page.get_by_role("button", name="Obtenir une adresse")
        ).click()
        expect(self.page.locator(".card")).to_be_visible()
        expect(self.page.locator(".line.live")).to_be_visible()
        return self.address

    def receive(self, *letters: Letter, at: str | None = None) -> None:
        """Have these sent by SMTP, and wait until the list shows them."""
        before = self.rows.count()
        for letter in letters:
            self.server.send(letter.encode(at or self.address), at or self.address)
        expect(self.rows).to_have_count(before + len(letters))

    def open(self, subject: str) -> None:
        self.rows.filter(has_text=subject).click()
        expect(self.page.get_by_role("heading", level=2, name=subject)).to_be_visible()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def until(self, claim: str) -> None:
        """Wait until `claim`, a script, holds. Playwright's own way needs eval, which the page's policy forbids."""
        deadline = time.monotonic() + PATIENCE_MS / 1_000
        while not self.page.evaluate(claim):
            assert time.monotonic() < deadline, claim
            self.page.wait_for_timeout(30)

    # What happens elsewhere meanwhile

    def elsewhere(self, method: str, path: str, *, json: object = None) -> httpx.Response:
        """Another device with the same key does something through the API."""
        url = f"{self.server.url}/api/v1{path}"
        headers = {"authorization": f"Bearer {self.token}"}
        return httpx.request(method, url, headers=headers, verify=self.server.trust(), json=json)
