"""APPEND and REPLACE: messages weighed before they come, kept whole, or thrown away in step."""

from datetime import UTC, datetime

import pytest

from tempory.protocols.imap import (
    STAR,
    Answer,
    Completion,
    Dialect,
    Ending,
    Goodbye,
    Limits,
    LiteralOffered,
    Question,
)
from tempory.protocols.imap.commands import Append, Replace
from tempory.protocols.imap.commands.append import AppendMessage
from tempory.protocols.imap.commands.session import Noop
from tempory.values import Instant, LocalProtocolError
from tests.protocols.imap.driving import LOG_IN, OK, SELECT, Driver, make_driver, selected

SMALL = Limits(message_octets=100, append_octets=150, discarded_octets=400, literals=4)
NO_ROOM = Completion.no("No room", b"OVERQUOTA")


def _logged_in(limits: Limits | None = None) -> Driver:
    return make_driver(begin=LOG_IN, limits=limits)


def test_a_message_that_waits() -> None:
    driver = _logged_in()
    assert driver.feed(b"T APPEND saved-messages (\\Seen) {12}\r\n") == b"+ Go ahead\r\n"
    assert driver.engine.in_literal
    driver.feed(b"Hello, w")
    assert driver.engine.held_octets == 8
    assert not driver.engine.is_at_beginning
    assert driver.feed(b"orld\r\n") == b"T OK Done\r\n"
    assert driver.engine.held_octets == 0
    assert driver.engine.is_at_beginning
    message = AppendMessage(content=b"Hello, world", flags=frozenset({"\\Seen"}))
    assert driver.events == [
        LiteralOffered(mailbox="saved-messages", octets=12),
        Append(mailbox="saved-messages", messages=(message,)),
    ]


def test_a_message_that_does_not_wait() -> None:
    driver = _logged_in()
    assert (
        driver.feed(b'T APPEND a "17-Jul-1996 02:44:25 -0700" {2+}\r\nhi\r\nU NOOP\r\n')
        == b"T OK Done\r\nU OK Done\r\n"
    )
    received_at = Instant(int(datetime(1996, 7, 17, 9, 44, 25, tzinfo=UTC).timestamp()) * 1000)
    assert driver.events[1] == Append(mailbox="a", messages=(AppendMessage(content=b"hi", received_at=received_at),))


def test_a_message_that_replaces_says_so() -> None:
    driver = make_driver(begin=SELECT)
    driver.feed(b"T REPLACE 4 Drafts {2}\r\n")
    assert driver.events == [LiteralOffered(mailbox="Drafts", octets=2, replaces=True)]


def test_several_messages() -> None:
    driver = _logged_in()
    driver.feed(b"T APPEND a (\\Seen \\Recent x) {2}\r\n", b"hi", b" ~{3+}\r\na\0b () {1}\r\n", b"!\r\n")
    offers = [event for event in driver.events if isinstance(event, LiteralOffered)]
    assert [offer.octets_before for offer in offers] == [0, 2, 5]
    assert driver.events[-1] == Append(
        mailbox="a",
        messages=(
            AppendMessage(content=b"hi", flags=frozenset({"\\Seen", "x"})),
            AppendMessage(content=b"a\0b", is_binary=True),
            AppendMessage(content=b"!"),
        ),
    )


def test_a_mailbox_in_a_literal_is_not_offered() -> None:
    driver = _logged_in()
    assert driver.feed(b"T APPEND {3}\r\n") == b"+ Go ahead\r\n"
    assert driver.feed(b"a b {2}\r\n") == b"+ Go ahead\r\n"
    assert driver.events == [Answer(data=b"+ Go ahead\r\n"), LiteralOffered(mailbox="a b", octets=2)]
    driver.feed(b"hi\r\n")
    assert driver.events[-1] == Append(mailbox="a b", messages=(AppendMessage(content=b"hi"),))


def test_replacing() -> None:
    driver = selected()
    driver.feed(b"T REPLACE 4 Drafts (\\Seen \\Draft) {2}\r\n", b"hi\r\n")
    message = AppendMessage(content=b"hi", flags=frozenset({"\\Seen", "\\Draft"}))
    assert driver.events[-1] == Replace(number=4, mailbox="Drafts", message=message)
    driver.feed(b"T UID REPLACE * Drafts ~{2+}\r\nhi\r\n")
    message = AppendMessage(content=b"hi", is_binary=True)
    assert driver.events[-1] == Replace(number=STAR, mailbox="Drafts", message=message, by_uid=True)


def test_replacing_takes_one_message() -> None:
    driver = selected()
    driver.feed(b"T REPLACE 4 Drafts {2}\r\n")
    assert driver.feed(b"hi {2}\r\n") == b"T BAD More arguments than the command takes\r\n"
    assert isinstance(driver.ask(b"NOOP"), Noop)


def test_utf8_messages() -> None:
    driver = make_driver(begin=LOG_IN + b"E ENABLE UTF8=ACCEPT\r\n")
    assert driver.engine.dialect == Dialect(utf8_accept=True)
    driver.feed(b"T APPEND a UTF8 (~{2}\r\n", b"hi)\r\n")
    assert driver.events[-1] == Append(
        mailbox="a", messages=(AppendMessage(content=b"hi", is_binary=True, is_utf8=True),)
    )
    assert b"T BAD UTF8 takes a literal8" in driver.feed(b"T APPEND a UTF8 ({2+}\r\nhi)\r\n")
    assert b"T BAD Expected )" in driver.feed(b"T APPEND a UTF8 (~{2+}\r\nhi\r\n")


