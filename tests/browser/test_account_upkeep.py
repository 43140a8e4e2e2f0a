"""App passwords, the password, sessions, retention, and the mail itself, at the page of a signed-in member."""

import imaplib
import json
import subprocess

import httpx
import pytest
from playwright.sync_api import Route, expect

from tempory.client.account import Account
from tests.browser.conftest import Come
from tests.browser.letters import CODE, TRAVEL
from tests.browser.member import ANOTHER, DERIVING_MS, PASSWORD, Member, Town
from tests.serving import COMMAND, RunningServer


@pytest.fixture(scope="module")
def town(server: RunningServer) -> Town:
    return Town.found(server, "Ines", "Noor", "Tom", "Lea", "Max", "Ana", "Zoe", "Kai")


def imap(town: Town) -> imaplib.IMAP4_SSL:
    return imaplib.IMAP4_SSL("127.0.0.1", town.server.port("imaps"), ssl_context=town.server.trust())


def make_app_password(member: Member, name: str) -> str:
    member.click("New app password")
    member.dialog.locator("input[name=name]").fill(name)
    member.dialog.get_by_role("button", name="Make the password").click()
    expect(member.dialog.get_by_role("heading", level=2)).to_have_text(f"The password for “{name}”")
    member.dialog.get_by_role("button", name="Copy the password").click()
    member.announced("Copied")
    return member.clipboard()


def test_an_app_password_opens_the_mailbox_over_imap_until_it_is_taken_back(town: Town, come: Come) -> None:
    town.settle("Ines")
    address = town.address("Ines")
    town.server.send(CODE.encode(address), address)
    member = come()
    member.come_in(address)
    member.go("Programs")
    secret = make_app_password(member, "Thunderbird")
    assert secret.startswith("tpp_")
    assert secret not in member.page.content()
    port = int(member.dialog.locator("[data-value=port]").inner_text())
    assert (member.dialog.locator("[data-value=host]").inner_text(), port) == ("127.0.0.1", town.server.port("imaps"))
    member.dialog.get_by_role("button", name="Done").click()
    with imap(town) as program:
        program.login(address, secret)
        assert program.select()[1] == [b"1"]
        answer = program.fetch("1", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1][0]
        assert isinstance(answer, tuple)
        assert CODE.subject.encode() in answer[1]
    with imap(town) as program, pytest.raises(imaplib.IMAP4.error, match=r"(?i)app password"):
        program.login(address, PASSWORD)
    member.go("Sessions")
    member.go("Programs")
    member.again()
    expect(member.page.locator(".things").get_by_text("last used")).to_be_visible()
    member.page.get_by_role("button", name="Take back: Thunderbird").click()
    member.dialog.get_by_role("button", name="Take back", exact=True).click()
    expect(member.page.get_by_text("No app passwords yet.")).to_be_visible()
    with imap(town) as program, pytest.raises(imaplib.IMAP4.error):
        program.login(address, secret)


def test_a_new_password_ends_the_other_sessions_and_the_old_one(town: Town, come: Come) -> None:
    town.settle("Noor")
    address = town.address("Noor")
    here, elsewhere = come(), come()
    here.come_in(address)
    elsewhere.come_in(address)
    here.go("Security")
    here.again()
    here.click("Change it now")
    here.prove("not the password at all")
    expect(here.dialog.get_by_role("alert")).to_have_text("This is not your password.", timeout=DERIVING_MS)
    here.prove()
    expect(here.dialog.locator("input[name=new-password]")).to_be_visible(timeout=DERIVING_MS)
    here.choose_password(ANOTHER)
    here.dialog.get_by_role("button", name="Change the password").click()
    expect(here.dialog).to_have_count(0, timeout=DERIVING_MS)
    here.announced("Your password is changed")
    elsewhere.go("Sessions")
    expect(elsewhere.page.get_by_role("status").filter(has_text="You were signed out")).to_be_visible()
    elsewhere.sign_in(address)
    expect(elsewhere.error).to_contain_text("No account has this address and password.", timeout=DERIVING_MS)
    elsewhere.come_in(address, ANOTHER)


def test_parameters_that_were_raised_apply_at_the_next_log_in(town: Town, come: Come) -> None:
    """Told that the parameters are too low, the page wraps the key anew by itself, with the same password."""
    town.settle("Kai")
    address = town.address("Kai")
    member = come()

    def raised(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "raise_parameters": True})

    member.page.route("**/api/v1/account", raised)
    salts = [ask_salt(town, address)]
    with member.page.expect_response("**/api/v1/account/password", timeout=DERIVING_MS) as answered:
        member.come_in(address)
    assert answered.value.status == 204
    salts.append(ask_salt(town, address))
    assert salts[0] != salts[1]
    member.page.unroute("**/api/v1/account")
    member.click("Sign out")
    member.come_in(address)
    assert ask_salt(town, address) == salts[1]


def ask_salt(town: Town, address: str) -> str:
    with Account(town.server.ready["https"], ca=town.server.ca) as account:
        return str(account.ask("POST", "/account/parameters", {"address": address})["salt"])


