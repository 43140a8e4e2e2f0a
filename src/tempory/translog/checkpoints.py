"""Checkpoints: what a log says of itself at one size, signed. C2SP tlog-checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from tempory.translog.hashing import EMPTY_ROOT, check_hash
from tempory.translog.lines import encode_base64, parse_base64, parse_number
from tempory.translog.notes import Note, VerifierKey, parse_note, verify_note
from tempory.values import IntegrityError

_LINES = 3
_MAX_EXTENSIONS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """`origin` names the log, `root` is that of its first `size` entries. We write no extension lines."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a note's text; `IntegrityError` if it is not a checkpoint's."""
        *lines, rest = text.split("\n")
        if rest or not all(lines) or not _LINES <= len(lines) <= _LINES + _MAX_EXTENSIONS:
            message = "a checkpoint has three lines: origin, size, root"
            raise IntegrityError(message)
        origin, size, root = lines[:_LINES]
        checkpoint = cls(
            origin=origin,
            size=parse_number(size),
            root=check_hash(parse_base64(root)),
            extensions=tuple(lines[_LINES:]),
        )
        if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
            message = "a tree without entries has another root"
            raise IntegrityError(message)
        return checkpoint

    def encode(self) -> str:
        """Write the note's text."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, encode_base64(self.root), *self.extensions))


def open_checkpoint(octets: bytes, keys: Sequence[VerifierKey]) -> tuple[Checkpoint, Note]:
    """Read a checkpoint that one of the log's `keys` has signed; `IntegrityError` otherwise."""
    note = parse_note(octets)
    verify_note(note, keys)
    return Checkpoint.parse(note.text), note
