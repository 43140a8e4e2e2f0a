"""The mechanisms, each a few lines of state."""

from collections.abc import Callable
from types import MappingProxyType
from typing import final

from tempory.protocols.sasl.exchange import (
    Challenge,
    Credentials,
    Exchange,
    MechanismUnknown,
    ResponseInvalid,
    read_text,
)
from tempory.values import Secret

# RFC 7628 §3.2.2: what is wrong, as JSON. "invalid_token" is RFC 6750 §3.1's word.
_OAUTH_FAILURE = b'{"status":"invalid_token"}'
_OAUTH_SEPARATOR = b"\x01"
_BEARER = "bearer "


@final
class Plain:
    """RFC 4616: authorization identity, NUL, authentication identity, NUL, password, in one response."""

    def step(self, response: bytes | None) -> Challenge | Credentials:
        if response is None:
            return Challenge(octets=b"")
        parts = response.split(b"\0")
        if len(parts) != 3:  # noqa: PLR2004 (the RFC's three)
            message = "PLAIN takes two NULs"
            raise ResponseInvalid(message)
        acting, name, secret = (read_text(part) for part in parts)
        if acting and acting != name:
            # RFC 4616 §2: acting for somebody else is not something a mailbox's secret allows.
            message = "the authorization identity is another one"
            raise ResponseInvalid(message)
        return Credentials(name=name, secret=Secret(secret.encode()))


@final
class Login:
    """draft-murchison-sasl-login: name and password, each asked for."""

    def __init__(self) -> None:
        self._name: str | None = None
        self._has_asked = False

    def step(self, response: bytes | None) -> Challenge | Credentials:
        if not self._has_asked:
            self._has_asked = True
            if response is None:
                return Challenge(octets=b"Username:")
        if response is None:
            message = "LOGIN wants a response"
            raise ResponseInvalid(message)
        if self._name is None:
            self._name = read_text(response)
            return Challenge(octets=b"Password:")
        return Credentials(name=self._name, secret=Secret(read_text(response).encode()))


@final
class OAuthBearer:
    """RFC 7628: a GS2 header, then key=value pairs; the token stands in `auth=Bearer …`."""

    def step(self, response: bytes | None) -> Challenge | Credentials:
        if response is None:
            return Challenge(octets=b"")
        header, *pairs = response.split(_OAUTH_SEPARATOR)
        name = _read_gs2(read_text(header))
        # RFC 7628 §3.1: kvsep *kvpair kvsep, so two empty pieces end it.
        if len(pairs) < 2 or pairs[-2:] != [b"", b""]:  # noqa: PLR2004 (two separators)
            message = "OAUTHBEARER ends with two separators"
            raise ResponseInvalid(message)
        values = dict(_read_pair(read_text(pair)) for pair in pairs[:-2])
        auth = values.get("auth", "")
        if not auth.lower().startswith(_BEARER):
            message = "OAUTHBEARER wants auth=Bearer"
            raise ResponseInvalid(message)
        secret = Secret(auth[len(_BEARER) :].strip().encode())
        return Credentials(name=name, secret=secret, failure=_OAUTH_FAILURE)


def _read_gs2(header: str) -> str:
    """Read `n,a=name,` (RFC 5801 §4) and return the name, or "" without one. No channel binding is offered."""
    binding, comma, rest = header.partition(",")
    identity, comma_too, excess = rest.partition(",")
    if binding not in {"n", "y"} or not (comma and comma_too) or excess or (identity and identity[:2] != "a="):
        message = "not a GS2 header"
        raise ResponseInvalid(message)
    return identity[2:].replace("=2C", ",").replace("=3D", "=")


def _read_pair(pair: str) -> tuple[str, str]:
    key, equals, value = pair.partition("=")
    if not (equals and key.isascii() and key.isalpha()):
        message = "not a key=value pair"
        raise ResponseInvalid(message)
    return key.lower(), value


_START: MappingProxyType[str, Callable[[], Exchange]] = MappingProxyType(
    {"PLAIN": Plain, "LOGIN": Login, "OAUTHBEARER": OAuthBearer}
)
MECHANISMS = tuple(_START)
"""What is offered, best known first."""


def start(mechanism: str) -> Exchange:
    """Begin an exchange of the named mechanism, in any case; `MechanismUnknown` for one that is not offered."""
    begin = _START.get(mechanism.upper())
    if begin is None:
        message = "mechanism not offered"
        raise MechanismUnknown(message)
    return begin()
