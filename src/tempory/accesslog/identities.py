"""A subject's key, and the two that are made from it: one makes the pseudonym, the other seals personal detail.

The key is 32 random octets, kept where the shred keys are and overwritten as they are. Without it nobody can tell whose
pseudonym it was, and no detail opens; the leaves and their proofs stay what they were.
"""

import hmac
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tempory.accesslog.accesses import Subject
from tempory.values import IntegrityError, Secret

KEY_OCTETS = 32
SALT_OCTETS = 16
_NONCE_OCTETS = 12
_PSEUDONYM_OCTETS = 16
_FORMAT = b"\x01"
_NAME_LABEL = b"tempory/1 access-log name\x00"
_DETAIL_LABEL = b"tempory/1 access-log detail\x00"
_PSEUDONYM_LABEL = b"tempory/1 access-log pseudonym\x00"
_COMMITMENT_LABEL = b"tempory/1 access-log commitment\x00"
RANDOM_OCTETS = SALT_OCTETS + _NONCE_OCTETS
"""What sealing one detail needs of randomness."""


class Identity:
    """One subject as the log knows it, while its key lives."""

    __slots__ = ("_cipher", "opening", "pseudonym")

    def __init__(self, subject: Subject, key: Secret) -> None:
        self.opening = hmac.digest(key.reveal(), _NAME_LABEL, "sha256")
        """With this and the subject's id anybody makes the pseudonym: it is given to the holder, and kept nowhere."""
        self.pseudonym = make_pseudonym(subject, self.opening)
        self._cipher = AESGCM(hmac.digest(key.reveal(), _DETAIL_LABEL, "sha256"))

    def seal(self, detail: bytes, random: bytes) -> tuple[bytes, str]:
        """Seal `detail` with `RANDOM_OCTETS` of randomness; return it with its commitment, in hexadecimal digits."""
        salt, nonce = random[:SALT_OCTETS], random[SALT_OCTETS:]
        commitment = commit(salt, detail)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, salt + detail, _FORMAT), commitment

    def open(self, sealed: bytes, commitment: str) -> bytes:
        """Open a detail; `IntegrityError` if it was altered, or is not the one that the leaf commits to."""
        nonce, ciphertext = sealed[1 : 1 + _NONCE_OCTETS], sealed[1 + _NONCE_OCTETS :]
        try:
            plain = self._cipher.decrypt(nonce, ciphertext, sealed[:1])
        except (InvalidTag, ValueError):
            message = "the detail was altered, or sealed for somebody else"
            raise IntegrityError(message) from None
        salt, detail = plain[:SALT_OCTETS], plain[SALT_OCTETS:]
        if not hmac.compare_digest(commit(salt, detail), commitment):
            message = "the detail is not the one that was recorded"
            raise IntegrityError(message)
        return detail


def make_pseudonym(subject: Subject, opening: bytes) -> str:
    """Return a subject's pseudonym: 32 hexadecimal digits."""
    return sha256(_PSEUDONYM_LABEL + opening + subject.octets).digest()[:_PSEUDONYM_OCTETS].hex()


def commit(salt: bytes, detail: bytes) -> str:
    """Return what a leaf holds of a detail. 128 random bits keep anybody from guessing it."""
    return sha256(_COMMITMENT_LABEL + salt + detail).hexdigest()
