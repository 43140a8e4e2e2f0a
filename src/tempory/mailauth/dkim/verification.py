"""Signatures checked, topmost first, each on its own. RFC 6376 §6.1."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from tempory.mailauth.canonical import Canonicalization, canonicalize_field
from tempory.mailauth.dkim.keys import KeyRecord, KeyRecordError, parse_key_record
from tempory.mailauth.dkim.signature import (
    Algorithm,
    DkimReason,
    Signature,
    SignatureError,
    parse_signature,
    without_signature,
)
from tempory.mailauth.letter import Letter, RawField
from tempory.mailauth.lookups import Outcome, Resolver
from tempory.mailauth.results import Result

MAX_SIGNATURES: Final = 5
"""Signatures looked at (RFC 6376 §6.1 leaves it to us; real mail has one to three). Those below count for nothing."""

CLOCK_SKEW: Final = 3_600
"""Seconds by which a signer's clock may be ahead of ours."""

FIELD: Final = b"dkim-signature"
_MAX_KEYS: Final = 3

RESULTS: Final = {
    DkimReason.VERIFIED: Result.PASS,
    DkimReason.BODY_CHANGED: Result.FAIL,
    DkimReason.HEADER_CHANGED: Result.FAIL,
    DkimReason.EXPIRED: Result.FAIL,
    DkimReason.FUTURE: Result.FAIL,
    DkimReason.DNS: Result.TEMPERROR,
    DkimReason.TESTING: Result.NEUTRAL,
    DkimReason.ALGORITHM: Result.POLICY,
    DkimReason.BODY_LENGTH: Result.POLICY,
    DkimReason.KEY_SIZE: Result.POLICY,
    DkimReason.MANY_AUTHORS: Result.POLICY,
    DkimReason.HEADER_FLOOD: Result.POLICY,
}
"""Every other reason is a permanent error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DkimResult:
    """One signature's end. `tag` are the first octets of `b=`, to tell two of one domain apart (RFC 6008 §4).

    `is_key_authentic`: DNSSEC vouches for the key. Fields are empty where the signature could not be read.
    """

    result: Result
    reason: DkimReason
    domain: str = ""
    selector: str = ""
    identity: str = ""
    algorithm: str = ""
    tag: str = ""
    bits: int = 0
    is_key_authentic: bool = False


def prepare(letter: Letter) -> None:
    """Hash the body in each way that its signatures ask for: the one part of the work that grows with the message."""
    for field in letter.all_called(FIELD)[:MAX_SIGNATURES]:
        try:
            letter.body_digest(parse_signature(field.value).body)
        except SignatureError:
            continue


async def verify_dkim(letter: Letter, resolver: Resolver, *, now: int) -> tuple[DkimResult, ...]:
    """Check the first five signatures, at the time `now` (seconds since the epoch). None: the message is not signed."""
    return tuple([await _verify(field, letter, resolver, now) for field in letter.all_called(FIELD)[:MAX_SIGNATURES]])


async def _verify(field: RawField, letter: Letter, resolver: Resolver, now: int) -> DkimResult:
    try:
        signature = parse_signature(field.value)
    except SignatureError as error:
        return _conclude(error.reason)
    try:
        _check_before_asking(signature, letter, now)
        key, is_authentic = await fetch_key_of(signature.selector, signature.domain, signature.algorithm, resolver)
    except SignatureError as error:
        return _conclude(error.reason, signature)
    reason = _check_with(key, field, signature, letter)
    # RFC 6376 §3.6.1, t=y: no different from unsigned mail, whatever comes of it.
    return _conclude(DkimReason.TESTING if key.is_testing else reason, signature, key, is_authentic=is_authentic)


def _check_with(key: KeyRecord, field: RawField, signature: Signature, letter: Letter) -> DkimReason:
    if key.is_strict and signature.identity.rpartition("@")[2] != signature.domain:
        return DkimReason.IDENTITY  # RFC 6376 §3.6.1, t=s
    digest = header_digest(letter.select(signature.names), field, signature.header)
    return DkimReason.VERIFIED if key.has_signed(digest, signature.signature) else DkimReason.HEADER_CHANGED


def _check_before_asking(signature: Signature, letter: Letter, now: int) -> None:
    if letter.is_flooded:
        raise SignatureError(DkimReason.HEADER_FLOOD)
    if len(letter.all_called(b"from")) != 1:
        # RFC 6376 §8.15: the one that is signed need not be the one that is shown.
        raise SignatureError(DkimReason.MANY_AUTHORS)
    if signature.expires_at is not None and signature.expires_at < now:
        raise SignatureError(DkimReason.EXPIRED)
    if signature.signed_at is not None and signature.signed_at > now + CLOCK_SKEW:
        raise SignatureError(DkimReason.FUTURE)
    if letter.body_digest(signature.body) != signature.body_hash:
        raise SignatureError(DkimReason.BODY_CHANGED)


async def fetch_key_of(selector: str, domain: str, algorithm: Algorithm, resolver: Resolver) -> tuple[KeyRecord, bool]:
    """Return the selector's first key that serves `algorithm`, and whether DNSSEC vouches for it.

    `SignatureError` without one (RFC 6376 §6.1.2).
    """
    answer = await resolver.look_up_texts(f"{selector}._domainkey.{domain}")
    if answer.has_failed:
        raise SignatureError(DkimReason.DNS)
    if answer.outcome is not Outcome.FOUND:
        raise SignatureError(DkimReason.NO_KEY)
    reason = DkimReason.NO_KEY
    for text in answer.records[:_MAX_KEYS]:
        try:
            key = parse_key_record(text)
        except KeyRecordError as error:
            reason = error.reason
            continue
        if key.serves(algorithm):
            return key, answer.is_authentic
        reason = DkimReason.KEY_MISMATCH
    raise SignatureError(reason)


def header_digest(covered: list[RawField], field: RawField, canonicalization: Canonicalization) -> bytes:
    """Hash the fields that are covered and the signature's own, its `b=` emptied and without a last CRLF (§3.7)."""
    hashed = sha256()
    for each in covered:
        hashed.update(canonicalize_field(each.octets, canonicalization) + b"\r\n")
    hashed.update(canonicalize_field(without_signature(field.octets), canonicalization))
    return hashed.digest()


def _conclude(
    reason: DkimReason,
    signature: Signature | None = None,
    key: KeyRecord | None = None,
    *,
    is_authentic: bool = False,
) -> DkimResult:
    result = RESULTS.get(reason, Result.PERMERROR)
    if signature is None:
        return DkimResult(result=result, reason=reason)
    return DkimResult(
        result=result,
        reason=reason,
        domain=signature.domain,
        selector=signature.selector,
        identity=signature.identity,
        algorithm=signature.algorithm.value,
        tag=_encode_tag(signature.signature),
        bits=0 if key is None else key.bits,
        is_key_authentic=is_authentic,
    )


def _encode_tag(signature: bytes) -> str:
    return b64encode(signature[:6]).decode("ascii")
