"""AUTH on an engine for submission, RFC 4954."""

from base64 import b64encode

import pytest

from tempory.protocols.smtp import LOG_IN_UNAVAILABLE, LogIn, Question, Reply
from tempory.values import Secret
from tests.protocols.smtp.driving import HELLO, Driver, accept_all, is_let_in, make_driver

GOOD = b"AUTH PLAIN " + b64encode(b"\0a@tempory.test\0secret") + b"\r\n"
WRONG = b"AUTH PLAIN " + b64encode(b"\0a@tempory.test\0wrong") + b"\r\n"
BEARER = b"AUTH OAUTHBEARER " + b64encode(b"n,,\x01auth=Bearer wrong\x01\x01") + b"\r\n"
MAIL = b"MAIL FROM:<a@tempory.test>\r\n"


def make_submission(*, tls_active: bool = True) -> Driver:
    driver = make_driver(submission=True, tls_offered=True, tls_active=tls_active)
    driver.feed(HELLO)
    return driver


def test_the_log_in_is_a_question_with_what_was_said() -> None:
    driver = make_submission()
    assert driver.codes(b"auth plain " + GOOD[11:]) == ["235 2.7.0"]
    assert driver.events[-1] == LogIn(name="a@tempory.test", secret=Secret(b"secret"), mechanism="PLAIN")
    assert is_let_in(driver)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"AUTH\r\n", "501 5.5.4"),
        (b"AUTH PL/IN\r\n", "501 5.5.4"),
        (b"AUTH CRAM-MD5\r\n", "504 5.5.4"),
        (b"AUTH PLAIN =\r\n", "535 5.7.8"),
        (b"AUTH PLAIN ====\r\n", "501 5.5.2"),
        (b"AUTH PLAIN AGEA c2VjcmV0\r\n", "501 5.5.2"),
        (WRONG, "535 5.7.8"),
        (b"AUTH PLAIN " + b64encode(b"b\0a\0secret") + b"\r\n", "535 5.7.8"),
    ],
)
def test_a_log_in_that_fails_leaves_the_session_as_it_was(line: bytes, code: str) -> None:
    driver = make_submission()
    assert driver.codes(line) == [code]
    assert driver.codes(MAIL, GOOD, MAIL) == ["530 5.7.0", "235 2.7.0", "250 2.1.0"]


def test_what_answers_a_challenge_is_never_a_command() -> None:
    driver = make_submission()
    assert driver.feed(b"AUTH LOGIN\r\n") == b"334 VXNlcm5hbWU6\r\n"
    assert driver.codes(b"MAIL FROM:<a@tempory.test>\r\n", b"NOOP\r\n") == ["501 5.5.2", "250 2.0.0"]
    assert driver.codes(b"AUTH LOGIN\r\n", b"QUIT\r\n") == ["334 VXNlcm5hbWU6", "535 5.7.8"]  # base64 of something


def test_a_log_in_is_cancelled_by_a_star() -> None:
    driver = make_submission()
    assert driver.codes(b"AUTH PLAIN\r\n", b"*\r\n", b"*\r\n") == ["334 ", "501 5.7.0", "500 5.5.1"]


def test_a_bearer_is_shown_why_before_the_no() -> None:
    driver = make_submission()
    assert driver.feed(BEARER).startswith(b"334 ")
    assert not is_let_in(driver)
    assert driver.codes(MAIL, MAIL) == ["535 5.7.8", "530 5.7.0"]


def test_a_log_in_for_which_nobody_can_be_asked_may_be_tried_again() -> None:
    def decide(question: Question) -> Reply:
        return LOG_IN_UNAVAILABLE if isinstance(question, LogIn) else accept_all(question)

    driver = make_driver(decide, submission=True, tls_active=True)
    assert driver.codes(HELLO, BEARER, GOOD) == ["250 HELP", "454 4.7.0", "454 4.7.0"]
    assert not is_let_in(driver)


def test_there_is_one_log_in_a_session_and_none_within_a_transaction() -> None:
    driver = make_submission()
    assert driver.codes(GOOD, GOOD, MAIL, GOOD) == ["235 2.7.0", "503 5.5.1", "250 2.1.0", "503 5.5.1"]
    assert driver.codes(b"RSET\r\n", HELLO, MAIL) == ["250 2.0.0", "250 HELP", "250 2.1.0"]


def test_there_is_none_before_ehlo() -> None:
    driver = make_driver(submission=True, tls_active=True)
    assert driver.codes(GOOD, b"HELO c\r\n", GOOD) == ["503 5.5.1", "250 mx.tempory.test", "503 5.5.1"]


def test_there_is_none_in_clear() -> None:
    driver = make_submission(tls_active=False)
    assert b"AUTH" not in driver.feed(HELLO)
    assert driver.codes(GOOD, b"AUTH LOGIN\r\n", MAIL) == ["538 5.7.11", "538 5.7.11", "530 5.7.0"]
    assert not any(isinstance(event, LogIn) for event in driver.events)


def test_there_is_none_where_mail_comes_in_from_everywhere() -> None:
    driver = make_driver(tls_active=True)
    assert b"AUTH" not in driver.feed(HELLO)
    assert driver.codes(GOOD, MAIL) == ["502 5.5.1", "250 2.1.0"]


@pytest.mark.parametrize("octets", [12 * 1024, 12 * 1024 + 1])
def test_a_line_of_an_exchange_has_its_own_bound(octets: int) -> None:
    driver = make_submission()
    driver.feed(b"AUTH PLAIN\r\n")
    line = b"A" * (octets - 2) + b"\r\n"
    code = "500 5.5.6" if octets > 12 * 1024 else "501 5.5.2"
    assert driver.codes(line, b"NOOP\r\n") == [code, "250 2.0.0"]


def test_other_lines_keep_theirs() -> None:
    driver = make_submission()
    assert driver.codes(b"NOOP " + b"x" * 3000 + b"\r\n") == ["500 5.5.2"]
    long = b"AUTH PLAIN " + b64encode(b"\0" + b"n" * 4000 + b"\0secret") + b"\r\n"
    assert driver.codes(long) == ["235 2.7.0"]


def test_who_guesses_is_hung_up_on() -> None:
    driver = make_submission()
    assert driver.codes(WRONG * 30) == ["535 5.7.8"] * 20 + ["421 4.7.0"]


def test_received_says_that_the_peer_had_logged_in() -> None:
    driver = make_submission()
    driver.feed(GOOD, MAIL, b"RCPT TO:<b@tempory.test>\r\nDATA\r\n.\r\n")
    assert driver.events[-1].protocol == "ESMTPSA"  # type: ignore[union-attr]
