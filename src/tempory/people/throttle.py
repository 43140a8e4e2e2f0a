"""How often one may be wrong, so that guessing is slow and no stranger locks a member out.

Three lanes. Who comes with a device that has logged in to the account before is counted by that device alone. Everybody
else is counted by the account and by the network. Fails closed; a key forgotten for lack of room starts anew.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from tempory.people.refusals import TooManyAttempts

_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """So many failures at once, and how many more a minute."""

    burst: int
    per_minute: float


ACCOUNT = Pace(burst=10, per_minute=2)
PEER = Pace(burst=30, per_minute=6)
DEVICE = Pace(burst=20, per_minute=4)
FACTOR = Pace(burst=10, per_minute=0.1)
"""Codes are short, and only who has the password or a session gets to guess at them: about 150 a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """What one attempt is counted by. `peer` None: a trusted network. `device`: one known to the account, or None.

    `is_factor`: it is the second factor that is shown.
    """

    account: str
    peer: str | None
    device: str | None
    is_factor: bool = False

    def paces(self) -> list[tuple[str, Pace]]:
        """Return each key that it is counted under."""
        if self.device is not None:
            return [(f"device {self.account} {self.device}", FACTOR if self.is_factor else DEVICE)]
        lanes = [(f"account {self.account}", FACTOR if self.is_factor else ACCOUNT)]
        return lanes if self.peer is None else [*lanes, (f"peer {self.peer}", PEER)]


@final
class Throttle:
    """Counts failures. `monotonic` in seconds."""

    def __init__(self, *, monotonic: Callable[[], float], room: int = 50_000) -> None:
        self._monotonic = monotonic
        self._room = room
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, lane: Lane) -> None:
        """Raise `TooManyAttempts` if this attempt is not to be made."""
        if any(self._tokens(key, pace) < 1 for key, pace in lane.paces()):
            message = "There were too many failed attempts; wait some minutes, or use a device you have used before."
            raise TooManyAttempts(message)

    def spend(self, lane: Lane) -> None:
        """Count a failure."""
        for key, pace in lane.paces():
            self._left[key] = (max(0.0, self._tokens(key, pace) - 1), self._monotonic())
            self._left.move_to_end(key)
            if len(self._left) > self._room:
                self._left.popitem(last=False)

    def _tokens(self, key: str, pace: Pace) -> float:
        tokens, since = self._left.get(key, (float(pace.burst), self._monotonic()))
        return min(float(pace.burst), tokens + (self._monotonic() - since) * pace.per_minute / _MINUTE)
