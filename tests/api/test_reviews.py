"""Access reviews and breaking the glass over HTTP."""

from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import replace
from secrets import token_bytes

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tempory.people import Role
from tempory.sealing import KeyPair, open_escrow
from tests.api.conftest import House
from tests.api.test_account import Page
from tests.people_making import Town

pytestmark = pytest.mark.anyio
REASON = "Ines is in hospital and the tax office waits for the letter of the 3rd."


@pytest.fixture
def town(house: House) -> Town:
    return Town(world=house.world, people=house.people, acts=[], storage=None)  # type: ignore[arg-type]


@pytest.fixture
async def pages(house: House) -> AsyncIterator[tuple[Page, Page]]:
    async with house.client() as first, house.client() as second:
        yield Page(first), Page(second)


async def test_a_review_from_beginning_to_snapshot(town: Town, pages: tuple[Page, Page]) -> None:
    first, second = pages
    owner, other = await town.settle("Owner", Role.OWNER), await town.settle("=Other", Role.OWNER)
    await first.log_in(town, owner)
    await second.log_in(town, other)
    review = (await first.ask("POST", "/reviews")).json()
    assert (await first.ask("POST", "/reviews")).json()["type"] == "/problems/conflict"
    path = f"/reviews/{review['id']}"
    assert (await first.ask("GET", f"{path}/snapshot")).json()["type"] == "/problems/conflict"
    own = {"member": str(owner.member.id), "role": "owner", "decision": "attest"}
    assert (await first.ask("POST", f"{path}/decisions", own)).json()["type"] == "/problems/second-person-needed"
    assert (await first.ask("POST", f"{path}/closing")).json()["type"] == "/problems/conflict"
    assert (await second.ask("POST", f"{path}/decisions", own)).status_code == 204
    theirs = {**own, "member": str(other.member.id)}
    assert (await first.ask("POST", f"{path}/decisions", theirs)).status_code == 204
    detail = (await first.ask("GET", path)).json()
    assert {right["decision"] for right in detail["rights"]} == {"attested"}
    assert (await first.ask("POST", f"{path}/closing")).json()["closed_at"] is not None
    snapshot = await first.ask("GET", f"{path}/snapshot")
    key = Ed25519PublicKey.from_public_bytes(b64decode(snapshot.headers["x-public-key-ed25519"]))
    key.verify(b64decode(snapshot.headers["x-signature-ed25519"]), snapshot.content)
    table = await first.ask("GET", f"{path}/snapshot?format=csv")
    assert '"\'=Other"' in table.text
    assert table.headers["content-disposition"].endswith('.csv"')
    assert len((await first.ask("GET", "/reviews")).json()) == 1


async def test_the_glass_is_broken_by_two_and_the_holder_sees_it(
    house: House, town: Town, pages: tuple[Page, Page]
) -> None:
    first, second = pages
    keys = KeyPair.draw(token_bytes)
    house.people.office.rules = replace(house.people.office.rules, escrow=keys.public_key)
    ines = await town.settle()
    await house.deliver(ines.member.addresses[0], subject="From the tax office")
    await first.log_in(town, await town.settle("Asks", Role.SECURITY_OFFICER))
    await second.log_in(town, await town.settle("Approves", Role.DATA_PROTECTION_OFFICER))
    wish = {"member": str(ines.member.id), "reason": REASON, "seconds": 600}
    asked = (await first.ask("POST", "/break-glass", wish)).json()
    path = f"/break-glass/{asked['id']}"
    assert (await first.ask("POST", f"{path}/approval")).json()["type"] == "/problems/second-person-needed"
    assert (await first.ask("POST", f"{path}/opening")).json()["type"] == "/problems/not-allowed"
    assert (await second.ask("POST", f"{path}/approval")).json()["ends_at"] is not None
    given = (await first.ask("POST", f"{path}/opening")).json()
    seed = open_escrow(b64decode(given["escrow_wrap"]), keys, mailbox=ines.mailbox)
    assert seed == ines.keys.seed
    listed = (await first.ask("GET", f"{path}/messages")).json()["messages"]
    assert len(listed) == 1
    assert (await first.ask("GET", f"{path}/messages/{listed[0]['id']}/body")).status_code == 200
    assert (await first.ask("GET", f"{path}/messages/{'0' * 32}/body")).json()["type"] == "/problems/message-gone"
    assert (await second.ask("GET", "/break-glass")).json()[0]["id"] == asked["id"]
    async with house.client() as client:
        page = Page(client)
        await page.log_in(town, ines)
        assert (await page.ask("GET", "/account/break-glass")).json()[0]["reason"] == REASON
    town.world.clock.advance(601)
    assert (await first.ask("GET", f"{path}/messages")).json()["type"] == "/problems/not-allowed"
