import pytest

from tempory.protocols.smtp import (
    MESSAGE_STORED,
    NEED_DATA,
    PAUSED,
    RECIPIENT_OK,
    SENDER_OK,
    TLS_READY,
    Answer,
    Connection,
    Ending,
    Goodbye,
    Limits,
    MailFrom,
    Question,
    Reply,
    StartTls,
    State,
)
from tempory.values import LocalProtocolError
from tests.protocols.smtp.driving import HELLO, TO_BDAT, TO_DATA, accept_all, make_driver

MAIL = b"MAIL FROM:<a@client.example>\r\n"
RCPT = b"RCPT TO:<b@tempory.test>\r\n"
LATER = Reply(code=452, enhanced="4.3.1", text="Later")


def test_long_lines_are_refused_when_they_end() -> None:
    driver = make_driver()
    assert driver.feed(b"NOOP " + b"x" * 5000) == b""
    assert driver.feed(b"y" * 100_000) == b""
    assert driver.codes(b"\r", b"\nNOOP\r\n") == ["500 5.5.2", "250 2.0.0"]


def test_a_line_of_exactly_the_limit() -> None:
    driver = make_driver(limits=Limits(line_octets=100))
    assert driver.codes(b"NOOP " + b"x" * 93 + b"\r\n") == ["250 2.0.0"]
    assert driver.codes(b"NOOP " + b"x" * 94 + b"\r\n") == ["500 5.5.2"]


def test_too_many_errors_close() -> None:
    driver = make_driver(limits=Limits(errors=3))
    assert driver.codes(b"X\r\nX\r\nX\r\nNOOP\r\n") == ["500 5.5.1", "500 5.5.1", "500 5.5.1", "421 4.7.0"]
    assert driver.events[-1] == Goodbye(data=b"", ending=Ending.ERRORS)


def test_an_accepted_message_forgives_errors() -> None:
    driver = make_driver(limits=Limits(errors=3))
    driver.feed(b"X\r\nX\r\n", TO_DATA, b".\r\n", b"X\r\nX\r\n")
    assert not driver.ended


def test_refused_recipients_are_errors() -> None:
    driver = make_driver(limits=Limits(errors=3))
    assert driver.codes(HELLO + MAIL + b"RCPT TO:<nobody@x.example>\r\n" * 3)[-1] == "421 4.7.0"


def test_a_deferral_is_no_error() -> None:
    driver = make_driver(lambda question: LATER if isinstance(question, MailFrom) else accept_all(question))
    assert driver.codes(HELLO + MAIL * 50)[-1] == "452 4.3.1"


def test_a_refused_message_is_an_error() -> None:
    driver = make_driver(limits=Limits(errors=1))
    assert driver.codes(TO_DATA, b"\0\r\n.\r\n")[-2:] == ["550 5.6.0", "421 4.7.0"]
    assert driver.ended


def test_a_421_of_ours_closes() -> None:
    stop = Reply(code=421, enhanced="4.3.2", text="Stopping")
    driver = make_driver(lambda question: stop if isinstance(question, MailFrom) else accept_all(question))
    assert driver.codes(HELLO + MAIL + b"NOOP\r\n")[-1] == "421 4.3.2"
    assert driver.events[-1] == Goodbye(data=b"", ending=Ending.LOCAL)


def test_closing_from_our_side() -> None:
    driver = make_driver()
    driver.feed(HELLO, MAIL)
    assert driver.engine.close(Reply(code=421, enhanced="4.4.2", text="Idle")) == b"421 4.4.2 Idle\r\n"
    driver.engine.receive_data(b"NOOP\r\n")
    assert driver.engine.next_event() == Goodbye(data=b"", ending=Ending.LOCAL)
    assert driver.engine.state is State.CLOSED


@pytest.mark.parametrize(
    "before", [b"", HELLO, HELLO + b"MAI", TO_DATA, TO_DATA + b"x\r\n.", TO_BDAT + b"BDAT 9 LAST\r\nx"]
)
def test_the_peers_end_is_the_end(before: bytes) -> None:
    driver = make_driver()
    driver.feed(before) if before else None
    assert driver.feed(b"") == b""
    assert driver.events[-1] == Goodbye(data=b"", ending=Ending.LOST)
    assert driver.messages == []


@pytest.mark.parametrize("method", [b"GET", b"POST", b"CONNECT", b"PRI"])
def test_a_web_client_is_sent_away(method: bytes) -> None:
    driver = make_driver()
    driver.feed(method + b" / HTTP/1.1\r\nHost: x\r\n\r\n" + TO_DATA + b".\r\n")
    assert driver.ended
    assert driver.messages == []


