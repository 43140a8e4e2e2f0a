"""What the operator may set about receiving mail."""

from dataclasses import dataclass, field

from tempory.protocols.smtp import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """`hostname` is the name in the greeting and in `Received:`."""

    hostname: str
    limits: Limits = field(default_factory=Limits)
