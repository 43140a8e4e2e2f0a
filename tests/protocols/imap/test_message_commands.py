"""FETCH, STORE, COPY, MOVE, EXPUNGE: what the engine makes of them."""

import pytest

from tempory.protocols.imap import STAR, Dialect, Event, SavedResult, SequenceSet
from tempory.protocols.imap.commands import Copy, Expunge, Fetch, Move, Noop, Store
from tempory.protocols.imap.commands.fetch import FetchAttribute, FetchItem
from tempory.protocols.imap.commands.sections import (
    BinarySection,
    BinarySize,
    BodySection,
    Partial,
    Section,
    SectionText,
)
from tempory.protocols.imap.commands.store import StoreMode
from tests.protocols.imap.driving import selected

ONE = SequenceSet(((1, 1),))


def _ask(command: bytes, *, enable: str = "") -> Event:
    return selected(enable=enable).ask(command)


def _is_bad(command: bytes, *, enable: str = "") -> bool:
    return b"T BAD " in selected(enable=enable).feed(b"T " + command + b"\r\n")


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (b"CHECK", Noop()),
        (b"NOOP", Noop()),
        (b"EXPUNGE", Expunge()),
        (b"UID EXPUNGE 3000:3002", Expunge(uids=SequenceSet(((3000, 3002),)))),
        (b"COPY 2:4 MEETING", Copy(messages=SequenceSet(((2, 4),)), mailbox="MEETING")),
        (b"uid copy $ MEETING", Copy(messages=SavedResult(), mailbox="MEETING", by_uid=True)),
        (b"MOVE * Trash", Move(messages=SequenceSet(((STAR, STAR),)), mailbox="Trash")),
        (b"UID MOVE 42:69 foo", Move(messages=SequenceSet(((42, 69),)), mailbox="foo", by_uid=True)),
        (
            b"STORE 2:4 +FLAGS (\\Deleted custom)",
            Store(messages=SequenceSet(((2, 4),)), mode=StoreMode.ADD, flags=frozenset({"\\Deleted", "custom"})),
        ),
        (
            b"UID STORE 6 (UNCHANGEDSINCE 121230045) -FLAGS.SILENT \\Deleted \\Seen",
            Store(
                messages=SequenceSet(((6, 6),)),
                mode=StoreMode.REMOVE,
                flags=frozenset({"\\Deleted", "\\Seen"}),
                silent=True,
                by_uid=True,
                unchanged_since=121230045,
            ),
        ),
        (b"STORE 1 flags ()", Store(messages=ONE, mode=StoreMode.REPLACE, flags=frozenset())),
    ],
)
def test_commands(command: bytes, event: Event) -> None:
    assert _ask(command) == event


@pytest.mark.parametrize(
    "command",
    [
        b"EXPUNGE 1",
        b"UID EXPUNGE",
        b"UID NOOP",
        b"UID",
        b"UID ",
        b"UIDFETCH 1 FLAGS",
        b"COPY 0 x",
        b"COPY 1",
        b"STORE 1 FLAGS",
        b"STORE 1 +FLAG (\\Seen)",
        b"STORE 1 --FLAGS (\\Seen)",
        b"STORE 1 FLAGS (\\Recent)",
        b"STORE 1 FLAGS (\\Seen",
        b"STORE 1 (CHANGEDSINCE 1) FLAGS (\\Seen)",
        b"STORE 1 (UNCHANGEDSINCE) FLAGS (\\Seen)",
        b"FETCH 1",
        b"FETCH 1 ()",
        b"FETCH 1 FOO",
        b"FETCH 1 (ALL)",
        b"FETCH 1 FLAGS[]",
        b"FETCH 1 BODY[",
        b"FETCH 1 BODY[FOO]",
        b"FETCH 1 BODY[MIME]",
        b"FETCH 1 BODY[1.]",
        b"FETCH 1 BODY[0]",
        b"FETCH 1 BODY[1.0]",
        b"FETCH 1 BODY[HEADER.FIELDS]",
        b"FETCH 1 BODY[HEADER.FIELDS ()]",
        b'FETCH 1 BODY[HEADER.FIELDS ("a b")]',
        b'FETCH 1 BODY[HEADER.FIELDS ("a:")]',
        b'FETCH 1 BODY[HEADER.FIELDS ("")]',
        b'FETCH 1 BODY[HEADER.FIELDS ("\xc3\xa9")]',
        b"FETCH 1 BODY[]<0>",
        b"FETCH 1 BODY[]<0.0>",
        b"FETCH 1 BODY[]<0.1",
        b"FETCH 1 BINARY[TEXT]",
        b"FETCH 1 PREVIEW (EAGER)",
        b"FETCH 1 FLAGS (FOO)",
        b"FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)",
        b"FETCH 1 FLAGS ()",
    ],
)
def test_what_is_not_grammar(command: bytes) -> None:
    assert _is_bad(command, enable="CONDSTORE")


def _attributes(words: bytes) -> tuple[FetchAttribute, ...]:
    event = _ask(b"FETCH 1 " + words)
    assert isinstance(event, Fetch)
    return event.attributes


FAST = (FetchItem.FLAGS, FetchItem.INTERNALDATE, FetchItem.RFC822_SIZE)


