"""A proof to keep: where an entry is, its path, and the checkpoint it leads to, in one text. C2SP tlog-proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from tempory.translog.checkpoints import Checkpoint, open_checkpoint
from tempory.translog.hashing import hash_leaf
from tempory.translog.lines import (
    encode_base64,
    encode_proof,
    parse_base64,
    parse_field,
    parse_number,
    parse_proof,
    split_text,
)
from tempory.translog.notes import MAX_NOTE_OCTETS, VerifierKey
from tempory.translog.proofs import Proof, check_inclusion
from tempory.values import IntegrityError

_FORM = "c2sp.org/tlog-proof@v1"
_MAX_OCTETS = MAX_NOTE_OCTETS + 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofText:
    """`checkpoint` is a signed note, as the log gave it. `extra` is no part of what is proved."""

    index: int
    proof: Proof
    checkpoint: bytes
    extra: bytes | None = None

    @classmethod
    def parse(cls, octets: bytes) -> Self:
        """Read a proof; `IntegrityError` for anything else. Nothing is checked yet."""
        head, separator, checkpoint = split_text(octets, _MAX_OCTETS).partition("\n\n")
        form, *lines = head.split("\n")
        if form != _FORM or not separator or not lines:
            message = "not a proof of the form c2sp.org/tlog-proof@v1"
            raise IntegrityError(message)
        extra = parse_base64(parse_field(lines.pop(0), "extra")) if lines[0].startswith("extra ") else None
        index = parse_number(parse_field(lines[0] if lines else "", "index"))
        return cls(index=index, proof=parse_proof(lines[1:]), checkpoint=checkpoint.encode(), extra=extra)

    def encode(self) -> bytes:
        """Write the proof."""
        extra = "" if self.extra is None else f"extra {encode_base64(self.extra)}\n"
        head = f"{_FORM}\n{extra}index {self.index}\n{encode_proof(self.proof)}\n"
        return head.encode() + self.checkpoint

    def check(self, entry: bytes, keys: Sequence[VerifierKey]) -> Checkpoint:
        """Check that one of the log's `keys` vouches for `entry`, with nothing but this text. `IntegrityError` else."""
        checkpoint, _ = open_checkpoint(self.checkpoint, keys)
        check_inclusion(self.index, checkpoint.size, hash_leaf(entry), self.proof, checkpoint.root)
        return checkpoint
