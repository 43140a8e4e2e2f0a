"""What `mailbox watch` shows on a terminal: the time that is left, running out as a bar, and the messages. No I/O."""

from typing import TYPE_CHECKING, assert_never, final

from tempory.cli.kinds import spoken_duration
from tempory.cli.mailbox.following import Arrived, Happening, Listed, Lost
from tempory.cli.mailbox.shapes import messages_table
from tempory.cli.terminal import safe_line
from tempory.client import Changed, Deleted, Extended, Forgotten, Mailbox, Message
from tempory.values import Instant

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

SHOWN = 30
_BAR = 40
_SOON = 120


@final
class Board:
    """The state of the view. `apply` takes what happened, `render` draws it as of `now`."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.address = str(mailbox.address)
        self.messages: list[Message] = []
        self.is_forgotten = False
        self._begun = mailbox.created_at
        self._ends = mailbox.expires_at
        self._trouble = "Connecting …"

    def apply(self, happening: Happening) -> None:
        """Take over what happened."""
        match happening:
            case Listed():
                self.messages = list(happening.messages)
                self._ends = happening.expires_at
                self._trouble = ""
            case Arrived():
                self.messages = [happening.message, *self.messages][:SHOWN]
            case Changed():
                self.messages = [_seen(message, happening) for message in self.messages]
            case Deleted():
                self.messages = [message for message in self.messages if message.id != happening.message]
            case Extended():
                self._ends = happening.expires_at
            case Forgotten():
                self.is_forgotten = True
            case Lost():
                self._trouble = f"{safe_line(happening.reason)} Trying again in {happening.pause:.0f} s."
            case _:
                assert_never(happening)

    def render(self, now: Instant) -> "RenderableType":
        """Draw the board."""
        from rich.console import Group
        from rich.text import Text

        parts: list[RenderableType] = [Text(self.address, style="bold"), self._time_left(now), Text()]
        if self.messages:
            parts.append(messages_table(self.messages, now=now))
        elif not self._trouble:
            parts.append(Text("Nothing has arrived yet. What is sent to the address appears here.", style="dim"))
        if self._trouble:
            parts.append(Text(self._trouble, style="yellow"))
        return Group(*parts)

    def _time_left(self, now: Instant) -> "Text":
        from rich.text import Text

        if self._ends is None:
            return Text("lives without end", style="dim")
        left = max(0, self._ends - now) // 1000
        whole = max(1, (self._ends - self._begun) // 1000)
        full = min(_BAR, -(-left * _BAR // whole))
        style = "red" if left < _SOON else "green"
        return Text.assemble(("━" * full, style), ("─" * (_BAR - full), "dim"), f"  {spoken_duration(left)} left")


def _seen(message: Message, changed: Changed) -> Message:
    if message.id != changed.message:
        return message
    return Message(
        id=message.id,
        uid=message.uid,
        received_at=message.received_at,
        size=message.size,
        seen=changed.seen,
        summary=message.summary,
    )
