"""Signs messages, with canonicalizations of its own: written from the RFC's words, slow and plain."""

import re
from base64 import b64encode
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PrivateKey = RSAPrivateKey | Ed25519PrivateKey
NAMES = "from:to:subject:date"


@cache
def rsa_key(bits: int = 2048) -> RSAPrivateKey:
    return generate_private_key(65537, bits)


@cache
def ed25519_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def key_record(key: PrivateKey, tags: str = "v=DKIM1; ") -> str:
    if isinstance(key, RSAPrivateKey):
        octets = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return f"{tags}k=rsa; p={b64encode(octets).decode()}"
    octets = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"{tags}k=ed25519; p={b64encode(octets).decode()}"


def plain_body(body: bytes, how: str) -> bytes:
    lines = body.split(b"\r\n")
    if how == "relaxed":
        lines = [re.sub(rb"[ \t]+", b" ", line) for line in lines]
        lines = [line.removesuffix(b" ") for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    if not lines:
        return b"\r\n" if how == "simple" else b""
    return b"\r\n".join(lines) + b"\r\n"


def plain_field(octets: bytes, how: str) -> bytes:
    if how == "simple":
        return octets
    name, value = octets.split(b":", 1)
    value = re.sub(rb"[ \t]+", b" ", re.sub(rb"\r\n", b"", value))
    return name.strip().lower() + b":" + value.strip()


def fields_of(message: bytes) -> list[bytes]:
    header = message.split(b"\r\n\r\n", 1)[0]
    return re.sub(rb"\r\n(?![ \t])", b"\x00", header).split(b"\x00")


def select(message: bytes, names: str) -> list[bytes]:
    left = fields_of(message)
    chosen = []
    for name in names.lower().split(":"):
        for at in range(len(left) - 1, -1, -1):
            if left[at].split(b":", 1)[0].strip().lower() == name.strip().encode():
                chosen.append(left.pop(at))
                break
    return chosen


def sign_octets(key: PrivateKey, octets: bytes) -> str:
    digest = sha256(octets).digest()
    if isinstance(key, RSAPrivateKey):
        return b64encode(key.sign(digest, PKCS1v15(), Prehashed(SHA256()))).decode()
    return b64encode(key.sign(digest)).decode()


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Makes one DKIM-Signature, or an ARC Set. `tags` replace those of the signature; an empty one leaves it out."""

    key: PrivateKey = field(default_factory=rsa_key)
    domain: str = "bank.example"
    selector: str = "s1"
    header: str = "relaxed"
    body: str = "relaxed"
    names: str = NAMES
    tags: dict[str, str] = field(default_factory=dict)

    def sign(self, message: bytes) -> bytes:
        """Return `message` with a DKIM-Signature on top."""
        field_ = self._signature("DKIM-Signature", {"v": "1"}, message)
        return field_ + b"\r\n" + message

    def zone(self, tags: str = "v=DKIM1; ") -> str:
        return f"{self.selector}._domainkey.{self.domain} TXT {key_record(self.key, tags)}\n"

    def _signature(self, name: str, first: dict[str, str], message: bytes) -> bytes:
        body = message.split(b"\r\n\r\n", 1)[1] if b"\r\n\r\n" in message else b""
        digest = sha256(plain_body(body, self.body)).digest()
        algorithm = "rsa-sha256" if isinstance(self.key, RSAPrivateKey) else "ed25519-sha256"
        tags = {
            **first,
            "a": algorithm,
            "c": f"{self.header}/{self.body}",
            "d": self.domain,
            "s": self.selector,
            "h": self.names,
            "bh": b64encode(digest).decode(),
            **self.tags,
            "b": "",
        }
        text = ";\r\n\t".join(f"{tag}={value}" for tag, value in tags.items() if value or tag == "b")
        unsigned = f"{name}: {text}".encode()
        covered = [plain_field(each, self.header) + b"\r\n" for each in select(message, self.names)]
        signature = sign_octets(self.key, b"".join(covered) + plain_field(unsigned, self.header))
        return unsigned + tags_of_b(signature)

    def seal(self, message: bytes, instance: int, chain: str, results: str = "lists.example; dmarc=pass") -> bytes:
        """Return `message` with one more ARC Set on top (RFC 8617 §5.1)."""
        found = f"ARC-Authentication-Results: i={instance}; {results}".encode()
        signed = self._signature("ARC-Message-Signature", {"i": str(instance)}, found + b"\r\n" + message)
        sets = []
        for number in range(1, instance):
            sets += [
                each
                for name in (b"arc-authentication-results", b"arc-message-signature", b"arc-seal")
                for each in fields_of(message)
                if each.lower().startswith(name + b":") and b"i=%d;" % number in each
            ]
        algorithm = "rsa-sha256" if isinstance(self.key, RSAPrivateKey) else "ed25519-sha256"
        seal = f"ARC-Seal: i={instance}; a={algorithm}; cv={chain}; d={self.domain}; s={self.selector}; b=".encode()
        octets = b"".join(plain_field(each, "relaxed") + b"\r\n" for each in (*sets, found, signed))
        seal += sign_octets(self.key, octets + plain_field(seal, "relaxed")).encode()
        return b"\r\n".join((seal, signed, found, message))


def tags_of_b(signature: str) -> bytes:
    """Return a signature as a field folds it."""
    return b"\r\n\t".join(signature[at : at + 60].encode() for at in range(0, len(signature), 60))
