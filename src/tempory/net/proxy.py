"""The PROXY protocol, versions 1 and 2: how a proxy tells whom it speaks for.

Pure: octets in, the true peer out. Specification: haproxy.org, `proxy-protocol.txt`, 2020-03-05. Only ever read from
configured proxies, and then required: anybody else could claim to be anybody.
"""

import re
import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from tempory.values import RemoteProtocolError

_SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
_HEAD = struct.Struct("!12sBBH")
_MAX_V1 = 107  # §2.1, CRLF included
_MIN_V1 = len(b"PROXY UNKNOWN\r\n")
_MAX_V2 = 4_096  # header and type-length-values; the specification asks for at least 216
_V1 = re.compile(rb"PROXY (TCP4|TCP6|UNKNOWN)(?: ([^ \r\n]+) ([^ \r\n]+) ([0-9]{1,5}) ([0-9]{1,5}))?[^\r\n]*")
_LOCAL, _PROXY = 0x20, 0x21
_STREAM4, _STREAM6 = 0x11, 0x21


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyHeader:
    """`peer` is None when the proxy speaks for itself (a health check); `octets` is the header's own length."""

    peer: IPv4Address | IPv6Address | None
    octets: int


def parse_proxy_header(data: bytes) -> ProxyHeader | None:
    """Read the header at the start of `data`; None if it has not come whole. `RemoteProtocolError` if it is none."""
    if data.startswith(_SIGNATURE[: len(data)]):
        return _parse_v2(data)
    return _parse_v1(data)


def count_certain(data: bytes) -> int:
    """Return how many octets after `data`, which begins a header, are the header's for certain; at least one."""
    if len(data) < _MIN_V1:
        return _MIN_V1 - len(data)
    if not data.startswith(_SIGNATURE):
        return 1
    if len(data) < _HEAD.size:
        return _HEAD.size - len(data)
    length: int = _HEAD.unpack_from(data)[-1]
    return max(1, _HEAD.size + length - len(data))


def _parse_v1(data: bytes) -> ProxyHeader | None:
    if not data.startswith(b"PROXY "[: len(data)]):
        raise _malformed()
    end = data.find(b"\r\n", 0, _MAX_V1)
    if end < 0:
        if len(data) >= _MAX_V1:
            raise _malformed()
        return None
    match = _V1.fullmatch(data, 0, end)
    if match is None:
        raise _malformed()
    family, peer = match[1], match[2]
    if family == b"UNKNOWN":
        return ProxyHeader(peer=None, octets=end + 2)
    address = _parse_address(peer or b"")
    if address.version != (4 if family == b"TCP4" else 6):
        raise _malformed()
    return ProxyHeader(peer=address, octets=end + 2)


def _parse_address(text: bytes) -> IPv4Address | IPv6Address:
    try:
        return ip_address(text.decode("ascii"))
    except ValueError as error:
        raise _malformed() from error


def _parse_v2(data: bytes) -> ProxyHeader | None:
    if len(data) < _HEAD.size:
        return None
    _, command, family, length = _HEAD.unpack_from(data)
    octets = _HEAD.size + length
    if command not in (_LOCAL, _PROXY) or octets > _MAX_V2:
        raise _malformed()
    if len(data) < octets:
        return None
    body = data[_HEAD.size : octets]
    if command == _LOCAL:
        return ProxyHeader(peer=None, octets=octets)
    return ProxyHeader(peer=_parse_v2_peer(family, body), octets=octets)


def _parse_v2_peer(family: int, body: bytes) -> IPv4Address | IPv6Address:
    if family == _STREAM4 and len(body) >= 12:  # noqa: PLR2004 (two addresses, two ports)
        return IPv4Address(body[:4])
    if family == _STREAM6 and len(body) >= 36:  # noqa: PLR2004 (the same)
        return IPv6Address(body[:16])
    raise _malformed()


def _malformed() -> RemoteProtocolError:
    return RemoteProtocolError("not a PROXY header")
