"""RFC 6376 §3.4, against a plain reading of it."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mailauth.canonical import Canonicalization, canonicalize_body, canonicalize_field
from tests.mailauth.signing import plain_body, plain_field

PIECES = st.sampled_from([b" ", b"\t", b"\r\n", b"a", b"b:", b"  ", b"\r\n \r\n", b"\xc3\xa9"])
BODIES = st.lists(PIECES, max_size=30).map(b"".join)


@pytest.mark.parametrize("how", ["simple", "relaxed"])
@given(body=BODIES)
def test_a_body_is_what_the_rfc_says(how: str, body: bytes) -> None:
    assert canonicalize_body(body, Canonicalization(how)) == plain_body(body, how)


@pytest.mark.parametrize("how", ["simple", "relaxed"])
@given(value=BODIES)
def test_a_field_is_what_the_rfc_says(how: str, value: bytes) -> None:
    octets = b"SubJect \t: " + value
    assert canonicalize_field(octets, Canonicalization(how)) == plain_field(octets, how)


@pytest.mark.parametrize(
    ("how", "header", "body"),
    [  # RFC 6376 §3.4.5
        ("relaxed", [b"a:X", b"b:Y Z"], b" C\r\nD E\r\n"),
        ("simple", [b"A: X", b"B : Y\t\r\n\tZ  "], b" C \r\nD \t E\r\n"),
    ],
)
def test_the_examples_of_the_rfc(how: str, header: list[bytes], body: bytes) -> None:
    canonicalization = Canonicalization(how)
    assert [canonicalize_field(each, canonicalization) for each in (b"A: X", b"B : Y\t\r\n\tZ  ")] == header
    assert canonicalize_body(b" C \r\nD \t E\r\n\r\n\r\n", canonicalization) == body


@pytest.mark.parametrize("body", [b" " * 8_000_000, b"\r\n" * 4_000_000, b"\t \r\n" * 2_000_000, b" \r" * 4_000_000])
def test_no_body_takes_longer_than_its_size_explains(body: bytes) -> None:
    began = perf_counter()
    for canonicalization in Canonicalization:
        canonicalize_body(body, canonicalization)
    assert perf_counter() - began < 10  # a quadratic pass would take hours
