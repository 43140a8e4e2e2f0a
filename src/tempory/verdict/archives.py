"""What is inside an archive or an office document, by its table of contents. Nothing is unpacked.

APPNOTE.TXT 6.3 §4.3.12 (ZIP's central directory), §4.3.16 (its end), §4.4.4 (encryption flag); MS-CFB §2.6 (directory
of an OLE file). At most `MAX_TAIL_OCTETS` of the end of a ZIP and `MAX_HEAD_OCTETS` of anything else are looked at, and
`MAX_ENTRIES` names; what claims more than that is a reason in itself.
"""

import re
import struct
from dataclasses import dataclass
from typing import Final

MAX_TAIL_OCTETS: Final = 256 * 1024
MAX_HEAD_OCTETS: Final = 256 * 1024
MAX_ENTRIES: Final = 2_000
# Text compresses 10 to 1, a log 30 to 1; a bomb begins at some hundreds (DEFLATE's limit is 1,032).
BOMB_RATIO: Final = 150
BOMB_OCTETS: Final = 64 * 1024 * 1024

_END: Final = b"PK\x05\x06"
_ENTRY: Final = b"PK\x01\x02"
_END_OCTETS: Final = 22
_ENTRY_OCTETS: Final = 46
_ENCRYPTED: Final = 0x1
_OUTSIDE: Final = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:")

OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_MACROS: Final = tuple(
    name.encode("utf-16-le") for name in ("_VBA_PROJECT", "VBA\0", "Macros\0", "_VBA_PROJECT_CUR")
)
_OLE_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_OLE_PACKAGE: Final = "\1Ole10Native".encode("utf-16-le")
_7Z_AES: Final = b"\x06\xf1\x07\x01"
_PDF_ACTS: Final = (b"/JavaScript", b"/Launch", b"/JS ", b"/JS(", b"/EmbeddedFile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """`names` of what an archive holds, as far as they were read; the rest as its table of contents tells."""

    names: tuple[str, ...] = ()
    is_encrypted: bool = False
    is_bomb: bool = False
    escapes: str = ""
    has_macros: bool = False
    has_package: bool = False


NOTHING: Final = Contents()


def read_contents(head: bytes, tail: bytes) -> Contents:
    """Read the table of contents of a file that begins with `head` and ends with `tail`. Never raises."""
    if head.startswith(b"PK"):
        return _read_zip(tail)
    if head.startswith(OLE_MAGIC):
        return Contents(
            is_encrypted=_OLE_ENCRYPTED in head,
            has_macros=any(name in head for name in _OLE_MACROS),
            has_package=_OLE_PACKAGE in head,
        )
    if head.startswith(b"Rar!\x1a\x07\x01\x00"):
        return Contents(is_encrypted=_is_rar5_encrypted(head))
    if head.startswith(b"Rar!\x1a\x07\x00"):
        return Contents(is_encrypted=_is_rar4_encrypted(head))
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return Contents(is_encrypted=_7Z_AES in tail)
    return NOTHING


def is_active_pdf(head: bytes, tail: bytes) -> bool:
    """Whether a PDF runs a script, starts a program or carries a file, as far as that stands in clear."""
    return head.startswith(b"%PDF") and any(act in head or act in tail for act in _PDF_ACTS)


def _read_zip(tail: bytes) -> Contents:
    end = tail.rfind(_END)
    if end < 0 or end + _END_OCTETS > len(tail):
        return NOTHING
    count, size = struct.unpack_from("<HI", tail, end + 10)
    position = end - size
    names: list[str] = []
    packed = unpacked = 0
    is_encrypted = False
    escapes = ""
    while position >= 0 and position + _ENTRY_OCTETS <= end and len(names) < MAX_ENTRIES:
        if not tail.startswith(_ENTRY, position):
            break
        flags, entry_packed, entry_unpacked, name_octets, extra, comment = struct.unpack_from(
            "<H10xIIHHH", tail, position + 8
        )
        name = tail[position + _ENTRY_OCTETS : position + _ENTRY_OCTETS + name_octets].decode("utf-8", "replace")
        names.append(name)
        is_encrypted = is_encrypted or bool(flags & _ENCRYPTED)
        packed += entry_packed
        unpacked += entry_unpacked
        if not escapes and _OUTSIDE.search(name):
            escapes = name
        position += _ENTRY_OCTETS + name_octets + extra + comment
    lowered = [name.lower() for name in names]
    return Contents(
        names=tuple(names),
        is_encrypted=is_encrypted,
        # More entries than are read, a size that no text compresses to, or one that the format cannot say (ZIP64).
        is_bomb=count > MAX_ENTRIES or (unpacked > BOMB_OCTETS and unpacked > BOMB_RATIO * max(1, packed)),
        escapes=escapes,
        has_macros=any(name.endswith(("vbaproject.bin", ".xlm")) or "/macrosheets/" in name for name in lowered),
        has_package=any("/embeddings/oleobject" in name for name in lowered),
    )


def _is_rar5_encrypted(head: bytes) -> bool:
    """Whether the first header's type is 4, for an encrypted archive: signature (8), CRC (4), size (1–3), type."""
    place = 12
    while place < len(head) and head[place] & 0x80 and place < 15:  # noqa: PLR2004 (a number of at most three octets)
        place += 1
    return head[place + 1 : place + 2] == b"\x04"


def _is_rar4_encrypted(head: bytes) -> bool:
    """Whether headers are encrypted (MAIN_HEAD 0x0080), or the first file with a password (FILE_HEAD 0x0004)."""
    if len(head) < 25:  # noqa: PLR2004 (signature, main header and the beginning of a file's)
        return False
    main_flags, main_size = struct.unpack_from("<HH", head, 10)
    if main_flags & 0x0080:
        return True
    place = 7 + main_size
    return head[place + 2 : place + 3] == b"\x74" and bool(head[place + 3] & 0x04)
