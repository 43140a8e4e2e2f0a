"""SEARCH, SORT and THREAD: what the engine makes of them."""

from datetime import date

import pytest

from tempory.protocols.imap import Event, Limits, SavedResult, SequenceSet
from tempory.protocols.imap.commands import Search, Sort, Thread
from tempory.protocols.imap.commands.search import SearchReturn
from tempory.protocols.imap.commands.search_keys import (
    AgeIs,
    And,
    BodyContains,
    DateIs,
    DateOf,
    EmailIdIs,
    Everything,
    HasFlag,
    HeaderContains,
    IsRecent,
    ModSeqFrom,
    Not,
    NumberIn,
    Or,
    Order,
    SearchKey,
    SizeIs,
    TextContains,
    ThreadIdIs,
    UidIn,
)
from tempory.protocols.imap.commands.sort import SortCriterion, SortKey, ThreadAlgorithm
from tests.protocols.imap.driving import selected

ALL = Everything()
SET = SequenceSet(((1, 3),))


def _key(words: bytes) -> SearchKey:
    event = selected().ask(b"SEARCH " + words)
    assert isinstance(event, Search), event
    return event.key


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (b"ALL", ALL),
        (b"answered", HasFlag("\\Answered")),
        (b"UNDRAFT", Not(HasFlag("\\Draft"))),
        (b"RECENT", IsRecent()),
        (b"OLD", Not(IsRecent())),
        (b"NEW", And((IsRecent(), Not(HasFlag("\\Seen"))))),
        (b"KEYWORD $forwarded", HasFlag("$Forwarded")),
        (b"UNKEYWORD x", Not(HasFlag("x"))),
        (b"1:3", NumberIn(SET)),
        (b"$", NumberIn(SavedResult())),
        (b"UID 1:3", UidIn(SET)),
        (b'FROM "Smith"', HeaderContains("from", "Smith")),
        (b"BCC a", HeaderContains("bcc", "a")),
        (b"HEADER Message-ID <x@y>", HeaderContains("message-id", "<x@y>")),
        (b'HEADER List-Id ""', HeaderContains("list-id", "")),
        (b'BODY "hello world"', BodyContains("hello world")),
        (b"TEXT x", TextContains("x")),
        (b'SINCE "1-Feb-1994"', DateIs(DateOf.INTERNAL, Order.SINCE, date(1994, 2, 1))),
        (b"BEFORE 1-Feb-1994", DateIs(DateOf.INTERNAL, Order.BEFORE, date(1994, 2, 1))),
        (b"SENTON 1-Feb-1994", DateIs(DateOf.SENT, Order.ON, date(1994, 2, 1))),
        (b"SAVEDSINCE 1-Feb-1994", DateIs(DateOf.SAVED, Order.SINCE, date(1994, 2, 1))),
        (b"SAVEDATESUPPORTED", ALL),
        (b"YOUNGER 259200", AgeIs(younger=True, seconds=259200)),
        (b"OLDER 3600", AgeIs(younger=False, seconds=3600)),
        (b"LARGER 0", SizeIs(larger=True, octets=0)),
        (b"SMALLER 9000000000", SizeIs(larger=False, octets=9_000_000_000)),
        (b"EMAILID M6d99ac3275bb4e", EmailIdIs("M6d99ac3275bb4e")),
        (b"THREADID T64b478a75b7ea9", ThreadIdIs("T64b478a75b7ea9")),
        (b"NOT DELETED", Not(HasFlag("\\Deleted"))),
        (b"OR SEEN (1:3 FLAGGED)", Or(HasFlag("\\Seen"), And((NumberIn(SET), HasFlag("\\Flagged"))))),
        (b"(ALL)", ALL),
        (b"1:3 NOT FROM a", And((NumberIn(SET), Not(HeaderContains("from", "a"))))),
        (b"MODSEQ 620162338", ModSeqFrom(620162338)),
        (b'MODSEQ "/flags/\\\\draft" all 620162338', ModSeqFrom(620162338)),
    ],
)
def test_keys(words: bytes, key: SearchKey) -> None:
    assert _key(words) == key


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"FOO",
        b"FOO x",
        b"()",
        b"(ALL",
        b"ALL  ALL",
        b"NOT",
        b"OR ALL",
        b"FROM",
        b"KEYWORD \\Recent",
        b"SINCE yesterday",
        b"YOUNGER 0",
        b"UID x",
        b"HEADER \xc3\xa9 x",
        b"MODSEQ x",
        b'MODSEQ "/subject" all 1',
        b'MODSEQ "/flags/x" some 1',
        b"RETURN ALL ALL",
        b"RETURN (FOO) ALL",
        b"RETURN (MIN)",
        b"CHARSET UTF-8",
    ],
)
def test_what_is_no_search(words: bytes) -> None:
    assert selected().feed(b"T SEARCH " + words + b"\r\n").startswith(b"T BAD ")


