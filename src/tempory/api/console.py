"""/api/v1/console: what staff see of the service. Counts, states and ages; never a message, never a holder."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import final

from starlette.requests import Request
from starlette.responses import Response

from tempory import __version__
from tempory.api.answers import answer_json
from tempory.api.browsers import signed_in
from tempory.api.console_pulse import Minute, Pulse
from tempory.api.console_shapes import (
    ControlShape,
    GlanceShape,
    ListenerGlance,
    LogGlance,
    MailboxesGlance,
    MinuteGlance,
    PolicyGlance,
    PromiseShape,
    StaffShape,
    StorageGlance,
)
from tempory.api.people_shapes import show_grants
from tempory.api.policy import Assess
from tempory.api.representations import WordsShape
from tempory.api.service import Listener
from tempory.api.streams import Live
from tempory.mailboxes import Census, Mailboxes
from tempory.people import Grant, People
from tempory.policy import Assessment, Clause, State, Words
from tempory.translog import parse_note
from tempory.values import Clock, MemberId, Unavailable, format_instant

CENSUS_MS = 10_000
ListListeners = Callable[[], Mapping[str, Listener]]


@final
@dataclass(slots=True, kw_only=True)
class ConsoleResource:
    """Handlers of what staff look at. The census is taken every ten seconds at most, however many look."""

    mailboxes: Mailboxes
    people: People
    pulse: Pulse
    live: Live
    clock: Clock
    assess: Assess
    listeners: ListListeners
    _census: Census | None = None
    _counted_at: int = 0

    async def glance(self, request: Request) -> Response:
        """Show the service. Looking at numbers is no access to anybody's anything, so it is not recorded."""
        store_answers = await self._probe()
        census = await self._count()
        glance = GlanceShape(
            at=format_instant(self.clock.now()),
            since=format_instant(self.pulse.since),
            version=__version__,
            ready=store_answers and not self.live.is_draining,
            store_answers=store_answers,
            draining=self.live.is_draining,
            listeners=self._show_listeners(),
            mailboxes=_show_mailboxes(census),
            storage=StorageGlance(messages=census.octets, folder=census.on_disk, free=census.free),
            minutes=[_show_minute(minute) for minute in self.pulse.minutes()],
            policy=_show_policy(self.assess()),
            log=await self._show_log(),
        )
        return answer_json(glance)

    async def staff(self, request: Request) -> Response:
        await self.people.office.record(signed_in(request).actor, "people.list", "staff")
        held: dict[MemberId, list[Grant]] = {}
        for member, grant in await self.people.office.store.all_grants():
            held.setdefault(member, []).append(grant)
        return answer_json([await self._show_staff(member, grants) for member, grants in held.items()])

    async def promises(self, request: Request) -> Response:
        return answer_json([_show_promise(assessment) for assessment in self.assess()])

    async def _probe(self) -> bool:
        try:
            await self.mailboxes.workshop.store.probe()
        except Unavailable:
            return False
        return True

    async def _count(self) -> Census:
        now = self.clock.now()
        if self._census is None or not 0 <= now - self._counted_at < CENSUS_MS:
            self._census = await self.mailboxes.workshop.store.census(now)
            self._counted_at = now
        return self._census

    def _show_listeners(self) -> list[ListenerGlance]:
        return [
            ListenerGlance(name=name, host=at.host, port=at.port, tls=at.tls, open=self.pulse.open(name))
            for name, at in self.listeners().items()
        ]

    async def _show_log(self) -> LogGlance:
        workshop = self.mailboxes.workshop
        latest = workshop.checkpointer.latest
        return LogGlance(
            size=await workshop.log.store.size(),
            signed=0 if latest is None else latest.size,
            signed_at=None if latest is None else format_instant(latest.at),
            # The first signature is the log's own.
            witnesses=0 if latest is None else len(parse_note(latest.note).signatures) - 1,
            trouble=workshop.checkpointer.trouble is not None,
        )

    async def _show_staff(self, member: MemberId, grants: Sequence[Grant]) -> StaffShape:
        found = await self.people.office.find(member)
        return StaffShape(
            member=str(member),
            name=found.name,
            status=found.status.value,
            factors=len(await self.people.factors.list(member)),
            roles=show_grants(grants),
        )


def _show_mailboxes(census: Census) -> MailboxesGlance:
    return MailboxesGlance(
        disposable=census.mailboxes - census.permanent,
        permanent=census.permanent,
        full=census.full,
        overdue=census.overdue,
        buried=census.buried,
        messages=census.messages,
    )


def _show_minute(minute: Minute) -> MinuteGlance:
    return MinuteGlance(
        at=format_instant(minute.at),
        stored=minute.stored,
        refused=minute.refused,
        entries_refused=minute.entries_refused,
    )


def _show_policy(assessments: Sequence[Assessment]) -> PolicyGlance:
    states = [assessment.state for assessment in assessments]
    newest = max((each.checked_at for each in assessments if each.checked_at is not None), default=None)
    return PolicyGlance(
        kept=states.count(State.KEPT),
        not_kept=states.count(State.NOT_KEPT),
        unknown=states.count(State.UNKNOWN),
        audited_at=None if newest is None else format_instant(newest),
    )


def _show_promise(assessment: Assessment) -> PromiseShape:
    clause = assessment.clause
    return PromiseShape(
        id=clause.id,
        title=_show_words(clause.title),
        promise=_show_words(clause.promise),
        proof=_show_words(clause.proof),
        owner=clause.owner.value,
        state=assessment.state.value,
        reason=assessment.reason.value,
        checked_at=None if assessment.checked_at is None else format_instant(assessment.checked_at),
        age=assessment.age,
        max_age=clause.max_age,
        probes=list(clause.probes),
        controls=_show_controls(clause),
    )


def _show_words(words: Words) -> WordsShape:
    return WordsShape(en=words.speak("en"), fr=words.speak("fr"))


def _show_controls(clause: Clause) -> list[ControlShape]:
    return [
        ControlShape(framework=framework.value, ids=[control.id for control in controls])
        for framework, controls in groupby(clause.controls, key=lambda control: control.framework)
    ]
