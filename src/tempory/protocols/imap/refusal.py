"""How a parser says no: with the completion that the peer gets."""

from tempory.protocols.imap.completion import Completion
from tempory.values import RemoteProtocolError


class CommandRefusal(RemoteProtocolError):  # noqa: N818 (named as `Refusal` is)
    """A command cannot be taken as it stands. `completion` is the answer. Never leaves this package."""

    def __init__(self, completion: Completion) -> None:
        super().__init__(completion.text)
        self.completion = completion


def bad(text: str) -> CommandRefusal:
    """Make the refusal of what does not follow the grammar."""
    return CommandRefusal(Completion.bad(text))


def too_much() -> CommandRefusal:
    """Make the refusal of what follows the grammar and asks for more than is reasonable. RFC 9051 §7.1 LIMIT."""
    return CommandRefusal(Completion.no("The command asks for too much at once", b"LIMIT"))
