"""What a session needs of a connection. `tempory.net` has the one over sockets; tests have one in memory."""

from typing import Literal, Protocol

End = Literal["", "lost", "idle"]
"""Why nothing more will come: the peer or the network closed, or it was silent or slow for too long. "" while open."""


class Channel(Protocol):
    """A connection to one peer, reading and writing octets, whatever carries them."""

    @property
    def peer(self) -> str:
        """The peer's IP address as text, behind a proxy the true one; "" if it has none."""
        ...

    @property
    def tls_version(self) -> str | None:
        """`TLSv1.3` or the like, None in clear."""
        ...

    @property
    def tls_cipher(self) -> str | None:
        """The cipher suite's name, None in clear."""
        ...

    @property
    def end(self) -> End:
        """Why reading gives nothing more."""
        ...

    @property
    def is_draining(self) -> bool:
        """Whether the server wants to stop: finish what has begun, begin nothing."""
        ...

    @property
    def has_unread(self) -> bool:
        """Whether octets have come that `read` has not given yet."""
        ...

    def begin(self) -> None:
        """Say that the peer is about to begin something new (a command, a message): its time starts anew."""
        ...

    async def read(self) -> bytes:
        """Wait for octets and return them; b"" to say: look at `end` and `is_draining`."""
        ...

    async def write(self, data: bytes) -> None:
        """Send octets, waiting while the peer does not take them. Does nothing on a connection that has ended."""
        ...

    async def start_tls(self, announcement: bytes) -> bool:
        """Send `announcement` in clear and shake hands at once. False: the connection is lost.

        Octets that came in clear before the announcement must never be read afterwards: they end the connection.
        """
        ...

    def wake(self) -> None:
        """Let a waiting `read` return b"": something has happened that the session should look at."""
        ...

    def close(self) -> None:
        """Send what is written and close."""
        ...