@pytest.mark.parametrize(
    ("words", "returns"),
    [
        (b"ALL", None),
        (b"RETURN () ALL", {SearchReturn.ALL}),
        (b"RETURN (MIN max) ALL", {SearchReturn.MIN, SearchReturn.MAX}),
        (b"return (SAVE COUNT ALL) ALL", {SearchReturn.SAVE, SearchReturn.COUNT, SearchReturn.ALL}),
    ],
)
def test_what_is_returned(words: bytes, returns: set[SearchReturn] | None) -> None:
    event = selected().ask(b"UID SEARCH " + words)
    assert event == Search(key=ALL, by_uid=True, returns=None if returns is None else frozenset(returns))


def test_charsets() -> None:
    driver = selected()
    driver.feed(b"T SEARCH CHARSET iso-8859-1 SUBJECT {1}\r\n", b"\xe9\r\n")
    assert driver.events[-1] == Search(key=HeaderContains("subject", "é"))
    driver.feed(b"T SEARCH CHARSET UTF-8 SUBJECT {2+}\r\n\xc3\xa9 TEXT a\r\n")
    assert driver.events[-1] == Search(key=And((HeaderContains("subject", "é"), TextContains("a"))))
    driver.feed('T SEARCH SUBJECT "é"\r\n'.encode())
    assert driver.events[-1] == Search(key=HeaderContains("subject", "é"))
    assert driver.feed(b"T SEARCH CHARSET US-ASCII SUBJECT {1+}\r\n\xe9\r\n").startswith(b"T BAD ")
    unknown = driver.feed(b"T SEARCH CHARSET KOI8-R ALL\r\n")
    assert unknown.startswith(b"T NO [BADCHARSET (US-ASCII UTF-8 ISO-8859-1 ISO-8859-15 WINDOWS-1252)] ")


def test_there_is_no_charset_once_utf8_is_accepted() -> None:
    driver = selected(enable="UTF8=ACCEPT")
    assert driver.feed(b"T SEARCH CHARSET UTF-8 ALL\r\n").startswith(b"T BAD ")
    assert isinstance(driver.ask(b"SORT (DATE) UTF-8 ALL"), Sort)
    assert driver.ask('SEARCH SUBJECT "é"'.encode()) == Search(key=HeaderContains("subject", "é"))


def test_keys_are_counted() -> None:
    driver = selected(limits=Limits(nesting=10, search_keys=20))
    assert driver.feed(b"T SEARCH " + b"NOT " * 9 + b"ALL\r\n").startswith(b"T OK ")
    assert driver.feed(b"T SEARCH " + b"NOT " * 10 + b"ALL\r\n").startswith(b"T NO [LIMIT] ")
    assert driver.feed(b"T SEARCH " + b"(" * 10 + b"ALL" + b")" * 10 + b"\r\n").startswith(b"T NO [LIMIT] ")
    assert driver.feed(b"T SEARCH " + b" ".join([b"ALL"] * 20) + b"\r\n").startswith(b"T OK ")
    assert driver.feed(b"T SEARCH " + b" ".join([b"ALL"] * 21) + b"\r\n").startswith(b"T NO [LIMIT] ")


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (
            b"SORT (SUBJECT REVERSE DATE) UTF-8 ALL",
            Sort(criteria=(SortCriterion(SortKey.SUBJECT), SortCriterion(SortKey.DATE, reverse=True)), key=ALL),
        ),
        (
            b"UID SORT (arrival) US-ASCII 1:3 MODSEQ 5",
            Sort(
                criteria=(SortCriterion(SortKey.ARRIVAL),),
                key=And((NumberIn(SET), ModSeqFrom(5))),
                by_uid=True,
                uses_modseq=True,
            ),
        ),
        (b"THREAD REFERENCES US-ASCII ALL", Thread(algorithm=ThreadAlgorithm.REFERENCES, key=ALL)),
        (
            b"UID THREAD orderedsubject utf-8 ALL",
            Thread(algorithm=ThreadAlgorithm.ORDEREDSUBJECT, key=ALL, by_uid=True),
        ),
    ],
)
def test_sorting_and_threading(command: bytes, event: Event) -> None:
    assert selected().ask(command) == event


@pytest.mark.parametrize(
    "command",
    [
        b"SORT () UTF-8 ALL",
        b"SORT (FOO) UTF-8 ALL",
        b"SORT (REVERSE) UTF-8 ALL",
        b"SORT (DATE) ALL",
        b"SORT DATE UTF-8 ALL",
        b"THREAD JWZ UTF-8 ALL",
        b"THREAD REFERENCES UTF-8",
    ],
)
def test_what_is_neither(command: bytes) -> None:
    answer = selected().feed(b"T " + command + b"\r\n")
    assert answer.startswith((b"T BAD ", b"T NO [BADCHARSET "))
