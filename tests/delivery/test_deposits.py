"""What a mail program files itself. RFC 9051 §6.3.12, RFC 3502, RFC 8508."""

import asyncio
from secrets import token_bytes

import pytest

from tempory.delivery import Deposit, Deposits, MailboxFull, Owner, Source, UnknownRecipient
from tempory.delivery.receive import THREAD_OCTETS
from tempory.events import Event, FolderChanged, MessageDeleted, MessageStored
from tempory.mailboxes import FolderGone, MessageGone, OpenMailbox
from tempory.mailboxes.folders import FolderEntry
from tempory.sealing import decode_summary, open_body, open_summary
from tempory.values import INBOX, Instant, MailboxId, Uid
from tests.delivery.conftest import Post
from tests.making import NOON, draw_mailbox_id

pytestmark = pytest.mark.anyio

DRAFT = b"From: Ines <ines@tempory.test>\r\nSubject: To do\r\n\r\nBuy tea.\r\n"
LONG_AGO = Instant(800_000_000_000)


@pytest.fixture
def deposits(post: Post) -> Deposits:
    world = post.world
    return Deposits(store=post.storage.mail, clock=world.clock, random=token_bytes, events=world.events)


@pytest.fixture
async def opened(post: Post) -> OpenMailbox:
    _, token = await post.settle("ines")
    post.world.happened.clear()
    return await post.world.mailboxes.open(token)


def owner(opened: OpenMailbox, mailbox: MailboxId | None = None) -> Owner:
    return Owner(mailbox=mailbox or opened.mailbox.id, address=opened.address, public_key=opened.keys.public_key)


def deposit(content: bytes = DRAFT, *flags: str, received_at: Instant | None = None) -> Deposit:
    return Deposit(content=content, flags=frozenset(flags), received_at=received_at)


async def entries(post: Post, opened: OpenMailbox, folder: str) -> list[FolderEntry]:
    found = await post.storage.mail.folder(opened.mailbox.id, folder)
    assert found is not None
    return list(await post.storage.mail.entries(opened.mailbox.id, found.id))


async def number_of(post: Post, opened: OpenMailbox, folder: str) -> int:
    found = await post.storage.mail.folder(opened.mailbox.id, folder)
    assert found is not None
    return found.id


def kinds(events: list[Event]) -> list[type]:
    return [type(event) for event in events]


async def test_only_the_holder_opens_it(post: Post, deposits: Deposits, opened: OpenMailbox) -> None:
    await deposits.put(owner(opened), INBOX, [deposit()])

    [entry] = await entries(post, opened, INBOX)
    stored = await post.world.mailboxes.message(opened.mailbox.id, entry.id)
    plain = open_summary(opened.keys, stored.summary, mailbox=opened.mailbox.id, message=entry.id)
    summary = decode_summary(plain)
    sealed = await post.world.mailboxes.body(opened.mailbox.id, entry.id)
    assert b"tea" not in sealed + stored.summary
    assert open_body(sealed, content_key=summary.content_key, message=entry.id) == DRAFT
    assert (summary.recipient, summary.return_path) == (str(opened.address), "")
    assert (summary.envelope.subject, summary.size) == ("To do", len(DRAFT))


async def test_flags_and_dates_are_kept_as_given(post: Post, deposits: Deposits, opened: OpenMailbox) -> None:
    """RFC 9051 §6.3.12: the internal date may be given. RFC 8514: when it was saved may not."""
    post.world.clock.advance(60)
    await deposits.put(owner(opened), "Trash", [deposit(DRAFT, "\\Seen", "later", received_at=LONG_AGO), deposit()])

    dated, undated = await entries(post, opened, "Trash")
    assert (dated.received_at, dated.saved_at) == (LONG_AGO, NOON + 60_000)
    assert (undated.received_at, undated.saved_at) == (NOON + 60_000, NOON + 60_000)
    assert (dated.flags, undated.flags) == (frozenset({"\\Seen", "later"}), frozenset[str]())


async def test_uids_come_in_order_and_all_or_none(post: Post, deposits: Deposits, opened: OpenMailbox) -> None:
    """RFC 3502 §3."""
    assert list(await deposits.put(owner(opened), "Trash", [deposit(), deposit(), deposit()])) == [1, 2, 3]
    quota = post.world.mailboxes.rules.quota_messages
    with pytest.raises(MailboxFull):
        await deposits.put(owner(opened), "Trash", [deposit()] * (quota - 2))
    assert len(await entries(post, opened, "Trash")) == 3
    assert list(await deposits.put(owner(opened), "Trash", [deposit()])) == [4]


