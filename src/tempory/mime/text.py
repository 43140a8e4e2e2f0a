"""The characters of text parts. RFC 2046 §4.1."""

from collections.abc import Iterable

from tempory.mime.charsets import decode_text
from tempory.mime.limits import Limits
from tempory.mime.part import Part
from tempory.mime.transfer import decode_transfer, decoded_head


def whole_text(content: bytes, part: Part) -> str:
    """Return all of a text part's characters, line ends as LF."""
    octets = decode_transfer(part.body.cut(content), part.about.encoding)
    return decode_text(octets, part.about.parameters.get("charset")).replace("\r\n", "\n")


def text_heads(content: bytes, parts: Iterable[Part], limits: Limits) -> list[str]:
    """Return the beginnings of text parts, together at most `limits.searched_octets`; empty ones are left out."""
    left = limits.searched_octets
    heads = []
    for part in parts:
        octets = decoded_head(content, part.body.start, part.body.end, part.about.encoding, left)
        left -= len(octets)
        if octets:
            heads.append(decode_text(octets, part.about.parameters.get("charset")))
    return heads
