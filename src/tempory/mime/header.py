"""A header as it stands: its fields in order, where each lies, and their values unfolded.

RFC 5322 §2.2 (fields), §2.2.3 (folding), RFC 6532 §3.2 (UTF-8). Lines that are no field are passed over: they stay in
the raw message. Field names are compared without regard to case.
"""

import re
from itertools import islice
from typing import Final, NamedTuple

from tempory.mime.encoded_words import decode_encoded_words
from tempory.mime.limits import LIMITS, Limits
from tempory.mime.printable import one_line

# One logical line a match: a field, or anything else up to the end of its line. Possessive, hence linear.
_LOGICAL_LINE: Final = re.compile(
    rb"([!-9;-~]++)[ \t]*+:[ \t]*+([^\n]*+(?:\n[ \t][^\n]*+)*+)\n?+"
    rb"|[^\n]*+\n?+"
)
_FOLD: Final = re.compile(r"\r?\n(?=[ \t])")


class Field(NamedTuple):
    """One field: its name as written, where all of it lies (line end included), and where its value does (without)."""

    name: str
    start: int
    end: int
    value_start: int
    value_end: int


class Header:
    """The fields of `content[start:end]`, in order."""

    __slots__ = ("_content", "_first", "_lines")

    def __init__(self, content: bytes, start: int, end: int, limits: Limits = LIMITS) -> None:
        lines = _LOGICAL_LINE.finditer(content, start, min(end, start + limits.header_octets))
        self._content = content
        self._lines = [line for line in islice(lines, limits.header_fields) if line.lastindex]
        # RFC 5322 §3.6 allows most fields once. Where there are more, the first counts, as in most mail programs.
        self._first: dict[bytes, tuple[int, int]] = {}
        for line in self._lines:
            self._first.setdefault(line[1].lower(), line.span(2))

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, in order."""
        return tuple(
            Field(
                line[1].decode("ascii"), line.start(), line.end(), line.start(2), line.end(2) - line[2].endswith(b"\r")
            )
            for line in self._lines
        )

    def has_any(self, names: frozenset[bytes]) -> bool:
        """Whether one of the fields `names` (lower case) is there."""
        return not names.isdisjoint(self._first)

    def raw(self, name: bytes) -> str | None:
        """Return the value of the first field called `name` (lower case), unfolded; None without one."""
        span = self._first.get(name)
        return None if span is None else unfold(self._content[span[0] : span[1]])

    def text(self, name: bytes) -> str:
        """Return the value of the first field called `name` as one line to be shown; "" without one."""
        raw = self.raw(name)
        return "" if raw is None else one_line(decode_encoded_words(raw))

    def value(self, field: Field) -> str:
        """Return one field's value, unfolded."""
        return unfold(self._content[field.value_start : field.value_end])

    def decoded(self) -> tuple[tuple[str, str], ...]:
        """Return every field as its name and its value as one line to be shown."""
        return tuple((field.name, one_line(decode_encoded_words(self.value(field)))) for field in self.fields)


def unfold(raw_value: bytes) -> str:
    """Turn the octets of a field's value into characters on one line (RFC 5322 §2.2.3, RFC 6532 §3.2)."""
    try:
        value = raw_value.decode("utf-8")
    except UnicodeDecodeError:
        value = raw_value.decode("cp1252", "replace")  # RFC 6532 forbids it, old senders do it
    return _FOLD.sub("", value).strip() if "\n" in value else value.strip()
