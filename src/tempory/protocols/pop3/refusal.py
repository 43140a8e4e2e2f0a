"""How a command is answered with a no. Never leaves this package."""

from tempory.protocols.pop3.replies import Code, encode_error
from tempory.values import RemoteProtocolError


class CommandRefusal(RemoteProtocolError):  # noqa: N818 (named as `Refusal` is)
    """A command cannot be taken as it stands. `data` is the answer."""

    def __init__(self, text: str, code: Code = Code.NONE) -> None:
        super().__init__(text)
        self.data = encode_error(text, code)
