"""The two small sealed objects: a mailbox's profile and a message's summary. Each is 0x01 ‖ HPKE seal.

The `info` binds an object to its kind, its mailbox and its message: moved elsewhere, it no longer opens.
"""

from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag

from tempory.sealing.keys import KeyPair, PublicKey
from tempory.values import Address, IntegrityError, InvalidValueError, MailboxId, MessageId

FORMAT = b"\x01"
SEAL_OVERHEAD = 1 + 1120 + 16
MAX_PROFILE_OCTETS = 4096
"""What a profile's JSON may have; the longest address has 320 octets."""
MAX_SUMMARY_OCTETS = 1024 * 1024
"""What a summary's JSON may have. Delivery keeps what a message says of itself well below."""


class _Profile(msgspec.Struct, frozen=True, kw_only=True):
    v: Annotated[int, msgspec.Meta(ge=1, le=1)] = 1
    address: str


_encoder = msgspec.json.Encoder()
_profile_decoder = msgspec.json.Decoder(_Profile)


def seal_profile(public_key: PublicKey, address: Address, *, mailbox: MailboxId) -> bytes:
    """Seal the one place where a mailbox's address is kept readable, for its holder."""
    return FORMAT + public_key.seal(_encoder.encode(_Profile(address=str(address))), _profile_info(mailbox))


def open_profile(key_pair: KeyPair, sealed: bytes, *, mailbox: MailboxId) -> Address:
    """Open a profile; `IntegrityError` if it was altered or sealed to somebody else."""
    plaintext = _open(key_pair, sealed, _profile_info(mailbox), MAX_PROFILE_OCTETS)
    try:
        return Address.parse(_profile_decoder.decode(plaintext).address)
    except ValueError:  # msgspec's errors, UnicodeDecodeError and InvalidValueError are ValueErrors
        raise _broken_seal() from None


def seal_summary(public_key: PublicKey, summary: bytes, *, mailbox: MailboxId, message: MessageId) -> bytes:
    """Seal a summary's JSON (`encode_summary` writes it); `InvalidValueError` above 1 MiB."""
    if len(summary) > MAX_SUMMARY_OCTETS:
        message_text = f"a summary has at most {MAX_SUMMARY_OCTETS} octets"
        raise InvalidValueError(message_text)
    return FORMAT + public_key.seal(summary, _summary_info(mailbox, message))


def open_summary(key_pair: KeyPair, sealed: bytes, *, mailbox: MailboxId, message: MessageId) -> bytes:
    """Open a summary and return its JSON (`decode_summary` reads it); `IntegrityError` if it is not this message's."""
    return _open(key_pair, sealed, _summary_info(mailbox, message), MAX_SUMMARY_OCTETS)


def _open(key_pair: KeyPair, sealed: bytes, info: bytes, max_octets: int) -> bytes:
    if sealed[:1] != FORMAT or len(sealed) > SEAL_OVERHEAD + max_octets:
        raise _broken_seal()
    try:
        return key_pair.open(sealed[1:], info)
    except InvalidTag:
        raise _broken_seal() from None


def _profile_info(mailbox: MailboxId) -> bytes:
    return b"tempory/1 profile\x00" + mailbox.octets


def _summary_info(mailbox: MailboxId, message: MessageId) -> bytes:
    return b"tempory/1 summary\x00" + mailbox.octets + message.octets


def _broken_seal() -> IntegrityError:
    return IntegrityError("a sealed object was altered, or sealed for another mailbox or message")
