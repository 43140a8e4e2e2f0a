"""POP3 dialogues, properties over any pieces, and limits."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.protocols.pop3 import (
    NEED_DATA,
    PAUSED,
    Answer,
    Code,
    Connection,
    Ending,
    Goodbye,
    Limits,
    LogIn,
    Maildrop,
    Retrieve,
    StartTls,
    State,
    Update,
)
from tempory.protocols.pop3.replies import cut, encode_content
from tempory.values import LocalProtocolError, Secret

MESSAGES = [b"Subject: one\r\n\r\n.dot\r\nlast\r\n", b"Subject: two\r\n\r\na\r\nb\r\nc\r\n"]


def fill() -> Maildrop:
    return Maildrop([(len(message), f"uid-{number}") for number, message in enumerate(MESSAGES, start=1)])


def talk(engine: Connection, *lines: str | bytes) -> list[bytes]:
    """Send lines one by one, decide every question as an honest session would, and return what is written."""
    written: list[bytes] = []
    for line in lines:
        engine.receive_data((line.encode() if isinstance(line, str) else line) + b"\r\n")
        written.append(drain(engine))
    return written


def drain(engine: Connection) -> bytes:
    out = b""
    while (event := engine.next_event()) is not NEED_DATA:
        match event:
            case Answer():
                out += event.data
            case LogIn(secret=secret):
                right = secret == Secret(b"tpy_right")
                out += engine.admit(fill()) if right else engine.refuse("No mailbox answers to this secret")
            case Retrieve(number=number):
                out += engine.send(MESSAGES[number - 1])
            case Update():
                out += engine.finish(done=True)
            case StartTls():
                out += engine.agree_to_tls()
                if engine.state is State.TLS:
                    return out
            case Goodbye():
                return out + event.data
    return out


def logged_in(limits: Limits | None = None) -> Connection:
    engine = Connection(tls_active=True, limits=limits)
    assert talk(engine, "USER ines@tempory.test", "PASS tpy_right")[1] == b"+OK 2 messages, 53 octets\r\n"
    return engine


DIALOGUE = """
C: STAT
S: +OK 2 53
C: LIST
S: +OK 2 messages
S: 1 28
S: 2 25
S: .
C: list 2
S: +OK 2 25
C: UIDL
S: +OK 2 messages
S: 1 uid-1
S: 2 uid-2
S: .
C: UIDL 1
S: +OK 1 uid-1
C: RETR 1
S: +OK 28 octets
S: Subject: one
S:
S: ..dot
S: last
S: .
C: TOP 2 1
S: +OK Top of message follows
S: Subject: two
S:
S: a
S: .
C: TOP 2 0
S: +OK Top of message follows
S: Subject: two
S:
S: .
C: DELE 1
S: +OK Message 1 will be removed at QUIT
C: DELE 1
S: -ERR No such message
C: RETR 1
S: -ERR No such message
C: LIST
S: +OK 1 messages
S: 2 25
S: .
C: STAT
S: +OK 1 25
C: RSET
S: +OK Nothing is marked any more
C: NOOP
S: +OK Here
C: LIST 3
S: -ERR No such message
C: RETR x
S: -ERR Not a number
C: XTND
S: -ERR Unknown command
C: USER again
S: -ERR Not after log-in
C: QUIT
S: +OK Goodbye
"""


def test_a_session_as_rfc_1939_shows_it() -> None:
    engine = logged_in()
    for exchange in re.split(r"^C: ?", DIALOGUE, flags=re.MULTILINE)[1:]:
        command, *answers = exchange.strip("\n").split("\n")
        expected = "".join(line[3:] + "\r\n" for line in answers).encode()
        assert talk(engine, command) == [expected], command
    assert engine.state is State.CLOSED


def test_quit_removes_what_is_marked_and_a_lost_connection_nothing() -> None:
    engine = logged_in()
    talk(engine, "DELE 2")
    engine.receive_data(b"QUIT\r\n")
    assert engine.next_event() == Update(deleted=(2,))
    assert engine.next_event() is PAUSED
    assert engine.finish(done=False) == b"-ERR [SYS/TEMP] Not all messages were removed\r\n"
    assert isinstance(engine.next_event(), Goodbye)

    engine = logged_in()
    talk(engine, "DELE 2")
    engine.receive_data(b"")
    assert engine.next_event() == Goodbye(data=b"", ending=Ending.LOST)


def test_nothing_is_asked_in_clear() -> None:
    engine = Connection(tls_offered=True)
    assert engine.greeting().startswith(b"+OK")
    for line in ("USER ines", "PASS x", "AUTH PLAIN", "STAT"):
        (answer,) = talk(engine, line)
        assert answer.startswith(b"-ERR"), line
    (offered,) = talk(engine, "CAPA")
    assert b"STLS\r\n" in offered
    assert b"SASL" not in offered
    assert b"USER" not in offered
    assert talk(engine, "STLS") == [b"+OK Begin TLS\r\n"]
    with pytest.raises(LocalProtocolError):
        engine.receive_data(b"x")
    engine.tls_established()
    (offered,) = talk(engine, "CAPA")
    assert b"STLS" not in offered
    assert b"SASL PLAIN LOGIN OAUTHBEARER\r\n" in offered
    assert talk(engine, "STLS") == [b"-ERR TLS is in use already\r\n"]
    assert talk(Connection(), "STLS") == [b"-ERR Unknown command\r\n"]


def test_what_follows_stls_in_clear_ends_the_session() -> None:
    engine = Connection(tls_offered=True)
    engine.receive_data(b"STLS\r\nUSER eve\r\n")
    assert isinstance(engine.next_event(), StartTls)
    assert engine.agree_to_tls() == b"-ERR Nothing may follow STLS in clear\r\n"
    assert engine.state is State.CLOSED


def encode(text: bytes) -> str:
    return base64.b64encode(text).decode()


def test_auth_with_and_without_an_initial_response() -> None:
    response = encode(b"\0ines\0tpy_right")
    assert talk(Connection(tls_active=True), f"AUTH PLAIN {response}")[0].startswith(b"+OK 2")
    assert talk(Connection(tls_active=True), "AUTH PLAIN", response) == [b"+ \r\n", b"+OK 2 messages, 53 octets\r\n"]
    login = talk(Connection(tls_active=True), "AUTH LOGIN", encode(b"ines"), encode(b"tpy_right"))
    assert login[:2] == [b"+ VXNlcm5hbWU6\r\n", b"+ UGFzc3dvcmQ6\r\n"]
    assert login[2].startswith(b"+OK")
    assert (
        talk(Connection(tls_active=True), "AUTH")[0]
        == b"+OK Mechanisms follow\r\nPLAIN\r\nLOGIN\r\nOAUTHBEARER\r\n.\r\n"
    )
    assert talk(Connection(), "AUTH")[0] == b"+OK Mechanisms follow\r\n.\r\n"


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        (("AUTH CRAM-MD5",), b"-ERR Mechanism not offered\r\n"),
        (("AUTH PLAIN", "*"), b"-ERR Cancelled\r\n"),
        (("AUTH PLAIN", "not base64!"), b"-ERR [AUTH] Not a response of this mechanism\r\n"),
        (("AUTH PLAIN ="), b"-ERR [AUTH] Not a response of this mechanism\r\n"),
        (("AUTH PLAIN AAAA",), b"-ERR"),
        (("USER",), b"-ERR USER wants a name\r\n"),
        (("PASS x",), b"-ERR USER first\r\n"),
        (("USER ines", "PASS wrong"), b"-ERR [AUTH] No mailbox answers to this secret\r\n"),
        (("USER ines", "PASS wrong", "PASS tpy_right"), b"-ERR USER first\r\n"),
        ((b"USER \xff",), b"-ERR Not an argument\r\n"),
        ((b"USER a\0b",), b"-ERR Not an argument\r\n"),
        (("NOOP",), b"-ERR Log in first\r\n"),
        (("QUIT now",), b"-ERR No argument is wanted\r\n"),
        (("UTF8",), b"+OK UTF-8 it is\r\n"),
    ],
)
def test_before_the_log_in(lines: tuple[str | bytes, ...] | str, last: bytes) -> None:
    sent = (lines,) if isinstance(lines, str) else lines
    engine = Connection(tls_active=True)
    assert talk(engine, *sent)[-1].startswith(last)
    assert engine.is_utf8 == (lines == ("UTF8",))
    assert engine.is_at_beginning


def test_oauthbearer_is_told_why_before_it_is_told_no() -> None:
    engine = Connection(tls_active=True)
    bearer = encode(b"n,,\x01auth=Bearer tpy_wrong\x01\x01")
    challenge, refusal = talk(engine, f"AUTH OAUTHBEARER {bearer}", "AQ==")
    assert base64.b64decode(challenge[2:]) == b'{"status":"invalid_token"}'
    assert refusal == b"-ERR [AUTH] No mailbox answers to this secret\r\n"
    right = encode(b"n,,\x01auth=Bearer tpy_right\x01\x01")
    assert talk(engine, f"AUTH OAUTHBEARER {right}")[0].startswith(b"+OK")


def test_too_many_errors_end_the_session() -> None:
    engine = Connection(limits=Limits(errors=3))
    assert talk(engine, "X", "X", "X") == [b"-ERR Unknown command\r\n"] * 3
    assert engine.state is State.CLOSED
    engine.receive_data(b"more")
    assert isinstance(engine.next_event(), Goodbye)


def test_after_log_in_a_command_that_is_taken_begins_the_count_anew() -> None:
    """A program that asks for what is not there makes no mistake, and loses neither session nor marks."""
    engine = logged_in(Limits(errors=3))
    assert talk(engine, *["RETR 9", "DELE 0"] * 3) == [b"-ERR No such message\r\n"] * 6
    assert talk(engine, *["X", "LIST x", "STAT"] * 3)[-1] == b"+OK 2 53\r\n"
    talk(engine, "X", "X", "X")
    assert engine.state is State.CLOSED


def test_a_long_line_is_dropped_and_refused() -> None:
    engine = Connection(limits=Limits(line_octets=20))
    for piece in (b"x" * 30, b"y" * 30, b"z\r"):
        engine.receive_data(piece)
        assert engine.next_event() is NEED_DATA
    engine.receive_data(b"\nCAPA\r\n")
    assert engine.next_event() == Answer(data=b"-ERR Line too long\r\n")
    assert isinstance(engine.next_event(), Answer)
    engine.receive_data(b"NOOP" + b" " * 16 + b"\r\n")
    assert engine.next_event() == Answer(data=b"-ERR Line too long\r\n")


def test_a_session_that_drives_the_engine_wrongly_is_told() -> None:
    engine = logged_in()
    for call in (
        lambda: engine.admit(fill()),
        lambda: engine.refuse("no"),
        lambda: engine.send(b""),
        lambda: engine.fail("no"),
        lambda: engine.finish(done=True),
        engine.agree_to_tls,
        lambda: engine.receive_data(b"x" * 100_000),
    ):
        with pytest.raises(LocalProtocolError):
            call()


def test_a_message_that_cannot_be_read_is_said_so() -> None:
    engine = logged_in()
    engine.receive_data(b"RETR 1\r\n")
    assert engine.next_event() == Retrieve(number=1, lines=None)
    assert engine.fail("Try again", Code.SYS_TEMP) == b"-ERR [SYS/TEMP] Try again\r\n"
    assert engine.close("Mailbox forgotten") == b"-ERR Mailbox forgotten\r\n"


def test_content_is_stuffed_and_cut() -> None:
    assert encode_content("x", b".a\r\n..b") == b"+OK x\r\n..a\r\n...b\r\n.\r\n"
    assert encode_content("x", b"") == b"+OK x\r\n.\r\n"
    assert cut(b"no body", 3) == b"no body"
    assert cut(b"h: 1\r\n\r\none\r\ntwo", 9) == b"h: 1\r\n\r\none\r\ntwo"


SCRIPT = b"CAPA\r\nUSER ines\r\nPASS tpy_right\r\nLIST\r\nRETR 1\r\nTOP 2 1\r\nDELE 1\r\nBAD\r\nQUIT\r\n"


@given(cuts=st.lists(st.integers(0, len(SCRIPT)), max_size=8))
def test_any_pieces_give_the_same_session(cuts: list[int]) -> None:
    def run(bounds: list[int]) -> bytes:
        engine, out = Connection(tls_active=True), b""
        for start, end in zip([0, *bounds], [*bounds, len(SCRIPT)], strict=True):
            if start != end:
                engine.receive_data(SCRIPT[start:end])
                out += drain(engine)
        return out

    assert run(sorted(cuts)) == run([])


@given(
    data=st.lists(st.one_of(st.binary(max_size=200), st.sampled_from(SCRIPT.splitlines(keepends=True))), max_size=20)
)
def test_any_octets_give_events_and_nothing_else(data: list[bytes]) -> None:
    engine = Connection(tls_active=True, limits=Limits(line_octets=100))
    for piece in data:
        engine.receive_data(piece)
        drain(engine)
        assert len(engine._incoming) <= 100
    engine.receive_data(b"")
    drain(engine)
    assert engine.state is State.CLOSED