def test_what_follows_a_refused_data_does_not_run() -> None:
    driver = make_driver()
    said = driver.codes(HELLO + MAIL + b"DATA\r\nMAIL FROM:<smuggled@x.example>\r\n.\r\n")
    assert said[-1] == "503 5.5.1"
    assert driver.ended


# TLS.


def _agree(question: Question) -> Reply:
    return TLS_READY if isinstance(question, StartTls) else accept_all(question)


def test_tls_starts_everything_anew() -> None:
    driver = make_driver(_agree, tls_offered=True)
    assert driver.codes(HELLO + b"STARTTLS\r\n")[-1] == "220 2.0.0"
    assert driver.engine.state is State.TLS
    driver.engine.tls_established()
    assert driver.engine.tls_active
    assert driver.codes(MAIL) == ["503 5.5.1"]
    assert b"STARTTLS" not in driver.feed(HELLO)
    assert driver.codes(b"STARTTLS\r\n") == ["503 5.5.1"]


def test_tls_may_be_refused() -> None:
    driver = make_driver(tls_offered=True)
    assert driver.codes(HELLO, b"STARTTLS\r\n", MAIL)[-2:] == ["454 4.7.0", "250 2.1.0"]


def test_plaintext_behind_starttls_closes() -> None:
    driver = make_driver(_agree, tls_offered=True)
    assert driver.codes(HELLO + b"STARTTLS\r\n" + MAIL)[-1] == "554 5.5.1"
    assert driver.ended
    assert driver.engine.state is State.CLOSED


def test_plaintext_that_comes_before_the_answer_to_starttls_closes() -> None:
    engine = Connection(hostname="mx.tempory.test", tls_offered=True)
    engine.receive_data(b"STARTTLS\r\n")
    assert engine.next_event() == StartTls()
    engine.receive_data(b"MAIL")
    assert engine.reply(TLS_READY).startswith(b"554 ")
    assert engine.next_event() == Goodbye(data=b"", ending=Ending.PROTOCOL)


def test_octets_of_the_handshake_are_not_ours() -> None:
    driver = make_driver(_agree, tls_offered=True)
    driver.feed(HELLO, b"STARTTLS\r\n")
    with pytest.raises(LocalProtocolError):
        driver.engine.receive_data(b"\x16\x03\x01")


def test_tls_is_not_established_unasked() -> None:
    with pytest.raises(LocalProtocolError):
        make_driver().engine.tls_established()


# Waiting.


def test_a_question_pauses() -> None:
    engine = Connection(hostname="mx.tempory.test")
    engine.receive_data(HELLO + MAIL + RCPT)
    assert isinstance(engine.next_event(), Answer)
    assert isinstance(engine.next_event(), MailFrom)
    assert engine.next_event() is PAUSED
    assert engine.reply(SENDER_OK) == SENDER_OK.octets
    assert engine.next_event() is not NEED_DATA
    assert engine.reply(RECIPIENT_OK) == RECIPIENT_OK.octets
    assert engine.next_event() is NEED_DATA


def test_a_reply_without_question() -> None:
    with pytest.raises(LocalProtocolError):
        make_driver().engine.reply(MESSAGE_STORED)


def test_input_that_waits_is_bounded() -> None:
    engine = Connection(hostname="mx.tempory.test", limits=Limits(pending_octets=10_000))
    engine.receive_data(HELLO + MAIL)
    engine.next_event()
    engine.next_event()
    engine.receive_data(b"x" * 10_000)
    with pytest.raises(LocalProtocolError):
        engine.receive_data(b"x" * 10_000)


def test_where_something_begins() -> None:
    driver = make_driver()
    engine = driver.engine
    assert engine.is_at_beginning
    driver.feed(b"EHL")
    assert not engine.is_at_beginning
    driver.feed(b"O x\r\n", MAIL, RCPT, b"DATA\r\n")
    assert engine.is_at_beginning
    assert engine.in_message
    driver.feed(b"S")
    assert not engine.is_at_beginning
    driver.feed(b"\r\n.\r\n", b"x" * 5000)
    assert not engine.is_at_beginning
    assert not engine.in_message
    driver.feed(b"\r\n", MAIL, RCPT, b"BDAT 3\r\n")
    assert not engine.is_at_beginning
    driver.feed(b"abc")
    assert engine.is_at_beginning
    assert engine.held_octets == 5
