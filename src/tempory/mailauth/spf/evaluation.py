"""check_host(): who asks, the record, and its mechanisms one after the other. RFC 7208 §4, §5, §6."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Final

from tempory.mailauth.lookups import Answer, IPAddress, RecordT, Resolver, is_askable, is_within, normalise
from tempory.mailauth.results import Result
from tempory.mailauth.spf.macros import (
    MacroSyntaxError,
    Token,
    Values,
    bind,
    expand,
    expand_domain,
    nibbles,
    parse_macro_string,
)
from tempory.mailauth.spf.terms import Mechanism, SpfRecord, SpfSyntaxError, is_spf, parse_record

# RFC 7208 §4.6.4. Each fails closed: the domain has made a mistake, and its record allows nobody.
MAX_LOOKUPS: Final = 10
MAX_VOID_LOOKUPS: Final = 2
MAX_NAMES: Final = 10
MAX_EXPLANATION: Final = 500

_RESULTS: Final = {"+": Result.PASS, "-": Result.FAIL, "~": Result.SOFTFAIL, "?": Result.NEUTRAL}


class SpfReason(StrEnum):
    """Why it came out so."""

    MATCHED = "matched"
    NO_MATCH = "no_match"
    NO_DOMAIN = "no_domain"
    NO_RECORD = "no_record"
    MANY_RECORDS = "many_records"
    SYNTAX = "syntax"
    TOO_MANY_LOOKUPS = "too_many_lookups"
    BROKEN_REFERENCE = "broken_reference"
    DNS = "dns"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpfQuestion:
    """Who sends. `sender` is `local@domain`; the empty path stands for `postmaster@` the HELO name (RFC 7208 §2.4).

    `receiver` is our own name, `now` seconds since the epoch: both only for an explanation.
    """

    address: IPAddress
    sender: str
    helo: str
    receiver: str = "unknown"
    now: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SpfResult:
    """`domain` is the one that was asked. `explanation` is the sender's own text about a fail: never trust it."""

    result: Result
    reason: SpfReason
    domain: str
    identity: str = "mailfrom"
    mechanism: str = ""
    explanation: str = ""


class _Ended(Exception):  # noqa: N818 (the end of an evaluation, not an error of ours)
    def __init__(self, result: Result, reason: SpfReason) -> None:
        self.result = result
        self.reason = reason


