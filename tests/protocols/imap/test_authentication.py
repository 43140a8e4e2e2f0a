"""LOGIN, AUTHENTICATE and STARTTLS: who may say what, when."""

from base64 import b64encode

import pytest

from tempory.protocols.imap import (
    Completion,
    Dialect,
    Ending,
    Goodbye,
    Limits,
    Question,
    State,
)
from tempory.protocols.imap.commands import LogIn, StartTls
from tempory.values import LocalProtocolError, Secret
from tests.protocols.imap.driving import LOG_IN, NO_TLS, OK, agree, make_driver

PLAIN = b64encode(b"\0ines\0tpy_secret")
WRONG = b64encode(b"\0ines\0tpy_other")
INES = Secret(b"tpy_secret")
CAPABILITIES = (
    b"IMAP4rev1 IMAP4rev2 ENABLE ID IDLE LITERAL+ SASL-IR APPENDLIMIT=26214400 BINARY CHILDREN CONDSTORE "
    b"CREATE-SPECIAL-USE ESEARCH LIST-EXTENDED LIST-STATUS MOVE MULTIAPPEND NAMESPACE OBJECTID PREVIEW QRESYNC QUOTA "
    b"QUOTA=RES-MESSAGE QUOTA=RES-STORAGE REPLACE SAVEDATE SEARCHRES SORT SPECIAL-USE STATUS=SIZE "
    b"THREAD=ORDEREDSUBJECT THREAD=REFERENCES UIDPLUS UNSELECT UTF8=ACCEPT WITHIN"
)
LOGGED_IN = b" OK [CAPABILITY " + CAPABILITIES + b"] Done\r\n"


def _take_tls(question: Question) -> Completion:
    return Completion.ok("Begin") if isinstance(question, StartTls) else agree(question)


def test_login() -> None:
    driver = make_driver()
    assert driver.feed(b'T LOGIN "ines" {10}\r\n') == b"+ Go ahead\r\n"
    assert driver.feed(b"tpy_secret\r\n") == b"T" + LOGGED_IN
    assert driver.events[-1] == LogIn(name="ines", secret=INES)
    assert driver.engine.state is State.AUTHENTICATED
    assert driver.feed(LOG_IN) == b"L BAD Already logged in\r\n"


def test_a_login_that_fails() -> None:
    driver = make_driver()
    assert driver.feed(b"T LOGIN ines other\r\n") == b"T NO [AUTHENTICATIONFAILED] That is not it\r\n"
    assert driver.engine.state is State.NOT_AUTHENTICATED
    assert driver.feed(LOG_IN).startswith(b"L OK")


def test_a_code_of_ones_own_is_kept() -> None:
    driver = make_driver(lambda _: Completion.ok("Hello", b"ALERT"))
    assert driver.feed(LOG_IN) == b"L OK [ALERT] Hello\r\n"


def test_plain_with_an_initial_response() -> None:
    driver = make_driver()
    assert driver.feed(b"T AUTHENTICATE PLAIN " + PLAIN + b"\r\n") == b"T" + LOGGED_IN
    assert driver.events[-1] == LogIn(name="ines", secret=INES, mechanism="PLAIN")


def test_plain_without_one() -> None:
    driver = make_driver()
    assert driver.feed(b"T authenticate plain\r\n") == b"+ \r\n"
    assert driver.feed(PLAIN + b"\r\n") == b"T" + LOGGED_IN


def test_login_as_a_mechanism() -> None:
    driver = make_driver()
    assert driver.feed(b"T AUTHENTICATE LOGIN\r\n") == b"+ VXNlcm5hbWU6\r\n"
    assert driver.feed(b64encode(b"ines") + b"\r\n") == b"+ UGFzc3dvcmQ6\r\n"
    assert driver.feed(b64encode(b"tpy_secret") + b"\r\n") == b"T" + LOGGED_IN
    assert driver.events[-1] == LogIn(name="ines", secret=INES, mechanism="LOGIN")


def test_a_bearer() -> None:
    driver = make_driver()
    response = b64encode(b"n,a=ines,\x01auth=Bearer tpy_secret\x01\x01")
    assert driver.feed(b"T AUTHENTICATE OAUTHBEARER " + response + b"\r\n") == b"T" + LOGGED_IN


