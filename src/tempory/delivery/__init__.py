"""Taking responsibility for a message: recipient by recipient, sealed, stored in one transaction, or refused.

Knows nothing of SMTP, sockets or SQL. Enter at `Delivery`.
RFC 5321 §4.2.5 (responsibility passes with the 250), §4.4 (trace fields), §6.1 (reliable delivery).
"""

from tempory.delivery.receive import Delivery, Reservation
from tempory.delivery.refusals import (
    DeliveryRefusal,
    MailboxFull,
    RelayDenied,
    StorageUnavailable,
    UnknownRecipient,
)
from tempory.delivery.store import DeliveryStore, Recipient, SealedMessage

__all__ = [
    "Delivery",
    "DeliveryRefusal",
    "DeliveryStore",
    "MailboxFull",
    "Recipient",
    "RelayDenied",
    "Reservation",
    "SealedMessage",
    "StorageUnavailable",
    "UnknownRecipient",
]
