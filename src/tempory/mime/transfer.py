"""Content-Transfer-Encoding: undoing it, and telling the decoded size without undoing it.

RFC 2045 §6. What is decoded is never longer than what was encoded, so size needs no cap of its own.
"""

import binascii
from typing import Final

BASE64: Final = "base64"
QUOTED_PRINTABLE: Final = "quoted-printable"
IDENTITY: Final = frozenset({"7bit", "8bit", "binary"})

_NOT_BASE64: Final = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
_CLOSING_OCTETS: Final = 8


def decode_transfer(octets: bytes, encoding: str) -> bytes:
    """Undo `encoding` (lower case). An unknown one is left as it is; broken data gives what can be read of it."""
    if encoding == BASE64:
        return _decode_base64(octets)
    if encoding == QUOTED_PRINTABLE:
        return binascii.a2b_qp(octets)
    return octets


def decoded_size(content: bytes, start: int, end: int, lines: int, encoding: str) -> int:
    """Return how many octets `content[start:end]` gives if it is well-formed, without decoding: files are large.

    `lines` is the number of its line ends; all are taken to be like the first.
    """
    octets = end - start
    if encoding == BASE64:
        first = content.find(b"\n", start, end)
        line_ends = lines * (2 if content.startswith(b"\r", max(start, first - 1), end) else 1)
        tail = content[max(start, end - _CLOSING_OCTETS) : end].rstrip()
        padding = len(tail) - len(tail.rstrip(b"="))
        return max(0, octets - line_ends - padding) * 3 // 4
    if encoding == QUOTED_PRINTABLE:
        soft_breaks = content.count(b"=\r\n", start, end)
        escapes = content.count(b"=", start, end) - soft_breaks
        return max(0, octets - 3 * soft_breaks - 2 * escapes)
    return octets


def decoded_head(content: bytes, start: int, end: int, encoding: str, limit: int) -> bytes:
    """Decode the beginning of `content[start:end]`: at most `limit` octets of it, up to the end of a line if cut."""
    if end - start <= limit:
        return decode_transfer(content[start:end], encoding)
    cut = content.rfind(b"\n", start, start + limit) + 1 or start + limit
    return decode_transfer(content[start:cut], encoding)


def _decode_base64(octets: bytes) -> bytes:
    try:
        return binascii.a2b_base64(octets)
    except binascii.Error:
        # RFC 2045 §6.8: other characters are ignored. Without its padding, the last group may be short or stray.
        symbols = octets.translate(None, _NOT_BASE64)
        symbols = symbols[: len(symbols) - (len(symbols) % 4 == 1)]
        return binascii.a2b_base64(symbols + b"=" * (-len(symbols) % 4))
