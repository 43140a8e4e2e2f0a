"""The console in a real browser, over a real server: the first owner's way to it, and every part of it."""

import json
import subprocess
from base64 import b64decode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from playwright.sync_api import Locator, Route, expect

from tempory.people import Role
from tempory.policy import REGISTER
from tempory.translog import ProofText, VerifierKey, open_checkpoint
from tests.browser.conftest import Come
from tests.browser.letters import CODE
from tests.browser.member import DERIVING_MS, Member, Town
from tests.browser.staff import Crew, heading, refusal
from tests.serving import COMMAND, RunningServer

ROUTES = (
    "/console/service", "/console/policy", "/console/staff", "/console/log", "/console/log/checkpoint",
    "/console/log/verification?indexes=0", "/people", "/reviews",
)  # fmt: skip


@pytest.fixture(scope="module")
def town(server: RunningServer) -> Town:
    return Town.found(server)


@pytest.fixture(scope="module")
def crew(town: Town) -> Crew:
    roles: dict[str, tuple[Role, ...]] = {
        "Bert": (Role.SECURITY_OFFICER,),
        "Ada": (Role.AUDITOR,),
        "Otto": (Role.OPERATOR,),
        "Ines": (),
        "Lea": (),
    }
    return Crew.gather(town, roles, without_factor=("Otto", "Ines", "Lea"))


def saved(member: Member, name: str, *, within: str = "body") -> Path:
    """Press a button and return the file that the page gives."""
    with member.page.expect_download() as download:
        member.page.locator(within).get_by_role("button", name=name).first.click()
    return Path(download.value.path())


# The way in


def test_the_first_owner_comes_from_a_link_to_the_console(server: RunningServer, town: Town, come: Come) -> None:
    wish = ("--name", "Nora First", "--address", f"nora@{server.domain}", "--data", str(server.data), "--json")
    made = subprocess.run([*COMMAND, "admin", "init", *wish], capture_output=True, text=True, timeout=60, check=True)
    member = come(path=f"account#{json.loads(made.stdout)['link']}")
    expect(member.page.locator("input[name=new-password]")).to_be_visible()
    member.choose_password()
    expect(member.page.locator("form button[type=submit]")).to_be_enabled()
    member.page.locator("form button[type=submit]").click()
    member.keep_phrase()
    member.click("Make my mailbox")
    expect(heading(member)).to_have_text("Your mailbox is ready.", timeout=DERIVING_MS)
    # Without a second factor the console says so, and where to get one.
    member.page.goto(f"{town.server.url}/console")
    expect(heading(member)).to_have_text("A second factor is missing")
    expect(member.page.get_by_role("navigation")).to_have_count(0)
    member.page.get_by_role("link", name="Add a second factor").click()
    codes = member.add_totp()
    member.recovery_codes()
    # The session began without it, so its roles are not in force there yet.
    member.page.goto(f"{town.server.url}/console")
    expect(heading(member)).to_have_text("Sign in with your second factor")
    member.click("Sign out")
    expect(heading(member)).to_have_text("Sign in first")
    member.page.get_by_role("link", name="Go to sign-in").click()
    member.sign_in(f"nora@{server.domain}")
    expect(member.page.locator("input[name=code]")).to_be_visible(timeout=DERIVING_MS)
    member.page.locator("input[name=code]").fill(codes.next())
    member.press("Enter")
    member.is_in()
    member.go("You")
    member.page.get_by_role("link", name="Open the console").click()
    expect(heading(member)).to_have_text("The service now")
    expect(member.page.get_by_role("navigation").get_by_role("link")).to_have_count(7)


def test_whoever_holds_no_role_sees_nothing_and_is_given_nothing(crew: Crew, come: Come) -> None:
    stranger = come(path="console")
    expect(heading(stranger)).to_have_text("Sign in first")
    assert {refusal(stranger, path) for path in ROUTES} == {(401, "not-signed-in")}
    ines = crew.send(come, "Ines", "log")
    expect(heading(ines)).to_have_text("You hold no role")
    expect(ines.page.get_by_role("navigation")).to_have_count(0)
    assert {refusal(ines, path) for path in ROUTES} == {(403, "not-allowed")}
    otto = crew.send(come, "Otto")
    expect(heading(otto)).to_have_text("A second factor is missing")
    assert {refusal(otto, path) for path in ROUTES} == {(403, "not-allowed")}


