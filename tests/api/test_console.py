"""The console's routes: numbers of nobody's mail, who holds roles, and a log that its readers check."""

import json
import shutil
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tempory.accesslog import Machine, Subject, parse_leaf
from tempory.api import console_log
from tempory.people import Role
from tempory.translog import (
    ProofText,
    VerifierKey,
    check_consistency,
    check_inclusion,
    hash_leaf,
    open_checkpoint,
)
from tempory.values import Unavailable
from tests.api.conftest import House, problem_of
from tests.api.test_account import Page
from tests.people_making import Person, Town

pytestmark = pytest.mark.anyio
ROUTES = (
    "/console/service", "/console/policy", "/console/staff", "/console/log", "/console/log/checkpoint",
    "/console/log/events", "/console/log/verification?indexes=0", "/console/log/0/proof",
)  # fmt: skip


@pytest.fixture
def town(house: House) -> Town:
    return Town(world=house.world, people=house.people, acts=[], storage=None)  # type: ignore[arg-type]


@pytest.fixture
async def page(house: House) -> AsyncIterator[Page]:
    async with house.client() as client:
        yield Page(client)


@pytest.fixture
async def auditor(town: Town, page: Page) -> Person:
    """An auditor at the page, who may read everything of the console."""
    person = await town.settle("Ada", Role.AUDITOR)
    await page.log_in(town, person)
    return person


async def told(page: Page, path: str) -> Any:
    response = await page.ask("GET", path)
    assert response.status_code == 200, response.text
    return response.json()


async def test_without_the_permission_nothing_of_it_is_given(town: Town, page: Page) -> None:
    for path in ROUTES:
        assert problem_of(await page.ask("GET", path)) == "not-signed-in"
    await page.log_in(town, await town.settle())
    for path in ROUTES:
        assert problem_of(await page.ask("GET", path)) == "not-allowed"
    await page.ask("DELETE", "/account/session")
    await page.log_in(town, await town.settle("Sam", Role.SUPPORT))
    allowed = {path for path in ROUTES if (await page.ask("GET", path)).status_code == 200}
    assert allowed == {"/console/staff"}


async def test_the_service_at_a_glance(house: House, town: Town, page: Page, auditor: Person) -> None:
    _, address = await house.make_mailbox()
    await house.deliver(address)
    await page.ask("POST", "/account/session", {"address": auditor.address, "auth_half": f"tpm_{'A' * 43}"})
    glance = await told(page, "/console/service")
    assert (glance["ready"], glance["store_answers"], glance["draining"]) == (True, True, False)
    assert glance["listeners"] == [{"name": "smtp", "host": "127.0.0.1", "port": 2525, "tls": "starttls", "open": 0}]
    assert glance["mailboxes"] == {
        "disposable": 1, "permanent": 1, "full": 0, "overdue": 0, "buried": 0, "messages": 1,
    }  # fmt: skip
    assert glance["storage"]["folder"] > glance["storage"]["messages"] > 0
    assert glance["storage"]["free"] > 0
    assert (glance["minutes"][-1]["stored"], glance["minutes"][-1]["entries_refused"]) == (1, 1)
    assert glance["policy"]["kept"] == 1
    assert glance["policy"]["audited_at"] is not None
    assert glance["log"]["size"] >= glance["log"]["signed"]
    assert (glance["log"]["witnesses"], glance["log"]["trouble"]) == (0, False)


async def test_the_census_is_taken_seldom_and_sees_what_is_overdue(house: House, page: Page, auditor: Person) -> None:
    await house.make_mailbox()
    before = (await told(page, "/console/service"))["mailboxes"]
    await house.make_mailbox()
    assert (await told(page, "/console/service"))["mailboxes"] == before
    house.world.clock.advance(11)
    assert (await told(page, "/console/service"))["mailboxes"]["disposable"] == 2
    house.world.clock.advance(house.world.workshop.rules.lifetime_max + 1)
    assert (await house.world.workshop.store.census(house.world.clock.now())).overdue == 2