def test_sessions_are_ended_from_another(town: Town, come: Come) -> None:
    town.settle("Tom")
    members = [come(), come(), come()]
    for member in members:
        member.come_in(town.address("Tom"))
    here, second, third = members
    here.go("Sessions")
    ends = here.page.get_by_role("button", name="End the session on Chrome on Linux")
    expect(ends).to_have_count(2)
    ends.first.click()
    expect(ends).to_have_count(1)
    here.click("End all others")
    expect(here.page.get_by_text("You are signed in nowhere else.")).to_be_visible()
    for other in (second, third):
        other.again()
        expect(other.page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_unknown_and_wrong_are_one_answer(town: Town, come: Come) -> None:
    member = come()
    for address in ("nobody@tempory.test", town.address("Olga")):
        member.sign_in(address, "not the password at all")
        expect(member.error).to_have_text(
            "No account has this address and password. Check both; the keyboard’s capitals too.", timeout=DERIVING_MS
        )
        member.again()
    member.click("Lost your password?")
    expect(member.dialog).to_contain_text("together with your recovery phrase")


def test_after_many_failures_the_page_says_to_wait(town: Town, come: Come) -> None:
    town.settle("Zoe")
    wish = {"address": town.address("Zoe"), "auth_half": f"tpm_{'A' * 43}"}
    with httpx.Client(base_url=town.server.ready["https"], verify=town.server.trust()) as stranger:
        answers = [stranger.post("/api/v1/account/session", json=wish).status_code for _ in range(12)]
    assert answers[0] == 401
    assert answers[-1] == 429
    member = come()
    member.sign_in(town.address("Zoe"))
    expect(member.error).to_contain_text("too many failed attempts", timeout=DERIVING_MS)
    expect(member.error).to_contain_text("A device that has signed in before is not held up by others.")


def test_mail_is_read_found_and_deleted_here(town: Town, come: Come) -> None:
    town.settle("Lea")
    address = town.address("Lea")
    member = come()
    member.come_in(address)
    expect(member.page.get_by_text("No mail yet.")).to_be_visible()
    expect(member.page.get_by_text("Live", exact=True)).to_be_visible()
    member.receive(CODE, TRAVEL, at=address)
    member.open(CODE.subject)
    expect(member.page.get_by_role("tabpanel")).to_contain_text("Your verification code is 481516")
    member.press("Escape")
    expect(member.rows.filter(has_text=CODE.subject)).to_be_focused()
    search = member.page.get_by_role("searchbox")
    search.fill("lumen sign-in")
    expect(member.rows).to_have_count(1)
    expect(member.page.get_by_text("1 message found")).to_be_visible()
    search.fill("no such words")
    expect(member.page.get_by_text("Nothing found.")).to_be_visible()
    search.fill("")
    member.open(TRAVEL.subject)
    member.page.get_by_role("button", name="Delete").click()
    expect(member.rows).to_have_count(1)
    member.again()
    member.click("Open my mail")
    member.prove()
    expect(member.rows).to_have_count(1, timeout=DERIVING_MS)


def test_every_access_is_shown_with_a_proof_that_holds(town: Town, come: Come) -> None:
    town.settle("Max")
    address = town.address("Max")
    town.server.send(CODE.encode(address), address)
    member = come()
    member.come_in(address)
    expect(member.rows).to_have_count(1)
    member.go("Accesses")
    rows = member.page.locator("tbody tr")
    expect(rows.filter(has_text="Delivery").filter(has_text="delivered a message")).to_have_count(1)
    expect(rows.filter(has_text="You").filter(has_text="listed messages").first).to_be_visible()
    with member.page.expect_download() as download:
        rows.filter(has_text="Delivery").get_by_role("button").click()
    check = [*COMMAND, "log", "check", str(download.value.path())]
    checked = subprocess.run(check, capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stderr
    assert json.loads(download.value.path().read_text())["leaf"]


def test_retention_and_language_are_kept(town: Town, come: Come) -> None:
    phrase = town.settle("Ana")
    member = come()
    member.come_in(town.address("Ana"))
    member.go("Keeping")
    trash, archive = (member.page.get_by_label(f"How long mail stays in {name}") for name in ("Trash", "Archive"))
    expect(trash).to_have_value("30")
    archive.select_option("365")
    expect(member.dialog).to_contain_text("Delete what is older than 365 days in Archive?")
    member.dialog.get_by_role("button", name="Cancel").click()
    expect(archive).to_have_value("")
    trash.select_option("90")
    member.announced("Kept for Trash")
    member.go("You")
    member.page.get_by_text("Français", exact=True).click()
    expect(member.page.get_by_role("heading", level=1)).to_have_text("Vous")
    member.again()
    member.go("Durées")
    expect(member.page.get_by_label("Combien de temps le courrier reste dans Corbeille")).to_have_value("90")
    # A renewed phrase is in force, and is another one.
    member.go("Sécurité")
    member.click("Renouveler la phrase")
    member.prove()
    renewed = member.keep_phrase()
    assert renewed != phrase
    member.dialog.get_by_role("button", name="Renouveler la phrase").click()
    member.announced("La nouvelle phrase est en vigueur.")
