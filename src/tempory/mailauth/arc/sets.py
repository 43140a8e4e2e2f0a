"""ARC Sets taken out of a header: three fields an instance, none missing, none twice. RFC 8617 §4.1, §5.2."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tempory.mailauth.dkim.signature import (
    Algorithm,
    Signature,
    SignatureError,
    parse_signature,
    read_algorithm,
    read_base64,
    read_domain,
    read_tags,
    read_time,
)
from tempory.mailauth.letter import Letter, RawField

MAX_INSTANCES: Final = 50
RESULTS_FIELD: Final = b"arc-authentication-results"
SIGNATURE_FIELD: Final = b"arc-message-signature"
SEAL_FIELD: Final = b"arc-seal"
_INSTANCE: Final = re.compile(r"[1-9][0-9]?", re.ASCII)
# RFC 8617 §4.1.1: the instance stands before anything else.
_RESULTS_INSTANCE: Final = re.compile(rb"[ \t\r\n]*+i[ \t\r\n]*+=[ \t\r\n]*+([1-9][0-9]?)[ \t\r\n]*+;")


class ArcReason(StrEnum):
    """Why a chain came out as it did."""

    NO_CHAIN = "no_chain"
    WHOLE = "whole"
    TOO_MANY = "too_many"
    STRUCTURE = "structure"
    SYNTAX = "syntax"
    CHAIN_STATUS = "chain_status"
    SEALED_AS_FAILED = "sealed_as_failed"
    MESSAGE_CHANGED = "message_changed"
    SEAL_BROKEN = "seal_broken"
    HEADER_FLOOD = "header_flood"
    DNS = "dns"


class ArcError(ValueError):
    """A chain that fails."""

    def __init__(self, reason: ArcReason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What an ARC-Seal field says (RFC 8617 §4.1.3)."""

    algorithm: Algorithm
    domain: str
    selector: str
    signature: bytes
    chain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcSet:
    """One hop: what it found, its signature over the message, its seal over the chain."""

    instance: int
    results_field: RawField
    signature_field: RawField
    signature: Signature
    seal_field: RawField
    seal: Seal


def collect_sets(letter: Letter) -> tuple[ArcSet, ...]:
    """Return the sets in the order of their instances; `ArcError` unless they are a chain from 1 on."""
    results = _without_copies(letter.all_called(RESULTS_FIELD))
    signatures = _without_copies(letter.all_called(SIGNATURE_FIELD))
    seals = _without_copies(letter.all_called(SEAL_FIELD))
    count = len(seals)
    if max(len(results), len(signatures), count) > MAX_INSTANCES:
        raise ArcError(ArcReason.TOO_MANY)
    copies = {len(letter.all_called(name)) for name in (RESULTS_FIELD, SIGNATURE_FIELD, SEAL_FIELD)}
    if not len(results) == len(signatures) == count or len(copies) > 1:
        raise ArcError(ArcReason.STRUCTURE)
    try:
        results_by_instance = {_read_results_instance(field): field for field in results}
        signed = {_read_instance(each.instance): (field, each) for field, each in map(_read_signature, signatures)}
        sealed = {instance: (field, seal) for field, instance, seal in map(_read_seal, seals)}
    except SignatureError:
        raise ArcError(ArcReason.SYNTAX) from None
    instances = range(1, count + 1)
    if not set(instances) == results_by_instance.keys() == signed.keys() == sealed.keys():
        raise ArcError(ArcReason.STRUCTURE)
    return tuple(
        ArcSet(
            instance=number,
            results_field=results_by_instance[number],
            signature_field=signed[number][0],
            signature=signed[number][1],
            seal_field=sealed[number][0],
            seal=sealed[number][1],
        )
        for number in instances
    )


def _without_copies(fields: Sequence[RawField]) -> list[RawField]:
    """Return `fields` without what is there twice, octet for octet: a whole set that came twice says nothing new."""
    return list({field.octets: field for field in fields}.values())


def _read_results_instance(field: RawField) -> int:
    match = _RESULTS_INSTANCE.match(field.value)
    if match is None:
        raise ArcError(ArcReason.SYNTAX)
    return int(match[1])


def _read_instance(value: str) -> int:
    if not _INSTANCE.fullmatch(value):
        raise ArcError(ArcReason.SYNTAX)
    return int(value)


def _read_signature(field: RawField) -> tuple[RawField, Signature]:
    return field, parse_signature(field.value, is_arc=True)


def _read_seal(field: RawField) -> tuple[RawField, int, Seal]:
    tags = read_tags(field.value, ("i", "a", "b", "cv", "d", "s"))
    chain = tags["cv"].lower()
    if "h" in tags or chain not in {"none", "pass", "fail"}:
        raise ArcError(ArcReason.SYNTAX)  # RFC 8617 §4.1.3: a seal names no header fields
    read_time(tags.get("t"))
    seal = Seal(
        algorithm=read_algorithm(tags["a"]),
        domain=read_domain(tags["d"]),
        selector=read_domain(tags["s"]),
        signature=read_base64(tags["b"]),
        chain=chain,
    )
    return field, _read_instance(tags["i"]), seal
