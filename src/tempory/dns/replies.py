"""A DNS message turned into records: the chain of aliases followed, and the time that the answer lasts."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.PTR import PTR
from dns.rdtypes.ANY.TXT import TXT
from dns.rdtypes.IN.A import A
from dns.rdtypes.IN.AAAA import AAAA

from tempory.mailauth import Answer, IPAddress, Outcome

MAX_RECORDS: Final = 100
"""Records used of one answer."""

Record = bytes | str | IPAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`seconds` is how long its owners let it be kept. `alias`: ask this name instead (RFC 1035 §3.6.2)."""

    answer: Answer[Record]
    seconds: int = 0
    alias: dns.name.Name | None = None


FAILED: Final = Reply(answer=Answer(outcome=Outcome.FAILED))


def read_reply(message: dns.message.Message, kind: str) -> Reply:
    """Read what a resolver answered to a question for `kind`."""
    is_authentic = bool(message.flags & dns.flags.AD)
    if message.rcode() == dns.rcode.NXDOMAIN:
        return _nothing(message, Outcome.NO_NAME, is_authentic=is_authentic)
    if message.rcode() != dns.rcode.NOERROR or not isinstance(message, dns.message.QueryMessage):
        return FAILED
    try:
        chain = message.resolve_chaining()
    except dns.exception.DNSException:
        return FAILED
    if chain.answer is None:
        if chain.cnames:
            return Reply(answer=FAILED.answer, alias=chain.canonical_name)
        return _nothing(message, Outcome.NO_DATA, is_authentic=is_authentic)
    rdatas = [rdata for rdata in chain.answer if rdata.rdtype == dns.rdatatype.from_text(kind)]
    records = _read_records(rdatas[:MAX_RECORDS])
    answer = Answer(outcome=Outcome.FOUND, records=records, is_authentic=is_authentic)
    return Reply(answer=answer, seconds=chain.minimum_ttl)


def _nothing(message: dns.message.Message, outcome: Outcome, *, is_authentic: bool) -> Reply:
    # RFC 2308 §5: the SOA's own time and its MINIMUM, whichever is less; without one it is not kept.
    seconds = 0
    for rrset in message.authority:
        if rrset.rdtype == dns.rdatatype.SOA:
            seconds = min(rrset.ttl, rrset[0].minimum)
    return Reply(answer=Answer(outcome=outcome, is_authentic=is_authentic), seconds=seconds)


def _read_records(rdatas: list[dns.rdata.Rdata]) -> tuple[Record, ...]:
    exchangers = sorted((each for each in rdatas if isinstance(each, MX)), key=lambda each: each.preference)
    if exchangers:
        return tuple(each.exchange.to_text(omit_final_dot=True) for each in exchangers)
    return tuple(_read_record(each) for each in rdatas)


def _read_record(rdata: dns.rdata.Rdata) -> Record:
    match rdata:
        case TXT():
            return b"".join(rdata.strings)
        case A() | AAAA():
            return ip_address(rdata.address)
        case PTR():
            return rdata.target.to_text(omit_final_dot=True)
    return rdata.to_text()
