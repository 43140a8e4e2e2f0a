"""How a token is written: in three parts, as a JSON Web Token is (RFC 7519), because clients look for that.

Nothing is signed. The first two parts are for clients that look at the time it ends; the server reads the third alone,
32 random octets, and finds the credential by its hash.
"""

from base64 import urlsafe_b64encode
from typing import Final

from tempory.api.answers import encode_json
from tempory.mailboxes import TokenGrant
from tempory.sealing import SecretKind
from tempory.values import Instant, Secret

MAX_CHARACTERS: Final = 1024
_HEADER: Final = {"typ": "JWT", "alg": "opaque"}
_MILLISECONDS: Final = 1000


def encode_token(grant: TokenGrant, *, issued_at: Instant) -> str:
    """Write the token that was granted."""
    account = str(grant.mailbox)
    claims = {"iat": issued_at // _MILLISECONDS, "exp": grant.expires_at // _MILLISECONDS, "id": account}
    secret = SecretKind.TOKEN.encode(grant.token).removeprefix(SecretKind.TOKEN.value)
    return ".".join((_base64url(encode_json(_HEADER)), _base64url(encode_json(claims)), secret))


def parse_token(text: str) -> Secret:
    """Read a token's secret; `InvalidValueError` for anything else."""
    return SecretKind.TOKEN.parse(SecretKind.TOKEN.value + text[:MAX_CHARACTERS].rpartition(".")[2])


def _base64url(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode("ascii").rstrip("=")
