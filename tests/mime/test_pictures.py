import base64

from hypothesis import given
from hypothesis import strategies as st

from tempory.mime import Picture, find_pictures, parse
from tests.verdict.letters import letter

OCTETS = b"\x89PNG octets of a picture" * 20


def decoded(content: bytes) -> list[bytes]:
    return [picture.decode() for picture in find_pictures(parse(content))]


def test_a_letter_without_pictures_has_none() -> None:
    assert (
        decoded(letter("Hello", html="<p>Hello <img src=cid:x>", files=(("a.pdf", "application/pdf", b"%PDF"),))) == []
    )


def test_pictures_are_known_by_type_or_name() -> None:
    files = (
        ("a.bin", "image/png", OCTETS),
        ("b.JPG", "application/octet-stream", OCTETS + b"2"),
        ("c.svg", "image/svg+xml", b"<svg/>"),
        ("d.txt", "text/plain", b"x"),
    )
    assert decoded(letter(files=files)) == [OCTETS, OCTETS + b"2"]


def test_an_inline_picture_is_one() -> None:
    body = base64.encodebytes(OCTETS).replace(b"\n", b"\r\n")
    content = (
        b"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<img src=cid:q>\r\n"
        b"--b\r\nContent-Type: image/gif\r\nContent-ID: <q>\r\nContent-Disposition: inline\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + body + b"\r\n--b--\r\n"
    )
    (found,) = find_pictures(parse(content))
    assert found.decode() == OCTETS
    assert abs(found.size - len(OCTETS)) < 4


def test_a_message_that_is_a_picture_is_one() -> None:
    assert decoded(b"Content-Type: image/png\r\n\r\n" + OCTETS) == [OCTETS]


def test_pictures_written_into_markup() -> None:
    said = base64.b64encode(OCTETS).decode()
    markup = (
        f'<img src="data:image/png;base64,{said}"><p style="background:url(DATA:image/webp;charset=x;BASE64,{said})">'
        f'<img src="data:image/png;base64,{said.replace("=", "%3D").replace("/", "%2F")}">'
        f'<img src="data:image/svg+xml;base64,{said}"><img src="data:image/png,{said}">'
    )
    found = find_pictures(parse(b"Content-Type: text/html\r\n\r\n" + markup.encode()))
    assert [picture.decode() for picture in found] == [OCTETS] * 3
    assert all(len(OCTETS) <= picture.size <= len(OCTETS) + 6 for picture in found)


@given(st.binary(max_size=300))
def test_any_octets(octets: bytes) -> None:
    for content in (octets, b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + octets):
        for picture in find_pictures(parse(content)):
            assert isinstance(picture, Picture)
            assert len(picture.decode()) <= len(content)
