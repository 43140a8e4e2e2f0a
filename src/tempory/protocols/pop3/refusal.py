"""How a command is answered with a no. Never leaves this package."""

from tempory.protocols.pop3.replies import Code, encode_error
from tempory.values import RemoteProtocolError


class CommandRefusal(RemoteProtocolError):  # noqa: N818 (named as `Refusal` is)
    """A command cannot be taken as it stands. `data` is the answer; `is_mistake`: one too many ends the session."""

    def __init__(self, text: str, code: Code = Code.NONE, *, is_mistake: bool = True) -> None:
        super().__init__(text)
        self.data = encode_error(text, code)
        self.is_mistake = is_mistake
