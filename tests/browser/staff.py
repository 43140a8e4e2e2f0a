"""Staff at the console: who they are, and a browser of theirs that has signed in with a second factor."""

from base64 import b32decode
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, expect

from tempory.client.account import Account
from tempory.people import Role
from tempory.values import Secret
from tests.browser.conftest import Come
from tests.browser.member import PASSWORD, Codes, Member, Town

ASK = """async (path) => {
    const response = await fetch('/api/v1' + path);
    return [response.status, (await response.json()).type ?? ''];
}"""


@dataclass(slots=True)
class Crew:
    """The staff of a running server. `sessions` are browsers' cookies, by first name."""

    town: Town
    sessions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    codes: dict[str, Codes] = field(default_factory=dict)

    @classmethod
    def gather(cls, town: Town, roles: dict[str, tuple[Role, ...]], *, without_factor: tuple[str, ...] = ()) -> "Crew":
        """Have the owner invite everybody with their roles, and everybody enrol; `Olga` is the owner."""
        crew = cls(town, codes={"Olga": town.codes})
        with town.owner() as owner:
            for name, held in roles.items():
                body = {"name": f"{name} Moreau", "addresses": [town.address(name)], "roles": list(held)}
                invited = owner.ask("POST", "/people", body)
                town.ids[name] = invited["person"]["id"]
                crew._settle(name, invited["link"], factor=name not in without_factor)
            crew._keep("Olga", owner)
        return crew

    def _settle(self, name: str, link: str, *, factor: bool) -> None:
        with self._account() as account:
            account.enrol(link, PASSWORD)
            if factor:
                drawn = account.ask("POST", "/account/factors/totp-options")
                self.codes[name] = Codes(Secret(b32decode(drawn["secret"])))
                account.ask("POST", "/account/factors/totp", {"name": "Phone", "code": self.codes[name].next()})
        with self._account() as account:
            account.log_in(self.town.address(name), PASSWORD, lambda _: {"code": self.codes[name].next()})
            self._keep(name, account)

    def _account(self) -> Account:
        return Account(self.town.server.ready["https"], ca=self.town.server.ca)

    def _keep(self, name: str, account: Account) -> None:
        self.sessions[name] = [
            {
                "name": cookie.name,
                "value": cookie.value,
                "url": self.town.server.url,
                "secure": True,
                "sameSite": "Strict",
            }
            for cookie in account._http.cookies.jar
        ]

    def send(self, come: Come, name: str, part: str = "", **options: Any) -> Member:
        """Open the console as somebody who has signed in."""
        member = come(path="robots.txt", **options)
        member.context.add_cookies(self.sessions[name])  # type: ignore[arg-type]
        member.page.goto(f"{self.town.server.url}/console#{part}")
        expect(member.page.get_by_role("heading", level=1)).to_be_visible()
        return member


def heading(member: Member) -> Locator:
    return member.page.get_by_role("heading", level=1)


def refusal(member: Member, path: str) -> tuple[int, str]:
    """Ask the server from within the page, with its cookies, and return status and problem."""
    status, kind = member.page.evaluate(ASK, path)
    return int(status), str(kind).removeprefix("/problems/")
