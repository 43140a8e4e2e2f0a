import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mime import LIMITS, Attachment, Limits, parse_structure, read_attachment, read_message, summarise

HEADER = (
    b"From: Acme <no-reply@acme.example>\r\nTo: anna@tempory.test\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
    b"Date: Thu, 5 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@acme.example>\r\nMIME-Version: 1.0\r\n"
)
PLAIN = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
ATTACHED = (
    b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n"
    b"--b\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\nContent-Transfer-Encoding: base64\r\n\r\naGV5\r\n"
    b'--b\r\nContent-Type: image/gif; name="../x.gif"\r\nContent-Disposition: inline\r\n\r\nGIF8'
)


def message(plain: bytes | None, html: bytes | None, rest: bytes = b"") -> bytes:
    parts = [head + body for head, body in ((PLAIN, plain), (HTML, html)) if body is not None]
    inner = b"".join(b"--a\r\n" + part + b"\r\n" for part in parts) + b"--a--\r\n"
    first = b"Content-Type: multipart/alternative; boundary=a\r\n\r\n" + inner
    parts = [first, rest] if rest else [first]
    outer = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"
    return HEADER + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + outer


def test_a_message_in_brief() -> None:
    content = message(
        b"Your code is 481516. See https://acme.example/a=\r\nb=3D1 now.",
        b'<p>Your code is <b>481516</b></p><a href="https://acme.example/confirm">Confirm</a>',
        ATTACHED,
    )
    summary = summarise(content)
    assert summary.envelope.subject == "Grüße"
    assert summary.envelope.from_[0].address == "no-reply@acme.example"
    assert summary.size == len(content)
    assert summary.preview == "Your code is 481516. See https://acme.example/ab=1 now."
    assert summary.codes == ("481516",)
    assert summary.links == ("https://acme.example/ab=1", "https://acme.example/confirm")
    assert summary.attachments == (
        Attachment(index=0, name="a.pdf", type="application/pdf", size=5, inline=False, content_id=None),
        Attachment(index=1, name="attachment-2.png", type="image/png", size=3, inline=True, content_id="logo@x"),
        Attachment(index=2, name="x.gif", type="image/gif", size=4, inline=True, content_id=None),
    )
    assert summary.structure == parse_structure(content)


def test_a_code_in_the_markup_alone_is_found() -> None:
    summary = summarise(message(b"This message is best viewed in HTML.", b"<h1>Your login code</h1><td>481516</td>"))
    assert (summary.codes, summary.preview) == (("481516",), "This message is best viewed in HTML.")


@pytest.mark.parametrize("plain", [None, b"", b" =20\r\n \r\n"])
def test_without_words_in_the_plain_body_the_preview_is_the_markups(plain: bytes | None) -> None:
    summary = summarise(message(plain, b"<style>x</style><p>Hello &amp; welcome</p>"))
    assert summary.preview == "Hello & welcome"


def test_a_link_written_out_in_the_markup_is_found() -> None:
    markup = b"Go to https://a.example/ or <a href='https://b.example/'>https://shown.example/</a>"
    assert summarise(message(None, markup)).links == ("https://b.example/", "https://a.example/")


def test_a_message_without_anything() -> None:
    summary = summarise(b"")
    assert (summary.preview, summary.codes, summary.links, summary.attachments) == ("", (), (), ())
    assert (summary.envelope.subject, summary.envelope.from_, summary.size) == ("", (), 0)


def test_the_json_is_that_of_the_sealing_format() -> None:
    content = message(b"Your code is 481516", None, ATTACHED)
    shape = msgspec.json.decode(msgspec.json.encode(summarise(content).as_json()))
    assert list(shape) == ["v", "envelope", "size", "preview", "codes", "links", "attachments", "structure"]
    assert shape["v"] == 1
    assert shape["envelope"] == {
        "from": [{"name": "Acme", "address": "no-reply@acme.example"}],
        "sender": [],
        "reply_to": [],
        "to": [{"name": "", "address": "anna@tempory.test"}],
        "cc": [],
        "subject": "Grüße",
        "date": "Thu, 5 Nov 2026 10:00:00 +0000",
        "message_id": "<1@acme.example>",
        "in_reply_to": "",
        "as_written": {"subject": "=?utf-8?q?Gr=C3=BC=C3=9Fe?="},
    }
    assert shape["codes"] == ["481516"]
    assert shape["attachments"][0] == {
        "index": 0,
        "name": "a.pdf",
        "type": "application/pdf",
        "size": 5,
        "inline": False,
        "content_id": None,
    }
    assert shape["structure"]["parts"][1]["disposition_parameters"] == {"filename": "a.pdf"}
    start, end = shape["structure"]["parts"][1]["body"]
    assert content[start:end] == b"aGVsbG8="


# -- reading ----------------------------------------------------------------------------------------------------------


def test_reading_a_message() -> None:
    content = message(b"Gr=C3=BC=C3=9Fe\r\nzwei", b"<p>Gr\xc3\xbc\xc3\x9fe</p>", ATTACHED)
    read = read_message(content)
    assert (read.text, read.html) == ("Grüße\nzwei", "<p>Grüße</p>")
    assert read.headers[:3] == (
        ("From", "Acme <no-reply@acme.example>"),
        ("To", "anna@tempory.test"),
        ("Subject", "Grüße"),
    )
    assert read.attachments == summarise(content).attachments


