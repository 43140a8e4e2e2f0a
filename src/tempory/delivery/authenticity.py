"""Who sent a message, found out before it is sealed: afterwards nobody here can read it.

RFC 7208, 6376, 8617, 9989 by `tempory.mailauth`; RFC 8601 for the field that says so in the message. Messages are
examined beside each other; one that waits for DNS holds up no other.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Final, Protocol

from tempory.delivery.deadline import DeadlineResolver
from tempory.delivery.refusals import ForgedSender, SenderNotVerifiable
from tempory.mailauth import (
    NOT_CHECKED,
    Findings,
    IPAddress,
    Judgement,
    Letter,
    Policy,
    Resolver,
    Result,
    SpfQuestion,
    SpfResult,
    check_iprev,
    check_spf,
    encode_authentication_results,
    evaluate_dmarc,
    judge,
    prepare,
    remove_forged_results,
    validate_arc,
    verify_dkim,
)
from tempory.mime import Header, parse_addresses
from tempory.sealing import Random
from tempory.values import Address, Clock, Domain, InvalidValueError

THREAD_OCTETS: Final = 256 * 1024
"""Above this, hashing the body takes long enough to be felt by other connections, so it leaves the event loop."""

MAX_AUTHORS: Final = 10
"""Domains in From that are looked into. A message with more is refused: it can only be a trick."""

MAX_QUESTIONS: Final = 250
"""DNS look-ups for one message, all checks together."""


class Handling(StrEnum):
    """What becomes of a message whose author domain's owner disowns it."""

    REJECT = "reject"
    JUNK = "junk"
    MARK = "mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticitySettings:
    """`hostname` is our authserv-id. Peers in `exempt` are not asked about: our own machines, of whom DNS is silent."""

    hostname: str
    is_on: bool = True
    exempt: tuple[IPv4Network | IPv6Network, ...] = ()
    seconds: float = 10.0
    on_reject: Handling = Handling.REJECT
    on_quarantine: Handling = Handling.JUNK
    defers_unanswered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A message as it came in, and who brought it. `peer` is an IP address as text; "" if it has none."""

    content: bytes = field(repr=False)
    peer: str
    hello: str
    reverse_path: Address | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """`content` without forged results, `results` our own field; `is_junk`: for the Junk folder, if there is one."""

    content: bytes = field(repr=False)
    results: bytes
    judgement: Judgement
    is_junk: bool = False


class Counter(Protocol):
    """Counts how mail of a domain came, for its owner. At once, and never raises."""

    def count(self, findings: Findings, *, address: IPAddress, envelope_from: str, handling: Policy) -> None:
        """Count one message from `address`, `envelope_from` a domain or "". `handling` is what was done with it."""
        ...


class Examiner:
    """Examines messages. `settings` may be replaced while it runs. `counter` hears of each that was looked into.

    A message that is told to come again is not counted: it comes again.
    """

    def __init__(
        self,
        *,
        resolver: Resolver,
        settings: AuthenticitySettings,
        clock: Clock,
        random: Random,
        counter: Counter | None = None,
    ) -> None:
        self.settings = settings
        self._counter = counter
        self._resolver = resolver
        self._clock = clock
        self._random = random

    async def examine(self, incoming: Incoming) -> Examined:
        """Find out who sent it, within `settings.seconds`.

        Raises `ForgedSender` if the owner of the author's domain wants it refused and so do we, `SenderNotVerifiable`
        if DNS does not say and we would rather wait.
        """
        settings = self.settings
        sender = "" if incoming.reverse_path is None else str(incoming.reverse_path)
        content = remove_forged_results(incoming.content, settings.hostname)
        address = self._checked_peer(incoming.peer)
        if address is None:
            nobody = encode_authentication_results(settings.hostname, None, address=_UNKNOWN, sender=sender)
            return Examined(content=content, results=nobody, judgement=NOT_CHECKED)
        findings = await self._find(incoming, address, sender)
        handling = self._handle(findings)
        if self._counter is not None:
            envelope_from = "" if incoming.reverse_path is None else incoming.reverse_path.domain.name
            done = _POLICIES[handling]
            self._counter.count(findings, address=address, envelope_from=envelope_from, handling=done)
        if handling is Handling.REJECT:
            message = "The owner of the author's domain says that such mail is not theirs."
            raise ForgedSender(message)
        results = encode_authentication_results(settings.hostname, findings, address=address, sender=sender)
        return Examined(content=content, results=results, judgement=judge(findings), is_junk=handling is Handling.JUNK)

    def _checked_peer(self, peer: str) -> IPAddress | None:
        if not self.settings.is_on or not peer:
            return None
        address = ip_address(peer)
        return None if any(address in network for network in self.settings.exempt) else address

    async def _find(self, incoming: Incoming, address: IPAddress, sender: str) -> Findings:
        resolver = DeadlineResolver(self._resolver, seconds=self.settings.seconds, questions=MAX_QUESTIONS)
        letter, domains = await self._take_apart(incoming.content)
        now = self._clock.now() // 1000
        question = SpfQuestion(
            address=address, sender=sender, helo=incoming.hello, receiver=self.settings.hostname, now=now
        )
        greeting = SpfQuestion(
            address=address, sender="", helo=incoming.hello, receiver=self.settings.hostname, now=now
        )
        spf, helo, dkim, arc, iprev = await asyncio.gather(
            check_spf(question, resolver),
            _check_greeting(greeting, resolver) if sender else _nothing(),
            verify_dkim(letter, resolver, now=now),
            validate_arc(letter, resolver),
            check_iprev(address, resolver),
        )
        sample = self._random(2)
        dmarc = [
            await evaluate_dmarc(
                domain, spf=spf, dkim=dkim, resolver=resolver, sample=int.from_bytes(sample, "big") % 100
            )
            for domain in domains
        ]
        return Findings(
            spf=spf,
            helo=helo,
            dkim=dkim,
            arc=arc,
            dmarc=tuple(dmarc),
            iprev=iprev,
            has_many_authors=len(letter.all_called(b"from")) > 1 or len(domains) > 1,
        )

    async def _take_apart(self, content: bytes) -> tuple[Letter, Sequence[str]]:
        if len(content) > THREAD_OCTETS:
            return await asyncio.to_thread(_take_apart, content)
        return _take_apart(content)

    def _handle(self, findings: Findings) -> Handling:
        settings = self.settings
        if settings.defers_unanswered and any(each.result is Result.TEMPERROR for each in findings.dmarc):
            message = "DNS does not say who may send for the author's domain."
            raise SenderNotVerifiable(message)
        match findings.disposition:
            case Policy.REJECT:
                return settings.on_reject
            case Policy.QUARANTINE:
                return settings.on_quarantine
        return Handling.MARK


_POLICIES: Final = {
    Handling.REJECT: Policy.REJECT,
    Handling.JUNK: Policy.QUARANTINE,
    Handling.MARK: Policy.NONE,
}
_UNKNOWN: Final = ip_address("0.0.0.0")  # noqa: S104 (nobody's address, and nothing listens on it)


async def _check_greeting(question: SpfQuestion, resolver: Resolver) -> SpfResult | None:
    return await check_spf(question, resolver)


async def _nothing() -> None:
    """Stand in for a check that has nothing to look at."""


def _take_apart(content: bytes) -> tuple[Letter, Sequence[str]]:
    letter = Letter(content)
    prepare(letter)
    return letter, _author_domains(content, len(content) - len(letter.body))


def _author_domains(content: bytes, header_end: int) -> list[str]:
    """Return the domains of all authors, read as those are read who are shown; what is no domain is left out."""
    header = Header(content, 0, header_end)
    fields = [each for each in header.fields if each.name.lower() == "from"]
    domains: dict[str, None] = {}
    for each in fields:
        for author in parse_addresses(header.value(each)):
            try:
                domains[Domain.parse(author.address.rpartition("@")[2]).name] = None
            except InvalidValueError:
                continue
    if len(domains) > MAX_AUTHORS:
        message = "There are more authors than anybody checks."
        raise ForgedSender(message)
    return list(domains)
