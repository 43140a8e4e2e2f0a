"""What an exchange is made of. RFC 4422 §3."""

from dataclasses import dataclass
from typing import Protocol

from tempory.values import RemoteProtocolError, Secret

MAX_RESPONSE_OCTETS = 8 * 1024


class MechanismUnknown(RemoteProtocolError):  # noqa: N818 (an answer to the peer, like a refusal)
    """The peer named a mechanism that is not offered."""


class ResponseInvalid(RemoteProtocolError):  # noqa: N818 (an answer to the peer, like a refusal)
    """The peer's response is not one of this mechanism."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What the peer is sent next, before base64."""

    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Who the peer says it is. `name` may be empty where the secret alone decides.

    `failure` is what OAUTHBEARER shows on a refusal (RFC 7628 §3.2.2); the peer answers it before it is told no.
    """

    name: str
    secret: Secret
    failure: bytes | None = None


class Exchange(Protocol):
    """One exchange of one mechanism."""

    def step(self, response: bytes | None) -> Challenge | Credentials:
        """Take the peer's response (None: there was no initial one). Raises `ResponseInvalid`."""
        ...


def read_text(octets: bytes) -> str:
    """Read UTF-8 that is short and holds no control characters; `ResponseInvalid` otherwise."""
    if len(octets) > MAX_RESPONSE_OCTETS:
        message = "response too long"
        raise ResponseInvalid(message)
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        message = "response is not UTF-8"
        raise ResponseInvalid(message) from None
    if any(character < " " or character == "\x7f" for character in text):
        message = "response has control characters"
        raise ResponseInvalid(message)
    return text
