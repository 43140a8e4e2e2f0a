"""A page of a folder's listing: what many summaries said, sealed again under one key, so that it is cheap to read.

Opening ten thousand summaries is ten thousand private-key operations; a listing is some forty decryptions. The key
comes
from the private key's seed alone, so whoever can open a listing can open the summaries, and nobody else. What the
octets mean is the business of the protocol that wrote them.
"""

from typing import final

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tempory.sealing.keys import SECRET_OCTETS, Random
from tempory.values import IntegrityError, MailboxId, Secret

FORMAT = b"\x01"
NONCE_OCTETS = 12
NUMBER_OCTETS = 8
MAX_LISTING_OCTETS = 32 * 1024 * 1024
"""What a page may decompress to: 256 messages, each with the largest answers a mail program is given about it."""
_INFO = b"tempory/1 listing"
_LABEL = b"tempory/1 listing\x00"
_ZSTD_LEVEL = 1


@final
class ListingCipher:
    """Seals and opens the listing pages of one mailbox (docs/sealing.md)."""

    __slots__ = ("_cipher", "_label")

    def __init__(self, seed: Secret, *, mailbox: MailboxId) -> None:
        """Derive the key from the private key's seed by HKDF-SHA256 (RFC 5869)."""
        key = HKDF(algorithm=SHA256(), length=SECRET_OCTETS, salt=None, info=_INFO).derive(seed.reveal())
        self._cipher = AESGCM(key)
        self._label = _LABEL + mailbox.octets

    def seal(self, page: bytes, *, folder: int, number: int, random: Random) -> bytes:
        """Seal page `number` of a folder: 0x01 ‖ nonce (12) ‖ AES-256-GCM of one zstd frame."""
        nonce = random(NONCE_OCTETS)
        frame = zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(page)
        return FORMAT + nonce + self._cipher.encrypt(nonce, frame, self._place(folder, number))

    def open(self, sealed: bytes, *, folder: int, number: int) -> bytes:
        """Open a page; `IntegrityError` if it is altered, of another place or mailbox, or larger than a page can be."""
        nonce, ciphertext = sealed[1 : 1 + NONCE_OCTETS], sealed[1 + NONCE_OCTETS :]
        if sealed[:1] != FORMAT or len(nonce) != NONCE_OCTETS:
            raise _broken_listing()
        try:
            frame = self._cipher.decrypt(nonce, ciphertext, self._place(folder, number))
            if zstandard.frame_content_size(frame) not in range(MAX_LISTING_OCTETS + 1):
                raise _broken_listing()
            return zstandard.ZstdDecompressor().decompress(frame, max_output_size=MAX_LISTING_OCTETS)
        except (InvalidTag, zstandard.ZstdError):
            raise _broken_listing() from None

    def _place(self, folder: int, number: int) -> bytes:
        return self._label + folder.to_bytes(NUMBER_OCTETS, "big") + number.to_bytes(NUMBER_OCTETS, "big")


def _broken_listing() -> IntegrityError:
    return IntegrityError("a listing was altered, or belongs to another place or mailbox")
