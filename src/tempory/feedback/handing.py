"""From a day's counts to letters on their way. Until there is sending, nobody calls this, and nothing leaves."""

from collections.abc import AsyncIterator
from typing import Final, Protocol

from tempory.feedback.counts import Counts, open_counts
from tempory.feedback.destinations import find_destinations
from tempory.feedback.letter import ReportLetter, compose_letter
from tempory.feedback.report import Report, Reporter
from tempory.feedback.store import DayKeys, FeedbackStore
from tempory.mailauth import Resolver
from tempory.values import Clock

MAX_LETTER_OCTETS: Final = 10 * 1024 * 1024
"""A larger letter is not sent: hardly anybody takes it. The limits of a day keep reports below half of it."""


class Outbox(Protocol):
    """The queue of mail that is to be sent."""

    async def put(self, letter: ReportLetter) -> None:
        """Take responsibility for `letter`; on disk when this returns. One whose id is known is not queued again."""
        ...


async def prepare_letters(
    counts: Counts, day: int, *, reporter: Reporter, resolver: Resolver, clock: Clock
) -> AsyncIterator[ReportLetter | None]:
    """Give a letter for each report and each recipient that agreed to it; None where DNS did not say whether."""
    for tally in counts.tallies.values():
        report = Report(reporter=reporter, day=day, tally=tally)
        destinations = await find_destinations(tally.published, resolver)
        for uri in destinations.uris:
            letter = compose_letter(report, to=uri.address, at=clock.now())
            # RFC 9990 §3.5: a size is that of the report in the encoding that carries it.
            if len(letter.content) <= min(uri.max_octets or MAX_LETTER_OCTETS, MAX_LETTER_OCTETS):
                yield letter
        if destinations.is_unsure:
            yield None


async def hand_over(
    day: int,
    *,
    store: FeedbackStore,
    keys: DayKeys,
    outbox: Outbox,
    reporter: Reporter,
    resolver: Resolver,
    clock: Clock,
) -> bool:
    """Queue the reports of a day that is over, then destroy its counts and those before.

    False if DNS was silent about some recipients: what could be queued is, the counts stay, and this may be called
    again. `Unavailable` if the disk or the outbox refuses, `IntegrityError` if the counts are not as we wrote them.
    """
    sealed, key = await store.find(day), await keys.find(day)
    if sealed is not None and key is not None:
        is_complete = True
        letters = prepare_letters(
            open_counts(sealed, key=key, day=day), day, reporter=reporter, resolver=resolver, clock=clock
        )
        async for letter in letters:
            if letter is None:
                is_complete = False
            else:
                await outbox.put(letter)
        if not is_complete:
            return False
    await keys.destroy(day + 1)
    await store.remove(day + 1)
    return True
