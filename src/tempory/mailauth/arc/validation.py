"""A chain of ARC Sets validated from the newest to the oldest. RFC 8617 §5.2."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tempory.mailauth.arc.sets import ArcError, ArcReason, ArcSet, collect_sets
from tempory.mailauth.canonical import Canonicalization
from tempory.mailauth.dkim.keys import KeyRecord
from tempory.mailauth.dkim.signature import Algorithm, DkimReason, Signature, SignatureError
from tempory.mailauth.dkim.verification import fetch_key_of, header_digest
from tempory.mailauth.letter import Letter, RawField
from tempory.mailauth.lookups import Resolver
from tempory.mailauth.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcResult:
    """`sealers` are the domains of the chain, the oldest first: whom a PASS asks one to believe."""

    result: Result
    reason: ArcReason
    sealers: tuple[str, ...] = ()


async def validate_arc(letter: Letter, resolver: Resolver) -> ArcResult:
    """Return NONE without a chain, PASS for a whole one, FAIL for any other; TEMPERROR if a key could not be had."""
    if letter.is_flooded:
        return ArcResult(result=Result.FAIL, reason=ArcReason.HEADER_FLOOD)
    try:
        sets = collect_sets(letter)
        if not sets:
            return ArcResult(result=Result.NONE, reason=ArcReason.NO_CHAIN)
        _check_chain(sets)
        await _check_message(sets[-1], letter, resolver)
        for newest in range(len(sets), 0, -1):
            await _check_seal(sets[:newest], resolver)
    except ArcError as error:
        result = Result.TEMPERROR if error.reason is ArcReason.DNS else Result.FAIL
        return ArcResult(result=result, reason=error.reason)
    sealers = tuple(each.seal.domain for each in sets)
    return ArcResult(result=Result.PASS, reason=ArcReason.WHOLE, sealers=sealers)


def _check_chain(sets: Sequence[ArcSet]) -> None:
    # RFC 8617 §5.2 step 2: the newest may have sealed a broken chain.
    if sets[-1].seal.chain == "fail":
        raise ArcError(ArcReason.SEALED_AS_FAILED)
    # Step 3: the first found none, the others a whole one.
    if any(each.seal.chain != ("none" if each.instance == 1 else "pass") for each in sets):
        raise ArcError(ArcReason.CHAIN_STATUS)


async def _check_message(newest: ArcSet, letter: Letter, resolver: Resolver) -> None:
    signature = newest.signature
    key = await _fetch(signature.selector, signature.domain, signature.algorithm, resolver)
    # RFC 8617 §4.1.2 takes over DKIM's default, `simple`; those who wrote `c=` nowhere meant `relaxed`. Either covers.
    attempts = [signature]
    if not signature.is_canonicalization_given:
        attempts.append(replace(signature, header=Canonicalization.RELAXED, body=Canonicalization.RELAXED))
    if not any(_covers(each, newest.signature_field, key, letter) for each in attempts):
        raise ArcError(ArcReason.MESSAGE_CHANGED)


def _covers(signature: Signature, field: RawField, key: KeyRecord, letter: Letter) -> bool:
    if letter.body_digest(signature.body) != signature.body_hash:
        return False
    digest = header_digest(letter.select(signature.names), field, signature.header)
    return key.has_signed(digest, signature.signature)


async def _check_seal(sets: Sequence[ArcSet], resolver: Resolver) -> None:
    seal = sets[-1].seal
    key = await _fetch(seal.selector, seal.domain, seal.algorithm, resolver)
    # RFC 8617 §5.1.1: results, signature, seal, instance by instance; the newest seal last, without its b=.
    covered = [field for each in sets for field in (each.results_field, each.signature_field, each.seal_field)]
    if not key.has_signed(header_digest(covered[:-1], covered[-1], Canonicalization.RELAXED), seal.signature):
        raise ArcError(ArcReason.SEAL_BROKEN)


async def _fetch(selector: str, domain: str, algorithm: Algorithm, resolver: Resolver) -> KeyRecord:
    try:
        key, _ = await fetch_key_of(selector, domain, algorithm, resolver)
    except SignatureError as error:
        raise ArcError(ArcReason.DNS if error.reason is DkimReason.DNS else ArcReason.SEAL_BROKEN) from None
    return key
