"""The watch, wired: its store, the keys of its days, and the letter that answers a report."""

import time
from collections.abc import Callable
from typing import final

from tempory.accesslog import Access, Machine, Verb, Way, on_mailbox
from tempory.app.notices import tell_of_decision
from tempory.delivery import DeliveryStore, Deposits, Owner
from tempory.mailboxes import Mailboxes, Workshop
from tempory.people import Office
from tempory.sealing import PublicKey
from tempory.storage.sqlite import Storage
from tempory.values import MailboxId
from tempory.watch import DayKeys, Report, Watch


@final
class Answers:
    """Puts the security team's answers into mailboxes."""

    def __init__(self, store: DeliveryStore, workshop: Workshop, *, mailboxes: Mailboxes) -> None:
        self._workshop = workshop
        self._mailboxes = mailboxes
        self._deposits = Deposits(store=store, clock=workshop.clock, random=workshop.random, events=workshop.events)

    async def tell(self, mailbox: MailboxId, report: Report, text: str) -> None:
        """Put the answer to `report` into `mailbox`; it is on disk, and in the access log, when this returns."""
        living = await self._mailboxes.look(mailbox)
        access = Access(who=Machine.MAIL, verb=Verb.DELIVER, on=on_mailbox(mailbox.octets), way=Way.INSIDE)
        await tell_of_decision(
            self._deposits,
            Owner(mailbox=mailbox, address=None, public_key=PublicKey(living.public_key)),
            report,
            text,
            domain=self._workshop.rules.domains[0],
            records=[await self._workshop.log.prepare(access)],
        )


def open_watch(storage: Storage, office: Office, *, keep_days: Callable[[], int]) -> Watch:
    """Wire the watch over an open store."""
    workshop = office.workshop
    mailboxes = Mailboxes(workshop)
    days = DayKeys(storage.keys.fingerprint_days, storage.watch, clock=workshop.clock, random=workshop.random)
    answers = Answers(storage.mail, workshop, mailboxes=mailboxes)
    return Watch(
        office,
        storage.watch,
        mailboxes=mailboxes,
        days=days,
        tell=answers.tell,
        monotonic=time.monotonic,
        keep_days=keep_days,
    )
