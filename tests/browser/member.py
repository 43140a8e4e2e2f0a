"""A member at their pages: what they do, in their words, and what must never leave the page while they do it."""

import json as json_text
import subprocess
import time
from base64 import b32decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, CDPSession, Locator, Request, expect

from tempory.client.account import Account
from tempory.people.totp import code_at, step_at
from tempory.values import Instant, Secret
from tests.browser.visitor import Visitor
from tests.serving import COMMAND, RunningServer

PASSWORD = "a bittern stands in the reeds"
ANOTHER = "seven owls count the tiles"
# Deriving a password takes a second or two on a machine with nothing else to do.
DERIVING_MS = 60_000


@dataclass(slots=True)
class NamedServer(RunningServer):
    """A running server by the name `localhost`: a browser binds no passkey to an address."""

    @classmethod
    def of(cls, server: RunningServer) -> "NamedServer":
        named = cls(server.data, server.config)
        named.process, named.ready = server.process, server.ready
        return named

    @property
    def url(self) -> str:
        return str(self.ready["https"]).replace("127.0.0.1", "localhost")


@dataclass(slots=True)
class Codes:
    """A program for one-time codes. No code is shown twice."""

    secret: Secret
    last: int = 0

    def next(self) -> str:
        """Return the next code, one step ahead of time at most; wait for it if need be.

        It is good for a quarter of a minute at least: a page takes its time to send it.
        """
        self.last = max(self.last + 1, self._now(-15))
        while self.last > self._now() + 1:
            time.sleep(0.2)
        return code_at(self.secret, self.last)

    def _now(self, seconds: int = 0) -> int:
        return step_at(Instant(time.time_ns() // 1_000_000 + seconds * 1000))


@dataclass(slots=True)
class Town:
    """A server with an owner, who invites whoever comes."""

    server: NamedServer
    codes: Codes
    links: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    @classmethod
    def found(cls, server: RunningServer, *names: str) -> "Town":
        """Make the owner, and have them invite everybody at once."""
        wish = ("--name", "Olga Berg", "--address", f"olga@{server.domain}", "--data", str(server.data), "--json")
        made = subprocess.run(
            [*COMMAND, "admin", "init", *wish], capture_output=True, text=True, timeout=60, check=True
        )
        with Account(server.url, ca=server.ca) as account:
            account.enrol(json_text.loads(made.stdout)["link"], PASSWORD)
            codes = Codes(Secret(b32decode(account.ask("POST", "/account/factors/totp-options")["secret"])))
            account.ask("POST", "/account/factors/totp", {"name": "Phone", "code": codes.next()})
        town = cls(NamedServer.of(server), codes)
        with town.owner() as owner:
            for name in names:
                body = {"name": f"{name} Moreau", "addresses": [town.address(name)], "roles": []}
                invited = owner.ask("POST", "/people", body)
                town.links[name], town.ids[name] = invited["page"], invited["person"]["id"]
        return town

    @contextmanager
    def owner(self) -> Iterator[Account]:
        """The owner, just signed in."""
        with Account(self.server.ready["https"], ca=self.server.ca) as account:
            account.log_in(self.address("Olga"), PASSWORD, lambda _: {"code": self.codes.next()})
            yield account

    def lose_password(self, name: str) -> str:
        """Return the link that the owner makes for somebody who has lost their password."""
        with self.owner() as owner:
            return str(owner.ask("POST", f"/people/{self.ids[name]}/links")["page"])

    def address(self, name: str) -> str:
        return f"{name.lower()}@{self.server.domain}"

    def settle(self, name: str, password: str = PASSWORD) -> str:
        """Enrol somebody from a terminal, and return their recovery phrase."""
        with Account(self.server.ready["https"], ca=self.server.ca) as account:
            return account.enrol(self.links.pop(name).partition("#")[2], password)


@dataclass
class Member(Visitor):
    """`secrets` is what must never be sent: the password itself, and what opens the mailbox."""

    secrets: list[str] = field(default_factory=lambda: [PASSWORD, ANOTHER, "tpn_", "tpp_"])

    @classmethod
    def come(cls, browser: Browser, town: Town, *, path: str = "account", **options: Any) -> "Member":
        return cls.arrive(browser, town.server, fragment=path, **options)

    def _see(self, request: Request) -> None:
        super()._see(request)
        sent = f"{request.url} {json_text.dumps(request.headers)} {request.post_data or ''}"
        self.forbidden += [f"{secret} was sent: {request.url}" for secret in self.secrets if secret in sent]
        if "tpe_" in request.url:
            self.forbidden.append("a one-time link's secret was sent in an address")

    # What they do

    def click(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def go(self, part: str) -> None:
        self.page.get_by_role("navigation").get_by_role("link", name=part, exact=True).click()

    def sign_in(self, address: str, password: str = PASSWORD) -> None:
        self.page.locator("input[name=address]").fill(address)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("form button[type=submit]").click()

    def is_in(self) -> None:
        expect(self.page.get_by_role("navigation")).to_be_visible(timeout=DERIVING_MS)

    def come_in(self, address: str, password: str = PASSWORD) -> None:
        self.sign_in(address, password)
        self.is_in()

    def choose_password(self, password: str = PASSWORD) -> None:
        self.page.locator("input[name=new-password]").fill(password)
        self.page.locator("input[name=new-password-again]").fill(password)

    def keep_phrase(self) -> str:
        """Read the phrase, show that it was kept, and return it."""
        expect(self.page.locator(".groups")).to_be_visible(timeout=DERIVING_MS)
        phrase = "-".join(self.page.locator(".groups li span").all_inner_texts())
        self.secrets.append(phrase)
        asked = self.page.locator("input[name=group]")
        words = self.page.locator(f"label[for='{asked.get_attribute('id')}']").inner_text()
        number = int(next(character for character in words if character.isdigit()))
        asked.fill(phrase.split("-")[number - 1].lower())
        self.page.locator("input[type=checkbox]").check()
        return phrase

    def prove(self, password: str = PASSWORD) -> None:
        """Answer the question for proof with the password."""
        expect(self.dialog.locator("input[name=password]")).to_be_visible()
        self.dialog.locator("input[name=password]").fill(password)
        self.dialog.locator("form button[type=submit]").click()

    def add_totp(self, name: str = "Phone") -> Codes:
        """Add an app for codes; the recovery codes that come with the first one stay open."""
        self.page.get_by_role("button", name="Add an app for codes").click()
        secret = self.dialog.locator("[data-value=secret]").inner_text().replace(" ", "")
        codes = Codes(Secret(b32decode(secret)))
        self.dialog.locator("input[name=name]").fill(name)
        self.dialog.locator("input[name=code]").fill(codes.next())
        self.dialog.get_by_role("button", name="Add it").click()
        expect(self.page.locator(".things").get_by_text(name, exact=True)).to_be_visible()
        return codes

    def recovery_codes(self) -> list[str]:
        """Read the ten codes, and close them."""
        expect(self.dialog.get_by_role("heading", name="Ten recovery codes")).to_be_visible()
        codes: list[str] = self.dialog.locator("ol li").all_inner_texts()
        self.dialog.get_by_role("button", name="I have kept them").click()
        return codes

    def again(self) -> None:
        """Reload the page: the session stays, the key does not."""
        self.page.reload()

    @property
    def error(self) -> Locator:
        return self.page.get_by_role("alert")


@contextmanager
def authenticator(member: Member, *, prf: bool = True) -> Iterator[CDPSession]:
    """A passkey authenticator beside the browser, with a user who always agrees. Chromium's WebAuthn domain."""
    session = member.context.new_cdp_session(member.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        "hasPrf": prf,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield session
    session.send("WebAuthn.disable")
