"""How refusals read in SMTP: one table for recipients and messages, and the few replies that are the session's own."""

from tempory.delivery import (
    DeliveryRefusal,
    ForgedSender,
    MailboxFull,
    RelayDenied,
    ScannerUnavailable,
    SenderNotVerifiable,
    StorageUnavailable,
    SubmissionRefused,
    UnknownRecipient,
)
from tempory.protocols.smtp import ContentFault, Ending, Reply
from tempory.values import Refusal, Unavailable
from tempory.watch import NotAReport, ReportsClosed, ReportTooLarge, TooManyReports


def _reply(code: int, enhanced: str, text: str) -> Reply:
    return Reply(code=code, enhanced=enhanced, text=text)


# (error, reply, reason in `RecipientRefused`). Looked up along the error's ancestry, so that a new kind has an answer
# too.
_UNAVAILABLE = _reply(451, "4.3.0", "The message cannot be stored for the moment; try again later")
_REFUSALS: dict[type[Exception], tuple[Reply, str]] = {
    UnknownRecipient: (_reply(550, "5.1.1", "No living mailbox has this address"), "unknown"),
    RelayDenied: (_reply(550, "5.7.1", "This server takes no mail for that domain"), "relay"),
    MailboxFull: (_reply(452, "4.2.2", "The mailbox is full; try again later"), "quota"),
    ForgedSender: (
        _reply(550, "5.7.1", "The domain in From: asks to refuse mail that is not its own (DMARC)"),
        "forged",
    ),
    SenderNotVerifiable: (
        _reply(451, "4.4.3", "DNS does not say who may send for that domain; try again later"),
        "dns",
    ),
    NotAReport: (_reply(550, "5.7.1", "Reports come from people; this address takes no bounces"), "report"),
    ReportsClosed: (_reply(550, "5.1.1", "No living mailbox has this address"), "report"),
    TooManyReports: (_reply(452, "4.2.2", "Enough was reported for now; try again tomorrow"), "report"),
    ReportTooLarge: (_reply(552, "5.3.4", "This is larger than what can be reported"), "report"),
    StorageUnavailable: (_UNAVAILABLE, "unavailable"),
    DeliveryRefusal: (_reply(554, "5.7.0", "The message is not taken"), "unavailable"),
    Unavailable: (_UNAVAILABLE, "unavailable"),
}

# `MessageRefused` says less than the peer is told.
FAULT_REASONS = {
    ContentFault.TOO_LARGE: "size",
    ContentFault.HEADER_TOO_LARGE: "size",
    ContentFault.BARE_LINE_END: "syntax",
    ContentFault.NUL_OCTET: "syntax",
    ContentFault.EIGHT_BIT: "syntax",
    ContentFault.LOOP: "syntax",
    ContentFault.DISCARDED: "budget",
}
MESSAGE_REASONS: dict[type[Exception], str] = {
    ForgedSender: "forged",
    SubmissionRefused: "forged",
    SenderNotVerifiable: "dns",
    ScannerUnavailable: "scanner",
    NotAReport: "report",
    ReportsClosed: "report",
    TooManyReports: "report",
    ReportTooLarge: "report",
}
"""Why `deliver` or the look at the sender refused a message; anything else is `storage`."""

ENDING_REASONS = {
    Ending.QUIT: "quit",
    Ending.LOST: "lost",
    Ending.ERRORS: "errors",
    Ending.PROTOCOL: "protocol",
}

TOO_MANY_FOR_ITS_SIZE = _reply(452, "4.5.3", "Too many recipients for a message this large; send the rest in another")
REPORT_APART = _reply(452, "4.5.3", "A report is taken apart from other mail; send one of them in another message")
OVER_BUDGET = _reply(452, "4.3.1", "Too much mail at once; try again later")
# For members who send.
NOT_YOUR_ADDRESS = _reply(553, "5.7.1", "You send as one of your own addresses only")
NO_RELAY_YET = _reply(550, "5.7.1", "This service does not send mail to other servers yet.")
SENT_TOO_MUCH = _reply(450, "4.7.1", "You have written to many within an hour; try again later")
TOO_MANY_TRIES = _reply(454, "4.7.0", "Too many wrong secrets came from here; wait a minute")
TAKEN_BACK = _reply(421, "4.7.0", "What you logged in with was taken back; closing")

IDLE = _reply(421, "4.4.2", "Nothing came for too long; closing")
DRAINING = _reply(421, "4.3.2", "The service is stopping; try again soon")

_OVERLOADED = _reply(421, "4.7.0", "Too many connections; try again later")
_FAILED = _reply(421, "4.3.0", "Something went wrong here; try again later")


def answer_refusal(error: Refusal | Unavailable) -> tuple[Reply, str]:
    """Return the reply to `error` and the reason that its event gives."""
    if isinstance(error, SubmissionRefused):
        return _reply(550, "5.7.1", error.public_reason), "forged"
    for kind in type(error).__mro__:
        if kind in _REFUSALS:
            return _REFUSALS[kind]
    raise error


def answer_unserved(reason: str) -> bytes:
    """Return the one line that a connection gets that is not served.

    `reason` as in `ConnectionRefused`, or `failed`.
    """
    return {"draining": DRAINING, "failed": _FAILED}.get(reason, _OVERLOADED).octets
