"""What is kept of recipients is what a look-up would find: every change is heard of, and the room is asked for."""

import asyncio

import pytest

from tempory.delivery import MailboxFull, Recipient
from tempory.mailboxes.folders import SpecialUse
from tempory.storage.sqlite import Storage, recipients
from tempory.storage.sqlite.recipients import Recipients
from tempory.values import Instant, MailboxId
from tests.making import NOON, make_message, make_record

pytestmark = pytest.mark.anyio

HASH = b"a" * 32


async def settle(storage: Storage, address_hash: bytes = HASH) -> MailboxId:
    """Make a mailbox, and look it up, so that it is known."""
    record = make_record(expires_at=Instant(NOON + 5))
    await storage.mail.create(record, [address_hash])
    await look(storage, address_hash)
    return record.id


async def look(storage: Storage, address_hash: bytes = HASH) -> Recipient:
    found = await storage.mail.find_recipient(address_hash)
    assert found is not None
    return found


async def test_the_room_that_is_used_is_always_that_of_now(storage: Storage) -> None:
    mailbox = await settle(storage)
    message = make_message(mailbox, size=40)
    await storage.mail.append([message])
    await storage.mail.append([make_message(mailbox, size=2)])
    recipient = await look(storage)
    assert (recipient.mailbox, recipient.used_messages, recipient.used_bytes) == (mailbox, 2, 42)
    await storage.mail.delete(mailbox, message.message)
    assert ((await look(storage)).used_messages, (await look(storage)).used_bytes) == (1, 2)
    with pytest.raises(MailboxFull):
        await storage.mail.append([make_message(mailbox, size=1_000_000)])
    assert (await look(storage)).used_bytes == 2


async def test_a_new_end_is_known_at_once(storage: Storage) -> None:
    mailbox = await settle(storage)
    await storage.mail.set_expiry(mailbox, Instant(NOON + 9))
    assert (await look(storage)).expires_at == NOON + 9


async def test_a_junk_folder_is_known_from_its_making_to_its_end(storage: Storage) -> None:
    mailbox = await settle(storage)
    assert (await look(storage)).junk is None
    folder = await storage.mail.create_folder(mailbox, "Junk", SpecialUse.JUNK)
    assert (await look(storage)).junk == "Junk"
    await storage.mail.rename_folder(mailbox, folder.id, "Spam")
    assert (await look(storage)).junk == "Spam"
    await storage.mail.delete_folder(mailbox, folder.id)
    assert (await look(storage)).junk is None


async def test_who_is_forgotten_is_found_no_more_and_its_address_is_whose_it_is_next(storage: Storage) -> None:
    mailbox = await settle(storage)
    await storage.mail.bury([mailbox], quarantine_until=Instant(0))
    assert await storage.mail.find_recipient(HASH) is None
    assert (await settle(storage)) != mailbox
    assert (await look(storage)).mailbox != mailbox


async def test_a_look_while_something_changes_leaves_nothing_old_behind(storage: Storage) -> None:
    mailbox = await settle(storage)
    burying = asyncio.ensure_future(storage.mail.bury([mailbox], quarantine_until=Instant(0)))
    while not burying.done():
        await storage.mail.find_recipient(HASH)
        await asyncio.sleep(0)
    assert await storage.mail.find_recipient(HASH) is None


async def test_a_change_whose_asker_has_left_is_heard_of_too(storage: Storage) -> None:
    mailbox = await settle(storage)
    asking = asyncio.ensure_future(storage.mail.set_expiry(mailbox, Instant(NOON + 9)))
    await asyncio.sleep(0)
    await look(storage)
    asking.cancel()
    await storage.mail.probe()
    assert (await look(storage)).expires_at == NOON + 9


async def test_a_mailbox_removed_behind_our_back_is_not_taken_for_alive(storage: Storage) -> None:
    known = Recipients(storage.mail._looking)
    mailbox = await settle(storage)
    assert known.find(HASH) is not None
    await storage.mail.bury([mailbox], quarantine_until=Instant(0))
    assert known.find(HASH) is None
    assert len(known) == 0


async def test_no_more_are_kept_than_said_and_nobody_unknown_is(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipients, "KEPT", 2)
    hashes = [bytes([number]) * 32 for number in range(4)]
    for each in hashes:
        await storage.mail.create(make_record(), [each])
    known = Recipients(storage.mail._looking)
    assert known.find(b"z" * 32) is None
    assert len(known) == 0
    for each in hashes:
        assert known.find(each) == known.find(each) is not None
        assert len(known) <= 2
    known.forget_all()
    assert len(known) == 0


async def test_what_changes_no_mailbox_leaves_what_is_kept(storage: Storage) -> None:
    mailbox = await settle(storage)
    await storage.mail.append([make_message(mailbox)])
    await storage.mail.purge(NOON)
    await storage.mail.probe()
    assert len(storage.mail._recipients) == 1
    await storage.mail.set_expiry(mailbox, Instant(NOON + 9))
    assert len(storage.mail._recipients) == 0
