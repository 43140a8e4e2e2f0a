"""Everything that can go wrong over HTTP, in one table: slug, status, title, and what to do about it.

RFC 9457. A slug is a promise: programs decide on `type`, so it never changes its meaning. The texts here and a
refusal's `public_reason` are all that a peer ever reads; the text of an exception never leaves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

import msgspec
from starlette.responses import Response

from tempory.fetching import RemoteAddressRefused, RemoteUnavailable, RemoteUnsuitable
from tempory.mailboxes import AddressTaken, CredentialInUse, InvalidRequest, MailboxGone, MessageGone, NameReserved
from tempory.people import (
    AppPasswordRefused,
    Conflict,
    FactorRefused,
    LastFactorKept,
    LinkGone,
    LogInRefused,
    MemberGone,
    NotAllowed,
    RecordGone,
    SecondPersonNeeded,
    SessionGone,
    StepUpNeeded,
    TooManyAttempts,
)
from tempory.values import IntegrityError, InvalidValueError, Refusal, TemporyError, Unavailable
from tempory.watch import ReportsClosed, ReportTooLarge, TooManyReports

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One row: `title` says what happened, `advice` what the caller can do."""

    slug: str
    status: int
    title: str
    advice: str


class Problem(Enum):
    """Each problem this service answers with. `/problems/<slug>` shows the row to people."""

    MALFORMED_JSON = Kind(
        slug="malformed-json",
        status=400,
        title="The request's body is not JSON that can be read.",
        advice="Send one JSON object in UTF-8, not nested deeper than this API's objects are.",
    )
    BAD_REQUEST = Kind(
        slug="bad-request",
        status=400,
        title="The request does not follow HTTP.",
        advice="Check the program that sent it: a header or the request line is malformed.",
    )
    CREDENTIAL_MISSING = Kind(
        slug="credential-missing",
        status=401,
        title="No mailbox secret came with the request.",
        advice="Send the header Authorization: Bearer tpy_… (the secret) or tpa_… (its auth half). "
        "Secrets in an address or a query are not read.",
    )
    MAILBOX_GONE = Kind(
        slug="mailbox-gone",
        status=401,
        title="No living mailbox answers to this secret.",
        advice="The mailbox has expired, was forgotten, or the secret is mistyped. These look alike on purpose. "
        "A forgotten mailbox cannot be brought back; make a new one.",
    )
    NOT_SIGNED_IN = Kind(
        slug="not-signed-in",
        status=401,
        title="Nobody is signed in here.",
        advice="Sign in. A session ends after a while without use, when the password changes, and when it is ended.",
    )
    LOG_IN_REFUSED = Kind(
        slug="log-in-refused",
        status=401,
        title="No account has this address and password.",
        advice="Check both. Whether the account exists is not said, and a suspended one looks like none.",
    )
    FACTOR_REFUSED = Kind(
        slug="factor-refused",
        status=403,
        title="The second factor is not right.",
        advice="A code works once, for about a minute; a recovery code once. A passkey answers the newest question.",
    )
    NOT_ALLOWED = Kind(
        slug="not-allowed",
        status=403,
        title="Your roles do not allow this.",
        advice="docs/permissions.md says which role may do what. Ask an owner of the service.",
    )
    STEP_UP_NEEDED = Kind(
        slug="step-up-needed",
        status=403,
        title="Show once more that it is you.",
        advice="POST /api/v1/account/session/step-up with a second factor, then try again within five minutes.",
    )
    CSRF = Kind(
        slug="csrf",
        status=403,
        title="The request did not come from our own page.",
        advice="Send the header X-CSRF-Token with the value that GET /api/v1/account/session gives.",
    )
    SECOND_PERSON_NEEDED = Kind(
        slug="second-person-needed",
        status=403,
        title="Nobody does this alone.",
        advice="Ask somebody else who may do it.",
    )
    OPEN_MODE_ONLY = Kind(
        slug="open-mode-only",
        status=403,
        title="This needs the whole secret.",
        advice="The auth half (tpa_…) gives ciphertexts only. Open them yourself, or send the whole secret (tpy_…), "
        "which the server uses in memory for this one request.",
    )
    REMOTE_OFF = Kind(
        slug="remote-off",
        status=403,
        title="This service fetches no remote pictures.",
        advice="Its operator has decided so (remote_content.fetch). The messages themselves are read as ever.",
    )
    NOT_FOUND = Kind(
        slug="not-found",
        status=404,
        title="There is nothing at this address.",
        advice="See /api/v1/openapi.json for what there is.",
    )
    MESSAGE_GONE = Kind(
        slug="message-gone",
        status=404,
        title="There is no such message in this mailbox.",
        advice="It was deleted, or the id belongs to another mailbox. List the messages again.",
    )
    ATTACHMENT_GONE = Kind(
        slug="attachment-gone",
        status=404,
        title="The message has no attachment with this index.",
        advice="The message's attachments field lists the indexes.",
    )
    LINK_GONE = Kind(
        slug="link-gone",
        status=404,
        title="This link was used, has expired, or was replaced.",
        advice="Ask whoever sent it for a new one. A link works once, for three days.",
    )
    MEMBER_GONE = Kind(
        slug="member-gone",
        status=404,
        title="There is no such member.",
        advice="They may have been removed.",
    )
    RECORD_GONE = Kind(
        slug="record-gone",
        status=404,
        title="There is no such thing here.",
        advice="It may have been removed or ended already.",
    )
    METHOD_NOT_ALLOWED = Kind(
        slug="method-not-allowed",
        status=405,
        title="This address does not take that method.",
        advice="The Allow header lists the methods it takes.",
    )
    ADDRESS_TAKEN = Kind(
        slug="address-taken",
        status=409,
        title="Somebody has, or lately had, this address.",
        advice="Choose another name, or leave the name out and get a random one. An address rests for a time after its "
        "mailbox is forgotten, so that nobody receives mail meant for its last holder.",
    )
    CREDENTIAL_IN_USE = Kind(
        slug="credential-in-use",
        status=409,
        title="This secret or mailbox id already belongs to a mailbox.",
        advice="Draw a new secret for each mailbox. To repeat a creation, repeat it unchanged.",
    )
    CONFLICT = Kind(
        slug="conflict",
        status=409,
        title="This cannot be done as things stand.",
        advice="The detail says why.",
    )
    REPORTS_CLOSED = Kind(
        slug="reports-closed",
        status=409,
        title="Nothing can be handed over to the security team just now.",
        advice="The detail says why: the team has no key yet, or a newer one. GET /api/v1/mailbox/reports has the key.",
    )
    BODY_TOO_LARGE = Kind(
        slug="body-too-large",
        status=413,
        title="The request's body is larger than this address takes.",
        advice="No request of this API needs more than a few kilobytes, but for a report of a message (4 MiB).",
    )
    UNSUPPORTED_MEDIA_TYPE = Kind(
        slug="unsupported-media-type",
        status=415,
        title="The request's body is not declared as JSON.",
        advice="Send Content-Type: application/json (curl does with --json).",
    )
    MISDIRECTED = Kind(
        slug="misdirected",
        status=421,
        title="This server does not answer to that host name.",
        advice="Use the name that the service publishes. If it is your server, add the name to api.hosts in its "
        "configuration.",
    )
    INVALID_REQUEST = Kind(
        slug="invalid-request",
        status=422,
        title="A value is missing, malformed or out of range.",
        advice="The detail names the field. /api/v1/service says what lifetimes and domains this service offers.",
    )
    NAME_RESERVED = Kind(
        slug="name-reserved",
        status=422,
        title="This name belongs to the service.",
        advice="Names such as postmaster, abuse and security (RFC 2142) reach the operator. Choose another.",
    )
    REMOTE_ADDRESS_REFUSED = Kind(
        slug="remote-address-refused",
        status=422,
        title="This is no address that pictures are fetched from.",
        advice="It is http or https with a plain host name in ASCII: no number, no name before @, no other port.",
    )
    REMOTE_UNAVAILABLE = Kind(
        slug="remote-unavailable",
        status=424,
        title="The picture could not be had from where it is.",
        advice="Its host is not to be reached in public, does not prove its name, is too slow, or has no such picture.",
    )
    REMOTE_UNSUITABLE = Kind(
        slug="remote-unsuitable",
        status=424,
        title="What is at this address is no picture that is shown.",
        advice="PNG, JPEG, GIF and WebP are, up to a size. They say so by their type, and are what they say.",
    )
    RATE_LIMITED = Kind(
        slug="rate-limited",
        status=429,
        title="Too many requests from your network.",
        advice="Wait as many seconds as the Retry-After header says, then go on more slowly.",
    )
    TOO_MANY_REPORTS = Kind(
        slug="too-many-reports",
        status=429,
        title="The security team has had enough reports for now.",
        advice="The detail says whose bound it is: a mailbox reports 20 messages a day. Tell the team in another way.",
    )
    TOO_MANY_ATTEMPTS = Kind(
        slug="too-many-attempts",
        status=429,
        title="There were too many failed attempts.",
        advice="Wait some minutes. A device that has signed in to the account before is not held up by others.",
    )
    HEADERS_TOO_LARGE = Kind(
        slug="headers-too-large",
        status=431,
        title="The request's address and header fields are too large.",
        advice="Send fewer or shorter header fields; browsers may hold old cookies for this host name.",
    )
    INTERNAL = Kind(
        slug="internal",
        status=500,
        title="Something went wrong on the server.",
        advice="It has been logged, without your data. Try again, and tell the operator if it stays.",
    )
    MESSAGE_DAMAGED = Kind(
        slug="message-damaged",
        status=500,
        title="The stored message cannot be opened.",
        advice="What is stored is not what was sealed for this mailbox. Tell the operator: it should never happen.",
    )
    BUSY = Kind(
        slug="busy",
        status=503,
        title="Too many connections are waiting for mail.",
        advice="Close streams that are no longer read, and try again after Retry-After.",
    )
    UNAVAILABLE = Kind(
        slug="unavailable",
        status=503,
        title="The service cannot do this just now.",
        advice="Try again after Retry-After. What was asked may have been done all the same.",
    )


