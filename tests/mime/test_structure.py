import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mime import LIMITS, Limits, Part, Span, parse_structure

NESTED = b"""\
From: a@example.org\r
Content-Type: multipart/mixed; boundary="outer"\r
\r
preamble\r
--outer\r
Content-Type: multipart/alternative; boundary=inner\r
\r
--inner\r
\r
plain\r
text\r
--inner\t \r
Content-Type: text/html\r
\r
<p>hi\r
--outer\r
Content-Type: message/rfc822\r
\r
Subject: inside\r
Content-Type: multipart/mixed; boundary=deep\r
\r
--deep\r
\r
body\r
--deep--\r
--outer--\r
epilogue\r
--outer\r
\r
no part\r
"""


def shape(part: Part) -> object:
    if part.parts:
        return (part.type, [shape(child) for child in part.parts])
    if part.message is not None:
        return (part.type, shape(part.message))
    return part.type


def mixed(*parts: bytes, boundary: bytes = b"b") -> bytes:
    head = b"Content-Type: multipart/mixed; boundary=" + boundary + b"\r\n\r\n"
    return head + b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"


def test_nested_parts() -> None:
    root = parse_structure(NESTED)
    assert shape(root) == (
        "multipart/mixed",
        [
            ("multipart/alternative", ["text/plain", "text/html"]),
            ("message/rfc822", ("multipart/mixed", ["text/plain"])),
        ],
    )
    plain = root.parts[0].parts[0]
    assert plain.header.cut(NESTED) == b"\r\n"
    assert plain.body.cut(NESTED) == b"plain\r\ntext"
    assert (plain.lines, plain.body.octets) == (1, 11)
    # RFC 2046 §5.1.2: the outer boundary ends the inner multipart that lacks its own end.
    assert root.parts[0].parts[1].body.cut(NESTED) == b"<p>hi"
    inside = root.parts[1].message
    assert inside is not None
    assert inside.header.cut(NESTED).startswith(b"Subject: inside\r\n")
    assert inside.header.start == root.parts[1].body.start
    assert inside.body.end == root.parts[1].body.end
    assert root.body.end == len(NESTED)
    assert root.lines == NESTED.count(b"\n") - root.header.cut(NESTED).count(b"\n")


def test_a_message_without_mime_is_text() -> None:
    root = parse_structure(b"Subject: x\r\n\r\nhello\r\n")
    assert (root.type, root.header, root.body, root.lines) == ("text/plain", Span(0, 14), Span(14, 21), 1)
    assert not root.opaque


@pytest.mark.parametrize(
    ("content", "header_end"),
    [
        (b"", 0),
        (b"\r\nbody", 2),
        (b"\nbody", 1),
        (b"no blank line", 13),
        (b"A: b\r\n", 6),
        (b"A: b\n\nbody", 6),
        (b"A: b\r\n\r\n", 8),
    ],
)
def test_where_the_header_ends(content: bytes, header_end: int) -> None:
    root = parse_structure(content)
    assert root.header == Span(0, header_end)
    assert root.body == Span(header_end, len(content))


def test_line_ends_may_be_bare() -> None:
    root = parse_structure(NESTED.replace(b"\r\n", b"\n"))
    assert shape(root) == shape(parse_structure(NESTED))
    assert root.parts[0].parts[0].lines == 1


def test_part_cut_short_in_its_header() -> None:
    content = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n--b\r\n\r\nx\r\n--b--"
    )
    first, second = parse_structure(content).parts
    assert (first.type, first.body.octets) == ("text/html", 0)
    assert first.header.cut(content) == b"Content-Type: text/html"
    assert second.body.cut(content) == b"x"


def test_parts_without_blank_lines_are_found_in_one_pass() -> None:
    content = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nA: b\r\n" * 5 + b"--b--\r\n\r\nrest"
    assert len(parse_structure(content).parts) == 5


def test_delimiter_at_the_very_end_opens_an_empty_part() -> None:
    content = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b"
    assert [part.body.cut(content) for part in parse_structure(content).parts] == [b"x", b""]


def test_boundary_lines_hold_nothing_else() -> None:
    content = mixed(b"\r\nx\r\n--bc\r\n --b\r\n--b--c\r\ny")
    (part,) = parse_structure(content).parts
    assert part.body.cut(content) == b"x\r\n--bc\r\n --b\r\n--b--c\r\ny"


