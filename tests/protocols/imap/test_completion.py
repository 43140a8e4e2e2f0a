"""Status responses and their codes."""

import re
from pathlib import Path

import pytest

from tempory.protocols.imap import Completion, Condition, completion
from tempory.protocols.imap.responses import codes
from tempory.values import LocalProtocolError


def test_lines() -> None:
    assert Completion.ok("Done").encode(b"A1") == b"A1 OK Done\r\n"
    assert Completion.no("Not now", codes.UNAVAILABLE).encode(b"A1") == b"A1 NO [UNAVAILABLE] Not now\r\n"
    assert Completion.bad("What?").encode() == b"* BAD What?\r\n"
    assert Completion(Condition.BYE, "Bye").encode() == b"* BYE Bye\r\n"
    assert Completion.ok("Done").is_positive
    assert not Completion.bad("Done").is_positive


@pytest.mark.parametrize("text", ["", "two\r\nlines", "é", "[CODE] text", " x", "x" * 401])
def test_texts_that_cannot_be_sent(text: str) -> None:
    with pytest.raises(LocalProtocolError):
        Completion.ok(text)


def test_whatever_a_parser_may_say_can_be_sent() -> None:
    package = Path(completion.__file__).parent
    said = [
        text
        for path in package.rglob("*.py")
        for text in re.findall(r'(?:message = |Completion\.\w+\(|BYE, )"([^"]+)"', path.read_text())
    ]
    assert len(said) > 60
    assert all(Completion.bad(text) for text in said)


@pytest.mark.parametrize("code", [b"A\r\nB", b"A\0"])
def test_codes_that_cannot_be_sent(code: bytes) -> None:
    with pytest.raises(LocalProtocolError):
        Completion.ok("Done", code)


@pytest.mark.parametrize(
    ("code", "written"),
    [
        (codes.uid_next(4392), b"UIDNEXT 4392"),
        (codes.uid_validity(3857529045), b"UIDVALIDITY 3857529045"),
        (codes.unseen(12), b"UNSEEN 12"),
        (codes.highest_modseq(715194045007), b"HIGHESTMODSEQ 715194045007"),
        (codes.mailbox_id("F2212ea87"), b"MAILBOXID (F2212ea87)"),
        (codes.permanent_flags(["\\Deleted", "\\Seen"], new_keywords=True), b"PERMANENTFLAGS (\\Deleted \\Seen \\*)"),
        (codes.permanent_flags([], new_keywords=False), b"PERMANENTFLAGS ()"),
        (codes.append_uid(38505, [3955]), b"APPENDUID 38505 3955"),
        (codes.append_uid(1, [10, 11, 12]), b"APPENDUID 1 10:12"),
        (codes.copy_uid(38505, [304, 319, 320], [3956, 3957, 3958]), b"COPYUID 38505 304,319:320 3956:3958"),
        (codes.modified([7, 9]), b"MODIFIED 7,9"),
    ],
)
def test_codes(code: bytes, written: bytes) -> None:
    assert code == written
