"""The hashes of a Merkle tree: of a leaf, of a node, and of nothing. RFC 6962 §2.1, RFC 9162 §2.1.1, SHA-256."""

from hashlib import sha256

from tempory.values import IntegrityError

HASH_OCTETS = 32
EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""

# RFC 6962 §2.1: what is hashed begins with its kind, so that no leaf can pass for a node.
_LEAF = b"\x00"
_NODE = b"\x01"


def hash_leaf(entry: bytes) -> bytes:
    """Return the hash of one entry."""
    return sha256(_LEAF + entry).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two subtrees."""
    return sha256(_NODE + left + right).digest()


def check_hash(octets: bytes) -> bytes:
    """Return `octets` if they can be a hash; `IntegrityError` otherwise."""
    if len(octets) != HASH_OCTETS:
        message = f"a hash has {HASH_OCTETS} octets, not {len(octets)}"
        raise IntegrityError(message)
    return octets
