"""What sessions ask of their folder again and again: the part of the storage contract that IMAP leans on."""

from dataclasses import replace

import pytest

from tempory.mailboxes import FolderGone, MailboxRecord
from tempory.mailboxes.folders import FlagChange, Folder, Glance, Standing
from tempory.storage.sqlite import Storage
from tempory.values import INBOX, Uid
from tests.making import draw_mailbox_id, make_message, make_record

pytestmark = pytest.mark.anyio

SEEN = frozenset({"\\Seen"})
SENT = [replace(make_message(draw_mailbox_id()), body=b"%d" % number) for number in range(5)]


@pytest.fixture
async def mailbox(storage: Storage) -> MailboxRecord:
    record = make_record()
    await storage.mail.create(record, [b"a" * 32])
    return record


@pytest.fixture
async def inbox(storage: Storage, mailbox: MailboxRecord) -> Folder:
    for message in SENT:
        await storage.mail.append([replace(message, mailbox=mailbox.id)])
    folder = await storage.mail.folder(mailbox.id, INBOX)
    assert folder is not None
    return folder


async def test_a_glance_says_where_a_folder_stands(storage: Storage, mailbox: MailboxRecord, inbox: Folder) -> None:
    glance = Glance(inbox.id, inbox.modseq, inbox.next_uid, expunged=1)

    assert storage.mail.glance(mailbox.id, inbox.id) == glance == storage.mail.glance_at(mailbox.id, INBOX)
    assert storage.mail.glance_at(mailbox.id, "Nowhere") is None
    assert storage.mail.glance(draw_mailbox_id(), inbox.id) is None
    quota, usage = storage.mail.room(mailbox.id) or pytest.fail("gone")
    assert (quota, usage.messages, usage.bytes) == (mailbox.quota, 5, 500)
    assert storage.mail.room(draw_mailbox_id()) is None


async def test_changes_since_the_last_look(storage: Storage, mailbox: MailboxRecord, inbox: Folder) -> None:
    async def look(known: int = 5) -> tuple[list[Standing], object]:
        changes = await storage.mail.changes(
            mailbox.id, inbox.id, above_modseq=inbox.modseq, next_uid=inbox.next_uid, known=known
        )
        assert changes.modseq == (storage.mail.glance(mailbox.id, inbox.id) or pytest.fail("gone")).modseq
        return list(changes.standings), changes.uids

    assert [each.uid for each in await storage.mail.standings(mailbox.id, inbox.id)] == [1, 2, 3, 4, 5]
    assert await look() == ([], None)
    await storage.mail.change_flags(mailbox.id, inbox.id, [Uid(2)], FlagChange.ADD, SEEN)
    flagged = Standing(Uid(2), SEEN, inbox.modseq + 1, 100)
    assert await look() == ([flagged], None)
    await storage.mail.expunge(mailbox.id, inbox.id, [Uid(4)])
    assert await look() == ([flagged], [1, 2, 3, 5])
    await storage.mail.append([make_message(mailbox.id)])
    standings, uids = await look(known=4)
    assert [each.uid for each in standings] == [2, 6]
    assert uids is None, "what is new is no change of what was known"
    await storage.mail.delete_folder(mailbox.id, inbox.id)
    with pytest.raises(FolderGone):
        await look()


async def test_what_the_api_deletes_raises_the_mod_sequence(
    storage: Storage, mailbox: MailboxRecord, inbox: Folder
) -> None:
    assert await storage.mail.delete(mailbox.id, SENT[0].message)
    glance = storage.mail.glance(mailbox.id, inbox.id)
    assert glance is not None
    assert glance.modseq == inbox.modseq + 1


async def test_many_bodies_and_entries_at_once(storage: Storage, mailbox: MailboxRecord, inbox: Folder) -> None:
    large = replace(make_message(mailbox.id), body=b"x" * 1_300_000)
    await storage.mail.append([large])
    wanted = [Uid(1), Uid(3), Uid(4), Uid(6), Uid(40)]

    bodies = await storage.mail.bodies(mailbox.id, inbox.id, wanted)
    assert [(uid, body[:3], len(body)) for uid, _, body in bodies] == [
        (1, b"0", 1),
        (3, b"2", 1),
        (4, b"3", 1),
        (6, b"xxx", 1_300_000),
    ]
    assert [message for _, message, _ in bodies] == [SENT[0].message, SENT[2].message, SENT[3].message, large.message]
    entries = await storage.mail.entries_of(mailbox.id, inbox.id, wanted)
    assert entries == [each for each in await storage.mail.entries(mailbox.id, inbox.id) if each.uid in wanted]
    assert await storage.mail.bodies(mailbox.id, inbox.id, []) == []


async def test_a_listing_is_not_kept_once_one_of_its_messages_has_gone(
    storage: Storage, mailbox: MailboxRecord, inbox: Folder
) -> None:
    everything = [Uid(uid) for uid in range(1, 6)]
    await storage.mail.keep_listing(mailbox.id, inbox.id, 0, b"page", uids=everything)
    assert await storage.mail.listings(mailbox.id, inbox.id, [0, 1]) == [(0, b"page")]
    await storage.mail.expunge(mailbox.id, inbox.id, [Uid(2)])
    await storage.mail.keep_listing(mailbox.id, inbox.id, 0, b"page", uids=everything)
    assert await storage.mail.listings(mailbox.id, inbox.id, [0]) == []
