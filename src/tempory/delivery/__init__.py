"""Taking responsibility for a message: recipient by recipient, sealed, stored in one transaction, or refused.

Knows nothing of SMTP, sockets or SQL. Enter at `Examiner` (who sent it), then `Delivery`, or at `Deposits` for
what a mail program files itself.
RFC 5321 §4.2.5 (responsibility passes with the 250), §4.4 (trace fields), §6.1 (reliable delivery).
"""

from tempory.delivery.authenticity import AuthenticitySettings, Counter, Examined, Examiner, Handling, Incoming
from tempory.delivery.copies import Arrival
from tempory.delivery.deposits import Deposit, Deposits, Owner, Source
from tempory.delivery.preparing import Copy, Sealed, Sealer, SealingOrder, seal_order
from tempory.delivery.receive import Delivery, Reservation
from tempory.delivery.refusals import (
    DeliveryRefusal,
    ForgedSender,
    MailboxFull,
    RelayDenied,
    ScannerUnavailable,
    SealerLost,
    SenderNotVerifiable,
    StorageUnavailable,
    UnknownRecipient,
)
from tempory.delivery.store import DayKeys, DeliveryStore, Recipient, Replaced, SealedMessage
from tempory.delivery.submissions import SubmissionRefused, Submissions
from tempory.delivery.verdicts import CodeReader, Scanner, Verdicts

__all__ = [
    "Arrival",
    "AuthenticitySettings",
    "CodeReader",
    "Copy",
    "Counter",
    "DayKeys",
    "Delivery",
    "DeliveryRefusal",
    "DeliveryStore",
    "Deposit",
    "Deposits",
    "Examined",
    "Examiner",
    "ForgedSender",
    "Handling",
    "Incoming",
    "MailboxFull",
    "Owner",
    "Recipient",
    "RelayDenied",
    "Replaced",
    "Reservation",
    "Scanner",
    "ScannerUnavailable",
    "Sealed",
    "SealedMessage",
    "Sealer",
    "SealerLost",
    "SealingOrder",
    "SenderNotVerifiable",
    "Source",
    "StorageUnavailable",
    "SubmissionRefused",
    "Submissions",
    "UnknownRecipient",
    "Verdicts",
    "seal_order",
]