def test_a_role_sees_its_parts_and_the_server_refuses_the_rest(crew: Crew, come: Come) -> None:
    ada = crew.send(come, "Ada", "people")
    expect(ada.page.locator("[data-person]").first).to_be_visible()
    expect(ada.page.get_by_role("button", name="Invite somebody")).to_have_count(0)
    ada.page.locator("[data-person='Lea Moreau'] button").click()
    expect(ada.dialog.get_by_role("heading", name="Lea Moreau")).to_be_visible()
    expect(ada.dialog.get_by_role("button")).to_have_count(1)  # it closes
    ada.press("Escape")
    ada.go("Reviews")
    expect(heading(ada)).to_have_text("Reviews of rights")
    expect(ada.page.get_by_role("button", name="Begin a review now")).to_have_count(0)
    act = """async ([path, method]) => {
        const csrf = (await (await fetch('/api/v1/account/session')).json()).csrf;
        const response = await fetch('/api/v1' + path, {method, headers: {'x-csrf-token': csrf}});
        return (await response.json()).type;
    }"""
    lea = crew.town.ids["Lea"]
    for path in (f"/people/{lea}/roles/owner", f"/people/{lea}/suspension", f"/people/{lea}/links", "/reviews"):
        assert ada.page.evaluate(act, [path, "POST"]) == "/problems/not-allowed"


# The service


def stored_in(chart: Locator) -> int:
    """Return what a screen reader is told of the chart: how much was stored in the last hour."""
    label = chart.get_attribute("aria-label") or ""
    return int(label.partition(". ")[2].partition(" ")[0])


def test_home_shows_what_happens(crew: Crew, come: Come, server: RunningServer) -> None:
    olga = crew.send(come, "Olga")
    page = olga.page
    expect(page.get_by_role("heading", name="Taking mail")).to_be_visible()
    chart = page.get_by_role("img", name="Mail per minute. ")
    before = stored_in(chart)
    for _ in range(3):
        server.send(CODE.encode(crew.town.address("Ines")), crew.town.address("Ines"))
    page.reload()
    expect(chart).to_be_visible()
    assert stored_in(chart) >= before + 3
    assert chart.locator("rect.accent").count() >= 1
    page.locator("summary").first.click()
    cells = page.get_by_role("region", name="Mail per minute").locator("tbody td:nth-child(2)")
    assert sum(int(text) for text in cells.all_inner_texts()) == stored_in(chart)
    for name in ("SMTP", "IMAP", "IMAPS", "POP3", "POP3S"):
        expect(page.locator(".listeners").get_by_text(name, exact=True)).to_be_visible()
    expect(page.get_by_text("No witness")).to_be_visible()


def test_each_promise_stands_with_its_controls(crew: Crew, come: Come) -> None:
    olga = crew.send(come, "Olga", "policy")
    page = olga.page
    expect(page.locator("[data-clause]")).to_have_count(len(REGISTER))
    clause = page.locator(f"[data-clause='{REGISTER[0].id}']")
    expect(clause).to_contain_text(REGISTER[0].title.speak("en"))
    clause.locator("summary").click()
    for control in REGISTER[0].controls:
        expect(clause.locator("dl")).to_contain_text(control.id)
    expect(clause.locator("dl")).to_contain_text(REGISTER[0].probes[0])
    unknown = page.get_by_role("radio", name="Not yet checked")
    counted = int(page.locator("label", has=unknown).inner_text().rpartition("(")[2].rstrip(")"))
    unknown.check(force=True)
    expect(page.locator("[data-clause]")).to_have_count(counted)


# People and roles


def test_somebody_is_invited_with_a_role_that_rests_until_there_is_a_second_factor(crew: Crew, come: Come) -> None:
    olga = crew.send(come, "Olga", "people")
    page = olga.page
    olga.click("Invite somebody")
    olga.dialog.locator("input[name=name]").fill("Émile Zola")
    olga.dialog.locator("input[name=address]").fill(crew.town.address("emile"))
    olga.dialog.get_by_label("Support").check()
    olga.dialog.get_by_role("button", name="Make the link").click()
    shown = olga.dialog.locator("[data-value=link]")
    expect(shown).to_contain_text("/account#tpe_")
    olga.dialog.get_by_role("button", name="Copy the link").click()
    olga.announced("Copied")
    assert olga.clipboard() == shown.inner_text()
    olga.dialog.get_by_role("button", name="Done").click()
    page.get_by_label("Find by name or address").fill("emile")
    row = page.locator("[data-person]")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Support (rests)")
    expect(row).to_contain_text("Invited")
    row.get_by_role("button").click()
    expect(olga.dialog).to_contain_text("No second factor: the roles below rest until there is one.")
    expect(olga.dialog).to_contain_text("No mailbox yet")
    assert "tpe_" not in page.content()


