"""ENVELOPE of real headers, by way of a summary. RFC 9051 §7.5.2."""

import pytest

from tempory.mime import Header, read_envelope
from tempory.sessions.imap import envelopes


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("Subject: =?iso-8859-1?Q?caf=E9?= and\r\n more", b' "=?iso-8859-1?Q?caf=E9?= and more" '),
        ("Subject: =?utf-8?Q?a?= =?utf-8?Q?b?=", b' "=?utf-8?Q?a?= =?utf-8?Q?b?=" '),
        ("Subject: =?no word", b' "=?no word" '),
        ("Subject: \tcaf\u00e9", b' "=?utf-8?B?Y2Fmw6k=?=" '),
        ("Subject: ", b'(NIL "" NIL'),
        ("Date:", b'("" NIL NIL'),
        ("In-Reply-To: <a@b> <c@d>", b' "<a@b> <c@d>" NIL)'),
        ("In-Reply-To: Your message of yesterday", b' "Your message of yesterday" NIL)'),
        ("Message-ID:", b' NIL "")'),
        ("To: undisclosed-recipients:;", b' ((NIL NIL "undisclosed-recipients" NIL)(NIL NIL NIL NIL)) '),
        (
            "To: One: a@b.example, C <c@d.example>;, two: e@f.example;",
            (
                b' ((NIL NIL "One" NIL)(NIL NIL "a" "b.example")("C" NIL "c" "d.example")(NIL NIL NIL NIL)'
                b'(NIL NIL "two" NIL)(NIL NIL "e" "f.example")(NIL NIL NIL NIL)) '
            ),
        ),
        ("To: \u00c9quipe: a@b.example;", b' ((NIL NIL "=?utf-8?B?w4lxdWlwZQ==?=" NIL)(NIL NIL "a" "b.example")'),
        (
            "To: a: \u00c9lo <\u00e9@b.example>;",
            b'("=?utf-8?B?w4lsbw==?=" NIL "invalid" "internationalized-address.invalid")',
        ),
        ("Bcc: Someone Hidden <h@i.example>", b' (("Someone Hidden" NIL "h" "i.example")) NIL NIL)'),
        ("Cc: <@a.example,@b.example:c@d.example>", b' ((NIL "@a.example,@b.example" "c" "d.example")) '),
        ("From: =?utf-8?q?Andr=C3=A9?= <a@b.example>", b' (("=?utf-8?q?Andr=C3=A9?=" NIL "a" "b.example")) '),
        ('To: "a b"@c.example', b' ((NIL NIL "a b" "c.example")) '),
        ("Sender: ;", b"(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"),
    ],
)
def test_fields(field: str, said: bytes) -> None:
    content = f"{field}\r\n\r\n".encode()
    encoded = envelopes.encode(read_envelope(Header(content, 0, len(content))))
    assert said in encoded


def test_sender_and_reply_to_are_as_from() -> None:
    content = b"From: G: a@b.example;\r\nReply-To:\r\n\r\n"
    origin = b'((NIL NIL "G" NIL)(NIL NIL "a" "b.example")(NIL NIL NIL NIL))'
    encoded = envelopes.encode(read_envelope(Header(content, 0, len(content))))
    assert encoded == b"(NIL NIL %b %b %b NIL NIL NIL NIL NIL)" % (origin, origin, origin)


def test_an_address_outside_ascii_is_itself_where_utf8_is_enabled() -> None:
    """RFC 6855 §3; RFC 6858 for all others."""
    content = "From: É <é@bücher.example>\r\nTo: A: é@c.example;\r\nSubject: =?utf-8?q?=C3=A9?=\r\n\r\n".encode()
    envelope = read_envelope(Header(content, 0, len(content)))
    author = '(("É" NIL "é" "bücher.example"))'
    team = '((NIL NIL "A" NIL)(NIL NIL "é" "c.example")(NIL NIL NIL NIL))'
    expected = f'(NIL "=?utf-8?q?=C3=A9?=" {author} {author} {author} {team} NIL NIL NIL NIL)'
    assert envelopes.encode_wide(envelope) == expected.encode()
    assert envelopes.encode(envelope).isascii()
    content = b"From: =?utf-8?q?=C3=A9?= <a@b.example>\r\n\r\n"
    assert envelopes.encode_wide(read_envelope(Header(content, 0, len(content)))) == b""


def test_what_is_too_long_is_said_as_it_was_read() -> None:
    content = b"To: G: " + b"a@b.example, " * 900 + b";\r\n\r\n"
    envelope = read_envelope(Header(content, 0, len(content)))
    assert not envelope.as_written
    assert envelopes.encode(envelope).count(b'(NIL NIL "a" "b.example")') == 900
