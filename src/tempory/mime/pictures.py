"""The pictures of a message: attached, inline, or written into its markup.

RFC 2045 §5 (a type is the sender's word; browsers and mail programs look at the octets), RFC 2397 ("data" URLs).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final
from urllib.parse import unquote_to_bytes

from tempory.mime.parsed import Parsed
from tempory.mime.part import Part
from tempory.mime.transfer import BASE64, decode_transfer, decoded_size

_NAMES: Final = (".png", ".jpg", ".jpeg", ".jfif", ".gif", ".webp", ".bmp")
_DRAWINGS: Final = frozenset({"image/svg+xml"})  # markup, not pixels
# A type, parameters, and what is encoded: up to what ends an attribute's value or a style sheet's url().
_DATA: Final = re.compile(
    r"(?i)data:image/(?!svg)[\w.+-]{1,40}(?:;(?!base64)[\w.=+-]{1,40}){0,4};base64,([\w+/=%\s-]*+)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is said to be a picture, still encoded; `size` is in octets, decoded."""

    raw: memoryview
    encoding: str
    size: int

    def decode(self) -> bytes:
        """Undo the encoding."""
        return decode_transfer(bytes(self.raw), self.encoding)


def find_pictures(parsed: Parsed) -> list[Picture]:
    """Return the pictures among a message's parts, and those in what was read of its markup, in this order."""
    return list(chain(_attached(parsed.content, parsed.bodies.attachments), _written(parsed.markups)))


def _attached(content: bytes, parts: Iterable[Part]) -> Iterator[Picture]:
    for part in parts:
        is_picture = part.type.startswith("image/") and part.type not in _DRAWINGS
        if (is_picture or part.filename.lower().endswith(_NAMES)) and not part.parts:
            encoding = part.about.encoding
            size = decoded_size(content, *part.body, part.lines, encoding)
            yield Picture(raw=memoryview(content)[slice(*part.body)], encoding=encoding, size=size)


def _written(markups: Iterable[str]) -> Iterator[Picture]:
    for markup in markups:
        if "base64" not in markup.lower():
            continue
        for data in _DATA.finditer(markup):
            encoded = unquote_to_bytes(data[1])
            yield Picture(raw=memoryview(encoded), encoding=BASE64, size=len(encoded) * 3 // 4)
