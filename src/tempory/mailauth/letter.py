"""A message as it came in, octet for octet: its header fields in order, its body, and the body's hashes.

Separate from `tempory.mime` on purpose: a signature covers octets, and nothing here is decoded.
RFC 5322 §2.2 (fields, folding), RFC 6376 §3.4 (canonicalization), §5.4.2 (repeated fields).
"""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from tempory.mailauth.canonical import Canonicalization, canonicalize_body

MAX_FIELDS: Final = 10_000
"""Header fields of a message that is checked; with more, no signature is looked at (the engine bounds the octets)."""

# RFC 5322 §2.2, §4.5 (white space before the colon is obsolete, and still a field).
_NAME: Final = re.compile(rb"([!-9;-~]++)[ \t]*+:")
_LINE_END: Final = b"\r\n"


class RawField(NamedTuple):
    """One field. `name` in lower case; `octets` all of it but its last line end; `value` what follows the colon."""

    name: bytes
    octets: bytes
    value: bytes


class Letter:
    """A message taken apart once. `content` ends its lines in CRLF."""

    __slots__ = ("_digests", "body", "by_name", "fields", "is_flooded")

    def __init__(self, content: bytes) -> None:
        header, body = split_header(content)
        self.body = body
        self.fields = tuple(parse_fields(header))
        self.is_flooded = len(self.fields) > MAX_FIELDS
        self.by_name: dict[bytes, list[RawField]] = {}
        for field in self.fields:
            self.by_name.setdefault(field.name, []).append(field)
        self._digests: dict[Canonicalization, bytes] = {}

    def all_called(self, name: bytes) -> Sequence[RawField]:
        """Return the fields called `name` (lower case), the topmost first."""
        return self.by_name.get(name, ())

    def body_digest(self, canonicalization: Canonicalization) -> bytes:
        """Return the body's SHA-256, made once for each canonicalization. Linear in the body: mind who waits."""
        digest = self._digests.get(canonicalization)
        if digest is None:
            digest = self._digests[canonicalization] = sha256(canonicalize_body(self.body, canonicalization)).digest()
        return digest

    def select(self, names: Sequence[bytes]) -> list[RawField]:
        """Return what an `h=` of `names` covers: each mention the next instance from the bottom (RFC 6376 §5.4.2)."""
        left = {name: len(self.all_called(name)) for name in names}
        selected = []
        for name in names:
            if left[name]:
                left[name] -= 1
                selected.append(self.by_name[name][left[name]])
        return selected


def split_header(content: bytes) -> tuple[bytes, bytes]:
    """Cut a message at its empty line. Without one, all of it is header."""
    if content.startswith(_LINE_END):
        return b"", content[2:]
    header, _, body = content.partition(b"\r\n\r\n")
    return header, body


def parse_fields(header: bytes) -> list[RawField]:
    """Return the fields of a header section. A line that is no field is left out, and so is what continues it."""
    fields: list[RawField] = []
    for octets in split_logical_lines(header):
        match = _NAME.match(octets)
        if match is not None:
            fields.append(RawField(match[1].lower(), octets, octets[match.end() :]))
    return fields


def split_logical_lines(header: bytes) -> list[bytes]:
    """Return the fields of a header section as they stand, each with what continues it, fields or not."""
    lines: list[list[bytes]] = []
    for line in header.removesuffix(_LINE_END).split(_LINE_END):
        if lines and line[:1] in {b" ", b"\t"}:
            lines[-1].append(line)
        else:
            lines.append([line])
    return [_LINE_END.join(parts) for parts in lines]
