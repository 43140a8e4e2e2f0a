"""What every storage adapter must do, whatever it is made of."""

import asyncio
from typing import Any

import pytest

from tempory.delivery import MailboxFull, UnknownRecipient
from tempory.mailboxes import (
    AddressTaken,
    CredentialInUse,
    CredentialKind,
    CredentialRecord,
    MailboxGone,
    MailboxRecord,
)
from tempory.storage.sqlite import Storage
from tempory.values import Instant, MailboxId, Secret, Uid
from tests.making import NOON, draw_mailbox_id, draw_message_id, make_message, make_record

pytestmark = pytest.mark.anyio

QUARANTINE_END = Instant(NOON + 1_000)


async def create(storage: Storage, address_hash: bytes = b"a" * 32, expires_at: Instant | None = None) -> MailboxRecord:
    record = make_record(expires_at=expires_at)
    await storage.mail.create(record, [address_hash])
    return record


async def test_a_record_comes_back_as_it_was(storage: Storage) -> None:
    record = await create(storage, expires_at=Instant(NOON + 5))

    assert await storage.mail.find(record.id) == record
    assert await storage.mail.find_by_auth(record.auth_hash) == record
    assert await storage.mail.find_by_auth(b"nobody") is None
    assert await storage.mail.find(draw_mailbox_id()) is None
    assert await storage.mail.count() == 1


async def test_an_address_is_given_once(storage: Storage) -> None:
    await create(storage)

    with pytest.raises(AddressTaken):
        await create(storage)


async def test_a_credential_and_an_id_are_given_once(storage: Storage) -> None:
    record = await create(storage)

    with pytest.raises(CredentialInUse):
        await storage.mail.create(record, [b"b" * 32])
    assert await storage.mail.find_recipient(b"b" * 32) is None


async def test_a_retired_address_comes_back_after_its_quarantine(storage: Storage) -> None:
    record = await create(storage)
    await storage.mail.bury([record.id], quarantine_until=QUARANTINE_END)

    with pytest.raises(AddressTaken):
        await create(storage)
    later = MailboxRecord(**{**_fields(make_record()), "created_at": QUARANTINE_END})
    await storage.mail.create(later, [b"a" * 32])


async def test_a_recipient_is_found_by_each_of_its_addresses(storage: Storage) -> None:
    record = make_record()
    await storage.mail.create(record, [b"a" * 32, b"b" * 32])

    first = await storage.mail.find_recipient(b"a" * 32)
    second = await storage.mail.find_recipient(b"b" * 32)
    assert first is not None
    assert first == second
    assert (first.mailbox, first.quota_messages, first.used_messages) == (record.id, 10, 0)


async def test_messages_come_newest_first_in_pages(storage: Storage) -> None:
    record = await create(storage)
    stored = [make_message(record.id) for _ in range(5)]
    uids = [(await storage.mail.append([message]))[0] for message in stored]
    assert uids == sorted(set(uids))

    first = await storage.mail.messages(record.id, below=None, limit=3)
    second = await storage.mail.messages(record.id, below=first.next, limit=3)
    assert [message.id for message in (*first.messages, *second.messages)] == [m.message for m in reversed(stored)]
    assert second.next is None


