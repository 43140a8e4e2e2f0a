"""Hosts: whose domain one is, and what a web address says of itself.

Registrable domains by rule of thumb, not by the Public Suffix List: its 10,000 entries would be read for every
worker, and for telling one owner from another the countries' second levels and the hosts that rent out names suffice.
RFC 3986 §3.2 (authority), RFC 5891 §4.4 and RFC 3492 (IDN), WHATWG URL Standard (what browsers make of it).
"""

import re
from typing import Final, NamedTuple

from tempory.verdict.lists import HOSTED, SECOND_LEVEL

MAX_HOST_CHARACTERS: Final = 253
_COUNTRY: Final = 2

# As browsers read it: "\" is "/", any number of slashes, user information up to the last "@".
_URL: Final = re.compile(r"(?i)(https?):[/\\]*+([^/\\?#]*+)([^?#]*+)(.*+)", re.DOTALL)
_PORT: Final = re.compile(r":(\d{0,5})$")
_NUMBER: Final = re.compile(r"(?i)(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}\.?")


class Url(NamedTuple):
    """A web address in parts. `host` in lower case, IDN decoded; `userinfo` what stands before "@"."""

    userinfo: str
    host: str
    port: str
    path: str
    rest: str


def parse_url(address: str) -> Url | None:
    """Take a web address apart as browsers do; None for any other scheme."""
    match = _URL.match(address.strip())
    if match is None:
        return None
    _, authority, path, rest = match.groups()
    userinfo, _, place = authority.rpartition("@")
    port = _PORT.search(place)
    if port is not None:
        place = place[: port.start()]
    return Url(userinfo, parse_host(place), port[1] if port else "", path, rest)


def parse_host(host: str) -> str:
    """Return a host in lower case without the last dot, labels of RFC 3492 decoded; "" if it is too long."""
    if len(host) > MAX_HOST_CHARACTERS:
        return ""
    host = host.strip().rstrip(".").lower()
    return ".".join(map(_decode_label, host.split("."))) if "xn--" in host else host


def _decode_label(label: str) -> str:
    # A label of more than 63 octets is none (RFC 1035 §2.3.4), and the decoder is quadratic in its length.
    if not label.startswith("xn--") or len(label) > 63 or not label.isascii():  # noqa: PLR2004 (RFC 1035 §2.3.4)
        return label
    try:
        return label[4:].encode("ascii").decode("punycode").lower()
    except (UnicodeError, ValueError, OverflowError):
        return label


def is_address(host: str) -> bool:
    """Whether browsers take `host` for an IP address: dotted, one number, hexadecimal, or in brackets."""
    return host.startswith("[") or _NUMBER.fullmatch(host) is not None


def registrable(host: str) -> str:
    """Return the part of `host` that somebody registered or rents: shop.example.co.uk gives example.co.uk."""
    labels = host.split(".")
    if len(labels) <= 2 or is_address(host):  # noqa: PLR2004 (a name and its ending)
        return host
    keep = 3 if len(labels[-1]) == _COUNTRY and labels[-2] in SECOND_LEVEL else 2
    for count in (3, 4, 5):
        if ".".join(labels[-count + 1 :]) in HOSTED:
            keep = count
    return ".".join(labels[-keep:])


def label_of(domain: str) -> str:
    """Return the first label of a registrable domain: its name without ending."""
    return domain.partition(".")[0]
