"""What opens a member's mailbox: the password, app passwords, a passkey's PRF, a recovery secret, an escrow key.

Each gives a key half that wraps the private key (`wraps`), and none of them is ever stored. docs/sealing.md, "Members".
The password's auth half and the whole of everything else stay apart by prefix and by HKDF label.

RFC 9106 (Argon2id), RFC 5869 (HKDF), RFC 8265 §4.2 (passwords in one form), RFC 9180 (HPKE).
"""

import unicodedata
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tempory.sealing.credentials import SecretKind, TokenHalves
from tempory.sealing.keys import SECRET_OCTETS, KeyPair, PublicKey
from tempory.sealing.passwords import (
    PASSWORD_SALT_OCTETS,
    RFC_9106_SECOND_CHOICE,
    Argon2Parameters,
    derive_password_key,
)
from tempory.sealing.wraps import ESCROW_WRAP_OCTETS, FORMAT
from tempory.values import IntegrityError, InvalidValueError, MailboxId, Secret

MEMBER_PARAMETERS: Final = RFC_9106_SECOND_CHOICE
"""What a password set today is derived with."""
FLOOR: Final = RFC_9106_SECOND_CHOICE
"""Less of anything is refused by every client: a server that asks for less wants to guess."""
CEILING: Final = Argon2Parameters(passes=16, lanes=16, memory_kibibytes=1024 * 1024)
"""More of anything is refused too: it would only keep the client busy."""
RECOVERY_OCTETS: Final = 20
_GROUP: Final = 4
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_MISREAD: Final = str.maketrans("ILO", "110")
_ESCROW_LABEL: Final = b"tempory/1 escrow\x00"


def check_parameters(parameters: Argon2Parameters) -> None:
    """Raise `InvalidValueError` for parameters below the floor or beyond the ceiling."""
    given = (parameters.passes, parameters.lanes, parameters.memory_kibibytes)
    least = (FLOOR.passes, FLOOR.lanes, FLOOR.memory_kibibytes)
    most = (CEILING.passes, CEILING.lanes, CEILING.memory_kibibytes)
    if not all(low <= value <= high for low, value, high in zip(least, given, most, strict=True)):
        message = "these parameters would protect the password too little, or ask too much of this device"
        raise InvalidValueError(message)


def split_password(password: str, salt: bytes, parameters: Argon2Parameters = MEMBER_PARAMETERS) -> TokenHalves:
    """Derive the auth half, which logs in, and the key half, which wraps. Holds the parameters' memory for a second.

    `InvalidValueError` for a salt of another size, or parameters outside of floor and ceiling.
    """
    check_parameters(parameters)
    if len(salt) != PASSWORD_SALT_OCTETS:
        message = f"a salt has {PASSWORD_SALT_OCTETS} octets"
        raise InvalidValueError(message)
    octets = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    key = derive_password_key(Secret(octets), salt, parameters)
    return TokenHalves(auth=_derive(key, b"password auth half"), key=_derive(key, b"password key half"))


def split_app_password(secret: Secret) -> TokenHalves:
    """Derive both halves of an app password: 32 random octets, so that no slow hash is needed."""
    if len(secret) != SECRET_OCTETS:
        message = f"an app password has {SECRET_OCTETS} octets"
        raise InvalidValueError(message)
    return TokenHalves(auth=_derive(secret, b"app auth half"), key=_derive(secret, b"app key half"))


def parse_app_password(text: str) -> Secret:
    """Read an app password as it is typed into a mail program; `InvalidValueError` for anything else."""
    return SecretKind.APP_PASSWORD.parse(text)


def derive_passkey_key(prf_output: Secret) -> Secret:
    """Return the key half that a passkey's PRF gives (WebAuthn Level 3 §10.1.4, evaluated once)."""
    if len(prf_output) != SECRET_OCTETS:
        message = f"a PRF gives {SECRET_OCTETS} octets"
        raise InvalidValueError(message)
    return _derive(prf_output, b"passkey key half")


def derive_recovery_key(recovery: Secret) -> Secret:
    """Return the key half that a recovery secret gives."""
    if len(recovery) != RECOVERY_OCTETS:
        message = f"a recovery secret has {RECOVERY_OCTETS} octets"
        raise InvalidValueError(message)
    return _derive(recovery, b"recovery key half")


def encode_recovery(recovery: Secret) -> str:
    """Write a recovery secret for paper: eight groups of four characters that are not mistaken for each other."""
    number = int.from_bytes(recovery.reveal(), "big")
    digits = RECOVERY_OCTETS * 8 // 5
    text = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(digits)))
    return "-".join(text[start : start + _GROUP] for start in range(0, digits, _GROUP))


def parse_recovery(text: str) -> Secret:
    """Read a recovery secret as a person types it: any case, any spaces and dashes, I and L for 1, O for 0."""
    letters = "".join(text.split()).replace("-", "").upper().translate(_MISREAD)
    if len(letters) != RECOVERY_OCTETS * 8 // 5 or any(letter not in _ALPHABET for letter in letters):
        message = "a recovery secret has eight groups of four letters and digits"
        raise InvalidValueError(message)
    number = 0
    for letter in letters:
        number = number << 5 | _ALPHABET.index(letter)
    return Secret(number.to_bytes(RECOVERY_OCTETS, "big"))


def seal_to_escrow(seed: Secret, escrow: PublicKey, *, mailbox: MailboxId) -> bytes:
    """Return the escrow wrap: the private key sealed to the organisation's offline key. Made by the page."""
    return FORMAT + escrow.seal(seed.reveal(), _ESCROW_LABEL + mailbox.octets)


def open_escrow(wrap: bytes, keys: KeyPair, *, mailbox: MailboxId) -> Secret:
    """Return the seed in an escrow wrap, on the machine that holds the escrow key; `IntegrityError` otherwise."""
    message = "an escrow wrap was altered, or is of another key or mailbox"
    if len(wrap) != ESCROW_WRAP_OCTETS or wrap[:1] != FORMAT:
        raise IntegrityError(message)
    try:
        return Secret(keys.open(wrap[1:], _ESCROW_LABEL + mailbox.octets))
    except InvalidTag:
        raise IntegrityError(message) from None


def _derive(secret: Secret, label: bytes) -> Secret:
    derivation = HKDF(algorithm=SHA256(), length=SECRET_OCTETS, salt=None, info=b"tempory/1 " + label)
    return Secret(derivation.derive(secret.reveal()))
