"""Taking responsibility for a message: recipient by recipient, sealed, stored in one transaction, or refused.

Knows nothing of SMTP, sockets or SQL. Enter at `Delivery`, or at `Deposits` for
what a mail program files itself.
RFC 5321 §4.2.5 (responsibility passes with the 250), §4.4 (trace fields), §6.1 (reliable delivery).
"""

from tempory.delivery.deposits import Deposit, Deposits, Owner, Source
from tempory.delivery.receive import Delivery, Reservation
from tempory.delivery.refusals import (
    DeliveryRefusal,
    MailboxFull,
    RelayDenied,
    StorageUnavailable,
    UnknownRecipient,
)
from tempory.delivery.store import DeliveryStore, Recipient, Replaced, SealedMessage

__all__ = [
    "Delivery",
    "DeliveryRefusal",
    "DeliveryStore",
    "Deposit",
    "Deposits",
    "MailboxFull",
    "Owner",
    "Recipient",
    "RelayDenied",
    "Replaced",
    "Reservation",
    "SealedMessage",
    "Source",
    "StorageUnavailable",
    "UnknownRecipient",
]
