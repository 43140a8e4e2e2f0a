"""Where the organisation keeps keys in escrow, the page says so before anything is made, and means it."""

from base64 import b64encode
from collections.abc import Iterator
from secrets import token_bytes

import pytest
from playwright.sync_api import expect

from tempory.sealing import KeyPair
from tests.browser.conftest import Come
from tests.browser.member import Town
from tests.serving import RunningServer, start_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("server")
    key = b64encode(KeyPair.draw(token_bytes).public_key.octets).decode()
    config = folder / "tempory.toml"
    config.write_text(f'[members]\nescrow_key = "{key}"\n')
    running = start_server(folder / "data", config)
    yield running
    running.kill()


@pytest.fixture(scope="module")
def town(server: RunningServer) -> Town:
    return Town.found(server, "Ines")


def test_escrow_is_said_openly_and_again_in_the_account(town: Town, come: Come) -> None:
    member = come(path=f"account{town.links['Ines'].partition('/account')[2]}")
    page = member.page
    expect(page.get_by_text("Your organisation keeps a second key")).to_be_visible()
    expect(page.get_by_text("Nobody else can open your mail")).to_have_count(0)
    member.choose_password()
    member.click("Continue")
    member.keep_phrase()
    expect(page.get_by_text("this phrase alone opens your mail")).to_have_count(0)
    # The server refuses an enrolment without the escrow's wrap.
    member.click("Make my mailbox")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your mailbox is ready.")
    member.click("Later")
    member.go("Security")
    expect(page.get_by_text("Your organisation keeps a second key to your mailbox, offline.")).to_be_visible()
