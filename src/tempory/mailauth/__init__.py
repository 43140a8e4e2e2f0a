"""Who sent it: SPF, DKIM, ARC and DMARC over a message's raw octets and a resolver that is handed in. Pure.

Must not know sockets, clocks, randomness, mailboxes or `tempory.mime`. Every input is hostile: each parser is bounded,
and what cannot be read is an error result, never an exception.
RFC 7208, 6376, 8301, 8463, 8617, 9989, 8601. Enter at `check_spf`, `verify_dkim`, `validate_arc`, `evaluate_dmarc`;
`judge` says what it comes to, `encode_authentication_results` writes it into the message.
"""

from tempory.mailauth.arc import ArcReason, ArcResult, validate_arc
from tempory.mailauth.authentication_results import (
    encode_authentication_results,
    encode_submission_results,
    remove_forged_results,
)
from tempory.mailauth.dkim import DkimReason, DkimResult, prepare, verify_dkim
from tempory.mailauth.dmarc import DmarcReason, DmarcRecord, DmarcResult, Policy, evaluate_dmarc
from tempory.mailauth.findings import NOT_CHECKED, Badge, BadgeReason, Findings, Judgement, judge
from tempory.mailauth.iprev import IprevResult, check_iprev
from tempory.mailauth.letter import Letter, RawField
from tempory.mailauth.lookups import Answer, IPAddress, Outcome, Resolver, is_askable, normalise
from tempory.mailauth.results import Result
from tempory.mailauth.spf import SpfQuestion, SpfReason, SpfResult, check_spf

__all__ = [
    "NOT_CHECKED",
    "Answer",
    "ArcReason",
    "ArcResult",
    "Badge",
    "BadgeReason",
    "DkimReason",
    "DkimResult",
    "DmarcReason",
    "DmarcRecord",
    "DmarcResult",
    "Findings",
    "IPAddress",
    "IprevResult",
    "Judgement",
    "Letter",
    "Outcome",
    "Policy",
    "RawField",
    "Resolver",
    "Result",
    "SpfQuestion",
    "SpfReason",
    "SpfResult",
    "check_iprev",
    "check_spf",
    "encode_authentication_results",
    "encode_submission_results",
    "evaluate_dmarc",
    "is_askable",
    "judge",
    "normalise",
    "prepare",
    "remove_forged_results",
    "validate_arc",
    "verify_dkim",
]
