"""The holder's token, its two halves, and how each is written.

The prefixes differ so that a half can never be taken for the whole, by a person or by a program.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from enum import Enum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tempory.sealing.keys import SECRET_OCTETS
from tempory.values import InvalidValueError, Secret

_TEXT_LENGTH = 43  # 32 octets in base64url without padding


class SecretKind(Enum):
    """What a secret is for; the value is its prefix."""

    TOKEN = "tpy_"  # noqa: S105 (a prefix)
    AUTH_HALF = "tpa_"
    KEY_HALF = "tpk_"
    MEMBER_AUTH = "tpm_"  # a member's password: its auth half, which logs in
    MEMBER_KEY = "tpn_"  # and its key half, which is never sent
    APP_PASSWORD = "tpp_"  # noqa: S105 (a prefix)
    ENROLMENT = "tpe_"  # a one-time link

    def encode(self, secret: Secret) -> str:
        """Write `secret` with this kind's prefix."""
        return self.value + urlsafe_b64encode(secret.reveal()).decode("ascii").rstrip("=")

    def parse(self, text: str) -> Secret:
        """Read a secret of this kind. `InvalidValueError` for anything else, in words that repeat nothing of `text`."""
        kind, secret = parse_credential(text)
        if kind is not self:
            raise _not_a_credential()
        return secret


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenHalves:
    """`auth` is shown to the server, `key` wraps the private key and never leaves the holder."""

    auth: Secret
    key: Secret


def parse_credential(text: str) -> tuple[SecretKind, Secret]:
    """Read a secret of any kind and say which it is; `InvalidValueError` for anything else."""
    prefix, digits = text[:4], text[4:]
    if len(digits) != _TEXT_LENGTH or not text.isascii():
        raise _not_a_credential()
    try:
        secret = Secret(urlsafe_b64decode(digits + "="))
        kind = SecretKind(prefix)
    except ValueError:
        # The text itself is kept out of the traceback's chain.
        raise _not_a_credential() from None
    # One way to write each secret: decoding alone would pass over foreign characters and over the two unused bits.
    if not hmac.compare_digest(kind.encode(secret), text):
        raise _not_a_credential()
    return kind, secret


def split_token(token: Secret) -> TokenHalves:
    """Derive both halves by HKDF-SHA256 (RFC 5869); `InvalidValueError` unless `token` has 32 octets."""
    if len(token) != SECRET_OCTETS:
        raise _not_a_credential()
    return TokenHalves(
        auth=Secret(_derive(token, b"tempory/1 auth half")),
        key=Secret(_derive(token, b"tempory/1 key half")),
    )


def hash_auth_half(auth_half: Secret) -> bytes:
    """SHA-256 of the auth half: all that the server keeps of it, and what it finds the mailbox by."""
    return hashlib.sha256(auth_half.reveal()).digest()


def _derive(token: Secret, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=SECRET_OCTETS, salt=None, info=info).derive(token.reveal())


def _not_a_credential() -> InvalidValueError:
    return InvalidValueError("not a mailbox secret: it begins with tpy_ or tpa_ and 43 characters follow")
