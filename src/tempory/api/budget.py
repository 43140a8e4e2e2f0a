"""How many octets of mail may be held in memory for answers at once, in all and for one peer.

Fails closed with `busy`. Without it, many readers who each take a large message slowly would fill the memory.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, final

from tempory.api.peers import Peer
from tempory.api.problems import Problem, ProblemError

TOTAL_OCTETS: Final = 256 * 1024 * 1024
PEER_OCTETS: Final = 128 * 1024 * 1024


@final
class Budget:
    """Counts what is held. Trusted peers share the total, and have no bound of their own."""

    def __init__(self, *, total: int = TOTAL_OCTETS, per_peer: int = PEER_OCTETS) -> None:
        self._total = total
        self._per_peer = per_peer
        self._held: Counter[str] = Counter()

    @contextmanager
    def hold(self, peer: Peer, octets: int) -> Iterator[None]:
        """Hold `octets` for `peer` while the context lasts, or raise `busy`."""
        peer_is_full = not peer.is_trusted and self._held[peer.key] + octets > self._per_peer
        if peer_is_full or self._held.total() + octets > self._total:
            raise ProblemError(Problem.BUSY, "Too many large messages are being read at once.")
        self._held[peer.key] += octets
        try:
            yield
        finally:
            self._held[peer.key] -= octets
            if not self._held[peer.key]:
                del self._held[peer.key]
