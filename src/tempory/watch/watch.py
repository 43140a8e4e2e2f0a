"""All parts of the watch over one office and one store, made once."""

from collections.abc import Callable
from typing import Final, final

from tempory.mailboxes import Mailboxes
from tempory.people import Office
from tempory.values import Instant
from tempory.watch.day_keys import DayKeys
from tempory.watch.desk import Desk, Tell
from tempory.watch.reports import Reports
from tempory.watch.store import WatchStore
from tempory.watch.team import Team

SWEEP_SECONDS: Final = 60.0
KEEP_DAYS: Final = 90
_DAY: Final = 86_400_000


@final
class Watch:
    """`keep_days` says how long reports are kept; `monotonic` is in seconds."""

    def __init__(
        self,
        office: Office,
        store: WatchStore,
        *,
        mailboxes: Mailboxes,
        days: DayKeys,
        tell: Tell,
        monotonic: Callable[[], float],
        keep_days: Callable[[], int] = lambda: KEEP_DAYS,
    ) -> None:
        self._office = office
        self._store = store
        self._monotonic = monotonic
        self._keep_days = keep_days
        self._swept_at: float | None = None
        self.days = days
        self.reports = Reports(office, store, mailboxes=mailboxes)
        self.team = Team(office, store, mailboxes=mailboxes)
        self.desk = Desk(office, store, mailboxes=mailboxes, days=days, tell=tell)

    @property
    def keep_days(self) -> int:
        """How long a report is kept, in days."""
        return self._keep_days()

    async def sweep(self) -> None:
        """Remove what is over, once a minute at most; called at every round of the sweeper."""
        if self._swept_at is not None and self._monotonic() - self._swept_at < SWEEP_SECONDS:
            return
        self._swept_at = self._monotonic()
        await self.days.sweep()
        now = self._office.now()
        await self._store.remove_reports(
            filed_before=Instant(now - self.keep_days * _DAY), counted_before=Instant(now - _DAY)
        )
        await self.team.sweep()
