"""What holds for any octets in any pieces."""

from itertools import zip_longest

from hypothesis import given, settings
from hypothesis import strategies as st

from tempory.protocols.smtp import (
    NEED_DATA,
    Answer,
    Connection,
    Goodbye,
    Limits,
    LogIn,
    MailFrom,
    MessageReceived,
    RcptTo,
    Reply,
    State,
    replies,
)
from tests.protocols.smtp.driving import Driver, accept_all, make_driver, split_at

SMALL = Limits(
    line_octets=64,
    header_octets=120,
    message_octets=300,
    recipients=3,
    errors=8,
    received_fields=3,
    auth_line_octets=96,
    discarded_octets=900,
)

_COMMANDS = (
    "EHLO c.example|HELO c|MAIL FROM:<a@b.example>|MAIL FROM:<> BODY=8BITMIME|RCPT TO:<x@tempory.test>|"
    "RCPT TO:<nobody@tempory.test>|DATA|RSET|NOOP|QUIT|VRFY x|HELP|BDAT 5|BDAT 3 LAST|BDAT 0 LAST|STARTTLS|BDAT x|GET /"
)
# "secret" and "wrong" for PLAIN; the first with and without an initial response.
_AUTH = (
    "AUTH PLAIN AGEAc2VjcmV0|AUTH PLAIN AGEAd3Jvbmc=|AUTH PLAIN|AUTH LOGIN|AUTH PLAIN =|AUTH OAUTHBEARER "
    "biwsAWF1dGg9QmVhcmVyIHdyb25nAQE=|AUTH X|AUTH|AGEAc2VjcmV0|AGEAd3Jvbmc=|c2VjcmV0|*|AQ==|"
)
_WORDS = [word.encode() for word in f"{_AUTH}{_COMMANDS}|Subject: x|Received: y|..|.|hello|{'x' * 80}|".split("|")]
_ENDS = st.sampled_from([b"\r\n"] * 12 + [b"\n", b"\r", b"\r\n.\r\n", b"\r\n.\n", b"\0", b"\xc3\xa9", b""])
_LINES = st.builds(lambda word, end: word + end, st.sampled_from(_WORDS), _ENDS)
_OPENING = st.sampled_from(
    [b"", b"EHLO c\r\n", b"EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<x@tempory.test>\r\n"]
    + [b"EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<x@tempory.test>\r\nDATA\r\n"] * 2
)
DIALOGUES = st.builds(lambda opening, lines: opening + b"".join(lines), _OPENING, st.lists(_LINES, max_size=30))
_LOG_IN = st.sampled_from([b"AUTH PLAIN AGEAc2VjcmV0\r\n"] * 3 + [b"AUTH LOGIN\r\nYQ==\r\nc2VjcmV0\r\n", b""])
SUBMISSIONS = st.builds(lambda log_in, rest: b"EHLO c\r\n" + log_in + rest, _LOG_IN, DIALOGUES)
_DATA_REFUSALS = [replies.HELLO_FIRST, replies.BAD_SEQUENCE, replies.NO_RECIPIENTS, replies.NO_ARGUMENT]
_LATER = Reply(code=452, enhanced="4.3.1", text="Later")
CUTS = st.lists(st.integers(0, 10_000), max_size=20)


def _drive(chunks: list[bytes], *, submission: bool = False, tls: bool = False) -> Driver:
    driver = make_driver(limits=SMALL, submission=submission, tls_active=tls)
    driver.feed(*(chunk for chunk in chunks if chunk))
    return driver


def _assert_same(one: Driver, other: Driver) -> None:
    """The same happened, save where DATA was refused: what stands behind it by then closes the connection."""
    for mine, theirs in zip_longest(one.events, other.events):
        if mine == theirs:
            continue
        closing, going_on = (mine, theirs) if isinstance(mine, Goodbye) else (theirs, mine)
        assert isinstance(closing, Goodbye)
        assert isinstance(going_on, Answer)
        assert closing.data in {reply.octets for reply in _DATA_REFUSALS}
        assert going_on.data.startswith(closing.data)
        return
    assert one.said == other.said
    assert one.engine.state is other.engine.state


@settings(max_examples=300, deadline=None)
@given(DIALOGUES, CUTS)
def test_any_pieces_give_the_same_events(octets: bytes, cuts: list[int]) -> None:
    _assert_same(_drive(split_at(octets, cuts)), _drive([octets]))


