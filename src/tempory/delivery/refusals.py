"""Why a recipient or a message is not taken. Each face maps these to its own codes."""

from tempory.values import Refusal, Unavailable


class DeliveryRefusal(Refusal):
    """A recipient or a message that is not taken."""


class UnknownRecipient(DeliveryRefusal):
    """No living mailbox has this address. SMTP: 550 5.1.1."""


class RelayDenied(DeliveryRefusal):
    """The domain is not ours. SMTP: 550 5.7.1."""


class MailboxFull(DeliveryRefusal):
    """The mailbox's quota would be passed. SMTP: 452 4.2.2."""


class ForgedSender(DeliveryRefusal):
    """The author's domain disowns the message, and asks to have such mail refused. SMTP: 550 5.7.1."""


class SenderNotVerifiable(Unavailable):
    """DNS does not answer, and the operator would rather wait than take the message unverified. SMTP: 451 4.4.3."""


class ScannerUnavailable(Unavailable):
    """The malware scanner does not answer, and the operator takes nothing unscanned. SMTP: 451 4.3.0."""


class SealerLost(Unavailable):
    """The process that was to seal the message is gone. SMTP: 451 4.3.0; nothing was kept."""


class StorageUnavailable(Unavailable):
    """The message could not be committed to disk. SMTP: 451 4.3.0; nothing was kept."""
