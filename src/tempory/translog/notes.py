"""Signed notes: a text and who vouches for it. C2SP signed-note, Ed25519 (RFC 8032) as type 0x01.

Type 0x04, a witness's timestamped cosignature, is C2SP tlog-cosignature's `cosignature/v1`; the note's text is then a
checkpoint. Keys are written as Go's note package writes them: `name+id+base64`, and `PRIVATE+KEY+name+id+base64`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tempory.translog.lines import encode_base64, parse_base64, split_text
from tempory.values import IntegrityError, InvalidValueError, Secret

MAX_NOTE_OCTETS = 256 * 1024
# C2SP signed-note: at least 16 are accepted, and there is a limit.
MAX_SIGNATURES = 32
KEY_OCTETS = 32
SIGNATURE_OCTETS = 64
_ID_OCTETS = 4
_TIME_OCTETS = 8
_DASH = "\N{EM DASH} "
_ID = re.compile(r"[0-9a-f]{8}", re.ASCII)
_MAX_NAME = 255
_SECRET_MARK = "PRIVATE+KEY+"  # noqa: S105 (how a key file begins)


class SignatureType(IntEnum):
    """C2SP signed-note, "Signature types"."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One line below a note: whose, the key's id, and the octets. Nothing is checked yet."""

    name: str
    key_id: bytes
    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """`text` ends in a line feed and is what was signed."""

    text: str
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        """Write the note."""
        return f"{self.text}\n{encode_signatures(self.signatures)}".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A signature that holds. `time` in seconds since the epoch, for a cosignature."""

    key: "VerifierKey"
    time: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A public key with its name. Construction checks both."""

    name: str
    type: SignatureType
    public: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.public) != KEY_OCTETS:
            message = f"a public key has {KEY_OCTETS} octets"
            raise InvalidValueError(message)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `name+id+base64`; `InvalidValueError` for anything else, or if the id is not the key's."""
        name, type_, material, key_id = _parse_key(text)
        key = cls(name=name, type=type_, public=material)
        if key.key_id.hex() != key_id:
            message = "the key's id is not that of its name and octets"
            raise InvalidValueError(message)
        return key

    @property
    def key_id(self) -> bytes:
        """Four octets. C2SP signed-note: SHA-256(name ‖ 0x0A ‖ type ‖ public key)[:4]."""
        return sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public).digest()[:_ID_OCTETS]

    def verify(self, text: str, signature: Signature) -> int | None:
        """Check one signature and return its time if it has one. `IntegrityError` if it does not hold."""
        octets, time = signature.octets, None
        message = text.encode()
        if self.type is SignatureType.COSIGNATURE:
            time = int.from_bytes(octets[:_TIME_OCTETS], "big")
            octets = octets[_TIME_OCTETS:]
            message = cosigned_message(text, time)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(octets, message)
        except (InvalidSignature, ValueError):
            reason = f"the signature of {self.name} does not hold"
            raise IntegrityError(reason) from None
        return time

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(bytes([self.type]) + self.public)}"


class Signer:
    """A private key with its name. `now` gives seconds since the epoch, for cosignatures."""

    def __init__(self, name: str, seed: Secret, *, type: SignatureType = SignatureType.ED25519) -> None:  # noqa: A002 (the specification's word)
        if len(seed) != KEY_OCTETS:
            message = f"a private key has {KEY_OCTETS} octets"
            raise InvalidValueError(message)
        self._key = Ed25519PrivateKey.from_private_bytes(seed.reveal())
        self._seed = seed
        self.key = VerifierKey(name=name, type=type, public=self._key.public_key().public_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `PRIVATE+KEY+name+id+base64`; `InvalidValueError` for anything else."""
        if not text.startswith(_SECRET_MARK):
            message = "not a private key"
            raise InvalidValueError(message)
        name, type_, material, key_id = _parse_key(text.removeprefix(_SECRET_MARK))
        signer = cls(name, Secret(material), type=type_)
        if signer.key.key_id.hex() != key_id:
            message = "the key's id is not that of its name and octets"
            raise InvalidValueError(message)
        return signer

    def encode(self) -> Secret:
        """Write the private key, for its file."""
        material = encode_base64(bytes([self.key.type]) + self._seed.reveal())
        return Secret(f"{_SECRET_MARK}{self.key.name}+{self.key.key_id.hex()}+{material}".encode())

    def sign(self, text: str, *, time: int | None = None) -> Signature:
        """Sign a text that ends in a line feed. A cosignature needs `time`; any other has none."""
        octets = text.encode()
        head = b""
        if time is not None:
            octets = cosigned_message(text, time)
            head = time.to_bytes(_TIME_OCTETS, "big")
        return Signature(name=self.key.name, key_id=self.key.key_id, octets=head + self._key.sign(octets))


def cosigned_message(text: str, time: int) -> bytes:
    """Return what a witness signs. C2SP tlog-cosignature, "Ed25519 signed message"."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def check_name(name: str) -> None:
    """Refuse what cannot name a key: empty, with a space of any kind, a plus sign or a control character."""
    if not 0 < len(name) <= _MAX_NAME or "+" in name or any(c.isspace() or not c.isprintable() for c in name):
        message = "a key's name has no spaces and no plus sign"
        raise InvalidValueError(message)


def parse_note(octets: bytes) -> Note:
    """Read a signed note; `IntegrityError` for anything else. Nothing in it is to be believed yet."""
    text, separator, tail = split_text(octets, MAX_NOTE_OCTETS).rpartition("\n\n")
    if not separator:
        message = "not a signed note"
        raise IntegrityError(message)
    return Note(text=f"{text}\n", signatures=parse_signatures(tail))


def parse_signatures(text: str) -> tuple[Signature, ...]:
    """Read the lines below a note, each with its line feed; there is one at least."""
    *lines, rest = text.split("\n")
    if rest or not 0 < len(lines) <= MAX_SIGNATURES:
        message = f"a note has 1 to {MAX_SIGNATURES} signatures, each on a line"
        raise IntegrityError(message)
    return tuple(_parse_signature(line) for line in lines)


def encode_signatures(signatures: Sequence[Signature]) -> str:
    """Write the lines below a note."""
    return "".join(f"{_DASH}{each.name} {encode_base64(each.key_id + each.octets)}\n" for each in signatures)


def verify_note(note: Note, keys: Sequence[VerifierKey]) -> list[Verified]:
    """Return the signatures by `keys`, each key once. `IntegrityError` if one does not hold, or if there is none."""
    known = {(key.name, key.key_id): key for key in keys}
    held: dict[str, Verified] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is not None and str(key) not in held:
            held[str(key)] = Verified(key=key, time=key.verify(note.text, signature))
    if not held:
        message = "no known key has signed this"
        raise IntegrityError(message)
    return list(held.values())


def _parse_signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    try:
        check_name(name)
    except InvalidValueError:
        space = ""
    octets = parse_base64(encoded)
    if not line.startswith(_DASH) or not space or len(octets) <= _ID_OCTETS:
        message = "not a signature line"
        raise IntegrityError(message)
    return Signature(name=name, key_id=octets[:_ID_OCTETS], octets=octets[_ID_OCTETS:])


def _parse_key(text: str) -> tuple[str, SignatureType, bytes, str]:
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        octets = parse_base64(encoded)
        type_ = SignatureType(octets[0])
    except (IntegrityError, IndexError, ValueError):
        key_id, octets, type_ = "", b"", SignatureType.ED25519
    if not _ID.fullmatch(key_id):
        message = "a key is written as its name, its id and its octets, with plus signs between"
        raise InvalidValueError(message)
    return name, type_, octets[1:], key_id
