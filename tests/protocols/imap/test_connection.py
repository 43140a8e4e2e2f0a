"""The engine's own flow: states, idling, line ends, and what it answers by itself."""

import pytest

from tempory.protocols.imap import (
    NEED_DATA,
    PAUSED,
    TRANSITIONS,
    Completion,
    Condition,
    Connection,
    Dialect,
    Ending,
    Goodbye,
    IdleBegun,
    IdleDone,
    Limits,
    Question,
    State,
    Step,
)
from tempory.protocols.imap.capabilities import capabilities
from tempory.protocols.imap.commands import Fetch, LogIn, Noop, Select
from tempory.protocols.imap.commands.table import BY_UID, COMMANDS
from tempory.protocols.imap.states import TRANSITIONS as TABLE
from tempory.values import LocalProtocolError
from tests.protocols.imap.driving import LOG_IN, OK, SELECT, agree, make_driver, selected


def test_greeting() -> None:
    assert Connection(hostname="mx.tempory.test", tls_active=True).greeting() == (
        b"* OK [CAPABILITY IMAP4rev1 IMAP4rev2 ENABLE ID IDLE LITERAL+ SASL-IR AUTH=PLAIN AUTH=LOGIN AUTH=OAUTHBEARER] "
        b"mx.tempory.test Tempory ready\r\n"
    )


def test_selecting_and_closing() -> None:
    driver = make_driver(begin=LOG_IN)
    assert driver.feed(b"T FETCH 1 FLAGS\r\n") == b"T BAD Select a mailbox first\r\n"
    driver.feed(b"T SELECT INBOX\r\n")
    states = [driver.engine.state]
    assert driver.feed(b"T LOGIN a b\r\n") == b"T BAD Already logged in\r\n"
    driver.feed(b"T CLOSE\r\n")
    assert [*states, driver.engine.state] == [State.SELECTED, State.AUTHENTICATED]
    driver.feed(b"T EXAMINE INBOX\r\nT UNSELECT\r\n")
    assert driver.engine.state is State.AUTHENTICATED


def test_a_select_that_fails_deselects() -> None:
    def refuse(question: Question) -> Completion:
        return Completion.no("No such mailbox") if question == Select(mailbox="x") else agree(question)

    driver = make_driver(refuse, begin=SELECT)
    assert driver.feed(b"T SELECT x\r\n") == b"T NO No such mailbox\r\n"
    assert driver.engine.state is State.AUTHENTICATED


def test_a_close_that_fails_does_not() -> None:
    driver = make_driver(
        lambda question: agree(question) if isinstance(question, LogIn | Select) else _LATER, begin=SELECT
    )
    driver.feed(b"T CLOSE\r\n")
    assert driver.engine.state is State.SELECTED


_LATER = Completion.no("Later", b"UNAVAILABLE")


def test_every_command_has_its_states() -> None:
    for name in COMMANDS:
        before = make_driver().feed(b"T " + name + b"\r\n")
        allowed = State.NOT_AUTHENTICATED in COMMANDS[name].states
        assert (before == b"T BAD Log in first\r\n") != allowed
        after = make_driver(begin=LOG_IN).feed(b"T " + name + b"\r\n")
        assert (after == b"T BAD Select a mailbox first\r\n") == (COMMANDS[name].states == {State.SELECTED})
        assert (after == b"T BAD Already logged in\r\n") == (COMMANDS[name].states == {State.NOT_AUTHENTICATED})
    assert set(COMMANDS) >= BY_UID


def test_pipelined_commands_are_read_one_at_a_time() -> None:
    engine = make_driver(begin=SELECT).engine
    engine.receive_data(b"A FETCH 1 FLAGS\r\nB NOOP\r\n")
    assert isinstance(engine.next_event(), Fetch)
    assert engine.tag == b"A"
    assert engine.next_event() is PAUSED
    assert engine.reply(OK) == b"A OK Done\r\n"
    assert engine.next_event() == Noop()
    assert engine.tag == b"B"
    assert engine.reply(Completion.bad("No")) == b"B BAD No\r\n"
    assert engine.next_event() is NEED_DATA


def test_idling() -> None:
    driver = selected()
    assert driver.feed(b"T IDLE\r\n") == b"+ Idling\r\n"
    assert driver.events == [IdleBegun(data=b"+ Idling\r\n")]
    assert driver.engine.is_idling
    assert driver.engine.next_event() is NEED_DATA
    assert driver.feed(b"DON") == b""
    assert driver.feed(b"E\r\nU NOOP\r\n") == b"T OK Done\r\nU OK Done\r\n"
    assert driver.events[1:] == [IdleDone(), Noop()]
    assert not driver.engine.is_idling


@pytest.mark.parametrize("line", [b"U NOOP", b"", b"DONE ", b"D" * 70_000])
def test_idling_ends_with_done_only(line: bytes) -> None:
    driver = selected()
    assert driver.feed(b"T IDLE\r\n" + line + b"\r\n") == b"+ Idling\r\nT BAD Expected DONE\r\n"
    assert driver.events[-1] == IdleDone(is_regular=False)
    assert driver.feed(b"U NOOP\r\n") == b"U OK Done\r\n"


def test_logging_out() -> None:
    for begin in (b"", LOG_IN, SELECT):
        driver = make_driver(begin=begin)
        data = b"* BYE Logging out\r\nT OK Logged out\r\n"
        assert driver.feed(b"T LOGOUT\r\nU NOOP\r\n") == data
        assert driver.events == [Goodbye(data=data, ending=Ending.LOGOUT)]
        assert driver.engine.state is State.CLOSED


