"""What FETCH cuts out of a message. RFC 9051 §6.4.5.1 has the tree of parts that `FORWARDED` is written after."""

import pytest

from tempory.mime import parse_structure
from tempory.protocols.imap.commands.sections import (
    BinarySection,
    BinarySize,
    BodySection,
    Partial,
    Section,
    SectionText,
)
from tempory.sessions.imap.sections import Sections
from tempory.sessions.imap.visit import NotDone


def crlf(text: str) -> bytes:
    return text.lstrip("\n").replace("\n", "\r\n").encode()


FORWARDED = crlf("""
Subject: outer
Content-Type: multipart/mixed; boundary=o

preamble
--o

one
--o
Content-Type: application/octet-stream

two
--o
Content-Type: message/rfc822

Subject: third
Content-Type: multipart/mixed; boundary=t

--t

three one
--t
Content-Type: application/octet-stream

three two
--t--
--o
Content-Type: multipart/mixed; boundary=f

--f
Content-Type: image/gif
Content-Description: a picture

four one
--f
Content-Type: message/rfc822

Subject: fourth
Content-Type: multipart/mixed; boundary=i

--i

four two one
--i
Content-Type: multipart/alternative; boundary=a

--a

plain
--a
Content-Type: text/richtext

rich
--a--
--i--
--f--
--o--
""")
SINGLE = b"Subject: x\r\nTo: a\r\n\tb\r\nX-Odd: 1\r\nsubject: again\r\n\r\nbody\r\n"


def sections(content: bytes) -> Sections:
    return Sections(content, parse_structure(content).header.end)


def cut(
    content: bytes, *part: int, text: SectionText = SectionText.WHOLE, fields: tuple[str, ...] = ()
) -> bytes | None:
    return sections(content).cut(BodySection(Section(part, text, fields)))


@pytest.mark.parametrize(
    ("part", "begins", "ends"),
    [
        ((1,), b"one", b"one"),
        ((2,), b"two", b"two"),
        ((3,), b"Subject: third\r\n", b"--t--"),
        ((3, 1), b"three one", b"three one"),
        ((3, 2), b"three two", b"three two"),
        ((4,), b"--f\r\n", b"--f--"),
        ((4, 1), b"four one", b"four one"),
        ((4, 2), b"Subject: fourth\r\n", b"--i--"),
        ((4, 2, 1), b"four two one", b"four two one"),
        ((4, 2, 2), b"--a\r\n", b"--a--"),
        ((4, 2, 2, 1), b"plain", b"plain"),
        ((4, 2, 2, 2), b"rich", b"rich"),
    ],
)
def test_every_part_of_the_tree(part: tuple[int, ...], begins: bytes, ends: bytes) -> None:
    found = cut(FORWARDED, *part)
    assert found is not None
    assert found.startswith(begins)
    assert found.endswith(ends)


@pytest.mark.parametrize("part", [(5,), (1, 1), (2, 1), (3, 3), (4, 1, 1), (4, 2, 3), (4, 2, 2, 2, 1), (4, 2, 2, 3)])
def test_parts_that_are_not_there(part: tuple[int, ...]) -> None:
    assert cut(FORWARDED, *part) is None
    assert sections(FORWARDED).decode(BinarySection(part)) is None
    assert sections(FORWARDED).decode(BinarySize(part)) is None


def test_header_text_and_mime_of_parts() -> None:
    assert cut(FORWARDED, 3, text=SectionText.HEADER) == crlf(
        "Subject: third\nContent-Type: multipart/mixed; boundary=t\n\n"
    )
    text = cut(FORWARDED, 4, 2, text=SectionText.TEXT)
    assert text is not None
    assert text.startswith(b"--i\r\n")
    assert text.endswith(b"--i--")
    assert cut(FORWARDED, 4, 1, text=SectionText.MIME) == crlf(
        "Content-Type: image/gif\nContent-Description: a picture\n\n"
    )
    assert cut(FORWARDED, 4, 2, text=SectionText.MIME) == b"Content-Type: message/rfc822\r\n\r\n"
    assert cut(FORWARDED, 1, text=SectionText.MIME) == b"\r\n"


@pytest.mark.parametrize("text", [SectionText.HEADER, SectionText.TEXT, SectionText.HEADER_FIELDS])
def test_only_a_message_has_a_header_and_a_text(text: SectionText) -> None:
    """RFC 9051 §6.4.5.1: HEADER and TEXT behind a part number are those of a message/rfc822."""
    assert cut(FORWARDED, 1, text=text) is None
    assert cut(FORWARDED, 4, text=text) is None


