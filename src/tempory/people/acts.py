"""Acts of people, told to the access log before each is done. The one place where the log is reached from here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tempory.values import MemberId

GRANTED = "granted"
REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks: `member` None is somebody not (yet) known, or this machine's own. `place` is a truncated network."""

    member: MemberId | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """`what` is a verb such as `session.begin`, `on` what it is done to (`member:…`, `mailbox:…`).

    `result` is granted or refused.
    """

    who: MemberId | None
    what: str
    on: str
    where: str
    result: str = GRANTED


OnAct = Callable[[Act], Awaitable[None]]
"""Called before the act. What it raises stops the act: it fails closed."""


async def tell_nobody(_act: Act) -> None:
    """Take no notice: for tests, and for tools that keep no log."""
