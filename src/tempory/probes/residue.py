"""Searching every octet of a folder for traces, however they are disguised, in bounded memory.

A trace is looked for as it is, in UTF-16, hexadecimal, quoted-printable, and base64 at each of its three alignments;
each of them also across line ends (MIME folds base64 and quoted-printable), and inside zstd and gzip streams.

Run this in another process than the server's. POSIX locks belong to a process and a file: closing any descriptor of a
database file here would drop the locks that SQLite holds on it there (sqlite.org/howtocorrupt.html §2.2).
"""

import base64
import math
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import zstandard

WINDOW_OCTETS = 1024 * 1024
# What one compressed stream may give before it is left: bounds time, since memory is bounded anyway.
MAX_EXPANDED_OCTETS = 64 * 1024 * 1024
MAX_ZSTD_WINDOW_OCTETS = 8 * 1024 * 1024
# A chance hit of a magic number in ciphertext costs one failed attempt; this many per file is not chance.
MAX_STREAMS_PER_FILE = 10_000

_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"  # RFC 8878 §3.1.1
_GZIP_MAGIC = b"\x1f\x8b\x08"  # RFC 1952 §2.3.1
_STEP_OCTETS = 16 * 1024
_SHORTEST_TRACE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Octets to look for: what they are called in a report, and every form they may have taken."""

    name: str
    forms: tuple[tuple[str, bytes], ...]


def text_trace(name: str, text: str) -> Trace:
    """Return the forms in which `text` may have been written down."""
    octets = text.encode()
    forms = {
        "plain": octets,
        # Without its last octet, UTF-16LE stands inside UTF-16BE too.
        "utf-16": text.encode("utf-16-le")[:-1],
        "quoted-printable": "".join(f"={octet:02X}" for octet in octets).encode(),
        "percent-encoded": "".join(f"%{octet:02X}" for octet in octets).encode(),
    }
    return _trace(name, octets, forms)


def key_trace(name: str, key: bytes) -> Trace:
    """Return the forms in which a key may have been stored."""
    return _trace(name, key, {"plain": key})


def _trace(name: str, octets: bytes, forms: dict[str, bytes]) -> Trace:
    if len(octets) < _SHORTEST_TRACE:
        message = f"a trace shorter than {_SHORTEST_TRACE} octets is found everywhere by chance"
        raise ValueError(message)
    forms |= {"hexadecimal": octets.hex().encode(), "upper-case hexadecimal": octets.hex().upper().encode()}
    for alignment in range(3):
        core = _base64_core(octets, alignment)
        forms[f"base64 at {alignment}"] = core
        forms[f"base64url at {alignment}"] = core.translate(bytes.maketrans(b"+/", b"-_"))
    distinct = {form: label for label, form in reversed(forms.items())}
    return Trace(name=name, forms=tuple((label, form) for form, label in reversed(distinct.items())))


def _base64_core(octets: bytes, alignment: int) -> bytes:
    """Return the base64 characters that depend on `octets` alone, `alignment` octets of a group before them."""
    encoded = base64.b64encode(bytes(alignment) + octets)
    return encoded[math.ceil(alignment * 8 / 6) : (alignment + len(octets)) * 8 // 6]


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """A trace that was found: in which file, which trace, in which form."""

    file: str
    trace: str
    form: str


@dataclass(slots=True, kw_only=True)
class Search:
    """What a search saw. `unread` are the files that could not be read to their end: with any, it proves nothing."""

    files: int = 0
    octets: int = 0
    sightings: set[Sighting] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)


def search_folder(folder: Path, traces: Iterable[Trace]) -> Search:
    """Search every octet of every regular file below `folder`; links are not followed, sockets and pipes not read."""
    hunt = _Hunt(tuple(traces))
    for parent, _, names in os.walk(folder, onerror=lambda error: hunt.search.unread.append(str(error.filename))):
        for name in sorted(names):
            path = Path(parent, name)
            if not path.is_symlink() and (path.is_file() or not path.exists()):
                hunt.read(path, path.relative_to(folder).as_posix())
    return hunt.search


class _Hunt:
    def __init__(self, traces: tuple[Trace, ...]) -> None:
        self.search = Search()
        self._needles = [(form, trace.name, label) for trace in traces for label, form in trace.forms]
        longest = max((len(form) for form, _, _ in self._needles), default=1)
        # Line ends in the middle of a needle lengthen it; twice its length leaves room for many.
        self._overlap = 2 * longest

    def read(self, path: Path, name: str) -> None:
        try:
            with path.open("rb", buffering=0) as file:
                self.search.files += 1
                self._read_windows(file, path, name)
        except FileNotFoundError:
            pass  # Gone between the listing and now: what is not there holds nothing.
        except OSError:
            self.search.unread.append(name)

    def _read_windows(self, file: BinaryIO, path: Path, name: str) -> None:
        kept, streams, end = b"", 0, 0
        while octets := file.read(WINDOW_OCTETS):
            window = kept + octets
            start, end = end - len(kept), end + len(octets)
            self.search.octets += len(octets)
            self._look(window, name, "")
            for offset in _stream_offsets(window, len(kept)):
                streams += 1
                if streams > MAX_STREAMS_PER_FILE:
                    self.search.unread.append(name)
                    return
                self._look_into_stream(path, start + offset, name)
            kept = window[-self._overlap :]

    def _look(self, window: bytes, name: str, inside: str) -> None:
        for octets in (window, _unfold(window)):
            for form, trace, label in self._needles:
                if form in octets:
                    self.search.sightings.add(Sighting(name, trace, label + inside))

    def _look_into_stream(self, path: Path, offset: int, name: str) -> None:
        with path.open("rb") as file:
            file.seek(offset)
            expand = _expand_zstd if file.read(len(_ZSTD_MAGIC)) == _ZSTD_MAGIC else _expand_gzip
            file.seek(offset)
            kept = b""
            for octets in expand(file):
                window = kept + octets
                self._look(window, name, " inside zstd" if expand is _expand_zstd else " inside gzip")
                kept = window[-self._overlap :]


def _unfold(window: bytes) -> bytes:
    """Undo what MIME does to long lines: RFC 2045 §6.7 (5) soft line breaks, §6.8 line ends in base64."""
    return window.replace(b"=\r\n", b"").translate(None, b"\r\n")


def _stream_offsets(window: bytes, seen: int) -> Iterator[int]:
    """Return where a compressed stream may begin; what lies within the first `seen` octets was tried before."""
    for magic in (_ZSTD_MAGIC, _GZIP_MAGIC):
        offset = window.find(magic, max(0, seen - len(magic) + 1))
        while offset >= 0:
            yield offset
            offset = window.find(magic, offset + 1)


def _expand_zstd(file: BinaryIO) -> Iterator[bytes]:
    """Return what the frame gives until it ends, proves to be none, or has given enough."""
    reader = zstandard.ZstdDecompressor(max_window_size=MAX_ZSTD_WINDOW_OCTETS).stream_reader(file)
    given = 0
    try:
        while given < MAX_EXPANDED_OCTETS and (octets := reader.read1(_STEP_OCTETS)):
            given += len(octets)
            yield octets
    except zstandard.ZstdError:
        return


def _expand_gzip(file: BinaryIO) -> Iterator[bytes]:
    """As `_expand_zstd`; what follows the stream in the file is left alone."""
    stream = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    given, waiting = 0, b""
    try:
        while given < MAX_EXPANDED_OCTETS and not stream.eof and (waiting := waiting or file.read(_STEP_OCTETS)):
            octets = stream.decompress(waiting, _STEP_OCTETS)
            waiting = stream.unconsumed_tail
            given += len(octets)
            yield octets
    except zlib.error:
        return
