"""What the operator may set about mail programs."""

from dataclasses import dataclass, field

from tempory.protocols.imap import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapSettings:
    """`hostname` is the name in the greeting."""

    hostname: str
    limits: Limits = field(default_factory=Limits)
    connections_per_mailbox: int = 16
    """Sessions of one mailbox at a time. Mail programs hold up to five (Thunderbird), phones one a folder."""
