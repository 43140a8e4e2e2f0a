"""What is attached, as rules look at it: the name as it was sent, and a bounded look at the octets.

RFC 2183 §2.3 (a name is the sender's word), RFC 2045 §6.8. Of a file at most `MAX_HEAD_OCTETS` of its beginning and
`MAX_TAIL_OCTETS` of its end are decoded, of a message at most `MAX_FILES` files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tempory.mime import Part, decode_transfer, decoded_head
from tempory.verdict.archives import MAX_HEAD_OCTETS, MAX_TAIL_OCTETS, NOTHING, Contents, is_active_pdf, read_contents
from tempory.verdict.lists import ARCHIVES, MARKUP_FILES, OFFICE_FILES

MAX_FILES: Final = 50
_SNIFFED: Final = 1_024
_MARKUP_READ: Final = 64 * 1024
_INSIDE: Final = ARCHIVES | OFFICE_FILES | {"pdf", ""}
_MESSAGES: Final = ("message/", "multipart/")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """`name` as sent, turning characters and all; `ending` after its last dot, in lower case."""

    name: str
    ending: str
    endings: tuple[str, ...]
    type: str
    head: bytes
    contents: Contents = NOTHING
    is_active_pdf: bool = False


def read_files(content: bytes, parts: Sequence[Part]) -> tuple[File, ...]:
    """Look at the attachments among a message's parts (`Bodies.attachments`)."""
    return tuple(_read_file(content, part) for part in parts[:MAX_FILES] if not part.type.startswith(_MESSAGES))


def _read_file(content: bytes, part: Part) -> File:
    about = part.about
    name = (about.disposition_parameters.get("filename") or about.parameters.get("name", "")).strip(" .\"'")
    endings = tuple(ending.strip().lower() for ending in name.split(".")[1:][-3:])
    ending = endings[-1] if endings else ""
    sniffed = _head(content, part, _SNIFFED)
    is_markup = part.type == "text/html" or ending in MARKUP_FILES or part.type == "image/svg+xml"
    contents, active = NOTHING, False
    if is_markup:
        sniffed = _head(content, part, _MARKUP_READ)
    elif ending in _INSIDE or sniffed.startswith((b"PK", b"Rar!", b"7z", b"\xd0\xcf", b"%PDF")):
        head, tail = _head(content, part, MAX_HEAD_OCTETS), _tail(content, part)
        contents, active = read_contents(head, tail), is_active_pdf(head, tail)
    return File(
        name=name,
        ending=ending,
        endings=endings,
        type=part.type,
        head=sniffed,
        contents=contents,
        is_active_pdf=active,
    )


def _head(content: bytes, part: Part, limit: int) -> bytes:
    return decoded_head(content, part.body.start, part.body.end, part.about.encoding, limit)


def _tail(content: bytes, part: Part) -> bytes:
    """Decode the end of a part, from the beginning of a line: base64's lines are whole groups (RFC 2045 §6.8)."""
    start, end = part.body
    if end - start > MAX_TAIL_OCTETS:
        cut = content.find(b"\n", end - MAX_TAIL_OCTETS, end) + 1
        start = cut or end - MAX_TAIL_OCTETS
    return decode_transfer(content[start:end], part.about.encoding)
