"""A log that can only grow, and proofs of what is in it: hashes, trees, signatures and their text forms.

Pure: octets in, octets out. Knows nothing of what is logged, of storage, HTTP or the time. Whatever is malformed,
forged or does not follow raises `IntegrityError`, and no input makes more work than its own length.

    frontier = Frontier()                     frontier.append(hash_leaf(entry))      frontier.root()
    signer.sign(checkpoint.encode())          open_checkpoint(octets, keys)
    prove_inclusion(index, size, TileReader(…))           ProofText.parse(octets).check(entry, keys)

RFC 6962 and RFC 9162 §2.1 (Merkle trees), RFC 8032 (Ed25519), RFC 4648 §4 (base64); and of C2SP: signed-note,
tlog-checkpoint, tlog-tiles, tlog-proof, tlog-cosignature, tlog-witness.
"""

from tempory.translog.checkpoints import Checkpoint, open_checkpoint
from tempory.translog.frontier import Frontier, Node, ReadNode
from tempory.translog.hashing import EMPTY_ROOT, HASH_OCTETS, hash_leaf, hash_node
from tempory.translog.notes import (
    MAX_NOTE_OCTETS,
    Note,
    Signature,
    SignatureType,
    Signer,
    Verified,
    VerifierKey,
    encode_signatures,
    parse_note,
    parse_signatures,
    verify_note,
)
from tempory.translog.proof_texts import ProofText
from tempory.translog.proofs import (
    Proof,
    check_consistency,
    check_inclusion,
    prove_consistency,
    prove_inclusion,
)
from tempory.translog.tiles import (
    MAX_ENTRY_OCTETS,
    TILE_HEIGHT,
    TILE_WIDTH,
    Tile,
    TileReader,
    encode_bundle,
    parse_bundle,
    root_of,
    split_tile,
    tiles_of,
)
from tempory.translog.witnessing import (
    MAX_REQUEST_OCTETS,
    SIZE_MEDIA_TYPE,
    Seen,
    Status,
    WitnessRefusal,
    WitnessRequest,
    admit_checkpoint,
)

__all__ = [
    "EMPTY_ROOT",
    "HASH_OCTETS",
    "MAX_ENTRY_OCTETS",
    "MAX_NOTE_OCTETS",
    "MAX_REQUEST_OCTETS",
    "SIZE_MEDIA_TYPE",
    "TILE_HEIGHT",
    "TILE_WIDTH",
    "Checkpoint",
    "Frontier",
    "Node",
    "Note",
    "Proof",
    "ProofText",
    "ReadNode",
    "Seen",
    "Signature",
    "SignatureType",
    "Signer",
    "Status",
    "Tile",
    "TileReader",
    "Verified",
    "VerifierKey",
    "WitnessRefusal",
    "WitnessRequest",
    "admit_checkpoint",
    "check_consistency",
    "check_inclusion",
    "encode_bundle",
    "encode_signatures",
    "hash_leaf",
    "hash_node",
    "open_checkpoint",
    "parse_bundle",
    "parse_note",
    "parse_signatures",
    "prove_consistency",
    "prove_inclusion",
    "root_of",
    "split_tile",
    "tiles_of",
    "verify_note",
]
