"""/api/v1/console/reports: the security team's queue, its decisions and its key. The page opens what is sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, final

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from tempory.api.account import path_record
from tempory.api.answers import LargeResponse, Payload, answer_json, answer_nothing
from tempory.api.bodies import read_json
from tempory.api.browsers import signed_in
from tempory.api.budget import Budget
from tempory.api.messages import OCTET_STREAM
from tempory.api.operations import KILOBYTE
from tempory.api.representations import Demand, Hex, Octets, Shape, When
from tempory.sealing import MAX_REPORT_OCTETS, PUBLIC_KEY_OCTETS, SEAL_OCTETS, TEAM_WRAP_OCTETS
from tempory.values import MailboxId, RecordId, format_instant
from tempory.watch import ANSWER_CHARACTERS, TRACES, Counts, Officer, Report, Standing, State, TeamWrap, Watch

DECISION_OCTETS: Final = 16 * KILOBYTE
TEAM_OCTETS: Final = 256 * KILOBYTE
Trace = Annotated[bytes, Meta(min_length=32, max_length=32, description="SHA-256 of a link or a file, base64.")]
Traces = Annotated[list[Trace], Meta(max_length=TRACES)]


class QueuedReport(Shape, frozen=True, kw_only=True):
    """`answerable` false: the mailbox was forgotten since, or a stranger forwarded it.

    `found` counts mailboxes, null until somebody looked.
    """

    id: Hex
    channel: str
    filed_at: When
    state: str
    key: Hex
    size: int
    answerable: bool
    decided_at: When | None
    decided_by: Hex | None
    found: int | None


class QueueShape(Shape, frozen=True, kw_only=True):
    """The counts are of all reports. Of the list open ones come first, members' before all, the eldest on top."""

    open: int
    confirmed: int
    harmless: int
    eldest_open: When | None
    reports: list[QueuedReport]


class SearchDemand(Demand, frozen=True, kw_only=True):
    traces: Annotated[list[Trace], Meta(min_length=1, max_length=TRACES)]


class ReportDecision(Demand, frozen=True, kw_only=True):
    """`answer` is what the reporter reads. `traces`, of what is confirmed, are looked for in all mailboxes."""

    decision: Literal["confirmed", "harmless"]
    answer: Annotated[str, Meta(max_length=ANSWER_CHARACTERS)] = ""
    traces: Traces = msgspec.field(default_factory=list)


class SightingsShape(Shape, frozen=True, kw_only=True):
    """Of mail of these 14 days that its readers were warned of."""

    messages: int
    mailboxes: int


class DecidedShape(Shape, frozen=True, kw_only=True):
    report: QueuedReport
    found: SightingsShape | None


class TeamKeyDetail(Shape, frozen=True, kw_only=True):
    id: Hex
    public_key: Octets
    made_at: When


class OfficerShape(Shape, frozen=True, kw_only=True):
    """One who reads reports; `keys` are those of the team's that they hold."""

    member: Hex
    name: str
    mailbox: Hex
    public_key: Octets
    keys: list[Hex]


class OwnWrap(Shape, frozen=True, kw_only=True):
    key: Hex
    wrap: Octets


class TeamShape(Shape, frozen=True, kw_only=True):
    """`keys`, the newest first, which is the one in use. `wraps` are the asker's own."""

    keys: list[TeamKeyDetail]
    officers: list[OfficerShape]
    wraps: list[OwnWrap]


class WrapDemand(Demand, frozen=True, kw_only=True):
    mailbox: Hex
    wrap: Annotated[bytes, Meta(min_length=TEAM_WRAP_OCTETS, max_length=TEAM_WRAP_OCTETS)]


Wraps = Annotated[list[WrapDemand], Meta(min_length=1, max_length=100)]


class TeamKeyDemand(Demand, frozen=True, kw_only=True):
    """A new key pair of the team: its public half, and the private one sealed to each officer's mailbox."""

    id: Hex
    public_key: Annotated[bytes, Meta(min_length=PUBLIC_KEY_OCTETS, max_length=PUBLIC_KEY_OCTETS)]
    wraps: Wraps


