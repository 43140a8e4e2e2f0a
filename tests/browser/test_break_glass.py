"""A mailbox is opened without its holder: by two people, with an offline key, and not behind their back."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tempory.people import Role
from tests.browser.conftest import Come
from tests.browser.member import PASSWORD, Town
from tests.browser.staff import Crew, heading
from tests.serving import COMMAND, RunningServer, start_server

REASON = "The tax office asks for the invoices of 2025."
SECRET = "The invoice of March is attached."


def run(*arguments: str | Path, lines: str = "", status: int = 0) -> str:
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)], input=lines, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == status, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The organisation's key, as it is made on a machine without a network."""
    return tmp_path_factory.mktemp("offline") / "escrow.key"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, key: Path) -> Iterator[RunningServer]:
    public = run("escrow", "key", key).strip()
    assert key.stat().st_mode & 0o777 == 0o600
    run("escrow", "key", key, status=2)
    folder = tmp_path_factory.mktemp("server")
    config = folder / "tempory.toml"
    config.write_text(f'[members]\nescrow_key = "{public}"\n')
    running = start_server(folder / "data", config)
    yield running
    running.kill()


@pytest.fixture(scope="module")
def town(server: RunningServer) -> Town:
    return Town.found(server)


@pytest.fixture(scope="module")
def crew(town: Town) -> Crew:
    roles = {"Bert": (Role.SECURITY_OFFICER,), "Dora": (Role.DATA_PROTECTION_OFFICER,), "Ines": ()}
    crew = Crew.gather(town, roles)
    town.server.send(f"Subject: March\r\n\r\n{SECRET}\r\n".encode(), town.address("Ines"))
    return crew


def test_it_takes_two_people_and_the_offline_key_and_the_holder_is_told(
    crew: Crew, come: Come, key: Path, tmp_path: Path
) -> None:
    server, address = crew.town.server, crew.town.address("Bert")
    bert = crew.send(come, "Bert", "glass")
    expect(heading(bert)).to_have_text("Breaking the glass")
    bert.page.locator("input[name=address]").fill(crew.town.address("Ines"))
    bert.page.locator("textarea[name=reason]").fill(REASON)
    bert.page.locator("select[name=seconds]").select_option("900")
    bert.click("Ask")
    row = bert.page.locator("[data-glass='Ines Moreau']")
    expect(row).to_contain_text(REASON)
    expect(row).to_contain_text("waits for a second person")
    # Neither who asked nor, before it is approved, anything at all.
    expect(row.get_by_role("button")).to_have_count(0)

    dora = crew.send(come, "Dora", "glass")
    expect(dora.page.locator("form")).to_have_count(0)
    dora.page.get_by_role("button", name="Approve opening the mailbox of Ines Moreau").click()
    dora.announced("Approved")
    expect(dora.page.locator("[data-glass='Ines Moreau']")).to_contain_text("open")

    bert.page.reload()
    commands = row.locator("pre").inner_text()
    request = commands.split()[5]
    fetched, mail = tmp_path / "glass", tmp_path / "mail"
    options = ("--server", server.ready["https"], "--ca", server.ready["ca"], "--json")
    lines = f"{PASSWORD}\n{crew.codes['Bert'].next()}\n"
    # Her mail, and the letter that told her.
    told = run("escrow", "fetch", "--as", address, request, fetched, *options, lines=lines)
    assert json.loads(told) == {"messages": 2}
    assert not [path for path in fetched.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    run("escrow", "open", fetched, "--key", key, "--into", mail)
    letters = [path.read_text() for path in mail.glob("*.eml")]
    assert any(SECRET in letter for letter in letters)
    other = tmp_path / "other.key"
    run("escrow", "key", other)
    run("escrow", "open", fetched, "--key", other, "--into", tmp_path / "nothing", status=1)

    ines = crew.send(come, "Ines")
    ines.page.goto(f"{server.url}/account#accesses")
    expect(ines.page.locator("section[aria-labelledby=opened]")).to_contain_text(REASON)
    row = ines.page.locator("tbody tr").filter(has_text="broke the glass")
    expect(row).to_have_count(5)  # approved, opened, listed, and two messages read
    expect(row.first).to_contain_text("Somebody")


def test_a_mailbox_without_a_key_in_escrow_is_not_opened_and_it_is_said(crew: Crew, come: Come) -> None:
    """Whoever was invited and has no mailbox yet, or enrolled before there was a key."""
    with crew.town.owner() as owner:
        owner.ask("POST", "/people", {"name": "Zoe", "addresses": [crew.town.address("Zoe")], "roles": []})
    bert = crew.send(come, "Bert", "glass")
    bert.page.locator("input[name=address]").fill(crew.town.address("Zoe"))
    bert.page.locator("textarea[name=reason]").fill(REASON)
    bert.click("Ask")
    expect(bert.page.get_by_text("No key of this mailbox is in escrow")).to_be_visible()
    bert.page.locator("input[name=address]").fill(crew.town.address("Nobody"))
    bert.click("Ask")
    expect(bert.page.get_by_text("Nobody has this address.")).to_be_visible()
