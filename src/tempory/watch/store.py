"""What reports need from storage. The adapter on floor 3 implements it. What changes something returns once on disk."""

from collections.abc import Sequence
from typing import Protocol

from tempory.values import Instant, MailboxId, MessageId, RecordId, Secret
from tempory.watch.records import Bounds, Counts, Report, Sightings, TeamKey, TeamWrap


class WatchStore(Protocol):
    """Reports, the team's keys, and fingerprints."""

    async def add_report(self, report: Report, sealed: bytes, bounds: Bounds) -> Report:
        """Store a report; return the one that there is if the message was reported before. Forwarded ones are all new.

        Raises `TooManyReports`, `MailboxGone`, and `Conflict` for an id that another report has.
        """
        ...

    async def reports_of(self, mailbox: MailboxId) -> Sequence[Report]:
        """Return the reports of a mailbox's messages, the newest first; what was forwarded is of no message."""
        ...

    async def reports(self, *, limit: int) -> Sequence[Report]:
        """Return reports, open ones first, among them the eldest; then the newest."""
        ...

    async def report(self, report: RecordId) -> Report | None: ...

    async def report_of(self, mailbox: MailboxId, message: MessageId) -> Report | None: ...

    async def sealed_report(self, report: RecordId) -> bytes | None: ...

    async def counts(self) -> Counts: ...

    async def withdraw(self, mailbox: MailboxId, message: MessageId) -> bool:
        """Remove a report that is still open; False if there is none."""
        ...

    async def decide(self, decided: Report) -> bool:
        """Note a decision; False if the report is not open (any more)."""
        ...

    async def remove_reports(self, *, filed_before: Instant, counted_before: Instant) -> int:
        """Remove reports, decided or not, and what a mailbox's bound was counted by; return how many reports."""
        ...

    async def agrees(self, mailbox: MailboxId) -> bool:
        """Whether the holder lets the keyword report."""
        ...

    async def set_agreement(self, mailbox: MailboxId, *, at: Instant | None) -> None:
        """Note that the holder lets the keyword report from `at` on; None: no more. Raises `MailboxGone`."""
        ...

    async def team_keys(self) -> Sequence[TeamKey]:
        """Return the keys, the newest first."""
        ...

    async def add_team_key(self, key: TeamKey, wraps: Sequence[TeamWrap], *, after: RecordId | None) -> bool:
        """Store a key with its wraps; False if the newest is not `after` any more, and nothing has changed."""
        ...

    async def team_wraps(self) -> Sequence[TeamWrap]: ...

    async def add_team_wraps(self, wraps: Sequence[TeamWrap]) -> None:
        """Store wraps, each only where there is none of this key and mailbox yet."""
        ...

    async def keep_team_wraps(self, mailboxes: Sequence[MailboxId]) -> None:
        """Remove the wraps of all other mailboxes, and keys that neither a report nor new mail needs."""
        ...

    async def sightings(self, fingerprints: Sequence[tuple[int, bytes]]) -> Sightings:
        """Count the messages with one of these fingerprints, each with its day."""
        ...

    async def remove_fingerprints(self, *, before: int) -> None:
        """Remove the fingerprints of the days before this one."""
        ...


class DayKeyStore(Protocol):
    """The key of each day, in slots that are overwritten. Never in any backup."""

    async def keep(self, day: int, fresh: Secret) -> Secret:
        """Return the day's key; `fresh` becomes it if there is none yet."""
        ...

    async def living(self) -> Sequence[tuple[int, Secret]]:
        """Return each day that has a key, with it."""
        ...

    async def destroy(self, before: int) -> int:
        """Overwrite the keys of the days before this one; gone when this returns. Returns how many."""
        ...
