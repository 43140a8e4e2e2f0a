import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mime.transfer import decode_transfer, decoded_head, decoded_size


@pytest.mark.parametrize(
    ("octets", "encoding", "decoded"),
    [
        (b"aGVs\r\nbG8=\r\n", "base64", b"hello"),
        (b"aGVsbG8", "base64", b"hello"),  # padding left out
        (b"a GV!s*bG8", "base64", b"hello"),
        (b"aGVsb", "base64", b"hel"),
        (b"", "base64", b""),
        (b"=", "base64", b""),
        (b"caf=C3=A9=\r\n ol\xc3\xa9", "quoted-printable", "café olé".encode()),
        (b"=ZZ=4", "quoted-printable", b"=ZZ=4"),
        (b"as is =41", "7bit", b"as is =41"),
        (b"as is =41", "x-unknown", b"as is =41"),
    ],
)
def test_decoding(octets: bytes, encoding: str, decoded: bytes) -> None:
    assert decode_transfer(octets, encoding) == decoded


@given(st.binary(max_size=300), st.sampled_from([b"\r\n", b"\n"]))
def test_sizes_are_counted_without_decoding(data: bytes, line_end: bytes) -> None:
    encoded = base64.encodebytes(data).replace(b"\n", line_end)
    lines = encoded.count(b"\n")
    assert decoded_size(b"x\r" + encoded + b"yy", 2, 2 + len(encoded), lines, "base64") == len(data)
    text = quopri.encodestring(data.replace(b"\n", b"").replace(b"\r", b"")).replace(b"\n", b"\r\n")
    assert decoded_size(text, 0, len(text), 0, "quoted-printable") == len(decode_transfer(text, "quoted-printable"))
    assert decoded_size(data, 0, len(data), 0, "8bit") == len(data)


@given(st.binary(max_size=100), st.sampled_from(["base64", "quoted-printable", "7bit", ""]), st.integers(0, 100))
def test_any_octets_decode_to_no_more_than_they_are(octets: bytes, encoding: str, limit: int) -> None:
    assert len(decode_transfer(octets, encoding)) <= len(octets)
    lines = octets.count(b"\n")
    assert 0 <= decoded_size(octets, 0, len(octets), lines, encoding) <= len(octets)
    assert len(decoded_head(octets, 0, len(octets), encoding, limit)) <= max(limit, 0) or len(octets) <= limit


def test_the_head_is_cut_at_a_line_end() -> None:
    text = b"one\r\ntwo\r\nthree\r\n"
    assert decoded_head(text, 0, len(text), "7bit", 100) == text
    assert decoded_head(text, 0, len(text), "7bit", 12) == b"one\r\ntwo\r\n"
    assert decoded_head(text, 5, len(text), "7bit", 4) == b"two\r"
    lines = base64.encodebytes(b"a" * 300).replace(b"\n", b"\r\n")
    assert decoded_head(lines, 0, len(lines), "base64", 200) == b"a" * 114
