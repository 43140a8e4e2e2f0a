"""Reports by mail: who forwards a message to the report address hands it over by doing so.

Anybody may, strangers too. So what is forwarded has bounds of its own, which leave room for what holders report, and
nobody is answered but the holder of a mailbox here whose own domain stands for the mail. Fails closed: without a key of
the team, or a line in the access log, nothing is taken.
RFC 5322; RFC 2046 §5.2.1 and RFC 6532 §3.7 (messages within messages).
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from ipaddress import ip_address, ip_network
from typing import Final, Protocol, final

from tempory.mailauth import Badge, Judgement
from tempory.mime import Parsed, Part, decode_transfer, parse
from tempory.people import Office
from tempory.values import Address, InvalidValueError, MailboxId, Refusal, Unavailable
from tempory.watch.records import Report
from tempory.watch.refusals import NotAReport, TooManyReports
from tempory.watch.reports import Reports

REPORT_ADDRESS: Final = "phishing"
PER_NETWORK: Final = 20
"""What strangers of one network may forward in a day (UTC); counted in memory, so a restart forgets it."""
THREAD_OCTETS: Final = 256 * 1024
_PREFIXES: Final = {4: 24, 6: 48}
_DAY: Final = 86_400_000
_MESSAGE_TYPES: Final = frozenset({"message/rfc822", "message/global"})

Find = Callable[[Address], Awaitable[MailboxId | None]]
"""Returns the living mailbox of an address."""
Record = Callable[[MailboxId | None], Awaitable[None]]
"""Says in the access log that a report came by mail, before it is taken."""


class Thank(Protocol):
    """Puts thanks into a mailbox, sealed like any other letter."""

    async def __call__(self, mailbox: MailboxId, report: Report, /) -> None: ...


@final
class Forwarding:
    """Takes what comes to the report address. `name` gives what stands before its @; "" for none."""

    def __init__(
        self, office: Office, reports: Reports, *, name: Callable[[], str], find: Find, record: Record, thank: Thank
    ) -> None:
        self._office = office
        self._reports = reports
        self._name = name
        self._find = find
        self._record = record
        self._thank = thank
        self._day = -1
        self._taken: Counter[str] = Counter()

    async def reads(self, address: Address) -> bool:
        """Whether this address, of a domain of ours and of no mailbox, takes reports just now."""
        name = self._name()
        return bool(name) and address.local.lower() == name and await self._reports.team_key() is not None

    async def take(
        self, content: bytes, *, peer: str, reverse_path: Address | None, judgement: Judgement | None
    ) -> Report:
        """Hand over what was forwarded, and thank whom we know; it is on disk when this returns.

        `peer` is the address of who brought it, `judgement` who sent it, None if nobody asked.
        Raises `NotAReport`, `ReportsClosed`, `TooManyReports`, `ReportTooLarge`, `Unavailable`.
        """
        if reverse_path is None:
            reason = "Bounces are not taken as reports."
            raise NotAReport(reason)
        parsed = await asyncio.to_thread(parse, content) if len(content) > THREAD_OCTETS else parse(content)
        holder = await self._holder(parsed, judgement)
        network = None if holder is not None else self._count(peer)
        try:
            await self._record(holder)
            report = await self._reports.file_forwarded(forwarded_message(parsed), mailbox=holder)
        except BaseException:
            if network is not None:
                self._taken[network] -= 1
            raise
        if holder is not None:
            # A mailbox that is full, or has just gone, is no reason to fail: the report is there.
            with suppress(Refusal, Unavailable):
                await self._thank(holder, report)
        return report

    async def _holder(self, parsed: Parsed, judgement: Judgement | None) -> MailboxId | None:
        """Return the mailbox of the author, if their domain stands for the mail: anybody can write a From."""
        authors = parsed.envelope.from_
        if judgement is None or judgement.badge is not Badge.VERIFIED or len(authors) != 1:
            return None
        try:
            author = Address.parse(authors[0].address)
        except InvalidValueError:
            return None
        return await self._find(author) if author.domain.name == judgement.domain else None

    def _count(self, peer: str) -> str:
        """Count what a stranger brings. Each counted one is kept, so there are no more entries than reports."""
        day = self._office.now() // _DAY
        if day != self._day:
            self._day, self._taken = day, Counter()
        network = _network_of(peer)
        if self._taken[network] >= PER_NETWORK:
            reason = f"At most {PER_NETWORK} messages a day are taken from one network."
            raise TooManyReports(reason)
        self._taken[network] += 1
        return network


def forwarded_message(parsed: Parsed) -> bytes:
    """Return the message that is attached whole, if it is one; else the whole mail: it was forwarded inline."""
    attached = list(_attached(parsed.structure))
    if len(attached) != 1:
        return parsed.content
    (part,) = attached
    # RFC 2046 §5.2.1 forbids to encode it; some programs do.
    octets = decode_transfer(part.body.cut(parsed.content), part.about.encoding)
    return octets or parsed.content


def _attached(part: Part) -> "list[Part]":
    """Return the attached messages, without those that these hold in turn. As deep as structures are."""
    if part.type in _MESSAGE_TYPES and not part.opaque:
        return [part]
    return [found for inner in part.parts for found in _attached(inner)]


def _network_of(peer: str) -> str:
    try:
        address = ip_address(peer.partition("%")[0])
    except ValueError:
        return ""
    return str(ip_network((address, _PREFIXES[address.version]), strict=False))
