"""Where TLS reports are wanted: the record of RFC 8460 §3."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.feedback import parse_tls_record


@pytest.mark.parametrize(
    ("texts", "mail", "pages"),
    [
        ([b"v=TLSRPTv1; rua=mailto:tls@shop.example"], ["tls@shop.example"], []),
        ([b"v=TLSRPTv1;rua=https://r.example/v1/tlsrpt"], [], ["https://r.example/v1/tlsrpt"]),
        (
            [b"v=spf1 -all", b"v=TLSRPTv1; x=y; rua=mailto:a@b.example, https://r.example;"],
            ["a@b.example"],
            ["https://r.example"],
        ),
        ([b"v=TLSRPTv1 ; rua=mailto:a@b.example"], ["a@b.example"], []),
        ([b"v=TLSRPTv1; rua=mailto:a@b.example; rua=mailto:c@d.example"], ["a@b.example"], []),
    ],
)
def test_a_record_names_addresses_and_pages(texts: list[bytes], mail: list[str], pages: list[str]) -> None:
    record = parse_tls_record(tuple(texts))
    assert record is not None
    assert [str(uri.address) for uri in record.mail] == mail
    assert list(record.pages) == pages


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [b"v=spf1 -all"],
        [b"v=TLSRPTv1"],
        [b"v=TLSRPTv2; rua=mailto:a@b.example"],
        [b"v=TLSRPTv1;"],
        [b"v=TLSRPTv1; rua="],
        [b"v=TLSRPTv1; rua=http://r.example, https://r.example/a\tb, ftp:x"],
        [b"v=TLSRPTv1; rua=mailto:a@b.example"] * 2,
        [b"v=TLSRPTv1; rua=mailto:a@b.example; " + b"x" * 5_000],
        [b"v=TLSRPTv1; rua=\xff\xfe"],
    ],
)
def test_what_cannot_be_told_counts_as_none(texts: list[bytes]) -> None:
    assert parse_tls_record(tuple(texts)) is None


@given(st.lists(st.binary(max_size=100).map(lambda octets: b"v=TLSRPTv1;" + octets), max_size=2))
def test_any_record_is_read(texts: list[bytes]) -> None:
    record = parse_tls_record(tuple(texts))
    assert record is None or record.mail or record.pages