def test_roles_sessions_and_suspension(crew: Crew, come: Come) -> None:
    olga = crew.send(come, "Olga", "people")
    lea = crew.send(come, "Lea")
    expect(heading(lea)).to_have_text("You hold no role")
    olga.page.locator("[data-person='Lea Moreau'] button").click()
    sheet = olga.dialog
    expect(sheet).to_contain_text("2 sessions")
    sheet.locator("select[name=role]").select_option("auditor")
    sheet.get_by_role("button", name="Grant", exact=True).click()
    olga.announced("Auditor: granted")
    expect(sheet).to_contain_text("No second factor")
    sheet.get_by_role("button", name="Remove the role Auditor").click()
    olga.announced("Auditor: removed")
    sheet.get_by_role("button", name="End all sessions").click()
    olga.announced("All sessions ended")
    lea.page.reload()
    expect(heading(lea)).to_have_text("Sign in first")
    sheet.get_by_role("button", name="Suspend").click()
    olga.announced("Suspended")
    sheet.get_by_role("button", name="Lift the suspension").click()
    olga.announced("Let in again")
    olga.press("Escape")
    olga.page.locator("[data-person='Olga Berg'] button").click()
    expect(olga.dialog).to_contain_text("This is you.")
    expect(olga.dialog.get_by_role("button")).to_have_count(1)


def test_what_is_dangerous_asks_for_a_fresh_proof(crew: Crew, come: Come) -> None:
    olga = crew.send(come, "Olga", "people")

    def long_ago(route: Route) -> None:
        """As if the sign-in were an hour old; the proof that follows is real."""
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "confirmed_until": "2026-01-01T00:00:00.000Z"})

    olga.page.route("**/api/v1/account/session", long_ago)
    olga.page.reload()
    olga.page.locator("[data-person='Lea Moreau'] button").click()
    olga.dialog.locator("select[name=role]").select_option("support")
    olga.dialog.get_by_role("button", name="Grant", exact=True).click()
    proof = olga.dialog.filter(has=olga.page.locator("input[name=code]"))
    proof.locator("input[name=code]").fill("000000")
    olga.press("Enter")
    expect(proof.get_by_role("alert")).to_be_visible()
    proof.locator("input[name=code]").fill(crew.codes["Olga"].next())
    olga.press("Enter")
    olga.announced("Support: granted")
    expect(proof).to_have_count(0)
    olga.dialog.get_by_role("button", name="Remove the role Support").click()
    olga.announced("Support: removed")


# Reviews


def test_a_review_is_decided_by_somebody_else_closed_and_exported(crew: Crew, come: Come) -> None:
    olga, bert = crew.send(come, "Olga", "reviews"), crew.send(come, "Bert", "reviews")
    # One begins by itself within a minute of the first role, unless somebody was faster.
    begin = olga.page.get_by_role("button", name="Begin a review now")
    expect(begin.or_(olga.page.get_by_role("heading", name="Under way"))).to_be_visible()
    if begin.is_visible():
        begin.click()
    expect(olga.page.locator("[data-right='Olga Berg/owner']")).to_contain_text("Yours: somebody else decides")
    bert.page.reload()
    bert.click("Attest Owner of Olga Berg")
    bert.announced("Attested")
    rights = olga.page.locator("[data-right]")
    olga.page.reload()
    expect(rights.filter(has_text="attested")).to_have_count(1)
    expect(olga.page.get_by_role("button", name="Close and sign")).to_be_disabled()
    olga.click("Remove Operator from Otto Moreau")
    olga.announced("Removed; their sessions have ended")
    expect(rights.filter(has_text="removed")).to_have_count(1)
    attest = olga.page.get_by_role("button", name="Attest ")
    while left := attest.count():
        attest.first.click()
        expect(attest).to_have_count(left - 1)
    olga.click("Close and sign")
    olga.announced("Closed and signed")
    closed = olga.page.locator("[data-review]")
    expect(closed).to_have_count(1)
    with olga.page.expect_response("**/snapshot*") as answered:
        snapshot = saved(olga, "JSON, as signed").read_bytes()
    headers = answered.value.headers
    key = Ed25519PublicKey.from_public_bytes(b64decode(headers["x-public-key-ed25519"]))
    key.verify(b64decode(headers["x-signature-ed25519"]), snapshot)
    expect(olga.page.get_by_text(headers["x-signature-ed25519"])).to_be_visible()
    decisions = {(right["name"], right["role"]): right["decision"] for right in json.loads(snapshot)["rights"]}
    assert decisions["Otto Moreau", "operator"] == "removed"
    assert decisions["Olga Berg", "owner"] == "attested"
    assert '"Olga Berg","owner"' in saved(olga, "CSV").read_text()


# The access log


