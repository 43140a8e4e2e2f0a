"""Key records in DNS, and what their keys say of a signature. RFC 6376 §3.6.1, RFC 8301 §3.2, RFC 8463 §3–4."""

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from tempory.mailauth.dkim.signature import Algorithm, DkimReason, SignatureError, read_base64
from tempory.mailauth.tags import TagListError, parse_tags, without_white_space

MAX_RECORD_OCTETS: Final = 8_192
# RFC 8301 §3.2: fewer than 1024 bits are no signature, verifiers read 4096. More cost time and gain nothing.
MIN_BITS: Final = 1_024
MAX_BITS: Final = 4_096
RECOMMENDED_BITS: Final = 2_048
_ED25519_OCTETS: Final = 32


class KeyRecordError(SignatureError):
    """A record that holds no key to check with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """One key. `bits` of an RSA key; 256 for Ed25519. `is_testing`: its signatures count for nothing yet."""

    key: RSAPublicKey | Ed25519PublicKey
    bits: int
    is_testing: bool = False
    is_strict: bool = False

    def serves(self, algorithm: Algorithm) -> bool:
        return isinstance(self.key, Ed25519PublicKey) == (algorithm is Algorithm.ED25519_SHA256)

    def has_signed(self, digest: bytes, signature: bytes) -> bool:
        """Whether `signature` is this key's over what has the SHA-256 `digest`."""
        try:
            if isinstance(self.key, Ed25519PublicKey):
                self.key.verify(signature, digest)  # RFC 8463 §3: the hash is what is signed
            else:
                self.key.verify(signature, digest, PKCS1v15(), Prehashed(SHA256()))
        except InvalidSignature:
            return False
        return True


def parse_key_record(text: bytes) -> KeyRecord:
    """Read one TXT record; `KeyRecordError` says why it cannot be used."""
    if len(text) > MAX_RECORD_OCTETS:
        raise KeyRecordError(DkimReason.KEY_SYNTAX)
    try:
        tags = parse_tags(text)
    except TagListError:
        raise KeyRecordError(DkimReason.KEY_SYNTAX) from None
    if tags.get("v", "DKIM1") != "DKIM1" or ("v" in tags and next(iter(tags)) != "v") or "p" not in tags:
        raise KeyRecordError(DkimReason.KEY_SYNTAX)
    if not tags["p"]:
        raise KeyRecordError(DkimReason.KEY_REVOKED)
    if "sha256" not in _read_list(tags.get("h", "sha256")) or not {"*", "email"} & _read_list(tags.get("s", "*")):
        raise KeyRecordError(DkimReason.KEY_MISMATCH)
    key, bits = _read_key(tags.get("k", "rsa").lower(), tags["p"])
    flags = _read_list(tags.get("t", ""))
    return KeyRecord(key=key, bits=bits, is_testing="y" in flags, is_strict="s" in flags)


def _read_list(value: str) -> set[str]:
    return set(without_white_space(value).lower().split(":"))


def _read_key(kind: str, value: str) -> tuple[RSAPublicKey | Ed25519PublicKey, int]:
    try:
        octets = read_base64(value)
        if kind == "ed25519":
            return Ed25519PublicKey.from_public_bytes(octets), 8 * _ED25519_OCTETS
        key = load_der_public_key(octets)
    except (SignatureError, ValueError, UnsupportedAlgorithm):
        raise KeyRecordError(DkimReason.KEY_SYNTAX) from None
    if kind != "rsa" or not isinstance(key, RSAPublicKey):
        raise KeyRecordError(DkimReason.KEY_MISMATCH)
    if not MIN_BITS <= key.key_size <= MAX_BITS:
        raise KeyRecordError(DkimReason.KEY_SIZE)
    return key, key.key_size
