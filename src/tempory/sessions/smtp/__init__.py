"""An SMTP session: the engine's events become reservations and deliveries, refusals become replies.

Knows nothing of sockets (it has a `Channel`) and nothing of how mail is kept (it has a `Delivery`). RFC 5321 §4.2.5:
the 250 after a message is sent only once `Delivery.deliver` has returned. Enter at `SmtpSession`.
"""

from tempory.sessions.smtp.answers import answer_refusal, answer_unserved
from tempory.sessions.smtp.session import SmtpSession
from tempory.sessions.smtp.settings import SmtpSettings
from tempory.sessions.smtp.submitting import SendingRates, Submitting

__all__ = ["SendingRates", "SmtpSession", "SmtpSettings", "Submitting", "answer_refusal", "answer_unserved"]
