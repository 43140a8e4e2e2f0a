import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mime import Field, Header, Limits, MailAddress, read_envelope
from tempory.mime.encoded_words import decode_encoded_words
from tempory.mime.header import unfold

RAW = (
    b"Received: from a\r\n\tby b\r\nSubject : Hello\r\nnot a field\r\nX-Empty:\r\n"
    b"To: a@example.org,\r\n  b@example.org\r\nsubject: second\r\n\r\n"
)


def header(raw: bytes, limits: Limits | None = None) -> Header:
    return Header(raw, 0, len(raw), limits or Limits())


def test_fields_in_order_with_their_places() -> None:
    fields = header(RAW).fields
    assert [field.name for field in fields] == ["Received", "Subject", "X-Empty", "To", "subject"]
    assert fields[0] == Field("Received", 0, 25, 10, 23)
    assert RAW[fields[0].value_start : fields[0].value_end] == b"from a\r\n\tby b"
    assert RAW[fields[1].start : fields[1].end] == b"Subject : Hello\r\n"


def test_values_are_unfolded() -> None:
    read = header(RAW)
    assert read.raw(b"received") == "from a\tby b"
    assert read.raw(b"to") == "a@example.org,  b@example.org"
    assert (read.raw(b"x-empty"), read.text(b"x-empty")) == ("", "")
    assert (read.raw(b"cc"), read.text(b"cc")) == (None, "")


def test_the_first_field_of_a_name_counts() -> None:
    assert header(RAW).text(b"subject") == "Hello"
    assert header(RAW).has_any(frozenset({b"subject"}))
    assert not header(RAW).has_any(frozenset({b"cc"}))


def test_every_field_decoded() -> None:
    assert header(b"A: =?utf-8?q?=C3=A9?=\r\nb: x\r\n\ty\r\n").decoded() == (("A", "é"), ("b", "x y"))


def test_a_flood_of_fields_is_read_up_to_the_limits() -> None:
    flood = b"A: b\r\n" * 1_000_000
    assert len(header(flood).fields) == Limits().header_fields
    assert len(header(flood, Limits(header_octets=60)).fields) == 10
    assert header(b"a" * 10_000_000).fields == ()
    assert header(b"A:" + b"\r\n " * 1_000_000).fields[0].value_end <= Limits().header_octets


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"caf\xc3\xa9", "café"),
        (b"caf\xe9", "café"),
        (b"\x81", "\ufffd"),
        (b" a\r\n b\r\n\tc ", "a b\tc"),
        (b"a\n b", "a b"),
        (b"a\r\nb", "a\r\nb"),
        (b"", ""),
    ],
)
def test_unfolding(raw: bytes, text: str) -> None:
    assert unfold(raw) == text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?UTF-8?B?SGVsbG8=?=", "Hello"),
        ("=?utf-8*en?Q?a_b?=", "a b"),
        ("=?iso-8859-1?q?caf=E9?= au lait", "café au lait"),
        ("=?us-ascii?q?a?= =?us-ascii?q?b?=", "ab"),
        ("=?us-ascii?q?a?=  \t=?utf-8?q?b?= c", "ab c"),
        ("=?utf-8?q?a?==?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "é"),  # a character cut in two
        ("=?utf-8?b?w6k?=", "é"),  # padding left out
        ("=?utf-8?q?with space?=", "with space"),
        ("=?x-nonsense?q?=C3=A9?=", "é"),
        ("=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        ("=?utf-8?q?open", "=?utf-8?q?open"),
        ("=??q?a?=", "=??q?a?="),
        ("a =?utf-8?q?b?= c =?utf-8?q?d?=", "a b c d"),
        ("é =?utf-8?q?é?=", "é é"),
    ],
)
def test_encoded_words(written: str, shown: str) -> None:
    assert decode_encoded_words(written) == shown


def test_encoded_words_are_bounded() -> None:
    assert decode_encoded_words("=?utf-8?q?a?= " * 50_000, Limits(encoded_words=3)).startswith("aaa =?utf-8?q?a?=")
    assert decode_encoded_words("=?" * 100_000) == "=?" * 100_000
    assert decode_encoded_words("=?a?q?" * 100_000) == "=?a?q?" * 100_000


@pytest.mark.parametrize(
    "subject",
    [
        b"=?utf-8?q?a=0D=0ABcc:_x@example.org?=",
        b"=?utf-8?b?YQ0KQmNjOiB4QGV4YW1wbGUub3Jn?=",
        b"a\r\n\tBcc: x@example.org",
        b"a\x00\x1b[31mBcc: x@example.org",
        b"=?utf-8?q?a=E2=80=A8Bcc:_x@example.org?=",
        b"=?utf-7?q?+2AA-?=",
    ],
)
def test_no_control_character_survives_into_a_subject(subject: bytes) -> None:
    text = header(b"Subject: " + subject + b"\r\n").text(b"subject")
    assert text == text.strip()
    assert not any(character in text for character in "\r\n\x00\x1b\u2028\ud800")
    text.encode("utf-8")


def test_envelope() -> None:
    raw = (
        b"From: =?utf-8?q?Andr=C3=A9?= <andre@example.org>\r\nSender: s@example.org\r\nReply-To: r@example.org\r\n"
        b'To: G: a@example.org, b@example.org;\r\nCc: "C, D" <c@example.org>\r\n'
        b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
        b"Date: Thu, 5 Nov 2026 10:00:00 +0100 (CET)\r\nMessage-ID: junk <1@example.org>\r\nIn-Reply-To: no id\r\n"
    )
    assert read_envelope(header(raw)).as_json() == {
        "from": (MailAddress("André", "andre@example.org"),),
        "sender": (MailAddress("", "s@example.org"),),
        "reply_to": (MailAddress("", "r@example.org"),),
        "to": (MailAddress("", "a@example.org"), MailAddress("", "b@example.org")),
        "cc": (MailAddress("C, D", "c@example.org"),),
        "subject": "Grüße",
        "date": "Thu, 5 Nov 2026 10:00:00 +0100 (CET)",
        "message_id": "<1@example.org>",
        "in_reply_to": "no id",
        "as_written": {
            "subject": "=?utf-8?q?Gr=C3=BC=C3=9Fe?=",
            "message_id": "junk <1@example.org>",
            "from": "=?utf-8?q?Andr=C3=A9?= <andre@example.org>",
            "to": "G: a@example.org, b@example.org;",
        },
    }


@given(st.binary(max_size=200))
def test_any_octets_are_a_header(raw: bytes) -> None:
    read = header(raw)
    for field in read.fields:
        assert 0 <= field.start < field.value_start <= field.value_end <= field.end <= len(raw)
    for _, value in read.decoded():
        assert "\n" not in value
        value.encode("utf-8")


@given(st.text(alphabet="=?utf8-qb_ aABé\r\n", max_size=200))
def test_any_text_may_hold_encoded_words(text: str) -> None:
    assert isinstance(decode_encoded_words(text), str)
