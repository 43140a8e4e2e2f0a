"""SPF: whether a host may send mail for a domain. RFC 7208 in full, over a resolver that is handed in.

Must not know messages, sockets or clocks; the time that `%{t}` stands for is handed in. Every record is hostile: 10
lookups, 2 void ones, 10 names an MX or a PTR gives, 8 KiB a record, 500 characters of explanation.
Enter at `check_spf`.
"""

from tempory.mailauth.spf.evaluation import SpfQuestion, SpfReason, SpfResult, check_spf
from tempory.mailauth.spf.terms import SpfRecord, SpfSyntaxError, parse_record

__all__ = [
    "SpfQuestion",
    "SpfReason",
    "SpfRecord",
    "SpfResult",
    "SpfSyntaxError",
    "check_spf",
    "parse_record",
]
