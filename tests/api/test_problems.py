import re

import pytest

from tempory.api.problems import (
    Problem,
    ProblemError,
    answer_problem,
    describe_problem,
    problem_of,
)
from tempory.delivery import StorageUnavailable
from tempory.mailboxes import (
    AddressTaken,
    CredentialInUse,
    InvalidRequest,
    MailboxGone,
    MessageGone,
    NameReserved,
)
from tempory.values import ConfigurationError, IntegrityError, InvalidValueError, Refusal, TemporyError, Unavailable


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (MailboxGone("reason"), Problem.MAILBOX_GONE),
        (MessageGone("reason"), Problem.MESSAGE_GONE),
        (AddressTaken("reason"), Problem.ADDRESS_TAKEN),
        (CredentialInUse("reason"), Problem.CREDENTIAL_IN_USE),
        (NameReserved("reason"), Problem.NAME_RESERVED),
        (InvalidRequest("reason"), Problem.INVALID_REQUEST),
        (Refusal("reason"), Problem.INVALID_REQUEST),
        (InvalidValueError("private"), Problem.INVALID_REQUEST),
        (IntegrityError("private"), Problem.MESSAGE_DAMAGED),
        (StorageUnavailable("private"), Problem.UNAVAILABLE),
        (Unavailable("private"), Problem.UNAVAILABLE),
        (ConfigurationError("private"), Problem.INTERNAL),
        (TemporyError("private"), Problem.INTERNAL),
        (ProblemError(Problem.BUSY), Problem.BUSY),
    ],
)
def test_each_error_is_one_problem(error: TemporyError, problem: Problem) -> None:
    found = problem_of(error)
    assert found.problem is problem
    detail = describe_problem(found).detail
    assert "private" not in detail
    assert (detail == "reason") == isinstance(error, Refusal)


def test_a_private_detail_stays_private() -> None:
    assert describe_problem(problem_of(NameReserved("public", "private"))).detail == "public"


def test_slugs_are_stable_and_each_means_one_thing() -> None:
    slugs = {problem.value.slug: problem.value.status for problem in Problem}
    assert len(slugs) == len(Problem)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", slug) for slug in slugs)
    # Programs decide on these: one is added, none is renamed, and none changes its status.
    assert slugs == {
        "malformed-json": 400,
        "bad-request": 400,
        "credential-missing": 401,
        "mailbox-gone": 401,
        "not-signed-in": 401,
        "log-in-refused": 401,
        "factor-refused": 403,
        "not-allowed": 403,
        "step-up-needed": 403,
        "csrf": 403,
        "remote-off": 403,
        "remote-address-refused": 422,
        "remote-unavailable": 424,
        "remote-unsuitable": 424,
        "second-person-needed": 403,
        "link-gone": 404,
        "member-gone": 404,
        "record-gone": 404,
        "conflict": 409,
        "too-many-attempts": 429,
        "reports-closed": 409,
        "too-many-reports": 429,
        "open-mode-only": 403,
        "not-found": 404,
        "message-gone": 404,
        "attachment-gone": 404,
        "method-not-allowed": 405,
        "address-taken": 409,
        "credential-in-use": 409,
        "body-too-large": 413,
        "unsupported-media-type": 415,
        "misdirected": 421,
        "invalid-request": 422,
        "name-reserved": 422,
        "rate-limited": 429,
        "headers-too-large": 431,
        "internal": 500,
        "message-damaged": 500,
        "busy": 503,
        "unavailable": 503,
    }


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_reads_as_a_sentence_and_says_what_to_do(problem: Problem) -> None:
    kind = problem.value
    assert kind.title.endswith(".")
    assert kind.advice.endswith(".")
    response = answer_problem(ProblemError(problem))
    assert response.status_code == kind.status
    assert response.headers["cache-control"] == "no-store"
    assert ("www-authenticate" in response.headers) == (kind.status == 401)
    assert ("retry-after" in response.headers) == (kind.status == 503 or problem is Problem.TOO_MANY_ATTEMPTS)
