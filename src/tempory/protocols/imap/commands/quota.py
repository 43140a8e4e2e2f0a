"""GETQUOTA, GETQUOTAROOT and SETQUOTA. RFC 9208."""

from dataclasses import dataclass
from enum import StrEnum

from tempory.protocols.imap.arguments import Arguments


class QuotaResource(StrEnum):
    STORAGE = "STORAGE"  # in units of 1,024 octets
    MESSAGE = "MESSAGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class GetQuota:
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetQuotaRoot:
    mailbox: str


def parse_get_quota(arguments: Arguments) -> GetQuota:
    """Read a quota root."""
    arguments.space()
    return GetQuota(root=arguments.text())


def parse_get_quota_root(arguments: Arguments) -> GetQuotaRoot:
    """Read a mailbox."""
    arguments.space()
    return GetQuotaRoot(mailbox=arguments.mailbox())
