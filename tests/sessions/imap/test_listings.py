"""What is known of many messages: made once, kept sealed, and made anew when it cannot be what was kept."""

import asyncio

import pytest

from tempory.mailboxes import MailboxGone
from tempory.mailboxes.folders import LISTING_UIDS, FolderStore
from tempory.protocols.imap import Connection
from tempory.sealing import ListingCipher
from tempory.sessions.imap import listings as module
from tempory.sessions.imap.account import Account
from tempory.sessions.imap.briefs import Brief, decode_page, encode_page
from tempory.sessions.imap.listings import KEEP_FROM, Listings
from tempory.sessions.imap.selected import SelectedFolder
from tempory.sessions.imap.visit import Visit
from tempory.values import IntegrityError, Uid
from tests.sessions.imap.conftest import Enter
from tests.sessions.imap.house import Holder
from tests.sessions.imap.two_sessions import letter

pytestmark = pytest.mark.anyio


class Desk:
    """A session's view of INBOX, without the session."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        self.account = Account(holder.opened, lambda: None)
        service = holder.house.service

        async def write(_: bytes) -> None: ...

        self.visit = Visit(service, self.account, Connection(hostname="x"), write, service.reading.holding())
        self.mailbox = holder.opened.mailbox.id

    @property
    def store(self) -> FolderStore:
        return self.visit.store

    async def open(self) -> SelectedFolder:
        glance = self.store.glance_at(self.mailbox, "INBOX")
        assert glance is not None
        return SelectedFolder(
            glance, await self.store.standings(self.mailbox, glance.id), name="INBOX", read_only=False
        )

    async def kept(self, folder: SelectedFolder, page: int = 0) -> list[Brief]:
        """Return what the disk has, once all that was begun is done."""
        while module._keeping:
            await asyncio.gather(*module._keeping)
        sealed = await self.store.listing(self.mailbox, folder.id, page)
        return [] if sealed is None else decode_page(self.account.cipher.open(sealed, folder=folder.id, number=page))

    def count_summaries(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """Return a list that gets how many summaries are opened, each time some are."""
        counts: list[int] = []
        make = module._make_briefs

        def counting(*arguments: object) -> object:
            counts.append(len(arguments[2]))  # type: ignore[arg-type]
            return make(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(module, "_make_briefs", counting)
        return counts


@pytest.fixture
async def desk(holder: Holder) -> Desk:
    for _ in range(KEEP_FROM):
        await holder.deliver(letter("tea"))
    return Desk(holder)


def uids(first: int, last: int) -> list[Uid]:
    return [Uid(uid) for uid in range(first, last + 1)]


async def test_what_one_session_has_opened_the_next_one_reads(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = await desk.open()
    counts = desk.count_summaries(monkeypatch)
    briefs = await Listings(desk.visit).page(folder, 0, uids(1, KEEP_FROM))
    assert sorted(briefs) == uids(1, KEEP_FROM)
    assert briefs[1].subject == "tea"
    assert counts == [KEEP_FROM]
    assert [brief.uid for brief in await desk.kept(folder)] == uids(1, KEEP_FROM)

    again = await Listings(desk.visit).page(folder, 0, uids(3, 5))
    assert again[4] == briefs[4]
    assert counts == [KEEP_FROM]


async def test_whoever_asks_for_two_gets_their_neighbours_and_for_one_does_not(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = await desk.open()
    counts = desk.count_summaries(monkeypatch)
    assert sorted(await Listings(desk.visit).page(folder, 0, uids(7, 7))) == [7]
    assert await desk.kept(folder) == []
    assert sorted(await Listings(desk.visit).page(folder, 0, uids(7, 8))) == uids(1, KEEP_FROM)
    assert counts == [1, KEEP_FROM]


async def test_a_page_is_not_written_for_every_message_that_arrives(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = await desk.open()
    await Listings(desk.visit).page(folder, 0, uids(1, KEEP_FROM))
    assert len(await desk.kept(folder)) == KEEP_FROM
    await desk.holder.deliver(letter("milk"))
    folder = await desk.open()
    listings = Listings(desk.visit)
    counts = desk.count_summaries(monkeypatch)
    assert (await listings.page(folder, 0, uids(KEEP_FROM, KEEP_FROM + 1)))[KEEP_FROM + 1].subject == "milk"
    assert counts == [1]
    assert len(await desk.kept(folder)) == KEEP_FROM
    await listings.page(folder, 0, uids(1, KEEP_FROM + 1))
    assert counts == [1], "the page used last is held"
    listings.forget()
    await listings.page(folder, 0, uids(1, KEEP_FROM + 1))
    assert counts == [1, 1]


@pytest.mark.parametrize("harm", ["altered", "another page's", "another format's", "another mailbox's"])
async def test_a_page_that_is_not_what_was_kept_is_made_anew(
    desk: Desk, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = await desk.open()
    good = await Listings(desk.visit).page(folder, 0, uids(1, KEEP_FROM))
    await desk.kept(folder)
    sealed = await desk.store.listing(desk.mailbox, folder.id, 0)
    assert sealed is not None
    wrong = list(good.values())[:1]

    def seal(octets: bytes, cipher: ListingCipher, number: int = 0) -> bytes:
        return cipher.seal(octets, folder=folder.id, number=number, random=desk.visit.service.random)

    neighbour = await desk.holder.house.make_mailbox()
    foreign = ListingCipher(neighbour.opened.keys.seed, mailbox=neighbour.opened.mailbox.id)
    harmed = {
        "altered": sealed[:-1] + bytes([sealed[-1] ^ 1]),
        "another page's": seal(encode_page(wrong), desk.account.cipher, number=1),
        "another format's": seal(b"\x92\x63\x90", desk.account.cipher),
        "another mailbox's": seal(encode_page(wrong), foreign),
    }[harm]
    await desk.store.keep_listing(desk.mailbox, folder.id, 0, harmed)
    counts = desk.count_summaries(monkeypatch)

    assert await Listings(desk.visit).page(folder, 0, uids(1, KEEP_FROM)) == good
    assert counts == [KEEP_FROM]
    assert len(await desk.kept(folder)) == KEEP_FROM, "and kept in its place"


async def test_a_listing_does_not_outlive_a_message(desk: Desk, enter: Enter) -> None:
    folder = await desk.open()
    await Listings(desk.visit).page(folder, 0, uids(1, KEEP_FROM))
    assert len(await desk.kept(folder)) == KEEP_FROM
    session = await enter("SELECT INBOX", "STORE 3 +FLAGS (\\Deleted)", "EXPUNGE")
    assert len(session.rows) == KEEP_FROM - 1
    assert await desk.kept(folder) == []
    # This view still has a number for it, and what is made from it is not kept either.
    assert 3 not in await Listings(desk.visit).page(folder, 0, uids(1, KEEP_FROM))
    assert 3 not in [brief.uid for brief in await desk.kept(folder)]


async def test_a_page_ends_where_its_uids_end(desk: Desk) -> None:
    folder = await desk.open()
    assert module._uids_of(folder, 0) == uids(1, KEEP_FROM)
    assert module._uids_of(folder, 1) == []
    folder.gone = {2}
    assert module._uids_of(folder, 0) == [1, *uids(3, KEEP_FROM)]
    assert not module._is_complete(folder, 0, {})
    folder.next_uid = Uid(LISTING_UIDS)
    made = await Listings(desk.visit).page(folder, 0, uids(1, KEEP_FROM))
    assert module._is_complete(folder, 0, made)
    folder.next_uid = Uid(LISTING_UIDS - 1)
    assert not module._is_complete(folder, 0, made), "more may come"


async def test_nothing_is_opened_once_the_mailbox_is_forgotten(desk: Desk) -> None:
    folder = await desk.open()
    desk.account.let_go()
    with pytest.raises(MailboxGone):
        await Listings(desk.visit).page(folder, 0, uids(1, 3))


async def test_a_summary_that_cannot_be_read_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails closed: no list with a message left out."""
    folder = await desk.open()
    summaries = desk.store.summaries

    async def altered(*arguments: object) -> object:
        rows = await summaries(*arguments)  # type: ignore[arg-type]
        return [(uid, message, sealed[:-1] + bytes([sealed[-1] ^ 1])) for uid, message, sealed in rows]

    monkeypatch.setattr(desk.store, "summaries", altered)
    with pytest.raises(IntegrityError):
        await Listings(desk.visit).page(folder, 0, uids(1, 3))


async def test_a_message_inside_a_message_is_read_from_its_body(desk: Desk) -> None:
    """The summary has no envelope of it; BODYSTRUCTURE tells it (RFC 9051 §7.5.2)."""
    inner = b"Subject: inner\r\nFrom: b@example.org\r\n\r\nhello\r\n"
    await desk.holder.deliver(b"Subject: outer\r\nContent-Type: message/rfc822\r\n\r\n" + inner)
    folder = await desk.open()
    made = await Listings(desk.visit).page(folder, 0, [Uid(KEEP_FROM + 1)])
    assert b'"inner"' in made[KEEP_FROM + 1].structure
    assert b'"outer"' in made[KEEP_FROM + 1].envelope
