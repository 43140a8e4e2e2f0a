"""How a parser says no: with the reply that the peer gets."""

from tempory.protocols.smtp.replies import Reply
from tempory.values import RemoteProtocolError


class CommandRefusal(RemoteProtocolError):  # noqa: N818 (named as `Refusal` is)
    """A command cannot be taken as it stands. `reply` is the answer. Never leaves this package."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.text)
        self.reply = reply
