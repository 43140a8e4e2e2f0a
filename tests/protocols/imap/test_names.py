"""Names of mailboxes, in both encodings, and patterns of LIST."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.protocols.imap import REV1, Dialect
from tempory.protocols.imap.names import decode_name, encode_name
from tempory.protocols.imap.patterns import ListPattern
from tempory.protocols.imap.refusal import CommandRefusal
from tempory.protocols.imap.responses.strings import encode_mailbox
from tempory.protocols.imap.utf7 import decode_utf7, encode_utf7
from tests.protocols.imap.driving import arguments, refusal_of

REV2 = Dialect(rev2=True)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("name", "octets"),
    [
        ("INBOX", b"INBOX"),
        # RFC 3501 §5.1.3
        ("~peter/mail/台北/日本語", b"~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
        ("Entwürfe", b"Entw&APw-rfe"),
        ("a & b", b"a &- b"),
        ("&", b"&-"),
        ("😀", b"&2D3eAA-"),
    ],
)
def test_modified_utf7(name: str, octets: bytes) -> None:
    assert encode_utf7(name) == octets
    assert decode_utf7(octets) == name


@pytest.mark.parametrize(
    "octets",
    [
        b"&",
        b"&Jjo",
        b"&Jjo!",
        b"&AGE-",  # RFC 3501 §5.1.3: printable ASCII is not to be encoded
        b"&U,BTFw-&ZeVnLIqe-",  # the same: no needless shift
        b"&2D0-",  # half of a pair
        b"&AA-",
        b"&A-",
        b"caf\xc3\xa9",
        b"&Jjp-",  # bits that are not used
        b"a\x7f",
    ],
)
def test_what_is_not_modified_utf7(octets: bytes) -> None:
    assert refusal_of(lambda: decode_utf7(octets)).condition == "BAD"


def test_inbox_has_one_spelling() -> None:
    assert decode_name(b"inBox", REV1) == "INBOX"
    assert decode_name(b"inBox/x", REV2) == "INBOX/x"
    assert decode_name(b"inBoxes", REV2) == "inBoxes"


def test_utf8_names() -> None:
    assert decode_name("Entwürfe & mehr".encode(), REV2) == "Entwürfe & mehr"
    assert encode_name("Entwürfe", Dialect(utf8_accept=True)) == "Entwürfe".encode()
    assert refusal_of(lambda: decode_name(b"\xff", REV2)).condition == "BAD"


@pytest.mark.parametrize("octets", [b"a&AAA-", b"&AA0ACg-", b"&ICg-"])
def test_names_have_no_control_characters(octets: bytes) -> None:
    assert refusal_of(lambda: decode_name(octets, REV1)).condition == "BAD"


@given(NAMES, st.sampled_from([REV1, REV2]))
def test_what_is_written_reads_the_same(name: str, dialect: Dialect) -> None:
    written = encode_mailbox(name, dialect)
    literal = re.fullmatch(rb"\{[0-9]+\}\r\n(.*)", written, re.DOTALL)
    expected = "INBOX" if name.upper() == "INBOX" else name
    if literal:
        assert decode_name(literal[1], dialect) == expected
    else:
        assert arguments(written, dialect).mailbox() == expected


@given(st.binary(max_size=30))
def test_any_octets_are_a_name_or_refused(octets: bytes) -> None:
    for dialect in (REV1, REV2):
        with suppress(CommandRefusal):
            name = decode_name(octets, dialect)
            assert encode_name(name, dialect) == octets or name == "INBOX"


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("*", ["", "INBOX", "a/b"], []),
        ("%", ["INBOX", ""], ["a/b"]),
        ("a/%", ["a/b", "a/"], ["a", "a/b/c"]),
        ("a/*", ["a/b", "a/b/c"], ["a", "b/a/c"]),
        ("%/c", ["a/c", "/c"], ["c", "a/b/c"]),
        ("*c%", ["c", "a/c", "cd", "cc"], ["c/d", "x"]),
        ("%*%", ["a/b/c"], []),
        ("", [""], ["a"]),
        ("INBOX", ["INBOX"], ["INBOX/a", "INBO"]),
    ],
)
def test_patterns(pattern: str, matching: list[str], other: list[str]) -> None:
    ready = ListPattern(pattern)
    assert all(ready.matches(name) for name in matching)
    assert not any(ready.matches(name) for name in other)


@given(st.text("ab/*%", max_size=8), st.text("ab/", max_size=8))
def test_patterns_are_what_expressions_say(pattern: str, name: str) -> None:
    expression = re.escape(pattern).replace(r"\*", ".*").replace("%", "[^/]*")
    assert ListPattern(pattern).matches(name) == (re.fullmatch(expression, name) is not None)


def test_a_hostile_pattern_takes_no_longer() -> None:
    assert not ListPattern("*a" * 5000 + "b").matches("a" * 255)
