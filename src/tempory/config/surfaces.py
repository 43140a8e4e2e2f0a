"""Limits of the APIs that other services defined and their clients already speak."""

from dataclasses import dataclass
from typing import Annotated

from tempory.config import kinds
from tempory.config.defaults import RATES
from tempory.config.kinds import Setting

_MANY = kinds.number(1, 1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTm:
    """Limits of the mail.tm surface, for each peer (an IPv4 address or an IPv6 /64), within those of [api]."""

    requests_burst: Annotated[int, Setting(_MANY, "Requests at once.")] = RATES.mailtm.burst
    requests_per_minute: Annotated[
        int, Setting(_MANY, "Requests a minute after that; mail.tm's own limit is 8 a second.")
    ] = int(RATES.mailtm.per_minute)
    failed_passwords_burst: Annotated[
        int, Setting(_MANY, "Wrong passwords for one account at once, from wherever they come.")
    ] = RATES.failed_passwords.burst
    failed_passwords_per_minute: Annotated[
        int, Setting(_MANY, "Wrong passwords for one account a minute after that.")
    ] = int(RATES.failed_passwords.per_minute)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailpit:
    """Limits of the Mailpit surface, for each peer (an IPv4 address or an IPv6 /64), within those of [api]."""

    requests_burst: Annotated[int, Setting(_MANY, "Requests at once.")] = RATES.mailpit.burst
    requests_per_minute: Annotated[
        int, Setting(_MANY, "Requests a minute after that; tests poll, so this is generous.")
    ] = int(RATES.mailpit.per_minute)