class HandOn(Demand, frozen=True, kw_only=True):
    key: Hex
    wraps: Wraps


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleReportsResource:
    """Handlers of the desk. Each runs behind the guard, with its permission."""

    watch: Watch
    budget: Budget

    async def queue(self, request: Request) -> Response:
        counts, reports = await self.watch.desk.queue(signed_in(request).actor)
        return answer_json(_show_queue(counts, reports))

    async def sealed(self, request: Request) -> Response:
        actor, report = signed_in(request).actor, path_record(request)

        async def load() -> Payload:
            return Payload(content=await self.watch.desk.open(actor, report), media_type=OCTET_STREAM)

        most = MAX_REPORT_OCTETS + SEAL_OCTETS
        found = await self.watch.desk.find(report)
        return LargeResponse(load, budget=self.budget, peer=request.state.peer, octets=min(found.size, most))

    async def search(self, request: Request) -> Response:
        wish = await read_json(request, SearchDemand, max_octets=DECISION_OCTETS)
        found = await self.watch.desk.search(signed_in(request).actor, wish.traces)
        return answer_json(SightingsShape(messages=found.messages, mailboxes=found.mailboxes))

    async def decide(self, request: Request) -> Response:
        wish = await read_json(request, ReportDecision, max_octets=DECISION_OCTETS)
        report, found = await self.watch.desk.decide(
            signed_in(request).actor,
            path_record(request),
            state=State(wish.decision),
            answer=wish.answer,
            traces=wish.traces,
        )
        sightings = None if found is None else SightingsShape(messages=found.messages, mailboxes=found.mailboxes)
        return answer_json(DecidedShape(report=_show(report), found=sightings))

    async def team(self, request: Request) -> Response:
        return answer_json(_show_team(await self.watch.team.show(signed_in(request).actor)))

    async def make_key(self, request: Request) -> Response:
        wish = await read_json(request, TeamKeyDemand, max_octets=TEAM_OCTETS)
        key = RecordId.parse(wish.id)
        await self.watch.team.make(signed_in(request).actor, key, wish.public_key, _wraps(key, wish.wraps))
        return answer_nothing()

    async def hand_on(self, request: Request) -> Response:
        wish = await read_json(request, HandOn, max_octets=TEAM_OCTETS)
        wraps = _wraps(RecordId.parse(wish.key), wish.wraps)
        await self.watch.team.hand_on(signed_in(request).actor, wraps)
        return answer_nothing()


def _wraps(key: RecordId, wraps: Sequence[WrapDemand]) -> list[TeamWrap]:
    return [TeamWrap(key=key, mailbox=MailboxId.parse(each.mailbox), wrap=each.wrap) for each in wraps]


def _show_queue(counts: Counts, reports: Sequence[Report]) -> QueueShape:
    return QueueShape(
        open=counts.open,
        confirmed=counts.confirmed,
        harmless=counts.harmless,
        eldest_open=None if counts.eldest_open is None else format_instant(counts.eldest_open),
        reports=[_show(each) for each in reports],
    )


def _show(report: Report) -> QueuedReport:
    return QueuedReport(
        id=str(report.id),
        channel=report.channel.value,
        filed_at=format_instant(report.filed_at),
        state=report.state.value,
        key=str(report.key),
        size=report.size,
        answerable=report.mailbox is not None,
        decided_at=None if report.decided_at is None else format_instant(report.decided_at),
        decided_by=None if report.decided_by is None else str(report.decided_by),
        found=report.found,
    )


def _show_team(standing: Standing) -> TeamShape:
    return TeamShape(
        keys=[
            TeamKeyDetail(id=str(key.id), public_key=key.public_key, made_at=format_instant(key.made_at))
            for key in standing.keys
        ],
        officers=[_show_officer(each) for each in standing.officers],
        wraps=[OwnWrap(key=str(each.key), wrap=each.wrap) for each in standing.wraps],
    )


def _show_officer(officer: Officer) -> OfficerShape:
    return OfficerShape(
        member=str(officer.member.id),
        name=officer.member.name,
        mailbox=str(officer.mailbox),
        public_key=officer.public_key,
        keys=sorted(map(str, officer.keys)),
    )
