"""Feedback to other domains: how their mail arrived here, in numbers. Collected only where the operator says so.

Counts are gathered as mail arrives, without recipients, subjects or single messages; a report is made of a day's.
Nothing is sent yet: `hand_over` gives what is ready to an `Outbox`, which sending will be. Must not know SQL, sockets
or how mail is delivered.
RFC 9990 (DMARC aggregate reports), RFC 8460 (TLS reports). Enter at `Gatherer`, then `Report`; `encode_tls_report`
stands by itself.
"""

from tempory.feedback.counts import Counts, Limits, Tally, open_counts
from tempory.feedback.destinations import Destinations, find_destinations
from tempory.feedback.gathering import Gatherer
from tempory.feedback.handing import Outbox, hand_over, prepare_letters
from tempory.feedback.letter import ReportLetter, compose_letter
from tempory.feedback.observed import Disposition, Override, Published, Seen, SignatureSeen, UriPublished, observe
from tempory.feedback.report import Report, Reporter, format_day
from tempory.feedback.store import DayKeys, FeedbackStore, day_of
from tempory.feedback.tls_record import TlsRecord, parse_tls_record
from tempory.feedback.tls_report import (
    TlsFailure,
    TlsOutcome,
    TlsPolicy,
    TlsPolicyType,
    TlsReport,
    TlsResult,
    encode_tls_report,
)

__all__ = [
    "Counts",
    "DayKeys",
    "Destinations",
    "Disposition",
    "FeedbackStore",
    "Gatherer",
    "Limits",
    "Outbox",
    "Override",
    "Published",
    "Report",
    "ReportLetter",
    "Reporter",
    "Seen",
    "SignatureSeen",
    "Tally",
    "TlsFailure",
    "TlsOutcome",
    "TlsPolicy",
    "TlsPolicyType",
    "TlsRecord",
    "TlsReport",
    "TlsResult",
    "UriPublished",
    "compose_letter",
    "day_of",
    "encode_tls_report",
    "find_destinations",
    "format_day",
    "hand_over",
    "observe",
    "open_counts",
    "parse_tls_record",
    "prepare_letters",
]
