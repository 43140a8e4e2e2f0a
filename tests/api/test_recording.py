"""Every request that gives access to a mailbox is in the access log before it is answered, or is refused."""

from collections.abc import Sequence

import httpx
import pytest

from tempory.accesslog import Leaf, LogUnavailable, Record, Subject, Verb, Way, parse_leaf
from tempory.values import MailboxId
from tests.api.conftest import House, Token, problem_of

pytestmark = pytest.mark.anyio


async def leaves(house: House, mailbox: str) -> list[Leaf]:
    """Return what is recorded of a mailbox, oldest first."""
    log = house.world.workshop.log
    identity = await log.identify(Subject(MailboxId.parse(mailbox).octets))
    kept = await log.store.about(bytes.fromhex(identity.pseudonym), below=None, limit=100)
    return [parse_leaf(each.entry) for each in reversed(kept)]


async def settle(house: House, client: httpx.AsyncClient) -> tuple[Token, str]:
    token = Token()
    answer = await client.post("/api/v1/mailboxes", headers=token.open)
    return token, str(answer.json()["id"])


async def test_each_request_leaves_one_record(house: House, client: httpx.AsyncClient) -> None:
    token, mailbox = await settle(house, client)
    opened = await house.world.mailboxes.open(token.secret)
    message = await house.deliver(opened.address)
    path = f"/api/v1/mailbox/messages/{message}"
    for method, where, body in (
        ("GET", "/api/v1/mailbox", None),
        ("GET", "/api/v1/mailbox/messages", None),
        ("GET", path, None),
        ("GET", f"{path}/body", None),
        ("GET", f"{path}/raw", None),
        ("GET", "/api/v1/mailbox/wait?timeout=0", None),
        ("PATCH", path, {"seen": True}),
        ("DELETE", path, None),
        ("PATCH", "/api/v1/mailbox", {"lifetime": 3600}),
    ):
        answer = await client.request(method, where, headers=token.open, json=body)
        assert answer.status_code < 300, answer.text
    recorded = await leaves(house, mailbox)
    assert [leaf.verb for leaf in recorded] == [
        Verb.CREATE_MAILBOX,
        Verb.DELIVER,
        Verb.SHOW_MAILBOX,
        Verb.LIST,
        Verb.READ,
        Verb.READ,
        Verb.READ,
        Verb.FOLLOW,
        Verb.CHANGE,
        Verb.DELETE,
        Verb.CHANGE_MAILBOX,
    ]
    assert {leaf.way for leaf in recorded} == {Way.API, Way.SMTP}
    assert [leaf.who == leaf.on for leaf in recorded] == [leaf.verb is not Verb.DELIVER for leaf in recorded]


async def test_who_is_not_let_in_leaves_none(house: House, client: httpx.AsyncClient) -> None:
    _, mailbox = await settle(house, client)
    before = len(await leaves(house, mailbox))
    stranger = Token()
    assert (await client.get("/api/v1/mailbox", headers=stranger.open)).status_code == 401
    assert (await client.get("/api/v1/mailbox")).status_code == 401
    assert len(await leaves(house, mailbox)) == before


async def test_what_cannot_be_recorded_is_not_given_and_forgetting_goes_ahead(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, _ = await settle(house, client)

    async def refuse(_records: Sequence[Record]) -> int:
        raise LogUnavailable

    monkeypatch.setattr(house.world.workshop.log.store, "append", refuse)
    for method, path in (("GET", "/api/v1/mailbox"), ("GET", "/api/v1/mailbox/messages"), ("PATCH", "/api/v1/mailbox")):
        answer = await client.request(method, path, headers=token.open, json={"lifetime": 3600})
        assert (answer.status_code, problem_of(answer)) == (503, "unavailable")
    answer = await client.delete("/api/v1/mailbox", headers=token.open)
    assert answer.status_code == 200
    assert answer.json()["log"] is None
    assert (await client.get("/api/v1/mailbox", headers=token.open)).status_code == 401
    monkeypatch.undo()
    assert await house.world.workshop.log.write_late() == []
    (kept,) = await house.world.workshop.log.store.newest(below=None, limit=1)
    assert parse_leaf(kept.entry).verb is Verb.FORGET_MAILBOX


async def test_other_peoples_programs_are_recorded_too(house: House, client: httpx.AsyncClient) -> None:
    token, mailbox = await settle(house, client)
    bearer = {"authorization": f"Bearer {token.text}"}
    opened = await house.world.mailboxes.open(token.secret)
    message = await house.deliver(opened.address)
    for method, path in (
        ("GET", "/messages"),
        ("GET", f"/messages/{message}"),
        ("GET", "/me"),
        ("DELETE", f"/messages/{message}"),
    ):
        assert (await client.request(method, path, headers=bearer)).status_code < 300
    verbs = [leaf.verb for leaf in await leaves(house, mailbox)][2:]
    assert verbs == [Verb.LIST, Verb.READ, Verb.SHOW_MAILBOX, Verb.DELETE]
