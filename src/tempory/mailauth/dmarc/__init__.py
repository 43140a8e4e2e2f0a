"""DMARC: whether what SPF and DKIM verified is the domain that people see, and what its owner asks for if not.

RFC 9989 (2026), which obsoletes RFC 7489: the organizational domain is found by walking up DNS, not in a list. Of RFC
7489 one thing is kept, `pct=`, because records still have it and leaving it out would make them stricter than meant.
Must not know messages, sockets, clocks or randomness. A walk asks eight names at most. Enter at `evaluate_dmarc`.
"""

from tempory.mailauth.dmarc.discovery import Discovery, discover, find_organizational_domain
from tempory.mailauth.dmarc.evaluation import DmarcReason, DmarcResult, evaluate_dmarc
from tempory.mailauth.dmarc.record import DmarcRecord, Policy, ReportUri, is_dmarc, parse_record, parse_report_uris

__all__ = [
    "Discovery",
    "DmarcReason",
    "DmarcRecord",
    "DmarcResult",
    "Policy",
    "ReportUri",
    "discover",
    "evaluate_dmarc",
    "find_organizational_domain",
    "is_dmarc",
    "parse_record",
    "parse_report_uris",
]
