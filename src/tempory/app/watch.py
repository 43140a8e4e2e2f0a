"""The watch, wired: its store, the keys of its days, mail to the report address, and the letters that answer."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import final

from tempory.accesslog import Access, Kind, Machine, Record, Thing, Verb, Way, on_mailbox
from tempory.app.notices import tell_of_decision, thank_for_forwarding
from tempory.delivery import DeliveryStore, Deposits, Owner
from tempory.mailboxes import Mailboxes, MailboxGone, Workshop
from tempory.people import Office
from tempory.sealing import PublicKey
from tempory.storage.sqlite import Storage
from tempory.values import Address, MailboxId
from tempory.watch import DayKeys, Forwarding, Report, Watch


@final
class Answers:
    """Puts the security team's answers into mailboxes."""

    def __init__(self, store: DeliveryStore, workshop: Workshop, *, mailboxes: Mailboxes) -> None:
        self._workshop = workshop
        self._mailboxes = mailboxes
        self._deposits = Deposits(store=store, clock=workshop.clock, random=workshop.random, events=workshop.events)

    async def tell(self, mailbox: MailboxId, report: Report, text: str) -> None:
        """Put the answer to `report` into `mailbox`; it is on disk, and in the access log, when this returns."""
        owner, records = await self._open(mailbox)
        domain = self._workshop.rules.domains[0]
        await tell_of_decision(self._deposits, owner, report, text, domain=domain, records=records)

    async def thank(self, mailbox: MailboxId, report: Report) -> None:
        """Put thanks for a message that was forwarded into `mailbox`, as `tell` does."""
        owner, records = await self._open(mailbox)
        domain = self._workshop.rules.domains[0]
        await thank_for_forwarding(self._deposits, owner, report, domain=domain, records=records)

    async def _open(self, mailbox: MailboxId) -> tuple[Owner, list[Record]]:
        living = await self._mailboxes.look(mailbox)
        owner = Owner(mailbox=mailbox, address=None, public_key=PublicKey(living.public_key))
        access = Access(who=Machine.MAIL, verb=Verb.DELIVER, on=on_mailbox(mailbox.octets), way=Way.INSIDE)
        return owner, [await self._workshop.log.prepare(access)]


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


def open_forwarding(storage: Storage, office: Office, watch: Watch, *, name: Callable[[], str]) -> Forwarding:
    """Wire what takes mail to the report address. `name` gives what stands before its @."""
    workshop = office.workshop
    answers = Answers(storage.mail, workshop, mailboxes=Mailboxes(workshop))

    async def find(address: Address) -> MailboxId | None:
        mailbox = await workshop.store.find_by_address(workshop.hasher.hash(address))
        if mailbox is None:
            return None
        with suppress(MailboxGone):
            await Mailboxes(workshop).look(mailbox)
            return mailbox
        return None

    async def record(mailbox: MailboxId | None) -> None:
        on = Thing(kind=Kind.PERSON, name="reports") if mailbox is None else on_mailbox(mailbox.octets)
        await workshop.log.record(Access(who=Machine.MAIL, verb=Verb.REPORT, on=on, way=Way.SMTP))

    return Forwarding(office, watch.reports, name=name, find=find, record=record, thank=answers.thank)
