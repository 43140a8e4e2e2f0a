"""Folders and flags: the part of the storage contract that mail programs lean on."""

from dataclasses import replace

import pytest

from tempory.delivery import MailboxFull
from tempory.mailboxes import FolderExists, FolderGone, MailboxGone, MailboxRecord, Quota
from tempory.mailboxes.folders import Copied, FlagChange, Folder, FolderId, SpecialUse
from tempory.storage.sqlite import Storage
from tempory.values import INBOX, Instant, Uid
from tests.making import NOON, draw_mailbox_id, make_message, make_record

pytestmark = pytest.mark.anyio

SEEN, DELETED = "\\Seen", "\\Deleted"
LATER = Instant(NOON + 5)


async def open_folder(storage: Storage, mailbox: MailboxRecord, name: str) -> Folder:
    folder = await storage.mail.folder(mailbox.id, name)
    assert folder is not None
    return folder


@pytest.fixture
async def mailbox(storage: Storage) -> MailboxRecord:
    record = make_record()
    await storage.mail.create(record, [b"a" * 32])
    return record


@pytest.fixture
async def inbox(storage: Storage, mailbox: MailboxRecord) -> Folder:
    for _ in range(3):
        await storage.mail.append([make_message(mailbox.id)])
    return await open_folder(storage, mailbox, INBOX)


async def test_a_mailbox_begins_with_inbox_and_trash(storage: Storage, mailbox: MailboxRecord) -> None:
    first, second = await storage.mail.folders(mailbox.id)

    assert (first.name, second.name, second.special_use) == (INBOX, "Trash", SpecialUse.TRASH)
    assert (first.messages, first.unseen, first.size, first.next_uid) == (0, 0, 0, 1)
    assert await storage.mail.folder(mailbox.id, "None") is None


async def test_folders_are_made_renamed_subscribed_and_removed(storage: Storage, mailbox: MailboxRecord) -> None:
    parent = await storage.mail.create_folder(mailbox.id, "Work")
    await storage.mail.create_folder(mailbox.id, "Work/2026")
    await storage.mail.create_folder(mailbox.id, "Workshop")
    with pytest.raises(FolderExists):
        await storage.mail.create_folder(mailbox.id, "Work")

    await storage.mail.rename_folder(mailbox.id, parent.id, "Jobs")
    names = [folder.name for folder in await storage.mail.folders(mailbox.id)]
    assert names == [INBOX, "Jobs", "Jobs/2026", "Trash", "Workshop"]
    with pytest.raises(FolderExists):
        await storage.mail.rename_folder(mailbox.id, parent.id, "Workshop")
    assert await storage.mail.subscribe(mailbox.id, "Jobs", subscribed=False)
    assert not (await open_folder(storage, mailbox, "Jobs")).is_subscribed
    await storage.mail.delete_folder(mailbox.id, parent.id)
    assert await storage.mail.folder(mailbox.id, "Jobs") is None
    again = await storage.mail.create_folder(mailbox.id, "Jobs")
    assert again.id > parent.id, "a number, which is the UIDVALIDITY, does not come back"


async def test_a_subscription_that_was_asked_for_outlives_its_folder(storage: Storage, mailbox: MailboxRecord) -> None:
    """RFC 3501 §6.3.6; one that came with the folder goes with it."""
    mail = storage.mail
    chosen, other = [await mail.create_folder(mailbox.id, name) for name in ("Chosen", "Other")]
    assert await mail.subscribe(mailbox.id, "Chosen", subscribed=True)
    for folder in (chosen, other):
        await mail.delete_folder(mailbox.id, folder.id)
    assert await mail.kept_subscriptions(mailbox.id) == ["Chosen"]
    neighbour = make_record()
    await mail.create(neighbour, [b"b" * 32])
    assert await mail.kept_subscriptions(neighbour.id) == []
    assert not await mail.subscribe(neighbour.id, "Chosen", subscribed=False)

    chosen = await mail.create_folder(mailbox.id, "Chosen")
    assert (chosen.is_subscribed, await mail.kept_subscriptions(mailbox.id)) == (True, [])
    await mail.delete_folder(mailbox.id, chosen.id)
    assert await mail.kept_subscriptions(mailbox.id) == ["Chosen"]
    moved = await mail.create_folder(mailbox.id, "Moved")
    await mail.rename_folder(mailbox.id, moved.id, "Chosen")
    assert await mail.kept_subscriptions(mailbox.id) == []
    assert await mail.subscribe(mailbox.id, "Chosen", subscribed=True)
    await mail.delete_folder(mailbox.id, moved.id)
    assert await mail.subscribe(mailbox.id, "Chosen", subscribed=False)
    assert await mail.kept_subscriptions(mailbox.id) == []
    for subscribed in (True, False):
        assert not await mail.subscribe(mailbox.id, "Chosen", subscribed=subscribed)


