"""What a hostile peer sends to an IMAP engine. The same over real sockets is in tests/attacks."""

import sys

import pytest

from tempory.protocols.imap import Dialect, Ending, Goodbye, Limits, LiteralOffered, State
from tempory.protocols.imap.commands import LogIn, Search
from tests.protocols.imap.driving import LOG_IN, SELECT, Driver, make_driver

MIB = 1 << 20


def _calls(driver: Driver, *chunks: bytes) -> int:
    """Feed `chunks` and count the calls made: work, whatever else the machine does meanwhile."""
    calls = 0

    def count(_frame: object, _event: str, _argument: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        driver.feed(*chunks)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("announced", [b"{4294967296}", b"{99999999999999999999}", b"{9000}", b"~{1000000}"])
def test_literal_bombs_before_login_are_not_asked_for(announced: bytes) -> None:
    driver = make_driver()
    assert driver.feed(b"T LOGIN " + announced + b"\r\n") == b"T BAD [TOOBIG] The command is too long\r\n"
    assert driver.engine.held_octets == 0
    assert not driver.engine.in_literal


def test_literal_bombs_that_do_not_ask_close() -> None:
    driver = make_driver()
    driver.feed(b"T LOGIN {4294967296+}\r\n")
    assert driver.events[-1] == Goodbye(data=b"* BYE This cannot be read on\r\n", ending=Ending.PROTOCOL)


def test_many_literals_add_up() -> None:
    driver = make_driver()
    for _ in range(100):
        driver.feed(b"T LOGIN {4000+}\r\n", b"x" * 4000, b" {4000+}\r\n", b"x" * 4000, b" {4000+}\r\n", b"x" * 4000)
        assert driver.engine.held_octets <= 8192
        driver.feed(b"\r\n")
    assert driver.ended
    assert b"Too many errors" in driver.said


def test_no_literal_is_held_for_a_command_that_is_refused() -> None:
    driver = make_driver(begin=LOG_IN)
    driver.feed(b"T FETCH {%d+}\r\n" % (20 * MIB))
    driver.feed(b"x" * MIB)
    assert driver.engine.held_octets == 0


def test_an_endless_line_is_not_held() -> None:
    driver = make_driver()
    for _ in range(50):
        driver.feed(b"x" * 100_000)
        assert len(driver.engine._incoming) < 100
    assert driver.feed(b"\r\n") == b"* BAD A command is a tag, a space and a word\r\n"


@pytest.mark.parametrize(
    "key",
    [
        b"(" * 30_000,
        b"NOT " * 15_000,
        b"OR " * 20_000,
        b"NOT (" * 10_000,
        b"ALL " * 15_000,
        b"1," * 30_000,
        b'"' + b"\\" * 60_000,
        b"1" * 60_000,
        b"OR (NOT " * 7_000,
    ],
)
def test_deep_and_long_searches_take_no_time(key: bytes) -> None:
    driver = make_driver(begin=SELECT)
    assert _calls(driver, b"T SEARCH " + key + b"\r\n") < 100_000
    assert driver.said.startswith((b"T BAD ", b"T NO [LIMIT] "))
    assert not any(isinstance(event, Search) for event in driver.events)


def test_a_large_set_is_read_in_no_time() -> None:
    driver = make_driver(begin=SELECT)
    numbers = b",".join(b"%d" % number for number in range(1, 22_000, 2))
    assert _calls(driver, b"T UID FETCH " + numbers + b" FLAGS\r\n") < 200_000
    assert driver.said == b"T OK Done\r\n"


def test_many_tiny_literals_take_no_time() -> None:
    driver = make_driver(begin=SELECT)
    assert _calls(driver, b"T SEARCH SUBJECT" + b" {0+}\r\n" * 9_000 + b"\r\n") < 1_200_000
    assert driver.said.startswith(b"T NO [LIMIT] ")


def test_a_command_of_many_literals_is_read_once() -> None:
    def work(flags: int, messages: int) -> int:
        driver = make_driver(begin=LOG_IN)
        appended = b" (%b) {1+}\r\nx" % b" ".join([b"a"] * flags) * messages
        calls = _calls(driver, b"T APPEND a" + appended + b"\r\n")
        assert driver.said == b"T OK Done\r\n"
        return calls

    calls_a_flag = (work(90, 255) - work(10, 255)) / (80 * 255)
    assert calls_a_flag < 60
    assert work(90, 240) < 2.1 * work(90, 120)
    assert work(90, 120) < 2.1 * work(90, 60)


def test_octets_one_by_one_hold_no_more_than_themselves() -> None:
    driver = make_driver(begin=LOG_IN)
    driver.feed(b"T APPEND a {20000}\r\n")
    driver.feed(*([b"x"] * 19_999))
    assert driver.engine.held_octets == 19_999


def test_a_command_behind_a_log_in_that_fails_is_not_let_in() -> None:
    driver = make_driver()
    said = driver.feed(b"A LOGIN ines other\r\nB SELECT INBOX\r\nC LOGIN ines tpy_secret\r\nD SELECT INBOX\r\n")
    assert said.startswith(b"A NO [AUTHENTICATIONFAILED] That is not it\r\nB BAD Log in first\r\nC OK ")
    assert driver.engine.state is State.SELECTED


def test_an_exchange_does_not_swallow_or_run_what_is_pipelined() -> None:
    driver = make_driver()
    driver.feed(b"A AUTHENTICATE PLAIN\r\nB AUTHENTICATE LOGIN\r\nC LOGIN ines tpy_secret\r\n")
    assert [event for event in driver.events if isinstance(event, LogIn)] == [driver.events[-1]]


def test_a_pages_request_closes() -> None:
    for request in (b"POST / HTTP/1.1\r\nHost: x\r\n\r\nA LOGIN a b\r\n", b"GET /A HTTP/1.0\r\n"):
        driver = make_driver()
        driver.feed(request)
        assert driver.events == [Goodbye(data=b"* BYE This cannot be read on\r\n", ending=Ending.PROTOCOL)]


def test_the_tag_is_echoed_only_if_it_is_one() -> None:
    driver = make_driver()
    driver.feed(b"* OK [ALERT] x\r\n", b"A\n* BYE NOOP\r\n", b"A%s NOOP\r\n", b"{5+}\r\nNOOPX\r\n")
    lines = bytes(driver.said).split(b"\r\n")
    assert set(lines) == {b"* BAD A command is a tag, a space and a word", b""}


def test_nothing_of_the_peer_stands_in_an_answer() -> None:
    driver = make_driver(limits=Limits(errors=100))
    driver.feed(
        b"T XYZZY\r\nT LOGIN XYZZY\r\nT AUTHENTICATE XYZZY\r\nT ID XYZZY\r\nT NOOP XYZZY\r\nT LOGIN XYZZY y\r\n"
    )
    assert b"XYZZY" not in driver.said


def test_a_message_cannot_be_longer_than_it_said() -> None:
    driver = make_driver(begin=LOG_IN)
    driver.feed(b"A APPEND a {3}\r\n", b"abcB LOGOUT\r\n")
    assert driver.said == b"+ Go ahead\r\nA BAD An argument is missing, or not parted by one space\r\n"
    assert not driver.ended


def test_an_offer_repeats_no_work() -> None:
    driver = make_driver(begin=LOG_IN)
    driver.feed(b"A APPEND a {1+}\r\nx {1+}\r\ny {1+}\r\nz\r\n")
    assert [event.octets_before for event in driver.events if isinstance(event, LiteralOffered)] == [0, 1, 2]


def test_a_dialect_is_never_taken_back() -> None:
    driver = make_driver(begin=LOG_IN)
    driver.feed(b"A ENABLE IMAP4rev2\r\nA ENABLE\r\nA ENABLE FOO\r\nA SELECT INBOX\r\nA CLOSE\r\n")
    assert driver.engine.dialect == Dialect(rev2=True)
