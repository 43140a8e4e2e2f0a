import random
import struct

import pytest

from tempory.verdict.archives import MAX_ENTRIES, read_contents
from tempory.verdict.outcome import Code
from tests.verdict.letters import codes_of, letter, zipped

MACROS = "_VBA_PROJECT".encode("utf-16-le")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def encrypted_zip() -> bytes:
    octets = bytearray(zipped({"a.txt": b"x"}))
    octets[octets.index(b"PK\x01\x02") + 8] |= 1
    return bytes(octets)


def lying_zip(size: int) -> bytes:
    octets = bytearray(zipped({"a.txt": b"x" * 100}))
    struct.pack_into("<I", octets, octets.index(b"PK\x01\x02") + 24, size)
    return bytes(octets)


RAR5 = b"Rar!\x1a\x07\x01\x00" + bytes(4)
RAR4 = b"Rar!\x1a\x07\x00" + b"\0\0\x73"


@pytest.mark.parametrize(
    ("name", "octets", "code"),
    [
        ("setup.exe", b"MZ", Code.FILE_PROGRAM),
        ("picture.png", b"MZ\x90", Code.FILE_PROGRAM),
        ("invoice.pdf.js", b"x", Code.FILE_DOUBLE_ENDING),
        ("scan.pdf" + " " * 30 + ".bin", b"x", Code.FILE_DOUBLE_ENDING),
        ("invoice\u202efdp.exe", b"x", Code.FILE_TURNED_NAME),
        ("invoice.pdf", b"<html>", Code.FILE_LIES),
        ("page.html", b"<p>hi", Code.FILE_MARKUP),
        ("page.htm", b"<form>", Code.FILE_MARKUP_ACTIVE),
        ("page.html", b"<script>document.write(1)", Code.FILE_MARKUP_ACTIVE),
        ("x.svg", b"<svg><SCRIPT>x</SCRIPT>", Code.FILE_MARKUP_ACTIVE),
        ("a.docx", zipped({"[Content_Types].xml": b"", "word/vbaProject.bin": b"x"}), Code.FILE_MACROS),
        ("a.docm", b"PK", Code.FILE_MACROS),
        ("a.doc", OLE + MACROS, Code.FILE_MACROS),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), Code.FILE_ENCRYPTED),
        ("a.doc", OLE + "\1Ole10Native".encode("utf-16-le"), Code.FILE_ACTIVE_DOCUMENT),
        ("a.zip", encrypted_zip(), Code.FILE_ENCRYPTED),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50) + b"\x06\xf1\x07\x01", Code.FILE_ENCRYPTED),
        ("a.rar", RAR5 + b"\x21\x04", Code.FILE_ENCRYPTED),
        ("a.rar", RAR5 + b"\x81\x01\x04", Code.FILE_ENCRYPTED),
        ("a.rar", RAR4 + struct.pack("<HH", 0x80, 13) + bytes(30), Code.FILE_ENCRYPTED),
        ("a.rar", RAR4 + struct.pack("<HH", 0, 13) + bytes(6) + b"\0\0\x74\x04" + bytes(20), Code.FILE_ENCRYPTED),
        ("a.zip", zipped({"run.exe": b"x"}), Code.FILE_HOLDS_PROGRAM),
        ("a.zip", zipped({"in.zip": b"x"}), Code.FILE_NESTED),
        ("a.zip", zipped({"only.html": b"x"}), Code.FILE_MARKUP),
        ("a.zip", zipped({"../../etc/passwd": b"x"}), Code.FILE_ESCAPES),
        ("a.zip", zipped({"C:\\x": b"x"}), Code.FILE_ESCAPES),
        ("a.zip", lying_zip(0xFFFFFFF0), Code.FILE_BOMB),
        ("a.zip", zipped({f"{number}": b"" for number in range(MAX_ENTRIES + 1)}), Code.FILE_BOMB),
        ("a.pdf", b"%PDF-1.7 /OpenAction /JavaScript (x)", Code.FILE_ACTIVE_DOCUMENT),
    ],
)
def test_a_file_that_harms(name: str, octets: bytes, code: Code) -> None:
    assert code in codes_of(letter(files=((name, "application/octet-stream", octets),)))


@pytest.mark.parametrize(
    ("name", "octets"),
    [
        ("minutes.pdf", b"%PDF-1.7 ..."),
        ("minutes.pdf", b"junk before %PDF-1.7"),
        ("photo.jpg", b"\xff\xd8\xff\xe0"),
        ("a.docx", zipped({"[Content_Types].xml": b"", "word/document.xml": b"x"})),
        ("photos.zip", zipped({"a.jpg": b"x", "b/c.jpg": b"y"})),
        ("report.v1.2.pdf", b"%PDF"),
        ("a.doc", OLE),
        ("a.jar.txt", b"x"),
        ("empty.zip", b""),
        ("cut.zip", b"PK\x03\x04 no end"),
        ("cut.zip", b"PK\x05\x06"),
        ("odd.zip", b"PK\x05\x06" + bytes(6) + struct.pack("<HHIIH", 1, 1, 0, 0, 0)),
        ("odd.zip", b"PK" + bytes(60) + b"PK\x05\x06" + bytes(4) + struct.pack("<HHIIH", 1, 1, 60, 0, 0)),
        ("a.rar", RAR4),
        ("a.rar", RAR4 + struct.pack("<HH", 0, 13) + bytes(30)),
        ("a.rar", RAR5 + b"\x80"),
        ("x.svg", b"<svg><circle/></svg>"),
        ("noending", b"x"),
    ],
)
def test_a_file_that_does_not(name: str, octets: bytes) -> None:
    assert not codes_of(letter(files=((name, "application/octet-stream", octets),)))


def test_a_long_archive_is_read_from_its_end() -> None:
    noise = random.Random(7).randbytes(600_000)  # noqa: S311 (noise that does not compress)
    assert Code.FILE_HOLDS_PROGRAM in codes_of(
        letter(files=(("a.zip", "application/zip", zipped({"n": noise, "x.exe": b""})),))
    )


def test_a_jar_is_a_program_and_not_an_archive_with_things_in_it() -> None:
    assert codes_of(letter(files=(("a.jar", "application/zip", zipped({"x.exe": b""})),))) == {Code.FILE_PROGRAM}


def test_anything_else_has_no_contents() -> None:
    assert read_contents(b"hello", b"hello").names == ()
