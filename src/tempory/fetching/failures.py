"""What becomes of a picture that does not come. No text here holds a URL, a host or what a host said.

A name that leads into a private network fails as one that leads nowhere does: whoever asks must not be able to find out
which names exist inside.
"""

from tempory.values import Refusal


class RemoteAddressRefused(Refusal):
    """The URL is not one that is fetched, by its writing alone: nothing was asked of anybody."""

    def __init__(self) -> None:
        super().__init__("Only http and https addresses with a plain public host name are fetched.")


class RemoteUnavailable(Refusal):
    """Nothing came: no public address, no connection, no proof of who it is, no success, or not in time."""

    def __init__(self) -> None:
        super().__init__("The picture could not be had from where it is.")


class RemoteUnsuitable(Refusal):
    """What came is not a picture that is shown: another type, too large, broken."""

    def __init__(self) -> None:
        super().__init__("What is there is no picture of a kind and size that is shown.")
