"""The operations of /console. Each names its permission; all of them only read."""

from typing import Final

from tempory.api import console_shapes as shapes
from tempory.api.console import ConsoleResource
from tempory.api.console_log import ConsoleLogResource
from tempory.api.operations import Answer, Operation, permitted
from tempory.api.people_examples import GRANT, REVIEW
from tempory.api.problems import Problem
from tempory.people import Permission

_CONSOLE: Final = "/api/v1/console"
_LOG: Final = f"{_CONSOLE}/log"
_AT: Final = "2026-11-21T20:00:00.123Z"
_WORDS: Final = {"en": "Nobody reads your mail.", "fr": "Personne ne lit votre courrier."}
_KEY: Final = "mail.example/access-log+0a1b2c3d+AZ…"
_NOTE: Final = "mail.example/access-log\n4712\n…\n\n— mail.example/access-log …\n"
_LEAF: Final = (
    '{"v":1,"at":1795291200123,"who":"0f1e…","verb":"log.read","kind":"log","on":"","way":"console","result":"done",'
    '"detail":""}'
)
GLANCE: Final = {
    "at": _AT, "since": _AT, "version": "0.1.0", "ready": True, "store_answers": True, "draining": False,
    "listeners": [{"name": "smtp", "host": "mail.example", "port": 25, "tls": "starttls", "open": 2}],
    "mailboxes": {"disposable": 120, "permanent": 14, "full": 0, "overdue": 0, "buried": 0, "messages": 3210},
    "storage": {"messages": 48_000_000, "folder": 61_000_000, "free": 9_000_000_000},
    "minutes": [{"at": _AT, "stored": 12, "refused": 1, "entries_refused": 0}],
    "policy": {"kept": 31, "not_kept": 0, "unknown": 0, "audited_at": _AT},
    "log": {"size": 4712, "signed": 4712, "signed_at": _AT, "witnesses": 1, "trouble": False},
}  # fmt: skip
STAFF: Final = [{"member": REVIEW["id"], "name": "Olga", "status": "active", "factors": 2, "roles": [GRANT]}]
PROMISES: Final = [
    {
        "id": "access.log", "title": _WORDS, "promise": _WORDS, "proof": _WORDS, "owner": "operator", "state": "kept",
        "reason": "proved", "checked_at": _AT, "age": 60, "max_age": 86_400, "probes": ["access.recorded"],
        "controls": [{"framework": "GDPR", "ids": ["32"]}],
    }
]  # fmt: skip
PAGE: Final = {
    "entries": [
        {
            "index": 4711, "at": _AT, "who": "0f1e", "who_name": "Olga", "verb": "log.read", "kind": "log", "on": "",
            "on_name": None, "way": "console", "result": "done", "act": "log.list", "network": "192.0.2.0/24",
            "leaf": _LEAF,
        }
    ],
    "next": 4711, "searched_to": 4711, "size": 4712,
}  # fmt: skip
VERIFICATION: Final = {
    "checkpoint": _NOTE, "key": _KEY, "size": 4712, "inclusion": [{"index": 4711, "path": []}], "consistency": [],
}  # fmt: skip
TAIL: Final = 'event: ready\ndata: {"next":4711}\n\nevent: record\ndata: {"index":4711,…}\n\n'


def console_operations(console: ConsoleResource, log: ConsoleLogResource) -> tuple[Operation, ...]:
    """Return what the console asks, beside what people and reviews offer."""
    return (*_service(console), *_log(log))


def _service(console: ConsoleResource) -> tuple[Operation, ...]:
    glance = Answer(status=200, description="The service.", shape=shapes.GlanceShape, example=GLANCE)
    staff = Answer(status=200, description="Who holds roles.", shape=list[shapes.StaffShape], example=STAFF)
    promises = Answer(status=200, description="Each clause.", shape=list[shapes.PromiseShape], example=PROMISES)
    return (
        permitted("GET", f"{_CONSOLE}/service", "glanceAtService", "The service at a glance", console.glance,
                   Permission.SERVICE_READ, answers=(glance,)),
        permitted("GET", f"{_CONSOLE}/policy", "showPromises", "Each promise with its controls and the proof's age",
                   console.promises, Permission.SERVICE_READ, answers=(promises,)),
        permitted("GET", f"{_CONSOLE}/staff", "listStaff", "Who holds which roles, in force or suspended",
                   console.staff, Permission.PEOPLE_READ, answers=(staff,), problems=(Problem.MEMBER_GONE,)),
    )  # fmt: skip


def _log(log: ConsoleLogResource) -> tuple[Operation, ...]:
    page = Answer(status=200, description="A page, newest first.", shape=shapes.LogPage, example=PAGE)
    stream = Answer(status=200, description="The stream.", media_type="text/event-stream", example=TAIL)
    proofs = Answer(status=200, description="Proofs.", shape=shapes.VerificationShape, example=VERIFICATION)
    checkpoint = Answer(
        status=200, description="The newest.", shape=shapes.CheckpointShape, example={"checkpoint": _NOTE, "key": _KEY}
    )  # fmt: skip
    proof = Answer(status=200, description="C2SP tlog-proof.", media_type="text/plain")
    return (
        permitted("GET", _LOG, "listLog", "The access log, newest first", log.list, Permission.LOG_READ,
                   query=shapes.LogQuery, answers=(page,),
                   description="Staff are named; everybody else has a pseudonym. Reading is recorded, in the log."),
        permitted("GET", f"{_LOG}/events", "followLog", "Follow the access log", log.follow, Permission.LOG_READ,
                   answers=(stream,), problems=(Problem.BUSY,), is_live=True,
                   description="Server-sent events: `ready`, then `record`, and `passed` where some were left out."),
        permitted("GET", f"{_LOG}/verification", "verifyLog", "What records of the log are checked with", log.verify,
                   Permission.LOG_READ, query=shapes.VerificationQuery, answers=(proofs,),
                   problems=(Problem.NOT_FOUND,)),
        permitted("GET", f"{_LOG}/checkpoint", "showCheckpoint", "The newest checkpoint, to keep elsewhere",
                   log.checkpoint, Permission.LOG_READ, answers=(checkpoint,)),
        permitted("GET", f"{_LOG}/{{index}}/proof", "proveRecord", "The proof that a record is in the log", log.prove,
                   Permission.LOG_READ, answers=(proof,), problems=(Problem.NOT_FOUND,)),
    )  # fmt: skip