async def test_a_body_of_any_size_comes_back_whole(storage: Storage) -> None:
    record = await create(storage)
    for size in (0, 1, 512 * 1024, 512 * 1024 + 1, 3_000_000):
        message = make_message(record.id, size=1, body=bytes(range(256)) * (size // 256) + b"x" * (size % 256))
        await storage.mail.append([message])
        assert await storage.mail.body(record.id, message.message) == message.body


async def test_messages_for_many_are_stored_together_or_not_at_all(storage: Storage) -> None:
    first, second = await create(storage), await create(storage, b"b" * 32)
    good, bad = make_message(first.id), make_message(second.id, size=1_000_001)

    with pytest.raises(MailboxFull):
        await storage.mail.append([good, bad])
    assert (await storage.mail.messages(first.id, below=None, limit=9)).messages == ()
    with pytest.raises(UnknownRecipient):
        await storage.mail.append([good, make_message(draw_mailbox_id())])
    assert (await storage.mail.messages(first.id, below=None, limit=9)).messages == ()
    assert len(await storage.mail.append([good, make_message(second.id)])) == 2


async def test_appends_at_once_share_commits_and_keep_their_own_fate(storage: Storage) -> None:
    record = await create(storage)
    appends = (storage.mail.append([make_message(record.id)]) for _ in range(14))

    outcomes = await asyncio.gather(*appends, return_exceptions=True)
    assert sum(isinstance(outcome, MailboxFull) for outcome in outcomes) == 4
    stored = [outcome[0] for outcome in outcomes if not isinstance(outcome, BaseException)]
    assert sorted(stored) == [Uid(number) for number in range(1, 11)]
    found = await storage.mail.find(record.id)
    assert found is not None
    assert (found.usage.messages, found.usage.bytes) == (10, 1000)


async def test_marking_and_deleting(storage: Storage) -> None:
    record = await create(storage)
    message = make_message(record.id, body=b"x" * 2_000_000)
    await storage.mail.append([message])

    marked = await storage.mail.mark(record.id, message.message, seen=True)
    assert marked is not None
    assert marked.seen
    assert await storage.mail.message(record.id, message.message) == marked
    assert await storage.mail.delete(record.id, message.message)
    assert not await storage.mail.delete(record.id, message.message)
    assert await storage.mail.message(record.id, message.message) is None
    assert await storage.mail.body(record.id, message.message) is None
    assert await storage.mail.mark(record.id, message.message, seen=True) is None
    found = await storage.mail.find(record.id)
    assert found is not None
    assert found.usage.messages == 0


async def test_one_mailbox_cannot_reach_into_another(storage: Storage) -> None:
    first, second = await create(storage), await create(storage, b"b" * 32)
    message = make_message(first.id)
    await storage.mail.append([message])

    assert await storage.mail.message(second.id, message.message) is None
    assert await storage.mail.body(second.id, message.message) is None
    assert await storage.mail.mark(second.id, message.message, seen=True) is None
    assert not await storage.mail.delete(second.id, message.message)


async def test_the_overdue_are_found_longest_overdue_first(storage: Storage) -> None:
    late = await create(storage, b"1" * 32, expires_at=Instant(NOON + 10))
    later = await create(storage, b"2" * 32, expires_at=Instant(NOON + 20))
    await create(storage, b"3" * 32)

    assert await storage.mail.expired(Instant(NOON + 9), 5) == []
    assert await storage.mail.expired(Instant(NOON + 20), 5) == [late.id, later.id]
    await storage.mail.set_expiry(late.id, Instant(NOON + 99))
    assert await storage.mail.expired(Instant(NOON + 20), 5) == [later.id]


async def test_the_buried_are_out_of_sight_at_once_and_off_the_disk_after_purging(storage: Storage) -> None:
    record, neighbour = await create(storage), await create(storage, b"b" * 32)
    for size in (1, 700_000, 3_000_000):
        await storage.mail.append([make_message(record.id, size=1, body=bytes(size))])
    kept = make_message(neighbour.id)
    await storage.mail.append([kept])

    assert await storage.mail.bury([record.id, draw_mailbox_id()], quarantine_until=QUARANTINE_END) == {record.id: 3}
    assert await storage.mail.find(record.id) is None
    assert await storage.mail.find_recipient(b"a" * 32) is None
    with pytest.raises(UnknownRecipient):
        await storage.mail.append([make_message(record.id)])
    steps = await purge(storage, NOON)
    assert steps > 1
    assert await storage.mail.body(neighbour.id, kept.message) == kept.body


async def purge(storage: Storage, now: Instant) -> int:
    steps = 0
    while await storage.mail.purge(now):
        steps += 1
        assert steps < 10_000
    return steps


async def test_shred_keys_are_kept_found_and_destroyed(storage: Storage) -> None:
    mailbox, neighbour = draw_mailbox_id(), draw_mailbox_id()
    await storage.keys.keep(mailbox, Secret(b"1" * 32))
    await storage.keys.keep(neighbour, Secret(b"2" * 32))

    with pytest.raises(CredentialInUse):
        await storage.keys.keep(mailbox, Secret(b"3" * 32))
    assert await storage.keys.find(mailbox) == Secret(b"1" * 32)
    assert sorted(await storage.keys.mailbox_ids(None, 9)) == sorted([mailbox, neighbour])
    await storage.keys.destroy([mailbox, draw_mailbox_id()])
    assert await storage.keys.find(mailbox) is None
    assert await storage.keys.mailbox_ids(None, 9) == [neighbour]
    await storage.keys.keep(mailbox, Secret(b"4" * 32))
    assert await storage.keys.find(mailbox) == Secret(b"4" * 32)


async def test_a_server_key_is_drawn_once(storage: Storage) -> None:
    assert await storage.keys.server_key("address", Secret(b"1" * 32)) == Secret(b"1" * 32)
    assert await storage.keys.server_key("address", Secret(b"2" * 32)) == Secret(b"1" * 32)


async def test_ids_are_listed_in_order_and_in_pages(storage: Storage) -> None:
    created = sorted([(await create(storage, bytes([number]) * 32)).id for number in range(5)])

    first = await storage.mail.mailbox_ids(None, 3)
    assert [*first, *await storage.mail.mailbox_ids(first[-1], 3)] == created
    assert await storage.mail.message(created[0], draw_message_id()) is None


def make_credential(
    mailbox: MailboxId, lookup: bytes, kind: CredentialKind = CredentialKind.TOKEN, expires_at: Instant | None = None
) -> CredentialRecord:
    return CredentialRecord(
        mailbox=mailbox, kind=kind, lookup=lookup, salt=b"s" * 16, wrapped_key=b"w" * 90, expires_at=expires_at
    )


async def test_a_credential_comes_back_as_it_was_and_is_given_once(storage: Storage) -> None:
    record, neighbour = await create(storage), await create(storage, b"b" * 32)
    credential = make_credential(record.id, b"1" * 32, CredentialKind.PASSWORD)
    await storage.mail.keep_credential(credential, limit=1)

    assert await storage.mail.find_credential(b"1" * 32) == credential
    assert await storage.mail.find_credential(b"2" * 32) is None
    with pytest.raises(CredentialInUse):
        await storage.mail.keep_credential(make_credential(neighbour.id, b"1" * 32), limit=1)
    with pytest.raises(MailboxGone):
        await storage.mail.keep_credential(make_credential(draw_mailbox_id(), b"3" * 32), limit=1)


async def test_of_each_kind_the_newest_credentials_are_kept(storage: Storage) -> None:
    record, neighbour = await create(storage), await create(storage, b"b" * 32)
    await storage.mail.keep_credential(make_credential(record.id, b"p" * 32, CredentialKind.PASSWORD), limit=1)
    await storage.mail.keep_credential(make_credential(neighbour.id, b"n" * 32), limit=2)
    for lookup in (b"1" * 32, b"2" * 32, b"3" * 32):
        await storage.mail.keep_credential(make_credential(record.id, lookup), limit=2)

    found = [await storage.mail.find_credential(lookup * 32) for lookup in (b"p", b"n", b"1", b"2", b"3")]
    assert [credential is not None for credential in found] == [True, True, False, True, True]


async def test_credentials_go_with_their_mailbox_and_when_they_have_ended(storage: Storage) -> None:
    record, neighbour = await create(storage), await create(storage, b"b" * 32)
    await storage.mail.keep_credential(make_credential(record.id, b"1" * 32), limit=9)
    await storage.mail.keep_credential(make_credential(neighbour.id, b"2" * 32, expires_at=Instant(NOON + 1)), limit=9)
    await storage.mail.keep_credential(make_credential(neighbour.id, b"3" * 32, expires_at=Instant(NOON + 2)), limit=9)

    await storage.mail.bury([record.id], quarantine_until=QUARANTINE_END)
    assert await storage.mail.find_credential(b"1" * 32) is None
    await purge(storage, Instant(NOON + 1))
    assert await storage.mail.find_credential(b"2" * 32) is None
    assert await storage.mail.find_credential(b"3" * 32) is not None


def _fields(record: MailboxRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}
