"""What holds for any octets in any pieces."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tempory.protocols.imap import Goodbye, Limits, LiteralOffered, State
from tempory.protocols.imap.commands import Append, LogIn
from tests.protocols.imap.driving import LOG_IN, SELECT, Driver, make_driver, split_at

SMALL = Limits(
    command_octets=160,
    early_command_octets=96,
    tag_octets=6,
    literals=3,
    nesting=4,
    search_keys=6,
    message_octets=40,
    append_octets=60,
    discarded_octets=120,
    errors=12,
)

_COMMANDS = (
    "NOOP|LOGIN ines tpy_secret|LOGIN a b|AUTHENTICATE PLAIN AGluZXMAdHB5X3NlY3JldA==|AUTHENTICATE LOGIN|aW5lcw==|*|"
    "CAPABILITY|STARTTLS|ENABLE QRESYNC IMAP4rev2|SELECT INBOX|EXAMINE x (CONDSTORE)|CLOSE|IDLE|DONE|LOGOUT|"
    "FETCH 1:* (FLAGS ENVELOPE)|UID FETCH 1 BODY[1.MIME]<0.5>|STORE 1 +FLAGS (\\Seen)|SEARCH OR FROM a (NOT SEEN)|"
    'SORT (DATE) UTF-8 ALL|LIST "" (%) RETURN (STATUS (MESSAGES))|COPY $ x|APPEND a {5}|APPEND a (\\Seen) {30+}|'
    "APPEND full {7+}|APPEND a {90+}|REPLACE 1 a ~{3+}|LOGIN {4}|DELETE {6+}|hello|abc {5+}| {9+}|FOO|((((|"
    'GET / HTTP/1.1|"\\x"|a {99999999999999999999+}'
)
_LONG = [b"x" * 170, b"y" * 170 + b" {5+}", b"GET /" + b"z" * 170 + b" HTTP/1.1"]
_WORDS = [*(word.encode() for word in _COMMANDS.split("|")), *_LONG]
_TAGS = st.sampled_from([b"A ", b"tag ", b"A UID ", b"", b"+ ", b"toolong "])
_ENDS = st.sampled_from([b"\r\n"] * 12 + [b"\n", b"\r", b"\0\r\n", b"\xc3\xa9", b""])
_LINES = st.builds(lambda tag, word, end: tag + word + end, _TAGS, st.sampled_from(_WORDS), _ENDS)
_OPENING = st.sampled_from([b"", LOG_IN, SELECT, SELECT, LOG_IN + b"A APPEND a {20+}\r\n", SELECT + b"A IDLE\r\n"])
DIALOGUES = st.builds(lambda opening, lines: opening + b"".join(lines), _OPENING, st.lists(_LINES, max_size=25))
CUTS = st.lists(st.integers(0, 10_000), max_size=20)


def _drive(chunks: list[bytes]) -> Driver:
    driver = make_driver(limits=SMALL)
    driver.feed(*(chunk for chunk in chunks if chunk))
    return driver


def _assert_same(one: Driver, other: Driver) -> None:
    assert one.events == other.events
    assert one.said == other.said
    assert one.engine.state is other.engine.state
    assert one.engine.dialect == other.engine.dialect


@settings(max_examples=400, deadline=None)
@given(DIALOGUES, CUTS)
def test_any_pieces_give_the_same_events(octets: bytes, cuts: list[int]) -> None:
    _assert_same(_drive(split_at(octets, cuts)), _drive([octets]))


@settings(max_examples=60, deadline=None)
@given(DIALOGUES)
def test_octet_by_octet_gives_the_same_events(octets: bytes) -> None:
    _assert_same(_drive([bytes([octet]) for octet in octets]), _drive([octets]))


@settings(max_examples=300, deadline=None)
@given(st.one_of(DIALOGUES, st.binary(max_size=600)), CUTS)
def test_nothing_is_held_beyond_its_cap(octets: bytes, cuts: list[int]) -> None:
    driver = make_driver(limits=SMALL)
    for piece in split_at(octets, cuts):
        driver.feed(piece)
        assert driver.engine.held_octets <= SMALL.append_octets + SMALL.command_octets
        assert len(driver.engine._incoming) <= SMALL.command_octets
    for event in driver.events:
        if isinstance(event, Append):
            assert all(len(message.content) <= SMALL.message_octets for message in event.messages)


@settings(max_examples=300, deadline=None)
@given(st.one_of(DIALOGUES, st.binary(max_size=600)))
def test_every_answer_is_a_line_and_every_command_has_one(octets: bytes) -> None:
    driver = _drive([octets])
    assert driver.said.count(b"\n") == driver.said.count(b"\r\n") == driver.said.count(b"\r")
    assert driver.said.isascii()
    assert (driver.engine.state is State.CLOSED) == driver.ended
    if driver.ended:
        assert isinstance(driver.events[-1], Goodbye)


@settings(max_examples=200, deadline=None)
@given(st.binary(min_size=1, max_size=40).filter(lambda content: b"\0" not in content), st.booleans(), CUTS)
def test_a_message_comes_out_as_it_went_in(content: bytes, waits: bool, cuts: list[int]) -> None:
    """Whatever it holds, no command in it runs."""
    driver = make_driver(begin=LOG_IN, limits=SMALL)
    driver.feed(b"A APPEND a {%d%b}\r\n" % (len(content), b"" if waits else b"+"))
    driver.feed(*split_at(content + b"\r\n", cuts))
    offered, append = driver.events
    assert isinstance(offered, LiteralOffered)
    assert isinstance(append, Append)
    assert [message.content for message in append.messages] == [content]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=100), CUTS)
def test_what_is_thrown_away_keeps_in_step(content: bytes, cuts: list[int]) -> None:
    driver = make_driver(begin=LOG_IN, limits=SMALL)
    driver.feed(b"A FOO {%d+}\r\n" % len(content))
    driver.feed(*split_at(content + b"\r\nB NOOP\r\n", cuts))
    assert driver.said == b"A BAD No such command\r\nB OK Done\r\n"


@settings(max_examples=200, deadline=None)
@given(DIALOGUES, CUTS)
def test_in_clear_nobody_logs_in(octets: bytes, cuts: list[int]) -> None:
    driver = make_driver(limits=SMALL, tls_active=False, tls_offered=True)
    driver.feed(*split_at(octets, cuts))
    assert not any(isinstance(event, LogIn) for event in driver.events)
    assert driver.engine.state in (State.NOT_AUTHENTICATED, State.CLOSED)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_arguments_of_any_command_are_read_or_refused(octets: bytes) -> None:
    for name in (
        b"SELECT",
        b"UID FETCH",
        b"UID STORE",
        b"SEARCH",
        b"SORT",
        b"THREAD",
        b"LIST",
        b"STATUS",
        b"APPEND",
        b"ID",
    ):
        driver = make_driver(begin=SELECT)
        driver.feed(b"T " + name + b" " + octets + b"\r\n")
