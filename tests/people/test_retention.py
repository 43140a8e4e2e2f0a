"""Messages go when their time in a folder is up, and not before."""

from dataclasses import replace

import pytest

from tempory.accesslog import Machine, Subject, Verb, Way, parse_leaf
from tempory.mailboxes import InvalidRequest
from tempory.people import RecordGone
from tests.making import make_message
from tests.people_making import Town

pytestmark = pytest.mark.anyio
DAY = 86_400


async def count(town: Town, mailbox: object, name: str) -> int:
    folder = await town.storage.mail.folder(mailbox, name)  # type: ignore[arg-type]
    assert folder is not None
    return folder.messages


async def test_trash_and_junk_empty_themselves(town: Town) -> None:
    ines = await town.settle()
    now = town.office.now()
    for name in ("INBOX", "Junk", "Trash"):
        messages = [replace(make_message(ines.mailbox), folder=name, saved_at=now) for _ in range(450)]
        await town.storage.mail.append(messages)
    town.world.clock.advance(14 * DAY - 1)
    assert await town.people.retention.sweep() == 0
    town.world.clock.advance(1)
    late = replace(make_message(ines.mailbox), folder="Junk", saved_at=town.office.now())
    await town.storage.mail.append([late])
    await town.people.sweep()
    assert [await count(town, ines.mailbox, name) for name in ("INBOX", "Junk", "Trash")] == [450, 1, 450]
    town.world.clock.advance(16 * DAY)
    await town.people.sweep()
    assert [await count(town, ines.mailbox, name) for name in ("INBOX", "Junk", "Trash")] == [450, 0, 0]


async def test_what_goes_by_itself_is_in_the_log_where_its_holder_sees_it(town: Town) -> None:
    """In the commit that removes it: a log that cannot be written keeps the mail."""
    ines = await town.settle()
    log = town.world.workshop.log
    messages = [replace(make_message(ines.mailbox), folder="Junk", saved_at=town.office.now()) for _ in range(3)]
    await town.storage.mail.append(messages)
    size = await log.store.size()
    town.world.clock.advance(14 * DAY)
    assert await town.people.retention.sweep() == 3
    identity = await log.identify(Subject(ines.mailbox.octets))
    (kept,) = await log.store.about(bytes.fromhex(identity.pseudonym), below=None, limit=10)
    leaf = parse_leaf(kept.entry)
    assert (leaf.who, leaf.verb, leaf.way) == (Machine.SWEEPER.value, Verb.DELETE, Way.INSIDE)
    assert await log.store.size() == size + 1


async def test_a_member_changes_the_rules(town: Town) -> None:
    ines = await town.settle()
    assert ines.signed_in is not None
    change = town.people.retention.change
    await change(ines.signed_in, "Trash", None)
    await change(ines.signed_in, "Archive", 365)
    rules = {rule.name: rule.seconds for rule in await town.people.retention.rules(ines.member)}
    assert (rules["Trash"], rules["Archive"]) == (None, 365 * DAY)
    for folder, days, refusal in (("Trash", 0, InvalidRequest), ("Nowhere", 5, RecordGone)):
        with pytest.raises(refusal):
            await change(ines.signed_in, folder, days)
