"""The engine: octets in, events out, completions back as octets. No I/O, no clock, no randomness.

connection.receive_data(octets)          # b"" is the peer's end
while (event := connection.next_event()) is not NEED_DATA:
    ...  # a question: write untagged data, then connection.reply(…); until then next_event() gives PAUSED
"""

from collections.abc import Mapping

from tempory.protocols.imap.commands import Command
from tempory.protocols.imap.completion import Completion
from tempory.protocols.imap.dialect import Dialect
from tempory.protocols.imap.events import Answer, Goodbye, IdleBegun, IdleDone, LiteralOffered, Waiting
from tempory.protocols.imap.limits import Limits
from tempory.protocols.imap.states import State

Question = Command | LiteralOffered | IdleDone
Event = Answer | Goodbye | IdleBegun | Question


class Connection:
    """One IMAP session on the server's side (RFC 9051, RFC 3501)."""

    def __init__(
        self,
        *,
        hostname: str,
        limits: Limits | None = None,
        tls_offered: bool = False,
        tls_active: bool = False,
        identification: Mapping[str, str] | None = None,
    ) -> None:
        raise NotImplementedError

    @property
    def state(self) -> State:
        raise NotImplementedError

    @property
    def dialect(self) -> Dialect:
        """What is enabled."""
        raise NotImplementedError

    @property
    def tls_active(self) -> bool:
        raise NotImplementedError

    @property
    def tag(self) -> bytes:
        """The tag of the command that is being answered, for ESEARCH; b"" if there is none."""
        raise NotImplementedError

    @property
    def is_idling(self) -> bool:
        """Whether untagged responses may be written without a command."""
        raise NotImplementedError

    @property
    def in_literal(self) -> bool:
        """Whether octets of a literal are coming in."""
        raise NotImplementedError

    @property
    def is_at_beginning(self) -> bool:
        """Whether the next octet begins a command."""
        raise NotImplementedError

    @property
    def held_octets(self) -> int:
        """Octets of messages of an unfinished APPEND in memory, for a budget over all connections."""
        raise NotImplementedError

    def greeting(self) -> bytes:
        """Return the first line of the session."""
        raise NotImplementedError

    def receive_data(self, data: bytes) -> None:
        """Take octets from the peer; b"" says that no more will come."""
        raise NotImplementedError

    def next_event(self) -> Event | Waiting:
        """Return what happened next. `NEED_DATA` and `PAUSED` say what to do first."""
        raise NotImplementedError

    def reply(self, completion: Completion) -> bytes:
        """Answer the pending question. Returns the octets to write, the command's tag put before them.

        An OK to `Select` selects, any other answer to it deselects; an OK to `Close` deselects; an OK to `LogIn` logs
        in and gets the CAPABILITY code, if it has none.
        """
        raise NotImplementedError

    def go_ahead(self) -> bytes:
        """Agree to `LiteralOffered`. Returns the octets to write, b"" if the peer does not wait for any."""
        raise NotImplementedError

    def discard_literal(self, completion: Completion) -> None:
        """Drop what is held of the command whose literals are coming in, and answer `completion` when it has ended."""
        raise NotImplementedError

    def tls_established(self) -> None:
        """Go on under TLS. RFC 9051 §6.2.1: everything the peer said before is forgotten."""
        raise NotImplementedError

    def close(self, text: str, code: bytes = b"") -> bytes:
        """End the session from our side with BYE. Returns the octets to write before closing."""
        raise NotImplementedError