async def check_spf(question: SpfQuestion, resolver: Resolver) -> SpfResult:
    """Answer whether `question.address` may send for the domain of `question.sender`, or of the HELO name without it.

    Never raises; what DNS cannot say for the moment is `TEMPERROR`.
    """
    local, _, domain = question.sender.rpartition("@")
    identity = "mailfrom" if domain else "helo"
    domain = normalise(domain or question.helo)
    evaluation = _Evaluation(question, local or "postmaster", domain, resolver)
    try:
        found = await evaluation.check_host(domain)
    except _Ended as end:
        return SpfResult(result=end.result, reason=end.reason, domain=domain, identity=identity)
    explanation = await evaluation.explain(found) if found.result is Result.FAIL else ""
    return SpfResult(
        result=found.result,
        reason=found.reason,
        domain=domain,
        identity=identity,
        mechanism=found.mechanism,
        explanation=explanation,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    result: Result
    reason: SpfReason
    mechanism: str = ""
    domain: str = ""
    explanation: tuple[Token, ...] | None = None


class _Evaluation:
    """One call of check_host() with all that it includes, under one set of limits."""

    def __init__(self, question: SpfQuestion, local: str, domain: str, resolver: Resolver) -> None:
        mapped = question.address.ipv4_mapped if isinstance(question.address, IPv6Address) else None
        self._address: IPAddress = mapped or question.address  # RFC 7208 §5: an IPv4 peer on an IPv6 socket
        self._question = question
        self._local = local
        self._sender_domain = domain
        self._resolver = resolver
        self._lookups = 0
        self._voids = 0
        self._names: tuple[str, ...] | None = None

    # Records.

    async def check_host(self, domain: str) -> _Found:
        """RFC 7208 §4.3–4.7, for the sender's domain, an included one, or where a redirect leads."""
        if "." not in domain or not is_askable(domain):
            return _Found(result=Result.NONE, reason=SpfReason.NO_DOMAIN)
        record = await self._fetch(domain)
        if record is None:
            return _Found(result=Result.NONE, reason=SpfReason.NO_RECORD)
        for mechanism in record.mechanisms:
            if await self._matches(mechanism, domain):
                return _Found(
                    result=_RESULTS[mechanism.qualifier],
                    reason=SpfReason.MATCHED,
                    mechanism=mechanism.name,
                    domain=domain,
                    explanation=record.explanation,
                )
        if record.redirect is None:
            return _Found(result=Result.NEUTRAL, reason=SpfReason.NO_MATCH)
        # RFC 7208 §6.1
        self._count_lookup()
        found = await self.check_host(normalise(await self._target(record.redirect, domain)))
        if found.result is Result.NONE:
            raise _Ended(Result.PERMERROR, SpfReason.BROKEN_REFERENCE)
        return found

    async def _fetch(self, domain: str) -> SpfRecord | None:
        answer = self._use(await self._resolver.look_up_texts(domain))
        texts = [text for text in answer.records if is_spf(text)]
        if len(texts) > 1:
            raise _Ended(Result.PERMERROR, SpfReason.MANY_RECORDS)
        try:
            return parse_record(texts[0]) if texts else None
        except SpfSyntaxError:
            raise _Ended(Result.PERMERROR, SpfReason.SYNTAX) from None

    async def explain(self, found: _Found) -> str:
        """Return the domain's own words about its fail; none if they cannot be had (RFC 7208 §6.2)."""
        if found.explanation is None:
            return ""
        try:
            target = await expand_domain(found.explanation, self._values(found.domain))
            if not is_askable(target):
                return ""
            answer = await self._resolver.look_up_texts(target)
            if len(answer.records) != 1:
                return ""
            tokens = parse_macro_string(answer.records[0].decode("ascii"), is_explanation=True)
            return (await expand(tokens, self._values(found.domain)))[:MAX_EXPLANATION]
        except (MacroSyntaxError, UnicodeDecodeError, _Ended):
            return ""

    # Mechanisms.

    async def _matches(self, mechanism: Mechanism, domain: str) -> bool:
        if mechanism.name == "all":
            return True
        if mechanism.network is not None:
            return self._address in mechanism.network
        self._count_lookup()
        target = domain if mechanism.domain is None else await self._target(mechanism.domain, domain)
        return await self._matches_by_dns(mechanism, target)

    async def _matches_by_dns(self, mechanism: Mechanism, target: str) -> bool:
        match mechanism.name:
            case "include":
                return await self._include(normalise(target))
            case "a":
                return await self._has_address(target, mechanism, is_term=True)
            case "mx":
                return await self._has_exchanger(target, mechanism)
            case "exists":
                # RFC 7208 §5.7: an A record, whatever the connection is made of.
                return bool(self._use_void(await self._resolver.look_up_addresses(target, 4)).records)
            case _:
                return any(is_within(name, normalise(target)) for name in await self._validated_names())

    async def _include(self, target: str) -> bool:
        # RFC 7208 §5.2
        found = await self.check_host(target)
        if found.result is Result.NONE:
            raise _Ended(Result.PERMERROR, SpfReason.BROKEN_REFERENCE)
        return found.result is Result.PASS

    async def _has_address(self, name: str, mechanism: Mechanism, *, is_term: bool = False) -> bool:
        version = self._address.version
        answer = await self._resolver.look_up_addresses(name, version)
        answer = self._use_void(answer) if is_term else self._use(answer)
        prefix = mechanism.prefix4 if version == IPv4Address(0).version else mechanism.prefix6
        return any(self._address in ip_network((each, prefix), strict=False) for each in answer.records)

    async def _has_exchanger(self, name: str, mechanism: Mechanism) -> bool:
        answer = self._use_void(await self._resolver.look_up_exchangers(name))
        if len(answer.records) > MAX_NAMES:
            raise _Ended(Result.PERMERROR, SpfReason.TOO_MANY_LOOKUPS)
        for host in answer.records:
            if await self._has_address(host, mechanism):
                return True
        return False

    async def _validated_names(self) -> tuple[str, ...]:
        """Return the names of the address that lead back to it (RFC 7208 §5.5). Failures harm nobody."""
        if self._names is None:
            answer = await self._resolver.look_up_pointers(self._address)
            self._count_void(answer)
            names = [normalise(name) for name in answer.records[:MAX_NAMES]]
            self._names = tuple([name for name in names if await self._leads_back(name)])
        return self._names

    async def _leads_back(self, name: str) -> bool:
        answer = await self._resolver.look_up_addresses(name, self._address.version)
        return self._address in answer.records

    # Limits.

    def _count_lookup(self) -> None:
        self._lookups += 1
        if self._lookups > MAX_LOOKUPS:
            raise _Ended(Result.PERMERROR, SpfReason.TOO_MANY_LOOKUPS)

    def _count_void(self, answer: Answer[RecordT]) -> None:
        self._voids += answer.is_void
        if self._voids > MAX_VOID_LOOKUPS:
            raise _Ended(Result.PERMERROR, SpfReason.TOO_MANY_LOOKUPS)

    def _use(self, answer: Answer[RecordT]) -> Answer[RecordT]:
        if answer.has_failed:
            raise _Ended(Result.TEMPERROR, SpfReason.DNS)
        return answer

    def _use_void(self, answer: Answer[RecordT]) -> Answer[RecordT]:
        self._count_void(answer)
        return self._use(answer)

    # Macros.

    async def _target(self, tokens: tuple[Token, ...], domain: str) -> str:
        return await expand_domain(tokens, self._values(domain))

    def _values(self, domain: str) -> Values:
        address = self._address
        values = {
            "s": f"{self._local}@{self._sender_domain}",
            "l": self._local,
            "o": self._sender_domain,
            "d": domain,
            "i": str(address) if isinstance(address, IPv4Address) else nibbles(address.packed),
            "v": "in-addr" if isinstance(address, IPv4Address) else "ip6",
            "h": self._question.helo,
            "c": str(address),
            "r": self._question.receiver,
            "t": str(self._question.now),
        }

        async def validated_name() -> str:
            self._count_lookup()
            names = sorted(
                await self._validated_names(), key=lambda name: (name != domain, not is_within(name, domain))
            )
            return names[0] if names else "unknown"

        return bind(values, validated_name)
