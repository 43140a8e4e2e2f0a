"""What is watched for: messages that holders report as phishing, and finding a confirmed one in other mailboxes.

Knows nothing of HTTP, IMAP or SQL; builds on `tempory.people`, whose officers read reports. A report is sealed to the
team's key before it is stored, and no key of this server opens it. What finds a message again are keyed hashes of its
links and files (`tempory.verdict.traces`), of mail that was warned of alone, under keys that live for 14 days.

Enter at `Watch`, which holds the parts: `reports` for holders, `desk` and `team` for officers, `days` for delivery; and
at `Forwarding`, for mail to the report address.
Decision 15 says why it is so. RFC 9180 (HPKE), RFC 2104 (HMAC).
"""

from tempory.watch.day_keys import DAYS, DayKeys
from tempory.watch.desk import ANSWER_CHARACTERS, TRACES, Desk, Tell, check_answer
from tempory.watch.forwarding import PER_NETWORK, REPORT_ADDRESS, Forwarding, forwarded_message
from tempory.watch.records import Bounds, Channel, Counts, Report, Sightings, State, TeamKey, TeamWrap
from tempory.watch.refusals import NotAReport, ReportsClosed, ReportTooLarge, TooManyReports
from tempory.watch.reports import FORWARDED, PER_MAILBOX, Reports, SealedReport
from tempory.watch.store import DayKeyStore, WatchStore
from tempory.watch.team import Officer, Standing, Team
from tempory.watch.watch import KEEP_DAYS, Watch

__all__ = [
    "ANSWER_CHARACTERS",
    "DAYS",
    "FORWARDED",
    "KEEP_DAYS",
    "PER_MAILBOX",
    "PER_NETWORK",
    "REPORT_ADDRESS",
    "TRACES",
    "Bounds",
    "Channel",
    "Counts",
    "DayKeyStore",
    "DayKeys",
    "Desk",
    "Forwarding",
    "NotAReport",
    "Officer",
    "Report",
    "ReportTooLarge",
    "Reports",
    "ReportsClosed",
    "SealedReport",
    "Sightings",
    "Standing",
    "State",
    "Team",
    "TeamKey",
    "TeamWrap",
    "Tell",
    "TooManyReports",
    "Watch",
    "WatchStore",
    "check_answer",
    "forwarded_message",
]
