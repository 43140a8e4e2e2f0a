"""The right edge of a growing tree: the few subtree roots from which the next leaf and the present root are made.

A frontier of n leaves holds one root for each 1 in n's binary form, so at most 64 hashes, whatever the tree holds.
"""

from collections.abc import Callable
from typing import NamedTuple

from tempory.translog.hashing import EMPTY_ROOT, hash_node


class Node(NamedTuple):
    """A complete subtree: the leaves from `place * 2**level` to `(place + 1) * 2**level`."""

    level: int
    place: int


ReadNode = Callable[[Node], bytes]
"""Gives the hash of a complete subtree. Raises `IntegrityError` if it is not to be had."""


class Frontier:
    """Grows by `append`. `Frontier.load` picks up where a tree was left."""

    def __init__(self, size: int = 0, roots: list[bytes] | None = None) -> None:
        self.size = size
        self._roots = roots or []

    @classmethod
    def load(cls, size: int, read_node: ReadNode) -> "Frontier":
        """Return the frontier of a tree of `size` leaves whose nodes `read_node` gives."""
        return cls(size, [read_node(node) for node in cover(0, size)])

    def append(self, leaf_hash: bytes) -> list[bytes]:
        """Add a leaf. Return the roots of the subtrees that it completes by level, itself first, at `size >> level`."""
        index = self.size
        completed = [leaf_hash]
        while index & 1:
            completed.append(hash_node(self._roots.pop(), completed[-1]))
            index >>= 1
        self._roots.append(completed[-1])
        self.size += 1
        return completed

    def root(self) -> bytes:
        """Return the tree's root as it stands."""
        return fold(self._roots)


def cover(start: int, end: int) -> list[Node]:
    """Return the complete subtrees that cover the leaves from `start` to `end`, left to right.

    `start` is a multiple of the greatest power of two that fits, as in every range of RFC 6962 §2.1.
    """
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return nodes


def fold(roots: list[bytes]) -> bytes:
    """Return the root over subtrees of falling size. RFC 6962 §2.1: what is left over stands on the right."""
    if not roots:
        return EMPTY_ROOT
    root = roots[-1]
    for left in reversed(roots[:-1]):
        root = hash_node(left, root)
    return root
