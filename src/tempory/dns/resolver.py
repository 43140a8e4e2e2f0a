"""The resolver: asks each question once at a time, keeps the answer, and stops asking while nobody answers."""

import asyncio
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address
from typing import Final, Literal, TypeVar

import dns.asyncquery
import dns.exception
import dns.flags
import dns.message
import dns.name

from tempory.dns.cache import AnswerCache
from tempory.dns.replies import FAILED, Record, Reply, read_reply
from tempory.dns.settings import DnsSettings, Server
from tempory.mailauth import Answer, IPAddress, Outcome, is_askable, normalise

_RecordT = TypeVar("_RecordT", bytes, str, IPAddress)
_TRIES: Final = 2
_MAX_ALIASES: Final = 8
_PAYLOAD: Final = 1_232
"""Octets over UDP that no path breaks up (RFC 6891 §6.2.5, and what the DNS flag day of 2020 agreed on)."""

_NOTHING: Final[Answer[Record]] = Answer(outcome=Outcome.NO_NAME)


class CachingResolver:
    """Implements `tempory.mailauth.Resolver`. Never raises; what nobody answers is `FAILED`. `now` counts seconds."""

    def __init__(self, settings: DnsSettings, *, now: Callable[[], float]) -> None:
        self._settings = settings
        self._now = now
        self._cache = AnswerCache[Answer[Record]](settings.entries, now=now)
        self._pending: dict[tuple[str, str], asyncio.Task[Answer[Record]]] = {}
        self._turns = asyncio.Semaphore(settings.questions)
        self._unanswered = 0
        self._silent_until = 0.0

    async def look_up_texts(self, name: str) -> Answer[bytes]:
        return _only(bytes, await self._look_up(name, "TXT"))

    async def look_up_addresses(self, name: str, version: Literal[4, 6]) -> Answer[IPAddress]:
        answer = await self._look_up(name, "A" if version == 4 else "AAAA")  # noqa: PLR2004 (the versions of IP)
        return _only((IPv4Address, IPv6Address), answer)

    async def look_up_exchangers(self, name: str) -> Answer[str]:
        return _only(str, await self._look_up(name, "MX"))

    async def look_up_pointers(self, address: IPAddress) -> Answer[str]:
        return _only(str, await self._look_up(address.reverse_pointer, "PTR"))

    async def _look_up(self, raw_name: str, kind: str) -> Answer[Record]:
        name = normalise(raw_name)
        if not is_askable(name):
            return _NOTHING
        kept = self._cache.find(name, kind)
        if kept is not None:
            return kept
        task = self._pending.get((name, kind))
        if task is None:
            if self._is_silent:
                return FAILED.answer
            task = asyncio.create_task(self._ask(name, kind), name="dns")
            self._pending[name, kind] = task
            task.add_done_callback(lambda _: self._pending.pop((name, kind), None))
        # Whoever asked first may give up: those who joined them still want to know.
        return await asyncio.shield(task)

    @property
    def _is_silent(self) -> bool:
        return not self._settings.servers or self._now() < self._silent_until

    async def _ask(self, name: str, kind: str) -> Answer[Record]:
        labels = [label.encode("ascii") for label in name.split(".")]
        asked = dns.name.Name([*labels, b""])
        reply = FAILED
        for _ in range(_MAX_ALIASES):
            async with self._turns:
                reply = await self._ask_servers(asked, kind)
            if reply.alias is None or reply.alias == asked:
                break
            asked = reply.alias
        if not reply.answer.has_failed:
            self._keep(name, kind, reply.answer, reply.seconds)
        return reply.answer

    def _keep(self, name: str, kind: str, answer: Answer[Record], seconds: int) -> None:
        settings = self._settings
        longest = settings.max_ttl if answer.outcome is Outcome.FOUND else settings.max_negative_ttl
        self._cache.keep(name, kind, answer, seconds=max(settings.min_ttl, min(seconds, longest)))

    async def _ask_servers(self, name: dns.name.Name, kind: str) -> Reply:
        """Ask one server after the other, all of them twice, until one knows."""
        if self._is_silent:  # those who waited for their turn
            return FAILED
        query = dns.message.make_query(name, kind, use_edns=0, payload=_PAYLOAD)
        query.flags |= dns.flags.AD  # RFC 6840 §5.7: say whether the answer was validated
        for _ in range(_TRIES):
            for server in self._settings.servers:
                reply = await self._ask_server(query, server, kind)
                if reply is not None and (reply.alias is not None or not reply.answer.has_failed):
                    return reply
        if self._unanswered >= self._settings.silent_after:
            await self._listen_for_life()
        return FAILED

    async def _ask_server(self, query: dns.message.Message, server: Server, kind: str) -> Reply | None:
        """Return what `server` says; None if it says nothing in time. What is cut off is asked again over TCP."""
        timeout = self._settings.timeout
        try:
            async with asyncio.timeout(timeout):
                message, _ = await dns.asyncquery.udp_with_fallback(query, server.host, timeout, server.port)
        except (OSError, EOFError, TimeoutError, dns.exception.DNSException):
            self._unanswered += 1
            return None
        self._unanswered = 0
        return read_reply(message, kind)

    async def _listen_for_life(self) -> None:
        """Ask what every resolver knows. Unless one answers, ask nothing for a while: mail is taken, unverified.

        A domain whose own servers are slow must not silence us: then everybody's mail would pass unverified.
        """
        query = dns.message.make_query(dns.name.root, "SOA")
        for server in self._settings.servers:
            if await self._ask_server(query, server, "SOA") is not None:
                return
        self._silent_until = self._now() + self._settings.silence


def _only(kind: type[_RecordT] | tuple[type[_RecordT], ...], answer: Answer[Record]) -> Answer[_RecordT]:
    """Say that an answer has records of this kind, as the question had."""
    records = tuple(record for record in answer.records if isinstance(record, kind))
    return Answer(outcome=answer.outcome, records=records, is_authentic=answer.is_authentic)
