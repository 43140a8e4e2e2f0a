"""GETQUOTA, GETQUOTAROOT and SETQUOTA. RFC 9208."""

from dataclasses import dataclass
from enum import StrEnum


class QuotaResource(StrEnum):
    STORAGE = "STORAGE"  # in units of 1,024 octets
    MESSAGE = "MESSAGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class GetQuota:
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetQuotaRoot:
    mailbox: str