# What the domains raise, and what HTTP says to it. The first row that fits an error decides.
_PROBLEM_OF_ERROR: Final[tuple[tuple[type[TemporyError], Problem], ...]] = (
    (SessionGone, Problem.NOT_SIGNED_IN),
    (LogInRefused, Problem.LOG_IN_REFUSED),
    (AppPasswordRefused, Problem.MAILBOX_GONE),
    (TooManyAttempts, Problem.TOO_MANY_ATTEMPTS),
    (FactorRefused, Problem.FACTOR_REFUSED),
    (NotAllowed, Problem.NOT_ALLOWED),
    (StepUpNeeded, Problem.STEP_UP_NEEDED),
    (SecondPersonNeeded, Problem.SECOND_PERSON_NEEDED),
    (LinkGone, Problem.LINK_GONE),
    (MemberGone, Problem.MEMBER_GONE),
    (RecordGone, Problem.RECORD_GONE),
    (LastFactorKept, Problem.CONFLICT),
    (Conflict, Problem.CONFLICT),
    (ReportsClosed, Problem.REPORTS_CLOSED),
    (TooManyReports, Problem.TOO_MANY_REPORTS),
    (ReportTooLarge, Problem.BODY_TOO_LARGE),
    (MailboxGone, Problem.MAILBOX_GONE),
    (MessageGone, Problem.MESSAGE_GONE),
    (AddressTaken, Problem.ADDRESS_TAKEN),
    (CredentialInUse, Problem.CREDENTIAL_IN_USE),
    (NameReserved, Problem.NAME_RESERVED),
    (InvalidRequest, Problem.INVALID_REQUEST),
    (RemoteAddressRefused, Problem.REMOTE_ADDRESS_REFUSED),
    (RemoteUnavailable, Problem.REMOTE_UNAVAILABLE),
    (RemoteUnsuitable, Problem.REMOTE_UNSUITABLE),
    (Unavailable, Problem.UNAVAILABLE),
    (IntegrityError, Problem.MESSAGE_DAMAGED),
    (InvalidValueError, Problem.INVALID_REQUEST),
    (Refusal, Problem.INVALID_REQUEST),
)
_RETRY_SECONDS: Final = {Problem.BUSY: 5, Problem.UNAVAILABLE: 2, Problem.TOO_MANY_ATTEMPTS: 60}


