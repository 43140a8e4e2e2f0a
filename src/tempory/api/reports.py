"""/api/v1/mailbox/…/report and /api/v1/mailbox/reports: a holder hands one message over, and sees what became of it.

Nothing is handed over without `consent`. In open mode the server reads the message, seals it to the security team and
forgets it; in sealed mode the caller brings it sealed to the team's key, which `GET /mailbox/reports` gives.
"""

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Annotated, Final, Literal, final

from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from tempory.accesslog import Verb
from tempory.api.answers import answer_json, answer_nothing
from tempory.api.auth import Doorkeeper, Holder
from tempory.api.bodies import read_json
from tempory.api.budget import Budget
from tempory.api.limits import Limiter
from tempory.api.messages import parse_message_id
from tempory.api.opening import Opener
from tempory.api.operations import KILOBYTE
from tempory.api.problems import Problem, ProblemError
from tempory.api.representations import Demand, Hex, Octets, Shape, When
from tempory.mailboxes import Mailboxes, OpenMailbox
from tempory.sealing import MAX_REPORT_OCTETS, SEAL_OCTETS, open_answer
from tempory.values import RecordId, format_instant
from tempory.watch import Channel, Report, ReportTooLarge, SealedReport, Watch

REPORT_OCTETS: Final = (MAX_REPORT_OCTETS + SEAL_OCTETS) // 3 * 4 + 4 * KILOBYTE
"""A sealed report in base64, and what stands around it."""

Consent = Annotated[
    bool,
    Meta(description="true: the holder agrees that the security team reads this one message."),
]
Came = Literal["page", "api"]


class OpenReport(Demand, frozen=True, kw_only=True):
    """For the whole secret: the server reads the message, and seals it to the team."""

    consent: Consent
    channel: Came = "api"


class SealedReportDemand(Demand, frozen=True, kw_only=True):
    """For the auth half and who is signed in: `sealed` is the message, sealed to `key` (docs/sealing.md, "Reports")."""

    consent: Consent
    id: Hex
    key: Hex
    sealed: Octets
    channel: Came = "api"


class Agreement(Demand, frozen=True, kw_only=True):
    """Whether the keyword $Phishing, set by a mail program, hands the message over."""

    keyword: bool


class TeamKeyShape(Shape, frozen=True, kw_only=True):
    id: Hex
    public_key: Octets


class ReportShape(Shape, frozen=True, kw_only=True):
    """`state` is open, confirmed or harmless; `decided_at` null while it is open.

    What the team wrote is in `answer` in open mode, and in `sealed_answer`, sealed to the mailbox, in sealed mode.
    """

    id: Hex
    message: Hex
    channel: str
    filed_at: When
    state: str
    decided_at: When | None
    answer: str | None
    sealed_answer: Octets | None


class MailboxReports(Shape, frozen=True, kw_only=True):
    """`team` null: nothing can be reported yet. `max_octets`: how large a message can be handed over.

    `keep_days`: when a report goes, decided or not.
    """

    team: TeamKeyShape | None
    keyword: bool
    max_octets: int
    keep_days: int
    reports: list[ReportShape]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsResource:
    """Handlers of a mailbox's reports."""

    mailboxes: Mailboxes
    watch: Watch
    doorkeeper: Doorkeeper
    opener: Opener
    budget: Budget
    filings: Limiter

    async def list(self, request: Request) -> Response:
        holder = await self.doorkeeper.admit(request, Verb.SHOW_MAILBOX)
        return answer_json(await self._show_all(holder))

    async def change(self, request: Request) -> Response:
        holder = await self.doorkeeper.admit(request, Verb.CHANGE_MAILBOX)
        wish = await read_json(request, Agreement, max_octets=KILOBYTE)
        await self.watch.reports.agree(holder.mailbox.id, agreed=wish.keyword)
        return answer_json(await self._show_all(holder))

    async def file(self, request: Request) -> Response:
        holder = await self.doorkeeper.admit(request, Verb.REPORT)
        self.filings.take(request.state.peer)
        file = self._file_sealed if holder.opened is None else self._file_open
        report = await file(request, holder)
        return answer_json(_show(report, holder.opened), 201)

    async def withdraw(self, request: Request) -> Response:
        holder = await self.doorkeeper.admit(request, Verb.REPORT)
        if not await self.watch.reports.withdraw(holder.mailbox.id, parse_message_id(request)):
            raise ProblemError(Problem.RECORD_GONE, "This message is not reported, or the team has decided already.")
        return answer_nothing()

    async def _file_open(self, request: Request, holder: Holder) -> Report:
        wish = await read_json(request, OpenReport, max_octets=KILOBYTE)
        _check(wish.consent)
        opened = holder.opened
        if opened is None:
            raise ProblemError(Problem.OPEN_MODE_ONLY)
        stored = await self.mailboxes.message(opened.mailbox.id, parse_message_id(request))
        if stored.size > MAX_REPORT_OCTETS:
            reason = f"A message of more than {MAX_REPORT_OCTETS} octets cannot be handed over."
            raise ReportTooLarge(reason)
        # Sealed for its holder, in clear, and sealed for the team: it is there three times for a moment.
        with self.budget.hold(request.state.peer, 3 * stored.size):
            content = await self.opener.raw(opened, stored)
            return await self.watch.reports.file(opened.mailbox.id, stored.id, content, Channel(wish.channel))

    async def _file_sealed(self, request: Request, holder: Holder) -> Report:
        declared = request.headers.get("content-length", "")
        octets = min(int(declared[:20]), REPORT_OCTETS) if declared.isdecimal() else REPORT_OCTETS
        # What is small is not worth counting; each peer's requests are limited besides.
        is_small = octets <= 64 * KILOBYTE
        with nullcontext() if is_small else self.budget.hold(request.state.peer, 3 * octets):
            wish = await read_json(request, SealedReportDemand, max_octets=REPORT_OCTETS)
            _check(wish.consent)
            brought = SealedReport(id=RecordId.parse(wish.id), key=RecordId.parse(wish.key), sealed=wish.sealed)
            message = parse_message_id(request)
            return await self.watch.reports.file_sealed(holder.mailbox.id, message, brought, Channel(wish.channel))

    async def _show_all(self, holder: Holder) -> MailboxReports:
        mailbox, reports = holder.mailbox.id, self.watch.reports
        key = await reports.team_key()
        return MailboxReports(
            team=None if key is None else TeamKeyShape(id=str(key.id), public_key=key.public_key),
            keyword=await reports.agrees(mailbox),
            max_octets=MAX_REPORT_OCTETS,
            keep_days=self.watch.keep_days,
            reports=[_show(each, holder.opened) for each in await reports.of_mailbox(mailbox)],
        )


def _show(report: Report, opened: OpenMailbox | None) -> ReportShape:
    answer = None
    if opened is not None and report.answer:
        answer = open_answer(opened.keys, report.answer, mailbox=opened.mailbox.id, report=report.id)
    return ReportShape(
        id=str(report.id),
        message=str(report.message),
        channel=report.channel.value,
        filed_at=format_instant(report.filed_at),
        state=report.state.value,
        decided_at=None if report.decided_at is None else format_instant(report.decided_at),
        answer=answer,
        sealed_answer=report.answer if opened is None and report.answer else None,
    )


def _check(consent: bool) -> None:  # noqa: FBT001 (what is checked)
    if not consent:
        detail = "A message is handed over only with consent: true."
        raise ProblemError(Problem.INVALID_REQUEST, detail)