async def test_a_folder_of_another_mailbox_is_out_of_reach(storage: Storage, mailbox: MailboxRecord) -> None:
    neighbour = make_record()
    await storage.mail.create(neighbour, [b"b" * 32])
    foreign = await open_folder(storage, neighbour, INBOX)

    with pytest.raises(FolderGone):
        await storage.mail.entries(mailbox.id, foreign.id)
    with pytest.raises(FolderGone):
        await storage.mail.delete_folder(mailbox.id, foreign.id)
    with pytest.raises(FolderGone):
        await storage.mail.append([replace(make_message(mailbox.id), folder="Nowhere")])
    with pytest.raises(MailboxGone):
        await storage.mail.uids(draw_mailbox_id(), foreign.id)


async def test_entries_and_summaries_are_listed_by_uid(storage: Storage, mailbox: MailboxRecord, inbox: Folder) -> None:
    entries = await storage.mail.entries(mailbox.id, inbox.id)

    assert [entry.uid for entry in entries] == [1, 2, 3] == list(await storage.mail.uids(mailbox.id, inbox.id))
    assert (inbox.messages, inbox.unseen, inbox.size, inbox.next_uid) == (3, 3, 300, 4)
    modseqs = [entry.modseq for entry in entries]
    assert modseqs == sorted(set(modseqs))
    assert modseqs[-1] == inbox.modseq
    wanted = [Uid(3), Uid(9), Uid(1)]
    summaries = await storage.mail.summaries(mailbox.id, inbox.id, wanted)
    assert summaries == [(1, entries[0].id, b"summary"), (3, entries[2].id, b"summary")]


async def test_an_appended_message_keeps_its_flags_and_dates(storage: Storage, mailbox: MailboxRecord) -> None:
    flags = frozenset({SEEN, "$Junk", "mine"})
    message = replace(make_message(mailbox.id), folder="Trash", flags=flags, received_at=Instant(5), saved_at=LATER)
    await storage.mail.append([message])

    trash = await open_folder(storage, mailbox, "Trash")
    (entry,) = await storage.mail.entries(mailbox.id, trash.id)
    assert (entry.flags, entry.received_at, entry.saved_at, entry.id) == (flags, 5, LATER, message.message)
    assert trash.unseen == 0


async def test_flags_are_added_removed_and_replaced(storage: Storage, mailbox: MailboxRecord, inbox: Folder) -> None:
    uids = [Uid(1), Uid(3), Uid(7)]

    added, left = await storage.mail.change_flags(mailbox.id, inbox.id, uids, FlagChange.ADD, frozenset({SEEN}))
    assert {int(entry.uid): set(entry.flags) for entry in added} == {1: {SEEN}, 3: {SEEN}}
    assert not left
    assert {entry.modseq for entry in added} == {inbox.modseq + 1}
    same, _ = await storage.mail.change_flags(mailbox.id, inbox.id, uids, FlagChange.ADD, frozenset({SEEN}))
    assert same == added, "what changes nothing has no new mod-sequence"
    await storage.mail.change_flags(mailbox.id, inbox.id, uids[:1], FlagChange.REPLACE, frozenset({"x", DELETED}))
    changed = await storage.mail.entries(mailbox.id, inbox.id, above_modseq=inbox.modseq + 1)
    assert {int(entry.uid): set(entry.flags) for entry in changed} == {1: {"x", DELETED}}
    await storage.mail.change_flags(mailbox.id, inbox.id, uids[:1], FlagChange.REMOVE, frozenset({"x"}))
    folder = await open_folder(storage, mailbox, INBOX)
    assert (folder.unseen, folder.deleted, folder.modseq) == (2, 1, inbox.modseq + 3)


async def test_what_changed_since_is_left_alone(storage: Storage, mailbox: MailboxRecord, inbox: Folder) -> None:
    everything = [Uid(1), Uid(2)]
    await storage.mail.change_flags(mailbox.id, inbox.id, everything[:1], FlagChange.ADD, frozenset({SEEN}))

    changed, left = await storage.mail.change_flags(
        mailbox.id, inbox.id, everything, FlagChange.ADD, frozenset({DELETED}), unchanged_since=inbox.modseq
    )
    assert [entry.uid for entry in changed] == [2]
    assert left == [1]