@pytest.mark.parametrize(
    ("words", "attributes"),
    [
        (b"fast", FAST),
        (b"ALL", (*FAST, FetchItem.ENVELOPE)),
        (b"FULL", (*FAST, FetchItem.ENVELOPE, FetchItem.BODY)),
        (b"(UID flags UID)", (FetchItem.UID, FetchItem.FLAGS)),
        (b"(RFC822 RFC822.HEADER RFC822.TEXT)", (FetchItem.RFC822, FetchItem.RFC822_HEADER, FetchItem.RFC822_TEXT)),
        (b"(EMAILID THREADID SAVEDATE)", (FetchItem.EMAILID, FetchItem.THREADID, FetchItem.SAVEDATE)),
        (b"(PREVIEW (LAZY) MODSEQ)", (FetchItem.PREVIEW, FetchItem.MODSEQ)),
        (b"(PREVIEW BODYSTRUCTURE)", (FetchItem.PREVIEW, FetchItem.BODYSTRUCTURE)),
        (b"BODY[]", (BodySection(Section()),)),
        (b"BODY.PEEK[4.2.2.1]", (BodySection(Section((4, 2, 2, 1)), peek=True),)),
        (b"BODY[4.1.MIME]", (BodySection(Section((4, 1), SectionText.MIME)),)),
        (b"BODY[TEXT]<0.2048>", (BodySection(Section((), SectionText.TEXT), partial=Partial(0, 2048)),)),
        (
            b'BODY.PEEK[3.HEADER.FIELDS.NOT (DATE "From")]',
            (BodySection(Section((3,), SectionText.HEADER_FIELDS_NOT, ("DATE", "From")), peek=True),),
        ),
        (b"BINARY[1]<5.7>", (BinarySection((1,), partial=Partial(5, 7)),)),
        (b"BINARY.PEEK[]", (BinarySection((), peek=True),)),
        (b"(BINARY.SIZE[1.2])", (BinarySize((1, 2)),)),
    ],
)
def test_what_is_fetched(words: bytes, attributes: tuple[FetchAttribute, ...]) -> None:
    assert _attributes(words) == attributes


def test_a_uid_fetch_tells_uids_and_changes_their_modseq() -> None:
    event = _ask(b"UID FETCH 1:* (FLAGS) (CHANGEDSINCE 12345)")
    assert event == Fetch(
        messages=SequenceSet(((1, STAR),)),
        attributes=(FetchItem.UID, FetchItem.FLAGS, FetchItem.MODSEQ),
        by_uid=True,
        changed_since=12345,
    )


def test_vanished_needs_much() -> None:
    event = _ask(b"UID FETCH 300:500 (FLAGS) (VANISHED CHANGEDSINCE 12345)", enable="QRESYNC")
    assert isinstance(event, Fetch)
    assert event.vanished
    assert _is_bad(b"UID FETCH 300:500 (FLAGS) (VANISHED)", enable="QRESYNC")
    assert _is_bad(b"FETCH 300:500 (FLAGS) (VANISHED CHANGEDSINCE 1)", enable="QRESYNC")


@pytest.mark.parametrize(
    ("words", "marks"),
    [
        (b"BODY[TEXT]", True),
        (b"(FLAGS BINARY[])", True),
        (b"RFC822", True),
        (b"RFC822.TEXT", True),
        (b"RFC822.HEADER", False),
        (b"BODY.PEEK[]", False),
        (b"BINARY.PEEK[]", False),
        (b"BINARY.SIZE[]", False),
        (b"BODY", False),
    ],
)
def test_what_marks_as_seen(words: bytes, marks: bool) -> None:
    event = _ask(b"FETCH 1 " + words)
    assert isinstance(event, Fetch)
    assert event.marks_seen is marks


@pytest.mark.parametrize(
    "command",
    [
        b"FETCH 1 (MODSEQ)",
        b"FETCH 1 FLAGS (CHANGEDSINCE 1)",
        b"STORE 1 (UNCHANGEDSINCE 1) FLAGS ()",
        b"SEARCH MODSEQ 1",
        b"SORT (DATE) UTF-8 MODSEQ 1",
        b"THREAD REFERENCES UTF-8 MODSEQ 1",
    ],
)
def test_using_it_enables_condstore(command: bytes) -> None:
    driver = selected()
    driver.ask(b"FETCH 1 FLAGS")
    driver.ask(b"STORE 1 FLAGS ()")
    driver.ask(b"SEARCH ALL")
    assert driver.engine.dialect == Dialect()
    driver.ask(command)
    assert driver.engine.dialect == Dialect(condstore=True)


def test_one_cannot_fetch_without_end() -> None:
    items = b" ".join(b"BODY[%d]" % number for number in range(1, 102))
    assert selected().feed(b"T FETCH 1 (" + items + b")\r\n").startswith(b"T NO [LIMIT] ")
    part = b".".join([b"1"] * 200)
    assert selected().feed(b"T FETCH 1 BODY[" + part + b"]\r\n").startswith(b"T NO [LIMIT] ")


def test_flags_without_end_are_refused() -> None:
    """In parentheses or without, which RFC 9051 §9 store-att-flags allows."""
    words = b" ".join(b"f%d" % number for number in range(102))
    for command in (b"STORE 1 +FLAGS " + words, b"STORE 1 +FLAGS (" + words + b")"):
        driver = selected()
        assert driver.feed(b"T " + command + b"\r\n").startswith(b"T NO [LIMIT] ")