def test_a_message_without_parts_has_one() -> None:
    assert cut(SINGLE, 1) == b"body\r\n"
    assert cut(SINGLE, 2) is None
    assert cut(SINGLE, 1, 1) is None
    inner = b"Content-Type: message/rfc822\r\n\r\n" + SINGLE
    assert cut(inner, 1) == SINGLE
    assert cut(inner, 1, 1) == b"body\r\n"
    assert cut(inner, 1, 2) is None
    assert cut(inner, 1, text=SectionText.HEADER) == SINGLE.removesuffix(b"body\r\n")


def test_the_whole_its_header_and_its_text() -> None:
    assert cut(SINGLE) == SINGLE
    assert cut(SINGLE, text=SectionText.HEADER) == SINGLE.removesuffix(b"body\r\n")
    assert cut(SINGLE, text=SectionText.TEXT) == b"body\r\n"


@pytest.mark.parametrize(
    ("fields", "named", "others"),
    [
        (("SUBJECT",), b"Subject: x\r\nsubject: again\r\n\r\n", b"To: a\r\n\tb\r\nX-Odd: 1\r\n\r\n"),
        (("To", "x-odd"), b"To: a\r\n\tb\r\nX-Odd: 1\r\n\r\n", b"Subject: x\r\nsubject: again\r\n\r\n"),
        (("Cc",), b"\r\n", SINGLE.removesuffix(b"body\r\n")),
    ],
)
def test_fields_by_name(fields: tuple[str, ...], named: bytes, others: bytes) -> None:
    """In the message's order, folded as they were, and always with the empty line (RFC 9051 §6.4.5.1)."""
    assert cut(SINGLE, text=SectionText.HEADER_FIELDS, fields=fields) == named
    assert cut(SINGLE, text=SectionText.HEADER_FIELDS_NOT, fields=fields) == others


def test_fields_of_a_message_inside() -> None:
    assert cut(FORWARDED, 4, 2, text=SectionText.HEADER_FIELDS, fields=("subject",)) == b"Subject: fourth\r\n\r\n"


def test_a_header_that_never_ends() -> None:
    content = b"Subject: x\r\nTo: a"
    assert cut(content, text=SectionText.TEXT) == b""
    assert cut(content, text=SectionText.HEADER_FIELDS, fields=("To",)) == b"To: a\r\n\r\n"
    assert cut(b"") == b""
    assert cut(b"", 1) == b""


@pytest.mark.parametrize(
    ("start", "octets", "found"), [(0, 4, b"Subj"), (4, 3, b"ect"), (54, 99, b"y\r\n"), (57, 1, b""), (9_999, 1, b"")]
)
def test_a_stretch_of_it(start: int, octets: int, found: bytes) -> None:
    """RFC 9051 §6.4.5: what begins behind the end is empty, not NIL."""
    assert len(SINGLE) == 57
    assert sections(SINGLE).cut(BodySection(Section(), partial=Partial(start, octets))) == found


ENCODED = crlf("""
Content-Type: multipart/mixed; boundary=b

--b
Content-Transfer-Encoding: base64

aGkA
--b
Content-Transfer-Encoding: Quoted-Printable

a=3Db=
c
--b
Content-Transfer-Encoding: x-uuencode

#0V%T
--b--
""")


def test_parts_decoded() -> None:
    """RFC 3516 §4: octets as they were before the transfer encoding; a stretch is one of the decoded octets."""
    encoded = sections(ENCODED)
    assert encoded.decode(BinarySection((1,))) == b"hi\0"
    assert encoded.decode(BinarySection((1,), partial=Partial(1, 1))) == b"i"
    assert encoded.decode(BinarySize((1,))) == b"hi\0"
    assert encoded.decode(BinarySection((2,))) == b"a=bc"
    assert encoded.decode(BinarySection(())) == ENCODED


def test_an_encoding_that_is_not_known_is_said() -> None:
    """RFC 3516 §4.3: NO [UNKNOWN-CTE], rather than octets that are not the part's."""
    with pytest.raises(NotDone) as refused:
        sections(ENCODED).decode(BinarySection((3,)))
    assert refused.value.completion.code == b"UNKNOWN-CTE"
    assert sections(ENCODED).cut(BodySection(Section((3,)))) == b"#0V%T"


def test_the_structure_is_looked_for_once_and_only_for_a_part() -> None:
    looked = sections(FORWARDED)
    looked.cut(BodySection(Section(text=SectionText.HEADER)))
    assert looked._root is None
    looked.cut(BodySection(Section((1,))))
    root = looked._root
    looked.cut(BodySection(Section((2,))))
    assert looked._root is root