def test_the_peer_is_gone() -> None:
    driver = selected()
    driver.feed(b"T NOO", b"")
    assert driver.events == [Goodbye(data=b"", ending=Ending.LOST)]
    driver.engine.receive_data(b"more")
    assert driver.engine.next_event() == Goodbye(data=b"", ending=Ending.LOST)


def test_what_came_before_the_end_is_answered() -> None:
    driver = selected()
    driver.engine.receive_data(b"T NOOP\r\n")
    driver.engine.receive_data(b"")
    driver._run()
    assert driver.events == [Noop(), Goodbye(data=b"", ending=Ending.LOST)]


def test_saying_goodbye_ourselves() -> None:
    driver = selected()
    assert driver.engine.close("The mailbox is gone") == b"* BYE The mailbox is gone\r\n"
    assert driver.engine.next_event() == Goodbye(data=b"", ending=Ending.LOCAL)
    assert driver.engine.close("Again") == b"* BYE Again\r\n"


def test_saying_goodbye_in_answer() -> None:
    driver = make_driver(lambda _: Completion(Condition.BYE, "The mailbox is gone"))
    assert driver.feed(LOG_IN) == b"* BYE The mailbox is gone\r\n"
    assert driver.events[-1] == Goodbye(data=b"", ending=Ending.LOCAL)


def test_driving_it_wrongly() -> None:
    engine = make_driver().engine
    with pytest.raises(LocalProtocolError):
        engine.reply(OK)
    with pytest.raises(LocalProtocolError):
        engine.go_ahead()
    with pytest.raises(LocalProtocolError):
        engine.discard_literal(_LATER)
    with pytest.raises(LocalProtocolError):
        engine.tls_established()
    with pytest.raises(LocalProtocolError):
        engine.receive_data(b"x" * (2 << 20))


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (b"", b"* BAD A command is a tag, a space and a word"),
        (b"NOOP", b"* BAD A command is a tag, a space and a word"),
        (b"+ NOOP", b"* BAD A command is a tag, a space and a word"),
        (b"a+ NOOP", b"* BAD A command is a tag, a space and a word"),
        (b"a\0 NOOP", b"* BAD A command is a tag, a space and a word"),
        (b"\xc3\xa9 NOOP", b"* BAD A command is a tag, a space and a word"),
        (b" NOOP", b"* BAD A command is a tag, a space and a word"),
        (b"x" * 65 + b" NOOP", b"* BAD A command is a tag, a space and a word"),
        (b"x" * 64 + b" NOOP", b"x" * 64 + b" OK Done"),
        (b"a]. nOoP", b"a]. OK Done"),
        (b"T ", b"T BAD No such command"),
        (b"T 12", b"T BAD No such command"),
        (b"T  NOOP", b"T BAD No such command"),
        (b"T NOOP ", b"T BAD More arguments than the command takes"),
        (b"T NOOP\0", b"T BAD More arguments than the command takes"),
        (b"T NOOP\nU NOOP", b"T BAD More arguments than the command takes"),
        (b"T NOOP\rU NOOP", b"T BAD More arguments than the command takes"),
        (b"T UID NOOP", b"T BAD No such command"),
        (b"T UID FETCH", b"T BAD An argument is missing, or not parted by one space"),
        (b"T SETQUOTA x", b"T BAD No such command"),
    ],
)
def test_lines(line: bytes, answer: bytes) -> None:
    assert selected().feed(line + b"\r\n") == answer + b"\r\n"


def test_a_bare_line_feed_ends_nothing() -> None:
    driver = selected()
    assert driver.feed(b"T NOOP\n", b"U NOOP\n") == b""
    assert not driver.engine.is_at_beginning


def test_commands_have_a_length() -> None:
    driver = make_driver()
    too_long = b"T BAD [TOOBIG] The command is too long\r\n"
    assert driver.feed(b"T LOGIN " + b"x" * 8192 + b"\r\n") == too_long
    assert driver.feed(b"T LOGIN a {9000}\r\n") == too_long
    assert driver.feed(b"T LOGIN a {9000+}\r\n", b"U NOOP\r\n" * 1125, b"\r\n") == too_long
    # A line that is too long may still announce a literal, whose octets do not run as commands.
    assert driver.feed(b"T LOGIN " + b"x" * 9000 + b" {8+}\r\n", b"U NOOP\r\n", b"\r\nV NOOP\r\n") == (
        too_long + b"V OK Still here\r\n"
    )
    assert driver.feed(LOG_IN).startswith(b"L OK")
    assert driver.feed(b"T SUBSCRIBE " + b"x" * 65_000 + b"\r\n") == b"T OK Done\r\n"
    assert driver.feed(b"T SUBSCRIBE " + b"x" * 66_000 + b"\r\n") == too_long
    assert driver.feed(b"T RENAME {40000+}\r\n", b"x" * 40_000, b" {40000}\r\n") == too_long


def test_the_table_of_steps() -> None:
    assert TRANSITIONS is TABLE
    assert set(TRANSITIONS) == set(State)
    assert all(steps[Step.CLOSE] is State.CLOSED for steps in TRANSITIONS.values())
    assert Step.SELECT not in TRANSITIONS[State.NOT_AUTHENTICATED]
    assert Step.LOG_IN not in TRANSITIONS[State.TLS]


def test_capabilities_have_no_doubles() -> None:
    names = capabilities(State.SELECTED, Limits(), tls_active=True, tls_offered=False)
    assert len(names) == len(set(names))
    assert {"IMAP4rev1", "IMAP4rev2", "APPENDLIMIT=26214400"} <= set(names)
    assert not {"STARTTLS", "LOGINDISABLED"} & set(names)


def test_dialects() -> None:
    assert not Dialect(condstore=True).utf8
    assert Dialect(rev2=True).utf8
    assert Dialect(utf8_accept=True).utf8