def test_a_long_line_is_no_boundary() -> None:
    content = mixed(b"\r\nx\r\n--b" + b" " * 1_000 + b"\r\ny")
    assert len(parse_structure(content).parts) == 1


def test_boundary_used_twice_belongs_to_the_inner_part() -> None:
    inner = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ndeep\r\n--b--\r\n--b\r\n\r\nsecond"
    root = parse_structure(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + inner + b"\r\n--b--\r\n")
    assert shape(root) == ("multipart/mixed", [("multipart/mixed", ["text/plain"]), "text/plain"])


def test_digest_holds_messages() -> None:
    content = mixed(b"\r\nSubject: one\r\n\r\n1", b"Content-Type: text/plain\r\n\r\n2").replace(b"mixed", b"digest", 1)
    assert shape(parse_structure(content)) == ("multipart/digest", [("message/rfc822", "text/plain"), "text/plain"])


@pytest.mark.parametrize("header", [b"boundary=b", b"", b"boundary=" + b"b" * 201, b'boundary=""'])
def test_multipart_without_parts_is_shown_raw(header: bytes) -> None:
    content = b"Content-Type: multipart/mixed; " + header + b"\r\n\r\nwhat it says"
    root = parse_structure(content)
    assert (root.type, root.opaque, root.parts) == ("text/plain", True, ())
    assert root.body.cut(content) == b"what it says"


@pytest.mark.parametrize("encoding", [b"base64", b"quoted-printable", b"x-unknown"])
def test_encoded_message_is_a_leaf(encoding: bytes) -> None:
    root = parse_structure(b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\nQQ==")
    assert (root.type, root.message) == ("message/rfc822", None)


def test_what_the_header_says_of_the_body() -> None:
    content = (
        b"Content-Type: Application/PDF; Name=a.pdf\r\nContent-Transfer-Encoding: BASE64 (so)\r\n"
        b"Content-Disposition: Attachment; filename*=utf-8''%e2%82%ac.pdf\r\nContent-ID: <a@b>\r\n"
        b"Content-Description: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nContent-Language: de, EN\r\nContent-MD5: abc==\r\n"
        b"Content-Location: https://example.org/a\r\n\r\nQQ=="
    )
    root = parse_structure(content)
    about = root.about
    assert (about.type, about.parameters, about.encoding) == ("application/pdf", {"name": "a.pdf"}, "base64")
    assert (about.disposition, about.disposition_parameters) == ("attachment", {"filename": "€.pdf"})
    assert (about.content_id, about.description, about.language) == ("a@b", "Grüße", ("de", "en"))
    assert (about.md5, about.location) == ("abc==", "https://example.org/a")
    assert root.filename == "€.pdf"
    assert root.as_json() == {
        "header": Span(0, len(content) - 4),
        "body": Span(len(content) - 4, len(content)),
        "lines": 0,
        "type": "application/pdf",
        "parameters": {"name": "a.pdf"},
        "encoding": "base64",
        "disposition": "attachment",
        "disposition_parameters": {"filename": "€.pdf"},
        "content_id": "a@b",
        "description": "Grüße",
        "language": ("de", "en"),
        "md5": "abc==",
        "location": "https://example.org/a",
    }


@pytest.mark.parametrize(
    "value", [b"", b"text", b"text/", b"/plain", b"a b/c", b"multipart", b";boundary=b", b"te\xffxt/plain"]
)
def test_content_type_that_does_not_parse_is_text(value: bytes) -> None:
    assert parse_structure(b"Content-Type: " + value + b"\r\n\r\nx").type == "text/plain"


def test_empty_fields() -> None:
    about = parse_structure(
        b"Content-Transfer-Encoding: \r\nContent-Disposition: ;\r\nContent-ID: <>\r\nContent-Language: ,\r\n\r\nx"
    ).about
    assert (about.encoding, about.disposition, about.content_id, about.language) == ("7bit", "", None, ())


def test_the_tree_in_json_nests() -> None:
    root = parse_structure(NESTED).as_json()
    parts = root["parts"]
    assert isinstance(parts, list)
    assert parts[1]["message"]["parts"][0]["type"] == "text/plain"
    opaque = parse_structure(b"Content-Type: multipart/mixed\r\n\r\n").as_json()
    assert opaque["opaque"] is True


def test_walk_gives_every_part_in_order() -> None:
    assert [part.type for part in parse_structure(NESTED).walk()] == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/html"),
        *("message/rfc822", "multipart/mixed", "text/plain"),
    ]