@settings(max_examples=150, deadline=None)
@given(st.one_of(DIALOGUES, SUBMISSIONS), CUTS, st.booleans())
def test_any_pieces_give_the_same_events_of_a_submission(octets: bytes, cuts: list[int], tls: bool) -> None:
    one = _drive(split_at(octets, cuts), submission=True, tls=tls)
    other = _drive([octets], submission=True, tls=tls)
    _assert_same(one, other)


@settings(max_examples=150, deadline=None)
@given(st.one_of(DIALOGUES, SUBMISSIONS), CUTS, st.booleans())
def test_nothing_is_submitted_without_a_log_in_under_tls(octets: bytes, cuts: list[int], tls: bool) -> None:
    driver = make_driver(limits=SMALL, submission=True, tls_active=tls)
    for piece in split_at(octets, cuts):
        driver.feed(piece)
        assert len(driver.engine._incoming) <= SMALL.auth_line_octets
    let_in = False
    for event in driver.events:
        assert let_in or not isinstance(event, MailFrom | RcptTo | MessageReceived)
        assert tls or not isinstance(event, LogIn)
        let_in = let_in or (isinstance(event, LogIn) and accept_all(event).is_positive)


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
        assert driver.engine.held_octets <= SMALL.message_octets + 4
        assert len(driver.engine._incoming) <= SMALL.line_octets
    for message in driver.messages:
        assert len(message) <= SMALL.message_octets


@settings(max_examples=300, deadline=None)
@given(st.one_of(DIALOGUES, st.binary(max_size=600)))
def test_an_accepted_message_is_clean(octets: bytes) -> None:
    driver = _drive([octets])
    for message in driver.messages:
        assert message.count(b"\r") == message.count(b"\n") == message.count(b"\r\n")
        assert b"\0" not in message


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), CUTS)
def test_any_content_comes_out_as_it_went_in_or_not_at_all(content: bytes, cuts: list[int]) -> None:
    """The sender stuffs dots and ends the message; whatever the content, no command in it runs."""
    body = content + (b"" if content.endswith(b"\r\n") or not content else b"\r\n")
    stuffed = (b"\r\n" + body).replace(b"\r\n.", b"\r\n..")[2:]
    driver = make_driver()
    driver.feed(b"EHLO c\r\nMAIL FROM:<> BODY=8BITMIME\r\nRCPT TO:<x@tempory.test>\r\nDATA\r\n")
    before = len(driver.events)
    driver.feed(*split_at(stuffed + b".\r\n", cuts))
    assert len(driver.events) == before + 1
    assert driver.engine.state is State.READY
    assert driver.messages in ([], [body])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=60), min_size=1, max_size=6), CUTS)
def test_any_chunks_come_out_as_they_went_in_or_not_at_all(chunks: list[bytes], cuts: list[int]) -> None:
    octets = b"".join(b"BDAT %d\r\n%s" % (len(chunk), chunk) for chunk in chunks) + b"BDAT 0 LAST\r\n"
    driver = make_driver()
    driver.feed(b"EHLO c\r\nMAIL FROM:<> BODY=8BITMIME\r\nRCPT TO:<x@tempory.test>\r\n")
    before = len(driver.events)
    driver.feed(*split_at(octets, cuts))
    assert len(driver.events) == before + len(chunks) + 1
    assert driver.messages in ([], [b"".join(chunks)])


@settings(max_examples=100, deadline=None)
@given(DIALOGUES, CUTS)
def test_what_is_thrown_away_keeps_in_step(octets: bytes, cuts: list[int]) -> None:
    """No state is too odd for it, and nothing is held any more."""
    driver = make_driver(limits=SMALL)
    for piece in split_at(octets, cuts):
        driver.feed(piece)
        if driver.engine.in_message:
            driver.engine.discard_message(_LATER)
            assert driver.engine.held_octets <= 4


def test_random_octets_without_a_driver() -> None:
    """An engine that nobody answers says PAUSED and takes no harm."""
    engine = Connection(hostname="mx.tempory.test")
    engine.receive_data(b"EHLO c\r\nMAIL FROM:<>\r\nRCPT")
    seen = [engine.next_event() for _ in range(5)]
    assert NEED_DATA not in seen
    assert not any(isinstance(event, MessageReceived) for event in seen)
    assert accept_all(seen[1]).is_positive  # type: ignore[arg-type]
