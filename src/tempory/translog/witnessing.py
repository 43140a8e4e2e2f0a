"""What a log and its witness say to each other, and how the witness decides. C2SP tlog-witness, `add-checkpoint`.

Pure: the witness hands in what it last cosigned and keeps what comes back, in one step that nothing may come between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from tempory.translog.checkpoints import Checkpoint
from tempory.translog.hashing import EMPTY_ROOT
from tempory.translog.lines import encode_proof, parse_field, parse_number, parse_proof, split_text
from tempory.translog.notes import MAX_NOTE_OCTETS, Note, VerifierKey, parse_note, verify_note
from tempory.translog.proofs import Proof, check_consistency
from tempory.values import IntegrityError

SIZE_MEDIA_TYPE = "text/x.tlog.size"
MAX_REQUEST_OCTETS = MAX_NOTE_OCTETS + 8 * 1024


class Status(IntEnum):
    """The HTTP status of each answer."""

    COSIGNED = 200
    MALFORMED = 400
    NOT_SIGNED = 403
    UNKNOWN_LOG = 404
    CONFLICT = 409
    INCONSISTENT = 422


class WitnessRefusal(IntegrityError):  # noqa: N818 (a considered answer, not a fault)
    """A checkpoint that is not cosigned. `size` is what was cosigned last, where the answer says it."""

    def __init__(self, status: Status, reason: str, size: int | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.size = size


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessRequest:
    """A checkpoint, and the proof that it continues what the witness cosigned last."""

    old_size: int
    proof: Proof
    checkpoint: bytes

    @classmethod
    def parse(cls, octets: bytes) -> Self:
        """Read a request's body; `IntegrityError` for anything else."""
        head, separator, checkpoint = split_text(octets, MAX_REQUEST_OCTETS).partition("\n\n")
        first, *lines = head.split("\n")
        if not separator:
            message = "a request has an empty line before its checkpoint"
            raise IntegrityError(message)
        old_size = parse_number(parse_field(first, "old"))
        return cls(old_size=old_size, proof=parse_proof(lines), checkpoint=checkpoint.encode())

    def encode(self) -> bytes:
        """Write the request's body."""
        return f"old {self.old_size}\n{encode_proof(self.proof)}\n".encode() + self.checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a witness cosigned last for one log."""

    size: int = 0
    root: bytes = EMPTY_ROOT


def admit_checkpoint(
    request: WitnessRequest, logs: Mapping[str, Sequence[VerifierKey]], seen: Mapping[str, Seen]
) -> tuple[Checkpoint, Note]:
    """Return what may be cosigned; `WitnessRefusal` otherwise.

    `logs` holds the keys of each origin that is witnessed, `seen` what was cosigned last for it.
    """
    checkpoint, note = _authenticate(request, logs)
    last = seen.get(checkpoint.origin, Seen())
    if request.old_size > checkpoint.size:
        raise WitnessRefusal(Status.MALFORMED, "the old size is above the new one")
    if request.old_size != last.size:
        raise WitnessRefusal(Status.CONFLICT, "another size was cosigned last", last.size)
    if request.old_size == checkpoint.size and last.root != checkpoint.root:
        raise WitnessRefusal(Status.CONFLICT, "another root of this size was cosigned", last.size)
    try:
        check_consistency(request.old_size, checkpoint.size, request.proof, last.root, checkpoint.root)
    except IntegrityError as error:
        raise WitnessRefusal(Status.INCONSISTENT, str(error)) from None
    return checkpoint, note


def _authenticate(request: WitnessRequest, logs: Mapping[str, Sequence[VerifierKey]]) -> tuple[Checkpoint, Note]:
    try:
        note = parse_note(request.checkpoint)
        checkpoint = Checkpoint.parse(note.text)
    except IntegrityError as error:
        raise WitnessRefusal(Status.MALFORMED, str(error)) from None
    keys = logs.get(checkpoint.origin)
    if keys is None:
        raise WitnessRefusal(Status.UNKNOWN_LOG, "this log is not witnessed here")
    try:
        verify_note(note, keys)
    except IntegrityError as error:
        raise WitnessRefusal(Status.NOT_SIGNED, str(error)) from None
    return checkpoint, note
