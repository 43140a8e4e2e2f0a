"""Strings on the wire: which form holds what, and that it reads the same."""

import re
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.protocols.imap import REV1, Dialect
from tempory.protocols.imap.literals import Announcement, Literal
from tempory.protocols.imap.responses.encoded_words import encode_parameter, encode_words, is_plain
from tempory.protocols.imap.responses.strings import (
    encode_astring,
    encode_header_text,
    encode_literal,
    encode_mailbox,
    encode_nstring,
    encode_string,
)
from tests.protocols.imap.driving import arguments

UTF8 = Dialect(utf8_accept=True)


@pytest.mark.parametrize(
    ("octets", "dialect", "written"),
    [
        (b"", REV1, b'""'),
        (b"hello world", REV1, b'"hello world"'),
        (b'say "\\"', REV1, b'"say \\"\\\\\\""'),
        (b"a\tb", REV1, b'"a\tb"'),
        (b"two\r\nlines", REV1, b"{10}\r\ntwo\r\nlines"),
        ("é".encode(), REV1, b"{2}\r\n\xc3\xa9"),
        ("é".encode(), UTF8, b'"\xc3\xa9"'),
        ('"é"'.encode(), UTF8, b'"\\"\xc3\xa9\\""'),
        (b"\xff", UTF8, b"{1}\r\n\xff"),
        (b'"\xff', UTF8, b'{2}\r\n"\xff'),
        (b"a\0b", REV1, b"~{3}\r\na\0b"),
        (b"x" * 1001, REV1, b"{1001}\r\n" + b"x" * 1001),
    ],
)
def test_strings(octets: bytes, dialect: Dialect, written: bytes) -> None:
    assert encode_string(octets, dialect) == written


def test_other_forms() -> None:
    assert encode_nstring(None) == b"NIL"
    assert encode_nstring(b"NIL") == b'"NIL"'
    assert encode_literal(b"") == b"{0}\r\n"
    assert encode_astring(b"INBOX/a]") == b"INBOX/a]"
    assert encode_astring(b"nil") == b'"nil"'
    assert encode_astring(b"") == b'""'
    assert encode_astring(b"a b") == b'"a b"'
    assert encode_header_text("a\0b", REV1) == b"{5}\r\na\xef\xbf\xbdb"
    assert encode_header_text("\ud800", REV1) == b'"?"'
    assert encode_mailbox("Entwürfe", REV1) == b"Entw&APw-rfe"
    assert encode_mailbox("Entwürfe", UTF8) == '"Entwürfe"'.encode()


@given(st.binary(max_size=40), st.sampled_from([REV1, UTF8]), st.booleans())
def test_what_is_written_reads_the_same(octets: bytes, dialect: Dialect, as_astring: bool) -> None:
    written = (encode_astring if as_astring else encode_string)(octets, dialect)
    line, end, rest = written.partition(b"\r\n")
    reader = arguments(line, dialect)
    announced = Announcement.parse(line) if end else None
    if announced is None:
        assert not end
        assert reader.astring() == octets
        return
    assert rest == octets
    reader.add(end)
    reader.rewind()
    reader.add_literal(Literal(rest, is_binary=announced.is_binary))
    assert reader.literal().octets == octets
    assert announced.is_binary == (b"\0" in octets)
    reader.end()


def test_plain_text_stays() -> None:
    assert is_plain("a = b?")
    assert not is_plain("=?utf-8?Q?a?=")
    assert not is_plain("tab\t")
    assert encode_words("Hello, world") == b"Hello, world"
    assert encode_words("") == b""
    assert encode_words("é") == b"=?utf-8?B?w6k=?="
    assert encode_words("=?x") == b"=?utf-8?B?PT94?="


@given(st.text(max_size=80))
def test_encoded_words_are_short_and_say_the_same(text: str) -> None:
    words = encode_words(text)
    assert words.isascii()
    if is_plain(text):
        return
    assert all(re.fullmatch(rb"=\?utf-8\?B\?[A-Za-z0-9+/=]{1,60}\?=", word) for word in words.split(b" "))
    # Each word is whole UTF-8 by itself.
    decoded = "".join(b64decode(word[10:-2]).decode() for word in words.split(b" "))
    assert decoded == text.encode("utf-8", "replace").decode()


def test_parameters() -> None:
    assert encode_parameter("name", "a.txt") == (b"name", b"a.txt")
    assert encode_parameter("filename", "é '.txt") == (b"filename*", b"utf-8''%C3%A9%20%27.txt")
    assert encode_parameter("é", "a") == (b"?", b"a")