async def test_copies_of_the_same_octets_have_nothing_in_common(
    post: Post, deposits: Deposits, opened: OpenMailbox
) -> None:
    await deposits.put(owner(opened), INBOX, [deposit(), deposit()])
    one, other = await entries(post, opened, INBOX)
    assert one.id != other.id
    bodies = [await post.world.mailboxes.body(opened.mailbox.id, each.id) for each in (one, other)]
    assert bodies[0] != bodies[1]


async def test_the_page_hears_of_inbox_and_sessions_of_all(post: Post, deposits: Deposits, opened: OpenMailbox) -> None:
    happened = post.world.happened
    await deposits.put(owner(opened), INBOX, [deposit(), deposit()])
    assert kinds(happened) == [MessageStored, MessageStored]
    assert [event.uid for event in happened if isinstance(event, MessageStored)] == [1, 2]
    happened.clear()
    await deposits.put(owner(opened), "Trash", [deposit(), deposit()])
    assert happened == [FolderChanged(mailbox=opened.mailbox.id)]


@pytest.mark.parametrize("folder", ["Nowhere", "trash"])
async def test_nothing_is_said_of_what_was_not_kept(
    post: Post, deposits: Deposits, opened: OpenMailbox, folder: str
) -> None:
    with pytest.raises(FolderGone):
        await deposits.put(owner(opened), folder, [deposit()])
    with pytest.raises(UnknownRecipient):
        await deposits.put(owner(opened, draw_mailbox_id()), INBOX, [deposit()])
    assert post.world.happened == []


async def test_large_ones_are_sealed_beside_the_event_loop(
    post: Post, deposits: Deposits, opened: OpenMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = []

    async def to_thread(work: object, *arguments: object) -> object:
        moved.append(work)
        return work(*arguments)  # type: ignore[operator]

    monkeypatch.setattr(asyncio, "to_thread", to_thread)
    half = DRAFT + b"x" * (THREAD_OCTETS // 2)
    await deposits.put(owner(opened), INBOX, [deposit(half)])
    assert not moved
    await deposits.put(owner(opened), INBOX, [deposit(half), deposit(half)])
    assert len(moved) == 1
    assert len(await entries(post, opened, INBOX)) == 3


async def test_one_is_put_in_place_of_another(post: Post, deposits: Deposits, opened: OpenMailbox) -> None:
    """RFC 8508 §3.1."""
    await deposits.put(owner(opened), INBOX, [deposit()])
    [old] = await entries(post, opened, INBOX)
    post.world.happened.clear()
    source = Source(number=await number_of(post, opened, INBOX), name=INBOX)

    uid = await deposits.replace(owner(opened), INBOX, deposit(DRAFT, "\\Draft"), source=source, uid=old.uid)

    [new] = await entries(post, opened, INBOX)
    assert new.uid == uid == 2
    assert new.flags == {"\\Draft"}
    deleted, stored = post.world.happened
    assert deleted == MessageDeleted(mailbox=opened.mailbox.id, message=old.id)
    assert isinstance(stored, MessageStored)
    assert (stored.uid, stored.message) == (2, new.id)


async def test_the_page_hears_only_what_inbox_has_to_do_with(
    post: Post, deposits: Deposits, opened: OpenMailbox
) -> None:
    happened = post.world.happened
    sources = {name: Source(number=await number_of(post, opened, name), name=name) for name in (INBOX, "Trash")}
    for name in sources:
        await deposits.put(owner(opened), name, [deposit()])
    happened.clear()

    await deposits.replace(owner(opened), "Trash", deposit(), source=sources[INBOX], uid=Uid(1))
    assert kinds(happened) == [MessageDeleted, FolderChanged]
    happened.clear()
    await deposits.replace(owner(opened), "Trash", deposit(), source=sources["Trash"], uid=Uid(1))
    assert kinds(happened) == [FolderChanged]
    happened.clear()
    with pytest.raises(MessageGone):
        await deposits.replace(owner(opened), INBOX, deposit(), source=sources["Trash"], uid=Uid(1))
    assert happened == []
