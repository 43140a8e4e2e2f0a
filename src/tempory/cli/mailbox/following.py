"""What happens in a mailbox, without gaps: the stream of events, and after each break a look at what was missed."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tempory.client import (
    Changed,
    Client,
    Deleted,
    Extended,
    Forgotten,
    Mailbox,
    Message,
    Ready,
    Received,
    Unreachable,
)
from tempory.values import Instant

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The connection stands. The messages there are, newest first; `new`: those not told of before."""

    messages: tuple[Message, ...]
    new: tuple[Message, ...]
    expires_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """The connection broke; it is tried again in `pause` seconds."""

    reason: str
    pause: float


Happening = Listed | Arrived | Lost | Changed | Deleted | Extended | Forgotten


def follow(
    client: Client, mailbox: Mailbox, *, above: int, limit: int, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Happening]:
    """Give what happens, until the mailbox is forgotten.

    Messages with a uid above `above` are new. At each connection, `limit` messages are listed.
    Raises `Refused` when the server knows the mailbox no more.
    """
    highest, pause = above, _FIRST_PAUSE
    while True:
        reason = "The server ended the stream."
        try:
            for event in client.events([mailbox]):
                match event:
                    case Ready():
                        pause = _FIRST_PAUSE
                        listed = _look(mailbox, limit, above=highest)
                        highest = max([highest, *(message.uid for message in listed.new)])
                        yield listed
                    case Received():
                        if event.item.uid > highest:  # else it was listed already
                            highest = event.item.uid
                            yield Arrived(message=mailbox.open(event.item))
                    case Forgotten():
                        yield event
                        return
                    case _:
                        yield event
        except Unreachable as unreachable:
            reason = str(unreachable)
        yield Lost(reason=reason, pause=pause)
        sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


def _look(mailbox: Mailbox, limit: int, *, above: int) -> Listed:
    mailbox.refresh()
    messages = tuple(mailbox.messages(limit=limit))
    new = tuple(message for message in messages if message.uid > above)
    return Listed(messages=messages, new=new, expires_at=mailbox.expires_at)