@pytest.mark.parametrize("answer", [b"AQ==", b"*", b"anything"])
def test_a_bearer_that_fails_is_told_twice(answer: bytes) -> None:
    driver = make_driver()
    response = b64encode(b"n,a=ines,\x01auth=Bearer other\x01\x01")
    shown = b"+ " + b64encode(b'{"status":"invalid_token"}') + b"\r\n"
    assert driver.feed(b"T AUTHENTICATE OAUTHBEARER " + response + b"\r\n") == shown
    assert driver.feed(answer + b"\r\n") == b"T NO [AUTHENTICATIONFAILED] That is not it\r\n"
    assert driver.feed(LOG_IN).startswith(b"L OK")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (b"AUTHENTICATE", b"T BAD An argument is missing, or not parted by one space\r\n"),
        (b"AUTHENTICATE CRAM-MD5", b"T NO [CANNOT] This mechanism is not offered\r\n"),
        (b"AUTHENTICATE PLAIN =", b"T NO [AUTHENTICATIONFAILED] This is not a response of the mechanism\r\n"),
        (b"AUTHENTICATE PLAIN !!", b"T BAD A response is base64\r\n"),
        (b"AUTHENTICATE PLAIN\r\n*", b"+ \r\nT BAD The exchange is cancelled\r\n"),
        (b"AUTHENTICATE PLAIN\r\nA=B", b"+ \r\nT BAD A response is base64\r\n"),
        (b"AUTHENTICATE PLAIN\r\n" + b"A" * 9000, b"+ \r\nT BAD The exchange is cancelled\r\n"),
        (b"AUTHENTICATE PLAIN\r\n" + WRONG, b"+ \r\nT NO [AUTHENTICATIONFAILED] That is not it\r\n"),
        # A command right behind is a response, not a command.
        (b"AUTHENTICATE PLAIN\r\nU LOGIN ines tpy_secret", b"+ \r\nT BAD A response is base64\r\n"),
    ],
)
def test_exchanges_that_fail(said: bytes, answer: bytes) -> None:
    driver = make_driver()
    assert driver.feed(b"T " + said + b"\r\n") == answer
    assert driver.engine.state is State.NOT_AUTHENTICATED
    assert driver.feed(LOG_IN).startswith(b"L OK")


def test_in_clear_nobody_logs_in() -> None:
    driver = make_driver(tls_active=False, tls_offered=True)
    assert driver.engine.greeting() == (
        b"* OK [CAPABILITY IMAP4rev1 IMAP4rev2 ENABLE ID IDLE LITERAL+ SASL-IR STARTTLS LOGINDISABLED] "
        b"mx.tempory.test Tempory ready\r\n"
    )
    needs = b" NO [PRIVACYREQUIRED] Begin TLS first\r\n"
    assert driver.feed(b"T LOGIN ines {10}\r\n") == b"T" + needs  # the secret is not asked for
    assert driver.feed(b"T AUTHENTICATE PLAIN\r\n") == b"T" + needs
    assert driver.feed(b"T LOGIN ines {10+}\r\ntpy_secret\r\n") == b"T" + needs
    assert driver.feed(b"T SELECT INBOX\r\n") == b"T BAD Log in first\r\n"
    assert driver.feed(b"T NOOP\r\n") == b"T OK Still here\r\n"
    assert driver.feed(b"T ID NIL\r\n") == b'* ID ("name" "Tempory")\r\nT OK That is all\r\n'
    assert driver.feed(b"T LOGOUT\r\n") == b"* BYE Logging out\r\nT OK Logged out\r\n"
    assert not any(isinstance(event, LogIn) for event in driver.events)


def test_without_tls_at_all() -> None:
    driver = make_driver(tls_active=False)
    assert b"STARTTLS" not in driver.engine.greeting()
    assert driver.feed(b"T STARTTLS\r\n") == b"T BAD TLS is not offered here\r\n"


def test_starttls() -> None:
    driver = make_driver(_take_tls, tls_active=False, tls_offered=True)
    assert driver.feed(b"T STARTTLS\r\n") == b"T OK Begin\r\n"
    assert driver.events[-1] == StartTls()
    assert driver.engine.state is State.TLS
    with pytest.raises(LocalProtocolError):
        driver.engine.receive_data(b"x")
    driver.engine.tls_established()
    assert driver.engine.tls_active
    assert driver.feed(b"T CAPABILITY\r\n") == (
        b"* CAPABILITY IMAP4rev1 IMAP4rev2 ENABLE ID IDLE LITERAL+ SASL-IR AUTH=PLAIN AUTH=LOGIN AUTH=OAUTHBEARER\r\n"
        b"T OK That is all\r\n"
    )
    assert driver.feed(b"T STARTTLS\r\n") == b"T BAD TLS is already active\r\n"
    assert driver.feed(LOG_IN).startswith(b"L OK")


