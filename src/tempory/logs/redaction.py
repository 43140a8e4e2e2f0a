"""The second line of defence: takes secrets and personal data out of what is about to be logged.

Credentials keep their prefix, so that one can tell what was there. Network addresses are cut to their /24 or /48, which
is what the limits count by; loopback and the unspecified address stay. Octets become a count. Fails closed: what is not
a plain value becomes the name of its type.
"""

import ipaddress
import re
from collections.abc import Mapping, MutableMapping
from datetime import datetime
from pathlib import PurePath
from typing import Any

from tempory.values import MailboxId, MessageId

MAX_TEXT = 2_000
MAX_ITEMS = 50
MAX_DEPTH = 3

_CREDENTIAL = re.compile(r"\b(tp[a-z])_[A-Za-z0-9_-]{8,}")
_BEARER = re.compile(r"\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)
# As wide as people write addresses; what stands before the @ goes, whatever it is.
_ADDRESS = re.compile(r"""(?:"(?:[^"\\]|\\.){0,64}"|[^\s@<>(),;:"\[\]]{1,64})@[^\s@<>(),;:"'\[\]]{1,255}""")
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:])(?=[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*:)[0-9A-Fa-f:.]{2,45}(?![\w:])")


def redact_text(text: str) -> str:
    """Return `text` without credentials, mail addresses and whole network addresses, cut to 2,000 characters."""
    text = text[:MAX_TEXT]
    text = _CREDENTIAL.sub(r"\1_…", text)
    text = _BEARER.sub(r"\1 …", text)
    text = _ADDRESS.sub("(address)", text)
    text = _IPV6.sub(_truncated, text)
    return _IPV4.sub(_truncated, text)


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Redact every value of a log entry, and every name that came from outside. A structlog processor."""
    return {redact_text(str(name)): _redacted(value, 0) for name, value in event.items()}


def _redacted(value: object, depth: int) -> object:
    if isinstance(value, Mapping) and depth < MAX_DEPTH:
        items = list(value.items())[:MAX_ITEMS]
        return {redact_text(str(name)): _redacted(item, depth + 1) for name, item in items}
    if isinstance(value, list | tuple | set | frozenset) and depth < MAX_DEPTH:
        return [_redacted(item, depth + 1) for item in list(value)[:MAX_ITEMS]]
    return _redacted_plain(value)


def _redacted_plain(value: object) -> object:
    match value:
        case None | bool() | int() | float():
            return value
        case MailboxId() | MessageId() | datetime():
            return str(value)
        case str() | PurePath() | ipaddress.IPv4Address() | ipaddress.IPv6Address():
            return redact_text(str(value))
        case bytes() | bytearray() | memoryview():
            return f"({len(value)} octets)"
        case _:
            return f"({type(value).__name__})"


def _truncated(match: re.Match[str]) -> str:
    try:
        address = ipaddress.ip_address(match[0])
    except ValueError:
        return match[0]
    if address.is_loopback or address.is_unspecified:
        return match[0]
    bits = 24 if address.version == 4 else 48  # noqa: PLR2004 (IPv4)
    return str(ipaddress.ip_network((address, bits), strict=False))
