"""A mailbox's key pair: X-Wing, which is ML-KEM-768 and X25519 together, so that breaking one of them is not enough.

draft-connolly-cfrg-xwing-kem §5.2: the private key is a 32-octet seed, and SHAKE256 makes both private keys from it.
"""

import hashlib
from collections.abc import Callable
from typing import Self, final

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey, Suite

from tempory.values import InvalidValueError, Secret

SECRET_OCTETS = 32
"""Size of a token, of both its halves, of a private key's seed, of a content key and of a shred key."""
PUBLIC_KEY_OCTETS = 1216
_ML_KEM_SEED_OCTETS = 64
_ML_KEM_PUBLIC_OCTETS = 1184

# RFC 7748 §6.1: a public key of small order gives the shared secret zero. Nothing can be sealed to one, so mail for its
# mailbox would be deferred for ever. These are all of them, below and above the prime, without the unused top bit.
_PRIME = 2**255 - 19
_SMALL_ORDER = frozenset(
    (
        0,
        1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
        _PRIME - 1,
        _PRIME,
        _PRIME + 1,
    )
)

Random = Callable[[int], bytes]
"""Gives that many octets nobody can guess: `secrets.token_bytes`, handed in by the caller."""


def draw_secret(random: Random) -> Secret:
    """Draw 32 octets: a token, a content key or a shred key."""
    return Secret(random(SECRET_OCTETS))


@final
class PublicKey:
    """What anyone may seal to. Parsing costs 20 µs, so keep one that is used again."""

    __slots__ = ("_key", "octets")

    def __init__(self, octets: bytes) -> None:
        """Read the 1,216 octets of an X-Wing public key; `InvalidValueError` for any that nothing can be sealed to."""
        message = "not an X-Wing public key"
        if len(octets) != PUBLIC_KEY_OCTETS:
            raise InvalidValueError(message)
        x25519 = octets[_ML_KEM_PUBLIC_OCTETS:]
        if int.from_bytes(x25519, "little") % 2**255 in _SMALL_ORDER:
            raise InvalidValueError(message)
        try:
            # FIPS 203 §7.2: refuses coefficients that are not reduced.
            ml_kem = MLKEM768PublicKey.from_public_bytes(octets[:_ML_KEM_PUBLIC_OCTETS])
        except ValueError as error:
            raise InvalidValueError(message) from error
        self.octets = octets
        self._key = MLKEM768X25519PublicKey(ml_kem, X25519PublicKey.from_public_bytes(x25519))

    def seal(self, plaintext: bytes, info: bytes) -> bytes:
        """HPKE seal in base mode, one context: enc (1,120 octets) ‖ ciphertext. RFC 9180 §6.1."""
        return _suite().encrypt(plaintext, self._key, info)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and self.octets == other.octets

    def __hash__(self) -> int:
        return hash(self.octets)

    def __repr__(self) -> str:
        return f"PublicKey({self.octets[:4].hex()}…)"


@final
class KeyPair:
    """A private key ready to open, its seed, and its public key. Making one costs 80 µs, its public key 30 more."""

    __slots__ = ("_ml_kem", "_private_key", "_public_key", "_x25519", "seed")

    def __init__(self, seed: Secret) -> None:
        """Expand a seed of 32 octets; `InvalidValueError` for any other length."""
        if len(seed) != SECRET_OCTETS:
            message = f"a seed has {SECRET_OCTETS} octets"
            raise InvalidValueError(message)
        expanded = hashlib.shake_256(seed.reveal()).digest(_ML_KEM_SEED_OCTETS + SECRET_OCTETS)
        self._ml_kem = MLKEM768PrivateKey.from_seed_bytes(expanded[:_ML_KEM_SEED_OCTETS])
        self._x25519 = X25519PrivateKey.from_private_bytes(expanded[_ML_KEM_SEED_OCTETS:])
        self._private_key = MLKEM768X25519PrivateKey(self._ml_kem, self._x25519)
        self._public_key: PublicKey | None = None
        self.seed = seed

    @property
    def public_key(self) -> PublicKey:
        """What others seal to. Made when it is first asked for: most who open never seal."""
        if self._public_key is None:
            octets = self._ml_kem.public_key().public_bytes_raw() + self._x25519.public_key().public_bytes_raw()
            self._public_key = PublicKey(octets)
        return self._public_key

    @classmethod
    def draw(cls, random: Random) -> Self:
        """Make a new key pair from 32 drawn octets."""
        return cls(draw_secret(random))

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """HPKE open; `cryptography.exceptions.InvalidTag` for anything not sealed to this key with this `info`."""
        return _suite().decrypt(sealed, self._private_key, info)

    def __repr__(self) -> str:
        return f"KeyPair({self.public_key!r})"


def _suite() -> Suite:
    """Return the one HPKE suite of this format: X-Wing (0x647a), HKDF-SHA256 (1), AES-256-GCM (2)."""
    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
