"""LOGIN and AUTHENTICATE. RFC 9051 §6.2.2–6.2.3, RFC 4959 (SASL-IR)."""

from dataclasses import dataclass

from tempory.values import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn:
    """Who the peer says it is, whatever the way it said so. `name` may be empty.

    `mechanism` is the SASL mechanism in capitals, "" for LOGIN. A NO should carry AUTHENTICATIONFAILED (RFC 5530).
    """

    name: str
    secret: Secret
    mechanism: str = ""
