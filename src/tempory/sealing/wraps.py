"""The private key in its two wraps: inside, the holder's key half; around it, the mailbox's shred key.

The server can open neither alone. Destroying the shred key makes every copy of the wrap worthless, wherever it lies.
Each wrap is 0x01 ‖ nonce (12) ‖ AES-256-GCM, and names its mailbox in the associated data.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tempory.sealing.keys import SECRET_OCTETS, Random
from tempory.values import IntegrityError, MailboxId, Secret

FORMAT = b"\x01"
NONCE_OCTETS = 12
TAG_OCTETS = 16
INNER_WRAP_OCTETS = 1 + NONCE_OCTETS + SECRET_OCTETS + TAG_OCTETS
OUTER_WRAP_OCTETS = 1 + NONCE_OCTETS + INNER_WRAP_OCTETS + TAG_OCTETS
ESCROW_WRAP_OCTETS = 1 + 1120 + SECRET_OCTETS + TAG_OCTETS
"""An escrow wrap is sealed by HPKE: enc (1,120 octets) and the ciphertext."""
_LAYER_OCTETS = 1 + NONCE_OCTETS + TAG_OCTETS
_INNER_SIZES = (INNER_WRAP_OCTETS, ESCROW_WRAP_OCTETS)
_INNER_LABEL = b"tempory/1 wrap\x00"
_OUTER_LABEL = b"tempory/1 shred\x00"


def wrap_private_key(seed: Secret, *, key_half: Secret, mailbox: MailboxId, random: Random) -> bytes:
    """Return the inner wrap, 61 octets: `seed` under the holder's key half. Made by the page or the client."""
    return _wrap(seed.reveal(), key=key_half, label=_INNER_LABEL, mailbox=mailbox, random=random)


def unwrap_private_key(inner_wrap: bytes, *, key_half: Secret, mailbox: MailboxId) -> Secret:
    """Return the seed in an inner wrap; `IntegrityError` if it is not of this key half and mailbox."""
    return Secret(_unwrap(inner_wrap, INNER_WRAP_OCTETS, key=key_half, label=_INNER_LABEL, mailbox=mailbox))


def add_shred_layer(inner_wrap: bytes, *, shred_key: Secret, mailbox: MailboxId, random: Random) -> bytes:
    """Return the outer wrap: an inner wrap (90 octets then), or an escrow wrap, under the shred key. The server's."""
    if len(inner_wrap) not in _INNER_SIZES or inner_wrap[:1] != FORMAT:
        raise _broken_wrap()
    return _wrap(inner_wrap, key=shred_key, label=_OUTER_LABEL, mailbox=mailbox, random=random)


def strip_shred_layer(outer_wrap: bytes, *, shred_key: Secret, mailbox: MailboxId) -> bytes:
    """Return what is in an outer wrap; `IntegrityError` if it is not of this shred key and mailbox."""
    size = OUTER_WRAP_OCTETS if len(outer_wrap) == OUTER_WRAP_OCTETS else _LAYER_OCTETS + ESCROW_WRAP_OCTETS
    return _unwrap(outer_wrap, size, key=shred_key, label=_OUTER_LABEL, mailbox=mailbox)


def _wrap(plaintext: bytes, *, key: Secret, label: bytes, mailbox: MailboxId, random: Random) -> bytes:
    nonce = random(NONCE_OCTETS)
    return FORMAT + nonce + AESGCM(key.reveal()).encrypt(nonce, plaintext, label + mailbox.octets)


def _unwrap(wrap: bytes, size: int, *, key: Secret, label: bytes, mailbox: MailboxId) -> bytes:
    if len(wrap) != size or wrap[:1] != FORMAT:
        raise _broken_wrap()
    nonce, ciphertext = wrap[1 : 1 + NONCE_OCTETS], wrap[1 + NONCE_OCTETS :]
    try:
        return AESGCM(key.reveal()).decrypt(nonce, ciphertext, label + mailbox.octets)
    except InvalidTag:
        raise _broken_wrap() from None


def _broken_wrap() -> IntegrityError:
    return IntegrityError("a wrapped key was altered, or wrapped for another mailbox or holder")
