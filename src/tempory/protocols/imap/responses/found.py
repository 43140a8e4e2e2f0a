"""What was found or is gone: SEARCH, ESEARCH, SORT, THREAD, EXPUNGE, VANISHED.

RFC 9051 §7.3.4, §7.5.1, RFC 3501 §7.2.5, RFC 4731, RFC 5256 §4, RFC 7162 §3.1.5–3.1.6, §3.2.10.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tempory.protocols.imap.responses.strings import encode_string
from tempory.protocols.imap.sequences import SequenceSet, encode_numbers


@dataclass(frozen=True, slots=True)
class ThreadNode:
    """A message and those that follow from it. `number` None is a message that is not there (RFC 5256 §3)."""

    number: int | None
    children: "Sequence[ThreadNode]" = field(default_factory=tuple)


def encode_search(numbers: Iterable[int], modseq: int | None = None) -> bytes:
    """Write `* SEARCH`. `modseq`: the highest among those found, if the key had MODSEQ and anything was found."""
    return _encode_numbers(b"* SEARCH", numbers, modseq)


def encode_sort(numbers: Iterable[int], modseq: int | None = None) -> bytes:
    """Write `* SORT`, in the order found."""
    return _encode_numbers(b"* SORT", numbers, modseq)


def encode_esearch(
    tag: bytes,
    *,
    by_uid: bool,
    least: int | None = None,
    largest: int | None = None,
    count: int | None = None,
    found: Iterable[int] | None = None,
    modseq: int | None = None,
) -> bytes:
    """Write `* ESEARCH` with what is not None: MIN, MAX, ALL (`found`, ascending), COUNT, MODSEQ.

    `tag` is `Connection.tag`. RFC 4731 §3.1: of nothing found, only COUNT is told.
    """
    every = None if found is None else encode_numbers(found)
    parts = [b"* ESEARCH (TAG %b)" % encode_string(tag)]
    parts += [b"UID"] if by_uid else []
    parts += [b"MIN %d" % least] if least is not None else []
    parts += [b"MAX %d" % largest] if largest is not None else []
    parts += [b"ALL %b" % every] if every else []
    parts += [b"COUNT %d" % count] if count is not None else []
    parts += [b"MODSEQ %d" % modseq] if modseq is not None else []
    return b" ".join(parts) + b"\r\n"


def encode_thread(threads: Iterable[ThreadNode]) -> bytes:
    """Write `* THREAD`. Threads may be of any depth: nothing here recurses."""
    out = bytearray(b"* THREAD")
    separator = b" "
    for thread in threads:
        out += separator
        separator = b""
        _write_thread(out, thread)
    return bytes(out + b"\r\n")


def encode_expunge(number: int) -> bytes:
    """Write `* EXPUNGE`; not to be sent once QRESYNC is enabled (RFC 7162 §3.2.10)."""
    return b"* %d EXPUNGE\r\n" % number


def encode_vanished(uids: Iterable[int]) -> bytes:
    """Write `* VANISHED`: messages that the peer has numbers for have gone. RFC 7162 §3.2.10."""
    return b"* VANISHED %b\r\n" % encode_numbers(uids)


def encode_vanished_earlier(ranges: Iterable[tuple[int, int]]) -> bytes:
    """Write `* VANISHED (EARLIER)` in answer to SELECT and FETCH: ascending ranges of uids, both ends included."""
    return b"* VANISHED (EARLIER) %b\r\n" % str(SequenceSet(tuple(ranges))).encode("ascii")


def _encode_numbers(name: bytes, numbers: Iterable[int], modseq: int | None) -> bytes:
    listed = " ".join(map(str, numbers)).encode("ascii")
    found = b" " + listed if listed else b""
    return b"%b%b%b\r\n" % (name, found, b"" if modseq is None else b" (MODSEQ %d)" % modseq)


def _write_thread(out: bytearray, thread: ThreadNode) -> None:
    """Write `(2 3 (4 5)(6))`: a chain as numbers, a fork as parentheses. The stack holds nodes and what closes them."""
    stack: list[ThreadNode | bytes] = [b")", thread]
    out += b"("
    while stack:
        node = stack.pop()
        if isinstance(node, bytes):
            out += node
            continue
        if node.number is not None:
            out += b"%d" % node.number
        if not node.children:
            continue
        out += b" " if node.number is not None else b""
        if len(node.children) == 1:
            stack.append(node.children[0])
        else:
            for child in reversed(node.children):
                stack += [b")", child, b"("]
    # A dummy with a single child is that child, so what was written is never "()".
