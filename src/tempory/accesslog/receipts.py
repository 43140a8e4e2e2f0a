"""A receipt to keep: a record, the proof that it is in the log, and what its holder needs to know it for their own.

It is checked with nothing but itself and the log's public key, which ought to come from elsewhere: whoever makes a
receipt up can put a key of their own into it.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from tempory.accesslog.accesses import SUBJECT_OCTETS, Subject
from tempory.accesslog.identities import make_pseudonym
from tempory.accesslog.leaves import Leaf, parse_leaf
from tempory.translog import Checkpoint, ProofText, VerifierKey
from tempory.values import IntegrityError, InvalidValueError

MAX_RECEIPT_OCTETS = 512 * 1024
_HEX_SUBJECT = r"^[0-9a-f]{32}$"
_HEX_OPENING = r"^[0-9a-f]{64}$"


class LogReceipt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`leaf` is the record as it was hashed, `proof` a C2SP tlog-proof, `key` the log's public key (C2SP signed-note).

    `subject` is the mailbox's id, and `opening` what makes its pseudonym from it (docs/access-log.md).
    """

    leaf: Annotated[str, Meta(max_length=4096)]
    proof: Annotated[str, Meta(max_length=MAX_RECEIPT_OCTETS)]
    key: Annotated[str, Meta(max_length=1024)]
    subject: Annotated[str, Meta(pattern=_HEX_SUBJECT)]
    opening: Annotated[str, Meta(pattern=_HEX_OPENING)]


class CheckedReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """What a receipt that holds says."""

    leaf: Leaf
    index: int
    checkpoint: Checkpoint
    key: VerifierKey


_decoder = msgspec.json.Decoder(LogReceipt)


def encode_receipt(receipt: LogReceipt) -> bytes:
    """Write a receipt, for a file."""
    return msgspec.json.format(msgspec.json.encode(receipt), indent=2) + b"\n"


def parse_receipt(octets: bytes) -> LogReceipt:
    """Read a receipt; `IntegrityError` for anything else. Nothing is checked yet."""
    try:
        if len(octets) <= MAX_RECEIPT_OCTETS:
            return _decoder.decode(octets)
    except (ValueError, RecursionError):  # msgspec's errors and UnicodeDecodeError are ValueErrors
        pass
    message = "not a receipt of the access log"
    raise IntegrityError(message)


def check_receipt(receipt: LogReceipt, key: VerifierKey | None = None) -> CheckedReceipt:
    """Check a receipt, with `key` from elsewhere or else its own. `IntegrityError` if it does not hold."""
    try:
        used = key or VerifierKey.parse(receipt.key)
    except InvalidValueError as error:
        raise IntegrityError(str(error)) from None
    octets = receipt.leaf.encode()
    leaf = parse_leaf(octets)
    proof = ProofText.parse(receipt.proof.encode())
    checkpoint = proof.check(octets, [used])
    subject = Subject(bytes.fromhex(receipt.subject)[:SUBJECT_OCTETS])
    if leaf.on != make_pseudonym(subject, bytes.fromhex(receipt.opening)):
        message = "the record is about somebody else's mailbox"
        raise IntegrityError(message)
    return CheckedReceipt(leaf=leaf, index=proof.index, checkpoint=checkpoint, key=used)
