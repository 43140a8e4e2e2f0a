"""FETCH responses: rows, bodies, flags, envelopes, structures."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from tempory.mime import Header, parse_structure, read_envelope, summarise
from tempory.protocols.imap import REV1, Dialect
from tempory.protocols.imap.commands.fetch import FetchAttribute, FetchItem
from tempory.protocols.imap.commands.sections import (
    BinarySection,
    BinarySize,
    BodySection,
    Partial,
    Section,
    SectionText,
)
from tempory.protocols.imap.responses.envelope import encode_address, encode_envelope, encode_group
from tempory.protocols.imap.responses.fetch import (
    END_FETCH,
    Row,
    begin_body,
    begin_fetch,
    encode_flag_list,
    encode_flags_update,
    encode_instant,
    encode_name,
)
from tempory.protocols.imap.responses.structure import Structure, encode_body, encode_body_structure
from tempory.values import Instant

REV2 = Dialect(rev2=True)


@pytest.mark.parametrize(
    ("attribute", "name"),
    [
        (FetchItem.RFC822_SIZE, b"RFC822.SIZE"),
        (BodySection(Section()), b"BODY[]"),
        (BodySection(Section((1, 2), SectionText.MIME), peek=True), b"BODY[1.2.MIME]"),
        (BodySection(Section((), SectionText.TEXT), partial=Partial(7, 100)), b"BODY[TEXT]<7>"),
        (
            BodySection(Section((3,), SectionText.HEADER_FIELDS, ("To", "X(Y"))),
            b'BODY[3.HEADER.FIELDS (To "X(Y")]',
        ),
        (BodySection(Section((), SectionText.HEADER_FIELDS_NOT, ("To",))), b"BODY[HEADER.FIELDS.NOT (To)]"),
        (BinarySection((1,), peek=True, partial=Partial(0, 5)), b"BINARY[1]<0>"),
        (BinarySection(()), b"BINARY[]"),
        (BinarySize((2, 1)), b"BINARY.SIZE[2.1]"),
    ],
)
def test_names(attribute: FetchAttribute, name: bytes) -> None:
    assert encode_name(attribute) == name


def test_rows() -> None:
    row = Row((FetchItem.UID, FetchItem.FLAGS, FetchItem.MODSEQ, FetchItem.ENVELOPE))
    flags = encode_flag_list(frozenset({"\\Seen", "$Junk"}))
    assert row.encode(23, (b"4827313", flags, b"12121231000", b"(NIL)")) == (
        b"* 23 FETCH (UID 4827313 FLAGS ($Junk \\Seen) MODSEQ (12121231000) ENVELOPE (NIL))\r\n"
    )
    odd = Row((BodySection(Section((), SectionText.HEADER_FIELDS, ("X%dY",))), FetchItem.EMAILID))
    assert odd.encode(1, (b'""', b"M1")) == b'* 1 FETCH (BODY[HEADER.FIELDS ("X%dY")] "" EMAILID (M1))\r\n'


def test_bodies() -> None:
    name = encode_name(BodySection(Section()))
    assert begin_fetch(12) + begin_body(name, 2) + b"hi" + END_FETCH == b"* 12 FETCH (BODY[] {2}\r\nhi)\r\n"
    assert begin_body(b"BINARY[1]", 3, literal8=True) == b"BINARY[1] ~{3}\r\n"


def test_flags() -> None:
    assert encode_flag_list(frozenset()) == b""
    assert encode_flag_list(frozenset({"\\Seen"}), recent=True) == b"\\Seen \\Recent"
    assert encode_flags_update(4, frozenset({"\\Seen"})) == b"* 4 FETCH (FLAGS (\\Seen))\r\n"
    assert encode_flags_update(4, frozenset(), uid=9, modseq=12, recent=True) == (
        b"* 4 FETCH (UID 9 FLAGS (\\Recent) MODSEQ (12))\r\n"
    )


@pytest.mark.parametrize(
    ("instant", "written"),
    [(837596665_123, b'"17-Jul-1996 09:44:25 +0000"'), (1_000, b'" 1-Jan-1970 00:00:01 +0000"')],
)
def test_instants(instant: int, written: bytes) -> None:
    assert encode_instant(Instant(instant)) == written


@dataclass(frozen=True)
class _Party:
    name: str
    address: str


@dataclass(frozen=True)
class _Envelope:
    from_: Iterable[_Party] = ()
    sender: Iterable[_Party] = ()
    reply_to: Iterable[_Party] = ()
    to: Iterable[_Party] = ()
    cc: Iterable[_Party] = ()
    subject: str = ""
    date: str = ""
    message_id: str = ""
    in_reply_to: str = ""


def test_the_envelope_of_the_rfc() -> None:
    # RFC 9051 §8
    envelope = _Envelope(
        date="Wed, 17 Jul 1996 02:23:25 -0700 (PDT)",
        subject="IMAP4rev2 WG mtg summary and minutes",
        from_=[_Party("Terry Gray", "gray@cac.washington.edu")],
        to=[_Party("", "imap@cac.washington.edu")],
        cc=[_Party("", "minutes@CNRI.Reston.VA.US"), _Party("John Klensin", "KLENSIN@MIT.EDU")],
        message_id="<B27397-0100000@cac.washington.edu>",
    )
    terry = b'(("Terry Gray" NIL "gray" "cac.washington.edu"))'
    assert encode_envelope(envelope) == (
        b'("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev2 WG mtg summary and minutes" '
        + b" ".join([terry] * 3)
        + b' ((NIL NIL "imap" "cac.washington.edu")) '
        b'((NIL NIL "minutes" "CNRI.Reston.VA.US")("John Klensin" NIL "KLENSIN" "MIT.EDU")) NIL NIL '
        b'"<B27397-0100000@cac.washington.edu>")'
    )


def test_an_empty_envelope() -> None:
    assert encode_envelope(_Envelope()) == b"(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"


@pytest.mark.parametrize(
    ("party", "written"),
    [
        (_Party("Inès", "a@b.example"), b'("=?utf-8?B?SW7DqHM=?=" NIL "a" "b.example")'),
        (_Party("X", "just a name"), b'("X" NIL "just a name" "")'),
        (_Party("", "a@bücher.example"), b'("=?utf-8?B?YUBiw7xjaGVyLmV4YW1wbGU=?=" NIL "a" "xn--bcher-kva.example")'),
        (
            _Party("Inès", "inès@b.example"),
            b'("=?utf-8?B?SW7DqHM=?=" NIL "invalid" "internationalized-address.invalid")',
        ),
        (_Party("X", "a@\u2028é"), b'("X" NIL "invalid" "internationalized-address.invalid")'),
        (_Party('a "b"', '"x y"@z'), b'("a \\"b\\"" NIL "x y" "z")'),
        (_Party("", '"x\\"\\\\y"@z'), b'(NIL NIL "x\\"\\\\y" "z")'),
        (_Party("", '"@z'), b'(NIL NIL "\\"" "z")'),
    ],
)
def test_parties(party: _Party, written: bytes) -> None:
    encoded = encode_envelope(_Envelope(to=[party]))
    assert encoded == b"(NIL NIL NIL NIL NIL (" + written + b") NIL NIL NIL NIL)"


def test_fields_that_say_more_than_was_read() -> None:
    """RFC 9051 §7.5.2: groups are marked, Bcc is told, an empty field is not a missing one."""
    group = encode_group(b"Team", [encode_address(b"=?utf-8?q?x?=", "a@b.example", route="@c.example")])
    assert group == b'(NIL NIL "Team" NIL)("=?utf-8?q?x?=" "@c.example" "a" "b.example")(NIL NIL NIL NIL)'
    written = {"from": b"(x)", "to": b"(%b)" % group, "bcc": b"(y)", "subject": b'""', "sender": b""}
    encoded = encode_envelope(_Envelope(from_=[_Party("", "a@b")], subject="x"), written=written)
    assert encoded == b'(NIL "" (x) (x) (x) (%b) NIL (y) NIL NIL)' % group


def test_an_envelope_in_utf8() -> None:
    envelope = _Envelope(subject="Prêt ?", from_=[_Party("Inès", "inès@bücher.example")], message_id="<é@x>")
    party = '(("Inès" NIL "inès" "bücher.example"))'
    expected = f'(NIL "Prêt ?" {party} {party} {party} NIL NIL NIL NIL "<é@x>")'
    assert encode_envelope(envelope, REV2) == expected.encode()
    assert encode_envelope(envelope, REV1).endswith(b"NIL {6}\r\n<\xc3\xa9@x>)")


def test_text_that_would_break_a_line() -> None:
    envelope = _Envelope(subject="a\r\n* BYE", date="x\r\ny", in_reply_to="a\0b", sender=[_Party("", "a\r\nb@c")])
    encoded = encode_envelope(envelope)
    assert b'"=?utf-8?B?YQ0KKiBCWUU=?="' in encoded
    assert encoded.startswith(b"({4}\r\nx\r\ny ")
    assert b"{4}\r\na\r\nb " in encoded
    assert b"\0" not in encoded


@dataclass(frozen=True)
class _Messages:
    """Finds the envelope of a message inside a message."""

    content: bytes
    asked: list[Structure] = field(default_factory=list)

    def __call__(self, node: Structure) -> bytes:
        self.asked.append(node)
        return encode_envelope(read_envelope(Header(self.content, *node["header"])))


MESSAGE = (
    b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n"
    b"Content-Language: en, fr\r\n\r\n"
    b'--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename="\xc3\xa9.txt"\r\n'
    b"Content-ID: <a@b>\r\nContent-Description: =?utf-8?q?=C3=A9?=\r\nContent-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\r\n"
    b"Content-Location: http://a.example/\r\nContent-Transfer-Encoding: base64\r\n\r\naGk=\r\naGk=\r\n"
    b"--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nFrom: c@d.example\r\n\r\nbody\r\n"
    b"--x\r\nContent-Type: image/png\r\n\r\nxx\r\n"
    b"--x--\r\n"
)
INNER_FROM = b'((NIL NIL "c" "d.example"))'
INNER = b'(NIL "inner" %b %b %b NIL NIL NIL NIL NIL)' % (INNER_FROM, INNER_FROM, INNER_FROM)


def test_a_structure() -> None:
    tree = parse_structure(MESSAGE).as_json()
    finder = _Messages(MESSAGE)
    assert encode_body_structure(tree, finder) == (
        b'(("text" "plain" ("charset" "utf-8") "<a@b>" "=?utf-8?B?w6k=?=" "base64" 10 1 "Q2hlY2sgSW50ZWdyaXR5IQ==" '
        b'("attachment" ("filename*" "utf-8\'\'%C3%A9.txt")) NIL "http://a.example/")'
        b'("message" "rfc822" NIL NIL NIL "7bit" 41 '
        + INNER
        + b' ("text" "plain" NIL NIL NIL "7bit" 4 0 NIL NIL NIL NIL) '
        b"3 NIL NIL NIL NIL)"
        b'("image" "png" NIL NIL NIL "7bit" 2 NIL NIL NIL NIL) '
        b'"mixed" ("boundary" "x") NIL ("en" "fr") NIL)'
    )
    assert len(finder.asked) == 1


def test_a_structure_without_extension_data() -> None:
    tree = parse_structure(MESSAGE).as_json()
    assert encode_body(tree) == (
        b'(("text" "plain" ("charset" "utf-8") "<a@b>" "=?utf-8?B?w6k=?=" "base64" 10 1)'
        b'("message" "rfc822" NIL NIL NIL "7bit" 41 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) '
        b'("text" "plain" NIL NIL NIL "7bit" 4 0) 3)'
        b'("image" "png" NIL NIL NIL "7bit" 2) "mixed")'
    )


@pytest.mark.parametrize("kind", ["multipart/mixed", "message/rfc822", "message/global"])
def test_what_was_not_taken_apart_is_shown_whole(kind: str) -> None:
    node = {"header": [0, 10], "body": [10, 15], "lines": 1, "type": kind, "encoding": "", "opaque": True}
    expected = b'("application" "octet-stream" NIL NIL NIL "7bit" 5)'
    assert encode_body(node) == expected
    assert encode_body_structure(node) == expected[:-1] + b" NIL NIL NIL NIL)"


def test_words_that_are_none() -> None:
    node = {"header": [0, 1], "body": [1, 1], "lines": 0, "type": "x/y", "encoding": "a\0é", "disposition": 'in"line'}
    assert encode_body_structure(node) == (
        b'("x" "y" NIL NIL NIL {6}\r\na\xef\xbf\xbd\xc3\xa9 0 NIL ("in\\"line" NIL) NIL NIL)'
    )


def test_a_summary_is_an_envelope() -> None:
    summary = summarise(MESSAGE)
    assert encode_envelope(summary.envelope).startswith(b'(NIL NIL ((NIL NIL "a" "b.example"))')
