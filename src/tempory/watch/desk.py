"""The security team's desk: the queue of reports, opened in the officer's page, decided, answered.

The server hands out what is sealed to the team, to who has the permission and after the access log has it; the holder
of the mailbox sees in their own log that it was opened. Who reported is a pseudonym to the team, but for what the
message itself says.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final, final

from tempory.mailboxes import InvalidRequest, Mailboxes, MailboxGone
from tempory.people import Actor, Conflict, NotAllowed, Office, RecordGone
from tempory.sealing import PublicKey, seal_answer
from tempory.values import MailboxId, RecordId, Refusal, Unavailable
from tempory.verdict import TRACE_OCTETS, take_fingerprint
from tempory.watch.day_keys import DayKeys
from tempory.watch.records import Counts, Report, Sightings, State
from tempory.watch.store import WatchStore

QUEUE: Final = 200
ANSWER_CHARACTERS: Final = 1_000
TRACES: Final = 50

Tell = Callable[[MailboxId, Report, str], Awaitable[None]]
"""Puts a letter with the team's answer into the reporter's mailbox, sealed like any other."""


@final
class Desk:
    """Lists, gives out and decides."""

    def __init__(self, office: Office, store: WatchStore, *, mailboxes: Mailboxes, days: DayKeys, tell: Tell) -> None:
        self._office = office
        self._store = store
        self._mailboxes = mailboxes
        self._days = days
        self._tell = tell

    async def queue(self, by: Actor) -> tuple[Counts, Sequence[Report]]:
        """Return the counts, and reports: open ones first, of those members' before all, the eldest on top."""
        await self._office.record(by, "report.list", "reports")
        return await self._store.counts(), await self._store.reports(limit=QUEUE)

    async def open(self, by: Actor, report: RecordId) -> bytes:
        """Return one report as it was sealed to the team. Raises `RecordGone`."""
        found = await self.find(report)
        sealed = await self._store.sealed_report(report)
        if sealed is None:
            raise _gone()
        await self._office.record(by, "report.open", _on(found))
        return sealed

    async def search(self, by: Actor, traces: Sequence[bytes]) -> Sightings:
        """Count in how many messages and mailboxes the traces were, of mail that was warned of in these 14 days."""
        await self._office.record(by, "report.search", "fingerprints")
        return await self._sightings(traces)

    async def decide(
        self, by: Actor, report: RecordId, *, state: State, answer: str, traces: Sequence[bytes] = ()
    ) -> tuple[Report, Sightings | None]:
        """Decide, for good; the reporter is told. Traces of what is confirmed are looked for in all mailboxes.

        Raises `RecordGone`, `Conflict` if a colleague was quicker, `InvalidRequest`.
        """
        if by.member is None or state is State.OPEN:
            refusal = "Who decides is known, and says confirmed or harmless."
            raise NotAllowed(refusal)
        text = check_answer(answer)
        found = await self.find(report)
        sightings = await self._sightings(traces) if state is State.CONFIRMED and traces else None
        await self._office.record(by, "report.decide", _on(found))
        sealed = await self._seal(found, text)
        decided = replace(
            found,
            state=state,
            decided_at=self._office.now(),
            decided_by=by.member,
            answer=sealed,
            found=None if sightings is None else sightings.mailboxes,
        )
        if not await self._store.decide(decided):
            refusal = "A colleague has decided this one already, or it was taken back."
            raise Conflict(refusal)
        if found.mailbox is not None:
            # The page shows the answer too, so a mailbox that is full, or has just gone, is no reason to fail.
            with suppress(Refusal, Unavailable):
                await self._tell(found.mailbox, decided, text)
        return decided, sightings

    async def _sightings(self, traces: Sequence[bytes]) -> Sightings:
        if not 0 < len(traces) <= TRACES or any(len(trace) != TRACE_OCTETS for trace in traces):
            reason = f"Up to {TRACES} traces are looked for, of {TRACE_OCTETS} octets each."
            raise InvalidRequest(reason)
        days = await self._days.living()
        return await self._store.sightings(
            [(day, take_fingerprint(trace, key)) for day, key in days for trace in set(traces)]
        )

    async def _seal(self, report: Report, text: str) -> bytes:
        if report.mailbox is None or not text:
            return b""
        try:
            living = await self._mailboxes.look(report.mailbox)
        except MailboxGone:
            return b""
        return seal_answer(PublicKey(living.public_key), text, mailbox=report.mailbox, report=report.id)

    async def find(self, report: RecordId) -> Report:
        """Return what is kept of one report; `RecordGone` if there is none."""
        found = await self._store.report(report)
        if found is None:
            raise _gone()
        return found


def check_answer(text: str) -> str:
    """Return the answer as it is sealed and sent: lines of printable characters. `InvalidRequest` otherwise."""
    stripped = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if len(stripped) > ANSWER_CHARACTERS or any(not (each.isprintable() or each == "\n") for each in stripped):
        reason = f"An answer has up to {ANSWER_CHARACTERS} characters, and no control characters."
        raise InvalidRequest(reason)
    return stripped


def _on(report: Report) -> str:
    return f"report:{report.id}" if report.mailbox is None else f"mailbox:{report.mailbox}"


def _gone() -> RecordGone:
    return RecordGone("There is no such report; it was taken back, or its time is over.")
