"""How long one peer may keep us waiting: silence and dripping use it up, octets earn it back.

Pure: the clock comes in. A peer that sends nothing has `idle` seconds. One that drips has hardly more, for an octet
earns `1 / rate` of a second; nothing is saved up beyond the start, so a fast beginning buys no slow end (slowloris).
"""

from tempory.net.settings import PatienceSettings


class Patience:
    """Seconds that are left. Only time spent waiting for the peer counts, never time that we ourselves take."""

    __slots__ = ("_idle", "_rate", "_since", "_used")

    def __init__(self, settings: PatienceSettings) -> None:
        self._idle = settings.idle
        self._rate = settings.rate
        self._used = 0.0
        self._since: float | None = None

    @property
    def is_waiting(self) -> bool:
        return self._since is not None

    def renew(self) -> None:
        """Something new begins: all of the patience is there again."""
        self._used = 0.0

    def start(self, now: float) -> None:
        """Start to wait."""
        self._since = now

    def stop(self, now: float, octets: int) -> None:
        """Stop waiting: `octets` have come."""
        if self._since is not None:
            self._used = max(0.0, self._used + now - self._since - octets / self._rate)
            self._since = None

    def ends_at(self, now: float) -> float:
        """Return when the patience ends if nothing comes; it never moves nearer, so that one lazy timer will do."""
        return (now if self._since is None else self._since) + self._idle - self._used