async def test_copies_share_what_is_stored_and_count_in_the_quota(
    storage: Storage, mailbox: MailboxRecord, inbox: Folder
) -> None:
    trash = await open_folder(storage, mailbox, "Trash")
    everything = [Uid(3), Uid(1), Uid(8)]

    copied = await storage.mail.copy(mailbox.id, inbox.id, everything, trash.id, saved_at=LATER)
    assert copied == [Copied(source=Uid(1), target=Uid(1)), Copied(source=Uid(3), target=Uid(2))]
    entries = await storage.mail.entries(mailbox.id, trash.id)
    assert [entry.saved_at for entry in entries] == [LATER, LATER]
    assert (await _usage(storage, mailbox)) == (5, 500)
    assert await storage.mail.expunge(mailbox.id, inbox.id, everything) == [1, 3]
    assert await storage.mail.body(mailbox.id, entries[0].id) == b"body"
    assert await storage.mail.expunge(mailbox.id, trash.id, [Uid(1), Uid(2)]) == [1, 2]
    assert await storage.mail.body(mailbox.id, entries[0].id) is None
    assert (await _usage(storage, mailbox)) == (1, 100)
    assert await storage.mail.copy(mailbox.id, inbox.id, [Uid(9)], trash.id, saved_at=LATER) == []


async def test_a_copy_that_does_not_fit_is_not_made(storage: Storage) -> None:
    record = replace(make_record(), quota=Quota(messages=3, bytes=1000))
    await storage.mail.create(record, [b"a" * 32])
    await storage.mail.append([make_message(record.id), make_message(record.id)])
    inbox, trash = await storage.mail.folders(record.id)

    with pytest.raises(MailboxFull):
        await storage.mail.copy(record.id, inbox.id, [Uid(1), Uid(2)], trash.id, saved_at=LATER)
    assert await storage.mail.uids(record.id, trash.id) == []


async def test_moving_takes_messages_along(storage: Storage, mailbox: MailboxRecord, inbox: Folder) -> None:
    trash = await open_folder(storage, mailbox, "Trash")

    moved = await storage.mail.move(mailbox.id, inbox.id, [Uid(2)], trash.id, saved_at=LATER)
    assert moved == [Copied(source=Uid(2), target=Uid(1))]
    assert await storage.mail.uids(mailbox.id, inbox.id) == [1, 3]
    assert await storage.mail.uids(mailbox.id, trash.id) == [1]
    assert (await open_folder(storage, mailbox, INBOX)).modseq == inbox.modseq + 1
    assert (await _usage(storage, mailbox)) == (3, 300)
    assert await storage.mail.move(mailbox.id, inbox.id, [Uid(2)], trash.id, saved_at=LATER) == []


async def test_removing_a_folder_removes_what_is_in_it(storage: Storage, mailbox: MailboxRecord, inbox: Folder) -> None:
    entries = await storage.mail.entries(mailbox.id, inbox.id)
    await storage.mail.delete_folder(mailbox.id, inbox.id)

    assert await storage.mail.body(mailbox.id, entries[0].id) is None
    assert (await _usage(storage, mailbox)) == (0, 0)
    with pytest.raises(FolderGone):
        await storage.mail.expunge(mailbox.id, FolderId(inbox.id), [Uid(1)])


async def test_a_listing_goes_with_the_first_message_it_speaks_of(
    storage: Storage, mailbox: MailboxRecord, inbox: Folder
) -> None:
    trash = await open_folder(storage, mailbox, "Trash")
    assert await storage.mail.listing(mailbox.id, inbox.id, 0) is None
    for octets in (b"old", b"new"):
        await storage.mail.keep_listing(mailbox.id, inbox.id, 0, octets)
    await storage.mail.keep_listing(mailbox.id, inbox.id, 1, b"later")
    assert await storage.mail.listing(mailbox.id, inbox.id, 0) == b"new"

    await storage.mail.expunge(mailbox.id, inbox.id, [Uid(1)])
    assert await storage.mail.listing(mailbox.id, inbox.id, 0) is None
    await storage.mail.keep_listing(mailbox.id, inbox.id, 0, b"again")
    await storage.mail.move(mailbox.id, inbox.id, [Uid(2)], trash.id, saved_at=LATER)
    assert await storage.mail.listing(mailbox.id, inbox.id, 0) is None
    assert await storage.mail.listing(mailbox.id, inbox.id, 1) == b"later"
    await storage.mail.delete_folder(mailbox.id, inbox.id)
    with pytest.raises(FolderGone):
        await storage.mail.listing(mailbox.id, inbox.id, 1)


async def _usage(storage: Storage, mailbox: MailboxRecord) -> tuple[int, int]:
    found = await storage.mail.find(mailbox.id)
    assert found is not None
    return found.usage.messages, found.usage.bytes
