"""Forgetting: the keys first, then the rows, then the space they took.

Once the key is destroyed nothing can bring the mailbox back, so the order is what the promise rests on. A crash between
the two steps leaves a mailbox without its key, or a key without its mailbox: `reconcile` finishes both at the next
start.
"""

from collections.abc import Sequence

from tempory.events import MailboxForgotten
from tempory.mailboxes.making import MILLISECONDS, Workshop
from tempory.values import Instant, MailboxId

SWEEP_BATCH = 100
RECONCILE_BATCH = 10_000


async def forget(workshop: Workshop, mailboxes: Sequence[MailboxId], *, reason: str) -> dict[MailboxId, int]:
    """Forget `mailboxes` and return how many messages each held; those already gone are left out.

    `reason` is `asked` or `expired`. When this returns the keys are destroyed and the addresses answer 550.
    """
    now = workshop.clock.now()
    await workshop.keys.destroy(mailboxes)
    until = Instant(now + workshop.rules.quarantine * MILLISECONDS)
    buried = await workshop.store.bury(mailboxes, quarantine_until=until)
    for mailbox in buried:
        workshop.events.publish(MailboxForgotten(mailbox=mailbox, reason=reason))
    return buried


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