def test_reading_without_a_plain_body_gives_the_markups_words() -> None:
    read = read_message(message(None, b"<p>Hello</p><script>x</script><p>there</p>"))
    assert (read.text, read.html) == ("Hello\nthere", "<p>Hello</p><script>x</script><p>there</p>")
    assert read_message(HEADER + b"\r\nplain").html is None
    long = HEADER + HTML + b"<p>word</p>" * 10
    assert read_message(long, Limits(markup_octets=22)).text == "word\nword"


def test_attachments_have_the_summarys_index() -> None:
    content = message(b"x", None, ATTACHED)
    for attachment in summarise(content).attachments:
        opened = read_attachment(content, attachment.index)
        assert opened is not None
        assert (opened.name, opened.type) == (attachment.name, attachment.type)
        assert len(opened.data) == attachment.size
    first = read_attachment(content, 0)
    assert first is not None
    assert first.data == b"hello"
    assert read_attachment(content, 3) is None
    assert read_attachment(content, -1) is None


# -- hostile input ----------------------------------------------------------------------------------------------------

BOUNDARY = b"Content-Type: multipart/mixed; boundary=b\r\n"
HOSTILE = {
    "100,000 parts": HEADER + BOUNDARY + b"\r\n" + b"--b\r\n\r\nx\r\n" * 100_000,
    "100,000 attachments": HEADER + BOUNDARY + b"\r\n" + b"--b\r\nContent-Type: image/png\r\n\r\nx\r\n" * 100_000,
    "parts with large headers": HEADER
    + BOUNDARY
    + b"\r\n"
    + (b"--b\r\nContent-Type: a/b" + b"; a=b" * 9_000 + b"\r\n\r\n") * 50,
    "nested multiparts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(5_000)
    ),
    "nested messages": b"Content-Type: message/rfc822\r\n\r\n" * 50_000,
    "header flood": b"A: b\r\n" * 500_000 + b"\r\nx",
    "50,000 addresses": b"To: " + b"a@example.org, " * 50_000 + b"\r\n\r\nx",
    "50,000 encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\r\n\r\nx",
    "segments": b"Content-Type: text/plain" + b"".join(b"; a*%d*=%%41" % n for n in range(10_000)) + b"\r\n\r\nx",
    "quotes": b"To: " + b'"<(' * 30_000 + b"\r\n\r\nx",
    "lying charset": HEADER + b"Content-Type: text/plain; charset=utf-16\r\n\r\n" + b"\xd8\x00" * 100_000,
    "broken base64": HEADER + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=A" * 500_000,
    "broken quoted-printable": HEADER + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=" * 1_000_000,
    "nested open tags": HEADER + HTML + b"<b " * 300_000,
    "open comments": HEADER + HTML + b"<!--" * 250_000,
    "entities": HEADER + HTML + b"&lt;&#x41;&amp" * 70_000,
    "numbers": HEADER + b"\r\n" + b"code 4815 is " * 50_000,
    "capitals": HEADER + b"\r\n" + b"CODE ABCDEF " * 50_000,
    "links": HEADER + b"\r\n" + b"http://a.example/))) " * 50_000,
    "colons": HEADER + b"\r\n" + b"://" * 300_000,
    "one long line": HEADER + b"\r\n" + b"x" * 3_000_000,
    "NUL": b"\x00" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_is_summarised_within_its_bounds(name: str) -> None:
    content = HOSTILE[name]
    summary = summarise(content)
    assert len(list(summary.structure.walk())) <= LIMITS.parts
    assert len(summary.attachments) <= LIMITS.parts
    assert len(summary.links) <= LIMITS.links
    assert len(summary.codes) <= LIMITS.codes
    assert len(summary.preview) <= LIMITS.preview_characters
    assert len(summary.envelope.to) <= LIMITS.addresses
    assert len(summary.envelope.subject) <= LIMITS.phrase_characters
    # What is sealed does not grow with the message: some fixed words a part, and what headers may say in all.
    assert len(msgspec.json.encode(summary.as_json())) <= 400 * LIMITS.parts + 2 * LIMITS.header_octets_total
    assert read_message(content).text is not None


LINES = st.sampled_from(
    [
        *(
            b"--b",
            b"--b--",
            b"",
            b"Your code is 481516",
            b"<p>x</p>",
            b"https://a.example/",
            b"=C3=A9",
            b"\xff\xfe",
            b"QUJD",
        ),
        *(b"From: a@b", b"Subject: =?utf-8?b?w6k=?=", b"To: x:;", BOUNDARY.strip(), b"Content-Type: text/html"),
        *(b"Content-Type: message/rfc822", b"Content-Transfer-Encoding: base64", b"Content-Disposition: attachment"),
        *(b"Content-Transfer-Encoding: quoted-printable", b"Content-Type: text/plain; charset=utf-7", b"+2AA-"),
    ]
)


@given(st.one_of(st.binary(max_size=300), st.lists(LINES, max_size=30).map(b"\r\n".join)))
def test_any_octets_have_a_summary_and_can_be_read(content: bytes) -> None:
    summary = summarise(content)
    msgspec.json.encode(summary.as_json())
    read = read_message(content)
    assert read.attachments == summary.attachments
    for attachment in summary.attachments:
        assert read_attachment(content, attachment.index) is not None
