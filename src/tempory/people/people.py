"""All parts about people over one office, made once."""

from collections.abc import Callable
from typing import final

from tempory.mailboxes import Mailboxes
from tempory.mailboxes.folders import FolderStore
from tempory.people.app_passwords import AppPasswords
from tempory.people.break_glass import BreakGlass, Notify
from tempory.people.directory import Directory
from tempory.people.enrolment import Enrolment
from tempory.people.factors import Factors
from tempory.people.keyring import Keyring
from tempory.people.login import Login
from tempory.people.office import Office
from tempory.people.retention import Retention
from tempory.people.reviews import Reviews
from tempory.people.sessions import Sessions
from tempory.people.throttle import Throttle
from tempory.values import RecordId

SWEEP_SECONDS = 60.0


@final
class People:
    """`monotonic` in seconds, for the throttle and the rounds; `notify` writes to a mailbox's holder."""

    def __init__(
        self,
        office: Office,
        *,
        mailboxes: Mailboxes,
        folders: FolderStore,
        monotonic: Callable[[], float],
        notify: Notify,
    ) -> None:
        self._monotonic = monotonic
        self._swept_at = monotonic()
        self.office = office
        self.keyring = Keyring(office)
        self.sessions = Sessions(office)
        self.factors = Factors(office, self.keyring)
        self.login = Login(
            office,
            sessions=self.sessions,
            factors=self.factors,
            keyring=self.keyring,
            throttle=Throttle(monotonic=monotonic),
        )
        self.enrolment = Enrolment(office, keyring=self.keyring, sessions=self.sessions)
        self.app_passwords = AppPasswords(office, mailboxes=mailboxes, keyring=self.keyring)
        self.directory = Directory(office, enrolment=self.enrolment, sessions=self.sessions)
        self.retention = Retention(office, folders)
        self.reviews = Reviews(office, sessions=self.sessions)
        self.break_glass = BreakGlass(office, keyring=self.keyring, mailboxes=mailboxes, notify=notify)

    async def admits(self, by: RecordId) -> bool:
        """Whether this session, or this app password, lets its member in as things stand."""
        return await self.office.store.is_way_in(by, now=self.office.now())

    async def sweep(self) -> None:
        """Remove what is over, once a minute at most; called at every round of the sweeper."""
        if self._monotonic() - self._swept_at >= SWEEP_SECONDS:
            self._swept_at = self._monotonic()
            await self.sessions.sweep()
            await self.app_passwords.sweep()
            await self.retention.sweep()
            await self.reviews.sweep()