def test_tls_refused() -> None:
    driver = make_driver(tls_active=False, tls_offered=True)
    assert driver.feed(b"T STARTTLS\r\n") == b"T NO No TLS now\r\n"
    assert driver.engine.state is State.NOT_AUTHENTICATED
    assert NO_TLS.condition == "NO"


INJECTED = b"* BYE STARTTLS must be the last command before TLS\r\n"


def test_what_comes_behind_starttls_closes() -> None:
    driver = make_driver(_take_tls, tls_active=False, tls_offered=True)
    assert driver.feed(b"T STARTTLS\r\nU LOGIN a b\r\n") == INJECTED
    assert driver.events[-1] == Goodbye(data=INJECTED, ending=Ending.PROTOCOL)


def test_what_comes_before_the_answer_to_starttls_closes() -> None:
    driver = make_driver(tls_active=False, tls_offered=True)
    engine = driver.engine
    engine.receive_data(b"T STARTTLS\r\n")
    assert engine.next_event() == StartTls()
    engine.receive_data(b"U")
    assert engine.reply(OK) == INJECTED
    assert engine.state is State.CLOSED


def test_enabling() -> None:
    driver = make_driver(begin=LOG_IN)
    assert driver.feed(b"T ENABLE X-GOOD\r\n") == b"* ENABLED\r\nT OK Enabled\r\n"
    assert driver.engine.dialect == Dialect()
    said = driver.feed(b"T ENABLE condstore UTF8=ACCEPT imap4REV2 CONDSTORE\r\n")
    assert said == b"* ENABLED CONDSTORE UTF8=ACCEPT IMAP4rev2\r\nT OK Enabled\r\n"
    assert driver.feed(b"T ENABLE QRESYNC CONDSTORE\r\n") == b"* ENABLED QRESYNC\r\nT OK Enabled\r\n"
    assert driver.engine.dialect == Dialect(condstore=True, qresync=True, utf8_accept=True, rev2=True)
    assert driver.engine.dialect.utf8
    assert driver.feed(b"T ENABLE\r\n").startswith(b"T BAD ")


@pytest.mark.parametrize(
    ("words", "is_good"),
    [
        (b'ID ("name" "sodr" "version" NIL)', True),
        (b"ID ()", True),
        (b"id nil", True),
        (b'ID ("name" {4+}\r\nmutt)', True),
        (b"ID", False),
        (b"ID x", False),
        (b'ID ("name")', False),
        (b'ID ("name" ' + b'"x" "y" ' * 31 + b'"z")', False),
        (b"ID (" + b" ".join([b'"a" "b"'] * 31) + b")", False),
        (b"ID (" + b" ".join([b'"a" "b"'] * 30) + b")", True),
    ],
)
def test_identifying(words: bytes, is_good: bool) -> None:
    driver = make_driver(identification={})
    assert driver.feed(b"T " + words + b"\r\n").startswith(b"* ID NIL\r\nT OK" if is_good else b"T BAD")


def test_ten_errors_are_enough() -> None:
    driver = make_driver()
    for number in range(9):
        assert driver.feed(b"T LOGIN ines other\r\n" if number % 2 else b"T FOO\r\n").count(b"\r\n") == 1
    assert driver.feed(b"T NOOP\r\n") == b"T OK Still here\r\n"  # does not count, and does not help
    assert driver.feed(b"T FOO\r\n") == b"T BAD No such command\r\n* BYE Too many errors\r\n"
    assert driver.events[-1] == Goodbye(data=b"", ending=Ending.ERRORS)


def test_a_command_that_succeeds_helps_after_login() -> None:
    driver = make_driver(begin=LOG_IN, limits=Limits(errors=3))
    driver.feed(b"T FOO\r\nT FOO\r\nT NOOP\r\nT FOO\r\nT FOO\r\n")
    assert not driver.ended
    driver.feed(b"T FOO\r\n")
    assert driver.ended


def test_a_no_is_no_error_after_login() -> None:
    def refuse(question: Question) -> Completion:
        return agree(question) if isinstance(question, LogIn) else Completion.no("No such mailbox", b"NONEXISTENT")

    driver = make_driver(refuse, begin=LOG_IN)
    driver.feed(b"T SELECT x\r\n" * 30)
    assert not driver.ended
