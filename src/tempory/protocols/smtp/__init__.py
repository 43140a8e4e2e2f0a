"""The SMTP server's engine: octets in, events out, replies back as octets.

Knows nothing of sockets, TLS libraries, time, mailboxes or storage. Enter at `Connection`, or at `Submission` for
members who send; `states` has the transition table, `content` the smuggling defences, `trace` writes `Received:` and
`Return-Path:`.

RFC 5321 (SMTP), 1870 (SIZE), 2034 and 3463 (enhanced codes), 2920 (PIPELINING), 3030 (CHUNKING), 3207 (STARTTLS),
6152 (8BITMIME), 6531 (SMTPUTF8), 9422 (LIMITS), 3848 (`with` in `Received:`); for submission (RFC 6409) alone, 4954
(AUTH). BINARYMIME (RFC 3030) is not offered: a message with NULs could not be handed on by IMAP or POP3, so saying yes
to it would not be honest.

Stricter than RFC 5321, on purpose: only CRLF ends a line, and a message with a bare CR or LF is refused (§2.3.8); 8-bit
octets must be declared, in MAIL or at least in the message's own Content-Transfer-Encoding; a sender's domain may not
be an address literal (§4.1.3). More lenient: blanks after `FROM:` and `TO:` (§4.1.1.2), any word after EHLO
(§4.1.1.1).
"""

from tempory.protocols.smtp.connection import Connection
from tempory.protocols.smtp.events import (
    NEED_DATA,
    PAUSED,
    Answer,
    Body,
    ContentFault,
    ContentRefused,
    Ending,
    Event,
    Goodbye,
    LogIn,
    MailFrom,
    MessageReceived,
    Question,
    RcptTo,
    StartTls,
    TransactionAbandoned,
    Waiting,
)
from tempory.protocols.smtp.limits import Limits
from tempory.protocols.smtp.replies import (
    LOG_IN_UNAVAILABLE,
    LOGGED_IN,
    MESSAGE_STORED,
    RECIPIENT_OK,
    SENDER_OK,
    TLS_READY,
    TLS_UNAVAILABLE,
    Reply,
)
from tempory.protocols.smtp.states import TRANSITIONS, State, Step
from tempory.protocols.smtp.submission import Submission
from tempory.protocols.smtp.trace import encode_received, encode_return_path

__all__ = [
    "LOGGED_IN",
    "LOG_IN_UNAVAILABLE",
    "MESSAGE_STORED",
    "NEED_DATA",
    "PAUSED",
    "RECIPIENT_OK",
    "SENDER_OK",
    "TLS_READY",
    "TLS_UNAVAILABLE",
    "TRANSITIONS",
    "Answer",
    "Body",
    "Connection",
    "ContentFault",
    "ContentRefused",
    "Ending",
    "Event",
    "Goodbye",
    "Limits",
    "LogIn",
    "MailFrom",
    "MessageReceived",
    "Question",
    "RcptTo",
    "Reply",
    "StartTls",
    "State",
    "Step",
    "Submission",
    "TransactionAbandoned",
    "Waiting",
    "encode_received",
    "encode_return_path",
]
