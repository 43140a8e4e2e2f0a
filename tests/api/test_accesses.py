"""The holder sees every access to their own mailbox, and nobody else's, with a proof to keep."""

import httpx
import pytest

from tempory.accesslog import check_receipt, parse_receipt
from tempory.values import IntegrityError
from tests.api.conftest import House, Token, problem_of

pytestmark = pytest.mark.anyio

PATH = "/api/v1/mailbox/accesses"


async def test_the_holder_sees_every_access_newest_first(house: House, client: httpx.AsyncClient) -> None:
    token, address = await house.make_mailbox()
    message = await house.deliver(address)
    await client.get(f"/api/v1/mailbox/messages/{message}", headers=token.open)

    answer = await client.get(PATH, headers=token.sealed)
    assert answer.status_code == 200
    shown = answer.json()["accesses"]
    assert [(each["verb"], each["who"], each["way"]) for each in shown] == [
        ("log.read", "holder", "api"),
        ("mail.read", "holder", "api"),
        ("mail.deliver", "machine:mail", "smtp"),
    ]
    assert shown[1]["message"] == str(message)
    assert shown[1]["network"] == "192.0.2.0/24"
    assert shown[2]["network"] is None
    assert answer.json()["next"] is None


async def test_pages_follow_each_other(house: House, client: httpx.AsyncClient) -> None:
    token, address = await house.make_mailbox()
    for _ in range(5):
        await house.deliver(address)
    seen: list[int] = []
    cursor = ""
    while True:
        page = (await client.get(f"{PATH}?limit=2{cursor}", headers=token.open)).json()
        seen += [each["index"] for each in page["accesses"] if each["verb"] == "mail.deliver"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 5


async def test_each_access_is_proved_offline(house: House, client: httpx.AsyncClient) -> None:
    token, address = await house.make_mailbox()
    await house.deliver(address)
    answer = await client.get(PATH, headers=token.open)
    for access in answer.json()["accesses"]:
        answer = await client.get(f"{PATH}/{access['index']}/proof", headers=token.open)
        assert answer.headers["content-disposition"] == f'attachment; filename="access-{access["index"]}.json"'
        checked = check_receipt(parse_receipt(answer.content), house.world.workshop.checkpointer.key)
        assert (checked.index, checked.leaf.verb) == (access["index"], access["verb"])
    altered = answer.json()
    altered["leaf"] = altered["leaf"].replace("mail.deliver", "mail.read")
    with pytest.raises(IntegrityError):
        check_receipt(parse_receipt(httpx.Response(200, json=altered).content))


async def test_nobody_elses_access_is_shown_or_proved(house: House, client: httpx.AsyncClient) -> None:
    token, address = await house.make_mailbox()
    other, _ = await house.make_mailbox()
    await house.deliver(address)
    (access,) = (await client.get(f"{PATH}?limit=1&cursor=1", headers=token.open)).json()["accesses"]
    assert all(each["who"] == "holder" for each in (await client.get(PATH, headers=other.open)).json()["accesses"])
    for index in (access["index"], 10**6, "-1", "x", "9" * 30):
        answer = await client.get(f"{PATH}/{index}/proof", headers=other.open)
        assert (answer.status_code, problem_of(answer)) == (404, "not-found")
    assert (await client.get(PATH, headers=Token().open)).status_code == 401
    assert (await client.get(f"{PATH}?limit=0", headers=token.open)).status_code in {400, 422}


async def test_a_detail_that_was_exchanged_is_not_shown(house: House, client: httpx.AsyncClient) -> None:
    token, _ = await house.make_mailbox()
    await client.get("/api/v1/mailbox", headers=token.open)
    log = house.world.workshop.log
    newest, *_ = await log.store.newest(below=None, limit=1)
    await log.store._writer.run(  # type: ignore[attr-defined]
        lambda c: c.execute("UPDATE log_leaves SET detail = x'01' WHERE leaf = ?", (newest.index,)) and None
    )
    await log.remove_details("0" * 32)
    shown = (await client.get(PATH, headers=token.open)).json()["accesses"]
    assert shown[0]["network"] == "192.0.2.0/24"
    assert shown[1]["network"] is None
