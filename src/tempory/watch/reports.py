"""Reporting a message: filing it, looking at what became of it, and taking it back while nobody has decided.

A report is one message of the reporter's own mailbox, handed over knowingly, and sealed to the security team's key
before it reaches the disk. It fails closed: without a key of the team nothing is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, final

from tempory.mailboxes import InvalidRequest, Mailboxes
from tempory.people import Office
from tempory.sealing import MAX_REPORT_OCTETS, SEAL_OCTETS, PublicKey, seal_report
from tempory.values import Instant, InvalidValueError, MailboxId, MessageId, RecordId
from tempory.watch.records import Bounds, Channel, Report, TeamKey
from tempory.watch.refusals import ReportsClosed, ReportTooLarge
from tempory.watch.store import WatchStore

_DAY: Final = 86_400_000
_KEYS_KEPT: Final = 4
PER_MAILBOX: Final = 20
"""Reports that one mailbox may file in a day."""
TOTAL: Final = 5_000
TOTAL_OCTETS: Final = 2 * 1024**3
"""What all reports together may be and hold. Decided ones make room, the eldest first; beyond that, none is taken."""
OPEN_TO_ALL: Final = 2
"""Mailboxes that anybody can make fill one part of so many of that; the rest is for mailboxes of members."""
FORWARDED: Final = 500
FORWARDED_OCTETS: Final = 256 * 1024**2
"""What those that strangers forward may be and hold: most of the room is kept for holders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedReport:
    """A report as the page brings it: sealed there, to the team's `key`, under an `id` drawn there."""

    id: RecordId
    key: RecordId
    sealed: bytes


@final
class Reports:
    """What a mailbox's holder does. Who that is, and that the access log has it, is the caller's to see to."""

    def __init__(self, office: Office, store: WatchStore, *, mailboxes: Mailboxes) -> None:
        self._office = office
        self._store = store
        self._mailboxes = mailboxes
        self._public_key = lru_cache(_KEYS_KEPT)(PublicKey)

    async def team_key(self) -> TeamKey | None:
        """Return the key that reports are sealed to; None: nothing can be reported yet."""
        keys = await self._store.team_keys()
        return keys[0] if keys else None

    async def file(self, mailbox: MailboxId, message: MessageId, content: bytes, channel: Channel) -> Report:
        """Hand over one message, whose octets the holder's own secret has opened; idempotent.

        Raises `MessageGone`, `ReportsClosed`, `TooManyReports`, `ReportTooLarge`.
        """
        await self._mailboxes.message(mailbox, message)
        return await self._seal_and_add(mailbox, message, content, channel)

    async def file_sealed(
        self, mailbox: MailboxId, message: MessageId, brought: SealedReport, channel: Channel
    ) -> Report:
        """Hand over one message that its holder's own page has sealed; idempotent. Raises as `file` does."""
        stored = await self._mailboxes.message(mailbox, message)
        if (await self._key()).id != brought.key:
            reason = "The security team has a new key since; ask for it, and seal to that one."
            raise ReportsClosed(reason)
        if len(brought.sealed) > SEAL_OCTETS + MAX_REPORT_OCTETS:
            raise _too_large()
        # Of its plaintext the server sees the length alone: small messages do not become large reports.
        if not SEAL_OCTETS < len(brought.sealed) <= SEAL_OCTETS + stored.size:
            reason = "sealed is not this message, sealed."
            raise InvalidRequest(reason)
        return await self._add(mailbox, message, brought, channel)

    async def file_forwarded(self, content: bytes, *, mailbox: MailboxId | None) -> Report:
        """Hand over what was forwarded by the holder of `mailbox`; None: by a stranger. Raises as `file` does."""
        return await self._seal_and_add(mailbox, None, content, Channel.FORWARD)

    async def of_mailbox(self, mailbox: MailboxId) -> Sequence[Report]:
        """Return what was reported from a mailbox, the newest first; without what its holder forwarded."""
        return await self._store.reports_of(mailbox)

    async def withdraw(self, mailbox: MailboxId, message: MessageId) -> bool:
        """Take a report back, with what was handed over, while it is open; False if there is none that is."""
        # Most that a mail program unmarks at once were never reported: for those nothing is written.
        known = await self._store.report_of(mailbox, message)
        return known is not None and await self._store.withdraw(mailbox, message)

    async def agrees(self, mailbox: MailboxId) -> bool:
        """Whether the holder lets the keyword $Phishing report, in mail programs."""
        return await self._store.agrees(mailbox)

    async def agree(self, mailbox: MailboxId, *, agreed: bool) -> None:
        """Let the keyword report, or no more. Raises `MailboxGone`."""
        await self._store.set_agreement(mailbox, at=self._office.now() if agreed else None)

    async def _key(self) -> TeamKey:
        key = await self.team_key()
        if key is None:
            reason = "The security team has not set up its key yet, so nothing can be handed over to it."
            raise ReportsClosed(reason)
        return key

    async def _seal_and_add(
        self, mailbox: MailboxId | None, message: MessageId | None, content: bytes, channel: Channel
    ) -> Report:
        key = await self._key()
        if len(content) > MAX_REPORT_OCTETS:
            raise _too_large()
        report = self._office.draw_record()
        sealed = seal_report(self._public_key(key.public_key), content, key=key.id, report=report)
        return await self._add(mailbox, message, SealedReport(id=report, key=key.id, sealed=sealed), channel)

    async def _add(
        self, mailbox: MailboxId | None, message: MessageId | None, brought: SealedReport, channel: Channel
    ) -> Report:
        now = self._office.now()
        report = Report(
            id=brought.id,
            mailbox=mailbox,
            message=message,
            channel=channel,
            filed_at=now,
            key=brought.key,
            size=len(brought.sealed),
        )
        bounds = Bounds(
            since=Instant(now - _DAY),
            per_mailbox=PER_MAILBOX,
            total=TOTAL,
            total_octets=TOTAL_OCTETS,
            open_to_all=OPEN_TO_ALL,
            forwarded=FORWARDED,
            forwarded_octets=FORWARDED_OCTETS,
        )
        return await self._store.add_report(report, brought.sealed, bounds)


def check_public_key(octets: bytes) -> PublicKey:
    """Return a public key that reports can be sealed to; `InvalidRequest` otherwise."""
    try:
        return PublicKey(octets)
    except InvalidValueError:
        reason = "public_key is not a key that anything can be sealed to."
        raise InvalidRequest(reason) from None


def _too_large() -> ReportTooLarge:
    return ReportTooLarge(f"A message of more than {MAX_REPORT_OCTETS} octets cannot be handed over.")
