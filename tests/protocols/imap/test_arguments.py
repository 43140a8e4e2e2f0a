"""Tokens of commands, dates, literals and lines."""

from datetime import UTC, date, datetime

import pytest

from tempory.protocols.imap import REV1, Limits
from tempory.protocols.imap.arguments import LiteralPending
from tempory.protocols.imap.dates import parse_date, parse_date_time
from tempory.protocols.imap.incoming import Incoming, Line
from tempory.protocols.imap.literals import Announcement, IncomingLiteral, Literal
from tests.protocols.imap.driving import arguments, refusal_of


def test_strings_and_atoms() -> None:
    reader = arguments(b'a]b "c \\"d\\\\" "\xc3\xa9" x')
    assert reader.astring() == b"a]b"
    reader.space()
    assert reader.astring() == b'c "d\\'
    reader.space()
    assert reader.text() == "é"
    reader.space()
    assert reader.atom() == "x"
    reader.end()


@pytest.mark.parametrize("octets", [b'"a', b'"a\\b"', b'"a\nb"', b'"a\rb"', b'"a\0b"', b"(", b"", b"{3}", b"{x}\r\n"])
def test_what_is_no_string(octets: bytes) -> None:
    assert refusal_of(arguments(octets).astring).condition == "BAD"


def test_text_is_in_its_charset() -> None:
    assert refusal_of(arguments(b'"\xff"').text).text == "A text is not in its charset"
    assert arguments(b'"\xe9"').text("iso-8859-1") == "é"


def test_literals_stand_where_they_are_announced() -> None:
    reader = arguments(b"{3}\r\n ~{2+}\r\n {1}\r\n")
    reader.add_literal(Literal(b"a\0b"))
    reader.add_literal(Literal(b"cd", is_binary=True))
    assert reader.string() == b"a\0b"
    reader.space()
    assert refusal_of(reader.string).text == "A literal8 cannot stand here"
    assert reader.literals == 2
    reader.space()
    with pytest.raises(LiteralPending):
        reader.literal()


def test_reading_again_from_a_mark() -> None:
    reader = arguments(b"a {1}\r\nb")
    reader.add_literal(Literal(b"x"))
    reader.atom()
    reader.mark()
    reader.space()
    assert reader.string() == b"x"
    reader.rewind()
    reader.space()
    assert reader.string() == b"x"
    reader.add(b" c")
    reader.rewind()
    reader.space()
    reader.literal()
    assert reader.atom() == "b"
    reader.space()
    assert reader.atom() == "c"
    reader.clear()
    assert reader.is_at_end


def test_what_is_read_is_let_go() -> None:
    reader = arguments(b"a")
    for _ in range(1000):
        reader.atom()
        reader.mark()
        reader.add(b"a")
        reader.rewind()
        assert len(reader._octets) == 1


def test_words_and_punctuation() -> None:
    reader = arguments(b"Return (a b) NIL")
    assert not reader.take_word("RETURNS")
    assert reader.take_word("RETURN")
    reader.space()
    assert reader.parenthesised(reader.atom) == ("a", "b")
    reader.space()
    assert reader.next_is_word()
    assert reader.keyword() == "NIL"
    assert not arguments(b"(").take_word("NIL")


def test_lists_have_a_length() -> None:
    reader = arguments(b"(" + b" ".join([b"a"] * 101) + b")")
    assert refusal_of(lambda: reader.parenthesised(reader.atom)).code == b"LIMIT"


@pytest.mark.parametrize("octets", [b"(a", b"(a  b)", b"()", b"a)"])
def test_lists_are_well_formed(octets: bytes) -> None:
    reader = arguments(octets)
    assert refusal_of(lambda: reader.parenthesised(reader.atom)).condition == "BAD"


def test_numbers() -> None:
    assert arguments(b"4294967295").number() == 0xFFFF_FFFF
    assert arguments(b"9223372036854775807").number64() == 2**63 - 1
    assert refusal_of(arguments(b"4294967296").number).text == "The number is too large"
    assert refusal_of(arguments(b"9223372036854775808").number64).text == "The number is too large"
    assert refusal_of(arguments(b"0").nz_number).text == "0 is not a number here"
    assert arguments(b"7").nz_number() == 7
    assert refusal_of(arguments(b"x").number).text == "Expected a number"


def test_parts() -> None:
    assert arguments(b"1.2.30]").part() == (1, 2, 30)
    assert arguments(b"]").part() == ()
    assert refusal_of(arguments(b"1.1.1", limits=Limits(nesting=2)).part).code == b"LIMIT"


def test_flags() -> None:
    assert arguments(b"\\sEEN").flag() == "\\Seen"
    assert arguments(b"$Phishing").flag() == "$Phishing"
    assert arguments(b"Custom").flag() == "custom"
    assert arguments(b"\\Sent").raw_flag() == "\\Sent"
    assert refusal_of(arguments(b"\\Recent").flag).text == "Not a flag that can be set"
    assert refusal_of(arguments(b"(").flag).text == "Expected a flag"