async def test_a_store_that_does_not_answer_and_a_service_that_drains_are_not_ready(
    house: House, page: Page, auditor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse() -> None:
        raise Unavailable

    with monkeypatch.context() as patched:
        patched.setattr(house.world.workshop.store, "probe", refuse)
        glance = await told(page, "/console/service")
        assert (glance["ready"], glance["store_answers"]) == (False, False)
    house.face.drain()
    glance = await told(page, "/console/service")
    assert (glance["ready"], glance["draining"], glance["store_answers"]) == (False, True, True)


async def test_a_disk_that_tells_nothing_counts_as_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(shutil, "disk_usage", refuse)
    monkeypatch.setattr(Path, "iterdir", refuse)
    counted = await house.world.workshop.store.census(house.world.clock.now())
    assert (counted.free, counted.on_disk) == (0, 0)


async def test_every_clause_with_its_controls(page: Page, auditor: Person) -> None:
    promises = await told(page, "/console/policy")
    kept = [each for each in promises if each["state"] == "kept"]
    assert [each["reason"] for each in kept] == ["proved"]
    for each in promises:
        assert each["probes"]
        assert all(control["framework"] and control["ids"] for control in each["controls"])
        assert each["title"]["en"] != each["title"]["fr"]
    assert "/secret/path" not in json.dumps(promises)


async def test_staff_with_what_a_missing_second_factor_suspends(town: Town, page: Page, auditor: Person) -> None:
    await town.settle("Nobody special")
    _, _ = await town.invite("Olaf", "", Role.OPERATOR)
    staff = {each["name"]: each for each in await told(page, "/console/staff")}
    assert set(staff) == {"Ada", "Olaf"}
    assert (staff["Ada"]["factors"], staff["Ada"]["roles"][0]["suspended"]) == (1, "")
    assert (staff["Olaf"]["factors"], staff["Olaf"]["roles"][0]["suspended"]) == (0, "no second factor")


async def test_reading_the_log_is_in_the_log_and_staff_are_named(house: House, page: Page, auditor: Person) -> None:
    _, address = await house.make_mailbox()
    await house.deliver(address)
    await told(page, "/console/log")
    listed = await told(page, "/console/log?verb=log.read")
    newest = listed["entries"][0]
    assert (newest["who_name"], newest["verb"], newest["way"], newest["kind"]) == ("Ada", "log.read", "console", "log")
    assert (newest["act"], newest["network"]) == ("log.list", "192.0.2.0/24")
    assert parse_leaf(newest["leaf"].encode()).who == newest["who"]
    own = await told(page, f"/console/log?who={newest['who']}&way=console&result=done")
    assert {entry["who"] for entry in own["entries"]} == {newest["who"]}
    mail = (await told(page, "/console/log?verb=mail.deliver"))["entries"]
    assert [entry["who"] for entry in mail] == [Machine.MAIL.value]
    assert (mail[0]["on_name"], mail[0]["network"]) == (None, None)
    assert (await told(page, f"/console/log?on={mail[0]['on']}&verb=mail.deliver"))["entries"] == mail


async def test_the_log_comes_in_pages_to_its_beginning(
    house: House, page: Page, auditor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, address = await house.make_mailbox()
    for _ in range(5):
        await house.deliver(address)
    for at_once, at_most in ((500, 10_000), (2, 4)):
        monkeypatch.setattr(console_log, "LOOKED_AT_ONCE", at_once)
        monkeypatch.setattr(console_log, "LOOKED_AT_MOST", at_most)
        found: list[int] = []
        answer = await told(page, "/console/log?limit=3")
        start = answer["entries"][0]["index"]
        for _ in range(20):
            found += [entry["index"] for entry in answer["entries"]]
            if answer["next"] is None:
                break
            answer = await told(page, f"/console/log?limit=3&cursor={answer['next']}")
        assert found == list(range(start, -1, -1))
    monkeypatch.setattr(console_log, "LOOKED_AT_MOST", 2)
    nothing = await told(page, "/console/log?verb=glass.break")
    assert nothing["entries"] == []
    assert nothing["next"] == nothing["searched_to"] == nothing["size"] - 2


async def test_the_log_is_searched_by_time(house: House, page: Page, auditor: Person) -> None:
    _, address = await house.make_mailbox()
    await house.deliver(address)
    before = house.world.clock.now()
    house.world.clock.advance(60)
    await house.deliver(address)
    later = await told(page, f"/console/log?verb=mail.deliver&since={before + 1}")
    earlier = await told(page, f"/console/log?verb=mail.deliver&until={before}")
    assert len(later["entries"]) == len(earlier["entries"]) == 1
    assert later["entries"][0]["index"] > earlier["entries"][0]["index"]
    assert later["next"] is None
    for wrong in ("since=-1", "limit=101", "verb=mail.invent", "who=%0a", "cursor=x", "who=a&who=b", "other=1"):
        assert problem_of(await page.ask("GET", f"/console/log?{wrong}")) == "invalid-request"


async def test_a_reader_checks_the_log_with_what_it_is_given(house: House, page: Page, auditor: Person) -> None:
    held_note = await told(page, "/console/log/checkpoint")
    key = VerifierKey.parse(held_note["key"])
    held, _ = open_checkpoint(held_note["checkpoint"].encode(), [key])
    _, address = await house.make_mailbox()
    for _ in range(9):
        await house.deliver(address)
    entries = (await told(page, "/console/log?limit=8"))["entries"]
    indexes = ",".join(str(entry["index"]) for entry in entries)
    given = await told(page, f"/console/log/verification?indexes={indexes}&held={held.size}")
    checkpoint, _ = open_checkpoint(given["checkpoint"].encode(), [key])
    paths = {each["index"]: [b64decode(text) for text in each["path"]] for each in given["inclusion"]}
    for entry in entries:
        leaf = hash_leaf(entry["leaf"].encode())
        check_inclusion(entry["index"], checkpoint.size, leaf, paths[entry["index"]], checkpoint.root)
    consistency = [b64decode(text) for text in given["consistency"]]
    check_consistency(held.size, checkpoint.size, consistency, held.root, checkpoint.root)
    too_long = await told(page, f"/console/log/verification?indexes=0&held={checkpoint.size + 1_000}")
    assert too_long["consistency"] is None
    assert problem_of(await page.ask("GET", "/console/log/verification?indexes=99999")) == "not-found"
    for wrong in ("", "1,", "a", "1" * 16, ",".join(["1"] * 201)):
        assert problem_of(await page.ask("GET", f"/console/log/verification?indexes={wrong}")) == "invalid-request"


async def test_a_proof_is_a_text_that_other_tools_read(page: Page, auditor: Person) -> None:
    entry = (await told(page, "/console/log?limit=1"))["entries"][0]
    answer = await page.ask("GET", f"/console/log/{entry['index']}/proof")
    assert answer.headers["content-disposition"] == f'attachment; filename="access-{entry["index"]}.tlog-proof"'
    key = VerifierKey.parse((await told(page, "/console/log/checkpoint"))["key"])
    ProofText.parse(answer.content).check(entry["leaf"].encode(), [key])
    for wrong in ("99999", "-1", "x", "٣", "1" * 16):
        assert problem_of(await page.ask("GET", f"/console/log/{wrong}/proof")) == "not-found"


async def test_a_log_that_cannot_be_written_is_not_read(
    house: House, page: Page, auditor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> int:
        raise Unavailable

    monkeypatch.setattr(house.world.workshop.log.store, "append", refuse)
    for path in ROUTES[3:]:
        assert problem_of(await page.ask("GET", path)) == "unavailable"


async def test_details_that_were_removed_or_exchanged_are_not_shown(house: House, page: Page, auditor: Person) -> None:
    for _ in range(2):
        await told(page, "/console/log")
    log = house.world.workshop.log
    identity = await log.identify(Subject(auditor.member.id.octets))
    names = {identity.pseudonym: console_log.Named(name="Ada", identity=identity)}
    first, second = await log.store.newest(below=None, limit=2)
    assert console_log.show_entry(replace(first, detail=None), names).act is None
    assert console_log.show_entry(replace(first, detail=second.detail), names).act is None