class ProblemError(TemporyError):
    """An answer that is a problem. `detail` is plain words for the caller: never an exception's text."""

    def __init__(
        self, problem: Problem, detail: str | None = None, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(problem.value.slug)
        self.problem = problem
        self.detail = detail
        self.headers = dict(headers or {})


class ProblemDetails(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 9457 §3.1."""

    type: str
    title: str
    status: int
    detail: str


def problem_of(error: TemporyError) -> ProblemError:
    """Return the problem that `error` is to the caller; an error without a row is our own fault, `internal`."""
    if isinstance(error, ProblemError):
        return error
    for kind, problem in _PROBLEM_OF_ERROR:
        if isinstance(error, kind):
            return ProblemError(problem, error.public_reason if isinstance(error, Refusal) else None)
    return ProblemError(Problem.INTERNAL)


def describe_problem(error: ProblemError) -> ProblemDetails:
    """Return the RFC 9457 object for `error`."""
    kind = error.problem.value
    return ProblemDetails(
        type=f"/problems/{kind.slug}", title=kind.title, status=kind.status, detail=error.detail or kind.advice
    )


def retry_after(error: ProblemError) -> dict[str, str]:
    """Return the header that says when to try again (RFC 9110 §10.2.3), for problems that pass by themselves."""
    seconds = _RETRY_SECONDS.get(error.problem)
    return {} if seconds is None else {"retry-after": str(seconds)}


def answer_problem(error: ProblemError) -> Response:
    """Return the response that tells the caller about `error`."""
    kind = error.problem.value
    headers = {"cache-control": "no-store", **retry_after(error), **error.headers}
    if kind.status == Problem.MAILBOX_GONE.value.status:
        headers["www-authenticate"] = 'Bearer realm="mailbox"'  # RFC 9110 §11.6.1: a 401 names its scheme.
    return Response(msgspec.json.encode(describe_problem(error)), kind.status, headers, MEDIA_TYPE)
