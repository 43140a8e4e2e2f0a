"""How often a peer may ask: token buckets in a bounded table.

The limiter itself fails open only for the peer it has not heard of longest, when the table is full; it never raises for
want of room. Nothing is kept on disk, and a peer's key is forgotten once its bucket would be full again anyway.
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from typing import final

from tempory.api.peers import Peer
from tempory.api.problems import Problem, ProblemError
from tempory.api.settings import Rate, RateLimits

Monotonic = Callable[[], float]
_SECONDS_A_MINUTE = 60


@final
class Limiter:
    """One rate for every peer."""

    def __init__(self, rate: Rate, *, peers: int, monotonic: Monotonic) -> None:
        self._burst = float(rate.burst)
        self._per_second = rate.per_minute / _SECONDS_A_MINUTE
        self._peers = peers
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # key: tokens, and when that was so

    def take(self, peer: Peer) -> None:
        """Take one token, or raise `rate-limited` with the whole seconds until there is one."""
        self.check(peer)
        self.spend(peer)

    def check(self, peer: Peer) -> None:
        """Raise `rate-limited` as `take` would, and take nothing."""
        tokens = self._tokens(peer.key, self._monotonic())
        if tokens < 1:
            seconds = max(1, math.ceil((1 - tokens) / self._per_second))
            raise ProblemError(Problem.RATE_LIMITED, headers={"retry-after": str(seconds)})

    def spend(self, peer: Peer) -> None:
        """Take one token without asking: what it stands for has already happened."""
        if peer.is_trusted:
            return
        now = self._monotonic()
        self._buckets[peer.key] = (max(0.0, self._tokens(peer.key, now) - 1), now)
        self._buckets.move_to_end(peer.key)
        self._forget_eldest(now)

    def __len__(self) -> int:
        return len(self._buckets)

    def _tokens(self, key: str, now: float) -> float:
        tokens, then = self._buckets.get(key, (self._burst, now))
        return min(self._burst, tokens + (now - then) * self._per_second)

    def _forget_eldest(self, now: float) -> None:
        """Drop what would be full again, eldest first, and keep the table within its bound."""
        while True:
            eldest = next(iter(self._buckets))
            if len(self._buckets) <= self._peers and self._tokens(eldest, now) < self._burst:
                return
            del self._buckets[eldest]


@final
class Limits:
    """The rates of the API."""

    def __init__(self, settings: RateLimits, *, monotonic: Monotonic) -> None:
        def limiter(rate: Rate) -> Limiter:
            return Limiter(rate, peers=settings.peers, monotonic=monotonic)

        self.requests = limiter(settings.requests)
        self.creations = limiter(settings.creations)
        self.reports = limiter(settings.reports)
        self.failed_credentials = limiter(settings.failed_credentials)
        self.pictures = limiter(settings.pictures)
        self.mailbox_pictures = limiter(settings.mailbox_pictures)
        self.mailtm = limiter(settings.mailtm)
        self.mailpit = limiter(settings.mailpit)
        self.failed_passwords = limiter(settings.failed_passwords)