def test_the_log_is_searched_and_reading_it_is_in_it(crew: Crew, come: Come) -> None:
    ada = crew.send(come, "Ada", "log")
    page = ada.page
    records = page.locator("[data-record]")
    expect(records.first).to_contain_text("read the log")
    expect(records.first).to_contain_text("Ada Moreau")
    page.locator("select[name=verb]").select_option("mailbox.create")
    ada.click("Search")
    expect(records.filter(has_text="read the log")).to_have_count(0)
    page.locator("select[name=verb]").select_option("")
    page.locator("select[name=result]").select_option("refused")
    ada.click("Search")
    expect(records.filter(has_not_text="refused")).to_have_count(0)
    ada.click("Clear")
    records.get_by_role("button", name="Ada Moreau").first.click()
    expect(records.filter(has_not_text="Ada Moreau")).to_have_count(0)
    page.locator("input[name=until]").fill("2020-01-01T00:00")
    ada.click("Search")
    expect(page.get_by_text("No record fits.")).to_be_visible()


def test_the_log_is_followed_live(crew: Crew, come: Come, server: RunningServer) -> None:
    ada = crew.send(come, "Ada", "log")
    records = ada.page.locator("[data-record]")
    expect(records.first).to_be_visible()
    ada.click("Follow live")
    ada.announced("Following")
    # What was written between the list and the stream is not left out.
    expect(records.filter(has_text="log.follow").first).to_be_visible()
    size = ada.page.evaluate("async () => (await (await fetch('/api/v1/console/log?limit=1')).json()).size")
    server.send(CODE.encode(crew.town.address("Ines")), crew.town.address("Ines"))
    ada.until(
        f"""[...document.querySelectorAll('[data-record]')].some((row) =>
            Number(row.dataset.record) >= {size} && /Delivery.*deliver a message/s.test(row.innerText))"""
    )
    ada.click("Stop following")
    expect(ada.page.get_by_role("button", name="Follow live")).to_be_visible()


def test_the_browser_verifies_what_it_shows_and_remembers(crew: Crew, come: Come) -> None:
    ada = crew.send(come, "Ada", "log")
    page = ada.page
    expect(page.locator("[data-record]").first).to_be_visible()
    ada.click("Verify what is shown")
    verdict = page.locator("[data-verdict]")
    expect(verdict).to_have_attribute("data-verdict", "held")
    expect(verdict).to_contain_text("octet for octet, in the signed tree")
    expect(verdict).to_contain_text("holds no earlier checkpoint")
    page.reload()
    expect(page.locator("[data-record]").first).to_be_visible()
    ada.click("Verify what is shown")
    expect(verdict).to_contain_text("That tree continues the one of")
    # Had this browser verified another past, the log would not continue it.
    page.evaluate(
        """() => {
            const held = JSON.parse(localStorage.getItem('tempory.console.log'));
            held.root = 'A' + held.root.slice(1) === held.root ? 'B' + held.root.slice(1) : 'A' + held.root.slice(1);
            localStorage.setItem('tempory.console.log', JSON.stringify(held));
        }"""
    )
    ada.click("Verify what is shown")
    expect(verdict).to_have_attribute("data-verdict", "broken")
    expect(verdict).to_contain_text("something in it was rewritten")


def test_a_record_that_the_server_shows_otherwise_is_found(crew: Crew, come: Come) -> None:
    ada = crew.send(come, "Ada")

    def lie(route: Route) -> None:
        answer = route.fetch()
        page = answer.json()
        page["entries"][2]["leaf"] = page["entries"][2]["leaf"].replace('"result":"done"', '"result":"refused"')
        route.fulfill(response=answer, json=page)

    ada.page.route("**/api/v1/console/log?*", lie)
    ada.go("Log")
    expect(ada.page.locator("[data-record]").first).to_be_visible()
    ada.click("Verify what is shown")
    expect(ada.page.locator("[data-verdict]")).to_contain_text("not in the tree as they are shown")
    expect(ada.page.locator("[data-record]").nth(2)).to_contain_text("not proved")
    expect(ada.page.locator("[data-record]").filter(has_text="not proved")).to_have_count(1)


def test_proofs_and_checkpoints_are_files_that_hold_elsewhere(crew: Crew, come: Come, server: RunningServer) -> None:
    ada = crew.send(come, "Ada", "log")
    record = ada.page.locator("[data-record]").first
    expect(record).to_be_visible()
    index = int(record.get_attribute("data-record") or "")
    key = VerifierKey.parse((server.data / "log.pub").read_text().strip())
    _, listed = ada.page.evaluate("async () => [0, await (await fetch('/api/v1/console/log?limit=100')).json()]")
    (leaf,) = (entry["leaf"] for entry in listed["entries"] if entry["index"] == index)
    proof = ProofText.parse(saved(ada, f"Save the proof of record {index}").read_bytes())
    assert proof.check(leaf.encode(), [key]).size > index
    checkpoint, _ = open_checkpoint(saved(ada, "Save a checkpoint").read_bytes(), [key])
    assert checkpoint.size > index