# -- limits -----------------------------------------------------------------------------------------------------------


def test_the_rest_after_too_many_parts_is_one_opaque_part() -> None:
    content = mixed(*[b"\r\nx"] * 100_000)
    root = parse_structure(content)
    parts = list(root.walk())
    assert len(parts) == LIMITS.parts
    assert [part.opaque for part in parts[-2:]] == [False, True]
    assert parts[-1].type == "application/octet-stream"
    assert parts[-1].body.end == len(content)


def test_depth_ends_in_an_opaque_part() -> None:
    multiparts = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth) for depth in range(10_000)
    )
    messages = b"Content-Type: message/rfc822\r\n\r\n" * 100_000
    for content in (multiparts, messages):
        parts = list(parse_structure(content).walk())
        assert len(parts) == LIMITS.depth
        assert parts[-1].opaque
        assert parts[-1].type == "application/octet-stream"
        assert parts[-1].body.end == len(content)


def test_headers_are_read_up_to_a_total() -> None:
    limits = Limits(header_octets_total=220)
    content = mixed(*[b"Content-Type: text/html\r\nX: " + b"a" * 50 + b"\r\n\r\nx"] * 10)
    parts = parse_structure(content, limits).parts
    assert len(parts) == 10
    assert [part.type for part in parts] == ["text/html"] * 2 + ["application/octet-stream"] * 8
    assert [part.opaque for part in parts] == [False] * 2 + [True] * 8
    assert {part.body.cut(content) for part in parts} == {b"x"}


def test_lines_of_dashes_are_looked_up_a_bounded_number_of_times() -> None:
    limits = Limits(dash_lines=10)
    content = mixed(b"\r\nx\r\n" + b"--\r\n" * 9, b"\r\ny\r\n--\r\n", b"\r\nz")
    assert len(parse_structure(content, limits).parts) == 2
    assert len(parse_structure(content).parts) == 3


# -- properties -------------------------------------------------------------------------------------------------------

LINES = st.sampled_from(
    [
        *(b"--a", b"--a--", b"--b", b"--b--", b"--", b"", b"x", b"Subject: x", b" folded", b"--a ", b"\r", b"--ab"),
        b"Content-Type: multipart/mixed; boundary=a",
        b"Content-Type: multipart/digest; boundary=b",
        b"Content-Type: message/rfc822",
        b"Content-Type: text/html; charset=utf-8",
        b"Content-Transfer-Encoding: base64",
    ]
)
MESSAGES = st.one_of(
    st.binary(max_size=300),
    st.lists(LINES, max_size=40).map(b"\r\n".join),
    st.lists(LINES, max_size=40).map(b"\n".join),
)


def check(part: Part, content: bytes) -> None:
    assert 0 <= part.header.start <= part.header.end == part.body.start <= part.body.end <= len(content)
    assert part.lines == content.count(b"\n", part.body.start, part.body.end)
    position = part.body.start
    for child in part.parts:
        assert position <= child.header.start  # in order, apart from one another
        assert child.body.end <= part.body.end
        position = child.body.end
        check(child, content)
    if part.message is not None:
        assert (part.message.header.start, part.message.body.end) == part.body
        check(part.message, content)


@given(MESSAGES)
def test_spans_nest_and_lie_inside(content: bytes) -> None:
    root = parse_structure(content)
    assert (root.header.start, root.body.end) == (0, len(content))
    check(root, content)


@given(MESSAGES, st.integers(1, 6), st.integers(1, 4), st.integers(0, 200), st.integers(0, 5))
def test_limits_hold(content: bytes, parts: int, depth: int, header_octets_total: int, dash_lines: int) -> None:
    limits = Limits(parts=parts, depth=depth, header_octets_total=header_octets_total, dash_lines=dash_lines)
    root = parse_structure(content, limits)
    check(root, content)
    assert len(list(root.walk())) <= parts


@given(
    st.lists(st.binary(max_size=30).filter(lambda body: b"\n--" not in body and not body.startswith(b"--")), max_size=8)
)
def test_bodies_come_back_as_they_went_in(bodies: list[bytes]) -> None:
    bodies = bodies or [b""]
    content = mixed(*[b"\r\n" + body for body in bodies])
    assert [part.body.cut(content) for part in parse_structure(content).parts] == bodies
