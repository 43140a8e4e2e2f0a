"""Trace fields: `Received:` and `Return-Path:`. RFC 5321 §4.4, RFC 3848 (`with`), RFC 8314 §4.3 (`tls`).

Pure functions. What a peer said is written only if it has the form of a host name or an address literal.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from tempory.values import Address, Instant

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]*+)", re.ASCII)
_LITERAL = re.compile(r"\[(?:IPv6:)?[0-9A-Fa-f.:]{2,45}\]", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)
_MAX_HOST = 255


def encode_return_path(reverse_path: Address | None) -> bytes:
    """Return the field that final delivery puts on top; None is the null path."""
    return f"Return-Path: <{reverse_path or ''}>\r\n".encode()


def encode_received(
    *,
    hello: str,
    peer: str,
    hostname: str,
    protocol: str,
    transaction: str,
    received_at: Instant,
    recipient: Address | None,
    tls_version: str | None = None,
    tls_cipher: str | None = None,
) -> bytes:
    """Return one `Received:` field.

    `peer` is the peer's IP address as text, empty if it has none; `recipient` is None when there are several, so that
    none learns of the others (RFC 5321 §7.2).
    """
    tls = f" ({_word(tls_version)})" if tls_version else ""
    target = f"\r\n\tfor <{recipient}>" if recipient is not None else ""
    cipher = f" tls {_word(tls_cipher)}" if tls_cipher else ""
    return (
        f"Received: from {_host(hello)}{_tcp_info(peer)}\r\n"
        f"\tby {hostname} with {protocol}{tls} id {_word(transaction)}{target}{cipher};\r\n"
        f"\t{_date(received_at // 1000)}\r\n"
    ).encode()


def _host(hello: str) -> str:
    """Return the name as it is if it is well-formed, `unknown` otherwise."""
    if len(hello) <= _MAX_HOST and (_HOST.fullmatch(hello) or _LITERAL.fullmatch(hello)):
        return hello
    return "unknown"


def _word(text: str) -> str:
    return text if _WORD.fullmatch(text) else "unknown"


@lru_cache(maxsize=1024)
def _tcp_info(peer: str) -> str:
    try:
        address = ip_address(peer)
    except ValueError:
        return ""
    return f" ([{'IPv6:' if isinstance(address, IPv6Address) else ''}{address.compressed.partition('%')[0]}])"


@lru_cache(maxsize=4)
def _date(second: int) -> str:
    """Return RFC 5322 §3.3 date-time, in UTC, without the locale's names."""
    moment = datetime.fromtimestamp(second, UTC)
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return f"{day}, {moment.day} {month} {moment:%Y %H:%M:%S} +0000"
