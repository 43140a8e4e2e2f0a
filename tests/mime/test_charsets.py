import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempory.mime.charsets import _CODECS, decode_text


@pytest.mark.parametrize(
    ("octets", "charset", "text"),
    [
        (b"caf\xc3\xa9", "utf-8", "café"),
        (b"caf\xc3\xa9", None, "café"),
        (b"caf\xc3\xa9", "us-ascii", "café"),
        (b"caf\xc3\xa9", "iso-8859-1", "café"),  # the label lies
        (b"caf\xe9", "iso-8859-1", "café"),
        (b"caf\xe9", "utf-8", "café"),
        (b"caf\xe9", "x-nonsense", "café"),
        (b"\x80", "ISO_8859-1", "€"),
        (b"\xcf\xf0\xe8\xe2\xe5\xf2", "windows-1251", "Привет"),
        (b"\xf0\xd2\xc9\xd7\xc5\xd4", "KOI8-R", "Привет"),
        ("日本".encode("iso2022_jp"), "ISO-2022-JP", "日本"),
        ("日本".encode("cp932"), "Shift_JIS", "日本"),
        ("中文".encode("gb18030"), "gb2312", "中文"),
        ("中文".encode("utf-16"), "utf-16", "中文"),
        (b"\xff\xff\xff", "gb2312", "\ufffd\ufffd\ufffd"),
        (b"\x81\x8d", "utf-8", "\ufffd\ufffd"),
        (b"+2AA-", "utf-7", "\ufffd"),
        (b"caf\xc3\xa9", "punycode", "café"),
        (b"caf\xc3\xa9", "idna", "café"),
        (b"caf\xc3\xa9", "unicode_escape", "café"),
        (b"caf\xc3\xa9", "a" * 10_000, "café"),
        (b"", "", ""),
    ],
)
def test_octets_become_characters(octets: bytes, charset: str | None, text: str) -> None:
    assert decode_text(octets, charset) == text


@pytest.mark.parametrize("label", _CODECS)
@given(octets=st.binary(max_size=60))
@settings(max_examples=20)
def test_any_octets_decode_by_any_label(label: str, octets: bytes) -> None:
    decode_text(octets, label).encode("utf-8")
    decode_text(b"+2AA-" + octets, label).encode("utf-8")
