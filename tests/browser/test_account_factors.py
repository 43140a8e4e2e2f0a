"""Second factors at the page: passkeys of Chromium's virtual authenticator, one-time codes, recovery codes."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Come
from tests.browser.member import DERIVING_MS, PASSWORD, Member, Town, authenticator
from tests.serving import RunningServer


@pytest.fixture(scope="module")
def town(server: RunningServer) -> Town:
    return Town.found(server, "Ines", "Noor", "Tom", "Lea", "Max")


def add_passkey(member: Member, name: str) -> None:
    member.page.get_by_role("button", name="Add a passkey").click()
    member.dialog.locator("input[name=name]").fill(name)
    member.dialog.get_by_role("button", name="Create the passkey").click()
    expect(member.page.locator(".things").get_by_text(name, exact=True)).to_be_visible()


def test_a_passkey_with_a_prf_signs_in_alone_and_opens_the_mail(town: Town, come: Come) -> None:
    town.settle("Ines")
    address = town.address("Ines")
    town.server.send(b"From: m@elsewhere.example\r\nSubject: Sealed\r\n\r\nRead me.\r\n", address)
    member = come()
    with authenticator(member):
        member.come_in(address)
        member.go("Security")
        add_passkey(member, "Laptop")
        member.announced("It signs you in by itself")
        member.recovery_codes()
        member.click("Sign out")
        member.click("Sign in with a passkey")
        member.is_in()
        member.go("Mail")
        expect(member.rows.filter(has_text="Sealed")).to_be_visible()
        # After a reload the session is there and the key is not: the passkey brings it back.
        member.again()
        expect(member.page.get_by_role("heading", name="Your mail is sealed.")).to_be_visible()
        member.click("Open my mail")
        expect(member.dialog).to_contain_text("A passkey that signs you in by itself opens it too.")
        member.dialog.get_by_role("button", name="Use the passkey").click()
        expect(member.rows.filter(has_text="Sealed")).to_be_visible()
        # With the password, it is the second factor.
        member.click("Sign out")
        member.sign_in(address)
        expect(member.page.get_by_role("heading", level=1)).to_have_text("One more proof", timeout=DERIVING_MS)
        member.click("Use the passkey")
        member.is_in()


def test_a_passkey_without_a_prf_is_a_second_factor_only(town: Town, come: Come) -> None:
    town.settle("Noor")
    member = come()
    with authenticator(member, prf=False):
        member.come_in(town.address("Noor"))
        member.go("Security")
        add_passkey(member, "Old key")
        member.announced("It is your second factor.")
        member.recovery_codes()
        member.click("Sign out")
        member.click("Sign in with a passkey")
        expect(member.error).to_contain_text("does not open the mailbox by itself")
        member.sign_in(town.address("Noor"))
        expect(member.page.get_by_role("heading", level=1)).to_have_text("One more proof", timeout=DERIVING_MS)
        member.click("Use the passkey")
        member.is_in()


def test_codes_and_recovery_codes_each_work_once(town: Town, come: Come) -> None:
    town.settle("Tom")
    address = town.address("Tom")
    member = come()
    page = member.page
    member.come_in(address)
    member.go("Security")
    expect(page.get_by_text("whoever learns your password gets in")).to_be_visible()
    codes = member.add_totp()
    recovery = member.recovery_codes()
    expect(page.get_by_text("10 are left.")).to_be_visible()
    member.click("Sign out")
    member.sign_in(address)
    code = page.locator("input[name=code]")
    expect(code).to_be_focused(timeout=DERIVING_MS)
    code.fill("000000")
    member.click("Continue")
    expect(member.error).to_contain_text("This proof is not right.")
    right = codes.next()
    code.fill(right)
    member.click("Continue")
    member.is_in()
    member.click("Sign out")
    member.sign_in(address)
    expect(code).to_be_focused(timeout=DERIVING_MS)
    code.fill(right)
    member.click("Continue")
    expect(member.error).to_contain_text("This proof is not right.")
    page.get_by_text("Recovery code", exact=True).first.click()
    code.fill(recovery[0].upper())
    member.click("Continue")
    member.is_in()
    member.go("Security")
    expect(page.get_by_text("9 are left.")).to_be_visible()
    member.click("Sign out")
    member.sign_in(address)
    expect(code).to_be_focused(timeout=DERIVING_MS)
    page.get_by_text("Recovery code", exact=True).first.click()
    code.fill(recovery[0])
    member.click("Continue")
    expect(member.error).to_contain_text("This proof is not right.")


def test_the_last_factor_is_removed_after_a_question(town: Town, come: Come) -> None:
    town.settle("Lea")
    member = come()
    member.come_in(town.address("Lea"))
    member.go("Security")
    member.add_totp("Phone")
    with member.page.expect_download() as download:
        member.dialog.get_by_role("button", name="Save as a file").click()
    kept = download.value.path().read_text()
    assert f"Recovery codes of {town.address('Lea')}" in kept
    assert all(code in kept for code in member.recovery_codes())
    member.page.get_by_role("button", name="Remove: Phone").click()
    expect(member.dialog).to_contain_text("your password alone would get in")
    member.dialog.get_by_role("button", name="Remove", exact=True).click()
    member.announced("Removed")
    member.click("Sign out")
    member.come_in(town.address("Lea"), PASSWORD)


def test_an_old_proof_is_asked_for_again_before_a_dangerous_act(town: Town, come: Come) -> None:
    town.settle("Max")
    member = come()
    page = member.page
    member.come_in(town.address("Max"))
    member.go("Security")
    codes = member.add_totp()
    member.recovery_codes()

    def seem_old(route: Route) -> None:
        """What the server says of the session, but for how long ago the proof was: nobody waits five minutes here."""
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "confirmed_until": "2020-01-01T00:00:00.000Z"})

    page.route("**/api/v1/account/session", seem_old)
    member.again()
    member.is_in()
    page.unroute("**/api/v1/account/session")
    member.click("Draw ten new codes")
    expect(member.dialog).to_contain_text("show once more that it is you")
    member.press("Escape")
    expect(member.dialog).to_have_count(0)
    expect(page.get_by_text("10 are left.")).to_be_visible()
    member.click("Draw ten new codes")
    member.dialog.locator("input[name=code]").fill("000000")
    member.dialog.get_by_role("button", name="Continue").click()
    expect(member.dialog.get_by_role("alert")).to_contain_text("This proof is not right.")
    member.dialog.locator("input[name=code]").fill(codes.next())
    member.dialog.get_by_role("button", name="Continue").click()
    assert len(set(member.recovery_codes())) == 10
    # It holds for five minutes.
    member.click("Draw ten new codes")
    member.recovery_codes()
