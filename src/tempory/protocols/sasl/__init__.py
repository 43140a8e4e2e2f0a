"""SASL mechanisms, the server's side, without I/O: responses in, challenges or credentials out.

The protocol around it (IMAP, POP3, SMTP) does base64 and lines; whoever checks credentials knows nothing of mechanisms.
PLAIN (RFC 4616), LOGIN (draft-murchison-sasl-login, for old programs), OAUTHBEARER (RFC 7628). All of them show the
secret whole, so they are offered under TLS only. Enter at `start`.
"""

from tempory.protocols.sasl.exchange import Challenge, Credentials, Exchange, MechanismUnknown, ResponseInvalid
from tempory.protocols.sasl.mechanisms import MECHANISMS, start

__all__ = [
    "MECHANISMS",
    "Challenge",
    "Credentials",
    "Exchange",
    "MechanismUnknown",
    "ResponseInvalid",
    "start",
]