def test_names_with_wildcards() -> None:
    assert arguments(b"a/%*]").list_mailbox() == "a/%*]"
    assert arguments(b'"a b*"').list_mailbox() == "a b*"
    assert arguments(b"&AOk-").mailbox() == "é"


@pytest.mark.parametrize(("octets", "day"), [(b"1-Feb-1994", date(1994, 2, 1)), (b"29-FEB-2024", date(2024, 2, 29))])
def test_dates(octets: bytes, day: date) -> None:
    assert parse_date(octets) == day
    assert arguments(octets).date() == arguments(b'"%b"' % octets).date() == day


@pytest.mark.parametrize(
    "octets",
    [b"", b"1-Foo-1994", b"30-Feb-1994", b"1-Feb-94", b"0-Jan-2000", b"1-Jan-0001", b"1-Jan-9999", b"1-1-2000"],
)
def test_what_is_no_date(octets: bytes) -> None:
    assert refusal_of(lambda: parse_date(octets)).text == "Not a date"


def test_dates_with_times() -> None:
    instant = int(datetime(1996, 7, 17, 9, 44, 25, tzinfo=UTC).timestamp()) * 1000
    assert parse_date_time(b"17-Jul-1996 02:44:25 -0700") == instant
    assert arguments(b'"17-Jul-1996 10:14:25 +0030"').date_time() == instant
    assert parse_date_time(b" 7-Jul-1996 02:44:25 -0700") == instant - 10 * 86_400_000


@pytest.mark.parametrize(
    "octets",
    [
        b"7-Jul-1996 02:44:25 -0700",
        b"17-Jul-1996 24:00:00 +0000",
        b"17-Jul-1996 00:00:60 +0000",
        b"17-Jul-1996 00:00:00 +1500",
        b"17-Jul-1996 00:00:00 +0060",
        b"17-Jul-1996 00:00:00",
        b"  -Jul-1996 00:00:00 +0000",
    ],
)
def test_what_is_no_date_with_a_time(octets: bytes) -> None:
    assert refusal_of(lambda: parse_date_time(octets)).text == "Not a date"


@pytest.mark.parametrize(
    ("line", "announced"),
    [
        (b"a {12}", Announcement(12, waits=True, is_binary=False)),
        (b"~{0+}", Announcement(0, waits=False, is_binary=True)),
        (b"x {99999999999999999999+}", Announcement(99999999999999999999, waits=False, is_binary=False)),
        (b"a {12", None),
        (b"a {12-}", None),
        (b"a {}", None),
        (b"a {123456789012345678901}", None),
        (b"a", None),
        (b"{1}}", None),
        (b"{1}\n", None),
    ],
)
def test_announcements(line: bytes, announced: Announcement | None) -> None:
    assert Announcement.parse(line) == announced


def test_a_literal_that_comes_in_pieces() -> None:
    literal = IncomingLiteral(Announcement(5, waits=False, is_binary=True))
    assert literal.take(memoryview(b"abc")) == 3
    assert (literal.held, literal.remaining) == (3, 2)
    assert literal.take(memoryview(b"defg")) == 2
    assert literal.finish() == Literal(b"abcde", is_binary=True)


def test_a_literal_that_is_dropped() -> None:
    literal = IncomingLiteral(Announcement(5, waits=False, is_binary=False))
    literal.take(memoryview(b"abc"))
    literal.drop()
    literal.take(memoryview(b"de"))
    assert (literal.held, literal.remaining) == (0, 0)


def test_lines() -> None:
    incoming = Incoming(16)
    incoming.add(b"one\r\ntwo")
    assert incoming.next_line() == Line(b"one")
    assert incoming.next_line() is None
    assert incoming.is_in_line
    incoming.add(b"\nthree\r")
    assert incoming.next_line() is None
    incoming.add(b"\n")
    assert incoming.next_line() == Line(b"two\nthree")
    assert not incoming.is_in_line


@pytest.mark.parametrize("size", [1, 7, 100, 1000])
def test_a_line_that_is_too_long_keeps_its_ends(size: int) -> None:
    incoming = Incoming(64)
    octets = b"TAG LOGIN " + b"x" * 500 + b" {5+}\r\nrest"
    for at in range(0, len(octets), size):
        incoming.add(octets[at : at + size])
        line = incoming.next_line()
        if line is not None:
            assert line.is_cut
            assert line.octets.startswith(b"TAG LOGIN ")
            assert line.octets.endswith(b" {5+}")
            break
        assert len(incoming) <= max(64 + size, 160)
    else:
        message = "no line"
        raise AssertionError(message)


def test_dropping_what_is_not_read() -> None:
    incoming = Incoming(64)
    incoming.add(b"x" * 100)
    assert incoming.next_line() is None
    incoming.clear()
    assert not incoming.is_in_line
    assert arguments(b"", REV1).is_at_end
