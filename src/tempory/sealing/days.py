"""What is kept for a few days only: sealed under a key of its day, and gone with that key, copies included.

0x01 ‖ nonce (12) ‖ AES-256-GCM; the associated data names the day.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tempory.sealing.keys import Random
from tempory.values import IntegrityError, Secret

FORMAT = b"\x01"
NONCE_OCTETS = 12
_LEAST_OCTETS = 1 + NONCE_OCTETS + 16
_LABEL = b"tempory/1 day\x00"


def seal_for_day(plaintext: bytes, *, key: Secret, day: int, random: Random) -> bytes:
    """Seal `plaintext` under the key of `day` (days since 1970-01-01)."""
    nonce = random(NONCE_OCTETS)
    return FORMAT + nonce + AESGCM(key.reveal()).encrypt(nonce, plaintext, _data(day))


def open_for_day(sealed: bytes, *, key: Secret, day: int) -> bytes:
    """Open what was sealed; `IntegrityError` if it was altered, or is of another day or key."""
    if sealed[:1] != FORMAT or len(sealed) < _LEAST_OCTETS:
        raise _broken()
    try:
        return AESGCM(key.reveal()).decrypt(sealed[1 : 1 + NONCE_OCTETS], sealed[1 + NONCE_OCTETS :], _data(day))
    except InvalidTag:
        raise _broken() from None


def _data(day: int) -> bytes:
    return _LABEL + day.to_bytes(8, "big")


def _broken() -> IntegrityError:
    return IntegrityError("what was sealed for a day was altered, or sealed for another")
