"""Signing in and one's own account over HTTP: shapes, cookies, CSRF, and what an attacker tries."""

import asyncio
import time
from base64 import b32decode, b64decode, b64encode
from collections.abc import AsyncIterator
from secrets import token_bytes
from typing import Any

import httpx
import pytest

from tempory.api.account_login import REFUSAL_SECONDS
from tempory.api.browsers import CSRF_HEADER, DEVICE_COOKIE, SESSION_COOKIE, shorten
from tempory.people import Role
from tempory.sealing import Argon2Parameters, SecretKind, split_app_password, unwrap_private_key
from tempory.values import Secret
from tests.api.conftest import House
from tests.authenticator import Authenticator
from tests.people_making import PASSWORD, Person, Town, split_quickly

pytestmark = pytest.mark.anyio
V1 = "/api/v1"
ARGON2 = {"passes": 3, "lanes": 4, "memory_kibibytes": 65_536}


@pytest.fixture
def town(house: House) -> Town:
    return Town(world=house.world, people=house.people, acts=[], storage=None)  # type: ignore[arg-type]


class Page:
    """What the page does with its cookie jar."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.csrf = ""

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        headers = {CSRF_HEADER: self.csrf, **headers}
        response = await self.client.request(method, V1 + path, json=body, headers=headers)
        if response.headers.get("content-type") == "application/json" and isinstance(response.json(), dict):
            self.csrf = response.json().get("csrf", self.csrf)
        return response

    async def log_in(self, town: Town, person: Person, password: str = PASSWORD) -> httpx.Response:
        asked = (await self.ask("POST", "/account/parameters", {"address": person.address})).json()
        halves = split_quickly(password, b64decode(asked["salt"]))
        body = {"address": person.address, "auth_half": SecretKind.MEMBER_AUTH.encode(halves.auth)}
        response = await self.ask("POST", "/account/session", body)
        if response.json().get("state") == "second-factor":
            shown = {"ticket": response.json()["ticket"], "code": town.code(person)}
            response = await self.ask("POST", "/account/session/second-factor", shown)
            town.world.clock.advance(60)
        return response


@pytest.fixture
async def page(house: House) -> AsyncIterator[Page]:
    async with house.client(user_agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0") as client:
        yield Page(client)


def b64(octets: bytes) -> str:
    return b64encode(octets).decode()


def password_body(person: Person, password: str = PASSWORD) -> dict[str, Any]:
    new = person.new_password(password)
    auth_half = SecretKind.MEMBER_AUTH.encode(new.auth_half)
    return {"salt": b64(new.salt), **ARGON2, "auth_half": auth_half, "wrapped_key": b64(new.inner_wrap)}


async def test_a_link_enrols_and_signs_in(town: Town, page: Page) -> None:
    person, link = await town.invite("Ines")
    text = SecretKind.ENROLMENT.encode(link)
    shown = (await page.ask("POST", "/enrolment/show", {"link": text})).json()
    assert (shown["purpose"], shown["name"], shown["escrow_key"]) == ("enrol", "Ines", None)
    body = {
        **password_body(person), "link": text, "id": str(person.mailbox),
        "public_key": b64(person.keys.public_key.octets), "recovery_wrap": b64(person.wrap(person.recovery_key)),
    }  # fmt: skip
    response = await page.ask("POST", "/enrolment", body)
    assert response.status_code == 201
    assert (response.json()["mode"], response.json()["mailbox"]) == ("enrolment", str(person.mailbox))
    account = (await page.ask("GET", "/account")).json()
    assert account["ways_to_recover"] == ["recovery"]
    assert (await page.ask("POST", "/enrolment", body)).json()["type"] == "/problems/link-gone"


async def test_what_a_session_gives_opens_the_mailbox(town: Town, page: Page) -> None:
    ines = await town.settle()
    session = (await page.log_in(town, ines)).json()
    asked = (await page.ask("POST", "/account/parameters", {"address": ines.address})).json()
    halves = split_quickly(PASSWORD, b64decode(asked["salt"]))
    wrap = b64decode(session["password_wrap"])
    assert unwrap_private_key(wrap, key_half=halves.key, mailbox=ines.mailbox) == ines.keys.seed
    assert b64decode(session["public_key"]) == ines.keys.public_key.octets


async def test_cookies_are_ours_alone(town: Town, page: Page) -> None:
    response = await page.log_in(town, await town.settle())
    cookies = response.headers.get_list("set-cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {SESSION_COOKIE, DEVICE_COOKIE}
    for cookie in cookies:
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "samesite=strict", "path=/"} <= attributes
        assert not any(each.startswith("domain") for each in attributes)
    assert response.headers["cache-control"] == "no-store"


async def test_a_members_mail_is_read_by_cookie_in_sealed_mode(house: House, town: Town, page: Page) -> None:
    ines = await town.settle()
    await page.log_in(town, ines)
    await house.deliver(ines.member.addresses[0], subject="Hello")
    listed = (await page.ask("GET", "/mailbox/messages")).json()["messages"]
    assert len(listed) == 1
    assert "subject" not in listed[0]
    path = f"/mailbox/messages/{listed[0]['id']}"
    assert (await page.ask("GET", f"{path}/body")).status_code == 200
    assert (await page.ask("GET", f"{path}/raw")).json()["type"] == "/problems/open-mode-only"
    assert (await page.client.delete(V1 + path)).json()["type"] == "/problems/csrf"
    assert (await page.ask("DELETE", path)).status_code == 204
    for method, body in (("DELETE", None), ("PATCH", {"lifetime": 600})):
        assert (await page.ask(method, "/mailbox", body)).status_code == 422


async def test_what_cannot_be_shown_is_not_signed_in(page: Page) -> None:
    for cookie in ("", "x", "A" * 43, "é" * 43):
        headers = [(b"cookie", f"{SESSION_COOKIE}={cookie}".encode())]
        response = await page.client.get(f"{V1}/account", headers=headers)
        assert (response.status_code, response.json()["type"]) == (401, "/problems/not-signed-in")


# CSRF, fixation, enumeration


@pytest.mark.parametrize("token", ["", "A" * 43, "é"])
async def test_no_act_without_our_pages_token(town: Town, page: Page, token: str) -> None:
    await page.log_in(town, await town.settle())
    headers = [(CSRF_HEADER.encode(), token.encode())]
    response = await page.client.patch(f"{V1}/account", json={"language": "fr"}, headers=headers)
    assert response.json()["type"] == "/problems/csrf"
    assert (await page.ask("PATCH", "/account", {"language": "fr"})).status_code == 204


async def test_another_sites_page_neither_acts_nor_signs_in(town: Town, page: Page) -> None:
    ines = await town.settle()
    await page.log_in(town, ines)
    foreign = {"sec-fetch-site": "cross-site"}
    assert (await page.ask("PATCH", "/account", {"language": "fr"}, **foreign)).json()["type"] == "/problems/csrf"
    body = {"address": ines.address, "auth_half": "tpm_" + "A" * 43}
    assert (await page.ask("POST", "/account/session", body, **foreign)).json()["type"] == "/problems/csrf"
    form = await page.client.post(f"{V1}/account/session", data={"address": ines.address})
    assert form.status_code == 415


async def test_signing_in_draws_a_new_session_whatever_cookie_was_there(town: Town, page: Page) -> None:
    """Session fixation: a cookie that somebody planted never becomes a session."""
    ines, planted = await town.settle(), "B" * 43
    page.client.cookies.set(SESSION_COOKIE, planted)
    first = await page.log_in(town, ines)
    assert first.cookies[SESSION_COOKIE] != planted
    again = await page.log_in(town, ines)
    assert again.cookies[SESSION_COOKIE] != first.cookies[SESSION_COOKIE]
    assert again.json()["id"] != first.json()["id"]


async def test_unknown_and_wrong_are_told_apart_by_neither_shape_nor_time(town: Town, page: Page) -> None:
    await town.settle()
    wrong, times = "tpm_" + "A" * 43, []
    shapes: set[tuple[object, ...]] = set()
    for address in ("ines@tempory.test", "nobody@tempory.test"):
        began = time.monotonic()
        response = await page.ask("POST", "/account/session", {"address": address, "auth_half": wrong})
        times.append(time.monotonic() - began)
        headers = tuple(sorted((name, value) for name, value in response.headers.items()))
        shapes.add((response.status_code, response.content, headers))
        asked = await page.ask("POST", "/account/parameters", {"address": address})
        shapes.add((asked.status_code, len(asked.content), tuple(asked.json())))
    assert len(shapes) == 2  # one of the refusals, one of the parameters
    assert shapes
    # The house's clock stands still, so each waits for the whole of it: what was done before is hidden behind.
    assert all(each >= REFUSAL_SECONDS for each in times)


async def test_a_ticket_says_nothing_before_the_password_is_right(town: Town, page: Page) -> None:
    await town.settle(factor=True)
    body = {"address": "ines@tempory.test", "auth_half": "tpm_" + "A" * 43}
    refused = await page.ask("POST", "/account/session", body)
    assert refused.status_code == 401
    assert set(refused.json()) == {"type", "title", "status", "detail"}


async def test_one_code_at_two_doors_at_once_opens_one(house: House, town: Town) -> None:
    ines = await town.settle(factor=True)
    salt, _ = await town.people.login.parameters(ines.address)
    auth_half = SecretKind.MEMBER_AUTH.encode(split_quickly(PASSWORD, salt).auth)
    code = town.code(ines)

    async def come_in() -> int:
        async with house.client() as client:
            page = Page(client)
            ticket = await page.ask("POST", "/account/session", {"address": ines.address, "auth_half": auth_half})
            shown = {"ticket": ticket.json()["ticket"], "code": code}
            return (await page.ask("POST", "/account/session/second-factor", shown)).status_code

    assert sorted(await asyncio.gather(*(come_in() for _ in range(5)))) == [200, 403, 403, 403, 403]


# The account


async def test_factors_codes_and_app_passwords_from_the_page(house: House, town: Town, page: Page) -> None:
    ines = await town.settle()
    await page.log_in(town, ines)
    drawn = (await page.ask("POST", "/account/factors/totp-options")).json()
    assert drawn["secret"] in drawn["uri"]
    ines.totp = Secret(b32decode(drawn["secret"]))
    wrong = await page.ask("POST", "/account/factors/totp", {"name": "Phone", "code": "000000"})
    assert wrong.json()["type"] == "/problems/factor-refused"
    made = await page.ask("POST", "/account/factors/totp", {"name": "Phone", "code": town.code(ines)})
    assert (made.status_code, made.json()["kind"]) == (201, "totp")
    codes = (await page.ask("POST", "/account/recovery-codes")).json()["codes"]
    assert len(codes) == 10
    passkey = Authenticator()
    options = (await page.ask("POST", "/account/factors/passkey-options")).json()
    body = {"name": "Key", "passkey": passkey.create(options), "wrapped_key": b64(ines.wrap(Secret(b"p" * 32)))}
    assert (await page.ask("POST", "/account/factors/passkeys", body)).status_code == 201
    secret = Secret(token_bytes(32))
    halves = split_app_password(secret)
    wish = {
        "name": "Script", "scopes": ["api"], "auth_half": b64(halves.auth.reveal()),
        "wrapped_key": b64(ines.wrap(halves.key)), "lifetime": 3600,
    }  # fmt: skip
    app = await page.ask("POST", "/account/app-passwords", wish)
    assert app.status_code == 201
    account = (await page.ask("GET", "/account")).json()
    assert ([factor["kind"] for factor in account["factors"]], account["recovery_codes_left"]) == (
        ["totp", "passkey"],
        10,
    )
    bearer = {"authorization": f"Bearer {SecretKind.APP_PASSWORD.encode(secret)}"}
    async with house.client() as script:
        shown = await script.get(f"{V1}/mailbox", headers=bearer)
        assert shown.json()["address"] == ines.address
        await page.ask("DELETE", f"/account/app-passwords/{app.json()['id']}")
        assert (await script.get(f"{V1}/mailbox", headers=bearer)).status_code == 401
    # By passkey alone, in another browser.
    async with house.client() as elsewhere:
        other = Page(elsewhere)
        asked = (await other.ask("POST", "/account/session/passkey-options")).json()
        shown = await other.ask(
            "POST", "/account/session/passkey", {"ticket": asked["ticket"], "passkey": passkey.get(asked["passkey"])}
        )
        assert (shown.status_code, shown.json()["passkey_wrap"]) == (200, body["wrapped_key"])


async def test_neither_a_passwords_half_nor_a_links_secret_opens_a_mailbox(town: Town, page: Page) -> None:
    ines = await town.settle()
    salt, _ = await town.people.login.parameters(ines.address)
    half = split_quickly(PASSWORD, salt).auth
    for kind in (SecretKind.MEMBER_AUTH, SecretKind.MEMBER_KEY, SecretKind.AUTH_HALF, SecretKind.ENROLMENT):
        response = await page.client.get(f"{V1}/mailbox", headers={"authorization": f"Bearer {kind.encode(half)}"})
        assert response.status_code == 401


async def test_dangerous_acts_ask_for_a_fresh_proof(town: Town, page: Page) -> None:
    ines = await town.settle(factor=True)
    await page.log_in(town, ines)
    town.world.clock.advance(301)
    change = password_body(ines, "another heron, three reeds on")
    assert (await page.ask("POST", "/account/password", change)).json()["type"] == "/problems/step-up-needed"
    options = (await page.ask("POST", "/account/session/step-up-options")).json()
    assert options["methods"] == ["totp"]
    wrong = await page.ask("POST", "/account/session/step-up", {"code": "000000"})
    assert wrong.json()["type"] == "/problems/factor-refused"
    assert (await page.ask("POST", "/account/session/step-up", {"code": town.code(ines)})).status_code == 200
    assert (await page.ask("POST", "/account/password", change)).status_code == 204


async def test_weaker_parameters_are_refused(town: Town, page: Page) -> None:
    ines = await town.settle()
    await page.log_in(town, ines)
    for change in ({"passes": 1}, {"lanes": 1}, {"memory_kibibytes": 8}, {"passes": 64}):
        response = await page.ask("POST", "/account/password", {**password_body(ines), **change})
        assert response.status_code == 422


async def test_raised_parameters_are_asked_for_and_more_than_asked_is_left_alone(
    town: Town, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    await page.log_in(town, await town.settle())
    for passes, is_asked in ((3, False), (4, True), (2, False)):
        asked = Argon2Parameters(passes=passes, lanes=4, memory_kibibytes=65_536)
        monkeypatch.setattr("tempory.api.account.MEMBER_PARAMETERS", asked)
        assert (await page.ask("GET", "/account")).json()["raise_parameters"] is is_asked


async def test_sessions_and_language_and_retention(house: House, town: Town, page: Page) -> None:
    ines = await town.settle()
    await page.log_in(town, ines)
    async with house.client() as client:
        other = Page(client)
        await other.log_in(town, ines)
        listed = (await page.ask("GET", "/account/sessions")).json()
        assert sorted(session["device"] for session in listed if session["mode"] == "member") == [
            "Firefox on Linux",
            "Python",
        ]
        assert {session["place"] for session in listed} == {"192.0.2.0/24"}
        assert (await page.ask("DELETE", "/account/sessions")).status_code == 204
        assert (await other.ask("GET", "/account")).status_code == 401
    assert (await page.ask("PATCH", "/account", {"language": "fr"})).status_code == 204
    assert (await page.ask("POST", "/account/retention", {"folder": "Sent", "days": 90})).status_code == 204
    account = (await page.ask("GET", "/account")).json()
    assert account["language"] == "fr"
    assert {"folder": "Sent", "days": 90} in account["retention"]
    assert (await page.ask("DELETE", "/account/sessions/" + "0" * 32)).json()["type"] == "/problems/record-gone"
    assert (await page.ask("DELETE", "/account/session")).status_code == 204
    assert (await page.ask("GET", "/account")).status_code == 401


# Staff


async def test_staff_invite_and_look_after_people(town: Town, page: Page) -> None:
    owner = await town.settle("Owner", Role.OWNER)
    session = (await page.log_in(town, owner)).json()
    assert (session["mode"], "owner" in session["roles"]) == ("staff", True)
    wish = {"name": "Nora Lind", "addresses": ["nora@tempory.test"], "roles": ["auditor"]}
    invited = await page.ask("POST", "/people", wish)
    assert invited.status_code == 201
    assert invited.json()["page"].startswith("https://localhost/account#tpe_")
    nora = invited.json()["person"]["id"]
    listed = (await page.ask("GET", "/people?limit=1")).json()
    assert (await page.ask("GET", f"/people?cursor={listed['next']}")).json()["people"][0]["id"] == nora
    detail = (await page.ask("GET", f"/people/{nora}")).json()
    assert [(role["role"], role["suspended"]) for role in detail["roles"]] == [("auditor", "no second factor")]
    for method, path, body, status in (
        ("PATCH", "", {"name": "Nora L."}, 204),
        ("POST", "/addresses", {"address": "n.lind@second.test"}, 204),
        ("POST", "/links", None, 201),
        ("POST", "/roles/support", None, 200),
        ("DELETE", "/roles/support", None, 204),
        ("DELETE", "/roles/support", None, 404),
        ("POST", "/roles/wizard", None, 404),
        ("POST", "/suspension", None, 204),
        ("DELETE", "/suspension", None, 204),
        ("DELETE", "/sessions", None, 204),
        ("DELETE", "", None, 204),
        ("GET", "", None, 404),
    ):
        assert (await page.ask(method, f"/people/{nora}{path}", body)).status_code == status, (method, path)


async def test_a_parameter_gives_nobody_more_than_they_have(town: Town, page: Page) -> None:
    """Privilege escalation by what is sent: unknown fields are refused, and paths name only what one may."""
    owner, support = await town.settle("Owner", Role.OWNER), await town.settle("Support", Role.SUPPORT)
    await page.log_in(town, support)
    wish = {"name": "Eve", "addresses": ["eve@tempory.test"]}
    attempts = (
        ("POST", "/people", {**wish, "roles": ["owner"]}),
        ("POST", f"/people/{owner.member.id}/links", None),
        ("POST", f"/people/{support.member.id}/roles/owner", None),
        ("DELETE", f"/people/{owner.member.id}", None),
    )
    for method, path, body in attempts:
        assert (await page.ask(method, path, body)).json()["type"] == "/problems/not-allowed", path
    for extra in ({"mode": "staff"}, {"permissions": ["roles.grant"]}, {"is_admin": True}):
        assert (await page.ask("PATCH", "/account", {"language": "en", **extra})).status_code == 422
    assert (
        await page.ask("DELETE", f"/account/sessions/{(await page.ask('GET', '/people')).json()}")
    ).status_code == 404


@pytest.mark.parametrize(
    ("address", "place"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::/64", "2001:db8:1::/48"), ("unknown", "unknown")],
)
def test_of_a_network_only_the_beginning_is_kept(address: str, place: str) -> None:
    assert shorten(address) == place
