import struct
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.net import ProxyHeader, parse_proxy_header
from tempory.net.proxy import count_certain
from tempory.values import RemoteProtocolError

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"


def v2(command: int, family: int, body: bytes) -> bytes:
    return SIGNATURE + struct.pack("!BBH", command, family, len(body)) + body


V4 = bytes([192, 0, 2, 7, 10, 0, 0, 1]) + struct.pack("!HH", 5000, 25)
V6 = ip_address("2001:db8::7").packed + ip_address("::1").packed + struct.pack("!HH", 5000, 25)


@pytest.mark.parametrize(
    ("header", "peer"),
    [
        (b"PROXY TCP4 192.0.2.7 10.0.0.1 5000 25\r\n", "192.0.2.7"),
        (b"PROXY TCP6 2001:db8::7 ::1 5000 25\r\n", "2001:db8::7"),
        (b"PROXY UNKNOWN\r\n", None),
        (b"PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n", None),
        (v2(0x21, 0x11, V4), "192.0.2.7"),
        (v2(0x21, 0x21, V6), "2001:db8::7"),
        (v2(0x21, 0x11, V4 + b"\x04\x00\x01x"), "192.0.2.7"),
        (v2(0x20, 0x00, b""), None),
        (v2(0x20, 0x11, V4), None),
    ],
)
def test_headers(header: bytes, peer: str | None) -> None:
    expected = ProxyHeader(peer=None if peer is None else ip_address(peer), octets=len(header))
    assert parse_proxy_header(header + b"EHLO x\r\n") == expected
    for cut in range(len(header)):
        assert parse_proxy_header(header[:cut]) is None
        assert 1 <= count_certain(header[:cut]) <= len(header) - cut


@pytest.mark.parametrize(
    "header",
    [
        b"EHLO client.example\r\n",
        b"\x16\x03\x01",
        b"\r\n\r\nx",
        b"PROXY TCP4\r\n",
        b"PROXY TCP4 192.0.2.7\r\n",
        b"PROXY TCP4 2001:db8::7 ::1 5000 25\r\n",
        b"PROXY TCP6 192.0.2.7 10.0.0.1 5000 25\r\n",
        b"PROXY TCP4 host.example 10.0.0.1 5000 25\r\n",
        b"PROXY TCP4 \xff 10.0.0.1 5000 25\r\n",
        b"PROXY TCP5 192.0.2.7 10.0.0.1 5000 25\r\n",
        b"PROXY TCP4 192.0.2.7 10.0.0.1 5000 25\n" + b"x" * 100 + b"\r\n",
        b"PROXY " + b"x" * 102,
        v2(0x22, 0x11, V4),
        v2(0x11, 0x11, V4),
        v2(0x21, 0x11, V4[:-1]),
        v2(0x21, 0x21, V4),
        v2(0x21, 0x31, V6 * 6),
        v2(0x21, 0x12, V4),
        v2(0x21, 0x11, V4 + b"x" * 5000)[:40],
    ],
)
def test_what_is_no_header(header: bytes) -> None:
    with pytest.raises(RemoteProtocolError):
        parse_proxy_header(header)


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=100).map(lambda octets: SIGNATURE + octets)))
def test_anything_is_a_header_or_not(octets: bytes) -> None:
    try:
        header = parse_proxy_header(octets)
    except RemoteProtocolError:
        return
    assert header is None or header.octets <= len(octets)
