"""How long messages stay in a folder: rules of each mailbox, and the rounds that carry them out.

Rows go at once, in one commit with the record that says so. Backups hold the ciphertext until they age out, and the
page says so.
"""

from collections.abc import Sequence
from typing import Final, final

from tempory.accesslog import Access, Kind, Machine, Subject, Thing, Verb, Way
from tempory.events import FolderChanged
from tempory.mailboxes import InvalidRequest, MailboxGone
from tempory.mailboxes.folders import FolderStore
from tempory.people.members import Member
from tempory.people.office import DAY, Office
from tempory.people.refusals import RecordGone
from tempory.people.sessions import SignedIn
from tempory.people.store import RetentionRule
from tempory.values import MailboxId

BATCH: Final = 20
LONGEST_DAYS: Final = 3650


@final
class Retention:
    """Shows and changes a mailbox's rules, and removes what is overdue."""

    def __init__(self, office: Office, folders: FolderStore) -> None:
        self._office = office
        self._store = office.store
        self._folders = folders

    async def rules(self, member: Member) -> Sequence[RetentionRule]:
        """Return each folder of the member's mailbox with its rule."""
        return [] if member.mailbox is None else await self._store.retention(member.mailbox)

    async def change(self, signed_in: SignedIn, folder: str, days: int | None) -> None:
        """Let messages of `folder` go after `days`; None: never. Raises `InvalidRequest`, `RecordGone`."""
        if days is not None and not 1 <= days <= LONGEST_DAYS:
            reason = f"days lies between 1 and {LONGEST_DAYS}."
            raise InvalidRequest(reason)
        mailbox = self._mailbox(signed_in.member)
        for rule in await self._store.retention(mailbox):
            if rule.name == folder:
                await self._office.record(signed_in.actor, "retention.change", f"member:{signed_in.member.id}")
                await self._store.set_retention(mailbox, rule.folder, None if days is None else days * DAY)
                return
        reason = "There is no such folder."
        raise RecordGone(reason)

    async def sweep(self) -> int:
        """Remove what is overdue, in small batches; return how many messages went."""
        total = 0
        while overdue := await self._store.overdue(self._office.now(), limit=BATCH):
            removed = 0
            for each in overdue:
                record = await self._office.workshop.log.prepare(_removal(each.mailbox))
                gone = await self._folders.expunge(each.mailbox, each.folder, each.uids, records=(record,))
                removed += len(gone)
                self._office.workshop.events.publish(FolderChanged(mailbox=each.mailbox))
            total += removed
            if not removed:
                break
        return total

    def _mailbox(self, member: Member) -> MailboxId:
        if member.mailbox is None:
            reason = "There is no mailbox yet."
            raise MailboxGone(reason)
        return member.mailbox


def _removal(mailbox: MailboxId) -> Access:
    on = Thing(kind=Kind.MAILBOX, subject=Subject(mailbox.octets))
    return Access(who=Machine.SWEEPER, verb=Verb.DELETE, on=on, way=Way.INSIDE)
