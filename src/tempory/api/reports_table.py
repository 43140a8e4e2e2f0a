"""The operations about reports: of holders under /mailbox, of the security team under /console/reports."""

from base64 import b64encode
from typing import Final

from tempory.api import console_reports as desk
from tempory.api import reports as shapes
from tempory.api.console_reports import ConsoleReportsResource
from tempory.api.operations import DONE, KILOBYTE, Access, Answer, Operation, permitted
from tempory.api.problems import Problem
from tempory.api.reports import ReportsResource
from tempory.people import Permission
from tempory.sealing import MAX_REPORT_OCTETS, TEAM_WRAP_OCTETS

_DESK: Final = "/api/v1/console/reports"
_REPORT: Final = "/api/v1/mailbox/messages/{id}/report"
_OWN: Final = "/api/v1/mailbox/reports"
_ID: Final = "5f0c9a3e5b7c1d2e3f400b8f4ad5d6f3"
_AT: Final = "2026-11-30T08:00:00.000Z"
_PUBLIC_KEY: Final = b64encode(bytes(1216)).decode()
_WRAP: Final = b64encode(bytes(TEAM_WRAP_OCTETS)).decode()
_TRACE: Final = b64encode(bytes(32)).decode()
REPORT: Final = {
    "id": _ID, "message": _ID, "channel": "page", "filed_at": _AT, "state": "confirmed", "decided_at": _AT,
    "answer": "It imitates our bank. Thank you!", "sealed_answer": None,
}  # fmt: skip
REPORTS: Final = {
    "team": {"id": _ID, "public_key": _PUBLIC_KEY}, "keyword": False, "max_octets": MAX_REPORT_OCTETS, "keep_days": 90,
    "reports": [REPORT],
}  # fmt: skip
QUEUED: Final = {
    "id": _ID, "channel": "page", "filed_at": _AT, "state": "open", "key": _ID, "size": 4711, "answerable": True,
    "decided_at": None, "decided_by": None, "found": None,
}  # fmt: skip
QUEUE: Final = {"open": 1, "confirmed": 12, "harmless": 3, "eldest_open": _AT, "reports": [QUEUED]}
FOUND: Final = {"messages": 5, "mailboxes": 4}
TEAM: Final = {
    "keys": [{"id": _ID, "public_key": _PUBLIC_KEY, "made_at": _AT}],
    "officers": [{"member": _ID, "name": "Olga", "mailbox": _ID, "public_key": _PUBLIC_KEY, "keys": [_ID]}],
    "wraps": [{"key": _ID, "wrap": _WRAP}],
}  # fmt: skip
_WRAPS: Final = [{"mailbox": _ID, "wrap": _WRAP}]


def report_operations(reports: ReportsResource, console: ConsoleReportsResource) -> tuple[Operation, ...]:
    """Return what holders do about reports, and what the team does."""
    return (*_own(reports), *_desk(console), *_team(console))


def _own(reports: ReportsResource) -> tuple[Operation, ...]:
    filed = Answer(
        status=201, description="Handed over, now or before.", shape=shapes.ReportShape,
        example={**REPORT, "state": "open", "decided_at": None, "answer": None},
    )  # fmt: skip
    listed = Answer(
        status=200, description="The newest first, and the team's key.", shape=shapes.MailboxReports, example=REPORTS
    )
    return (
        Operation(
            method="POST", path=_REPORT, name="reportMessage", summary="Report a message as phishing",
            description="Hands this one message over to the security team, sealed to its key. With the whole secret "
            "the server reads it for that; otherwise the body brings it sealed. Repeating it changes nothing.",
            handler=reports.file, access=Access.HOLDER, body=(shapes.OpenReport, shapes.SealedReportDemand),
            body_example={"consent": True}, body_octets=shapes.REPORT_OCTETS, answers=(filed,),
            problems=(
                Problem.MESSAGE_GONE, Problem.MESSAGE_DAMAGED, Problem.REPORTS_CLOSED, Problem.TOO_MANY_REPORTS,
                Problem.CONFLICT, Problem.BUSY, Problem.UNAVAILABLE,
            ),
        ),
        Operation(
            method="DELETE", path=_REPORT, name="withdrawReport", summary="Take a report back, while it is open",
            handler=reports.withdraw, access=Access.HOLDER, answers=(DONE,),
            problems=(Problem.RECORD_GONE, Problem.MESSAGE_GONE, Problem.UNAVAILABLE),
        ),
        Operation(
            method="GET", path=_OWN, name="listReports", summary="What was reported, and what came of it",
            handler=reports.list, access=Access.HOLDER, answers=(listed,), problems=(Problem.MESSAGE_DAMAGED,),
        ),
        Operation(
            method="PATCH", path=_OWN, name="changeReporting", summary="Let the keyword $Phishing report, or not",
            description="Off unless the holder turns it on: then a mail program that sets it hands the message over.",
            handler=reports.change, access=Access.HOLDER, body=(shapes.Agreement,), body_example={"keyword": True},
            body_octets=KILOBYTE, answers=(listed,), problems=(Problem.MESSAGE_DAMAGED, Problem.UNAVAILABLE),
        ),
    )  # fmt: skip


