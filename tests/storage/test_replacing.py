"""One message in place of another, in one step: the part of the storage contract that REPLACE (RFC 8508) leans on."""

from dataclasses import replace

import pytest

from tempory.delivery import MailboxFull, Replaced, UnknownRecipient
from tempory.mailboxes import FolderGone, MailboxGone, MailboxRecord, MessageGone, Quota
from tempory.mailboxes.folders import Folder
from tempory.storage.sqlite import Storage
from tempory.values import INBOX, Uid
from tests.making import draw_mailbox_id, make_message, make_record

pytestmark = pytest.mark.anyio


async def open_folder(storage: Storage, mailbox: MailboxRecord, name: str) -> Folder:
    folder = await storage.mail.folder(mailbox.id, name)
    assert folder is not None
    return folder


@pytest.fixture
async def mailbox(storage: Storage) -> MailboxRecord:
    """Two messages of 100 octets, and room for no more."""
    record = replace(make_record(), quota=Quota(messages=2, bytes=200))
    await storage.mail.create(record, [b"a" * 32])
    for _ in range(2):
        await storage.mail.append([make_message(record.id)])
    return record


async def test_the_new_one_comes_as_the_old_one_goes(storage: Storage, mailbox: MailboxRecord) -> None:
    inbox = await open_folder(storage, mailbox, INBOX)
    old, kept = await storage.mail.entries(mailbox.id, inbox.id)
    new = replace(make_message(mailbox.id), flags=frozenset({"\\Seen"}))

    replaced = await storage.mail.replace(new, folder=inbox.id, uid=old.uid)

    assert replaced == Replaced(uid=Uid(3), removed=old.id)
    first, second = await storage.mail.entries(mailbox.id, inbox.id)
    assert first == kept
    assert (second.uid, second.id, second.flags) == (Uid(3), new.message, frozenset({"\\Seen"}))
    after = await open_folder(storage, mailbox, INBOX)
    assert second.modseq == after.modseq > inbox.modseq
    assert (after.messages, after.size, after.next_uid) == (2, 200, 4)
    glance = storage.mail.glance(mailbox.id, inbox.id)
    assert glance is not None
    assert inbox.modseq < glance.expunged <= glance.modseq
    assert await storage.mail.bodies(mailbox.id, inbox.id, [Uid(1)]) == []


async def test_into_another_folder(storage: Storage, mailbox: MailboxRecord) -> None:
    inbox, trash = [await open_folder(storage, mailbox, name) for name in (INBOX, "Trash")]

    replaced = await storage.mail.replace(
        replace(make_message(mailbox.id), folder="Trash"), folder=inbox.id, uid=Uid(1)
    )

    assert replaced.uid == 1
    assert list(await storage.mail.uids(mailbox.id, inbox.id)) == [2]
    assert list(await storage.mail.uids(mailbox.id, trash.id)) == [1]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"size": 101}, MailboxFull),
        ({"folder": "Nowhere"}, FolderGone),
        ({"mailbox": draw_mailbox_id()}, (MailboxGone, UnknownRecipient)),
    ],
)
async def test_what_cannot_come_leaves_the_old_one(
    storage: Storage, mailbox: MailboxRecord, change: dict[str, object], error: type[Exception]
) -> None:
    inbox = await open_folder(storage, mailbox, INBOX)
    before = await storage.mail.entries(mailbox.id, inbox.id)

    with pytest.raises(error):
        await storage.mail.replace(replace(make_message(mailbox.id), **change), folder=inbox.id, uid=Uid(1))  # type: ignore[arg-type]

    assert await storage.mail.entries(mailbox.id, inbox.id) == before
    assert await open_folder(storage, mailbox, INBOX) == inbox
    assert len(await storage.mail.bodies(mailbox.id, inbox.id, [Uid(1), Uid(2)])) == 2


async def test_what_has_gone_cannot_be_replaced(storage: Storage, mailbox: MailboxRecord) -> None:
    inbox = await open_folder(storage, mailbox, INBOX)
    await storage.mail.expunge(mailbox.id, inbox.id, [Uid(1)])
    for uid in (1, 3):
        with pytest.raises(MessageGone):
            await storage.mail.replace(make_message(mailbox.id), folder=inbox.id, uid=Uid(uid))
    assert list(await storage.mail.uids(mailbox.id, inbox.id)) == [2]


async def test_a_folder_of_another_mailbox_is_out_of_reach(storage: Storage, mailbox: MailboxRecord) -> None:
    neighbour = make_record()
    await storage.mail.create(neighbour, [b"b" * 32])
    await storage.mail.append([make_message(neighbour.id)])
    foreign = await open_folder(storage, neighbour, INBOX)

    with pytest.raises(FolderGone):
        await storage.mail.replace(make_message(mailbox.id), folder=foreign.id, uid=Uid(1))
    assert list(await storage.mail.uids(neighbour.id, foreign.id)) == [1]


async def test_when_messages_last_went_is_known(storage: Storage, mailbox: MailboxRecord) -> None:
    """RFC 7162 §3.2.5: whether anything has to be said of what has gone since."""
    inbox, trash = [await open_folder(storage, mailbox, name) for name in (INBOX, "Trash")]

    def expunged() -> tuple[int, int]:
        glances = [storage.mail.glance(mailbox.id, each.id) for each in (inbox, trash)]
        return tuple(glance.expunged for glance in glances if glance is not None)  # type: ignore[return-value]

    assert expunged() == (1, 1)
    await storage.mail.move(mailbox.id, inbox.id, [Uid(1)], trash.id, saved_at=inbox.next_uid)  # type: ignore[arg-type]
    moved = expunged()
    assert moved[0] == (await open_folder(storage, mailbox, INBOX)).modseq
    assert moved[1] == 1
    await storage.mail.expunge(mailbox.id, trash.id, [Uid(1)])
    assert expunged() == (moved[0], (await open_folder(storage, mailbox, "Trash")).modseq)
    [entry] = await storage.mail.entries(mailbox.id, inbox.id)
    await storage.mail.delete(mailbox.id, entry.id)
    assert expunged()[0] > moved[0]
