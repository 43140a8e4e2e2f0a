"""From a message that has come in to what is kept of it: taken apart, judged, and sealed for each of its mailboxes.

All of it is computing, most of what a message costs; so it may as well be done in a thread, or by a `Sealer`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tempory.delivery.copies import Arrival, seal_copy
from tempory.delivery.store import SealedMessage
from tempory.delivery.verdicts import Verdicts
from tempory.mime import Parsed, summarise_parsed
from tempory.sealing import PublicKey, Random
from tempory.values import INBOX, Address, Domain, MailboxId
from tempory.verdict import NO_CODES, NOT_SCANNED, Code, Codes, Level, Scan, find_traces


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Whom a copy is for, and the folder it goes to."""

    mailbox: MailboxId
    address: Address
    public_key: PublicKey
    folder: str = INBOX


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingOrder:
    """One message and its copies, with what was found out about it while it was whole.

    `codes` None: nobody has looked at its pictures yet, if it has any.
    """

    arrival: Arrival = field(repr=False)
    copies: Sequence[Copy]
    scan: Scan = NOT_SCANNED
    codes: Codes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A message for each copy ordered, in order, and what the verdict was, for those who count.

    `traces` are what one that was warned of is found again by (`tempory.verdict.find_traces`); others have none.
    """

    messages: Sequence[SealedMessage]
    level: Level
    codes: tuple[Code, ...]
    traces: tuple[bytes, ...] = ()


class Sealer(Protocol):
    """Seals elsewhere, beside us. Adapters on floor 3 implement it."""

    async def seal(self, order: SealingOrder) -> Sealed | None:
        """Return what `seal_order` would; None if that is to be done here.

        That is so if nobody is free, it went wrong there, or the message has pictures that were not looked at.

        Raises `SealerLost` if whoever was at it is gone: then nobody tries the same once more here.
        """
        ...

    def serve_domains(self, domains: Sequence[Domain]) -> None:
        """Judge messages as ones for these domains from now on."""
        ...


def seal_order(order: SealingOrder, parsed: Parsed, verdicts: Verdicts, random: Random) -> Sealed:
    """Summarise, judge and seal the message that was taken apart; afterwards nobody here can read it."""
    arrival = order.arrival
    summary = summarise_parsed(parsed)
    verdict = verdicts.judge(parsed, arrival.judgement, scan=order.scan, codes=order.codes or NO_CODES)
    messages = [
        seal_copy(
            arrival,
            summary,
            verdict,
            mailbox=copy.mailbox,
            address=copy.address,
            public_key=copy.public_key,
            random=random,
            folder=copy.folder,
        )
        for copy in order.copies
    ]
    traces = () if verdict.level is Level.NONE else find_traces(parsed)
    return Sealed(
        messages=messages, level=verdict.level, codes=tuple(each.code for each in verdict.reasons), traces=traces
    )