@pytest.mark.parametrize(
    ("command", "text"),
    [
        (b"APPEND {1}\r\n", b""),
        (b"APPEND a", b"The message is missing"),
        (b"APPEND a ", b"Expected a string"),
        (b"APPEND a hello", b"Expected a literal"),
        (b"APPEND a UTF8 (~{1+}\r\nx)", b"Expected a literal"),
        (b'APPEND a "hello"', b"Not a date"),
        (b"APPEND a (\\Foo) {1}", b"Not a flag that can be set"),
        (b"APPEND a () x {1}", b"Expected a literal"),
        (b"APPEND a {1+}\r\nx)", b"An argument is missing, or not parted by one space"),
        (b"APPEND a {3+}\r\na\0b", b"A NUL needs a literal8"),
        (b"REPLACE 0 a {1}", b"0 is not a number here"),
        (b"REPLACE 1:2 a {1}", b"An argument is missing, or not parted by one space"),
        (b"REPLACE 1 a", b"The message is missing"),
    ],
)
def test_what_is_not_grammar(command: bytes, text: bytes) -> None:
    driver = make_driver(begin=SELECT)
    said = driver.feed(b"T " + command + b"\r\n")
    assert said.endswith(b"T BAD " + text + b"\r\n" if text else b"+ Go ahead\r\n")


def test_refusing_a_message_that_waits() -> None:
    driver = _logged_in()
    assert driver.feed(b"T APPEND full {12}\r\nU NOOP\r\n") == b"T NO [OVERQUOTA] No room\r\nU OK Done\r\n"


def test_refusing_a_message_that_comes_anyway() -> None:
    driver = _logged_in()
    driver.feed(b"T APPEND full {12+}\r\n")
    driver.feed(b"A LOGOU")
    assert driver.engine.held_octets == 0
    # The second message waits: it is refused at once. Then all is in step.
    assert driver.feed(b"T\r\nxy {5+}\r\nhello {9}\r\nU NOOP\r\n") == b"T NO [OVERQUOTA] No room\r\nU OK Done\r\n"


def test_an_empty_message_cancels() -> None:
    # RFC 3502 §3
    driver = _logged_in()
    driver.feed(b"T APPEND a {2}\r\n")
    assert driver.feed(b"hi {0}\r\n") == b"T NO Nothing was appended: a message is empty\r\n"
    assert driver.engine.held_octets == 0


def test_too_large() -> None:
    driver = _logged_in(SMALL)
    too_large = b"T NO [TOOBIG] The message is too large\r\n"
    assert driver.feed(b"T APPEND a {101}\r\n") == too_large
    assert driver.feed(b"T APPEND a {101+}\r\n" + b"x" * 101 + b"\r\n") == too_large
    driver.feed(b"T APPEND a {100+}\r\n" + b"x" * 100)
    assert driver.feed(b" {51}\r\n") == too_large
    assert driver.feed(b"U NOOP\r\n") == b"U OK Done\r\n"


def test_much_too_large_to_be_thrown_away() -> None:
    driver = _logged_in(SMALL)
    assert driver.feed(b"T APPEND a {401+}\r\n") == b"* BYE This cannot be read on\r\n"
    assert driver.events[-1] == Goodbye(data=b"* BYE This cannot be read on\r\n", ending=Ending.PROTOCOL)
    driver = _logged_in(SMALL)
    driver.feed(b"T APPEND a {200+}\r\n" + b"x" * 200 + b" {200+}\r\n" + b"x" * 200)
    assert not driver.ended
    driver.feed(b" {1+}\r\n")
    assert driver.ended


def test_a_refusal_that_cannot_be_thrown_away() -> None:
    driver = _logged_in(Limits(message_octets=500, append_octets=500, discarded_octets=400))
    assert driver.feed(b"T APPEND full {401+}\r\nU LOGOUT\r\n") == b"* BYE This cannot be read on\r\n"


def test_so_many_literals() -> None:
    driver = _logged_in(SMALL)
    driver.feed(b"T APPEND a {1+}\r\nx {1+}\r\nx {1+}\r\nx {1+}\r\nx")
    assert driver.feed(b" {1}\r\n").startswith(b"T NO [LIMIT] ")


def test_dropping_what_was_agreed_to() -> None:
    driver = _logged_in()
    driver.feed(b"T APPEND a {2+}\r\nhi {100}\r\n", b"x" * 50)
    assert driver.engine.held_octets == 52
    driver.engine.discard_literal(NO_ROOM)
    assert driver.engine.held_octets == 0
    driver.feed(b"x" * 40)
    assert driver.engine.held_octets == 0
    assert driver.feed(b"x" * 10 + b"\r\nU NOOP\r\n") == b"T NO [OVERQUOTA] No room\r\nU OK Done\r\n"
    with pytest.raises(LocalProtocolError):
        driver.engine.discard_literal(NO_ROOM)


def test_an_offer_is_not_answered_by_ok() -> None:
    driver = _logged_in()
    driver.engine.receive_data(b"T APPEND a {2}\r\n")
    assert isinstance(driver.engine.next_event(), LiteralOffered)
    with pytest.raises(LocalProtocolError):
        driver.engine.reply(OK)
    assert driver.engine.go_ahead() == b"+ Go ahead\r\n"
    with pytest.raises(LocalProtocolError):
        driver.engine.go_ahead()


def test_closing_amid_a_message() -> None:
    def hang_up(question: Question) -> Completion:
        return Completion.no("No") if isinstance(question, LiteralOffered) else OK

    driver = make_driver(hang_up, begin=LOG_IN)
    driver.feed(b"T APPEND a {20+}\r\n12345")
    assert driver.engine.close("Forgotten", b"UNAVAILABLE") == b"* BYE [UNAVAILABLE] Forgotten\r\n"
    assert not driver.engine.in_literal
    assert driver.feed(b"67890") == b""
    assert driver.events[-1] == Goodbye(data=b"", ending=Ending.LOCAL)