def _desk(console: ConsoleReportsResource) -> tuple[Operation, ...]:
    queue = Answer(status=200, description="The queue.", shape=desk.QueueShape, example=QUEUE)
    sealed = Answer(status=200, description="The ciphertext.", media_type="application/octet-stream")
    decided = Answer(
        status=200, description="Decided; a reporter with a mailbox is told.", shape=desk.DecidedShape,
        example={"report": {**QUEUED, "state": "confirmed", "found": 4}, "found": FOUND},
    )  # fmt: skip
    found = Answer(status=200, description="Where they were.", shape=desk.SightingsShape, example=FOUND)
    return (
        permitted("GET", _DESK, "listReportQueue", "What was reported", console.queue,
                   Permission.REPORTS_READ, answers=(queue,)),
        permitted("GET", f"{_DESK}/{{id}}/sealed", "readSealedReport", "One report, sealed to the team",
                   console.sealed, Permission.REPORTS_READ, answers=(sealed,),
                   problems=(Problem.RECORD_GONE, Problem.BUSY),
                   description="Opens with the team's key, in the officer's page. The reporter sees it in their log."),
        permitted("POST", f"{_DESK}/search", "searchTraces", "Count the mailboxes in which traces were",
                   console.search, Permission.REPORTS_DECIDE, body=(desk.SearchDemand,),
                   body_example={"traces": [_TRACE]}, body_octets=desk.DECISION_OCTETS, answers=(found,)),
        permitted("POST", f"{_DESK}/{{id}}/decision", "decideReport", "Confirm a report, or find it harmless",
                   console.decide, Permission.REPORTS_DECIDE, step_up=True, body=(desk.ReportDecision,),
                   body_example={"decision": "confirmed", "answer": "Thank you!", "traces": [_TRACE]},
                   body_octets=desk.DECISION_OCTETS, answers=(decided,),
                   problems=(Problem.RECORD_GONE, Problem.CONFLICT)),
    )  # fmt: skip


def _team(console: ConsoleReportsResource) -> tuple[Operation, ...]:
    team = Answer(status=200, description="The team.", shape=desk.TeamShape, example=TEAM)
    path = f"{_DESK}/team"
    return (
        permitted("GET", path, "showReportTeam", "The team's keys, and who holds them", console.team,
                   Permission.REPORTS_READ, answers=(team,)),
        permitted("POST", path, "makeTeamKey", "Put a new key of the team in use", console.make_key,
                   Permission.REPORTS_DECIDE, step_up=True, body=(desk.TeamKeyDemand,),
                   body_example={"id": _ID, "public_key": _PUBLIC_KEY, "wraps": _WRAPS}, body_octets=desk.TEAM_OCTETS,
                   problems=(Problem.CONFLICT,)),
        permitted("POST", f"{path}/wraps", "handOnTeamKey", "Give colleagues a key that one holds", console.hand_on,
                   Permission.REPORTS_DECIDE, step_up=True, body=(desk.HandOn,),
                   body_example={"key": _ID, "wraps": _WRAPS}, body_octets=desk.TEAM_OCTETS),
    )  # fmt: skip
