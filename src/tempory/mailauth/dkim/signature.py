"""A DKIM-Signature field, or an ARC-Message-Signature, which has the same tags. RFC 6376 §3.5, RFC 8617 §4.1.2."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tempory.mailauth.canonical import Canonicalization
from tempory.mailauth.tags import TagListError, parse_tags, without_white_space
from tempory.values import Domain, InvalidValueError

MAX_NAMES: Final = 1_000
_DIGITS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
# The value of `b`, wherever it stands; `b` begins a tag, so that `b=` inside another tag's value is not it.
_SIGNATURE_VALUE: Final = re.compile(rb"((?:\A|;)[ \t\r\n]*+b[ \t\r\n]*+=)[^;]*+")
_NAME: Final = re.compile(rb"[!-9<-~]+")


class DkimReason(StrEnum):
    """Why a signature came out as it did."""

    VERIFIED = "verified"
    SYNTAX = "syntax"
    VERSION = "version"
    MISSING_TAG = "missing_tag"
    ALGORITHM = "algorithm"
    BODY_LENGTH = "body_length"
    FROM_NOT_SIGNED = "from_not_signed"
    IDENTITY = "identity"
    EXPIRED = "expired"
    FUTURE = "future"
    MANY_AUTHORS = "many_authors"
    HEADER_FLOOD = "header_flood"
    NO_KEY = "no_key"
    KEY_SYNTAX = "key_syntax"
    KEY_REVOKED = "key_revoked"
    KEY_SIZE = "key_size"
    KEY_MISMATCH = "key_mismatch"
    TESTING = "testing"
    DNS = "dns"
    BODY_CHANGED = "body_changed"
    HEADER_CHANGED = "header_changed"


class SignatureError(ValueError):
    """A signature that is not looked at further."""

    def __init__(self, reason: DkimReason) -> None:
        super().__init__(reason)
        self.reason = reason


class Algorithm(StrEnum):
    """RFC 8301 §3.1 and RFC 8463 §3."""

    RSA_SHA256 = "rsa-sha256"
    ED25519_SHA256 = "ed25519-sha256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What the field says. `header` and `body` None: `c=` was not given. Times in seconds since the epoch."""

    algorithm: Algorithm
    domain: str
    selector: str
    signature: bytes
    body_hash: bytes
    names: tuple[bytes, ...]
    header: Canonicalization = Canonicalization.SIMPLE
    body: Canonicalization = Canonicalization.SIMPLE
    is_canonicalization_given: bool = False
    identity: str = ""
    instance: str = ""
    signed_at: int | None = None
    expires_at: int | None = None


def parse_signature(value: bytes, *, is_arc: bool = False) -> Signature:
    """Read the value of a DKIM-Signature or ARC-Message-Signature field; `SignatureError` if it cannot count."""
    tags = read_tags(value, ("a", "b", "bh", "d", "h", "s", *(("i",) if is_arc else ("v",))))
    if tags.get("v", "1") != "1":
        raise SignatureError(DkimReason.VERSION)
    if "l" in tags:
        # RFC 6376 §8.2, stricter: what follows the signed part could be anything.
        raise SignatureError(DkimReason.BODY_LENGTH)
    methods = without_white_space(tags.get("q", "dns/txt")).lower().split(":")
    if "dns/txt" not in methods:
        raise SignatureError(DkimReason.SYNTAX)
    domain = read_domain(tags["d"])
    header, body = _read_canonicalization(tags.get("c"))
    signed_at, expires_at = read_time(tags.get("t")), read_time(tags.get("x"))
    if signed_at is not None and expires_at is not None and expires_at <= signed_at:
        raise SignatureError(DkimReason.SYNTAX)
    return Signature(
        algorithm=read_algorithm(tags["a"]),
        domain=domain,
        selector=read_domain(tags["s"]),
        signature=read_base64(tags["b"]),
        body_hash=read_base64(tags["bh"]),
        names=_read_names(tags["h"], is_arc=is_arc),
        header=header,
        body=body,
        is_canonicalization_given="c" in tags,
        identity="" if is_arc else _read_identity(tags.get("i", f"@{domain}"), domain),
        instance=tags["i"] if is_arc else "",
        signed_at=signed_at,
        expires_at=expires_at,
    )


def read_tags(value: bytes, needed: tuple[str, ...]) -> dict[str, str]:
    """Return the tags of a field that must have all of `needed`, each with something in it."""
    try:
        tags = parse_tags(value)
    except TagListError:
        raise SignatureError(DkimReason.SYNTAX) from None
    if not all(tags.get(name) for name in needed):
        raise SignatureError(DkimReason.MISSING_TAG)
    return tags


def read_algorithm(value: str) -> Algorithm:
    """Return the algorithm; RFC 8301 §3.1: rsa-sha1 is none any more."""
    try:
        return Algorithm(value.lower())
    except ValueError:
        raise SignatureError(DkimReason.ALGORITHM) from None


def read_domain(value: str) -> str:
    """Return a domain or a selector as A-labels (RFC 8616 §4)."""
    try:
        return Domain.parse(value).name
    except InvalidValueError:
        raise SignatureError(DkimReason.SYNTAX) from None


def read_base64(value: str) -> bytes:
    """Return what base64 with white space in it stands for; strictly."""
    try:
        return b64decode(without_white_space(value), validate=True)
    except (Base64Error, ValueError):  # ValueError: letters beyond ASCII
        raise SignatureError(DkimReason.SYNTAX) from None


def read_time(value: str | None) -> int | None:
    """Return seconds since the epoch."""
    if value is None:
        return None
    if not _DIGITS.fullmatch(value):
        raise SignatureError(DkimReason.SYNTAX)
    return int(value)


def without_signature(octets: bytes) -> bytes:
    """Return a whole signature field with its `b=` emptied, as it was when it was signed (RFC 6376 §3.7)."""
    name, colon, value = octets.partition(b":")
    return name + colon + _SIGNATURE_VALUE.sub(rb"\1", value, count=1)


def _read_canonicalization(value: str | None) -> tuple[Canonicalization, Canonicalization]:
    header, _, body = (value or "simple").lower().partition("/")
    try:
        return Canonicalization(header), Canonicalization(body or "simple")
    except ValueError:
        raise SignatureError(DkimReason.SYNTAX) from None


def _read_names(value: str, *, is_arc: bool) -> tuple[bytes, ...]:
    names = tuple(without_white_space(value).lower().encode("utf-8").split(b":"))
    if len(names) > MAX_NAMES or not all(_NAME.fullmatch(name) for name in names):
        raise SignatureError(DkimReason.SYNTAX)
    if b"from" not in names:
        raise SignatureError(DkimReason.FROM_NOT_SIGNED)  # RFC 6376 §5.4
    if is_arc and b"arc-seal" in names:
        raise SignatureError(DkimReason.SYNTAX)  # RFC 8617 §4.1.2
    return names


def _read_identity(value: str, domain: str) -> str:
    """RFC 6376 §3.5: the domain of `i=` is that of `d=` or below it."""
    local, at, raw_domain = value.rpartition("@")
    if not at:
        raise SignatureError(DkimReason.SYNTAX)
    identity = read_domain(raw_domain)
    if identity != domain and not identity.endswith(f".{domain}"):
        raise SignatureError(DkimReason.IDENTITY)
    return f"{local}@{identity}"
