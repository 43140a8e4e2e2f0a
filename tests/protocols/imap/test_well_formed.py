"""Whatever a message's header says, ENVELOPE and BODYSTRUCTURE read back as what the grammar has."""

import re
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tempory.mime import summarise
from tempory.protocols.imap import REV1, Dialect
from tempory.protocols.imap.responses.envelope import encode_envelope
from tempory.protocols.imap.responses.structure import encode_body, encode_body_structure

REV2 = Dialect(rev2=True)
_TOKEN = re.compile(
    rb'(?P<open>\()|(?P<close>\))|(?P<nil>NIL)|(?P<number>[0-9]+)|"(?P<quoted>(?:[^"\\\r\n\x00]|\\["\\])*)"|\{(?P<size>[0-9]+)\}\r\n'
)
TEXT = st.text(max_size=30)


def _read(octets: bytes) -> Any:
    """Read one parenthesised list as nested lists of bytes, ints and None."""
    stack: list[list[Any]] = [[]]
    at = 0
    while at < len(octets):
        at += octets.startswith(b" ", at)
        token = _TOKEN.match(octets, at)
        assert token, octets[at:]
        at = token.end()
        if token["open"]:
            stack.append([])
        elif token["close"]:
            done = stack.pop()
            stack[-1].append(done)
        elif token["size"] is not None:
            end = at + int(token["size"])
            assert b"\0" not in octets[at:end]
            stack[-1].append(octets[at:end])
            at = end
        elif token["number"]:
            stack[-1].append(int(token["number"]))
        else:
            stack[-1].append(None if token["nil"] else token["quoted"])
    assert len(stack) == 1
    [whole] = stack[0]
    return whole


@dataclass(frozen=True)
class _Party:
    name: str
    address: str


@dataclass(frozen=True)
class _Envelope:
    from_: list[_Party]
    sender: list[_Party]
    reply_to: list[_Party]
    to: list[_Party]
    cc: list[_Party]
    subject: str
    date: str
    message_id: str
    in_reply_to: str


PARTIES = st.lists(st.builds(_Party, TEXT, TEXT | st.emails()), max_size=3)
ENVELOPES = st.builds(_Envelope, PARTIES, PARTIES, PARTIES, PARTIES, PARTIES, TEXT, TEXT, TEXT, TEXT)


@settings(max_examples=150, deadline=None)
@given(ENVELOPES, st.sampled_from([REV1, REV2]))
def test_envelopes(envelope: _Envelope, dialect: Dialect) -> None:
    fields = _read(encode_envelope(envelope, dialect))
    assert len(fields) == 10
    date, subject, *parties, in_reply_to, message_id = fields
    assert all(field is None or isinstance(field, bytes) for field in (date, subject, in_reply_to, message_id))
    for members in parties:
        for party in members or []:
            assert len(party) == 4
            assert isinstance(party[2], bytes)
            assert isinstance(party[3], bytes)
    assert (parties[0] is None) == (not envelope.from_)


_FIELD = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=x",
        b"Content-Type: message/rfc822",
        b"Content-Type: text/html; charset=\xc3\xa9; name*=utf-8''%00%0D%0A",
        b'Content-Type: "\xff"/x',
        b'Content-Disposition: attach\0ment; filename="a\\"b\r\n c"',
        b"Content-Language: en\0, \xc3\xa9",
        b"Content-ID: <\x01>",
        b"Content-Transfer-Encoding: \xc3\xa9",
        b"Subject: =?utf-8?B?DQoA?=",
        b"From: =?utf-8?Q?=0D=0A?= <a\0b@c>",
        b"",
        b"--x",
        b"--x--",
        b"text",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_FIELD, max_size=16))
def test_structures_of_any_message(lines: list[bytes]) -> None:
    summary = summarise(b"\r\n".join(lines))
    tree = summary.structure.as_json()
    assert len(_read(encode_envelope(summary.envelope))) == 10
    short, long = _read(encode_body(tree)), _read(encode_body_structure(tree))
    assert len(short) < len(long)
    if not isinstance(short[0], list):
        assert all(isinstance(word, bytes) for word in (*short[:2], short[5]))
        assert isinstance(short[6], int)
