"""Forgetting: the keys first, then the rows, then the space they took.

Once the key is destroyed nothing can bring the mailbox back, so the order is what the promise rests on. A crash between
the two steps leaves a mailbox without its key, or a key without its mailbox: `reconcile` finishes both at the next
start.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tempory.accesslog import Access, Identity, Kind, Machine, Record, Subject, Thing, Verb, Way, by_holder, on_mailbox
from tempory.events import MailboxForgotten
from tempory.mailboxes.making import MILLISECONDS, Workshop
from tempory.values import Instant, MailboxId, Unavailable

SWEEP_BATCH = 100
RECONCILE_BATCH = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Buried:
    """How many messages a mailbox held, and the index of the record of its end; None if that could not be written."""

    messages: int
    index: int | None


async def forget(
    workshop: Workshop, mailboxes: Sequence[MailboxId], *, reason: str, way: Way = Way.INSIDE
) -> dict[MailboxId, Buried]:
    """Forget `mailboxes` and return what they held; those already gone are left out.

    `reason` is `asked` or `expired`. When this returns the keys are destroyed and the addresses answer 550. This goes
    ahead without the access log: it is recorded after, since the promise is to forget.
    """
    now = workshop.clock.now()
    # Before the keys go: afterwards nobody knows the pseudonyms any more.
    records = {mailbox: await _prepare(workshop, mailbox, reason=reason, way=way) for mailbox in mailboxes}
    await workshop.keys.destroy(mailboxes)
    for mailbox in mailboxes:
        workshop.log.fade(Subject(mailbox.octets))
    until = Instant(now + workshop.rules.quarantine * MILLISECONDS)
    messages = await workshop.store.bury(mailboxes, quarantine_until=until)
    indexes = await workshop.log.record_after([records[mailbox] for mailbox in messages])
    for mailbox in messages:
        workshop.events.publish(MailboxForgotten(mailbox=mailbox, reason=reason))
    return {
        mailbox: Buried(messages=count, index=None if indexes is None else indexes[place])
        for place, (mailbox, count) in enumerate(messages.items())
    }


async def identify(workshop: Workshop, mailbox: MailboxId) -> Identity | None:
    """Return the mailbox as the access log knows it, None if it does not."""
    try:
        return await workshop.log.identify(Subject(mailbox.octets))
    except Unavailable:
        return None


async def _prepare(workshop: Workshop, mailbox: MailboxId, *, reason: str, way: Way) -> Record:
    on = on_mailbox(mailbox.octets)
    access = Access(who=Machine.SWEEPER, verb=Verb.FORGET_MAILBOX, on=on, way=way)
    if reason == "asked":
        access = by_holder(mailbox.octets, Verb.FORGET_MAILBOX, way)
    try:
        return await workshop.log.prepare(access)
    except Unavailable:
        unknown = Thing(kind=Kind.MAILBOX)
        return await workshop.log.prepare(Access(who=Machine.SWEEPER, verb=Verb.FORGET_MAILBOX, on=unknown, way=way))


async def sweep(workshop: Workshop) -> int:
    """Forget every mailbox whose time is up, in batches, and return how many there were."""
    total = 0
    while overdue := await workshop.store.expired(workshop.clock.now(), SWEEP_BATCH):
        total += len(await forget(workshop, overdue, reason="expired"))
    return total


async def reconcile(workshop: Workshop) -> int:
    """Finish what a crash left half done; return how many keys or mailboxes had no counterpart."""
    strays = 0
    after: MailboxId | None = None
    while True:
        stored = await workshop.store.mailbox_ids(after, RECONCILE_BATCH)
        held = await workshop.keys.mailbox_ids(after, RECONCILE_BATCH)
        if not stored and not held:
            return strays
        # Compare only as far as both lists reach.
        ends = [ids[-1] for ids in (stored, held) if len(ids) == RECONCILE_BATCH]
        after = min(ends) if ends else max(*stored[-1:], *held[-1:], MailboxId(bytes(16)))
        known = {mailbox for mailbox in stored if mailbox <= after}
        keyed = {mailbox for mailbox in held if mailbox <= after}
        if keyed - known:
            await workshop.keys.destroy(sorted(keyed - known))
        if known - keyed:
            await forget(workshop, sorted(known - keyed), reason="expired")
        strays += len(known ^ keyed)
