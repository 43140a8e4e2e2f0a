"""That an entry is in a tree, and that one tree continues another: proofs made and checked.

RFC 6962 §2.1.1 and §2.1.2 (what a proof holds), RFC 9162 §2.1.3.2 and §2.1.4.2 (how it is checked). A proof has at most
one hash a level; what is longer is refused before anything is computed.
"""

from collections.abc import Sequence
from hmac import compare_digest

from tempory.translog.frontier import ReadNode, cover, fold
from tempory.translog.hashing import check_hash, hash_node
from tempory.values import IntegrityError

MAX_LEVELS = 63
"""C2SP tlog-witness: a proof has at most 63 hashes."""
MAX_SIZE = 1 << MAX_LEVELS

Proof = tuple[bytes, ...]


def prove_inclusion(index: int, size: int, read_node: ReadNode) -> Proof:
    """Return the path from leaf `index` to the root of the first `size` leaves. RFC 6962 §2.1.1."""
    if not 0 <= index < size:
        message = f"entry {index} is not in a tree of {size}"
        raise IntegrityError(message)
    start, end = 0, size
    path = []
    while end - start > 1:
        middle = start + _left_of(end - start)
        if index < middle:
            path.append(_root(middle, end, read_node))
            end = middle
        else:
            path.append(_root(start, middle, read_node))
            start = middle
    return tuple(reversed(path))


def prove_consistency(old: int, new: int, read_node: ReadNode) -> Proof:
    """Return what shows that the first `old` leaves of a tree of `new` are what they were. RFC 6962 §2.1.2."""
    if not 0 <= old <= new:
        message = f"a tree of {new} does not continue one of {old}"
        raise IntegrityError(message)
    if old in {0, new}:
        return ()
    start, end, is_whole = 0, new, True
    path = []
    while end != old:
        middle = start + _left_of(end - start)
        if old <= middle:
            path.append(_root(middle, end, read_node))
            end = middle
        else:
            path.append(_root(start, middle, read_node))
            start, is_whole = middle, False
    if not is_whole:
        path.append(_root(start, end, read_node))
    return tuple(reversed(path))


def check_inclusion(index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check a path; `IntegrityError` unless the leaf is entry `index` of the tree. RFC 9162 §2.1.3.2."""
    _check_bounds(size, proof)
    if not 0 <= index < size:
        message = f"entry {index} is not in a tree of {size}"
        raise IntegrityError(message)
    place, last, found = index, size - 1, check_hash(leaf_hash)
    for sibling in proof:
        if last == 0:
            raise _false()
        if place & 1 or place == last:
            found = hash_node(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = hash_node(found, sibling)
        place, last = place >> 1, last >> 1
    if last or not compare_digest(found, root):
        raise _false()


def check_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Check that a tree continues an older one; `IntegrityError` otherwise. RFC 9162 §2.1.4.2."""
    _check_bounds(new, proof)
    if not 0 <= old <= new:
        message = f"a tree of {new} does not continue one of {old}"
        raise IntegrityError(message)
    if old in {0, new}:
        # Every tree continues the empty one.
        if proof or (old == new and not compare_digest(old_root, new_root)):
            raise _false()
        return
    # A whole subtree is its own beginning: its root is known already.
    path = [check_hash(old_root), *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        raise _false()
    _check_continuation(old, new, path, old_root, new_root)


def _check_continuation(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    found_old = found_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise _false()
        if place & 1 or place == last:
            found_old, found_new = hash_node(sibling, found_old), hash_node(sibling, found_new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found_new = hash_node(found_new, sibling)
        place, last = place >> 1, last >> 1
    if last or not (compare_digest(found_old, old_root) and compare_digest(found_new, new_root)):
        raise _false()


def _left_of(width: int) -> int:
    """Return the greatest power of two below `width`, which is 2 at least."""
    return int(1 << ((width - 1).bit_length() - 1))


def _root(start: int, end: int, read_node: ReadNode) -> bytes:
    return fold([read_node(node) for node in cover(start, end)])


def _check_bounds(size: int, proof: Sequence[bytes]) -> None:
    if size > MAX_SIZE or len(proof) > MAX_LEVELS:
        message = "a proof has at most 63 hashes, and a tree fewer than 2**63 leaves"
        raise IntegrityError(message)
    for each in proof:
        check_hash(each)


def _false() -> IntegrityError:
    return IntegrityError("the proof does not lead to the root: an entry was changed, removed, moved or added")
