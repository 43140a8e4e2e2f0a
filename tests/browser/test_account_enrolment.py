"""A one-time link in the page: a password, a phrase, a mailbox; and what becomes of a lost password."""

import pytest
from playwright.sync_api import expect

from tempory.client.account import Account
from tests.browser.conftest import Come
from tests.browser.member import ANOTHER, DERIVING_MS, PASSWORD, Town
from tests.serving import RunningServer


@pytest.fixture(scope="module")
def town(server: RunningServer) -> Town:
    return Town.found(server, "Ines", "Noor", "Tom", "Lea")


def fragment(link: str) -> str:
    return link.partition("/account")[2]


def test_a_link_makes_a_mailbox_and_is_used_up(town: Town, come: Come) -> None:
    link = town.links["Ines"]
    member = come(path=f"account{fragment(link)}")
    page = member.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Ines Moreau.")
    assert page.url == f"{town.server.url}/account"
    entries = member.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    assert not [entry for entry in entries if "tpe_" in entry["url"]]
    expect(page.get_by_text("Nobody else can open your mail")).to_be_visible()
    onward = page.get_by_role("button", name="Continue")
    expect(onward).to_be_disabled()
    member.choose_password()
    expect(page.get_by_text("Strength: strong")).to_be_visible()
    onward.click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    phrase = member.keep_phrase()
    member.click("Copy")
    member.announced("Copied")
    assert member.clipboard() == phrase
    member.click("Make my mailbox")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your mailbox is ready.")
    codes = member.add_totp()
    assert len(set(member.recovery_codes())) == 10
    member.click("To my mailbox")
    member.is_in()
    expect(page.get_by_text("No mail yet.")).to_be_visible()
    # The same account from elsewhere: the halves that the page derived are the ones that Python derives.
    with Account(town.server.ready["https"], ca=town.server.ca) as account:
        session = account.log_in(town.address("Ines"), PASSWORD, lambda _: {"code": codes.next()})
        assert session["name"] == "Ines Moreau"
    late = come(path=f"account{fragment(link)}")
    expect(late.page.get_by_role("heading", level=1)).to_have_text("This link no longer works.")
    late.click("Go to sign-in")
    expect(late.page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize(
    ("password", "verdict"),
    [
        ("heron", "10 characters to go"),
        ("letmein-sunshine", "on the lists of leaked passwords"),
        ("noor counts seven owls", "a part of your name"),
        ("a tempory thing in the reeds", "of this service"),
        ("qwertyuiopasdfgh", "along the alphabet or the keyboard"),
        ("abcabcabcabcabcabc", "repeats itself"),
    ],
)
def test_a_password_is_refused_with_the_reason(town: Town, come: Come, password: str, verdict: str) -> None:
    member = come(path=f"account{fragment(town.links['Noor'])}")
    member.choose_password(password)
    expect(member.page.locator(".verdict")).to_contain_text(verdict)
    expect(member.page.get_by_role("button", name="Continue")).to_be_disabled()


def test_nothing_is_taken_without_the_list_or_typed_differently(town: Town, come: Come) -> None:
    member = come(path=f"account{fragment(town.links['Noor'])}")
    page = member.page
    page.route("**/common_passwords*", lambda route: route.abort())
    member.choose_password()
    expect(page.locator(".verdict")).to_contain_text("no password is taken")
    expect(page.get_by_role("button", name="Continue")).to_be_disabled()
    page.unroute("**/common_passwords*")
    member.choose_password(f"{PASSWORD}!")
    expect(page.get_by_text("Strength: strong")).to_be_visible()
    page.locator("input[name=new-password-again]").fill(f"{PASSWORD}?")
    expect(page.get_by_text("The two differ.")).to_be_visible()
    expect(page.get_by_role("button", name="Continue")).to_be_disabled()


def test_the_phrase_sets_a_new_password_and_a_wrong_one_does_not(town: Town, come: Come) -> None:
    phrase = town.settle("Tom")
    address = town.address("Tom")
    town.server.send(b"From: m@elsewhere.example\r\nSubject: Kept\r\n\r\nOld mail.\r\n", address)
    link = town.lose_password("Tom")
    member = come(path=f"account{fragment(link)}")
    page = member.page
    expect(page.get_by_role("heading", level=1)).to_have_text("A new password")
    member.choose_password(ANOTHER)
    act = page.get_by_role("button", name="Set the new password")
    for typed, answer in (
        ("ABCD", "has eight groups"),
        ("-".join(["0000"] * 8), "not the phrase of this mailbox"),
    ):
        page.locator("input[name=phrase]").fill(typed)
        act.click()
        expect(member.error).to_contain_text(answer)
    member.secrets.append(phrase)
    page.locator("input[name=phrase]").fill(phrase.lower().replace("-", " "))
    act.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Security", timeout=DERIVING_MS)
    member.announced("Your new password is set.")
    member.go("Mail")
    expect(member.rows.filter(has_text="Kept")).to_be_visible()
    member.click("Sign out")
    member.sign_in(address, PASSWORD)
    expect(member.error).to_contain_text("No account has this address and password.", timeout=DERIVING_MS)
    member.come_in(address, ANOTHER)


def test_enrolment_in_french_on_a_phone(town: Town, come: Come) -> None:
    member = come(path=f"account{fragment(town.links['Lea'])}", language="fr", width=390)
    # The invitation is in English, because that is Lea's language; the page follows a choice at once.
    expect(member.page.get_by_role("heading", level=1)).to_have_text("Welcome, Lea Moreau.")
    member.page.get_by_role("button", name="FR – Français").click()
    expect(member.page.get_by_role("heading", level=1)).to_have_text("Bienvenue, Lea Moreau.")
    assert member.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
