"""Text that is not ASCII for readers that know nothing else. RFC 2047 (encoded words), RFC 2231 (parameters)."""

import re
from binascii import b2a_base64
from urllib.parse import quote

_PLAIN = re.compile(r"(?:[ -<>-~]|=(?!\?))*+", re.ASCII)  # printable, and nothing that looks like an encoded word
_WORD_OCTETS = 45  # 60 characters of base64; RFC 2047 §2 allows for 75 in all


def is_plain(text: str) -> bool:
    """Tell whether `text` can stand in a header as it is."""
    return _PLAIN.fullmatch(text) is not None


def encode_words(text: str) -> bytes:
    """Return `text` as it is if it is plain, else as encoded words. RFC 2047 §5: characters are not split."""
    if is_plain(text):
        return text.encode("ascii")
    words: list[bytes] = []
    octets = b""
    for character in text:
        encoded = character.encode("utf-8", "replace")
        if len(octets) + len(encoded) > _WORD_OCTETS:
            words.append(_encode_word(octets))
            octets = b""
        octets += encoded
    return b" ".join((*words, _encode_word(octets)))


def encode_parameter(name: str, value: str) -> tuple[bytes, bytes]:
    """Return a parameter's name and value, extended (`name*`, RFC 2231 §4) if the value is not plain."""
    if is_plain(value):
        return name.encode("ascii", "replace"), value.encode("ascii")
    return name.encode("ascii", "replace") + b"*", f"utf-8''{quote(value, safe='', errors='replace')}".encode("ascii")


def _encode_word(octets: bytes) -> bytes:
    return b"=?utf-8?B?" + b2a_base64(octets, newline=False) + b"?="
