"""What is attached."""

import re
from collections.abc import Iterator
from typing import Final

from tempory.verdict.attached import File
from tempory.verdict.facts import Facts
from tempory.verdict.lists import ARCHIVES, MACRO_FILES, MARKUP_FILES, PROGRAMS, TRUSTED_ENDINGS
from tempory.verdict.outcome import Code, Reason

_TURNED: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_PROGRAM_STARTS: Final = (
    b"MZ",
    b"\x7fELF",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!/",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
_STARTS: Final = {
    "pdf": (b"%PDF",),
    "png": (b"\x89PNG",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF8",),
    "docx": (b"PK", b"\xd0\xcf\x11\xe0"),
    "xlsx": (b"PK", b"\xd0\xcf\x11\xe0"),
    "pptx": (b"PK", b"\xd0\xcf\x11\xe0"),
}
_ACTS: Final = re.compile(
    rb"(?i)<form\b|type\s*=\s*[\"']?password|unescape\s*\(|\batob\s*\(|document\.write|fromCharCode|location\s*(?:\.href\s*)?=|"
    rb"location\.replace|http-equiv\s*=\s*[\"']?refresh|\beval\s*\(|msSaveOrOpenBlob|createObjectURL|<iframe"
)
_LONG_NAME: Final = 25  # blanks in a row that push the ending out of sight


def _of_name(file: File) -> Iterator[Reason]:
    """Notice: the name: a program, one that hides what it is, or one written backwards (TR36 §2.5)."""
    if _TURNED.search(file.name):
        yield Reason(Code.FILE_TURNED_NAME, _TURNED.sub("…", file.name))
    if file.ending in PROGRAMS or file.head.startswith(_PROGRAM_STARTS):
        yield Reason(Code.FILE_PROGRAM, file.name)
    hides = len(file.endings) > 1 and file.endings[-2] in TRUSTED_ENDINGS
    risky = file.ending in PROGRAMS or file.ending in MARKUP_FILES or file.ending in ARCHIVES
    if (hides and risky) or " " * _LONG_NAME in file.name:
        yield Reason(Code.FILE_DOUBLE_ENDING, file.name)


def _of_octets(file: File) -> Iterator[Reason]:
    """Notice: the octets: not what the name says, markup that acts, a document that runs."""
    starts = _STARTS.get(file.ending)
    if (
        starts
        and file.head
        and not file.head.lstrip().startswith(starts)
        and not (file.ending == "pdf" and b"%PDF" in file.head)
    ):
        yield Reason(Code.FILE_LIES, file.name)
    if file.type == "text/html" or file.ending in MARKUP_FILES:
        acts = _ACTS.search(file.head) is not None or (file.ending == "svg" and b"<script" in file.head.lower())
        if file.ending != "svg" or acts:
            yield Reason(Code.FILE_MARKUP_ACTIVE if acts else Code.FILE_MARKUP, file.name)
    if file.is_active_pdf:
        yield Reason(Code.FILE_ACTIVE_DOCUMENT, file.name)


def _of_contents(file: File) -> Iterator[Reason]:
    """Notice: what it holds, by its table of contents."""
    contents = file.contents
    endings = {name.lower().rstrip("/ .").rpartition(".")[2] for name in contents.names}
    is_office = "[Content_Types].xml" in contents.names
    if contents.has_macros or file.ending in MACRO_FILES:
        yield Reason(Code.FILE_MACROS, file.name)
    if contents.is_encrypted:
        yield Reason(Code.FILE_ENCRYPTED, file.name)
    if contents.is_bomb:
        yield Reason(Code.FILE_BOMB, file.name)
    if contents.escapes:
        yield Reason(Code.FILE_ESCAPES, contents.escapes)
    if contents.has_package:
        yield Reason(Code.FILE_ACTIVE_DOCUMENT, file.name)
    if is_office or file.ending in {"jar", "apk", "epub", "odt", "ods"}:
        return
    held = endings & (PROGRAMS | MACRO_FILES)
    if held:
        yield Reason(
            Code.FILE_HOLDS_PROGRAM,
            next(n for n in contents.names if n.lower().rstrip("/ .").rpartition(".")[2] in held),
        )
    if endings & ARCHIVES:
        yield Reason(Code.FILE_NESTED, file.name)
    if endings & MARKUP_FILES and len(contents.names) == 1:
        yield Reason(Code.FILE_MARKUP, contents.names[0])


def attachments(facts: Facts) -> Iterator[Reason]:
    """Notice: every file, in order."""
    for file in facts.files:
        yield from _of_name(file)
        yield from _of_octets(file)
        yield from _of_contents(file)


RULES: Final = (attachments,)
